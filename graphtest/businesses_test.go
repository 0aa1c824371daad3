package graphtest_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

const onboardPath = "/onboard_partners_to_mm_lite"

func TestPeopleAndCatalogsOfABusiness(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	people := get(t, srv, "/"+graphtest.BusinessID+"/business_users?fields=name,business{name}").data(t)
	require.Len(t, people, 6)
	require.Equal(t, map[string]any{"id": graphtest.BusinessID, "name": "Retail portfolio"}, people[0]["business"])
	catalogs := get(t, srv, "/"+graphtest.BusinessID+"/owned_product_catalogs").data(t)
	require.Equal(t, []string{graphtest.CatalogID, graphtest.FreeCatalogID}, texts(catalogs, "id"))
	require.Empty(t, get(t, srv, "/"+graphtest.PartnerBusinessID+"/owned_product_catalogs").data(t))
}

func TestOnboardingToMarketingMessages(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	path := "/" + graphtest.PartnerBusinessID + onboardPath
	call(t, srv, "POST", path+"?solution_id=me", payload{}).requireError(t, http.StatusBadRequest, 100)
	call(t, srv, "POST", path+"?solution_id=7", payload{}).requireError(t, http.StatusUnprocessableEntity, 803)
	asked := call(t, srv, "POST", path+"?solution_id="+graphtest.SolutionID, payload{}).object(t)
	require.NotEmpty(t, asked["request_id"])
	call(t, srv, "POST", path, payload{}).requireError(t, http.StatusForbidden, 100)

	srv.AcceptMarketingMessages(graphtest.PartnerBusinessID)
	account := get(t, srv, "/"+graphtest.ClientWABAID+"?fields=marketing_messages_onboarding_status").object(t)
	require.Equal(t, "ONBOARDED", account["marketing_messages_onboarding_status"])
	call(t, srv, "POST", path, payload{}).requireError(t, http.StatusBadRequest, 100)
}
