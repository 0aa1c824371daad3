package graphtest

import (
	"encoding/json"
	"maps"
	"time"

	"github.com/wabakit/whatsapp/webhook"
)

// serviceWindow is how long after a user wrote or called the business can send
// anything.
const serviceWindow = 24 * time.Hour

// windowMode is what happens to messages outside the customer service window.
type windowMode int

const (
	windowIgnored windowMode = iota
	windowFails              // after the message was accepted, as a rule of Meta's
	windowRefuses            // at once
)

// windows records when users last wrote or called. It is nil if the server does
// not ask for it.
type windows struct {
	opened map[pair]time.Time
	most   int // number of pairs that triggers a sweep
}

func newWindows() *windows { return &windows{opened: map[pair]time.Time{}} }

// open opens the window of a phone number to a user or a group, or keeps it
// open for longer.
func (w *windows) open(phone string, at time.Time, users ...string) {
	if w == nil {
		return
	}
	for _, user := range users {
		window := pair{phone, recipientKey(user)}
		if user != "" && w.opened[window].Before(at) {
			w.opened[window] = at
		}
	}
	if len(w.opened) > w.most {
		maps.DeleteFunc(w.opened, func(_ pair, opened time.Time) bool { return !isOpen(opened, at) })
		w.most = 2*len(w.opened) + minSweep
	}
}

func isOpen(opened, now time.Time) bool { return now.Sub(opened) < serviceWindow }

// checkWindow fails or refuses a message that is too late for all but a
// template.
func (c *call) checkWindow(message *Sent) *failure {
	mode := c.server.config.window
	if mode == windowIgnored || !message.needsWindow() {
		return nil
	}
	user := pair{message.PhoneNumberID, recipientKey(orElse(message.To, message.Recipient))}
	if isOpen(c.graph.windows.opened[user], message.At) {
		return nil
	}
	const details = "More than 24 hours have passed since the recipient last wrote or called"
	if mode == windowRefuses {
		return refused(131047, details)
	}
	title := messageErrors[131047]
	message.Failure = &webhook.Error{Code: 131047, Title: title, Message: title, ErrorData: &webhook.ErrorData{Details: details}}
	return nil
}

// needsWindow reports whether a message is free-form. To pin a message sends
// none.
func (s Sent) needsWindow() bool {
	return s.Type != "template" && s.Type != "pin" && s.Category == ""
}

// opensWindow reports whether a user has sent a message, and not only changed
// one or the account.
func opensWindow(message webhook.Message) bool {
	switch message.Type {
	case webhook.MessageTypeSystem, webhook.MessageTypeEdit, webhook.MessageTypeRevoke:
		return false
	}
	return true
}

// openWindow opens the window of who has written. A message in a group opens
// the one of the group.
func (g *graph) openWindow(phone *node, message webhook.Message) {
	switch {
	case !opensWindow(message):
	case message.GroupID != "":
		g.windows.open(phone.id, message.Timestamp.Time, message.GroupID)
	default:
		g.windows.open(phone.id, message.Timestamp.Time, message.From, message.FromUserID)
	}
}

// openWindowOfCalls opens the window of users who have called, whether or not
// the business has answered, or have accepted its call.
func (g *graph) openWindowOfCalls(phone *node, value json.RawMessage) {
	var calls struct {
		Calls    []webhook.Call
		Statuses []webhook.CallStatus
	}
	if g.windows == nil || decodeJSON(value, &calls) != nil {
		return
	}
	for _, call := range calls.Calls {
		if call.Direction == webhook.CallDirectionUserInitiated {
			g.windows.open(phone.id, g.orNow(call.Timestamp), call.From, call.FromUserID)
		}
	}
	for _, status := range calls.Statuses {
		if status.Status == webhook.CallProgressAccepted {
			g.windows.open(phone.id, g.orNow(status.Timestamp), status.RecipientID, status.RecipientUserID)
		}
	}
}

func (g *graph) orNow(moment webhook.Time) time.Time {
	if moment.IsZero() {
		return g.now()
	}
	return moment.Time
}
