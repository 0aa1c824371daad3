package graphtest

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/wabakit/whatsapp/internal/inbound"
	"github.com/wabakit/whatsapp/webhook"
)

// An Update is a piece of news for the callback: an [Inbound] message, a
// [StatusUpdate] of a message or an [Event] of any other field.
type Update interface {
	change(g *graph) (entry, error)
}

// notification is the body of a webhook.
type notification struct {
	Object string  `json:"object"`
	Entry  []entry `json:"entry"`
}

type entry struct {
	ID      string   `json:"id"`
	Time    int64    `json:"time,omitzero"`
	Changes []change `json:"changes"`
}

type change struct {
	Value any    `json:"value"`
	Field string `json:"field"`
}

// messagesValue is the value of the field messages.
type messagesValue struct {
	MessagingProduct string            `json:"messaging_product"`
	Metadata         webhook.Metadata  `json:"metadata"`
	Contacts         []webhook.Contact `json:"contacts,omitzero"`
	Messages         []json.RawMessage `json:"messages,omitzero"`
	Statuses         []json.RawMessage `json:"statuses,omitzero"`
}

// Body returns the body that [Webhooks.Deliver] would post for the updates.
func (h *Webhooks) Body(updates ...Update) ([]byte, error) {
	h.server.world.Lock()
	defer h.server.world.Unlock()
	return h.server.graph.notification(updates...)
}

// notification returns the body of a webhook. Consecutive updates of the same
// account share an entry.
func (g *graph) notification(updates ...Update) ([]byte, error) {
	if len(updates) == 0 {
		return nil, errors.New("graphtest: no update to deliver")
	}
	body := notification{Object: "whatsapp_business_account"}
	for _, update := range updates {
		next, err := update.change(g)
		if err != nil {
			return nil, err
		}
		if last := len(body.Entry) - 1; last >= 0 && body.Entry[last].ID == next.ID && body.Entry[last].Time == next.Time {
			body.Entry[last].Changes = append(body.Entry[last].Changes, next.Changes...)
			continue
		}
		body.Entry = append(body.Entry, next)
	}
	text, err := json.Marshal(body)
	if err != nil {
		return nil, fmt.Errorf("graphtest: the update does not encode: %w", err)
	}
	return inbound.Escape(text), nil
}

// receiver returns the phone number with this id, or the first one of the
// server if the id is empty.
func (g *graph) receiver(phoneNumberID string) (*node, error) {
	if phoneNumberID == "" && g.firstPhone != nil {
		return g.firstPhone, nil
	}
	if phone := g.find(phoneKind, phoneNumberID); phone != nil {
		return phone, nil
	}
	return nil, fmt.Errorf("graphtest: no phone number has the id %q; add it first", phoneNumberID)
}

func metadataOf(phone *node) webhook.Metadata {
	return webhook.Metadata{
		DisplayPhoneNumber: digitsOf(phone.text("display_phone_number")),
		PhoneNumberID:      phone.id,
	}
}

// messagesEntry wraps a value of the field messages, whose entries have no
// time.
func messagesEntry(phone *node, value messagesValue) entry {
	value.MessagingProduct, value.Metadata = "whatsapp", metadataOf(phone)
	return entry{ID: phone.account().id, Changes: []change{{value, webhook.FieldMessages}}}
}

// withFields encodes an object and adds further members to it.
func withFields(object any, fields map[string]any) (json.RawMessage, error) {
	text, err := json.Marshal(object)
	if err != nil || len(fields) == 0 {
		return text, err
	}
	members := map[string]any{}
	if err := decodeJSON(text, &members); err != nil {
		return nil, err
	}
	for name, value := range fields {
		members[name] = value
	}
	return json.Marshal(members)
}
