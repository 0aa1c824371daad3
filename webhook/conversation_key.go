package webhook

import "cmp"

// ConversationKey returns what identifies the conversation that an event
// belongs to: the business phone number, with the group or the user at the
// other end. It is empty for events that belong to none, such as those of
// accounts and templates.
//
// Events with the same conversation are to be processed in their order, one
// after the other; others may be processed at the same time. A user has the
// same id in all events as long as Meta names them by the same ids, see
// [User.ID].
func ConversationKey(event Event) string {
	e, ok := event.(element)
	if !ok {
		return ""
	}
	other := otherEnd(event)
	if other == "" {
		return ""
	}
	return keyEscaper.Replace(e.envelope().Metadata.PhoneNumberID) + ":" + keyEscaper.Replace(other)
}

// otherEnd returns the id of the group or the user that the event is about.
func otherEnd(event Event) string {
	switch e := event.(type) {
	case *MessageEvent:
		return cmp.Or(e.Message.GroupID, e.Sender().ID())
	case *StatusEvent:
		if e.Status.RecipientType == RecipientTypeGroup {
			return cmp.Or(e.Status.GroupID, e.Status.RecipientID)
		}
		return e.Recipient().ID()
	case *MessageEchoEvent:
		return cmp.Or(e.Message.GroupID, e.Recipient().ID())
	case *StandbyEvent:
		return e.otherEnd()
	case *CallEvent:
		return e.Caller().ID()
	case *CallStatusEvent:
		return e.Recipient().ID()
	}
	return ""
}

func (e *StandbyEvent) otherEnd() string {
	switch {
	case e.Message != nil:
		return otherEnd(&MessageEvent{Message: *e.Message, Contact: e.Contact})
	case e.Echo != nil:
		return otherEnd(&MessageEchoEvent{Message: *e.Echo, Contact: e.Contact})
	case e.Status != nil:
		return otherEnd(&StatusEvent{Status: *e.Status, Contact: e.Contact})
	}
	return ""
}
