package graphtest

import (
	"regexp"
	"strings"
	"time"

	"github.com/wabakit/whatsapp/webhook"
)

const (
	syncWindow   = 24 * time.Hour // after the onboarding
	contactsEdge = "app contacts"
	onAppSince   = "on the app since"
)

var userIDPattern = regexp.MustCompile(`^[A-Z]{2}\.[0-9A-Za-z]{1,128}$`)

// AppContact is a contact of the WhatsApp Business app.
type AppContact struct {
	// PhoneNumber has digits only.
	PhoneNumber string
	FullName    string
	// UserID is the business-scoped user id, if it is known. With it, the
	// contact is in the contact book of the portfolio too.
	UserID string
}

// AddAppContact adds a contact to the WhatsApp Business app that shares a phone
// number, such as [BusinessAppPhoneNumberID] or one with is_on_biz_app among
// its Fields. The contacts come as webhooks when they are asked for within 24
// hours after the CreatedAt of the number, or after it was added.
func (s *Server) AddAppContact(phoneNumberID string, contact AppContact) {
	s.world.Lock()
	defer s.world.Unlock()
	phone := s.graph.must(phoneKind, phoneNumberID)
	values := map[string]any{"full_name": contact.FullName}
	first, _, _ := strings.Cut(contact.FullName, " ")
	values["first_name"] = first
	if contact.UserID != "" {
		values["user_id"] = contact.UserID
	}
	phone.connect(contactsEdge, newNode(&kind{idField: "phone_number"}, contact.PhoneNumber, values))
	s.graph.rememberContact(phone, contact.PhoneNumber, contact.UserID)
}

// joinBusinessApp has the WhatsApp Business app share a number.
func (n *node) joinBusinessApp(at time.Time) {
	n.values["is_on_biz_app"] = true
	n.hidden[onAppSince] = at.Format(time.RFC3339Nano)
}

// ContactBook returns the contact book of a portfolio: phone numbers by
// business-scoped user ids. Inbound messages that have both fill it.
func (s *Server) ContactBook(businessID string) map[string]string {
	s.world.Lock()
	defer s.world.Unlock()
	business := s.graph.must(businessKind, businessID)
	book := map[string]string{}
	for userID, number := range s.graph.contactBooks[business.id] {
		book[userID] = number
	}
	return book
}

// rememberContact adds somebody to the contact book of the portfolio.
func (g *graph) rememberContact(phone *node, number, userID string) {
	business := phone.portfolio()
	if business == nil || number == "" || !userIDPattern.MatchString(userID) {
		return
	}
	if g.contactBooks[business.id] == nil {
		g.contactBooks[business.id] = map[string]string{}
	}
	g.contactBooks[business.id][userID] = number
}

func (c *call) deleteFromContactBook() (any, *failure) {
	if f := c.checkProduct(); f != nil {
		return nil, f
	}
	userID, _ := c.params.text("bsuid")
	if !userIDPattern.MatchString(userID) {
		return nil, invalid("Param bsuid must be a business-scoped user ID - got %q", userID)
	}
	book := c.graph.contactBooks[c.node.portfolio().id]
	_, known := book[userID]
	delete(book, userID)
	return map[string]any{"messaging_product": "whatsapp", "success": true, "deleted": known}, nil
}

// syncBusinessApp sends what the app holds, once.
func (c *call) syncBusinessApp() (any, *failure) {
	if f := c.checkProduct(); f != nil {
		return nil, f
	}
	data, f := c.params.choice("sync_type", webhook.FieldSMBAppStateSync, webhook.FieldHistory)
	if f != nil {
		return nil, f
	}
	onboarded, err := time.Parse(time.RFC3339Nano, c.node.hidden[onAppSince])
	used := "synced " + data
	switch {
	case data == "":
		return nil, missing("sync_type")
	case c.node.values["is_on_biz_app"] != true:
		return nil, invalid("The phone number is not in use with the WhatsApp Business app")
	case c.node.hidden[used] != "":
		return nil, registrationRefused(2593107, "The synchronization was requested already")
	case err != nil || c.now().Sub(onboarded) > syncWindow:
		return nil, registrationRefused(2593108, "The synchronization must be requested within 24 hours after onboarding")
	}
	c.node.hidden[used] = "true"
	if data == webhook.FieldHistory {
		c.sendHistory()
	} else {
		c.sendContacts()
	}
	return map[string]any{"messaging_product": "whatsapp", "request_id": c.graph.newID()}, nil
}

func (c *call) sendContacts() {
	changes := []any{}
	for _, contact := range c.node.connected(contactsEdge) {
		changes = append(changes, map[string]any{
			"type": "contact", "contact": contact.values, "action": "add",
			"metadata": map[string]any{"timestamp": c.now().Unix()},
		})
	}
	if len(changes) > 0 {
		c.server.notify(Event{
			Field: webhook.FieldSMBAppStateSync, PhoneNumberID: c.node.id,
			Value: map[string]any{"messaging_product": "whatsapp", "state_sync": changes},
		})
	}
}

// sendHistory sends the end of a history in which nothing was written.
func (c *call) sendHistory() {
	c.server.notify(Event{
		Field: webhook.FieldHistory, PhoneNumberID: c.node.id,
		Value: map[string]any{"messaging_product": "whatsapp", "history": []any{map[string]any{
			"metadata": map[string]any{"phase": 2, "chunk_order": 1, "progress": 100}, "threads": []any{},
		}}},
	})
}
