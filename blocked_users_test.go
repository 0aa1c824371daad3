package whatsapp_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

func blockedUserMethods() []method { return slices.Concat(blockedUserLists(), blockedUserChanges()) }

func blockedUserLists() []method {
	return listRow[whatsapp.BlockedUser, whatsapp.ListOptions]{
		list:      (*whatsapp.BlockedUserService).List,
		all:       (*whatsapp.BlockedUserService).All,
		operation: "GET /{phone-number-id}/block_users",
		ids:       []string{phoneNumberID},
		options:   secondPage,
		fields:    []string{"wa_id"},
		page: &whatsapp.Page[whatsapp.BlockedUser]{Paging: lastPage, Data: []whatsapp.BlockedUser{
			{MessagingProduct: "whatsapp", WAID: "15550100123"}, {MessagingProduct: "whatsapp", WAID: "15550100124"},
		}},
	}.methods()
}

func blockedUserChanges() []method {
	add := func(users []string, first ...whatsapp.RequestOption) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.BlockedUsers.Add(ctx, id, users, append(first, opts...)...))
		}
	}
	remove := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return result(client.BlockedUsers.Remove(ctx, id, []string{"+15550100123", "15550100124"}, opts...))
	}
	both := []whatsapp.BlockedUserChange{{Input: "+15550100123", WAID: "15550100123"}, {Input: "15550100124", WAID: "15550100124"}}
	return []method{
		{
			name: "BlockedUsers.Add", operation: "POST /{phone-number-id}/block_users", repeat: whatsapp.RepeatSafe, id: phoneNumberID,
			cases: []exchange{
				one("blocked_users/add_success", add([]string{"+15550100123", "15550100124"}), &whatsapp.BlockedUsersResult{
					MessagingProduct: "whatsapp", Users: whatsapp.BlockedUserChanges{Added: both},
				}),
				one("blocked_users/add_beyond_limits", add(nil, whatsapp.WithoutValidation()), &whatsapp.BlockedUsersResult{
					MessagingProduct: "whatsapp", Users: whatsapp.BlockedUserChanges{Added: []whatsapp.BlockedUserChange{}, Failed: []whatsapp.BlockedUserChange{{
						Input: "1", Errors: []whatsapp.BlockedUserError{{
							Code: 131021, Message: "Invalid user", ErrorData: whatsapp.BlockedUserErrorData{Details: "Not on WhatsApp"},
						}},
					}}},
				}),
			},
		},
		{
			name: "BlockedUsers.Remove", operation: "DELETE /{phone-number-id}/block_users", repeat: whatsapp.RepeatSafe, id: phoneNumberID,
			cases: []exchange{one("blocked_users/remove_success", remove, &whatsapp.BlockedUsersResult{
				MessagingProduct: "whatsapp", Users: whatsapp.BlockedUserChanges{Removed: both},
			})},
		},
	}
}

// What was done is not lost when something else was not.
func TestBlockingSomeUsersOnly(t *testing.T) {
	t.Parallel()
	_, client := world(t)
	changed, err := client.BlockedUsers.Add(t.Context(), graphtest.SecondPhoneNumberID, []string{"+15550100123", "12"})
	failure, isRefusal := errors.AsType[*whatsapp.GraphAPIError](err)
	require.True(t, isRefusal, "%v", err)
	require.Equal(t, 139100, failure.Code)
	require.NotNil(t, changed)
	require.Equal(t, []whatsapp.BlockedUserChange{{Input: "+15550100123", WAID: "15550100123"}}, changed.Users.Added)
	require.Equal(t, "12", changed.Users.Failed[0].Input)
	require.Equal(t, "The number is not one of WhatsApp", changed.Users.Failed[0].Errors[0].ErrorData.Details)

	page, err := client.BlockedUsers.List(t.Context(), graphtest.SecondPhoneNumberID, nil)
	require.NoError(t, err)
	require.Len(t, page.Data, 1)
	_, err = client.BlockedUsers.Remove(t.Context(), graphtest.SecondPhoneNumberID, []string{"15550100123"})
	require.NoError(t, err)
	page, err = client.BlockedUsers.List(t.Context(), graphtest.SecondPhoneNumberID, nil)
	require.NoError(t, err)
	require.Empty(t, page.Data)
}

// An error of that code that says nothing of anybody has no result.
func TestBlockingNobody(t *testing.T) {
	t.Parallel()
	for _, body := range []string{graphError("139100"), graphError("139101")} {
		changed, err := newClient(t, script(answer(400, body))).BlockedUsers.Add(t.Context(), phoneNumberID, []string{"15550100123"})
		require.ErrorIs(t, err, whatsapp.ErrInvalidRequest)
		require.Nil(t, changed)
	}
}

func TestBlockListThatHasChanged(t *testing.T) {
	t.Parallel()
	client := newClient(t, script(answer(400, graphError("139102"))))
	_, err := client.BlockedUsers.List(t.Context(), phoneNumberID, &whatsapp.ListOptions{After: "QVFIcursor"})
	require.ErrorIs(t, err, whatsapp.ErrStaleCursor)
}

func TestBlockingIsChecked(t *testing.T) {
	t.Parallel()
	_, client := world(t)
	_, err := client.BlockedUsers.Add(t.Context(), graphtest.PhoneNumberID, nil)
	require.ErrorContains(t, err, "block_users needs at least one user")
	_, err = client.BlockedUsers.Remove(t.Context(), graphtest.PhoneNumberID, []string{"15550100123", ""})
	require.ErrorContains(t, err, "block_users[1].user is required")
	_, err = client.BlockedUsers.Add(t.Context(), graphtest.PhoneNumberID, []string{userScoped, "+49 (0)170 1234567"})
	require.ErrorContains(t, err, `block_users[1].user must not have "(0)": write "+49 170 1234567"`)
}
