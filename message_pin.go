package whatsapp

// Pin pins a message of a group to its top, or takes it down again. The message
// that it is sent with goes to the group, whose administrator the business must
// be. A group shows three pinned messages; the next one takes the place of the
// oldest.
//
//	whatsapp.Message{
//		To: groupID, RecipientType: whatsapp.RecipientTypeGroup,
//		Content: whatsapp.Pin{Type: whatsapp.PinTypePin, MessageID: id, ExpirationDays: 7},
//	}
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/groups/groups-messaging
type Pin struct {
	// Type says whether to pin or to unpin. It is required.
	Type PinType `json:"type"`
	// MessageID is the message. It is required.
	MessageID string `json:"message_id"`
	// ExpirationDays is how long the message stays pinned: 1 to 30 days. It is
	// required for [PinTypePin] only.
	ExpirationDays int `json:"expiration_days,omitzero"`
}

// PinType is what happens to a pinned message.
type PinType string

// The pin types that Meta documents.
const (
	PinTypePin   PinType = "pin"
	PinTypeUnpin PinType = "unpin"
)

const maxPinDays = 30

func (Pin) contentType() string { return contentPin }

func (p Pin) violations() violations {
	var found violations
	found.require("type", string(p.Type))
	found.require("message_id", p.MessageID)
	switch {
	case p.Type == PinTypeUnpin && p.ExpirationDays != 0:
		found.add("expiration_days", "must be empty for unpin")
	case p.Type == PinTypePin && (p.ExpirationDays < 1 || p.ExpirationDays > maxPinDays):
		found.add("expiration_days", "is %d; it must be between 1 and %d", p.ExpirationDays, maxPinDays)
	}
	return found
}
