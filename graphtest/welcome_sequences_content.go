package graphtest

import (
	"bytes"
	"encoding/json"
	"net/http"
)

func (c *call) sequenceName() (name string, given bool, f *failure) {
	value, given := c.params["name"]
	if !given {
		return "", false, nil
	}
	name, ok := value.(string)
	if !ok || name == "" {
		return "", true, sequenceFailure(codeSequenceMalformed, "The parameter name must be text that is not empty")
	}
	return name, true, nil
}

// sequenceContent returns the sequence as JSON. It is a string in a form and an
// object in a JSON body.
func (c *call) sequenceContent() (content string, given bool, f *failure) {
	value, given := c.params["welcome_message_sequence"]
	if !given {
		return "", false, nil
	}
	text, isText := value.(string)
	if !isText {
		encoded, err := json.Marshal(value)
		if err != nil {
			return "", true, malformedSequence()
		}
		text = string(encoded)
	}
	if f := checkSequence([]byte(text)); f != nil {
		return "", true, f
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, []byte(text)); err != nil {
		return "", true, malformedSequence()
	}
	return compact.String(), true, nil
}

func checkSequence(text []byte) *failure {
	var sequence struct {
		Text            *string `json:"text"`
		AutofillMessage *struct {
			Content *string `json:"content"`
		} `json:"autofill_message"`
		IceBreakers []struct {
			Title *string `json:"title"`
		} `json:"ice_breakers"`
	}
	if err := decodeJSON(text, &sequence); err != nil {
		return malformedSequence()
	}
	if sequence.Text == nil {
		return sequenceFailure(codeSequenceMissing, "welcome_message_sequence has no text")
	}
	if sequence.AutofillMessage != nil && sequence.AutofillMessage.Content == nil {
		return sequenceFailure(codeSequenceMissing, "autofill_message of welcome_message_sequence has no content")
	}
	for _, iceBreaker := range sequence.IceBreakers {
		if iceBreaker.Title == nil {
			return sequenceFailure(codeSequenceMissing, "An item of ice_breakers of welcome_message_sequence has no title")
		}
	}
	return nil
}

func malformedSequence() *failure {
	return sequenceFailure(codeSequenceMalformed,
		"welcome_message_sequence must be a JSON object with text, autofill_message{content} and ice_breakers[{title}]")
}

func sequenceFailure(code int, message string) *failure {
	return &failure{http.StatusBadRequest, Error{Message: message, Type: oauthException, Code: code}}
}
