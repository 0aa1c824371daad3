package conformance

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"regexp"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

// requestExamples returns the examples of JSON requests in the document.
func (o *Operation) requestExamples() map[string]any {
	found := map[string]any{}
	examples := o.body.at("content", "application/json", "examples")
	for _, name := range examples.keys() {
		found[name] = examples.at(name, "value").value
	}
	return found
}

// TestRequestExamples decodes every example of a message into the SDK's types,
// sends it, and checks that the same members arrive with the same values.
func TestRequestExamples(t *testing.T) {
	t.Parallel()
	document := load(t)
	spelled := spelling{}
	for _, id := range []string{sendMessage, "sendMarketingMessage"} {
		operation := document.Operations[id]
		examples := operation.requestExamples()
		require.NotEmpty(t, examples)
		for name, example := range examples {
			s := replay(t, http.StatusOK, receipt())
			require.NoError(t, s.sendExample(t, id, example), "%s: %s", id, name)
			require.Len(t, s.exchanges, 1)
			arrived, err := jsonschema.UnmarshalJSON(bytes.NewReader(s.exchanges[0].Body))
			require.NoError(t, err)
			assert.Equal(t, spelled.message(example), arrived, "%s: %s", id, name)
		}
	}
	for _, rule := range []string{typeIsSaid, numberHasPlus, indexIsText, textIsText} {
		assert.True(t, spelled[rule], "no example needs this rule any more: %s", rule)
	}
}

// receipt is the answer to a message.
func receipt() any {
	return map[string]any{"messaging_product": "whatsapp", "success": true, "messages": []any{map[string]any{"id": inboundID}}}
}

// sendExample sends an example as a user of the SDK would. Validation is off,
// because the placeholders in the examples are not valid.
func (s *session) sendExample(t *testing.T, operation string, example any) error {
	t.Helper()
	data, err := json.Marshal(example)
	require.NoError(t, err)
	object := example.(map[string]any)
	unchecked := whatsapp.WithoutValidation()
	switch {
	case operation == "sendMarketingMessage":
		var message whatsapp.MarketingMessage
		require.NoError(t, json.Unmarshal(data, &message))
		_, err = s.Messages.SendMarketing(s, graphtest.PhoneNumberID, message, unchecked)
	case object["typing_indicator"] != nil:
		err = s.Messages.ShowTyping(s, graphtest.PhoneNumberID, object["message_id"].(string))
	default:
		var message whatsapp.Message
		require.NoError(t, json.Unmarshal(data, &message))
		_, isUnknown := message.Content.(whatsapp.RawContent)
		require.False(t, isUnknown, "the SDK has no type for %s", data)
		_, err = s.Messages.Send(s, graphtest.PhoneNumberID, message, unchecked)
	}
	return err
}

// Some examples spell the same thing in two ways. Graph accepts both; the SDK
// uses one.
const (
	typeIsSaid    = "a message says its type, which examples leave out"
	numberHasPlus = "a phone number has its plus: Graph may take bare digits for a national number"
	indexIsText   = "the index of a button is a text, as in the guides"
	textIsText    = "the text of a parameter is a text, not a truth value"
)

// spelling records which rules were used.
type spelling map[string]bool

var bareDigits = regexp.MustCompile(`^[0-9]+$`)

// message rewrites an example in the SDK's spelling.
func (s spelling) message(example any) any {
	object := maps.Clone(example.(map[string]any))
	if to, given := object["to"].(string); given && bareDigits.MatchString(to) {
		object["to"] = "+" + to
		s[numberHasPlus] = true
	}
	if _, said := object["type"]; !said && object["status"] == nil {
		object["type"] = "text"
		if object["interactive"] != nil {
			object["type"] = "interactive"
		}
		s[typeIsSaid] = true
	}
	if template, given := object["template"].(map[string]any); given {
		object["template"] = s.within(template)
	}
	return object
}

// within rewrites the components and parameters of a template.
func (s spelling) within(value any) any {
	switch value := value.(type) {
	case []any:
		list := make([]any, len(value))
		for i, item := range value {
			list[i] = s.within(item)
		}
		return list
	case map[string]any:
		object := map[string]any{}
		for name, member := range value {
			object[name] = s.within(member)
			if number, isNumber := member.(json.Number); isNumber && name == "index" {
				object[name] = number.String()
				s[indexIsText] = true
			}
			if flag, isFlag := member.(bool); isFlag && name == "text" {
				object[name] = map[bool]string{true: "true", false: "false"}[flag]
				s[textIsText] = true
			}
		}
		return object
	}
	return value
}
