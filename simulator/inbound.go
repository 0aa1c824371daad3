package simulator

import (
	"encoding/json"
	"time"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

// receive has a user send a message to a phone number.
func (s *Simulator) receive(u *user, phoneNumberID string, content webhook.Message) (message, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	m, err := s.receiveLocked(u, phoneNumberID, content)
	if err != nil {
		return message{}, err
	}
	return *m, nil
}

func (s *Simulator) receiveLocked(u *user, phoneNumberID string, content webhook.Message) (*message, error) {
	if err := s.checkOwn(u, &content); err != nil {
		return nil, err
	}
	if err := s.checkGroup(u, phoneNumberID, content.GroupID); err != nil {
		return nil, err
	}
	s.completeContext(u, phoneNumberID, &content)
	body, err := s.world.hooks.Body(graphtest.Inbound{
		PhoneNumberID: phoneNumberID, From: u.number(), UserID: u.UserID, Name: u.Name, Username: u.Username, Message: content,
	})
	if err != nil {
		return nil, invalid("%v", err)
	}
	sent, raw := messageIn(body)
	if sent == nil {
		return nil, invalid("the message does not parse")
	}
	m := &message{
		ID: sent.ID, PhoneNumberID: phoneNumberID, User: u.Key, WAID: u.WAID, UserID: u.UserID, FromUser: true,
		Type: string(sent.Type), Content: raw[string(sent.Type)], At: s.now().UTC(), Status: statusSent, Group: sent.GroupID,
	}
	if sent.Context != nil {
		m.ReplyTo, m.Product = sent.Context.ID, sent.Context.ReferredProduct
	}
	s.show(m, sent)
	s.send(body, chatKey(phoneNumberID, firstOf(m.Group, u.Key)))
	return m, nil
}

// messageIn returns the message in a webhook, and its members.
func messageIn(body []byte) (*webhook.Message, map[string]json.RawMessage) {
	parsed, err := webhook.Parse(body)
	if err != nil {
		return nil, nil
	}
	for e := range parsed.Events() {
		if event, isMessage := e.(*webhook.MessageEvent); isMessage {
			members := map[string]json.RawMessage{}
			if json.Unmarshal(event.Raw(), &members) == nil {
				return &event.Message, members
			}
		}
	}
	return nil, nil
}

// checkOwn refuses to change messages that are not the user's own.
func (s *Simulator) checkOwn(u *user, content *webhook.Message) error {
	var id string
	switch {
	case content.Edit != nil:
		id = content.Edit.OriginalMessageID
	case content.Revoke != nil:
		id = content.Revoke.OriginalMessageID
	default:
		return nil
	}
	if m := s.chats.byID[id]; m == nil || !m.FromUser || m.User != u.Key {
		return invalid("the message %q is not one of the user's", id)
	}
	return nil
}

// completeContext says who has sent what the user replies to.
func (s *Simulator) completeContext(u *user, phoneNumberID string, content *webhook.Message) {
	if content.Context == nil || content.Context.ID == "" || content.Context.From != "" {
		return
	}
	context := *content.Context
	if m := s.chats.byID[context.ID]; m != nil && m.FromUser {
		context.From = u.number()
	} else {
		context.From = s.displayDigits(phoneNumberID)
	}
	content.Context = &context
}

// show puts a message of a user on the phone, or changes those that it is
// about. The mutex must be held.
func (s *Simulator) show(m *message, sent *webhook.Message) {
	switch {
	case sent.Reaction != nil:
		if about := s.chats.byID[sent.Reaction.MessageID]; about != nil {
			about.Reactions.User = sent.Reaction.Emoji
			s.publishMessage(about)
		}
	case sent.Edit != nil:
		about := s.chats.byID[sent.Edit.OriginalMessageID]
		about.Edited = true
		if sent.Edit.Message != nil && sent.Edit.Message.Text != nil {
			about.Content, _ = json.Marshal(sent.Edit.Message.Text) //nolint:errchkjson // a text
		}
		s.publishMessage(about)
	case sent.Revoke != nil:
		about := s.chats.byID[sent.Revoke.OriginalMessageID]
		about.Revoked, about.Content = true, nil
		s.publishMessage(about)
	case sent.Type == webhook.MessageTypeRequestWelcome:
	default:
		s.chats.add(m)
		s.publishMessage(m)
	}
	s.chats.place(m).Opened = true
}

// openChat has a user open a chat for the first time, which a number with a
// welcome message is told of.
func (s *Simulator) openChat(u *user, phoneNumberID string) error {
	welcomes := s.automationOf(phoneNumberID).EnableWelcomeMessage
	s.mutex.Lock()
	defer s.mutex.Unlock()
	of := s.chats.of(phoneNumberID, u.Key)
	isNew := !of.Opened && len(of.messages) == 0
	of.Opened = true
	s.events.publish("chat", s.chatState(of))
	if !isNew || !welcomes {
		return nil
	}
	_, err := s.receiveLocked(u, phoneNumberID, webhook.Message{Type: webhook.MessageTypeRequestWelcome})
	return err
}

// changeNumber gives a user another phone number, which every chat is told of.
func (s *Simulator) changeNumber(u *user, number string) error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	number = digitsOf(number)
	switch {
	case len(number) < 7 || len(number) > 15:
		return invalid("invalid wa_id %q; want 7 to 15 digits", number)
	case s.people.byRef[number] != nil:
		return invalid("somebody has the number %s already", number)
	}
	before := *u
	delete(s.people.byRef, u.WAID)
	u.WAID = number
	s.people.index(u)
	s.events.publish("user", u)
	if before.number() == "" {
		return nil // businesses do not know that there was a number
	}
	for _, of := range s.chats.byKey {
		if of.User != u.Key || len(of.messages) == 0 {
			continue
		}
		changed := webhook.Message{System: &webhook.System{
			Body: "User " + u.Name + " changed from " + before.WAID + " to " + number, WAID: number,
		}}
		if _, err := s.receiveLocked(&before, of.PhoneNumberID, changed); err != nil {
			return err
		}
	}
	return nil
}

// optOut has a user stop marketing messages, or resume them.
func (s *Simulator) optOut(u *user, phoneNumberID string, out bool) error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if u.OptedOut == out {
		return nil
	}
	u.OptedOut = out
	s.events.publish("user", u)
	value, detail := "resume", "User requested to resume marketing messages"
	if out {
		value, detail = "stop", "User requested to stop marketing messages"
	}
	preference := webhook.UserPreference{
		WAID: u.number(), UserID: u.UserID, Category: "marketing_messages", Value: value, Detail: detail,
		Timestamp: webhook.Unix(s.now().Unix()),
	}
	body, err := s.world.hooks.Body(graphtest.Event{
		Field: webhook.FieldUserPreferences, PhoneNumberID: phoneNumberID,
		Value: map[string]any{
			"contacts": []webhook.Contact{{
				Profile: webhook.Profile{Name: u.Name, Username: u.Username}, WAID: u.number(), UserID: u.UserID,
			}},
			"user_preferences": []webhook.UserPreference{preference},
		},
	})
	if err != nil {
		return invalid("%v", err)
	}
	s.send(body, chatKey(phoneNumberID, u.Key))
	return nil
}

// windowEnds returns when the customer service window of a chat closes, which
// is the zero time if it is closed. The mutex must be held.
func (s *Simulator) windowEnds(of *chat) time.Time {
	if ends := of.wroteAt.Add(24 * time.Hour); ends.After(s.now()) {
		return ends
	}
	return time.Time{}
}
