package whatsapp_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

const partnerAppID = "885410032197845"

func solutionMethods() []method {
	return slices.Concat(
		solutionLists(), accountSolutionLists(), solutionPartnerLists(), solutionReads(),
		solutionRequests(), solutionDeactivations(), solutionMigrations(), []method{solutionCreate()},
	)
}

func solutionLists() []method {
	return listRow[whatsapp.Solution, whatsapp.ListSolutionsOptions]{
		list:      (*whatsapp.SolutionService).List,
		all:       (*whatsapp.SolutionService).All,
		operation: "GET /{app-id}/whatsapp_business_solutions",
		ids:       []string{appID},
		options:   whatsapp.ListSolutionsOptions{ListOptions: secondPage, Role: whatsapp.SolutionRoleOwner},
		fields:    []string{"name", "status"},
		page: &whatsapp.Page[whatsapp.Solution]{Paging: lastPage, Data: []whatsapp.Solution{
			{
				ID: "774093281650012", Name: "Shared messaging", Status: whatsapp.SolutionStatusActive,
				StatusForPendingRequest: whatsapp.SolutionPendingStatusDeactivation,
				OwnerApp:                &whatsapp.Application{ID: appID, Name: "Messaging console"},
				OwnerPermissions:        []whatsapp.Task{whatsapp.TaskMessaging},
			},
			{
				ID: "774093281650013", Name: "Pilot", Status: whatsapp.SolutionStatusDraft, StatusForPendingRequest: whatsapp.SolutionPendingStatusNone,
				OwnerApp: &whatsapp.Application{ID: partnerAppID}, OwnerPermissions: []whatsapp.Task{},
			},
		}},
		empty: &whatsapp.Page[whatsapp.Solution]{Data: []whatsapp.Solution{}, Paging: &whatsapp.Paging{Cursors: &whatsapp.Cursors{}}},
	}.methods()
}

func solutionCreate() method {
	create := func(request whatsapp.CreateSolutionRequest, first ...whatsapp.RequestOption) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.Solutions.Create(ctx, id, request, append(first, opts...)...))
		}
	}
	messaging := []whatsapp.Task{whatsapp.TaskMessaging}
	owned := create(whatsapp.CreateSolutionRequest{Name: "Shared messaging", PartnerAppID: partnerAppID, OwnerPermissions: messaging})
	created := &whatsapp.CreatedSolution{ID: "774093281650012"}
	return method{
		name: "Solutions.Create", operation: "POST /{app-id}/whatsapp_business_solution", repeat: whatsapp.RepeatUnsafe, id: appID,
		cases: []exchange{
			one("solutions/create_success", owned, created),
			one("solutions/create_number_id", owned, created),
			one("solutions/create_partner_sends", create(whatsapp.CreateSolutionRequest{
				Name: "Shared messaging", PartnerAppID: partnerAppID, PartnerPermissions: messaging,
			}), created),
			one("solutions/create_beyond_limits", create(whatsapp.CreateSolutionRequest{}, whatsapp.WithoutValidation()), created),
		},
	}
}

const (
	solutionID        = "774093281650012"
	targetSolutionID  = "774093281650013"
	migrationIntentID = "774093281650801"
	solutionToken     = "EAAtokenOfTheSolution"
)

func sharedSolution(status whatsapp.SolutionStatus) *whatsapp.Solution {
	return &whatsapp.Solution{
		ID: solutionID, Name: "Shared messaging", Status: status, StatusForPendingRequest: whatsapp.SolutionPendingStatusNone,
		OwnerApp:         &whatsapp.Application{ID: appID, Name: "Messaging console"},
		OwnerPermissions: []whatsapp.Task{whatsapp.TaskMessaging},
	}
}

func accountSolutionLists() []method {
	return listRow[whatsapp.Solution, whatsapp.ListOptions]{
		list:      (*whatsapp.SolutionService).ListForWABA,
		all:       (*whatsapp.SolutionService).AllForWABA,
		operation: "GET /{waba-id}/solutions",
		ids:       []string{wabaID},
		options:   secondPage,
		fields:    []string{"name", "status"},
		page: &whatsapp.Page[whatsapp.Solution]{
			Paging: lastPage, Data: []whatsapp.Solution{*sharedSolution(whatsapp.SolutionStatusActive)},
		},
	}.methods()
}

func solutionPartnerLists() []method {
	return listRow[whatsapp.SolutionPartner, whatsapp.ListOptions]{
		list:      (*whatsapp.SolutionService).ListPartners,
		all:       (*whatsapp.SolutionService).AllPartners,
		operation: "GET /{solution-id}/partners",
		ids:       []string{solutionID},
		options:   secondPage,
		fields:    []string{"status", "partner_app"},
		page: &whatsapp.Page[whatsapp.SolutionPartner]{Paging: lastPage, Data: []whatsapp.SolutionPartner{
			{
				ID: "774093281650701", Status: whatsapp.SolutionPartnerStatusAccepted,
				PartnerApp:         &whatsapp.Application{ID: partnerAppID, Name: "Partner console"},
				PartnerPermissions: []whatsapp.Task{whatsapp.TaskMessaging},
			},
			{ID: "774093281650702", Status: whatsapp.SolutionPartnerStatusNotificationSent},
		}},
	}.methods()
}

func solutionReads() []method {
	get := func(fields ...string) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.Solutions.Get(ctx, id, withFields(opts, fields...)...))
		}
	}
	token := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return result(client.Solutions.AccessToken(ctx, id, businessID, opts...))
	}
	return []method{
		{
			name: "Solutions.Get", operation: "GET /{solution-id}", repeat: whatsapp.RepeatSafe, id: solutionID,
			cases: []exchange{
				one("solutions/get_success", get("name", "status"), sharedSolution(whatsapp.SolutionStatusActive)),
				one("solutions/get_defaults", get(), &whatsapp.Solution{
					ID: solutionID, Name: "Shared messaging", Status: whatsapp.SolutionStatusDraft,
					StatusForPendingRequest: whatsapp.SolutionPendingStatusNone,
				}),
			},
		},
		{
			name: "Solutions.AccessToken", operation: "GET /{solution-id}/access_token", repeat: whatsapp.RepeatSafe, id: solutionID,
			cases: []exchange{
				one("solutions/access_token_success", token, &whatsapp.SolutionAccessToken{
					AccessToken: solutionToken, ExpiresAt: moment("1735689600"),
				}),
			},
		},
	}
}

func solutionRequests() []method {
	accept := func(request whatsapp.AcceptSolutionRequest, first ...whatsapp.RequestOption) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.Solutions.Accept(ctx, id, request, append(first, opts...)...))
		}
	}
	reject := func(request whatsapp.RejectSolutionRequest, first ...whatsapp.RequestOption) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.Solutions.Reject(ctx, id, request, append(first, opts...)...))
		}
	}
	return []method{
		{
			name: "Solutions.Accept", operation: "POST /{solution-id}/accept", repeat: whatsapp.RepeatUnsafe, id: solutionID,
			cases: []exchange{
				one("solutions/accept_success", accept(whatsapp.AcceptSolutionRequest{PartnerAppID: partnerAppID, LogSessionID: "onboarding-17"}),
					&whatsapp.AcceptedSolution{
						Success: true, SolutionID: solutionID, PartnerStatus: whatsapp.SolutionPartnerStatusAccepted,
						Message: "Accepted", UpdateTime: moment(`"2024-01-15T10:30:00Z"`),
					}),
				one("solutions/accept_success_only", accept(whatsapp.AcceptSolutionRequest{PartnerAppID: partnerAppID}),
					&whatsapp.AcceptedSolution{Success: true}),
				one("solutions/accept_beyond_limits", accept(whatsapp.AcceptSolutionRequest{}, whatsapp.WithoutValidation()),
					&whatsapp.AcceptedSolution{Success: true}),
			},
		},
		{
			name: "Solutions.Reject", operation: "POST /{solution-id}/reject", repeat: whatsapp.RepeatUnsafe, id: solutionID,
			cases: []exchange{
				one("solutions/reject_partnership", reject(whatsapp.RejectSolutionRequest{
					RequestType: whatsapp.SolutionRequestTypePartnership, PartnerAppID: partnerAppID, Reason: "Another partner",
				}), &whatsapp.RejectedSolution{
					Success: true, SolutionID: solutionID, RejectedRequestType: whatsapp.SolutionRequestTypePartnership,
					PartnerAppID: partnerAppID, RejectionTime: moment(`"2024-01-15T10:30:00Z"`),
				}),
				one("solutions/reject_deactivation", reject(whatsapp.RejectSolutionRequest{RequestType: whatsapp.SolutionRequestTypeDeactivation}),
					&whatsapp.RejectedSolution{Success: true}),
				one("solutions/reject_beyond_limits", reject(whatsapp.RejectSolutionRequest{Reason: strings.Repeat("a", 501)}, whatsapp.WithoutValidation()),
					&whatsapp.RejectedSolution{Success: true}),
			},
		},
	}
}

func solutionDeactivations() []method {
	send := func(reason string, first ...whatsapp.RequestOption) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.Solutions.SendDeactivationRequest(ctx, id, reason, append(first, opts...)...))
		}
	}
	accept := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return result(client.Solutions.AcceptDeactivationRequest(ctx, id, opts...))
	}
	reject := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return result(client.Solutions.RejectDeactivationRequest(ctx, id, opts...))
	}
	sent := &whatsapp.SolutionDeactivationRequest{Success: true}
	return []method{
		{
			name: "Solutions.SendDeactivationRequest", operation: "POST /{solution-id}/send_deactivation_request",
			repeat: whatsapp.RepeatUnsafe, id: solutionID,
			cases: []exchange{
				one("solutions/send_deactivation_request_success", send("Season is over"), &whatsapp.SolutionDeactivationRequest{
					Success: true, Message: "Sent", RequestID: "deactivation_req_1234567890",
				}),
				one("solutions/send_deactivation_request_no_reason", send(""), sent),
				one("solutions/send_deactivation_request_beyond_limits", send(strings.Repeat("a", 501), whatsapp.WithoutValidation()), sent),
			},
		},
		{
			name: "Solutions.AcceptDeactivationRequest", operation: "POST /{solution-id}/accept_deactivation_request",
			repeat: whatsapp.RepeatUnsafe, id: solutionID,
			cases: []exchange{
				one("solutions/accept_deactivation_request_success", accept, sharedSolution(whatsapp.SolutionStatusDeactivated)),
			},
		},
		{
			name: "Solutions.RejectDeactivationRequest", operation: "POST /{solution-id}/reject_deactivation_request",
			repeat: whatsapp.RepeatUnsafe, id: solutionID,
			cases: []exchange{
				one("solutions/reject_deactivation_request_success", reject, sharedSolution(whatsapp.SolutionStatusActive)),
			},
		},
	}
}

func solutionMigrations() []method {
	set := func(request whatsapp.SetMigrationIntentRequest, first ...whatsapp.RequestOption) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.Solutions.SetMigrationIntent(ctx, id, request, append(first, opts...)...))
		}
	}
	get := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return result(client.Solutions.GetMigrationIntent(ctx, id, opts...))
	}
	answer := func(status whatsapp.SolutionMigrationStatus) *whatsapp.SolutionMigration {
		return &whatsapp.SolutionMigration{Success: true, MigrationIntentID: migrationIntentID, Status: status}
	}
	initiated := answer(whatsapp.SolutionMigrationStatusPending)
	initiated.EstimatedCompletionTime = moment(`"2024-12-01T12:00:00Z"`)
	return []method{
		{
			name: "Solutions.SetMigrationIntent", operation: "POST /{waba-id}/set_solution_migration_intent",
			repeat: whatsapp.RepeatUnsafe, id: wabaID,
			cases: []exchange{
				one("solutions/set_migration_intent_initiate", set(whatsapp.SetMigrationIntentRequest{
					Intent: whatsapp.SolutionMigrationIntentInitiate, SolutionID: solutionID, TargetSolutionID: targetSolutionID,
				}), initiated),
				one("solutions/set_migration_intent_schedule", set(whatsapp.SetMigrationIntentRequest{
					Intent: whatsapp.SolutionMigrationIntentSchedule, SolutionID: solutionID, TargetSolutionID: targetSolutionID,
					ScheduledTime: time.Date(2024, 12, 1, 10, 0, 0, 0, time.UTC), Reason: "Season is over",
				}), answer(whatsapp.SolutionMigrationStatusScheduled)),
				one("solutions/set_migration_intent_beyond_limits",
					set(whatsapp.SetMigrationIntentRequest{Reason: strings.Repeat("a", 501)}, whatsapp.WithoutValidation()),
					answer(whatsapp.SolutionMigrationStatusPending)),
			},
		},
		{
			name: "Solutions.GetMigrationIntent", operation: "GET /{migration-intent-id}", repeat: whatsapp.RepeatSafe, id: migrationIntentID,
			cases: []exchange{
				one("solutions/get_migration_intent_success", get,
					&whatsapp.MigrationIntent{ID: migrationIntentID, Status: whatsapp.MigrationIntentStatusInitiated}),
			},
		},
	}
}

func TestSolutionLimits(t *testing.T) {
	t.Parallel()
	type request = whatsapp.CreateSolutionRequest
	messaging := []whatsapp.Task{whatsapp.TaskMessaging}
	tests := map[string]struct {
		request request
		want    []string
	}{
		"owner sends":       {request{Name: "AB", PartnerAppID: "0", OwnerPermissions: messaging}, nil},
		"partner sends":     {request{Name: "AB", PartnerAppID: "9", PartnerPermissions: messaging}, nil},
		"both send":         {request{Name: "AB", PartnerAppID: partnerAppID, OwnerPermissions: messaging, PartnerPermissions: messaging}, nil},
		"name of 75":        {request{Name: strings.Repeat("é", 75), PartnerAppID: partnerAppID, OwnerPermissions: messaging}, nil},
		"name of 76":        {request{Name: strings.Repeat("é", 76), PartnerAppID: partnerAppID, OwnerPermissions: messaging}, []string{"solution_name has 76 characters, at most 75 are allowed"}},
		"name of 1":         {request{Name: "é", PartnerAppID: partnerAppID, OwnerPermissions: messaging}, []string{"solution_name has 1 characters, at least 2 are required"}},
		"two permissions":   {request{Name: "AB", PartnerAppID: partnerAppID, OwnerPermissions: append(messaging, messaging...)}, []string{"owner_permissions has 2 entries, at most 1 are allowed"}},
		"another of owner":  {request{Name: "AB", PartnerAppID: partnerAppID, OwnerPermissions: []whatsapp.Task{whatsapp.TaskManage}}, []string{`owner_permissions may hold MESSAGING only, not "MANAGE"`}},
		"another, partner":  {request{Name: "AB", PartnerAppID: partnerAppID, PartnerPermissions: []whatsapp.Task{""}}, []string{`partner_permissions may hold MESSAGING only, not ""`}},
		"partner of a name": {request{Name: "AB", PartnerAppID: "me", OwnerPermissions: messaging}, []string{`partner_app_id must contain only digits, not "me"`}},
		"nothing": {request{}, []string{
			"solution_name is required", "partner_app_id is required", "owner_permissions or partner_permissions must hold MESSAGING",
		}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requireViolations(t, test.request.Validate(), test.want...)
		})
	}
}

func TestCreateSolutionValidatesFirst(t *testing.T) {
	t.Parallel()
	requireNotSent(t, func(client *whatsapp.Client) error {
		_, err := client.Solutions.Create(t.Context(), appID, whatsapp.CreateSolutionRequest{
			Name: "A", PartnerAppID: partnerAppID, OwnerPermissions: []whatsapp.Task{whatsapp.TaskMessaging},
		})
		return err
	}, "solution_name has 1 characters, at least 2 are required")
}

func TestSolutionRequestLimits(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", 501)
	requireViolations(t, whatsapp.AcceptSolutionRequest{PartnerAppID: partnerAppID}.Validate())
	requireViolations(t, whatsapp.AcceptSolutionRequest{PartnerAppID: "me"}.Validate(), `partner_app_id must contain only digits, not "me"`)

	deactivation, partnership := whatsapp.SolutionRequestTypeDeactivation, whatsapp.SolutionRequestTypePartnership
	requireViolations(t, whatsapp.RejectSolutionRequest{RequestType: deactivation, Reason: long[1:]}.Validate())
	requireViolations(t, whatsapp.RejectSolutionRequest{Reason: long}.Validate(),
		"request_type is required", "rejection_reason has 501 characters, at most 500 are allowed")
	requireViolations(t, whatsapp.RejectSolutionRequest{RequestType: partnership}.Validate(), "partner_app_id is required")
	requireViolations(t, whatsapp.RejectSolutionRequest{RequestType: deactivation, PartnerAppID: "me"}.Validate(),
		`partner_app_id must contain only digits, not "me"`)

	requireNotSent(t, func(client *whatsapp.Client) error {
		_, err := client.Solutions.SendDeactivationRequest(t.Context(), solutionID, long)
		return err
	}, "reason has 501 characters, at most 500 are allowed")
}

func TestMigrationIntentLimits(t *testing.T) {
	t.Parallel()
	type request = whatsapp.SetMigrationIntentRequest
	for name, test := range map[string]struct {
		request request
		want    []string
	}{
		"nothing":          {request{}, []string{"migration_intent is required", "solution_id is required"}},
		"cancel":           {request{Intent: whatsapp.SolutionMigrationIntentCancel, SolutionID: solutionID}, nil},
		"initiate nowhere": {request{Intent: whatsapp.SolutionMigrationIntentInitiate, SolutionID: solutionID}, []string{"target_solution_id is required"}},
		"schedule never": {
			request{Intent: whatsapp.SolutionMigrationIntentSchedule, SolutionID: solutionID, TargetSolutionID: targetSolutionID},
			[]string{"scheduled_migration_time is required"},
		},
		"a target of words": {
			request{Intent: whatsapp.SolutionMigrationIntentConfirm, SolutionID: solutionID, TargetSolutionID: "b"},
			[]string{`target_solution_id must contain only digits, not "b"`},
		},
		"a long reason": {
			request{Intent: whatsapp.SolutionMigrationIntentCancel, SolutionID: solutionID, Reason: strings.Repeat("a", 501)},
			[]string{"migration_reason has 501 characters, at most 500 are allowed"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requireViolations(t, test.request.Validate(), test.want...)
		})
	}
}

// Meta's guide has the token in a list.
func TestSolutionTokenInAList(t *testing.T) {
	t.Parallel()
	transport := script(answer(http.StatusOK, `{"data":[{"access_token":"`+solutionToken+`"}]}`))
	token, err := newClient(t, transport).Solutions.AccessToken(t.Context(), solutionID, businessID)
	require.NoError(t, err)
	require.Equal(t, &whatsapp.SolutionAccessToken{AccessToken: solutionToken}, token)
	require.NotContains(t, fmt.Sprintf("%v %+v %#v", token, token, token), solutionToken)
}
