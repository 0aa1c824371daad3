package simulator

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

// noteGroups puts what a webhook says of a group into its chat, as WhatsApp
// does between the messages. The mutex must be held.
func (s *Simulator) noteGroups(body []byte) {
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
			text := "WhatsApp has suspended the group"
			if event.Group.Type == "group_suspend_cleared" {
				text = "The group is no longer suspended"
			}
			s.note(event.Metadata.PhoneNumberID, event.Group.GroupID, text)
		}
	}
}

func (s *Simulator) noteLifecycle(event *webhook.GroupLifecycleEvent) {
	switch {
	case len(event.Group.Errors) > 0:
	case event.Group.Type == "group_create":
		s.note(event.Metadata.PhoneNumberID, event.Group.GroupID, "The business created the group “"+event.Group.Subject+"”")
	case event.Group.Type == "group_delete":
		s.note(event.Metadata.PhoneNumberID, event.Group.GroupID, "The business deleted the group")
	}
}

func (s *Simulator) noteParticipants(event *webhook.GroupParticipantsEvent) {
	news := event.Group
	note := func(text string) { s.note(event.Metadata.PhoneNumberID, news.GroupID, text) }
	name := func(p webhook.GroupParticipant) string { return s.people.recipient(p.WAID, p.UserID).Name }
	asked := webhook.GroupParticipant{WAID: news.WAID, UserID: news.UserID}
	switch news.Type {
	case "group_join_request_created":
		note(name(asked) + " asked to join")
	case "group_join_request_revoked":
		note(name(asked) + " no longer asks to join")
	}
	for _, p := range news.AddedParticipants {
		if news.Reason == "invite_link" {
			note(name(p) + " joined using the invite link")
			continue
		}
		note("The business added " + name(p))
	}
	for _, p := range news.RemovedParticipants {
		if news.InitiatedBy == "participant" {
			note(name(p) + " left")
			continue
		}
		note("The business removed " + name(p))
	}
}

func (s *Simulator) noteSettings(event *webhook.GroupSettingsEvent) {
	news := event.Group
	note := func(text string) { s.note(event.Metadata.PhoneNumberID, news.GroupID, text) }
	if news.GroupSubject != nil && news.GroupSubject.UpdateSuccessful {
		note("The business changed the subject to “" + news.GroupSubject.Text + "”")
	}
	if news.GroupDescription != nil && news.GroupDescription.UpdateSuccessful {
		note("The business changed the description")
	}
	if news.ProfilePicture != nil && news.ProfilePicture.UpdateSuccessful {
		note("The business changed the picture of the group")
	}
}

// noticeType is the type of what stands between messages and is none itself.
const noticeType = "notice"

// note adds a notice to the chat of a group.
func (s *Simulator) note(phoneNumberID, group, text string) {
	if group == "" {
		return
	}
	s.addNotice(&message{PhoneNumberID: phoneNumberID, Group: group}, text)
}

// addNotice adds a notice to the chat that it is for. The mutex must be held.
func (s *Simulator) addNotice(m *message, text string) {
	content, _ := json.Marshal(map[string]string{"body": text}) //nolint:errchkjson // a text
	m.ID = "notice." + strconv.FormatInt(s.chats.last+1, 10)
	m.FromUser, m.Type, m.Content, m.At = true, noticeType, content, s.now().UTC()
	s.chats.add(m)
	s.publishMessage(m)
}

// pinForBusiness marks the message that the business has pinned in a group, or
// no longer has. The mutex must be held.
func (s *Simulator) pinForBusiness(sent graphtest.Sent) {
	var pin struct {
		Type      string `json:"type"`
		MessageID string `json:"message_id"`
	}
	if json.Unmarshal(sent.Content, &pin) != nil {
		return
	}
	if m := s.chats.byID[pin.MessageID]; m != nil {
		m.Pinned = !strings.EqualFold(pin.Type, "unpin")
		s.publishMessage(m)
	}
}
