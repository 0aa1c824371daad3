package whatsapp_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

const oboIntentID = "774093281650901"

func onBehalfMethods() []method {
	return slices.Concat(onBehalfLists(), onBehalfIntents())
}

func onBehalfLists() []method {
	return listRow[whatsapp.OnBehalfRequest, whatsapp.ListOptions]{
		list:      (*whatsapp.OnBehalfService).ListRequests,
		all:       (*whatsapp.OnBehalfService).AllRequests,
		operation: "GET /{waba-id}/in_progress_onbehalf_request",
		ids:       []string{wabaID},
		options:   secondPage,
		fields:    []string{"id", "status"},
		page: &whatsapp.Page[whatsapp.OnBehalfRequest]{Paging: lastPage, Data: []whatsapp.OnBehalfRequest{
			{
				ID: "774093281650911", BusinessOwnedObject: wabaID, Status: whatsapp.OnBehalfRequestStatusInProgress,
				RequestingBusiness: &whatsapp.BusinessSummary{ID: partnerBusinessID, Name: "Client portfolio"},
				ReceivingBusiness:  &whatsapp.BusinessSummary{ID: businessID, Name: "Retail portfolio"},
			},
			{ID: "774093281650912", BusinessOwnedObject: wabaID, Status: whatsapp.OnBehalfRequestStatusPending},
		}},
	}.methods()
}

func onBehalfIntents() []method {
	create := func(request whatsapp.CreateOBOMobilityIntentRequest, first ...whatsapp.RequestOption) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.OnBehalf.CreateIntent(ctx, id, request, append(first, opts...)...))
		}
	}
	set := func(request whatsapp.SetOBOMobilityIntentRequest, first ...whatsapp.RequestOption) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.OnBehalf.SetIntent(ctx, id, request, append(first, opts...)...))
		}
	}
	get := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return result(client.OnBehalf.GetIntent(ctx, id, opts...))
	}
	created := func(status whatsapp.OBOIntentStatus) *whatsapp.CreatedOBOMobilityIntent {
		return &whatsapp.CreatedOBOMobilityIntent{Success: true, MobilityIntentID: oboIntentID, Status: status}
	}
	transfer := created(whatsapp.OBOIntentStatusPending)
	transfer.ApprovalRequired, transfer.NextSteps = true, []string{"Await partner approval"}
	transfer.EstimatedCompletionTime = moment(`"2024-12-01T12:00:00Z"`)
	wasSet := &whatsapp.DeclaredOBOMobilityIntent{Success: true, IntentID: oboIntentID}
	return []method{
		{
			name: "OnBehalf.CreateIntent", operation: "POST /{waba-id}/obo_mobility_intent", repeat: whatsapp.RepeatUnsafe, id: wabaID,
			cases: []exchange{
				one("on_behalf/create_intent_transfer", create(whatsapp.CreateOBOMobilityIntentRequest{
					IntentType: whatsapp.OBOIntentTypeInitiateTransfer, SolutionID: solutionID, TargetSolutionID: targetSolutionID,
					Reason: "Another partner", Metadata: map[string]any{"approval": "A-17"},
				}), transfer),
				one("on_behalf/create_intent_handover", create(whatsapp.CreateOBOMobilityIntentRequest{
					IntentType: whatsapp.OBOIntentTypeRequestHandover, SolutionID: solutionID,
					ScheduledTime: time.Date(2024, 12, 1, 10, 0, 0, 0, time.UTC),
				}), created(whatsapp.OBOIntentStatusScheduled)),
				one("on_behalf/create_intent_beyond_limits",
					create(whatsapp.CreateOBOMobilityIntentRequest{Reason: strings.Repeat("a", 501)}, whatsapp.WithoutValidation()),
					created(whatsapp.OBOIntentStatusPending)),
			},
		},
		{
			name: "OnBehalf.SetIntent", operation: "POST /{waba-id}/set_obo_mobility_intent", repeat: whatsapp.RepeatUnsafe, id: wabaID,
			cases: []exchange{
				one("on_behalf/set_intent_success", set(whatsapp.SetOBOMobilityIntentRequest{
					SolutionID: solutionID, AppID: appID, ActorID: userID, ClientMutationID: "move-17",
				}), &whatsapp.DeclaredOBOMobilityIntent{Success: true, IntentID: oboIntentID, ClientMutationID: "move-17"}),
				one("on_behalf/set_intent_defaults", set(whatsapp.SetOBOMobilityIntentRequest{}), wasSet),
				one("on_behalf/set_intent_beyond_limits",
					set(whatsapp.SetOBOMobilityIntentRequest{SolutionID: "me"}, whatsapp.WithoutValidation()), wasSet),
			},
		},
		{
			name: "OnBehalf.GetIntent", operation: "GET /{obo-mobility-intent-id}", repeat: whatsapp.RepeatSafe, id: oboIntentID,
			cases: []exchange{one("on_behalf/get_intent_success", get, &whatsapp.OBOMobilityIntent{
				ID: oboIntentID, Status: whatsapp.OBOMobilityIntentStatusActive,
				WABA: &whatsapp.OBOMobilityAsset{ID: wabaID, Name: "Retail account", Status: whatsapp.OBOMobilityAssetStatusActive},
				Solution: &whatsapp.OBOMobilityAsset{
					ID: solutionID, Name: "Shared messaging", PartnerID: partnerAppID, Status: whatsapp.OBOMobilityAssetStatusActive,
				},
				CreatedTime: moment(`"2024-01-15T10:30:00Z"`), UpdatedTime: moment(`"2024-01-15T14:45:00Z"`),
			})},
		},
	}
}

func TestOBOMobilityIntentLimits(t *testing.T) {
	t.Parallel()
	type request = whatsapp.CreateOBOMobilityIntentRequest
	requireViolations(t, request{IntentType: whatsapp.OBOIntentTypeCancelTransfer, SolutionID: "1"}.Validate())
	requireViolations(t, request{Reason: strings.Repeat("a", 501)}.Validate(),
		"intent_type is required", "solution_id is required", "mobility_reason has 501 characters, at most 500 are allowed")
	requireViolations(t, request{IntentType: whatsapp.OBOIntentTypeInitiateTransfer, SolutionID: "1"}.Validate(), "target_solution_id is required")
	requireViolations(t, request{IntentType: whatsapp.OBOIntentTypeRequestHandover, SolutionID: "1", TargetSolutionID: "me"}.Validate(),
		`target_solution_id must contain only digits, not "me"`)

	requireViolations(t, whatsapp.SetOBOMobilityIntentRequest{ClientMutationID: strings.Repeat("a", 255)}.Validate())
	requireViolations(t, whatsapp.SetOBOMobilityIntentRequest{
		SolutionID: "a", AppID: "b", ActorID: "c", ClientMutationID: strings.Repeat("a", 256),
	}.Validate(), `solution_id must contain only digits, not "a"`, `app_id must contain only digits, not "b"`,
		`actor_id must contain only digits, not "c"`, "client_mutation_id has 256 characters, at most 255 are allowed")
}

// A refusal with a status of success says why.
func TestRefusalInASuccess(t *testing.T) {
	t.Parallel()
	refusal := `{"success":false,"intent_id":null,"error_msg":"Invalid solution configuration"}`
	client := newClient(t, script(answer(http.StatusOK, refusal)))
	_, err := client.OnBehalf.SetIntent(t.Context(), wabaID, whatsapp.SetOBOMobilityIntentRequest{})
	require.ErrorContains(t, err, "the server did not report success: Invalid solution configuration")
}

// Meta's document has the links of this list one level deeper.
func TestLinksOneLevelDeeper(t *testing.T) {
	t.Parallel()
	client := newClient(t, script(
		answer(http.StatusOK, `{"data":[{"id":"1"}],"paging":{"cursors":{"after":"c1"},"paging":{"next":"https://graph.facebook.com/x?after=c1"}}}`),
		answer(http.StatusOK, `{"data":[{"id":"2"}],"paging":{"cursors":{"before":"c1"},"paging":{"previous":"https://graph.facebook.com/x?before=c1"}}}`),
	))
	first, err := client.OnBehalf.ListRequests(t.Context(), wabaID, nil)
	require.NoError(t, err)
	require.Equal(t, "c1", first.NextCursor())
	second, err := client.OnBehalf.ListRequests(t.Context(), wabaID, &whatsapp.ListOptions{After: "c1"})
	require.NoError(t, err)
	require.Empty(t, second.NextCursor())
	require.Equal(t, "c1", second.PreviousCursor())
}
