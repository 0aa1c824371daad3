package whatsapp

// MessageCategory is what a message without a template is sent as. Code 139200
// says that the business may not send such messages.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/direct-send/api-reference
type MessageCategory string

// The categories that Meta documents.
const (
	MessageCategoryUtility        MessageCategory = "utility"
	MessageCategoryAuthentication MessageCategory = "authentication"
)

const minDirectTTL = 30 // seconds

// maxDirectTTL is how long Meta tries to deliver a message at most, in seconds.
var maxDirectTTL = map[MessageCategory]int{
	MessageCategoryUtility:        43_200,
	MessageCategoryAuthentication: 900,
}

// directSend checks the category of a message and how long it lives.
func (v *violations) directSend(m Message) {
	if m.Category == "" {
		if m.TTLSeconds != 0 {
			v.add("ttl_seconds", "is for messages with a category; a template has its own")
		}
		return
	}
	if m.Content.contentType() == contentTemplate {
		v.add("category", "must be empty: a template has its own")
	}
	most, known := maxDirectTTL[m.Category]
	if known && m.TTLSeconds != 0 && (m.TTLSeconds < minDirectTTL || m.TTLSeconds > most) {
		v.add("ttl_seconds", "is %d; it must be between %d and %d for %s", m.TTLSeconds, minDirectTTL, most, m.Category)
	}
}
