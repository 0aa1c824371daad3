package whatsapp

// SentMessage is Graph's receipt for a message. The message has been accepted,
// not delivered: what becomes of it is told by status webhooks.
type SentMessage struct {
	MessagingProduct string             `json:"messaging_product"`
	Contacts         []MessageRecipient `json:"contacts,omitzero"`
	Messages         []AcceptedMessage  `json:"messages"`
	Success          bool               `json:"success,omitzero"`
}

// MessageRecipient says whom Graph has found behind a recipient.
type MessageRecipient struct {
	// Input is the recipient as it was sent.
	Input string `json:"input"`
	// WAID is the recipient's WhatsApp id, which may differ from the number that
	// was given. People with a username may have none.
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

// ID is the id of the message, "wamid...".
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

func (s *SentMessage) missing() string {
	if s.ID() == "" {
		return "messages[0].id"
	}
	return ""
}

// MessageStatus is what Graph does with an accepted template message.
type MessageStatus string

// The message statuses that Meta documents.
const (
	MessageAccepted                 MessageStatus = "accepted"
	MessageHeldForQualityAssessment MessageStatus = "held_for_quality_assessment"
	MessagePaused                   MessageStatus = "paused"
)
