package graphtest

import (
	"strconv"

	"github.com/wabakit/whatsapp/webhook"
)

// FailGroupRequest has the next request that makes, changes or deletes a group,
// or changes its participants, fail after it was accepted: nothing is done, and
// the webhook that settles the request has the cause.
func (s *Server) FailGroupRequest(cause webhook.Error) {
	s.world.Lock()
	defer s.world.Unlock()
	s.groupFailures = append(s.groupFailures, cause)
}

// A groupRequest is a request that was accepted, and the webhook that settles
// it.
type groupRequest struct {
	server  *Server
	id      string
	group   *node // nil if there is none
	members map[string]any
	cause   []any // why it fails
}

// newGroupRequest accepts a request. The type is that of its webhook.
func (c *call) newGroupRequest(webhookType string) *groupRequest {
	request := &groupRequest{server: c.server, id: c.graph.newID(), members: map[string]any{}}
	request.set("type", webhookType)
	request.set("request_id", request.id)
	if len(c.server.groupFailures) > 0 {
		request.cause = []any{c.server.groupFailures[0]}
		c.server.groupFailures = c.server.groupFailures[1:]
		request.set("errors", request.cause)
	}
	return request
}

func (r *groupRequest) failed() bool { return r.cause != nil }

// set sets a member of the webhook, unless there is nothing to say.
func (r *groupRequest) set(name string, value any) {
	if value != "" {
		r.members[name] = value
	}
}

// setting completes what the webhook says of one setting.
func (r *groupRequest) setting(members map[string]any) map[string]any {
	members["update_successful"] = !r.failed()
	if r.failed() {
		members["errors"] = r.cause
	}
	return members
}

// accepted queues the webhook and returns the reply.
func (r *groupRequest) accepted(phone *node) map[string]any {
	r.server.announceGroup(phone, r.group, r.members)
	return map[string]any{"messaging_product": "whatsapp", "request_id": r.id}
}

// groupFields are the webhook fields by the types of their elements.
var groupFields = map[string]string{
	"group_create":               webhook.FieldGroupLifecycleUpdate,
	"group_delete":               webhook.FieldGroupLifecycleUpdate,
	"group_settings_update":      webhook.FieldGroupSettingsUpdate,
	"group_participants_add":     webhook.FieldGroupParticipantsUpdate,
	"group_participants_remove":  webhook.FieldGroupParticipantsUpdate,
	"group_join_request_created": webhook.FieldGroupParticipantsUpdate,
	"group_join_request_revoked": webhook.FieldGroupParticipantsUpdate,
	"group_suspend":              webhook.FieldGroupStatusUpdate,
	"group_suspend_cleared":      webhook.FieldGroupStatusUpdate,
}

// announceGroup queues a webhook about a group. The world must be locked.
func (s *Server) announceGroup(phone, group *node, members map[string]any) {
	members["timestamp"] = strconv.FormatInt(s.now().Unix(), 10)
	if group != nil {
		members["group_id"] = group.id
	}
	field := groupFields[members["type"].(string)]
	s.notify(Event{Field: field, PhoneNumberID: phone.id, Value: map[string]any{"groups": []any{members}}})
}
