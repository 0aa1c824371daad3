package conformance

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

// body is a message in Graph's form. The bodies are in testdata/bodies.json,
// beside the operations, because a platform is both: what can be called and
// what can be said.
type body struct {
	Name string `json:"name"`
	// Source is the page of Meta's that has the body, where the document does
	// not.
	Source string          `json:"source"`
	Body   json.RawMessage `json:"body"`
}

// undocumentedBodies are the bodies that the document lacks and live accounts
// use. Those of the document are counted by [documentedBodies].
var undocumentedBodies = []string{
	"biz_opaque_callback_data", "category authentication", "category utility", "messaging_account_id",
	"pin", "recipient", "recipient_identity_key_hash", "unpin",

	"interactive address_message", "interactive carousel, links", "interactive carousel, products", "interactive carousel, replies",
	"interactive cta_url", "interactive location_request_message", "interactive request_contact_info", "interactive voice_call",
	"interactive order_details, billdesk", "interactive order_details, boleto", "interactive order_details, payment link",
	"interactive order_details, payu", "interactive order_details, pix", "interactive order_details, razorpay",
	"interactive order_details, stored card", "interactive order_details, upi", "interactive order_details, zaakpay",
	"interactive order_status, payment",

	"marketing GIF header", "template carousel", "template coupon", "template limited-time offer", "template location header",
	"template named parameters", "template order details", "template order status", "template product carousel",
	"template product header", "template products", "template tap target", "template voice call",
}

// documentedBodies returns the names of the bodies that the document has: the
// types of messages, the types of interactive ones, and the components of
// templates.
func documentedBodies(document *Document) []string {
	names := []string{
		"context", "group", "marketing", "template authentication", "template buttons", "template catalog",
		"template document header", "template flow", "template image header", "template text", "template video header",
	}
	operation := document.Operations[sendMessage]
	message := operation.requestSchema("application/json").at("anyOf").items()[0]
	for _, kind := range message.at("oneOf").items() {
		parts := kind.at("allOf").items()
		name := parts[1].at("properties", "type").enum()[0]
		switch name {
		case "template": // see above
		case "interactive":
			for _, kind := range parts[1].at("properties", "interactive", "properties", "type").enum() {
				names = append(names, name+" "+kind)
			}
		default:
			names = append(names, name)
		}
	}
	return names
}

func loadBodies(t *testing.T) []body {
	t.Helper()
	bodies, err := readBodies()
	require.NoError(t, err)
	return bodies
}

func readBodies() ([]body, error) {
	data, err := os.ReadFile("testdata/bodies.json")
	if err != nil {
		return nil, err
	}
	var bodies []body
	err = json.Unmarshal(data, &bodies)
	return bodies, err
}

// TestEveryBodyHasARow fails if a body is missing or counts twice.
func TestEveryBodyHasARow(t *testing.T) {
	t.Parallel()
	wanted := map[string]bool{}
	for _, name := range slices.Concat(documentedBodies(load(t)), undocumentedBodies) {
		wanted[name] = true
	}
	for _, row := range loadBodies(t) {
		assert.True(t, wanted[row.Name], "%s is not a body, or has two rows", row.Name)
		assert.Equal(t, slices.Contains(undocumentedBodies, row.Name), row.Source != "", "%s needs a source only if the document lacks it", row.Name)
		delete(wanted, row.Name)
	}
	for _, name := range slices.Sorted(maps.Keys(wanted)) {
		t.Errorf("%s has no row in testdata/bodies.json", name)
	}
}

// TestBodies sends every body from the SDK's types alone, without loss and
// under validation. The document judges it; of a body that it lacks, it must
// have something to say against it or know nothing of a member, since otherwise
// the row no longer needs its source.
func TestBodies(t *testing.T) {
	t.Parallel()
	document := load(t)
	for _, row := range loadBodies(t) {
		t.Run(row.Name, func(t *testing.T) {
			t.Parallel()
			s := replay(t, http.StatusOK, receipt())
			row.send(t, s)
			require.Len(t, s.exchanges, 1)
			require.JSONEq(t, string(row.Body), string(s.exchanges[0].Body))
			operation := document.Operations[row.operation()]
			check := operation.check(s.exchanges[0])
			if row.Source == "" {
				departures{}.judge(t, row.operation(), check.problems)
				return
			}
			described := operation.requestPlaces()
			maps.DeleteFunc(check.sent, func(place string, _ bool) bool { return described[place].exists() })
			assert.Positive(t, len(check.problems)+len(check.sent), "the document has it; remove the source")
		})
	}
}

// TestBodiesInTheEmulator sends every body to the emulator, whose outbox must
// show what was said.
func TestBodiesInTheEmulator(t *testing.T) {
	t.Parallel()
	load(t)
	for _, row := range loadBodies(t) {
		t.Run(row.Name, func(t *testing.T) {
			t.Parallel()
			server := graphtest.New()
			s := newSession(t, server.Client().Transport)
			row.send(t, s)
			require.Len(t, server.Outbox(), 1)
			sent := server.Outbox()[0]
			var said map[string]json.RawMessage
			require.NoError(t, json.Unmarshal(row.Body, &said))
			require.JSONEq(t, string(said[sent.Type]), string(sent.Content))
			for member, shown := range map[string]any{
				"to": sent.To, "recipient": sent.Recipient, "recipient_type": sent.RecipientType,
				"biz_opaque_callback_data": sent.BizOpaqueCallbackData, "messaging_account_id": sent.MessagingAccountID,
				"recipient_identity_key_hash": sent.RecipientIdentityKeyHash, "category": sent.Category, "ttl_seconds": sent.TTLSeconds,
				"product_policy": sent.ProductPolicy, "message_activity_sharing": sent.MessageActivitySharing,
			} {
				if said[member] == nil {
					continue
				}
				encoded, err := json.Marshal(shown)
				require.NoError(t, err)
				require.JSONEq(t, string(said[member]), string(encoded), member)
			}
		})
	}
}

// sayEnough are the contents that may be empty.
var sayEnough = map[string]string{
	"location":                            "where both degrees are 0 is a place too",
	"interactive call_permission_request": "WhatsApp writes the text",
}

// TestBodiesRefused empties every content, which the SDK and the emulator must
// both notice.
func TestBodiesRefused(t *testing.T) {
	t.Parallel()
	load(t)
	for _, row := range loadBodies(t) {
		if sayEnough[row.Name] != "" {
			continue
		}
		t.Run(row.Name, func(t *testing.T) {
			t.Parallel()
			server := graphtest.New()
			s := newSession(t, server.Client().Transport)
			message := row.decode(t)
			empty := message.emptied(t)
			err := empty.send(s)
			var invalid *whatsapp.ValidationError
			require.ErrorAs(t, err, &invalid, "the SDK sends a body without content")
			require.Error(t, empty.send(s, whatsapp.WithoutValidation()), "the emulator accepts a body without content")
			require.Empty(t, server.Outbox())
		})
	}
}

func (b body) isMarketing() bool { return strings.HasPrefix(b.Name, "marketing") }

func (b body) operation() string {
	if b.isMarketing() {
		return "sendMarketingMessage"
	}
	return sendMessage
}

// sendable is a decoded body: one of the two kinds of messages.
type sendable struct {
	message   whatsapp.Message
	marketing *whatsapp.MarketingMessage
}

func (s sendable) send(to *session, opts ...whatsapp.RequestOption) error {
	if s.marketing != nil {
		_, err := to.Messages.SendMarketing(to, graphtest.PhoneNumberID, *s.marketing, opts...)
		return err
	}
	_, err := to.Messages.Send(to, graphtest.PhoneNumberID, s.message, opts...)
	return err
}

// decode reads the body into the SDK's types and copies the fields, so that
// nothing is sent but what the types hold.
func (b body) decode(t *testing.T) sendable {
	t.Helper()
	if b.isMarketing() {
		var read whatsapp.MarketingMessage
		require.NoError(t, json.Unmarshal(b.Body, &read))
		return sendable{marketing: &whatsapp.MarketingMessage{
			To: read.To, Template: read.Template, ProductPolicy: read.ProductPolicy, MessageActivitySharing: read.MessageActivitySharing,
		}}
	}
	var read whatsapp.Message
	require.NoError(t, json.Unmarshal(b.Body, &read))
	_, isUnknown := read.Content.(whatsapp.RawContent)
	require.False(t, isUnknown, "the SDK has no type for %s", b.Name)
	return sendable{message: whatsapp.Message{
		To: read.To, Recipient: read.Recipient, RecipientType: read.RecipientType, Content: read.Content, ReplyTo: read.ReplyTo,
		CallbackData: read.CallbackData, IdentityKeyHash: read.IdentityKeyHash, MessagingAccountID: read.MessagingAccountID,
		Category: read.Category, TTLSeconds: read.TTLSeconds,
	}}
}

// send sends the body, which must consist of types of the SDK.
func (b body) send(t *testing.T, s *session) {
	t.Helper()
	sendable := b.decode(t)
	template, isTemplate := sendable.message.Content.(whatsapp.Template)
	if sendable.marketing != nil {
		template, isTemplate = sendable.marketing.Template, true
	}
	if isTemplate {
		requireTypedTemplate(t, template)
	}
	require.NoError(t, sendable.send(s))
}

func requireTypedTemplate(t *testing.T, template whatsapp.Template) {
	t.Helper()
	require.Empty(t, template.OtherComponents, "the SDK has no type for a component")
	values := []whatsapp.TemplateCard{{Header: template.Header, Body: template.Body, Buttons: template.Buttons}}
	for _, value := range append(values, template.Cards...) {
		parameters := slices.Concat(value.Header, value.Body)
		for _, button := range value.Buttons {
			parameters = append(parameters, button.Parameters...)
		}
		for _, parameter := range parameters {
			_, isUnknown := parameter.(whatsapp.RawParameter)
			require.False(t, isUnknown, "the SDK has no type for the parameter %s", parameter)
		}
	}
}

// emptied returns the message with the zero value of its content.
func (s sendable) emptied(t *testing.T) sendable {
	t.Helper()
	if s.marketing != nil {
		return sendable{marketing: &whatsapp.MarketingMessage{To: s.marketing.To}}
	}
	encoded, err := json.Marshal(s.message)
	require.NoError(t, err)
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(encoded))
	require.NoError(t, err)
	object := value.(map[string]any)
	kind := object["type"].(string)
	switch content := object[kind].(type) {
	case []any:
		object[kind] = []any{}
	case map[string]any:
		emptied := map[string]any{}
		if kind == "interactive" {
			emptied = map[string]any{"type": content["type"], "action": map[string]any{}}
		}
		object[kind] = emptied
	}
	encoded, err = json.Marshal(object)
	require.NoError(t, err)
	var message whatsapp.Message
	require.NoError(t, json.Unmarshal(encoded, &message))
	return sendable{message: message}
}
