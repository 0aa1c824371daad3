package simulator

import (
	"encoding/json"
	"strings"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

// What stands in the chat of a group between the messages, as WhatsApp has it.

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
	name := func(p webhook.GroupParticipant) string { return s.recipient(p.WAID, p.UserID).Name }
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

func (s *Simulator) noteSuspension(event *webhook.GroupStatusEvent) {
	text := "WhatsApp has suspended the group"
	if event.Group.Type == "group_suspend_cleared" {
		text = "The group is no longer suspended"
	}
	s.note(event.Metadata.PhoneNumberID, event.Group.GroupID, text)
}

// note adds a notice to the chat of a group.
func (s *Simulator) note(phoneNumberID, group, text string) {
	if group == "" {
		return
	}
	s.addNotice(&message{PhoneNumberID: phoneNumberID, Group: group}, text)
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
