package webhook_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/webhook"
)

// seed returns a recorded body.
func seed(tb testing.TB, name string) []byte {
	tb.Helper()
	body, err := os.ReadFile(filepath.Join("webhooktest", "bodies", name))
	require.NoError(tb, err)
	return body
}

// seeds returns all recorded bodies by name.
func seeds(tb testing.TB) map[string][]byte {
	tb.Helper()
	files, err := filepath.Glob(filepath.Join("webhooktest", "bodies", "*.json"))
	require.NoError(tb, err)
	require.NotEmpty(tb, files)
	bodies := make(map[string][]byte, len(files))
	for _, file := range files {
		bodies[filepath.Base(file)] = seed(tb, filepath.Base(file))
	}
	return bodies
}

func parse(tb testing.TB, body []byte) []webhook.Event {
	tb.Helper()
	notification, err := webhook.Parse(body)
	require.NoError(tb, err)
	return slices.Collect(notification.Events())
}

// one returns the only event of a seed, which must be of type E.
func one[E webhook.Event](tb testing.TB, name string) E {
	tb.Helper()
	return only[E](tb, seed(tb, name))
}

// only returns the only event of a body, which must be of type E.
func only[E webhook.Event](tb testing.TB, body []byte) E {
	tb.Helper()
	events := parse(tb, body)
	require.Len(tb, events, 1)
	event, ok := events[0].(E)
	require.True(tb, ok, "the event is a %T", events[0])
	return event
}

// messageBody is a body with one change of the field messages. The rest of the
// value is given as JSON.
func messageBody(rest string) []byte {
	return fieldBody(webhook.FieldMessages, `{"messaging_product":"whatsapp",`+rest+`}`)
}

func fieldBody(field, value string) []byte {
	return []byte(`{"object":"whatsapp_business_account","entry":[{"id":"1","time":1760000000,"changes":[{"value":` + value +
		`,"field":"` + field + `"}]}]}`)
}

// payload returns what was decoded: a pointer to the element of a list, or the
// event itself.
func payload(event webhook.Event) any {
	switch e := event.(type) {
	case *webhook.StandbyEvent:
		switch {
		case e.Message != nil:
			return e.Message
		case e.Echo != nil:
			return e.Echo
		}
		return e.Status
	case *webhook.BusinessStatusEvent:
		return &e.Value
	case *webhook.CampaignStatusEvent:
		return &e.Value
	case *webhook.ConsumerProfileEvent:
		return &e.Value
	case *webhook.TrackingEvent:
		return &e.Value
	}
	v := reflect.ValueOf(event).Elem()
	for _, name := range []string{"Message", "Status", "Error", "Action", "History", "Sync", "Call", "Preference", "Conversion", "Group"} {
		if element := v.FieldByName(name); element.IsValid() && element.Kind() == reflect.Struct {
			return element.Addr().Interface()
		}
	}
	return event
}

// source returns the JSON that the payload was decoded from.
func source(tb testing.TB, event webhook.Event) []byte {
	tb.Helper()
	if !bytes.Equal(event.Raw(), event.RawChange()) {
		return event.Raw()
	}
	var change struct{ Value json.RawMessage }
	require.NoError(tb, json.Unmarshal(event.Raw(), &change))
	return change.Value
}

func encode(tb testing.TB, v any) string {
	tb.Helper()
	text, err := json.Marshal(v)
	require.NoError(tb, err)
	return string(text)
}

func typeName(v any) string {
	return strings.TrimPrefix(reflect.TypeOf(v).String(), "*webhook.")
}
