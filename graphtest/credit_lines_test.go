package graphtest_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

const (
	creditPath      = "/" + graphtest.CreditLineID
	allocationsPath = creditPath + "/owning_credit_allocation_configs"
	shareCreditPath = creditPath + "/whatsapp_credit_sharing?receiving_business_id="
	fundingPath     = "?fields=primary_funding_id"
)

func attachTo(wabaID string) string { return "?waba_currency=EUR&waba_id=" + wabaID }

func TestCreditIsSharedAndRevoked(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	require.Len(t, get(t, srv, "/"+graphtest.BusinessID+"/extendedcredits").data(t), 1)
	shared := call(t, srv, "POST", creditPath+"/whatsapp_credit_sharing_and_attach"+attachTo(graphtest.SecondWABAID), payload{}).object(t)
	id, _ := shared["allocation_config_id"].(string)
	require.Equal(t, graphtest.SecondWABAID, shared["waba_id"])
	require.Len(t, get(t, srv, allocationsPath).data(t), 2)
	require.Len(t, get(t, srv, allocationsPath+"?receiving_business_id="+graphtest.BusinessID).data(t), 1)

	allocation := get(t, srv, "/"+id+"?fields=receiving_credential,request_status").object(t)
	require.NotContains(t, allocation, "request_status")
	credential := allocation["receiving_credential"].(map[string]any)["id"]
	require.Equal(t, credential, get(t, srv, "/"+graphtest.SecondWABAID+fundingPath).object(t)["primary_funding_id"])

	// The second account of the business has the same allocation.
	second := call(t, srv, "POST", creditPath+"/whatsapp_credit_attach"+attachTo(graphtest.WABAID), payload{}).object(t)
	require.Equal(t, id, second["allocation_config_id"])

	for range 2 { // it may be repeated
		require.Equal(t, true, call(t, srv, "DELETE", "/"+id, payload{}).object(t)["success"])
	}
	require.Equal(t, "DELETED", get(t, srv, "/"+id+"?fields=request_status").object(t)["request_status"])
	require.Len(t, get(t, srv, allocationsPath).data(t), 1)
	for _, waba := range []string{graphtest.WABAID, graphtest.SecondWABAID} {
		require.NotContains(t, get(t, srv, "/"+waba+fundingPath).object(t), "primary_funding_id")
	}
	again := call(t, srv, "POST", creditPath+"/whatsapp_credit_sharing_and_attach"+attachTo(graphtest.WABAID), payload{}).object(t)
	require.NotEqual(t, id, again["allocation_config_id"])
}

func TestCreditIsSharedFirst(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	attach := creditPath + "/whatsapp_credit_attach" + attachTo(graphtest.SecondWABAID)
	call(t, srv, "POST", attach, payload{}).requireError(t, http.StatusBadRequest, 100)
	shared := call(t, srv, "POST", shareCreditPath+graphtest.BusinessID, payload{}).object(t)
	require.Equal(t, shared["allocation_config_id"], call(t, srv, "POST", attach, payload{}).object(t)["allocation_config_id"])

	// The client of this account has had an allocation all along.
	clients := call(t, srv, "POST", creditPath+"/whatsapp_credit_attach"+attachTo(graphtest.ClientWABAID), payload{}).object(t)
	require.Equal(t, graphtest.CreditAllocationID, clients["allocation_config_id"])
}

func TestCreditThatIsRefused(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	other := srv.AddCreditLine(graphtest.PartnerBusinessID, graphtest.CreditLine{})
	attach := "/whatsapp_credit_sharing_and_attach"
	call(t, srv, "POST", creditPath+attach+attachTo(graphtest.WABAID), payload{}).object(t)
	for _, path := range []string{
		creditPath + attach + attachTo(graphtest.WABAID),
		"/" + other + attach + attachTo(graphtest.WABAID),
		creditPath + attach + attachTo("7"),
		creditPath + attach + "?waba_currency=EUR",
		creditPath + attach + "?waba_id=" + graphtest.SecondWABAID,
		creditPath + attach + "?waba_currency=CHF&waba_id=" + graphtest.SecondWABAID,
		creditPath + "/whatsapp_credit_attach" + attachTo("7"),
		shareCreditPath,
		shareCreditPath + "7",
		shareCreditPath + graphtest.PartnerBusinessID,
	} {
		call(t, srv, "POST", path, payload{}).requireError(t, http.StatusBadRequest, 100)
	}
	get(t, srv, allocationsPath+"?receiving_business_id=me").requireError(t, http.StatusBadRequest, 100)
	require.Len(t, get(t, srv, allocationsPath).data(t), 2)

	// What was attached stays with its credit line, even when that is revoked.
	id := get(t, srv, allocationsPath).data(t)[1]["id"].(string)
	call(t, srv, "DELETE", "/"+id, payload{}).object(t)
	call(t, srv, "POST", "/"+other+attach+attachTo(graphtest.WABAID), payload{}).requireError(t, http.StatusBadRequest, 100)
}
