package graphtest

import (
	"errors"
	"fmt"
)

// JoinGroup has somebody, by phone number or business-scoped user id, open the
// invite link of a group. They are in the group from then on, or where it needs
// approval, have asked to join. Either queues a webhook of the field
// group_participants_update.
//
// The error is what WhatsApp shows them: the link leads to no group, the group
// is full or suspended, or the business has removed them.
func (s *Server) JoinGroup(inviteLink, user string) error {
	s.world.Lock()
	defer s.world.Unlock()
	group := s.graph.groupOfLink(inviteLink)
	user = recipientKey(user)
	switch {
	case group == nil:
		return fmt.Errorf("graphtest: the invite link %q leads to no group", inviteLink)
	case group.values["suspended"] == true:
		return errors.New("graphtest: the group is suspended")
	case group.hidden[removed(user)] != "":
		return fmt.Errorf("graphtest: %s was removed from the group", user)
	case group.item(participantsEdge, user) != nil, group.joinRequestOf(user) != nil:
		return nil
	case group.hasRoom(1) != nil:
		return errors.New("graphtest: the group is full")
	}
	news := map[string]any{"type": "group_participants_add", "reason": "invite_link", "added_participants": []any{personOf(user)}}
	if group.text("join_approval_mode") == approvalRequired {
		news = personOf(user)
		news["type"], news["join_request_id"] = "group_join_request_created", s.graph.addJoinRequest(group, "", user, s.now().Unix()).id
	} else {
		group.admit(user)
	}
	s.announceGroup(group.links["owner"], group, news)
	return nil
}

// groupOfLink returns the group that an invite link leads to, or nil.
func (g *graph) groupOfLink(inviteLink string) *node {
	for _, n := range g.nodes {
		if n.kind == groupKind && inviteLink != "" && n.hidden["invite_link"] == inviteLink {
			return n
		}
	}
	return nil
}

// CancelJoinRequest has somebody who has asked to join a group think better of
// it, and queues a webhook of the field group_participants_update. It panics if
// there is no such group, or no such request.
func (s *Server) CancelJoinRequest(groupID, user string) {
	s.world.Lock()
	defer s.world.Unlock()
	group := s.graph.must(groupKind, groupID)
	user = recipientKey(user)
	request := group.joinRequestOf(user)
	if request == nil {
		panic(fmt.Sprintf("graphtest: %s has not asked to join the group %s", user, groupID))
	}
	group.disconnect(joinRequestsEdge, request.id)
	news := personOf(user)
	news["type"], news["join_request_id"] = "group_join_request_revoked", request.id
	s.announceGroup(group.links["owner"], group, news)
}

// LeaveGroup has somebody leave a group, and queues a webhook of the field
// group_participants_update. It panics if there is no such group, or if they
// are not in it.
func (s *Server) LeaveGroup(groupID, user string) {
	s.world.Lock()
	defer s.world.Unlock()
	group := s.graph.must(groupKind, groupID)
	user = recipientKey(user)
	if group.item(participantsEdge, user) == nil {
		panic(fmt.Sprintf("graphtest: %s is not in the group %s", user, groupID))
	}
	group.disconnect(participantsEdge, user)
	s.announceGroup(group.links["owner"], group, map[string]any{
		"type": "group_participants_remove", "initiated_by": "participant", "removed_participants": []any{personOf(user)},
	})
}

// SuspendGroup suspends a group, as WhatsApp does when it violates the
// policies, and queues a webhook of the field group_status_update. It can
// neither be changed nor written to until [Server.ReinstateGroup]. It panics if
// there is no such group.
func (s *Server) SuspendGroup(groupID string) { s.setSuspended(groupID, true, "group_suspend") }

// ReinstateGroup ends the suspension of a group, and queues a webhook of the
// field group_status_update.
func (s *Server) ReinstateGroup(groupID string) {
	s.setSuspended(groupID, false, "group_suspend_cleared")
}

func (s *Server) setSuspended(groupID string, suspended bool, webhookType string) {
	s.world.Lock()
	defer s.world.Unlock()
	group := s.graph.must(groupKind, groupID)
	group.values["suspended"] = suspended
	s.announceGroup(group.links["owner"], group, map[string]any{"type": webhookType})
}
