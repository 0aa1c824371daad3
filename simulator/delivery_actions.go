package simulator

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/wabakit/whatsapp/webhook"
)

// titleOf says what a webhook is about: "message.text", "status.sent" or the
// name of its field. The detail is for people.
func titleOf(body []byte) (title, detail string) {
	parsed, err := webhook.Parse(body)
	if err != nil {
		return "not a webhook", ""
	}
	more := 0
	for e := range parsed.Events() {
		if title == "" {
			title, detail = titleOfEvent(e)
		} else {
			more++
		}
	}
	if more > 0 {
		title += " and more"
	}
	return firstOf(title, "nothing"), detail
}

func titleOfEvent(e webhook.Event) (title, detail string) {
	switch event := e.(type) {
	case *webhook.MessageEvent:
		detail = "from " + event.Sender().ID()
		if event.Message.Text != nil {
			detail += ": " + cutText(event.Message.Text.Body)
		}
		return "message." + string(event.Message.Type), detail
	case *webhook.StatusEvent:
		if event.Status.Payment != nil {
			return "payment." + string(event.Status.Status), "of " + event.Status.Payment.ReferenceID
		}
		return "status." + string(event.Status.Status), "to " + cutID(firstOf(event.Recipient().ID(), event.Status.RecipientID))
	case *webhook.CallEvent:
		return "call." + string(event.Call.Event), ""
	case *webhook.CallStatusEvent:
		return "call." + strings.ToLower(string(event.Status.Status)), ""
	case *webhook.AccountUpdateEvent:
		return e.Field(), string(event.Event)
	case *webhook.PhoneNumberQualityEvent:
		return e.Field(), event.Event
	case *webhook.GroupParticipantsEvent:
		return e.Field(), strings.TrimPrefix(event.Group.Type, "group_")
	case *webhook.TemplateStatusEvent:
		return e.Field(), event.MessageTemplateName + " " + string(event.Event)
	}
	return e.Field(), ""
}

// mostDetail is the length of a text in a list.
const mostDetail = 80

// mostID is the length of an id in a list.
const mostID = 24

func cutID(id string) string {
	if len(id) <= mostID {
		return id
	}
	return id[:mostID] + "…"
}

func cutText(text string) string {
	runes := []rune(text)
	if len(runes) <= mostDetail {
		return text
	}
	return string(runes[:mostDetail]) + "…"
}

// deliverAgain delivers the body of a webhook once more, or another in its
// place. A webhook that is held or undelivered is delivered itself.
func (s *Simulator) deliverAgain(id int64, changed json.RawMessage) (entry, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	e := s.traffic.find(id)
	switch {
	case e == nil || e.Kind != "webhook":
		return entry{}, notFound("there is no webhook %d", id)
	case len(changed) == 0 && e.raw == nil:
		return entry{}, invalid("the body of the webhook %d is forgotten", id)
	}
	if _, reason := s.callbackOf(e); reason != "" {
		return entry{}, invalid("%s", reason)
	}
	waits := e.State == stateHeld || e.State == stateUndelivered
	if waits && len(changed) == 0 {
		s.deliverByHand(e)
		return e.summary(), nil
	}
	body := e.raw
	if len(changed) > 0 {
		body = slices.Clone(changed)
	}
	if waits { // the changed one takes its place
		e.State = stateDropped
		s.publishEntry(e)
	}
	again := s.newWebhook(body)
	again.CopyOf, again.Changed = id, len(changed) > 0
	again.callback, again.Callback, again.Level = e.callback, e.Callback, e.Level
	s.traffic.add(again)
	s.deliverByHand(again)
	return again.summary(), nil
}

func (s *Simulator) deliverByHand(e *entry) {
	s.schedule(s.newDelivery(e, "by hand"), 0)
	s.publishEntry(e)
}

// drop gives a webhook up that has not arrived.
func (s *Simulator) drop(id int64) (entry, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	e := s.traffic.find(id)
	switch {
	case e == nil || e.Kind != "webhook":
		return entry{}, notFound("there is no webhook %d", id)
	case e.State == stateDone:
		return entry{}, invalid("the webhook %d has arrived", id)
	}
	e.State, e.Due = stateDropped, nil
	s.publishEntry(e)
	return e.summary(), nil
}

// release delivers the webhooks that are held, in order. The mutex must be
// held.
func (s *Simulator) release() {
	for _, e := range s.traffic.entries {
		if e.State != stateHeld || e.raw == nil {
			continue
		}
		if _, reason := s.callbackOf(e); reason != "" {
			e.State, e.Reason = stateUndelivered, reason
			s.publishEntry(e)
			continue
		}
		s.deliverByHand(e)
	}
}

// SetCallbackURL changes where webhooks go: an http or https URL, or nowhere if
// it is empty.
func (s *Simulator) SetCallbackURL(address string) error {
	if err := checkCallback(address); err != nil {
		return err
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.settings.CallbackURL = address
	s.events.publish("settings", s.settings)
	return nil
}
