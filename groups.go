package whatsapp

import (
	"context"
	"iter"
	"net/http"
	"net/url"

	"github.com/wabakit/whatsapp/internal/filebody"
)

// GroupService makes and manages the groups of a business phone number. People
// join by an invite link; a [Message] goes to all of them with the group's id
// and [RecipientTypeGroup].
//
// Graph carries out later what changes a group, and sends a webhook with the
// request id of the answer. GroupRequests of package
// [github.com/wabakit/whatsapp/webhook] waits for it:
//
//	requests := new(webhook.GroupRequests)
//	handler, err := webhook.NewHandler(config, requests.Callback(router.Handle))
//	...
//	created, err := client.Groups.Create(ctx, phoneNumberID, whatsapp.CreateGroupRequest{Subject: "Spring tour"})
//	if err != nil {
//		return err
//	}
//	event, err := requests.WaitLifecycle(ctx, created.RequestID)
//
// The number must belong to an official business account; code 131215 says that
// it is not eligible. A number has 10,000 groups at most, and a group eight
// people besides the business. An unknown group is [ErrNotFound].
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/groups/reference
type GroupService service

const (
	groupsOfNumber = "/{phone-number-id}/groups"
	groupNode      = "/{group-id}"
)

// maxGroupsPage is the largest page of groups.
const maxGroupsPage = 1024

// List returns one page of the active groups of a phone number, of at most
// 1,024 groups.
//
//	GET /{phone-number-id}/groups
//
// Permission: whatsapp_business_messaging. If the cursor is no longer valid,
// the error is [ErrStaleCursor]: start with the first page again.
func (s *GroupService) List(ctx context.Context, phoneNumberID string, page *ListOptions, opts ...RequestOption) (*Page[GroupSummary], error) {
	return list[GroupSummary](ctx, s.client, activeGroups(phoneNumberID), page, opts)
}

// All iterates over the active groups of a phone number; see
// [GroupService.List].
func (s *GroupService) All(ctx context.Context, phoneNumberID string, page *ListOptions, opts ...RequestOption) iter.Seq2[*GroupSummary, error] {
	return all[GroupSummary](ctx, s.client, activeGroups(phoneNumberID), page, opts)
}

func activeGroups(phoneNumberID string) Operation {
	op := operation(http.MethodGet, groupsOfNumber, phoneNumberID)
	op.maxLimit = maxGroupsPage
	return op
}

// Get returns a group. Name the fields with [WithFields]; [FieldsOf] lists what
// there is. Without any, only the id comes.
//
//	GET /{group-id}
//
// Permission: whatsapp_business_messaging.
func (s *GroupService) Get(ctx context.Context, groupID string, opts ...RequestOption) (*Group, error) {
	return decode[Group](ctx, s.client, operation(http.MethodGet, groupNode, groupID), opts)
}

// Create asks Graph to make a group, with an invite link. The webhook
// group_lifecycle_update has the group's id and the link, or says why there is
// none; WaitLifecycle of webhook.GroupRequests waits for it.
//
//	POST /{phone-number-id}/groups
//
// Permission: whatsapp_business_messaging. Code 131211 says that the number has
// too many groups, and code 131214 that it may make none for the time being.
func (s *GroupService) Create(ctx context.Context, phoneNumberID string, request CreateGroupRequest, opts ...RequestOption) (*CreatedGroup, error) {
	op := operation(http.MethodPost, groupsOfNumber, phoneNumberID)
	op.Body = request
	op.product = true
	op.requires = "request_id"
	op.reconcile = "wait for the webhook group_lifecycle_update, or list the groups to see whether there is one with this subject"
	return decode[CreatedGroup](ctx, s.client, op, opts)
}

// Update changes the subject and the description of a group. What is nil stays
// as it is; [GroupService.SetPicture] changes the picture. The webhook
// group_settings_update says what was changed and what was not; WaitSettings of
// webhook.GroupRequests waits for it.
//
//	POST /{group-id}
//
// Permission: whatsapp_business_messaging.
func (s *GroupService) Update(ctx context.Context, groupID string, request UpdateGroupRequest, opts ...RequestOption) (*GroupChange, error) {
	op := operation(http.MethodPost, groupNode, groupID)
	op.Body = request
	op.product = true
	op.Repeat = RepeatSafe
	return decode[GroupChange](ctx, s.client, op, opts)
}

// SetPicture gives a group another picture: a square JPEG file of at least 192
// by 192 pixels and at most 5 MB. The webhook group_settings_update says
// whether it was changed; WaitSettings of webhook.GroupRequests waits for it.
//
//	POST /{group-id}
//
// Permission: whatsapp_business_messaging. The type and the size are checked
// before anything is sent. Code 131209 says that the picture is not square, and
// code 131210 that it is too small.
func (s *GroupService) SetPicture(ctx context.Context, groupID string, picture File, opts ...RequestOption) (*GroupChange, error) {
	source, err := picture.source(ctx, s.client.config.attemptTimeout)
	if err != nil {
		return nil, err
	}
	op := operation(http.MethodPost, groupNode, groupID)
	op.checks = []validator{groupPictureCheck{source}}
	op.Multipart = &MultipartForm{Fields: url.Values{"messaging_product": {messagingProduct}}, File: &picture, sources: []*filebody.Source{source}}
	op.Repeat = RepeatSafe
	return decode[GroupChange](ctx, s.client, op, opts)
}

// Delete deletes a group. Everybody leaves it, the business too. The webhook
// group_lifecycle_update says whether that is done; WaitLifecycle of
// webhook.GroupRequests waits for it.
//
//	DELETE /{group-id}
//
// Permission: whatsapp_business_messaging.
func (s *GroupService) Delete(ctx context.Context, groupID string, opts ...RequestOption) (*GroupChange, error) {
	op := operation(http.MethodDelete, groupNode, groupID)
	op.Repeat = RepeatSafe
	return decode[GroupChange](ctx, s.client, op, opts)
}
