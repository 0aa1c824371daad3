package graphtest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

const (
	solutionsPath = "/" + graphtest.AppID + "/whatsapp_business_solutions"
	solutionPath  = "/" + graphtest.AppID + "/whatsapp_business_solution"
)

func solutionBody(name, partner, owner, partners string) payload {
	return jsonBody(`{"solution_name":"` + name + `","partner_app_id":"` + partner + `","owner_permissions":` + owner +
		`,"partner_permissions":` + partners + `}`)
}

func TestSolutions(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	items := get(t, srv, solutionsPath).data(t)
	require.Equal(t, []string{"Shared messaging", "Pilot", "Partner campaign", "Last season"}, texts(items, "name"))
	require.Equal(t, map[string]any{
		"id": graphtest.SolutionID, "name": "Shared messaging", "status": "ACTIVE", "status_for_pending_request": "NONE",
		"owner_app":         map[string]any{"id": graphtest.AppID, "name": "Messaging console"},
		"owner_permissions": []any{"MESSAGING"},
	}, items[0])
	require.Equal(t, items[0], get(t, srv, "/"+graphtest.SolutionID).object(t))

	require.Equal(t, []string{"Shared messaging", "Pilot", "Last season"}, texts(get(t, srv, solutionsPath+"?role=OWNER").data(t), "name"))
	require.Equal(t, []string{"Partner campaign"}, texts(get(t, srv, solutionsPath+"?role=PARTNER").data(t), "name"))
	get(t, srv, solutionsPath+"?role=owner").requireError(t, http.StatusBadRequest, 100)
	get(t, srv, solutionsPath+"?role=").requireError(t, http.StatusBadRequest, 100)
}

func TestCreateSolution(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]payload{
		"owner sends":   solutionBody("Trial", graphtest.PartnerAppID, `["MESSAGING"]`, `[]`),
		"partner sends": solutionBody("Trial", graphtest.PartnerAppID, `[]`, `["MESSAGING"]`),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := graphtest.New()
			reply := call(t, srv, "POST", solutionPath, body)
			require.Equal(t, http.StatusOK, reply.Status, reply.Body)
			id := reply.object(t)["solution_id"]

			items := get(t, srv, solutionsPath+"?role=OWNER").data(t)
			created := items[len(items)-1]
			require.Equal(t, id, created["id"])
			require.Equal(t, "Trial", created["name"])
			require.Equal(t, "INITIATED", created["status"])
			require.Equal(t, "PENDING_ACTIVATION", created["status_for_pending_request"])

			partners := get(t, srv, "/"+graphtest.PartnerAppID+"/whatsapp_business_solutions?role=PARTNER").data(t)
			require.Equal(t, id, partners[len(partners)-1]["id"], "the partner sees it too")
		})
	}
}

func TestCreateSolutionWithAnAppOutsideThisWorld(t *testing.T) {
	t.Parallel()
	reply := call(t, graphtest.New(), "POST", solutionPath, solutionBody("Trial", "12345", `["MESSAGING"]`, `[]`))
	require.Equal(t, http.StatusOK, reply.Status, reply.Body)
}

func TestCreateSolutionRefusals(t *testing.T) {
	t.Parallel()
	const partner, messaging, none = graphtest.PartnerAppID, `["MESSAGING"]`, `[]`
	tests := map[string]struct {
		body   payload
		status int
	}{
		"empty":                  {jsonBody(`{}`), 400},
		"short name":             {solutionBody("T", partner, messaging, none), 400},
		"long name":              {solutionBody(strings.Repeat("x", 76), partner, messaging, none), 400},
		"partner of no id":       {solutionBody("Trial", "partner", messaging, none), 400},
		"partner is the owner":   {solutionBody("Trial", graphtest.AppID, messaging, none), 400},
		"unknown permission":     {solutionBody("Trial", partner, `["MANAGE"]`, none), 400},
		"two permissions":        {solutionBody("Trial", partner, `["MESSAGING","MESSAGING"]`, none), 400},
		"permissions of no list": {solutionBody("Trial", partner, `{}`, none), 400},
		"no owner permissions":   {jsonBody(`{"solution_name":"Trial","partner_app_id":"1","partner_permissions":[]}`), 400},
		"no partner permissions": {jsonBody(`{"solution_name":"Trial","partner_app_id":"1","owner_permissions":[]}`), 400},
		"neither side may send":  {solutionBody("Trial", partner, none, none), 422},
		"both sides may send":    {solutionBody("Trial", partner, messaging, messaging), 422},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := graphtest.New()
			call(t, srv, "POST", solutionPath, test.body).requireError(t, test.status, 100)
			require.Len(t, get(t, srv, solutionsPath).data(t), 4)
		})
	}
}

func TestConnectedBusinesses(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	path := "/" + graphtest.AppID + "/connected_client_businesses"
	items := get(t, srv, path).data(t)
	require.Len(t, items, 4)
	require.Equal(t, map[string]any{
		"id": "509143076566701", "name": "Client business 1", "verification_status": "VERIFIED", "business_status": "ACTIVE",
		"created_time": "2026-03-02T09:00:00Z", "updated_time": "2026-03-02T09:00:00Z",
	}, items[0])

	id := srv.AddConnectedBusiness(graphtest.AppID, graphtest.ConnectedBusiness{BusinessStatus: "SUSPENDED"})
	require.Equal(t, map[string]any{"id": id, "business_status": "SUSPENDED"},
		get(t, srv, path+"?fields=business_status").data(t)[4])
	require.JSONEq(t, `{"id":"`+graphtest.AppID+`","name":"Messaging console"}`, get(t, srv, "/"+graphtest.AppID).Body)
}
