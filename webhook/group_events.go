package webhook

import "time"

// A GroupLifecycleEvent is one element of "groups" in the field
// group_lifecycle_update: a group was made or deleted.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/groups/webhooks
type GroupLifecycleEvent struct {
	Envelope
	Group GroupLifecycle `json:"group"`
}

// Time returns when the group changed.
func (e *GroupLifecycleEvent) Time() time.Time { return e.timeOr(e.Group.Timestamp) }

// GroupLifecycle is the outcome of a request to make or delete a group.
type GroupLifecycle struct {
	Timestamp        Time   `json:"timestamp,omitzero"`
	Type             string `json:"type"` // group_create, group_delete
	GroupID          string `json:"group_id,omitzero"`
	RequestID        string `json:"request_id,omitzero"`
	Subject          string `json:"subject,omitzero"`
	Description      string `json:"description,omitzero"`
	InviteLink       string `json:"invite_link,omitzero"`
	JoinApprovalMode string `json:"join_approval_mode,omitzero"`
	// AddedParticipants are the users who were in the group from its start.
	AddedParticipants []GroupParticipant `json:"added_participants,omitzero"`
	Errors            []Error            `json:"errors,omitzero"`
}

// A GroupParticipantsEvent is one element of "groups" in the field
// group_participants_update: users joined, left or asked to join. The field is
// group_participant_update in older payloads.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/groups/webhooks
type GroupParticipantsEvent struct {
	Envelope
	Group GroupParticipants `json:"group"`
}

// Time returns when the participants changed.
func (e *GroupParticipantsEvent) Time() time.Time { return e.timeOr(e.Group.Timestamp) }

// GroupParticipants says who joined, left or asked to join a group.
type GroupParticipants struct {
	Timestamp Time   `json:"timestamp,omitzero"`
	GroupID   string `json:"group_id"`
	// Type is group_participants_add, group_participants_remove,
	// group_join_request_created or group_join_request_revoked; older payloads
	// have group_add_participants and group_remove_participants.
	Type                string             `json:"type"`
	RequestID           string             `json:"request_id,omitzero"`
	Reason              string             `json:"reason,omitzero"`
	JoinRequestID       string             `json:"join_request_id,omitzero"`
	WAID                string             `json:"wa_id,omitzero"`
	UserID              string             `json:"user_id,omitzero"`
	ParentUserID        string             `json:"parent_user_id,omitzero"`
	Username            string             `json:"username,omitzero"`
	InitiatedBy         string             `json:"initiated_by,omitzero"` // business, participant
	AddedParticipants   []GroupParticipant `json:"added_participants,omitzero"`
	RemovedParticipants []GroupParticipant `json:"removed_participants,omitzero"`
	FailedParticipants  []GroupParticipant `json:"failed_participants,omitzero"`
	Errors              []Error            `json:"errors,omitzero"`
}

// GroupParticipant is a user who joined or left a group, or could not be added
// or removed.
type GroupParticipant struct {
	Input        string  `json:"input,omitzero"` // what the request gave
	WAID         string  `json:"wa_id,omitzero"`
	UserID       string  `json:"user_id,omitzero"`
	ParentUserID string  `json:"parent_user_id,omitzero"`
	Username     string  `json:"username,omitzero"`
	Errors       []Error `json:"errors,omitzero"`
}

// A GroupSettingsEvent is one element of "groups" in the field
// group_settings_update: settings of a group changed.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/groups/webhooks
type GroupSettingsEvent struct {
	Envelope
	Group GroupSettings `json:"group"`
}

// Time returns when the settings changed.
func (e *GroupSettingsEvent) Time() time.Time { return e.timeOr(e.Group.Timestamp) }

// GroupSettings is the outcome of a request to change settings of a group.
type GroupSettings struct {
	Timestamp        Time          `json:"timestamp,omitzero"`
	GroupID          string        `json:"group_id"`
	Type             string        `json:"type"` // group_settings_update
	RequestID        string        `json:"request_id,omitzero"`
	ProfilePicture   *GroupPicture `json:"profile_picture,omitzero"`
	GroupSubject     *GroupText    `json:"group_subject,omitzero"`
	GroupDescription *GroupText    `json:"group_description,omitzero"`
	Errors           []Error       `json:"errors,omitzero"`
}

// GroupPicture says whether the picture of a group was changed.
type GroupPicture struct {
	MIMEType         string  `json:"mime_type,omitzero"`
	SHA256           string  `json:"sha256,omitzero"`
	UpdateSuccessful bool    `json:"update_successful"`
	Errors           []Error `json:"errors,omitzero"`
}

// GroupText says whether the subject or description of a group was changed.
type GroupText struct {
	Text             string  `json:"text,omitzero"`
	UpdateSuccessful bool    `json:"update_successful"`
	Errors           []Error `json:"errors,omitzero"`
}

// A GroupStatusEvent is one element of "groups" in the field
// group_status_update: a group was suspended or reinstated.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/groups/webhooks
type GroupStatusEvent struct {
	Envelope
	Group GroupStatus `json:"group"`
}

// Time returns when the status changed.
func (e *GroupStatusEvent) Time() time.Time { return e.timeOr(e.Group.Timestamp) }

// GroupStatus says whether a group is suspended.
type GroupStatus struct {
	Timestamp Time    `json:"timestamp,omitzero"`
	Type      string  `json:"type"` // group_suspend, group_suspend_cleared
	GroupID   string  `json:"group_id"`
	Errors    []Error `json:"errors,omitzero"`
}
