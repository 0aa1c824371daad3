package graphtest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

const (
	invitedPath = "/" + graphtest.InvitedSolutionID
	endingPath  = "/" + graphtest.EndingSolutionID
	sharedPath  = "/" + graphtest.SolutionID
	movingPath  = "/" + graphtest.ClientWABAID + "/set_solution_migration_intent"
)

// as sends a request with the token of an app.
func as(t *testing.T, srv *graphtest.Server, appID, method, path string, body payload) answer {
	t.Helper()
	request := newRequest(t, method, path, body)
	request.Header.Set("Authorization", "Bearer "+appID+"|secret")
	return do(t, srv.Client(), request)
}

func TestInvitationToASolution(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	told := srv.Webhooks(http.NotFoundHandler(), hookSecret)
	invited := jsonBody(`{"partner_app_id":"` + graphtest.AppID + `"}`)

	as(t, srv, graphtest.PartnerAppID, "POST", invitedPath+"/accept", invited).requireError(t, http.StatusForbidden, 200)
	call(t, srv, "POST", invitedPath+"/accept", jsonBody(`{"partner_app_id":"1"}`)).requireError(t, http.StatusForbidden, 200)
	call(t, srv, "POST", invitedPath+"/accept", jsonBody(`{}`)).requireError(t, http.StatusBadRequest, 100)
	require.Zero(t, told.Pending())

	accepted := as(t, srv, graphtest.AppID, "POST", invitedPath+"/accept", invited).object(t)
	require.Equal(t, "ACCEPTED", accepted["partner_status"])
	require.Equal(t, 1, told.Pending(), "both sides hear of it")
	require.Equal(t, "ACTIVE", get(t, srv, invitedPath).object(t)["status"])
	require.Equal(t, "NONE", get(t, srv, invitedPath).object(t)["status_for_pending_request"])
	partners := get(t, srv, invitedPath+"/partners").data(t)
	require.Len(t, partners, 1)
	require.Equal(t, "ACCEPTED", partners[0]["status"])
	require.Equal(t, map[string]any{"id": graphtest.AppID, "name": "Messaging console"}, partners[0]["partner_app"])

	call(t, srv, "POST", invitedPath+"/accept", invited).requireError(t, http.StatusUnprocessableEntity, 100)
	reject := jsonBody(`{"request_type":"PARTNERSHIP_REQUEST","partner_app_id":"` + graphtest.AppID + `"}`)
	call(t, srv, "POST", invitedPath+"/reject", reject).requireError(t, http.StatusNotFound, 100)
}

func TestRejectedInvitation(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	for name, body := range map[string]string{
		"no type":         `{}`,
		"an unknown type": `{"request_type":"FRIENDSHIP_REQUEST"}`,
		"nobody":          `{"request_type":"PARTNERSHIP_REQUEST"}`,
		"a long reason":   `{"request_type":"DEACTIVATION_REQUEST","rejection_reason":"` + strings.Repeat("a", 501) + `"}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			call(t, srv, "POST", endingPath+"/reject", jsonBody(body)).requireError(t, http.StatusBadRequest, 100)
		})
	}
	reject := jsonBody(`{"request_type":"PARTNERSHIP_REQUEST","partner_app_id":"` + graphtest.AppID + `"}`)
	answer := call(t, srv, "POST", invitedPath+"/reject", reject).object(t)
	require.Equal(t, "PARTNERSHIP_REQUEST", answer["rejected_request_type"])
	require.Equal(t, "REJECTED", get(t, srv, invitedPath).object(t)["status"])
	call(t, srv, "POST", invitedPath+"/reject", jsonBody(`{"request_type":"DEACTIVATION_REQUEST"}`)).requireError(t, http.StatusNotFound, 100)
}

func TestEndOfASolution(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	require.Equal(t, http.StatusOK, as(t, srv, graphtest.AppID, "POST", sharedPath+"/send_deactivation_request", jsonBody(`{}`)).Status)
	require.Equal(t, "PENDING_DEACTIVATION", get(t, srv, sharedPath).object(t)["status_for_pending_request"])
	call(t, srv, "POST", sharedPath+"/send_deactivation_request", jsonBody(`{"reason":"again"}`)).requireError(t, http.StatusUnprocessableEntity, 100)

	accept, refuse := sharedPath+"/accept_deactivation_request", sharedPath+"/reject_deactivation_request"
	yes := jsonBody(`{"reject_deactivation_request":true}`)
	as(t, srv, graphtest.AppID, "POST", accept, jsonBody(`{}`)).requireError(t, http.StatusForbidden, 200)
	as(t, srv, graphtest.AppID, "POST", refuse, yes).requireError(t, http.StatusForbidden, 200)
	call(t, srv, "POST", refuse, jsonBody(`{}`)).requireError(t, http.StatusBadRequest, 100)
	call(t, srv, "POST", refuse, jsonBody(`{"reject_deactivation_request":false}`)).requireError(t, http.StatusBadRequest, 100)

	kept := as(t, srv, graphtest.PartnerAppID, "POST", refuse, yes).object(t)
	require.Equal(t, "ACTIVE", kept["status"])
	call(t, srv, "POST", refuse, yes).requireError(t, http.StatusBadRequest, 100)
	call(t, srv, "POST", accept, jsonBody(`{}`)).requireError(t, http.StatusUnprocessableEntity, 100)

	call(t, srv, "POST", sharedPath+"/send_deactivation_request", jsonBody(`{"reason":"moved"}`))
	ended := as(t, srv, graphtest.AppID, "POST", accept, jsonBody(`{}`)).object(t)
	require.Equal(t, "DEACTIVATED", ended["status"])
	require.Equal(t, "DEACTIVATED", get(t, srv, sharedPath+"/partners").data(t)[0]["status"])
	call(t, srv, "POST", sharedPath+"/send_deactivation_request", jsonBody(`{}`)).requireError(t, http.StatusUnprocessableEntity, 100)
}

func TestSolutionToken(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	token := get(t, srv, sharedPath+"/access_token?business_id="+graphtest.BusinessID).object(t)
	text, _ := token["access_token"].(string)
	require.Equal(t, true, debugged(t, srv, text)["is_valid"])
	require.NotZero(t, token["expires_at"])
	get(t, srv, endingPath+"/access_token?business_id="+graphtest.BusinessID).requireError(t, http.StatusUnprocessableEntity, 100)
	get(t, srv, sharedPath+"/access_token?business_id=5").requireError(t, http.StatusNotFound, 803)
	get(t, srv, sharedPath+"/access_token").requireError(t, http.StatusBadRequest, 100)
}

func TestMoveBetweenSolutions(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	step := func(intent, source, more string) answer {
		return call(t, srv, "POST", movingPath, jsonBody(`{"migration_intent":"`+intent+`","solution_id":"`+source+`"`+more+`}`))
	}
	toEnding := `,"target_solution_id":"` + graphtest.EndingSolutionID + `"`
	step("INITIATE_MIGRATION", graphtest.SolutionID, toEnding).requireError(t, http.StatusUnprocessableEntity, 100)
	step("CONFIRM_MIGRATION", graphtest.EndingSolutionID, "").requireError(t, http.StatusNotFound, 803)

	require.Equal(t, "APPROVED", step("CONFIRM_MIGRATION", graphtest.SolutionID, "").object(t)["status"])
	require.Equal(t, "COMPLETED", get(t, srv, "/"+graphtest.MigrationIntentID).object(t)["status"])
	require.Equal(t, []string{"Last season"}, texts(get(t, srv, "/"+graphtest.ClientWABAID+"/solutions").data(t), "name"))
	step("CANCEL_MIGRATION", graphtest.EndingSolutionID, "").requireError(t, http.StatusUnprocessableEntity, 100)

	back := `,"target_solution_id":"` + graphtest.SolutionID + `"`
	step("SCHEDULE_MIGRATION", graphtest.EndingSolutionID, back).requireError(t, http.StatusBadRequest, 100)
	step("SCHEDULE_MIGRATION", graphtest.EndingSolutionID, `,"target_solution_id":"7"`).requireError(t, http.StatusNotFound, 803)
	step("INITIATE_MIGRATION", graphtest.EndingSolutionID, toEnding).requireError(t, http.StatusUnprocessableEntity, 100)
	planned := step("SCHEDULE_MIGRATION", graphtest.EndingSolutionID, back+`,"scheduled_migration_time":"2030-01-02T03:00:00Z"`).object(t)
	require.Equal(t, "SCHEDULED", planned["status"])
	require.Equal(t, "2030-01-02T05:00:00Z", planned["estimated_completion_time"])
	id, _ := planned["migration_intent_id"].(string)
	require.Equal(t, "INITIATED", get(t, srv, "/"+id).object(t)["status"])
	require.Equal(t, "REJECTED", step("CANCEL_MIGRATION", graphtest.EndingSolutionID, "").object(t)["status"])
	require.Equal(t, "REJECTED", get(t, srv, "/"+id).object(t)["status"])
}

func TestWebhooksOfSolutions(t *testing.T) {
	t.Parallel()
	srv, hooks, box := newHooks(t)
	call(t, srv, "POST", solutionPath, solutionBody("Trial", graphtest.PartnerAppID, `["MESSAGING"]`, `[]`))
	call(t, srv, "POST", endingPath+"/accept_deactivation_request", jsonBody(`{}`))
	require.NoError(t, hooks.Flush(t.Context()))
	events := box.take()
	require.Len(t, events, 2)
	created, _ := events[0].(*webhook.PartnerSolutionEvent)
	require.NotNil(t, created)
	require.Equal(t, "INITIATED", created.SolutionStatus)
	ended, _ := events[1].(*webhook.PartnerSolutionEvent)
	require.NotNil(t, ended)
	require.Equal(t, "DEACTIVATED", ended.SolutionStatus)
	require.Equal(t, graphtest.BusinessID, ended.EntryID())
}
