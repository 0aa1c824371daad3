package webhook

import "time"

// A MessageEchoEvent is one element of "message_echoes" in the fields
// message_echoes and smb_message_echoes: the business sent a message by other
// means, such as the WhatsApp Business app or an agent.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/smb_message_echoes
type MessageEchoEvent struct {
	Envelope
	Message Message `json:"message"`
	// Contact is the profile of the user it was sent to, where Meta sends it.
	Contact *Contact `json:"contact,omitzero"`
}

// Key returns a key made of the id of the message.
func (e *MessageEchoEvent) Key() string { return e.elementKey(e.Message.ID) }

// Time returns when the message was sent.
func (e *MessageEchoEvent) Time() time.Time { return e.timeOr(e.Message.Timestamp) }

func (e *MessageEchoEvent) attach(v *valueContext) {
	e.Contact = v.contacts.find(e.Message.ToUserID, e.Message.To)
}

// A StandbyEvent is one message, echo or status in the field standby: it
// belongs to a conversation that another app has control of. It is a type of
// its own so that an app never answers a conversation that is not its own by
// mistake. One of Message, Echo and Status is set.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/standby
type StandbyEvent struct {
	Envelope
	Message *Message `json:"message,omitzero"`
	Echo    *Message `json:"echo,omitzero"`
	Status  *Status  `json:"status,omitzero"`
	// Contact is the profile of the user, where Meta sends it.
	Contact *Contact `json:"contact,omitzero"`
}

// Key returns a key made of the id of the message and, for a status, the status
// and every id of the recipient.
func (e *StandbyEvent) Key() string {
	switch {
	case e.Message != nil:
		return e.elementKey(e.Message.ID)
	case e.Echo != nil:
		return e.elementKey(e.Echo.ID, "echo")
	case e.Status != nil:
		return e.elementKey(e.Status.ID, e.Status.keyParts(e.Contact)...)
	}
	return e.Envelope.Key()
}

// Time returns when the message was sent or the status changed.
func (e *StandbyEvent) Time() time.Time {
	switch {
	case e.Message != nil:
		return e.timeOr(e.Message.Timestamp)
	case e.Echo != nil:
		return e.timeOr(e.Echo.Timestamp)
	case e.Status != nil:
		return e.timeOr(e.Status.Timestamp)
	}
	return e.Envelope.Time()
}

func (e *StandbyEvent) attach(v *valueContext) {
	switch {
	case e.Message != nil:
		e.Contact = v.contacts.find(e.Message.FromUserID, e.Message.From)
	case e.Echo != nil:
		e.Contact = v.contacts.find(e.Echo.ToUserID, e.Echo.To)
	case e.Status != nil:
		e.Contact = e.Status.contactIn(&v.contacts)
	}
}

func (e *StandbyEvent) finish([]byte) {
	if e.Status != nil {
		e.Status.fillPricing()
	}
}

// A HandoverEvent is a value of the field messaging_handovers: control of a
// conversation passed to or from this app. For a Type other than the two that
// have a member, the details are in Raw.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messaging_handovers
type HandoverEvent struct {
	Envelope
	MessagingProduct string             `json:"messaging_product,omitzero"`
	Sender           *HandoverSender    `json:"sender,omitzero"`
	Recipient        *Metadata          `json:"recipient,omitzero"`
	Type             string             `json:"type,omitzero"` // control_passed, control_taken, ...
	Timestamp        Time               `json:"timestamp,omitzero"`
	ControlPassed    *HandoverOwnership `json:"control_passed,omitzero"`
	ControlTaken     *HandoverOwnership `json:"control_taken,omitzero"`
}

// Time returns when control passed.
func (e *HandoverEvent) Time() time.Time { return e.timeOr(e.Timestamp) }

// finish takes the business number from where this field has it.
func (e *HandoverEvent) finish([]byte) {
	if e.Recipient != nil {
		e.Metadata = *e.Recipient
	}
}

// HandoverSender is the user whose conversation it is.
type HandoverSender struct {
	PhoneNumber string `json:"phone_number,omitzero"`
	UserID      string `json:"user_id,omitzero"`
}

// HandoverOwnership says who had control and who has it. Every member is
// optional.
type HandoverOwnership struct {
	PreviousOwnerAppID   string `json:"previous_owner_app_id,omitzero"`
	PreviousOwnerAppRole string `json:"previous_owner_app_role,omitzero"` // meta_business_agent, ...
	PreviousOwnerRole    string `json:"previous_owner_role,omitzero"`
	NewOwnerAppID        string `json:"new_owner_app_id,omitzero"`
	// NewOwnerRole is customer_service, marketing, utility, ctwa, ai_agent,
	// escalation or another.
	NewOwnerRole        string               `json:"new_owner_role,omitzero"`
	Metadata            string               `json:"metadata,omitzero"`
	ConversationContext *ConversationContext `json:"conversation_context,omitzero"`
}
