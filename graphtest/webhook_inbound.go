package graphtest

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/wabakit/whatsapp/webhook"
)

// Inbound is a message that a WhatsApp user sends to the business. Set Text, or
// one of the contents of Message; every other empty field gets a typical value.
//
//	graphtest.Inbound{From: "15550100123", Text: "hello"}
//	graphtest.Inbound{Message: webhook.Message{
//		Image: &webhook.Media{Caption: "The receipt"},
//	}}
//	graphtest.Inbound{
//		UserID:   "US.1349120865530274",
//		Username: "quiet_reader",
//		Text:     "no number",
//	}
type Inbound struct {
	// PhoneNumberID is the business phone number that receives the message.
	PhoneNumberID string
	// From is the phone number of the user. It is omitted if only UserID is
	// set: users with a username can hide their number.
	From string
	// UserID is the business-scoped user id, and ParentUserID the user id
	// scoped to the parent portfolio.
	UserID       string
	ParentUserID string
	// Name and Username are the user's profile.
	Name     string
	Username string
	// Text is the body of a text message.
	Text string
	// Message holds any other content, and other members of a message such as
	// ID, Context or Referral. Its type follows from the content.
	//
	// Media content is downloadable from the server: the media object with the
	// given ID (see [Server.AddMedia]), or a sample.
	Message webhook.Message
	// Fields holds further members of the message under their names in the
	// payload, and takes precedence.
	Fields map[string]any
}

// sampleUser is the default phone number of a user.
const sampleUser = "15550100199"

func (in Inbound) change(g *graph) (entry, error) {
	phone, err := g.receiver(in.PhoneNumberID)
	if err != nil {
		return entry{}, err
	}
	if in.From == "" && in.UserID == "" {
		in.From = sampleUser
	}
	message, err := in.complete(g, phone)
	if err != nil {
		return entry{}, err
	}
	g.openWindow(phone, message)
	encoded, err := withFields(message, in.Fields)
	if err != nil {
		return entry{}, fmt.Errorf("graphtest: the inbound message does not encode: %w", err)
	}
	g.countReceived(phone, message)
	g.rememberContact(phone, digitsOf(in.From), in.UserID)
	value := messagesValue{Messages: []json.RawMessage{encoded}}
	if message.Type != webhook.MessageTypeSystem {
		value.Contacts = []webhook.Contact{in.contact()}
	}
	return g.routed(phone, orElse(message.From, message.FromUserID), value)
}

func (in Inbound) contact() webhook.Contact {
	return webhook.Contact{
		Profile:      webhook.Profile{Name: orElse(in.Name, "WhatsApp user"), Username: in.Username},
		WAID:         digitsOf(in.From),
		UserID:       in.UserID,
		ParentUserID: in.ParentUserID,
	}
}

// complete returns the message with everything that Meta would add.
func (in Inbound) complete(g *graph, phone *node) (webhook.Message, error) {
	m := in.Message
	if in.Text != "" {
		m.Text = &webhook.Text{Body: in.Text}
	}
	m.Type = orElse(m.Type, typeOf(&m))
	if m.Type == "" {
		return m, errors.New("graphtest: the inbound message has no content: set Text, or a content or the Type of Message")
	}
	if err := completeContent(&m); err != nil {
		return m, err
	}
	m.From = orElse(m.From, digitsOf(in.From))
	m.FromUserID = orElse(m.FromUserID, in.UserID)
	m.FromParentUserID = orElse(m.FromParentUserID, in.ParentUserID)
	m.ID = orElse(m.ID, g.newMessageID(orElse(m.From, m.FromUserID), fromUser))
	if m.Timestamp.IsZero() {
		m.Timestamp = webhook.Unix(g.now().Unix())
	}
	if media := ownMedia(&m); media != nil {
		g.completeMedia(media, phone, m.Type)
	}
	if m.Type == webhook.MessageTypeUnsupported && m.Errors == nil {
		m.Errors = []webhook.Error{{
			Code: 131051, Title: "Message type unknown", Message: "Message type unknown",
			ErrorData: &webhook.ErrorData{Details: "Message type is currently not supported."},
		}}
	}
	return m, nil
}
