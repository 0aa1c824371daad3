package graphtest

import (
	"slices"
)

var joinRequestKind = &kind{
	typeName: "WhatsAppBusinessGroupJoinRequest",
	idField:  "join_request_id",
	standard: "join_request_id wa_id user_id creation_timestamp",
}

const inviteLinkPrefix = "https://chat.whatsapp.com/"

// newInviteLink gives a group another invite link.
func (g *graph) newInviteLink(group *node) {
	group.hidden["invite_link"] = inviteLinkPrefix + "LZ" + g.newID()
}

func (c *call) readInviteLink() (any, *failure) {
	if c.node.hidden["invite_link"] == "" {
		return nil, invalid("The group has no invite link")
	}
	return map[string]any{"messaging_product": "whatsapp", "invite_link": c.node.hidden["invite_link"]}, nil
}

func (c *call) resetInviteLink() (any, *failure) {
	if f := c.checkProduct(); f != nil {
		return nil, f
	}
	if f := c.checkActive(); f != nil {
		return nil, f
	}
	c.graph.newInviteLink(c.node)
	return c.readInviteLink()
}

func (c *call) deleteInviteLink() (any, *failure) {
	if f := c.checkProduct(); f != nil {
		return nil, f
	}
	delete(c.node.hidden, "invite_link")
	return map[string]any{"messaging_product": "whatsapp", "success": "true"}, nil
}

// addJoinRequest adds somebody's wish to join a group, of a time in seconds.
func (g *graph) addJoinRequest(group *node, id, user string, created int64) *node {
	values := personOf(user)
	values["creation_timestamp"] = created
	request := newNode(joinRequestKind, orElse(id, g.newID()), values)
	request.hidden["user"] = user
	group.connect(joinRequestsEdge, request)
	return request
}

func (c *call) listJoinRequests() (any, *failure) {
	return c.list(listing{edge: joinRequestsEdge, view: joinRequestKind, ofGroups: true})
}

func (c *call) approveJoinRequests() (any, *failure) {
	admitted := []any{}
	answer, f := c.decideJoinRequests("approved_join_requests", func(request *node) *failure {
		if f := c.node.hasRoom(1); f != nil {
			return f
		}
		user := request.hidden["user"]
		c.node.admit(user)
		person := personOf(user)
		person["input"] = user
		admitted = append(admitted, person)
		return nil
	})
	if len(admitted) > 0 {
		c.server.announceGroup(c.node.links["owner"], c.node, map[string]any{
			"type": "group_participants_add", "reason": "invite_link", "added_participants": admitted,
		})
	}
	return answer, f
}

func (c *call) rejectJoinRequests() (any, *failure) {
	return c.decideJoinRequests("rejected_join_requests", func(*node) *failure { return nil })
}

// decideJoinRequests does what it can. If something is left undone, the reply
// says both.
func (c *call) decideJoinRequests(member string, decide func(request *node) *failure) (any, *failure) {
	if f := c.checkProduct(); f != nil {
		return nil, f
	}
	if f := c.checkActive(); f != nil {
		return nil, f
	}
	ids, _, f := c.params.texts(joinRequestsEdge)
	if f != nil {
		return nil, f
	}
	if len(ids) == 0 {
		return nil, missing(joinRequestsEdge)
	}
	var done []string
	var failed []any
	var last *failure
	for _, id := range ids {
		if f := c.decideJoinRequest(id, decide); f != nil {
			last = f
			failed = append(failed, map[string]any{"join_request_id": id, "errors": []any{f.listed()}})
			continue
		}
		done = append(done, id)
	}
	if len(done) == 0 {
		return nil, last
	}
	answer := map[string]any{"messaging_product": "whatsapp", member: done}
	if len(failed) == 0 {
		return answer, nil
	}
	answer["failed_join_requests"] = failed
	answer["errors"] = []any{refused(131201, "%d of %d join requests could not be decided", len(failed), len(ids)).listed()}
	return partialContent(answer), nil
}

func (c *call) decideJoinRequest(id string, decide func(request *node) *failure) *failure {
	request := c.node.item(joinRequestsEdge, id)
	if request == nil {
		return refused(131213, "There is no join request %s", id)
	}
	if f := decide(request); f != nil {
		return f
	}
	c.node.disconnect(joinRequestsEdge, id)
	return nil
}

// listed returns the error as one in a list, as webhooks have it.
func (f *failure) listed() map[string]any {
	return map[string]any{
		"code": f.envelope.Code, "title": messageErrors[f.envelope.Code], "message": f.envelope.Message, "error_data": f.envelope.Data,
	}
}

// hasRoom refuses more people than a group may have.
func (n *node) hasRoom(more int) *failure {
	if len(n.connected(participantsEdge))+more > maxGroupParticipants {
		return refused(131204, "A group may have %d participants", maxGroupParticipants)
	}
	return nil
}

// joinRequestOf returns somebody's join request, or nil.
func (n *node) joinRequestOf(user string) *node {
	requests := n.connected(joinRequestsEdge)
	if i := slices.IndexFunc(requests, func(request *node) bool { return request.hidden["user"] == user }); i >= 0 {
		return requests[i]
	}
	return nil
}
