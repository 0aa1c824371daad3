package whatsapp_test

import (
	"context"
	"strings"
	"testing"

	"github.com/wabakit/whatsapp"
)

const partnerAppID = "885410032197845"

func solutionMethods() []method {
	return append(solutionLists(), solutionCreate())
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
