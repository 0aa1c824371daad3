package whatsapp

import (
	"fmt"
	"strings"

	"github.com/wabakit/whatsapp/internal/filebody"
)

// GroupSummary is a group in a list.
type GroupSummary struct {
	ID        string `json:"id"`
	Subject   string `json:"subject"`
	CreatedAt Time   `json:"created_at,omitzero"`
}

func (*GroupSummary) listMember() string { return "groups" }

// Group is a group of people with a business: the document's GroupInfo. Only
// the fields that were asked for are filled.
type Group struct {
	ID               string                `json:"id"`
	MessagingProduct string                `json:"messaging_product,omitempty" fields:"-"`
	Subject          string                `json:"subject"`
	Description      string                `json:"description"`
	JoinApprovalMode GroupJoinApprovalMode `json:"join_approval_mode"`
	// Suspended is true for a group that WhatsApp has suspended.
	Suspended         bool `json:"suspended"`
	CreationTimestamp Time `json:"creation_timestamp,omitzero"`
	// Participants and TotalParticipantCount leave out the business.
	Participants          []GroupParticipant `json:"participants,omitzero"`
	TotalParticipantCount int                `json:"total_participant_count"`
}

// GroupParticipant is somebody in a group.
type GroupParticipant struct {
	// WAID is empty for people who hide their phone number.
	WAID         string `json:"wa_id"`
	UserID       string `json:"user_id,omitempty"`
	ParentUserID string `json:"parent_user_id,omitempty"`
	Username     string `json:"username,omitempty"`
}

// GroupJoinApprovalMode says how people join a group.
type GroupJoinApprovalMode string

// How people join a group.
const (
	// GroupJoinApprovalModeAutoApprove lets everybody in who has the link.
	GroupJoinApprovalModeAutoApprove GroupJoinApprovalMode = "auto_approve"
	// GroupJoinApprovalModeApprovalRequired has the business approve each; see
	// [GroupService.ApproveJoinRequests].
	GroupJoinApprovalModeApprovalRequired GroupJoinApprovalMode = "approval_required"
)

// The limits of a group, in characters unless another unit is said.
const (
	maxGroupSubject      = 128
	maxGroupDescription  = 2048
	maxGroupParticipants = 8            // people
	maxGroupPicture      = 5 * megabyte // bytes
)

// CreateGroupRequest describes a new group.
type CreateGroupRequest struct {
	// Subject is the name: 1 to 128 characters, without the blanks around them.
	Subject string `json:"subject"`
	// Description has at most 2,048 characters.
	Description *string `json:"description,omitzero"`
	// JoinApprovalMode is [GroupJoinApprovalModeAutoApprove] by default.
	JoinApprovalMode *GroupJoinApprovalMode `json:"join_approval_mode,omitzero"`
}

// Validate checks the limits that Meta documents.
func (r CreateGroupRequest) Validate() error {
	var found violations
	found.length("subject", strings.TrimSpace(r.Subject), 1, maxGroupSubject)
	found.optionalLength("description", r.Description, 0, maxGroupDescription)
	return found.err()
}

// CreatedGroup is the answer to [GroupService.Create]. The group does not exist
// yet.
type CreatedGroup struct {
	MessagingProduct string `json:"messaging_product"`
	// RequestID comes back in the webhook that has the group's id.
	RequestID string `json:"request_id"`
}

// GroupChange is the answer to a request that changes a group. The change is
// yet to be carried out.
type GroupChange struct {
	MessagingProduct string `json:"messaging_product,omitempty"`
	// RequestID comes back in the webhook that says what was done. Meta's pages
	// show it in the webhooks, but not in these answers. If it is empty, read
	// the group to see what was done.
	RequestID string `json:"request_id,omitempty"`
	// Success is Graph's word that it has accepted the request, where it gives
	// one.
	Success bool `json:"success"`
}

// UpdateGroupRequest changes a group. What is nil stays as it is.
type UpdateGroupRequest struct {
	// Subject has 1 to 128 characters.
	Subject *string `json:"subject,omitzero"`
	// Description has at most 2,048 characters.
	Description *string `json:"description,omitzero"`
}

// Validate checks the limits that Meta documents.
func (r UpdateGroupRequest) Validate() error {
	var found violations
	if r.Subject == nil && r.Description == nil {
		found.changesNothing("subject")
	}
	if r.Subject != nil {
		found.length("subject", strings.TrimSpace(*r.Subject), 1, maxGroupSubject)
	}
	found.optionalLength("description", r.Description, 0, maxGroupDescription)
	return found.err()
}

// groupPictureCheck refuses files that cannot be the picture of a group.
type groupPictureCheck struct{ file *filebody.Source }

func (c groupPictureCheck) Validate() error {
	const jpeg = "image/jpeg"
	var found violations
	switch {
	case c.file.Size == 0:
		found.add("file", "is empty")
	case bareType(c.file.MIMEType) != jpeg:
		found.add("type", "is %s; a group's picture must be %s", c.file.MIMEType, jpeg)
	case c.file.Size > maxGroupPicture:
		found.add("file", "has %d bytes, at most %d are allowed", c.file.Size, maxGroupPicture)
	}
	return found.err()
}

// groupUsers is a request about people in a group.
type groupUsers struct {
	Participants []groupUser `json:"participants"`
}

type groupUser struct {
	User string `json:"user"`
}

func newGroupUsers(users []string) groupUsers {
	request := groupUsers{Participants: make([]groupUser, len(users))}
	for i, user := range users {
		request.Participants[i].User = user
	}
	return request
}

// Validate checks the limits that Meta documents.
func (r groupUsers) Validate() error {
	var found violations
	if len(r.Participants) == 0 {
		found.add("participants", "needs at least one user")
	}
	found.atMost("participants", len(r.Participants), maxGroupParticipants)
	seen := map[string]bool{}
	for i, participant := range r.Participants {
		found.requireEntry("participants", i, "user", participant.User)
		if hasTrunkPrefix(participant.User) {
			found.phoneNumber(fmt.Sprintf("participants[%d].user", i), participant.User)
		}
		user := internationalNumber(participant.User)
		if seen[user] && user != "" {
			found.add(fmt.Sprintf("participants[%d].user", i), "is %q, which is there already", participant.User)
		}
		seen[user] = true
	}
	return found.err()
}
