package whatsapp_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

const (
	tourID            = "Y2FwaV9ncm91cDox"
	joinRequestID     = "MTY0NjcwNDM1OTU6MTIwMzYzNDA0Njk0MjMzODIw"
	nextJoinRequestID = "MTY0NjcwNDM1OTY6MTIwMzYzNDA0Njk0MjMzODIw"
)

func groupMethods() []method {
	return slices.Concat(groupLists(), groupJoinRequestLists(), groupReads(), groupChanges(), groupInviteLinks(), groupMembers())
}

// wrappedPage is a page that came with its entries inside {"groups": [...]}.
func wrappedPage(paging *whatsapp.Paging, groups ...whatsapp.GroupSummary) *whatsapp.Page[whatsapp.GroupSummary] {
	page := new(whatsapp.Page[whatsapp.GroupSummary])
	if err := page.UnmarshalJSON([]byte(`{"data":{"groups":[]}}`)); err != nil {
		panic(err)
	}
	page.Data, page.Paging = append(page.Data, groups...), paging
	return page
}

func groupLists() []method {
	return listRow[whatsapp.GroupSummary, whatsapp.ListOptions]{
		list:      (*whatsapp.GroupService).List,
		all:       (*whatsapp.GroupService).All,
		operation: "GET /{phone-number-id}/groups",
		ids:       []string{phoneNumberID},
		options:   secondPage,
		fields:    []string{"id", "subject"},
		maxLimit:  1024,
		page: wrappedPage(lastPage, whatsapp.GroupSummary{ID: tourID, Subject: "Spring tour", CreatedAt: moment(`"1772442000"`)},
			whatsapp.GroupSummary{ID: "Y2FwaV9ncm91cDoy", Subject: "Autumn tour", CreatedAt: moment(`"1772445600"`)}),
		empty: wrappedPage(nil),
		others: map[string]*whatsapp.Page[whatsapp.GroupSummary]{"bare": {Data: []whatsapp.GroupSummary{
			{ID: tourID, Subject: "Spring tour", CreatedAt: moment(`1772442000`)},
		}}},
	}.methods()
}

func groupJoinRequestLists() []method {
	return listRow[whatsapp.GroupJoinRequest, whatsapp.ListOptions]{
		list:      (*whatsapp.GroupService).ListJoinRequests,
		all:       (*whatsapp.GroupService).AllJoinRequests,
		operation: "GET /{group-id}/join_requests",
		ids:       []string{tourID},
		options:   secondPage,
		fields:    []string{"join_request_id"},
		page: &whatsapp.Page[whatsapp.GroupJoinRequest]{Paging: lastPage, Data: []whatsapp.GroupJoinRequest{
			{JoinRequestID: joinRequestID, WAID: "15550100123", CreationTimestamp: moment(`1755548877`)},
			{
				JoinRequestID: nextJoinRequestID, UserID: "US.13491208655302741918", ParentUserID: "US.ENT.11815799212886844830",
				Username: "@quiet_reader", CreationTimestamp: moment(`"1755548878"`),
			},
		}},
	}.methods()
}

func groupReads() []method {
	get := func(fields ...string) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.Groups.Get(ctx, id, withFields(opts, fields...)...))
		}
	}
	whole := &whatsapp.Group{
		ID: tourID, MessagingProduct: "whatsapp", Subject: "Spring tour", Description: "Where to meet, and when",
		JoinApprovalMode: whatsapp.GroupJoinApprovalModeApprovalRequired, CreationTimestamp: moment(`1772442000`), TotalParticipantCount: 2,
		Participants: []whatsapp.GroupParticipant{
			{WAID: "15550100123"},
			{UserID: "US.13491208655302741918", ParentUserID: "US.ENT.11815799212886844830", Username: "@quiet_reader"},
		},
	}
	fields := slices.DeleteFunc(whatsapp.FieldsOf[whatsapp.Group](), func(name string) bool { return name == "id" })
	return []method{{
		name: "Groups.Get", operation: "GET /{group-id}", repeat: whatsapp.RepeatSafe, id: tourID,
		cases: []exchange{
			one("groups/get_success", get(fields...), whole),
			one("groups/get_default", get(), &whatsapp.Group{ID: tourID, MessagingProduct: "whatsapp"}),
		},
	}}
}

func groupChanges() []method {
	create := func(request whatsapp.CreateGroupRequest) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.Groups.Create(ctx, id, request, opts...))
		}
	}
	update := func(request whatsapp.UpdateGroupRequest) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.Groups.Update(ctx, id, request, opts...))
		}
	}
	picture := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		file := whatsapp.File{Content: strings.NewReader("\u00ff"), Name: "tour.jpg", MIMEType: "image/jpeg"}
		return result(client.Groups.SetPicture(ctx, id, file, opts...))
	}
	remove := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return result(client.Groups.Delete(ctx, id, opts...))
	}
	return []method{
		{
			name: "Groups.Create", operation: "POST /{phone-number-id}/groups", repeat: whatsapp.RepeatUnsafe, id: phoneNumberID,
			cases: []exchange{
				one("groups/create_success", create(whatsapp.CreateGroupRequest{
					Subject: "Spring tour", Description: new("Where to meet, and when"), JoinApprovalMode: new(whatsapp.GroupJoinApprovalModeApprovalRequired),
				}), &whatsapp.CreatedGroup{MessagingProduct: "whatsapp", RequestID: "rq-1"}),
				one("groups/create_smallest", create(whatsapp.CreateGroupRequest{Subject: "Autumn tour"}),
					&whatsapp.CreatedGroup{MessagingProduct: "whatsapp", RequestID: "rq-2"}),
			},
		},
		{
			name: "Groups.Update", operation: "POST /{group-id}", repeat: whatsapp.RepeatSafe, id: tourID,
			cases: []exchange{
				one("groups/update_success", update(whatsapp.UpdateGroupRequest{Subject: new("Summer tour"), Description: new("")}), groupChange("rq-3")),
				one("groups/update_accepted", update(whatsapp.UpdateGroupRequest{Subject: new("Summer tour")}), &whatsapp.GroupChange{Success: true}),
			},
		},
		{
			name: "Groups.SetPicture", operation: "POST /{group-id}", repeat: whatsapp.RepeatSafe, id: tourID,
			cases: []exchange{one("groups/set_picture_success", picture, groupChange("rq-4"))},
		},
		{
			name: "Groups.Delete", operation: "DELETE /{group-id}", repeat: whatsapp.RepeatSafe, id: tourID,
			cases: []exchange{one("groups/delete_success", remove, &whatsapp.GroupChange{Success: true})},
		},
	}
}

func groupChange(requestID string) *whatsapp.GroupChange {
	return &whatsapp.GroupChange{MessagingProduct: "whatsapp", RequestID: requestID}
}

func groupInviteLinks() []method {
	get := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return result(client.Groups.GetInviteLink(ctx, id, opts...))
	}
	create := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return result(client.Groups.CreateInviteLink(ctx, id, opts...))
	}
	remove := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return nothing(client.Groups.DeleteInviteLink(ctx, id, opts...))
	}
	link := func(id string) *whatsapp.GroupInviteLink {
		return &whatsapp.GroupInviteLink{MessagingProduct: "whatsapp", InviteLink: "https://chat.whatsapp.com/" + id}
	}
	return []method{
		{
			name: "Groups.GetInviteLink", operation: "GET /{group-id}/invite_link", repeat: whatsapp.RepeatSafe, id: tourID,
			cases: []exchange{one("groups/get_invite_link_success", get, link("LZfirst"))},
		},
		{
			name: "Groups.CreateInviteLink", operation: "POST /{group-id}/invite_link", repeat: whatsapp.RepeatUnsafe, id: tourID,
			cases: []exchange{one("groups/create_invite_link_success", create, link("LZsecond"))},
		},
		{
			name: "Groups.DeleteInviteLink", operation: "DELETE /{group-id}/invite_link", repeat: whatsapp.RepeatSafe, id: tourID,
			cases: []exchange{one("groups/delete_invite_link_success", remove, nil)},
		},
	}
}

func groupMembers() []method {
	approve := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return result(client.Groups.ApproveJoinRequests(ctx, id, []string{joinRequestID, nextJoinRequestID}, opts...))
	}
	reject := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return result(client.Groups.RejectJoinRequests(ctx, id, []string{joinRequestID}, opts...))
	}
	add := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return result(client.Groups.AddParticipants(ctx, id, []string{"+15550100123", "US.13491208655302741918"}, opts...))
	}
	remove := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return result(client.Groups.RemoveParticipants(ctx, id, []string{"+15550100123"}, opts...))
	}
	return []method{
		{
			name: "Groups.ApproveJoinRequests", operation: "POST /{group-id}/join_requests", repeat: whatsapp.RepeatSafe, id: tourID,
			cases: []exchange{one("groups/approve_join_requests_success", approve, &whatsapp.JoinRequestsResult{
				MessagingProduct: "whatsapp", Approved: []string{joinRequestID, nextJoinRequestID},
			})},
		},
		{
			name: "Groups.RejectJoinRequests", operation: "DELETE /{group-id}/join_requests", repeat: whatsapp.RepeatSafe, id: tourID,
			cases: []exchange{one("groups/reject_join_requests_success", reject, &whatsapp.JoinRequestsResult{
				MessagingProduct: "whatsapp", Rejected: []string{joinRequestID},
			})},
		},
		{
			name: "Groups.AddParticipants", operation: "POST /{group-id}/participants", repeat: whatsapp.RepeatUnsafe, id: tourID,
			cases: []exchange{one("groups/add_participants_success", add, groupChange("rq-5"))},
		},
		{
			name: "Groups.RemoveParticipants", operation: "DELETE /{group-id}/participants", repeat: whatsapp.RepeatSafe, id: tourID,
			cases: []exchange{one("groups/remove_participants_success", remove, groupChange("rq-6"))},
		},
	}
}

func TestGroupsAreChecked(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("ä", 2049)
	nine := slices.Repeat([]string{"15550100123"}, 9)
	calls := map[string]struct {
		call func(context.Context, *whatsapp.GroupService) error
		want []string
	}{
		"a group without a subject": {func(ctx context.Context, groups *whatsapp.GroupService) error {
			_, err := groups.Create(ctx, phoneNumberID, whatsapp.CreateGroupRequest{Subject: " \t", Description: &long})
			return err
		}, []string{"subject is required", "description has 2049 characters, at most 2048 are allowed"}},
		"a subject with blanks around it": {func(ctx context.Context, groups *whatsapp.GroupService) error {
			_, err := groups.Create(ctx, phoneNumberID, whatsapp.CreateGroupRequest{Subject: " " + long[:2*129] + " "})
			return err
		}, []string{"subject has 129 characters, at most 128 are allowed"}},
		"no change": {func(ctx context.Context, groups *whatsapp.GroupService) error {
			_, err := groups.Update(ctx, tourID, whatsapp.UpdateGroupRequest{})
			return err
		}, []string{"subject or another field must be set; the request changes nothing"}},
		"no subject": {func(ctx context.Context, groups *whatsapp.GroupService) error {
			_, err := groups.Update(ctx, tourID, whatsapp.UpdateGroupRequest{Subject: new(""), Description: &long})
			return err
		}, []string{"subject is required", "description has 2049 characters, at most 2048 are allowed"}},
		"nobody": {func(ctx context.Context, groups *whatsapp.GroupService) error {
			_, err := groups.AddParticipants(ctx, tourID, nil)
			return err
		}, []string{"participants needs at least one user"}},
		"too many": {func(ctx context.Context, groups *whatsapp.GroupService) error {
			_, err := groups.RemoveParticipants(ctx, tourID, nine[:9])
			return err
		}, append([]string{"participants has 9 entries, at most 8 are allowed"}, repeated("participants[%].user is \"15550100123\", which is there already", 1, 8)...)},
		"somebody twice": {func(ctx context.Context, groups *whatsapp.GroupService) error {
			_, err := groups.AddParticipants(ctx, tourID, []string{"+1 555-010-0123", "15550100123", "", ""})
			return err
		}, []string{"participants[1].user is \"15550100123\", which is there already", "participants[2].user is required", "participants[3].user is required"}},
		"a trunk prefix": {func(ctx context.Context, groups *whatsapp.GroupService) error {
			_, err := groups.AddParticipants(ctx, tourID, []string{"15550100123", "+49 (0)170 1234567"})
			return err
		}, []string{`participants[1].user must not have "(0)": write "+49 170 1234567", as it is dialed from abroad, or a plain 0 if that is dialed too`}},
		"no join requests": {func(ctx context.Context, groups *whatsapp.GroupService) error {
			_, err := groups.ApproveJoinRequests(ctx, tourID, nil)
			return err
		}, []string{"join_requests needs at least one id"}},
		"an empty join request": {func(ctx context.Context, groups *whatsapp.GroupService) error {
			_, err := groups.RejectJoinRequests(ctx, tourID, []string{joinRequestID, ""})
			return err
		}, []string{"join_requests[1] is required"}},
		"a picture of another type": {func(ctx context.Context, groups *whatsapp.GroupService) error {
			_, err := groups.SetPicture(ctx, tourID, whatsapp.File{Content: strings.NewReader("\x89PNG\r\n\x1a\n")})
			return err
		}, []string{"type is image/png; a group's picture must be image/jpeg"}},
		"an empty picture": {func(ctx context.Context, groups *whatsapp.GroupService) error {
			_, err := groups.SetPicture(ctx, tourID, whatsapp.File{Content: strings.NewReader(""), MIMEType: "image/jpeg"})
			return err
		}, []string{"file is empty"}},
		"a picture that is too large": {func(ctx context.Context, groups *whatsapp.GroupService) error {
			_, err := groups.SetPicture(ctx, tourID, whatsapp.File{Content: strings.NewReader(strings.Repeat("x", 5<<20+1)), MIMEType: "image/jpeg"})
			return err
		}, []string{"file has 5242881 bytes, at most 5242880 are allowed"}},
	}
	for name, test := range calls {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requireNotSent(t, func(client *whatsapp.Client) error { return test.call(t.Context(), client.Groups) }, test.want...)
		})
	}
	_, err := newClient(t, script()).Groups.SetPicture(t.Context(), tourID, whatsapp.File{})
	require.ErrorIs(t, err, whatsapp.ErrInvalidRequest)
}

// repeated has a text for each of some numbers, which take the place of its %.
func repeated(text string, first, last int) []string {
	var texts []string
	for i := first; i <= last; i++ {
		texts = append(texts, strings.Replace(text, "%", string(rune('0'+i)), 1))
	}
	return texts
}
