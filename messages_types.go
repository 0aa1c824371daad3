package whatsapp

import (
	"log/slog"
)

// A Message is what [MessageService.Send] sends: a recipient and one of the
// kinds of [Content].
//
//	whatsapp.Message{
//		To:           "+15550100123",
//		Content:      whatsapp.Text{Body: "Your order is on its way."},
//		CallbackData: "order-17",
//	}
//
// A Message encodes to the JSON that Graph takes, and decodes from it, so that
// it can wait in a queue; see [Message.UnmarshalJSON].
type Message struct {
	// To is a phone number in international form, such as +15550100123, or the
	// id of a group. Spaces, dashes, dots and parentheses are removed from a
	// number when it is sent, and digits get a leading plus: webhooks write
	// international numbers without it, and Graph may take such digits for a
	// number of the sender's own country. A number with (0) is refused:
	// whether the zero belongs to it depends on the country.
	To string
	// Recipient is a business-scoped user id, for people whose phone number is
	// not known. Graph prefers To when both are there.
	Recipient string
	// RecipientType is [RecipientTypeGroup] for a group, and may stay empty for
	// a person.
	RecipientType RecipientType

	// Content is required.
	Content Content

	// ReplyTo is the id of the message that this one answers.
	ReplyTo string
	// CallbackData comes back in every status webhook of the message, as
	// biz_opaque_callback_data: at most 512 characters. When the outcome of a
	// send is unknown, this is how the message is recognised.
	CallbackData string
	// IdentityKeyHash has Graph refuse the message when the recipient's
	// identity has changed since the hash was seen (code 137000).
	IdentityKeyHash string
	// MessagingAccountID names the messaging account, where a phone number has
	// more than one.
	MessagingAccountID string

	// Category sends the content without a template at any time (Direct Send,
	// in beta): Meta makes the template. Empty for an ordinary message. Of the
	// contents, [Text], [InteractiveButtons] and [InteractiveURL] are known to
	// be accepted.
	Category MessageCategory
	// TTLSeconds is how long Meta tries to deliver a message with a Category:
	// 30 to 43,200 seconds for utility, 30 to 900 for authentication. Without
	// it, it is 30 days and 10 minutes.
	TTLSeconds int

	kept *keptForm // of the JSON it was decoded from
}

// Content is the content of a message: [Text], [Image], [Audio], [Video],
// [Document], [Sticker], [Location], [Contacts], [Reaction], [Pin], [Template]
// or [AuthenticationCode].
//
// To ask or to offer something: [InteractiveButtons], [InteractiveList],
// [InteractiveURL], [InteractiveFlow], [InteractiveProduct],
// [InteractiveProductList], [InteractiveCatalog], [InteractiveCarousel],
// [InteractiveLocationRequest], [InteractiveAddress],
// [InteractiveContactRequest], [InteractiveVoiceCall],
// [InteractiveCallPermission], [InteractiveOrderDetails] or
// [InteractiveOrderStatus].
//
// [RawContent] is for what this package does not know.
type Content interface {
	// contentType is the name of the member that holds the content.
	contentType() string
	// violations lists the problems, by fields relative to that member.
	violations() violations
}

// RecipientType is the kind of recipient.
type RecipientType string

// The recipient types that Meta documents.
const (
	RecipientTypeIndividual RecipientType = "individual"
	RecipientTypeGroup      RecipientType = "group"
)

const maxCallbackData = 512

// Validate checks the limits that Meta documents.
func (m Message) Validate() error {
	var found violations
	found.recipient(m.To, m.Recipient, m.RecipientType)
	if isNil(m.Content) {
		found.add("type", "is required: the message has no Content")
		return found.err()
	}
	if _, secret := m.Content.(phoneNumberNeeder); secret {
		found.personal(m.To, m.Recipient, m.RecipientType)
	}
	contentType := m.Content.contentType()
	found.require("type", contentType)
	if isEnvelopeMember(contentType) {
		found.add("type", "must not be %q, which says something else about the message", contentType)
	}
	found.within(contentType, m.Content.violations())
	if m.ReplyTo != "" && contentType == contentReaction {
		found.add("context.message_id", "must be empty: a reaction names its message itself")
	}
	if contentType == contentPin && m.RecipientType != RecipientTypeGroup {
		found.add("recipient_type", "must be group: messages are pinned in groups only")
	}
	found.directSend(m)
	found.length("biz_opaque_callback_data", m.CallbackData, 0, maxCallbackData)
	return found.err()
}

// secrets are what Graph must not repeat in a log.
func (m Message) secrets() []string {
	if content, ok := m.Content.(secretHolder); ok && !isNil(content) {
		return content.secrets()
	}
	return nil
}

// LogValue returns the parts that are safe to log: not the content, which may
// be a passcode.
func (m Message) LogValue() slog.Value {
	attributes := []slog.Attr{slog.String("to", m.To), slog.String("recipient", m.Recipient)}
	if !isNil(m.Content) {
		attributes = append(attributes, slog.String("type", m.Content.contentType()))
	}
	return slog.GroupValue(append(attributes, slog.String("biz_opaque_callback_data", m.CallbackData))...)
}

// A phoneNumberNeeder is a content that Graph sends to phone numbers only.
type phoneNumberNeeder interface{ needsPhoneNumber() }

// SentMessage is Graph's receipt for a message. The message has been accepted,
// not delivered: status webhooks report its progress.
type SentMessage struct {
	MessagingProduct string             `json:"messaging_product"`
	Contacts         []MessageRecipient `json:"contacts,omitzero"`
	Messages         []AcceptedMessage  `json:"messages"`
	Success          bool               `json:"success,omitzero"`
}

// MessageRecipient is the person that Graph has found for a recipient.
type MessageRecipient struct {
	// Input is the recipient as it was sent.
	Input string `json:"input"`
	// WAID is the recipient's WhatsApp id, which may differ from the number
	// that was given. People with a username may have none.
	WAID string `json:"wa_id,omitzero"`
	// UserID is the business-scoped user id.
	UserID string `json:"user_id,omitzero"`
}

// AcceptedMessage is a message that Graph has accepted.
type AcceptedMessage struct {
	// ID is the message's id, "wamid...", which status webhooks name.
	ID string `json:"id"`
	// Status is there for templates.
	Status MessageStatus `json:"message_status,omitzero"`
	// GroupID is there for messages to a group.
	GroupID string `json:"group_id,omitzero"`
}

// ID returns the id of the message, "wamid...".
func (s *SentMessage) ID() string {
	if len(s.Messages) == 0 {
		return ""
	}
	return s.Messages[0].ID
}

// Status says whether a template message goes out at once; empty for others.
func (s *SentMessage) Status() MessageStatus {
	if len(s.Messages) == 0 {
		return ""
	}
	return s.Messages[0].Status
}

// MessageStatus is the state of an accepted template message.
type MessageStatus string

// The message statuses that Meta documents.
const (
	MessageStatusAccepted                 MessageStatus = "accepted"
	MessageStatusHeldForQualityAssessment MessageStatus = "held_for_quality_assessment"
	MessageStatusPaused                   MessageStatus = "paused"
)
