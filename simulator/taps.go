package simulator

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

// tap is what a user taps in a message of the business.
type tap struct {
	MessageID string `json:"message_id"`
	// ID is the id of a reply button or of a row of a list, and of a template
	// the payload or the text of the button.
	ID string `json:"id"`
	// Card is the card of a carousel, from 0.
	Card *int `json:"card"`
	// Response is the answer to a flow or an address form, an object.
	Response json.RawMessage `json:"response"`
	// Accept is the answer to a request for permission to call.
	Accept    *bool `json:"accept"`
	Permanent bool  `json:"permanent"`
}

// interactive is the part of an interactive message that can be tapped.
type interactive struct {
	Type   string            `json:"type"`
	Action interactiveAction `json:"action"`
}

type interactiveAction struct {
	Name    string              `json:"name"`
	Buttons []interactiveButton `json:"buttons"`
	// Sections are those of a list.
	Sections []struct {
		Rows []webhook.ListReply `json:"rows"`
	} `json:"sections"`
	Cards []struct {
		Action interactiveAction `json:"action"`
	} `json:"cards"`
}

type interactiveButton struct {
	Reply      *webhook.ButtonReply `json:"reply"`
	QuickReply *webhook.ButtonReply `json:"quick_reply"`
}

// tap has a user tap something, and sends what comes of it.
func (s *Simulator) tap(u *user, t tap) (message, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	m := s.chats.byID[t.MessageID]
	if m == nil || m.FromUser || m.User != u.Key {
		return message{}, notFound("the user has no message %q of a business", t.MessageID)
	}
	reply, answer, err := replyTo(m, t)
	if err != nil {
		return message{}, err
	}
	reply.Context = &webhook.Context{ID: m.ID}
	sent, err := s.receiveLocked(u, m.PhoneNumberID, reply)
	if err != nil {
		return message{}, err
	}
	m.Answer = answer
	s.publishMessage(m)
	return *sent, nil
}

// answerCallRequest has a user answer a request for permission to call.
func (s *Simulator) answerCallRequest(u *user, t tap) error {
	s.mutex.Lock()
	m := s.chats.byID[t.MessageID]
	w, known := s.world, m != nil && m.User == u.Key
	s.mutex.Unlock()
	isKept := slices.ContainsFunc(w.graph.Outbox(), func(sent graphtest.Sent) bool {
		return sent.ID == t.MessageID && strings.Contains(string(sent.Content), "call_permission_request")
	})
	if !known || !isKept {
		return notFound("the user has no request %q for permission to call", t.MessageID)
	}
	reply := webhook.CallPermissionReply{Response: webhook.CallPermissionResponseReject}
	answer := "Declined"
	if *t.Accept {
		reply = webhook.CallPermissionReply{Response: webhook.CallPermissionResponseAccept, IsPermanent: t.Permanent}
		answer = "Allowed"
	}
	if err := w.graph.AnswerCallPermission(t.MessageID, reply); err != nil {
		return invalid("%v", err)
	}
	s.drain()
	s.mutex.Lock()
	defer s.mutex.Unlock()
	m.Answer = answer
	s.publishMessage(m)
	return nil
}

// replyTo returns the message that a tap sends, and what was tapped.
func replyTo(m *message, t tap) (reply webhook.Message, answer string, err error) {
	if m.Template != nil {
		return replyToTemplate(m.Template, t)
	}
	var content interactive
	if m.Type != "interactive" || json.Unmarshal(m.Content, &content) != nil {
		return reply, "", invalid("there is nothing to tap in a message of the type %s", m.Type)
	}
	switch {
	case content.Type == "call_permission_request":
		return reply, "", invalid("answer the request with accept")
	case content.Type == "flow" || content.Type == "address_message":
		return replyToForm(content, t)
	case t.Card != nil:
		if *t.Card < 0 || *t.Card >= len(content.Action.Cards) {
			return reply, "", notFound("there is no card %d", *t.Card)
		}
		content.Action = content.Action.Cards[*t.Card].Action
	}
	for _, button := range content.Action.Buttons {
		for _, given := range []*webhook.ButtonReply{button.Reply, button.QuickReply} {
			if given != nil && given.ID == t.ID {
				return webhook.Message{Interactive: &webhook.Interactive{ButtonReply: given}}, t.ID, nil
			}
		}
	}
	for _, section := range content.Action.Sections {
		for _, row := range section.Rows {
			if row.ID == t.ID {
				return webhook.Message{Interactive: &webhook.Interactive{ListReply: &row}}, t.ID, nil
			}
		}
	}
	return reply, "", notFound("the message has no button or row %q", t.ID)
}

// replyToForm returns the answer to a flow or to an address form.
func replyToForm(content interactive, t tap) (reply webhook.Message, answer string, err error) {
	if len(t.Response) == 0 || !json.Valid(t.Response) {
		return reply, "", invalid("the message is answered with a response, which is an object")
	}
	name := "flow"
	if content.Type == "address_message" {
		name = content.Type
	}
	return webhook.Message{Interactive: &webhook.Interactive{
		NFMReply: &webhook.NFMReply{Name: name, ResponseJSON: string(t.Response)},
	}}, "answered", nil
}

// replyToTemplate returns what a quick reply of a template sends.
func replyToTemplate(template *renderedTemplate, t tap) (reply webhook.Message, answer string, err error) {
	card := template.renderedCard
	prefix := ""
	if t.Card != nil {
		if *t.Card < 0 || *t.Card >= len(template.Cards) {
			return reply, "", notFound("there is no card %d", *t.Card)
		}
		card, prefix = template.Cards[*t.Card], strconv.Itoa(*t.Card)+":"
	}
	for _, button := range card.Buttons {
		switch {
		case button.Payload != t.ID && button.Text != t.ID:
		case button.Type == "quick_reply":
			return webhook.Message{Button: &webhook.Button{Payload: button.Payload, Text: button.Text}}, prefix + t.ID, nil
		case button.Type == "flow":
			return replyToForm(interactive{Type: "flow"}, t)
		default:
			return reply, "", invalid("a button of the type %s sends nothing", button.Type)
		}
	}
	return reply, "", notFound("the template has no button %q", t.ID)
}
