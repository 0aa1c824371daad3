package graphtest_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

const (
	oboPath    = "/" + graphtest.WABAID + "/obo_mobility_intent"
	setOBOPath = "/" + graphtest.WABAID + "/set_obo_mobility_intent"
)

func oboStep(step, more string) payload {
	return jsonBody(`{"intent_type":"` + step + `","solution_id":"` + graphtest.SolutionID + `"` + more + `}`)
}

func TestOnBehalfRequests(t *testing.T) {
	t.Parallel()
	requests := get(t, graphtest.New(), "/"+graphtest.WABAID+"/in_progress_onbehalf_request").data(t)
	require.Equal(t, []string{"IN_PROGRESS", "PENDING"}, texts(requests, "status"))
	require.Equal(t, map[string]any{"id": graphtest.PartnerBusinessID, "name": "Client portfolio"}, requests[0]["requesting_business"])
	require.Equal(t, graphtest.WABAID, requests[0]["business_owned_object"])
}

func TestTransferOfAnAccount(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	target := `,"target_solution_id":"` + graphtest.EndingSolutionID + `"`
	call(t, srv, "POST", oboPath, oboStep("CONFIRM_TRANSFER", "")).requireError(t, http.StatusUnprocessableEntity, 100)
	call(t, srv, "POST", oboPath, oboStep("INITIATE_TRANSFER", "")).requireError(t, http.StatusBadRequest, 100)
	call(t, srv, "POST", oboPath, oboStep("INITIATE_TRANSFER", `,"target_solution_id":"7"`)).requireError(t, http.StatusNotFound, 803)
	call(t, srv, "POST", oboPath, oboStep("TELEPORT", "")).requireError(t, http.StatusBadRequest, 100)
	call(t, srv, "POST", oboPath, jsonBody(`{}`)).requireError(t, http.StatusBadRequest, 100)
	call(t, srv, "POST", oboPath, oboStep("REQUEST_HANDOVER", `,"scheduled_execution_time":"soon"`)).requireError(t, http.StatusBadRequest, 100)

	begun := call(t, srv, "POST", oboPath, oboStep("INITIATE_TRANSFER", target)).object(t)
	require.Equal(t, true, begun["approval_required"])
	id, _ := begun["mobility_intent_id"].(string)
	intent := get(t, srv, "/"+id).object(t)
	require.Equal(t, "PENDING", intent["status"])
	require.Equal(t, graphtest.EndingSolutionID, intent["solution"].(map[string]any)["id"])
	call(t, srv, "POST", oboPath, oboStep("INITIATE_TRANSFER", target)).requireError(t, http.StatusUnprocessableEntity, 100)
	require.Equal(t, "COMPLETED", call(t, srv, "POST", oboPath, oboStep("CONFIRM_TRANSFER", "")).object(t)["status"])
	require.Equal(t, "COMPLETED", get(t, srv, "/"+id).object(t)["status"])

	planned := call(t, srv, "POST", oboPath, oboStep("REQUEST_HANDOVER", `,"scheduled_execution_time":"2030-01-02T03:00:00Z"`)).object(t)
	require.Equal(t, "SCHEDULED", planned["status"])
	require.Equal(t, "2030-01-02T03:00:00Z", planned["estimated_completion_time"])
	require.Equal(t, "REJECTED", call(t, srv, "POST", oboPath, oboStep("REJECT_HANDOVER", "")).object(t)["status"])
	id, _ = planned["mobility_intent_id"].(string)
	require.Equal(t, "CANCELLED", get(t, srv, "/"+id).object(t)["status"])
}

func TestSetOBOIntent(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	own := `{"waba_id":"` + graphtest.WABAID + `"`
	call(t, srv, "POST", setOBOPath, jsonBody(`{}`)).requireError(t, http.StatusBadRequest, 100)
	call(t, srv, "POST", setOBOPath, jsonBody(`{"waba_id":"7"}`)).requireError(t, http.StatusBadRequest, 100)
	call(t, srv, "POST", setOBOPath, jsonBody(own+`,"app_id":"me"}`)).requireError(t, http.StatusBadRequest, 100)
	call(t, srv, "POST", setOBOPath, jsonBody(own+`,"solution_id":"7"}`)).requireError(t, http.StatusNotFound, 803)

	refused := call(t, srv, "POST", setOBOPath, jsonBody(own+`,"solution_id":"`+graphtest.InvitedSolutionID+`"}`)).object(t)
	require.Equal(t, false, refused["success"])
	require.NotEmpty(t, refused["error_msg"])

	set := call(t, srv, "POST", setOBOPath, jsonBody(own+`,"solution_id":"`+graphtest.SolutionID+`","client_mutation_id":"move-17"}`)).object(t)
	require.Equal(t, "move-17", set["client_mutation_id"])
	id, _ := set["intent_id"].(string)
	require.Equal(t, graphtest.SolutionID, get(t, srv, "/"+id).object(t)["solution"].(map[string]any)["id"])
}
