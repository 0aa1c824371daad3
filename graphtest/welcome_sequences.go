package graphtest

import (
	"bytes"
	"encoding/json"
	"net/http"
)

const sequencesEdge = "welcome_message_sequences"

var sequences = listing{edge: sequencesEdge, view: sequenceKind}

// Error codes of welcome message sequences.
const (
	codeSequenceMalformed = 4027001
	codeSequenceMissing   = 4027010
	codeSequenceInAd      = 4027012
	codeSequenceUnknown   = 4027017
)

func sequenceFailure(code int, message string) *failure {
	return &failure{http.StatusBadRequest, Error{Message: message, Type: oauthException, Code: code}}
}

func (c *call) listSequences() (any, *failure) {
	connection := sequences
	if _, given := c.params["sequence_id"]; given {
		wanted, f := c.requestedSequence()
		if f != nil {
			return nil, f
		}
		connection.keep = func(n *node) bool { return n == wanted }
	}
	reply, f := c.list(connection)
	if f != nil {
		return nil, f
	}
	if c.server.config.sequencePages {
		return reply, nil
	}
	return reply.Data, nil
}

func (c *call) requestedSequence() (*node, *failure) {
	id, _ := c.params.text("sequence_id")
	sequence := c.node.item(sequencesEdge, id)
	if sequence == nil {
		return nil, sequenceFailure(codeSequenceUnknown, "Could not load the sequence "+id)
	}
	return sequence, nil
}

// saveSequence creates a sequence, or updates the one that sequence_id names.
func (c *call) saveSequence() (any, *failure) {
	if _, given := c.params["sequence_id"]; given {
		return c.updateSequence()
	}
	name, nameGiven, f := c.sequenceName()
	if f != nil {
		return nil, f
	}
	content, contentGiven, f := c.sequenceContent()
	if f != nil {
		return nil, f
	}
	if !nameGiven {
		return nil, sequenceFailure(codeSequenceMissing, "The parameter name is missing")
	}
	if !contentGiven {
		return nil, sequenceFailure(codeSequenceMissing, "The parameter welcome_message_sequence is missing")
	}
	sequence := c.graph.addSequence(c.node, WelcomeSequence{Name: name, Content: content})
	return map[string]any{"sequence_id": sequence.id}, nil
}

func (c *call) updateSequence() (any, *failure) {
	sequence, f := c.requestedSequence()
	if f != nil {
		return nil, f
	}
	name, nameGiven, f := c.sequenceName()
	if f != nil {
		return nil, f
	}
	content, contentGiven, f := c.sequenceContent()
	if f != nil {
		return nil, f
	}
	if !nameGiven && !contentGiven {
		return nil, sequenceFailure(codeSequenceMissing, "The parameters name and welcome_message_sequence are both missing")
	}
	if f := checkUnused(sequence); f != nil {
		return nil, f
	}
	if nameGiven {
		sequence.values["name"] = name
	}
	if contentGiven {
		sequence.values["welcome_message_sequence"] = content
	}
	return success(), nil
}

func (c *call) deleteSequence() (any, *failure) {
	if _, given := c.params["sequence_id"]; !given {
		return nil, sequenceFailure(codeSequenceMissing, "The parameter sequence_id is missing")
	}
	sequence, f := c.requestedSequence()
	if f != nil {
		return nil, f
	}
	if f := checkUnused(sequence); f != nil {
		return nil, f
	}
	c.node.disconnect(sequencesEdge, sequence.id)
	return success(), nil
}

func checkUnused(sequence *node) *failure {
	if sequence.values["is_used_in_ad"] == true {
		return sequenceFailure(codeSequenceInAd,
			"The sequence "+sequence.id+" is linked to an active ad and cannot be updated or deleted")
	}
	return nil
}

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

// sequenceContent returns the sequence as JSON text. It arrives as text in a
// form and as an object in a JSON body.
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
