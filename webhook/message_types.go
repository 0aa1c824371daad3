package webhook

import "encoding/json"

// Text is the content of a text message. Taps on ice breakers and commands
// arrive as text too.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/text
type Text struct {
	Body string `json:"body"`
}

// Media is a media asset, and the content of an image or video message.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/image
type Media struct {
	ID       string `json:"id"`
	MIMEType string `json:"mime_type"`
	SHA256   string `json:"sha256"`
	// URL is where the asset can be fetched with an access token, for a few
	// minutes.
	URL     string `json:"url,omitzero"`
	Caption string `json:"caption,omitzero"`
}

// Audio is the content of an audio message.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/audio
type Audio struct {
	Media
	Voice bool `json:"voice"` // recorded in WhatsApp
}

// Document is the content of a document message.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/document
type Document struct {
	Media
	Filename string `json:"filename,omitzero"`
}

// Sticker is the content of a sticker message.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/sticker
type Sticker struct {
	Media
	Animated bool `json:"animated"`
}

// Location is the content of a location message.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/location
type Location struct {
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
	Name      string  `json:"name,omitzero"`
	Address   string  `json:"address,omitzero"`
	URL       string  `json:"url,omitzero"`
}

// Button is the content of a button message: a tap on a quick-reply button of a
// template.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/button
type Button struct {
	Payload string `json:"payload"`
	Text    string `json:"text"`
}

// Reaction is the content of a reaction message.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/reaction
type Reaction struct {
	MessageID string `json:"message_id"`
	// Emoji is empty when the user took the reaction back.
	Emoji string `json:"emoji"`
}

// Order is the content of an order message.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/order
type Order struct {
	CatalogID    string        `json:"catalog_id"`
	Text         string        `json:"text"`
	ProductItems []ProductItem `json:"product_items"`
}

// ProductItem is one line of an [Order].
type ProductItem struct {
	ProductRetailerID string      `json:"product_retailer_id"`
	Quantity          json.Number `json:"quantity"`
	ItemPrice         json.Number `json:"item_price"` // the exact digits that were sent
	Currency          string      `json:"currency"`
}

// Edit is the content of an edit message: the user changed a message.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages
type Edit struct {
	OriginalMessageID string `json:"original_message_id"`
	// Message is the message as it reads after the edit.
	Message *Message `json:"message,omitzero"`
}

// Revoke is the content of a revoke message: the user deleted a message for
// everyone.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages
type Revoke struct {
	OriginalMessageID string `json:"original_message_id"`
}

// Unsupported names what the user sent if the Cloud API does not support it.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/unsupported
type Unsupported struct {
	Type string `json:"type,omitzero"`
}
