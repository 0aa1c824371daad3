package whatsapp

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"net/http"
	"net/url"
)

// UserService manages the users who may work on a WhatsApp Business Account.
//
// https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account/assigned_users/
type UserService service

// List returns one page of the users of a WhatsApp Business Account. The
// business is the portfolio that the users belong to.
//
//	GET /{waba-id}/assigned_users?business=
//
// Permission: whatsapp_business_management and business_management. The call
// counts against the account's management quota: [ErrRateLimited].
func (s *UserService) List(ctx context.Context, wabaID, businessID string, page *ListOptions, opts ...RequestOption) (*Page[AssignedUser], error) {
	return list[AssignedUser](ctx, s.client, usersOf(wabaID, businessID), page, opts)
}

// All iterates over the users of a WhatsApp Business Account; see
// [UserService.List].
func (s *UserService) All(ctx context.Context, wabaID, businessID string, page *ListOptions, opts ...RequestOption) iter.Seq2[*AssignedUser, error] {
	return all[AssignedUser](ctx, s.client, usersOf(wabaID, businessID), page, opts)
}

// Add gives a user tasks on a WhatsApp Business Account. Meta does not say
// whether they replace the tasks that the user already has there; send all that
// the user needs.
//
//	POST /{waba-id}/assigned_users
//
// Permission: whatsapp_business_management and business_management, with the
// token of an admin system user.
func (s *UserService) Add(ctx context.Context, wabaID, userID string, tasks []Task, opts ...RequestOption) error {
	op := operation(http.MethodPost, "/{waba-id}/assigned_users", wabaID)
	assignment := userAssignment{userID: userID, tasks: tasks}
	op.checks = []validator{assignment}
	form, err := assignment.form()
	if err != nil {
		return err
	}
	op.Form = form
	op.Repeat = RepeatSafe
	return s.client.perform(ctx, op, nil, opts)
}

// Remove removes a user from a WhatsApp Business Account.
//
//	DELETE /{waba-id}/assigned_users?user=
//
// Permission: whatsapp_business_management and business_management, with the
// token of an admin system user.
func (s *UserService) Remove(ctx context.Context, wabaID, userID string, opts ...RequestOption) error {
	op := operation(http.MethodDelete, "/{waba-id}/assigned_users", wabaID)
	op.checks = []validator{idCheck{"user", userID}}
	op.Form = url.Values{"user": {userID}}
	op.Repeat = RepeatSafe
	return s.client.perform(ctx, op, nil, opts)
}

// ListWABAs returns one page of the WhatsApp Business Accounts that a user is
// assigned to.
//
//	GET /{user-id}/assigned_whatsapp_business_accounts
//
// Permission: whatsapp_business_management and business_management.
func (s *UserService) ListWABAs(ctx context.Context, userID string, page *ListOptions, opts ...RequestOption) (*Page[AssignedWABA], error) {
	return list[AssignedWABA](ctx, s.client, accountsOfUser(userID), page, opts)
}

// AllWABAs iterates over the WhatsApp Business Accounts that a user is assigned
// to; see [UserService.ListWABAs].
func (s *UserService) AllWABAs(ctx context.Context, userID string, page *ListOptions, opts ...RequestOption) iter.Seq2[*AssignedWABA, error] {
	return all[AssignedWABA](ctx, s.client, accountsOfUser(userID), page, opts)
}

func usersOf(wabaID, businessID string) Operation {
	op := operation(http.MethodGet, "/{waba-id}/assigned_users", wabaID)
	op.checks = []validator{idCheck{"business", businessID}}
	op.Query = url.Values{"business": {businessID}}
	return op
}

func accountsOfUser(userID string) Operation {
	return operation(http.MethodGet, "/{user-id}/assigned_whatsapp_business_accounts", userID)
}

// idCheck validates an id that travels in a query.
type idCheck struct{ field, id string }

func (c idCheck) Validate() error {
	var found violations
	found.digits(c.field, c.id)
	return found.err()
}

type userAssignment struct {
	userID string
	tasks  []Task
}

// maxTasks is the limit of Meta's OpenAPI document.
const maxTasks = 16

func (a userAssignment) Validate() error {
	var found violations
	found.digits("user", a.userID)
	if len(a.tasks) == 0 {
		found.add("tasks", "needs at least one task")
	}
	found.atMost("tasks", len(a.tasks), maxTasks)
	for i, task := range a.tasks {
		found.require(fmt.Sprintf("tasks[%d]", i), string(task))
	}
	return found.err()
}

// form writes the tasks as JSON text, as Meta's own SDKs do.
func (a userAssignment) form() (url.Values, error) {
	tasks, err := json.Marshal(a.tasks)
	if err != nil {
		return nil, fmt.Errorf("whatsapp: encode the tasks: %w", err)
	}
	return url.Values{"user": {a.userID}, "tasks": {string(tasks)}}, nil
}

// AssignedUser is a user of a WhatsApp Business Account.
type AssignedUser struct {
	ID       string           `json:"id"`
	Name     string           `json:"name"`
	Business *BusinessSummary `json:"business,omitzero"`
	UserType UserType         `json:"user_type"`
	Tasks    []Task           `json:"tasks,omitzero"`
}

// AssignedWABA is a WhatsApp Business Account as seen by one of its users.
type AssignedWABA struct {
	ID             string             `json:"id"`
	Name           string             `json:"name"`
	Status         WABAStatus         `json:"status"`
	AssignmentDate Time               `json:"assignment_date,omitzero"`
	BusinessID     string             `json:"business_id"`
	Permissions    []Task             `json:"permissions,omitzero"`
	PhoneNumbers   *Page[PhoneNumber] `json:"phone_numbers,omitzero"`
}

// UserType is a kind of user.
type UserType string

// The user types that Meta documents.
const (
	UserTypeBusiness UserType = "BUSINESS_USER"
	UserTypeSystem   UserType = "SYSTEM_USER"
	UserTypePersonal UserType = "PERSONAL_USER"
)

// Task is a permission on a WhatsApp Business Account.
type Task string

// The tasks that Meta documents.
const (
	TaskManage                  Task = "MANAGE"
	TaskDevelop                 Task = "DEVELOP"
	TaskManageTemplates         Task = "MANAGE_TEMPLATES"
	TaskManagePhone             Task = "MANAGE_PHONE"
	TaskViewCost                Task = "VIEW_COST"
	TaskManageExtensions        Task = "MANAGE_EXTENSIONS"
	TaskViewPhoneAssets         Task = "VIEW_PHONE_ASSETS"
	TaskManagePhoneAssets       Task = "MANAGE_PHONE_ASSETS"
	TaskViewTemplates           Task = "VIEW_TEMPLATES"
	TaskMessaging               Task = "MESSAGING"
	TaskViewInsights            Task = "VIEW_INSIGHTS"
	TaskReceiveIncomingMessages Task = "RECEIVE_INCOMING_MESSAGES"
	TaskManageBilling           Task = "MANAGE_BILLING"
	TaskManageUsers             Task = "MANAGE_USERS"
	TaskFullControl             Task = "FULL_CONTROL"
)
