package simulator

import (
	"encoding/json"
	"strconv"

	"github.com/wabakit/whatsapp/webhook"
)

// noticeType is the type of what stands between messages and is none itself.
const noticeType = "notice"

// addNotice adds a notice to the chat that it is for, about something that
// happens now unless it says otherwise. The mutex must be held.
func (s *Simulator) addNotice(m *message, text string) {
	content, _ := json.Marshal(map[string]string{"body": text}) //nolint:errchkjson // a text
	m.ID = "notice." + strconv.FormatInt(s.chats.last+1, 10)
	m.FromUser, m.Type, m.Content = true, noticeType, content
	if m.At.IsZero() {
		m.At = s.now().UTC()
	}
	s.chats.add(m)
	s.publishMessage(m)
}

// noteWebhook shows on the phone what a webhook says that the Graph API has
// queued by itself. The mutex must be held.
func (s *Simulator) noteWebhook(body []byte) {
	parsed, err := webhook.Parse(body)
	if err != nil {
		return
	}
	for e := range parsed.Events() {
		switch event := e.(type) {
		case *webhook.GroupLifecycleEvent:
			s.noteLifecycle(event)
		case *webhook.GroupParticipantsEvent:
			s.noteParticipants(event)
		case *webhook.GroupSettingsEvent:
			s.noteSettings(event)
		case *webhook.GroupStatusEvent:
			s.noteSuspension(event)
		case *webhook.StatusEvent:
			s.notePayment(&event.Status)
		case *webhook.MessageEvent: // such as the answer to a request for permission to call
			u := s.recipient(event.Message.From, event.Message.FromUserID)
			s.openWindow(s.chats.of(event.Metadata.PhoneNumberID, u.Key))
		}
	}
}

// openWindow opens the customer service window of a chat. The mutex must be
// held.
func (s *Simulator) openWindow(of *chat) {
	of.wroteAt = s.now().UTC()
	s.events.publish("chat", s.chatState(of))
}
