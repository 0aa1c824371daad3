package webhook

import "time"

// A HistoryEvent is one element of "history" in the field history: a part of
// the chats that the business had in the WhatsApp Business app before it joined
// the Cloud API.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/history
type HistoryEvent struct {
	Envelope
	History History `json:"history"`
}

// History is a part of the chat history. Errors is set instead if the business
// does not share it.
type History struct {
	Metadata *HistoryMetadata `json:"metadata,omitzero"`
	Threads  []HistoryThread  `json:"threads,omitzero"`
	Errors   []Error          `json:"errors,omitzero"`
}

// HistoryMetadata says which part it is.
type HistoryMetadata struct {
	Phase      int `json:"phase"`
	ChunkOrder int `json:"chunk_order"`
	Progress   int `json:"progress"` // in percent
}

// HistoryThread is the chat with one user.
type HistoryThread struct {
	// ID is the phone number of the user. It is empty for users who hide their
	// number: Context says who it is.
	ID       string                `json:"id,omitzero"`
	Context  *HistoryThreadContext `json:"context,omitzero"`
	Messages []Message             `json:"messages"`
}

// HistoryThreadContext is the user whose chat it is.
type HistoryThreadContext struct {
	WAID         string `json:"wa_id,omitzero"`
	UserID       string `json:"user_id,omitzero"`
	ParentUserID string `json:"parent_user_id,omitzero"`
	Username     string `json:"username,omitzero"`
}

// HistoryContext says how far a message of the history had come.
type HistoryContext struct {
	Status string `json:"status"`
}

// A HistoryMessageEvent is one element of "messages" or "message_echoes" in the
// field history: the media asset of an old message, sent after the
// [HistoryEvent] that mentions the message. It is not a [MessageEvent] because
// nobody waits for an answer.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/history
type HistoryMessageEvent struct {
	Envelope
	Message Message `json:"message"`
	// Echo says that the business sent the message, not the user.
	Echo bool `json:"echo,omitzero"`
	// Contact is the profile of the user, where Meta sends it.
	Contact *Contact `json:"contact,omitzero"`
}

// Key returns a key made of the id of the message.
func (e *HistoryMessageEvent) Key() string {
	if e.Echo {
		return e.elementKey(e.Message.ID, "echo")
	}
	return e.elementKey(e.Message.ID)
}

// Time returns when the message was sent.
func (e *HistoryMessageEvent) Time() time.Time { return e.timeOr(e.Message.Timestamp) }

func (e *HistoryMessageEvent) attach(v *valueContext) {
	if e.Echo {
		e.Contact = v.contacts.find(e.Message.ToUserID, e.Message.To)
	} else {
		e.Contact = v.contacts.find(e.Message.FromUserID, e.Message.From)
	}
}

// An AppStateSyncEvent is one element of "state_sync" in the field
// smb_app_state_sync: a contact was added, changed or removed in the WhatsApp
// Business app.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/smb_app_state_sync
type AppStateSyncEvent struct {
	Envelope
	Sync AppStateSync `json:"sync"`
}

// Time returns when the contact changed.
func (e *AppStateSyncEvent) Time() time.Time { return e.timeOr(e.Sync.Metadata.Timestamp) }

// AppStateSync is a change in the WhatsApp Business app.
type AppStateSync struct {
	Type     string               `json:"type"` // contact
	Contact  *AppContact          `json:"contact,omitzero"`
	Action   string               `json:"action"` // add, remove
	Metadata AppStateSyncMetadata `json:"metadata,omitzero"`
}

// AppContact is a contact in the WhatsApp Business app.
type AppContact struct {
	FullName  string `json:"full_name,omitzero"`
	FirstName string `json:"first_name,omitzero"`
	// PhoneNumber is empty for contacts who hide their number.
	PhoneNumber  string `json:"phone_number,omitzero"`
	UserID       string `json:"user_id,omitzero"`
	ParentUserID string `json:"parent_user_id,omitzero"`
	Username     string `json:"username,omitzero"`
}

// AppStateSyncMetadata says when the change was made.
type AppStateSyncMetadata struct {
	Timestamp Time `json:"timestamp,omitzero"`
}
