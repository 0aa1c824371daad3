package webhook

import (
	"encoding/json"
	"time"
)

// MessageEvent is a message that a person has sent to a business phone number:
// an element of "messages" in the field messages. Package
// [github.com/wabakit/whatsapp/reply] answers it.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages
type MessageEvent struct {
	Envelope
	Message Message `json:"message"`
	// Contact is the profile of the sender. It is nil where Meta sends none, as
	// with system messages.
	Contact *Contact `json:"contact,omitzero"`
	// ConversationContext is what an agent that handed the conversation over
	// said about it.
	ConversationContext *ConversationContext `json:"conversation_context,omitzero"`
}

// Key returns the id of the message, which no other message has.
func (e *MessageEvent) Key() string { return e.elementKey(e.Message.ID) }

// Time returns when the user sent the message.
func (e *MessageEvent) Time() time.Time { return e.timeOr(e.Message.Timestamp) }

func (e *MessageEvent) attach(v *valueContext) {
	e.Contact = v.contacts.find(e.Message.FromUserID, e.Message.From)
	e.ConversationContext = v.conversationContext
}

// MessageType names the kind of a message and the member of [Message] that
// holds its content. Meta adds types without notice: a message of another type
// arrives like any other, with its content in Raw.
type MessageType string

// The types of messages. Not every type has a member of its own.
const (
	MessageTypeText           MessageType = "text"
	MessageTypeImage          MessageType = "image"
	MessageTypeVideo          MessageType = "video"
	MessageTypeAudio          MessageType = "audio"
	MessageTypeDocument       MessageType = "document"
	MessageTypeSticker        MessageType = "sticker"
	MessageTypeLocation       MessageType = "location"
	MessageTypeContacts       MessageType = "contacts"
	MessageTypeInteractive    MessageType = "interactive"
	MessageTypeButton         MessageType = "button"
	MessageTypeReaction       MessageType = "reaction"
	MessageTypeOrder          MessageType = "order"
	MessageTypeSystem         MessageType = "system"
	MessageTypeEdit           MessageType = "edit"
	MessageTypeRevoke         MessageType = "revoke"
	MessageTypeTemplate       MessageType = "template"        // in echoes
	MessageTypeUnsupported    MessageType = "unsupported"     // Errors says why
	MessageTypeRequestWelcome MessageType = "request_welcome" // has no content
	MessageTypeUnknown        MessageType = "unknown"         // Errors says why
)

// A Message is a message as webhooks carry it. Of the members from Text on, the
// one that Type names is set.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages
type Message struct {
	// From is the phone number of the sender. It is empty for users who hide
	// their number behind a username: [MessageEvent.Sender] says who sent the
	// message either way.
	From string `json:"from,omitzero"`
	// FromUserID is the business-scoped user id of the sender.
	FromUserID string `json:"from_user_id,omitzero"`
	// FromParentUserID is the sender's id in the parent portfolio, for linked
	// portfolios.
	FromParentUserID string `json:"from_parent_user_id,omitzero"`
	// To is the phone number that the message was sent to, in echoes and in the
	// history, and ToUserID and ToParentUserID are the ids of that user.
	To             string      `json:"to,omitzero"`
	ToUserID       string      `json:"to_user_id,omitzero"`
	ToParentUserID string      `json:"to_parent_user_id,omitzero"`
	ID             string      `json:"id"`
	Timestamp      Time        `json:"timestamp,omitzero"`
	Type           MessageType `json:"type"`
	// GroupID is set for messages to a group.
	GroupID string `json:"group_id,omitzero"`
	// Context is set for replies, forwarded messages and questions about a
	// product.
	Context *Context `json:"context,omitzero"`
	// Identity is set for numbers with the identity check on.
	Identity *Identity `json:"identity,omitzero"`
	// Referral is set when the user came from an ad or a post.
	Referral *Referral `json:"referral,omitzero"`
	// Errors says why the content of an unsupported message is missing.
	Errors []Error `json:"errors,omitzero"`

	Text        *Text        `json:"text,omitzero"`
	Image       *Media       `json:"image,omitzero"`
	Video       *Media       `json:"video,omitzero"`
	Audio       *Audio       `json:"audio,omitzero"`
	Document    *Document    `json:"document,omitzero"`
	Sticker     *Sticker     `json:"sticker,omitzero"`
	Location    *Location    `json:"location,omitzero"`
	Contacts    []Card       `json:"contacts,omitzero"`
	Interactive *Interactive `json:"interactive,omitzero"`
	Button      *Button      `json:"button,omitzero"`
	Reaction    *Reaction    `json:"reaction,omitzero"`
	Order       *Order       `json:"order,omitzero"`
	System      *System      `json:"system,omitzero"`
	Edit        *Edit        `json:"edit,omitzero"`
	Revoke      *Revoke      `json:"revoke,omitzero"`
	Unsupported *Unsupported `json:"unsupported,omitzero"`

	// HistoryContext is set for messages of the field history.
	HistoryContext *HistoryContext `json:"history_context,omitzero"`
	// Template and Flow are what was sent, in echoes.
	Template json.RawMessage `json:"template,omitzero"`
	Flow     json.RawMessage `json:"flow,omitzero"`
	// Sent is the body of the request that sent the message, in echoes of
	// agents.
	Sent json.RawMessage `json:"message,omitzero"`
}

// Media returns the image, video, audio, document or sticker of the message, or
// nil if it has none.
func (m *Message) Media() *Media {
	switch {
	case m.Image != nil:
		return m.Image
	case m.Video != nil:
		return m.Video
	case m.Audio != nil:
		return &m.Audio.Media
	case m.Document != nil:
		return &m.Document.Media
	case m.Sticker != nil:
		return &m.Sticker.Media
	}
	return nil
}

// Identity says whether the business has acknowledged the identity key that the
// user has now.
type Identity struct {
	Acknowledged     bool   `json:"acknowledged"`
	CreatedTimestamp Time   `json:"created_timestamp,omitzero"`
	Hash             string `json:"hash"`
}

// Context is what a message refers to.
type Context struct {
	// From is the sender of the message that ID names.
	From string `json:"from,omitzero"`
	// ID is the message that was replied to or whose button was tapped.
	ID                  string           `json:"id,omitzero"`
	Forwarded           bool             `json:"forwarded,omitzero"`
	FrequentlyForwarded bool             `json:"frequently_forwarded,omitzero"`
	ReferredProduct     *ReferredProduct `json:"referred_product,omitzero"`
}

// ReferredProduct is the product that the user asks about.
type ReferredProduct struct {
	CatalogID         string `json:"catalog_id"`
	ProductRetailerID string `json:"product_retailer_id"`
}

// Referral is the ad or post that led the user to the conversation.
type Referral struct {
	SourceURL    string `json:"source_url"`
	SourceID     string `json:"source_id"`
	SourceType   string `json:"source_type"` // ad, post
	Body         string `json:"body,omitzero"`
	Headline     string `json:"headline,omitzero"`
	MediaType    string `json:"media_type,omitzero"` // image, video
	ImageURL     string `json:"image_url,omitzero"`
	VideoURL     string `json:"video_url,omitzero"`
	ThumbnailURL string `json:"thumbnail_url,omitzero"`
	// CTWAClid is the click id. It is missing for ads in WhatsApp Status.
	CTWAClid       string          `json:"ctwa_clid,omitzero"`
	WelcomeMessage *WelcomeMessage `json:"welcome_message,omitzero"`
	// Ref is the value that was set when the ad or link was made.
	Ref string `json:"ref,omitzero"`
}

// WelcomeMessage is the greeting that the ad shows.
type WelcomeMessage struct {
	Text string `json:"text"`
}

// ConversationContext is what the previous owner of a conversation tells the
// next one.
type ConversationContext struct {
	Type    string               `json:"type"` // summary
	Summary *ConversationSummary `json:"summary,omitzero"`
}

// ConversationSummary is a conversation in a few words.
type ConversationSummary struct {
	Text string `json:"text"`
}
