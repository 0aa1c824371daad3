package whatsapp_test

import (
	"context"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

func userMethods() []method {
	return slices.Concat(userChanges(), userLists(), userAccountLists())
}

func userChanges() []method {
	add := func(user string, tasks []whatsapp.Task, first ...whatsapp.RequestOption) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return nothing(client.Users.Add(ctx, id, user, tasks, append(first, opts...)...))
		}
	}
	remove := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return nothing(client.Users.Remove(ctx, id, userID, opts...))
	}
	return []method{
		{
			name: "Users.Add", operation: "POST /{waba-id}/assigned_users", repeat: whatsapp.RepeatSafe, id: wabaID,
			cases: []exchange{
				one("users/add_success", add(userID, []whatsapp.Task{whatsapp.TaskManage, whatsapp.TaskDevelop}), nil),
				one("users/add_one_task", add(userID, []whatsapp.Task{"SOMETHING_UNSEEN"}), nil),
				one("users/add_beyond_limits", add("me", nil, whatsapp.WithoutValidation()), nil),
			},
		},
		{
			name: "Users.Remove", operation: "DELETE /{waba-id}/assigned_users", repeat: whatsapp.RepeatSafe, id: wabaID,
			cases: []exchange{one("users/remove_success", remove, nil)},
		},
	}
}

func userLists() []method {
	options := secondPage
	options.Summary = true
	return listRow[whatsapp.AssignedUser, whatsapp.ListOptions]{
		list:      (*whatsapp.UserService).List,
		all:       (*whatsapp.UserService).All,
		operation: "GET /{waba-id}/assigned_users",
		ids:       []string{wabaID, businessID},
		options:   options,
		fields:    []string{"name", "tasks"},
		page: &whatsapp.Page[whatsapp.AssignedUser]{
			Data: []whatsapp.AssignedUser{
				{
					ID: userID, Name: "Account manager", UserType: whatsapp.UserTypeBusiness,
					Business: &whatsapp.BusinessSummary{ID: businessID, Name: "Retail portfolio"},
					Tasks:    []whatsapp.Task{whatsapp.TaskManage, whatsapp.TaskDevelop},
				},
				{
					ID: "122106287654399", Name: "Messaging service", UserType: whatsapp.UserTypeSystem,
					Tasks: []whatsapp.Task{whatsapp.TaskFullControl},
				},
			},
			Paging:  lastPage,
			Summary: &whatsapp.PageSummary{TotalCount: 7},
		},
		others: map[string]*whatsapp.Page[whatsapp.AssignedUser]{"without_tasks": {
			Data: []whatsapp.AssignedUser{
				{ID: userID, Name: "Account manager"},
				{ID: "122106287654399", Name: "Messaging service", Tasks: []whatsapp.Task{}},
			},
			Paging:  lastPage,
			Summary: &whatsapp.PageSummary{TotalCount: 2},
		}},
	}.methods()
}

func userAccountLists() []method {
	return listRow[whatsapp.AssignedWABA, whatsapp.ListOptions]{
		list:      (*whatsapp.UserService).ListWABAs,
		all:       (*whatsapp.UserService).AllWABAs,
		operation: "GET /{user-id}/assigned_whatsapp_business_accounts",
		ids:       []string{userID},
		options:   secondPage,
		fields:    []string{"name", "permissions"},
		page: &whatsapp.Page[whatsapp.AssignedWABA]{Paging: lastPage, Data: []whatsapp.AssignedWABA{
			{
				ID: wabaID, Name: "Retail account", Status: whatsapp.WABAStatusActive,
				AssignmentDate: moment(`"2026-03-02T09:00:00Z"`), BusinessID: businessID,
				Permissions: []whatsapp.Task{whatsapp.TaskManage, whatsapp.TaskDevelop},
				PhoneNumbers: array(whatsapp.PhoneNumber{
					ID: phoneNumberID, DisplayPhoneNumber: "+1 555-0100", VerifiedName: "Support line", Status: whatsapp.PhoneNumberStatusConnected,
				}),
			},
			{
				ID: "102290129340777", Name: "Wholesale account", Status: whatsapp.WABAStatusRestricted,
				AssignmentDate: moment(`1772442000`), BusinessID: businessID,
				Permissions: []whatsapp.Task{whatsapp.TaskViewCost}, PhoneNumbers: array[whatsapp.PhoneNumber](),
			},
		}},
	}.methods()
}

func TestAssignmentLimits(t *testing.T) {
	t.Parallel()
	sixteen := slices.Repeat([]whatsapp.Task{whatsapp.TaskManage}, 16)
	tests := map[string]struct {
		user  string
		tasks []whatsapp.Task
		want  []string
	}{
		"one task":       {userID, []whatsapp.Task{whatsapp.TaskManage}, nil},
		"16 tasks":       {userID, sixteen, nil},
		"17 tasks":       {userID, append(sixteen[:16:16], whatsapp.TaskDevelop), []string{"tasks has 17 entries, at most 16 are allowed"}},
		"no tasks":       {userID, nil, []string{"tasks needs at least one task"}},
		"an empty list":  {userID, []whatsapp.Task{}, []string{"tasks needs at least one task"}},
		"an empty task":  {userID, []whatsapp.Task{whatsapp.TaskManage, ""}, []string{"tasks[1] is required"}},
		"no user":        {"", []whatsapp.Task{whatsapp.TaskManage}, []string{"user is required"}},
		"a named user":   {"me", []whatsapp.Task{whatsapp.TaskManage}, []string{`user must contain only digits, not "me"`}},
		"nothing at all": {"", nil, []string{"user is required", "tasks needs at least one task"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			call := func(client *whatsapp.Client) error {
				return client.Users.Add(t.Context(), wabaID, test.user, test.tasks)
			}
			if test.want != nil {
				requireNotSent(t, call, test.want...)
				return
			}
			transport, log := replay(t, readFixture(t, "users/add_success"))
			require.NoError(t, call(newClient(t, transport)))
			require.Len(t, log.sent(), 1)
		})
	}
}

func TestUserIDsAreChecked(t *testing.T) {
	t.Parallel()
	for id, problem := range map[string]string{"": "is required", "me": `must contain only digits, not "me"`, "1&user=2": `must contain only digits, not "1&user=2"`} {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			requireNotSent(t, func(client *whatsapp.Client) error {
				return client.Users.Remove(t.Context(), wabaID, id)
			}, "user "+problem)
		})
	}
}

// The portfolio is a required parameter of the list, so a missing one must not
// become a request that Graph refuses with an unrelated text.
func TestUsersNeedTheirBusiness(t *testing.T) {
	t.Parallel()
	for id, problem := range map[string]string{"": "business is required", "me": `business must contain only digits, not "me"`} {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			requireNotSent(t, func(client *whatsapp.Client) error {
				_, err := client.Users.List(t.Context(), wabaID, id, nil)
				return err
			}, problem)
			requireNotSent(t, func(client *whatsapp.Client) error {
				_, err := drain(client.Users.All(t.Context(), wabaID, id, nil))
				return err
			}, problem)
		})
	}
}
