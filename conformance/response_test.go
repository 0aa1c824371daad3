package conformance

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

// TestAnswers decodes every documented success with the SDK, encodes the result
// again, and checks that nothing is lost.
func TestAnswers(t *testing.T) {
	t.Parallel()
	document := load(t)
	for _, method := range documented() {
		for _, example := range method.in(t, document).answers() {
			if !example.succeeds() || !method.answeredBy(example) {
				continue
			}
			t.Run(method.name+"/"+method.operation+"/"+example.Name, func(t *testing.T) {
				t.Parallel()
				value := addressed(example.Value)
				result, err := method.call(replay(t, example.Status, value))
				require.NoError(t, err)
				if isWhole(method) {
					assert.Empty(t, lost("", value, encoded(t, result)))
				}
			})
		}
	}
}

// addressed has a receipt name the recipient of these tests. The examples name
// recipients of their own, and the SDK refuses the receipts of others.
func addressed(value any) any {
	receipt, isObject := value.(map[string]any)
	contacts, isReceipt := receipt["contacts"].([]any)
	if !isObject || !isReceipt {
		return value
	}
	mine := slices.Clone(contacts)
	for i, contact := range contacts {
		if contact, ok := contact.(map[string]any); ok {
			contact = maps.Clone(contact)
			contact["input"] = customer
			mine[i] = contact
		}
	}
	receipt = maps.Clone(receipt)
	receipt["contacts"] = mine
	return receipt
}

// TestErrors decodes every documented error with the SDK.
func TestErrors(t *testing.T) {
	t.Parallel()
	document := load(t)
	for _, method := range documented() {
		for _, example := range method.in(t, document).examples() {
			if example.succeeds() || example.refusal() != "" {
				continue // TestRefusals is about the latter
			}
			t.Run(fmt.Sprintf("%s/%s/%d/%s", method.name, method.operation, example.Status, example.Name), func(t *testing.T) {
				t.Parallel()
				_, err := method.call(replay(t, example.Status, example.Value))
				checkError(t, example, err)
			})
		}
	}
}

// TestRefusals decodes every documented refusal with a status of success.
func TestRefusals(t *testing.T) {
	t.Parallel()
	document := load(t)
	for _, method := range methods {
		for _, example := range method.in(t, document).examples() {
			if reason := example.refusal(); reason != "" {
				_, err := method.call(replay(t, example.Status, example.Value))
				require.ErrorContains(t, err, reason, method.name)
			}
		}
	}
}

// documentedError is the error envelope of the examples in the document.
type documentedError struct {
	Error struct {
		Message     string
		Type        string
		Code        int
		Subcode     int    `json:"error_subcode"`
		IsTransient bool   `json:"is_transient"`
		UserTitle   string `json:"error_user_title"`
		UserMessage string `json:"error_user_msg"`
		TraceID     string `json:"fbtrace_id"`
	}
}

func checkError(t *testing.T, example Example, err error) {
	t.Helper()
	failure := new(whatsapp.GraphAPIError)
	require.ErrorAs(t, err, &failure)
	var wanted documentedError
	data, err := json.Marshal(example.Value)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, &wanted))

	assert.Equal(t, example.Status, failure.StatusCode)
	assert.Equal(t, wanted.Error.Message, failure.Message)
	assert.Equal(t, wanted.Error.Type, failure.Type)
	assert.Equal(t, wanted.Error.Code, failure.Code)
	assert.Equal(t, wanted.Error.Subcode, failure.Subcode)
	assert.Equal(t, wanted.Error.IsTransient, failure.IsTransient)
	assert.Equal(t, wanted.Error.UserTitle, failure.UserTitle)
	assert.Equal(t, wanted.Error.UserMessage, failure.UserMessage)
	assert.Equal(t, wanted.Error.TraceID, failure.TraceID)
	class := classOf(example.Status, wanted.Error.Code, wanted.Error.Subcode)
	if errors.Is(failure, whatsapp.ErrOutcomeUnknown) && !wanted.Error.IsTransient {
		require.ErrorIs(t, class, whatsapp.ErrTransient)
		class = whatsapp.ErrOutcomeUnknown // of a message that is sent once
	}
	require.ErrorIs(t, failure, class)

	assert.Empty(t, lost("", example.Value, encoded(t, failure)), "encoded as it came")
	failure.Body = nil
	assert.Empty(t, lost("", withoutFalse(example.Value), encoded(t, failure)), "encoded from its fields")
}

// withoutFalse leaves out an is_transient that is false, as most errors do.
func withoutFalse(envelope any) any {
	object, _ := envelope.(map[string]any)
	members, _ := object["error"].(map[string]any)
	members = maps.Clone(members)
	maps.DeleteFunc(members, func(name string, value any) bool { return name == "is_transient" && value == false })
	return map[string]any{"error": members}
}

// What an error of any status means by its code, or by its subcode.
const (
	tooManyCalls = 613
	unknownAlias = 803
	noSuchObject = 33
)

// classOf returns the class of an error by its status. No other example in the
// document has a code of another class.
func classOf(status, code, subcode int) error {
	switch {
	case code == tooManyCalls:
		return whatsapp.ErrRateLimited
	case subcode == noSuchObject, code == unknownAlias:
		return whatsapp.ErrNotFound
	case status == http.StatusUnauthorized:
		return whatsapp.ErrUnauthorized
	case status == http.StatusForbidden:
		return whatsapp.ErrPermission
	case status == http.StatusNotFound:
		return whatsapp.ErrNotFound
	case status == http.StatusTooManyRequests:
		return whatsapp.ErrRateLimited
	case status >= http.StatusInternalServerError:
		return whatsapp.ErrTransient
	}
	return whatsapp.ErrInvalidRequest
}

// isWhole reports whether a method returns the whole answer.
func isWhole(wanted method) bool {
	return slices.ContainsFunc(methods, func(m method) bool { return m.name == wanted.name })
}

func encoded(t *testing.T, result any) any {
	t.Helper()
	data, err := json.Marshal(result)
	require.NoError(t, err)
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	require.NoError(t, err)
	return value
}

// lost returns the parts of the original that are missing or different after
// decoding and encoding. A number may become a string and vice versa.
func lost(place string, original, encoded any) []string {
	switch original := original.(type) {
	case map[string]any:
		object, isObject := encoded.(map[string]any)
		if !isObject {
			return []string{place + " is not an object"}
		}
		var found []string
		for name, member := range original {
			if member == nil {
				continue // it says nothing
			}
			kept, present := object[name]
			if name == wrapper || place == nested && "/"+name == nested {
				kept, present = object, true
			}
			if !present {
				found = append(found, place+"/"+name+" is missing")
				continue
			}
			found = append(found, lost(place+"/"+name, member, kept)...)
		}
		return found
	case []any:
		array, _ := encoded.([]any)
		if len(array) != len(original) {
			return []string{place + " has another length"}
		}
		var found []string
		for i, item := range original {
			found = append(found, lost(fmt.Sprintf("%s/%d", place, i), item, array[i])...)
		}
		return found
	}
	if fmt.Sprint(original) != fmt.Sprint(encoded) && !isRedacted(original, encoded) && !isInCapitals(original, encoded) {
		return []string{fmt.Sprintf("%s is %v instead of %v", place, encoded, original)}
	}
	return nil
}

// wrapper is the member in which Graph puts the members of a
// [whatsapp.WABAApp].
const wrapper = "whatsapp_business_api_data"

// nested is where one list has its links one level deeper. They count as the
// page's own.
const nested = "/paging"

// isInCapitals reports whether two words differ only in that the SDK has it in
// capitals: Graph writes some words in both ways.
func isInCapitals(original, encoded any) bool {
	before, wasText := original.(string)
	after, isText := encoded.(string)
	return wasText && isText && after == strings.ToUpper(after) && strings.EqualFold(before, after)
}

// isRedacted reports whether two links differ only in the access token.
func isRedacted(original, encoded any) bool {
	before, secret, found := strings.Cut(fmt.Sprint(original), "access_token=")
	if !found {
		return false
	}
	_, after, _ := strings.Cut(secret, "&")
	link := fmt.Sprint(encoded)
	return strings.HasPrefix(link, before) && strings.HasSuffix(link, after)
}
