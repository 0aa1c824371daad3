package whatsapp

import (
	"context"
	"iter"
	"net/http"
)

const (
	groupInviteLink   = "/{group-id}/invite_link"
	groupJoinRequests = "/{group-id}/join_requests"
	groupParticipants = "/{group-id}/participants"
)

// GetInviteLink returns the link by which people join a group.
//
//	GET /{group-id}/invite_link
//
// Permission: whatsapp_business_messaging.
func (s *GroupService) GetInviteLink(ctx context.Context, groupID string, opts ...RequestOption) (*GroupInviteLink, error) {
	op := operation(http.MethodGet, groupInviteLink, groupID)
	op.requires = "invite_link"
	return decode[GroupInviteLink](ctx, s.client, op, opts)
}

// CreateInviteLink makes another link by which people join a group. The links
// from before lead nowhere from then on.
//
//	POST /{group-id}/invite_link
//
// Permission: whatsapp_business_messaging.
func (s *GroupService) CreateInviteLink(ctx context.Context, groupID string, opts ...RequestOption) (*GroupInviteLink, error) {
	op := operation(http.MethodPost, groupInviteLink, groupID)
	op.Body = struct{}{}
	op.product = true
	op.requires = "invite_link"
	op.reconcile = "get the invite link, which may be another one by now"
	return decode[GroupInviteLink](ctx, s.client, op, opts)
}

// DeleteInviteLink deletes the link by which people join a group. Nobody can
// join until [GroupService.CreateInviteLink] makes another one.
//
//	DELETE /{group-id}/invite_link
//
// Permission: whatsapp_business_messaging.
func (s *GroupService) DeleteInviteLink(ctx context.Context, groupID string, opts ...RequestOption) error {
	op := operation(http.MethodDelete, groupInviteLink, groupID)
	op.Body = struct{}{}
	op.product = true
	op.Repeat = RepeatSafe
	return s.client.perform(ctx, op, nil, opts)
}

// GroupInviteLink is the link by which people join a group.
type GroupInviteLink struct {
	MessagingProduct string `json:"messaging_product"`
	InviteLink       string `json:"invite_link"`
}

// ListJoinRequests returns one page of the people who have asked to join a
// group whose mode is [GroupJoinApprovalModeApprovalRequired].
//
//	GET /{group-id}/join_requests
//
// Permission: whatsapp_business_messaging. If the cursor is no longer valid,
// the error is [ErrStaleCursor]: start with the first page again.
func (s *GroupService) ListJoinRequests(ctx context.Context, groupID string, page *ListOptions, opts ...RequestOption) (*Page[GroupJoinRequest], error) {
	return list[GroupJoinRequest](ctx, s.client, operation(http.MethodGet, groupJoinRequests, groupID), page, opts)
}

// AllJoinRequests iterates over the people who have asked to join a group; see
// [GroupService.ListJoinRequests].
func (s *GroupService) AllJoinRequests(ctx context.Context, groupID string, page *ListOptions, opts ...RequestOption) iter.Seq2[*GroupJoinRequest, error] {
	return all[GroupJoinRequest](ctx, s.client, operation(http.MethodGet, groupJoinRequests, groupID), page, opts)
}

// GroupJoinRequest is somebody's wish to join a group.
type GroupJoinRequest struct {
	JoinRequestID string `json:"join_request_id"`
	// WAID is empty for people who hide their phone number.
	WAID              string `json:"wa_id"`
	UserID            string `json:"user_id,omitempty"`
	ParentUserID      string `json:"parent_user_id,omitempty"`
	Username          string `json:"username,omitempty"`
	CreationTimestamp Time   `json:"creation_timestamp,omitzero"`
}

// ApproveJoinRequests lets people into a group who have asked to join. The
// webhook group_participants_update follows once they are in.
//
//	POST /{group-id}/join_requests
//
// Permission: whatsapp_business_messaging. If some could not be let in, the
// error has code 131201, and the result is there too: it says who was and who
// was not. Code 131213 says that there is no such join request; after a retry,
// that can be one that was approved already.
func (s *GroupService) ApproveJoinRequests(ctx context.Context, groupID string, joinRequestIDs []string, opts ...RequestOption) (*JoinRequestsResult, error) {
	return s.decideJoinRequests(ctx, http.MethodPost, groupID, joinRequestIDs, opts)
}

// RejectJoinRequests keeps people out of a group who have asked to join. They
// may ask again. No webhook follows.
//
//	DELETE /{group-id}/join_requests
//
// Permission: whatsapp_business_messaging. If it failed for some, the error has
// code 131201, and the result is there too.
func (s *GroupService) RejectJoinRequests(ctx context.Context, groupID string, joinRequestIDs []string, opts ...RequestOption) (*JoinRequestsResult, error) {
	return s.decideJoinRequests(ctx, http.MethodDelete, groupID, joinRequestIDs, opts)
}

func (s *GroupService) decideJoinRequests(ctx context.Context, method, groupID string, joinRequestIDs []string, opts []RequestOption) (*JoinRequestsResult, error) {
	op := operation(method, groupJoinRequests, groupID)
	op.Body = joinRequestDecision{joinRequestIDs}
	op.product = true
	op.Repeat = RepeatSafe
	op.partial = true
	decided, err := decode[JoinRequestsResult](ctx, s.client, op, opts)
	return orPartial(decided, err, partialSuccess)
}

// joinRequestDecision says whom to let in, or whom to keep out.
type joinRequestDecision struct {
	JoinRequests []string `json:"join_requests"`
}

// Validate checks that there is somebody to decide about.
func (d joinRequestDecision) Validate() error {
	var found violations
	if len(d.JoinRequests) == 0 {
		found.add("join_requests", "needs at least one id")
	}
	for i, id := range d.JoinRequests {
		if id == "" {
			found.requireEntry("join_requests", i, "", id)
		}
	}
	return found.err()
}

// JoinRequestsResult is the answer to [GroupService.ApproveJoinRequests] and
// [GroupService.RejectJoinRequests]: the ids of the join requests.
type JoinRequestsResult struct {
	MessagingProduct string              `json:"messaging_product"`
	Approved         []string            `json:"approved_join_requests,omitzero"`
	Rejected         []string            `json:"rejected_join_requests,omitzero"`
	Failed           []FailedJoinRequest `json:"failed_join_requests,omitzero"`
	// Errors say why something failed at all.
	Errors []GroupError `json:"errors,omitzero"`
}

func (r *JoinRequestsResult) isEmpty() bool {
	return len(r.Approved)+len(r.Rejected)+len(r.Failed) == 0
}

// FailedJoinRequest is a join request that was neither approved nor rejected.
type FailedJoinRequest struct {
	JoinRequestID string       `json:"join_request_id"`
	Errors        []GroupError `json:"errors,omitzero"`
}

// GroupError says why a part of a request failed.
type GroupError struct {
	Code      int            `json:"code"`
	Title     string         `json:"title"`
	Message   string         `json:"message"`
	ErrorData GroupErrorData `json:"error_data,omitzero"`
}

// GroupErrorData has Graph's explanation.
type GroupErrorData struct {
	Details string `json:"details"`
}

// AddParticipants asks Graph to add at most eight people to a group, by phone
// number or user id. Meta's document has the operation, but the guide says that
// people cannot be added to a group: they join by the invite link. Expect a
// refusal, and send the link of [GroupService.GetInviteLink] instead.
//
//	POST /{group-id}/participants
//
// Permission: whatsapp_business_messaging. The webhook
// group_participants_update says who was added; WaitParticipants of
// webhook.GroupRequests waits for it. Code 131204 says that the group would be
// too large.
func (s *GroupService) AddParticipants(ctx context.Context, groupID string, users []string, opts ...RequestOption) (*GroupChange, error) {
	op := operation(http.MethodPost, groupParticipants, groupID)
	op.reconcile = "read the participants of the group to see who is in it"
	return s.changeParticipants(ctx, op, users, opts)
}

// RemoveParticipants removes at most eight people from a group, by phone number
// or user id. They cannot join again by an invite link.
//
//	DELETE /{group-id}/participants
//
// Permission: whatsapp_business_messaging. The webhook
// group_participants_update says who was removed and who was not;
// WaitParticipants of webhook.GroupRequests waits for it. Code 131212 says that
// somebody is not in the group.
func (s *GroupService) RemoveParticipants(ctx context.Context, groupID string, users []string, opts ...RequestOption) (*GroupChange, error) {
	op := operation(http.MethodDelete, groupParticipants, groupID)
	op.Repeat = RepeatSafe
	return s.changeParticipants(ctx, op, users, opts)
}

func (s *GroupService) changeParticipants(ctx context.Context, op Operation, users []string, opts []RequestOption) (*GroupChange, error) {
	op.Body = newGroupUsers(users)
	op.product = true
	op.partial = true
	changed, err := decode[GroupChange](ctx, s.client, op, opts)
	return orPartial(changed, err, partialSuccess)
}

func (c *GroupChange) isEmpty() bool { return c.RequestID == "" }
