package graphtest

import (
	"encoding/base64"
	"maps"
	"strconv"
	"time"
)

// Group is a group of people with a business.
type Group struct {
	ID          string
	Subject     string
	Description string
	// JoinApprovalMode is auto_approve, the default, or approval_required.
	JoinApprovalMode string
	// Participants are the phone numbers or business-scoped user ids of the
	// people in it.
	Participants []string
	// JoinRequests are of people who have asked to join.
	JoinRequests []GroupJoinRequest
	CreatedAt    time.Time
	Fields       map[string]any
}

// GroupJoinRequest is somebody's wish to join a group.
type GroupJoinRequest struct {
	ID string
	// User is a phone number or a business-scoped user id.
	User string
}

var groupKind = &kind{
	name:     "group",
	typeName: "WhatsAppBusinessGroup",
	standard: "id messaging_product",
	optional: "subject description join_approval_mode suspended creation_timestamp participants total_participant_count",
	computed: map[string]func(*node) any{
		"participants":            func(group *node) any { return peopleOf(group) },
		"total_participant_count": func(group *node) any { return len(group.connected(participantsEdge)) },
	},
}

var groupSummaryKind = &kind{typeName: groupKind.typeName, standard: "id subject created_at"}

const (
	groupsEdge       = "groups"
	participantsEdge = "participants"
	joinRequestsEdge = "join_requests"

	autoApprove      = "auto_approve"
	approvalRequired = "approval_required"

	maxGroups            = 10_000 // of a phone number
	maxGroupsPage        = 1024
	maxGroupParticipants = 8
	maxGroupSubject      = 128
	maxGroupDescription  = 2048
)

// AddGroup adds a group to a phone number and returns its id.
func (s *Server) AddGroup(phoneNumberID string, group Group) string {
	s.world.Lock()
	defer s.world.Unlock()
	return s.graph.addGroup(s.graph.must(phoneKind, phoneNumberID), group).id
}

func (g *graph) addGroup(phone *node, described Group) *node {
	id := described.ID
	if id == "" {
		number := digitsOf(phone.text("display_phone_number"))
		id = base64.RawURLEncoding.EncodeToString([]byte("capi_group:" + number + ":" + g.newID()))
	}
	created := orElse(described.CreatedAt, sampleMoment).Unix()
	values := map[string]any{
		"messaging_product":  "whatsapp",
		"subject":            orElse(described.Subject, "Group"),
		"description":        described.Description,
		"join_approval_mode": orElse(described.JoinApprovalMode, autoApprove),
		"suspended":          false,
		"creation_timestamp": created,
		"created_at":         strconv.FormatInt(created, 10),
	}
	maps.Copy(values, described.Fields)
	group := g.add(groupKind, id, values)
	group.links["owner"] = phone
	phone.connect(groupsEdge, group)
	g.newInviteLink(group)
	for _, user := range described.Participants {
		group.admit(recipientKey(user))
	}
	for _, request := range described.JoinRequests {
		g.addJoinRequest(group, request.ID, recipientKey(request.User), created)
	}
	return group
}

func (c *call) listGroups() (any, *failure) {
	found, f := c.list(listing{edge: groupsEdge, view: groupSummaryKind, largest: maxGroupsPage, ofGroups: true})
	if f != nil {
		return nil, f
	}
	return struct {
		Data   map[string]any `json:"data"`
		Paging *paging        `json:"paging,omitempty"`
	}{map[string]any{groupsEdge: found.Data}, found.Paging}, nil
}

func (c *call) createGroup() (any, *failure) {
	if f := c.checkProduct(); f != nil {
		return nil, f
	}
	mode, f := c.params.choice("join_approval_mode", autoApprove, approvalRequired)
	if f != nil {
		return nil, f
	}
	texts, f := c.groupTexts()
	if f != nil {
		return nil, f
	}
	switch {
	case texts["subject"] == "":
		return nil, missing("subject")
	case c.node.hidden["unregistered"] != "":
		return nil, registrationRefused(133010, "The phone number is not registered")
	case c.node.values["is_on_biz_app"] == true:
		return nil, refused(131215, "The number is used with the WhatsApp Business app too")
	case len(c.node.connected(groupsEdge)) >= maxGroups:
		return nil, refused(131211, "The number has %d groups", maxGroups)
	}
	request := c.newGroupRequest("group_create")
	if request.failed() {
		request.set("subject", texts["subject"])
		request.set("description", texts["description"])
		return request.accepted(c.node), nil
	}
	group := c.graph.addGroup(c.node, Group{
		Subject: texts["subject"], Description: texts["description"], JoinApprovalMode: mode, CreatedAt: c.now(),
	})
	request.group = group
	for _, name := range []string{"subject", "description", "join_approval_mode"} {
		request.set(name, group.text(name))
	}
	request.set("invite_link", group.hidden["invite_link"])
	return request.accepted(c.node), nil
}

func (c *call) deleteGroup() (any, *failure) {
	request := c.newGroupRequest("group_delete")
	request.group = c.node
	phone := c.node.links["owner"]
	if !request.failed() {
		phone.disconnect(groupsEdge, c.node.id)
		delete(c.graph.nodes, c.node.id)
	}
	answer := request.accepted(phone)
	delete(answer, "messaging_product")
	answer["success"] = true
	return answer, nil
}
