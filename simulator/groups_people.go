package simulator

import (
	"slices"
	"strings"

	"github.com/wabakit/whatsapp/graphtest"
)

// recipientTypeGroup is the recipient_type of a message to a group.
const recipientTypeGroup = "group"

// checkGroup refuses what somebody writes to a group that they are not in. The
// mutex must be held.
func (s *Simulator) checkGroup(u *user, phoneNumberID, id string) error {
	if id == "" {
		return nil
	}
	g := s.group(id)
	switch {
	case g == nil || g.PhoneNumberID != phoneNumberID:
		return notFound("the phone number %s has no group %q", phoneNumberID, id)
	case !slices.Contains(g.Participants, u.Key):
		return invalid("%s is not in the group %q", u.Name, g.Subject)
	case g.Suspended:
		return invalid("WhatsApp has suspended the group %q", g.Subject)
	}
	return nil
}

// join has a user open an invite link, and returns the group.
func (s *Simulator) join(u *user, inviteLink string) (*group, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if err := s.world.graph.JoinGroup(inviteLink, firstOf(u.number(), u.UserID)); err != nil {
		return nil, invalid("%v", err)
	}
	for _, g := range s.groups() {
		if g.InviteLink == inviteLink {
			return &g, nil
		}
	}
	return nil, notFound("the group is gone")
}

// leave has a user leave a group, or take back the wish to join it.
func (s *Simulator) leave(u *user, id string) error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	g := s.group(id)
	if g == nil {
		return notFound("there is no group %q", id)
	}
	act := s.world.graph.LeaveGroup
	switch {
	case slices.Contains(g.Participants, u.Key):
	case slices.ContainsFunc(g.JoinRequests, func(asked joinRequest) bool { return asked.User == u.Key }):
		act = s.world.graph.CancelJoinRequest
	default:
		return invalid("%s is not in the group %q", u.Name, g.Subject)
	}
	var err error
	for _, known := range []string{u.WAID, u.UserID} { // the group knows one of them
		if known == "" {
			continue
		}
		if err = attempted(func() { act(id, known) }); err == nil {
			return nil
		}
	}
	return err
}

// attempted does something that graphtest panics at if the object is gone,
// which a program may have seen to meanwhile.
func attempted(do func()) (err error) {
	defer func() {
		switch cause := recover().(type) {
		case nil:
		case string:
			err = invalid("%s", strings.TrimPrefix(cause, "graphtest: "))
		default:
			panic(cause)
		}
	}()
	do()
	return nil
}

// groupActions are what WhatsApp does with a group.
var groupActions = map[string]func(*graphtest.Server, string){
	"suspend": (*graphtest.Server).SuspendGroup, "reinstate": (*graphtest.Server).ReinstateGroup,
}
