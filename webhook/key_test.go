package webhook_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/webhook"
)

// Two people in one group, neither with a phone number, are two people.
func TestStatusesOfPeopleWithoutNumbersInAGroup(t *testing.T) {
	t.Parallel()
	events := parse(t, seed(t, "messages_status_group_username.json"))
	require.Len(t, events, 2)
	first, second := events[0].(*webhook.StatusEvent), events[1].(*webhook.StatusEvent)
	require.NotEqual(t, first.Key(), second.Key())
	assert.Equal(t, "@quiet_reader", first.Recipient().Username)
	assert.Equal(t, "@other_reader", second.Recipient().Username)
	assert.Equal(t, "US.13491208655302741918", first.Recipient().ID())
	assert.Equal(t, "US.ENT.50937720164418372265", second.Recipient().ParentUserID)
	assert.Empty(t, first.Recipient().WAID, "the group is not a person")
}

// identifying are the members that tell people, messages and states apart.
var identifying = []string{
	"wa_id", "user_id", "parent_user_id", "from", "to", "from_user_id", "to_user_id", "from_parent_user_id", "to_parent_user_id",
	"recipient_id", "recipient_user_id", "recipient_parent_user_id", "parent_recipient_user_id",
	"recipient_participant_id", "participant_recipient_id", "recipient_participant_user_id", "recipient_participant_parent_user_id",
	"group_id", "join_request_id", "request_id", "phone_number", "previous_user_id", "signup_id", "click_id", "reference_id",
	"id", "status", "event", "event_name", "action", "value", "decision", "waba_id",
}

// notIdentifying are the members in which an id or a state is of something
// else. What contacts add is tested on its own.
var notIdentifying = []string{
	"metadata", "contacts", "errors", "conversation", "conversation_context", "session", "call_recording", "call_transcript", "error",
}

// ofMessages are lists whose elements are told apart by their ids alone,
// because a message has one id wherever it is told of.
var ofMessages = []string{"messages", "message_echoes"}

// Whatever tells two events apart tells their keys apart.
func TestKeysDifferInEveryMemberThatIdentifies(t *testing.T) {
	t.Parallel()
	changed := 0
	for name, body := range seeds(t) {
		if name == "batch.json" || name == "unknown_object.json" {
			continue
		}
		before := keys(t, body)
		for _, path := range identifyingPaths(decodeAny(t, body), nil, false) {
			other := decodeAny(t, body)
			change(other, path)
			assert.NotEqual(t, before, keys(t, []byte(encode(t, other))), "%s: %v", name, path)
			changed++
		}
	}
	require.Greater(t, changed, 200)
}

// The same event has the same key, however its JSON is written.
func TestKeysDoNotDependOnTheWriting(t *testing.T) {
	t.Parallel()
	for name, body := range seeds(t) {
		var spaced bytes.Buffer
		require.NoError(t, json.Indent(&spaced, body, " ", "\t"))
		assert.Equal(t, keys(t, body), keys(t, spaced.Bytes()), "%s with white space", name)

		var reversed strings.Builder
		writeReversed(t, &reversed, decodeAny(t, body))
		want, got := keys(t, body), keys(t, []byte(reversed.String()))
		slices.Sort(want)
		slices.Sort(got)
		assert.Equal(t, want, got, "%s with its members in another order", name)
	}
}

// No two lists of ids have one key, not even ids with a colon.
func TestKeysOfOddIDs(t *testing.T) {
	t.Parallel()
	members := []string{
		"id", "status", "recipient_id", "recipient_participant_id", "recipient_user_id", "group_id",
		"recipient_participant_user_id", "recipient_participant_parent_user_id", "parent_recipient_user_id", "parent_user_id",
	}
	values := []string{"", "a", "b", ":", "a:b", "%", "%3A"}
	random := rand.New(rand.NewPCG(1, 2))
	known := map[string]string{}
	for range 5000 {
		status := map[string]string{"id": "wamid.1"}
		for _, member := range members {
			if value := values[random.IntN(len(values))]; value != "" && random.IntN(2) == 0 {
				status[member] = value
			}
		}
		text := encode(t, status)
		key := only[*webhook.StatusEvent](t, messageBody(`"statuses":[`+text+`]`)).Key()
		if other, ok := known[key]; ok {
			require.Equal(t, other, text, "one key: %s", key)
		}
		known[key] = text
	}
}

// An element that is alone with a contact is about that contact, whichever ids
// each of them has.
func TestOneContactAndOneElementBelongTogether(t *testing.T) {
	t.Parallel()
	event := only[*webhook.MessageEvent](t, messageBody(
		`"contacts":[{"profile":{"name":"Quiet reader"},"user_id":"US.1"}],"messages":[{"id":"a","from":"15550100142"}]`))
	assert.Equal(t, webhook.User{WAID: "15550100142", UserID: "US.1", Name: "Quiet reader"}, event.Sender())

	status := only[*webhook.StatusEvent](t, messageBody(
		`"statuses":[{"id":"a","status":"read","recipient_id":"5215550100142"}],"contacts":[{"wa_id":"525550100142","user_id":"US.1"}]`))
	assert.Equal(t, "US.1", status.Recipient().UserID, "one number, written in two ways")

	call := only[*webhook.CallStatusEvent](t, seed(t, "calls_status_username.json"))
	assert.Equal(t, "@quiet_reader", call.Recipient().Username)

	stranger := only[*webhook.MessageEvent](t, messageBody(
		`"contacts":[{"user_id":"US.1"}],"messages":[{"id":"a","from_user_id":"US.2"}]`))
	assert.Nil(t, stranger.Contact, "two ids of one kind are two people")
}

// Where an element does not name a person, the contact beside it does.
func TestKeysOfElementsThatNameNobody(t *testing.T) {
	t.Parallel()
	for field, element := range map[string]string{
		"messages":         `"statuses":[{"id":"wamid.1","status":"read","recipient_id":"group","recipient_type":"group"}]`,
		"calls":            `"calls":[{"id":"wacid.1","event":"connect"}]`,
		"user_preferences": `"user_preferences":[{"value":"stop"}]`,
		"standby":          `"statuses":[{"id":"wamid.1","status":"read"}]`,
	} {
		for _, member := range []string{"wa_id", "user_id", "parent_user_id"} {
			key := func(id string) string {
				return only[webhook.Event](t, fieldBody(field, `{"contacts":[{"`+member+`":"`+id+`"}],`+element+`}`)).Key()
			}
			assert.Equal(t, key("1"), key("1")) //nolint:testifylint // parsed twice
			assert.NotEqual(t, key("1"), key("2"), "%s: %s", field, member)
		}
	}
	tap := func(contact string) string {
		return only[webhook.Event](t, messageBody(`"contacts":[{"user_id":"`+contact+`"}],"user_actions":[{"action_type":"tap"}]`)).Key()
	}
	assert.Equal(t, tap("US.1"), tap("US.1")) //nolint:testifylint // parsed twice
	assert.NotEqual(t, tap("US.1"), tap("US.2"))
	ringing := func(contact string) string {
		return only[webhook.Event](t, fieldBody("calls",
			`{"contacts":[{"user_id":"`+contact+`"}],"statuses":[{"id":"wacid.1","status":"RINGING"}]}`)).Key()
	}
	assert.NotEqual(t, ringing("US.1"), ringing("US.2"))
}

func keys(t *testing.T, body []byte) []string {
	t.Helper()
	events := parse(t, body)
	keys := make([]string, len(events))
	for i, event := range events {
		keys[i] = event.Key()
	}
	return keys
}

func decodeAny(t *testing.T, text []byte) (v any) {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	require.NoError(t, decoder.Decode(&v))
	return v
}

// identifyingPaths returns where the members that identify stand in the values
// of a body.
func identifyingPaths(v any, path []any, inValue bool) (paths [][]any) {
	switch v := v.(type) {
	case []any:
		for i, element := range v {
			paths = append(paths, identifyingPaths(element, append(slices.Clone(path), i), inValue)...)
		}
	case map[string]any:
		for name, member := range v {
			within := append(slices.Clone(path), name)
			_, isText := member.(string)
			switch {
			case inValue && isText && slices.Contains(identifying, name):
				paths = append(paths, within)
			case slices.Contains(ofMessages, name) && inValue && !slices.Contains(path, any("threads")):
				list, _ := member.([]any)
				for i := range list {
					if _, ok := list[i].(map[string]any); ok {
						paths = append(paths, append(slices.Clone(within), i, "id"))
					}
				}
			case slices.Contains(notIdentifying, name):
			default:
				paths = append(paths, identifyingPaths(member, within, inValue || name == "value")...)
			}
		}
	}
	return paths
}

// change makes another value of the string at the path.
func change(v any, path []any) {
	for _, step := range path[:len(path)-1] {
		switch at := step.(type) {
		case int:
			v = v.([]any)[at]
		case string:
			v = v.(map[string]any)[at]
		}
	}
	object := v.(map[string]any)
	name := path[len(path)-1].(string)
	object[name] = fmt.Sprint(object[name], "x")
}

// writeReversed writes the members of objects in the reverse of their order.
func writeReversed(t *testing.T, b *strings.Builder, v any) {
	t.Helper()
	switch v := v.(type) {
	case []any:
		b.WriteByte('[')
		for i, element := range v {
			if i > 0 {
				b.WriteByte(',')
			}
			writeReversed(t, b, element)
		}
		b.WriteByte(']')
	case map[string]any:
		names := make([]string, 0, len(v))
		for name := range v {
			names = append(names, name)
		}
		slices.Sort(names)
		slices.Reverse(names)
		b.WriteByte('{')
		for i, name := range names {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(encode(t, name) + ":")
			writeReversed(t, b, v[name])
		}
		b.WriteByte('}')
	default:
		b.WriteString(encode(t, v))
	}
}
