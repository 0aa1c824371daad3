package whatsapp

import (
	"context"
	"encoding/json"
	"net/http"
)

// SendMarketing sends a marketing template through the Marketing Messages API,
// which the business must be onboarded to. Like [MessageService.Send], it sends
// once.
//
//	POST /{phone-number-id}/marketing_messages
//
// Permission: whatsapp_business_messaging. A template of another category gets
// code 134100, one that is not synchronized yet code 134101.
func (s *MessageService) SendMarketing(ctx context.Context, phoneNumberID string, message MarketingMessage, opts ...RequestOption) (*SentMessage, error) {
	op := operation(http.MethodPost, "/{phone-number-id}/marketing_messages", phoneNumberID)
	message.To = internationalNumber(message.To)
	op.Body = message
	op.messageRoute = message.Route(phoneNumberID)
	op.reconcile = reconciliation(message.CallbackData)
	return decode[SentMessage](ctx, s.client, op, opts)
}

// MarketingMessage is a marketing template and its recipient.
type MarketingMessage struct {
	// To is a phone number in international form; see [Message].
	To string
	// Recipient is a business-scoped user id, for people whose phone number is
	// not known.
	Recipient string
	// Template is required.
	Template Template
	// ProductPolicy tells what happens when the Marketing Messages API cannot
	// send the message.
	ProductPolicy ProductPolicy
	// MessageActivitySharing overrides the account's setting for sharing what
	// people do with the message.
	MessageActivitySharing *bool
	// CallbackData comes back in status webhooks as biz_opaque_callback_data:
	// at most 512 characters.
	CallbackData string

	kept *keptForm // of the JSON it was decoded from
}

// ProductPolicy tells how a marketing message may be sent.
type ProductPolicy string

// The product policies that Meta documents.
const (
	// ProductPolicyFallback sends through the Cloud API where the Marketing
	// Messages API cannot.
	ProductPolicyFallback ProductPolicy = "CLOUD_API_FALLBACK"
	// ProductPolicyStrict sends through the Marketing Messages API or not at
	// all.
	ProductPolicyStrict ProductPolicy = "STRICT"
)

type marketingWire struct {
	MessagingProduct       string        `json:"messaging_product"`
	RecipientType          RecipientType `json:"recipient_type"`
	To                     string        `json:"to,omitzero"`
	Recipient              string        `json:"recipient,omitzero"`
	Type                   string        `json:"type"`
	Template               Template      `json:"template"`
	ProductPolicy          ProductPolicy `json:"product_policy,omitzero"`
	MessageActivitySharing *bool         `json:"message_activity_sharing,omitzero"`
	CallbackData           string        `json:"biz_opaque_callback_data,omitzero"`
}

// MarshalJSON writes the message as Graph takes it.
func (m MarketingMessage) MarshalJSON() ([]byte, error) { return m.kept.restore(m.encodePlain()) }

// encodePlain encodes the fields.
func (m MarketingMessage) encodePlain() ([]byte, error) {
	return json.Marshal(marketingWire{
		MessagingProduct: messagingProduct, RecipientType: RecipientTypeIndividual, To: m.To, Recipient: m.Recipient,
		Type: contentTemplate, Template: m.Template, ProductPolicy: m.ProductPolicy,
		MessageActivitySharing: m.MessageActivitySharing, CallbackData: m.CallbackData,
	})
}

// UnmarshalJSON reads a message in Graph's form. Like [Message.UnmarshalJSON],
// it keeps what the Go types do not have.
func (m *MarketingMessage) UnmarshalJSON(data []byte) error {
	var wire marketingWire
	if err := decodeJSON(data, &wire); err != nil {
		return err
	}
	decoded := MarketingMessage{
		To: wire.To, Recipient: wire.Recipient, Template: wire.Template, ProductPolicy: wire.ProductPolicy,
		MessageActivitySharing: wire.MessageActivitySharing, CallbackData: wire.CallbackData,
	}
	plain, _ := decoded.encodePlain() // of what does not encode, nothing is kept
	decoded.kept = keepForm(data, plain)
	*m = decoded
	return nil
}

// Validate checks the limits that Meta documents.
func (m MarketingMessage) Validate() error {
	var found violations
	found.recipient(m.To, m.Recipient, RecipientTypeIndividual)
	found.within(contentTemplate, m.Template.violations())
	found.length("biz_opaque_callback_data", m.CallbackData, 0, maxCallbackData)
	return found.err()
}
