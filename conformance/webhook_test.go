package conformance

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"reflect"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

// webhookOperation is the operation that Meta calls and package webhook
// answers.
const webhookOperation = "receiveWebhook"

// TestWebhook delivers every documented body to a handler: each event has a
// type of its own and loses nothing.
func TestWebhook(t *testing.T) {
	t.Parallel()
	operation, found := load(t).Operations[webhookOperation]
	require.True(t, found)
	examples := operation.body.at("content", "application/json", "examples")
	require.NotEmpty(t, examples.keys())
	for _, name := range examples.keys() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body, err := json.Marshal(examples.at(name, "value").value)
			require.NoError(t, err)
			events := deliver(t, body)
			require.NotEmpty(t, events)
			for _, event := range events {
				assert.NotEqual(t, reflect.TypeFor[*webhook.UnknownEvent](), reflect.TypeOf(event))
				assert.Empty(t, event.Skipped())
				assert.Empty(t, lostInEvent(t, event), "%s", event.Raw())
			}
		})
	}
}

// deliver has the emulator sign and post a body to a handler, and returns the
// events that the handler hands over.
func deliver(t *testing.T, body []byte) []webhook.Event {
	t.Helper()
	var events []webhook.Event
	config := webhook.Config{AppSecrets: []string{appSecret}, VerifyToken: "chosen"}
	handler, err := webhook.NewHandler(config, func(_ context.Context, event webhook.Event) error {
		events = append(events, event)
		return nil
	})
	require.NoError(t, err)
	require.NoError(t, graphtest.New().Webhooks(handler, appSecret).DeliverRaw(t.Context(), body))
	return events
}

const appSecret = "0123456789abcdef0123456789abcdef"

// lostInEvent returns what an event lost of the bytes it came from. An event is
// a value with the members of these bytes, or holds it in one of its members.
func lostInEvent(t *testing.T, event webhook.Event) []string {
	t.Helper()
	original, err := jsonschema.UnmarshalJSON(bytes.NewReader(event.Raw()))
	require.NoError(t, err)
	whole := encoded(t, event)
	missing := lost("", original, whole)
	object, _ := whole.(map[string]any)
	for _, member := range object {
		if parts := lost("", original, member); len(parts) < len(missing) {
			missing = parts
		}
	}
	return missing
}

// TestEmulatorWebhooks validates what the emulator delivers.
func TestEmulatorWebhooks(t *testing.T) {
	t.Parallel()
	schema := load(t).Operations[webhookOperation].requestSchema("application/json")
	server := graphtest.New()
	delivers := server.Webhooks(http.NotFoundHandler(), appSecret)
	answered := &webhook.Context{From: "15550100", ID: "wamid.A"}
	for name, message := range map[string]webhook.Message{
		"text":        {Text: &webhook.Text{Body: "Does it come in another colour?"}},
		"image":       {Image: &webhook.Media{Caption: "The receipt"}},
		"document":    {Document: &webhook.Document{Filename: "receipt.pdf"}},
		"sticker":     {Sticker: &webhook.Sticker{}},
		"location":    {Location: &webhook.Location{Latitude: 37.4, Longitude: -122.1, Name: "The shop", Address: "1 High Street"}},
		"reaction":    {Reaction: &webhook.Reaction{MessageID: "wamid.A", Emoji: "👍"}},
		"button":      {Button: &webhook.Button{Payload: "stop", Text: "Unsubscribe"}, Context: answered},
		"interactive": {Interactive: &webhook.Interactive{ButtonReply: &webhook.ButtonReply{ID: "cancel", Title: "Cancel"}}, Context: answered},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body, err := delivers.Body(graphtest.Inbound{Message: message})
			require.NoError(t, err)
			value, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
			require.NoError(t, err)
			assert.Empty(t, schema.validate("body", value), "%s", body)
		})
	}
}
