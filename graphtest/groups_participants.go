package graphtest

import (
	"fmt"
	"slices"
)

// participantKind is somebody in a group, by phone number or user id.
var participantKind = &kind{typeName: "WhatsAppBusinessGroupParticipant", idField: "user"}

// personOf returns the members that name somebody.
func personOf(user string) map[string]any {
	if digits.MatchString(user) {
		return map[string]any{"wa_id": user}
	}
	return map[string]any{"user_id": user}
}

func peopleOf(group *node) []any {
	people := []any{}
	for _, participant := range group.connected(participantsEdge) {
		people = append(people, personOf(participant.id))
	}
	return people
}

// admit puts somebody into a group. Those who were removed may join again.
func (n *node) admit(user string) {
	delete(n.hidden, removed(user))
	if n.item(participantsEdge, user) == nil {
		n.connect(participantsEdge, newNode(participantKind, user, map[string]any{}))
	}
}

// removed is where a group remembers that it has removed somebody.
func removed(user string) string { return "removed:" + user }

func (c *call) addParticipants() (any, *failure) {
	users, f := c.groupUsers()
	if f != nil {
		return nil, f
	}
	fresh := 0
	for _, user := range users {
		if c.node.item(participantsEdge, recipientKey(user)) == nil {
			fresh++
		}
	}
	if f := c.node.hasRoom(fresh); f != nil {
		return nil, f
	}
	return c.changeParticipants("group_participants_add", "added_participants", users, func(user string) *failure {
		c.node.admit(user)
		return nil
	})
}

func (c *call) removeParticipants() (any, *failure) {
	users, f := c.groupUsers()
	if f != nil {
		return nil, f
	}
	if !slices.ContainsFunc(users, func(user string) bool { return c.node.item(participantsEdge, recipientKey(user)) != nil }) {
		return nil, refused(131212, "None of them is in the group")
	}
	return c.changeParticipants("group_participants_remove", "removed_participants", users, func(user string) *failure {
		if c.node.item(participantsEdge, user) == nil {
			return refused(131212, "%s is not in the group", user)
		}
		c.node.disconnect(participantsEdge, user)
		c.node.hidden[removed(user)] = "true"
		return nil
	})
}

// changeParticipants does what it can. The webhook says for whom it could not.
func (c *call) changeParticipants(webhookType, member string, users []string, change func(user string) *failure) (any, *failure) {
	request := c.newGroupRequest(webhookType)
	request.group = c.node
	request.set("initiated_by", "business")
	done, failed := []any{}, []any{}
	for _, input := range users {
		person := map[string]any{"input": input}
		if request.failed() {
			failed = append(failed, person)
			continue
		}
		if f := change(recipientKey(input)); f != nil {
			person["errors"] = []any{f.listed()}
			failed = append(failed, person)
			continue
		}
		for name, id := range personOf(recipientKey(input)) {
			person[name] = id
		}
		done = append(done, person)
	}
	if len(done) > 0 {
		request.set(member, done)
	}
	if len(failed) > 0 {
		request.set("failed_participants", failed)
		if !request.failed() {
			request.set("errors", []any{refused(131201, "%d of %d participants could not be changed", len(failed), len(users)).listed()})
		}
	}
	return request.accepted(c.node.links["owner"]), nil
}

// groupUsers reads the people in the request, each of whom may be there once.
func (c *call) groupUsers() ([]string, *failure) {
	if f := c.checkProduct(); f != nil {
		return nil, f
	}
	if f := c.checkActive(); f != nil {
		return nil, f
	}
	entries, _, f := c.params.list(participantsEdge)
	switch {
	case f != nil:
		return nil, f
	case len(entries) == 0:
		return nil, missing(participantsEdge)
	case len(entries) > maxGroupParticipants:
		return nil, invalid("Param %s must have at most %d entries - got %d", participantsEdge, maxGroupParticipants, len(entries))
	}
	users := make([]string, len(entries))
	seen := map[string]bool{}
	for i, entry := range entries {
		object, _ := entry.(map[string]any)
		input, _ := object["user"].(string)
		user := recipientKey(input)
		switch {
		case input == "":
			return nil, required(fmt.Sprintf("%s[%d]['user']", participantsEdge, i))
		case !digits.MatchString(user) && !userID.MatchString(user):
			return nil, invalid("Param %s[%d]['user'] must be a phone number or a user id - got %q", participantsEdge, i, input)
		case seen[user]:
			return nil, refused(131202, "%s is there twice", input)
		}
		users[i], seen[user] = input, true
	}
	return users, nil
}
