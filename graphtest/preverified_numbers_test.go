package graphtest_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

const (
	offeredPath  = "/" + graphtest.PreverifiedNumberID
	pendingPath  = "/" + graphtest.PendingPreverifiedNumberID
	offersPath   = "/" + graphtest.BusinessID + "/preverified_numbers"
	partnersList = "/" + graphtest.PartnerBusinessID + "/preverified_numbers"
	sharePath    = "/" + graphtest.BusinessID + "/share_preverified_numbers"
)

func shareBody(partner, number string) payload {
	return jsonBody(`{"partner_business_id":"` + partner + `","preverified_id":"` + number + `"}`)
}

func TestPreverifiedNumbersAreFiltered(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	require.Len(t, get(t, srv, offersPath).data(t), 3)
	require.Len(t, get(t, srv, offersPath+"?verification_status=PENDING").data(t), 1)
	require.Len(t, get(t, srv, offersPath+"?availability_status=IN_USE&country_code=US").data(t), 1)
	require.Empty(t, get(t, srv, offersPath+"?country_code=DE").data(t))
	for _, bad := range []string{"verification_status=NEVER", "availability_status=GONE", "country_code=usa", "country_code=us"} {
		get(t, srv, offersPath+"?"+bad).requireError(t, http.StatusBadRequest, 100)
	}
	require.Equal(t, true, get(t, srv, offeredPath).object(t)["is_input_id_valid"])
}

func TestSharingAPreverifiedNumber(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	require.Len(t, get(t, srv, offeredPath+"/partners").data(t), 1)
	require.Len(t, get(t, srv, partnersList).data(t), 2)
	partner, number := graphtest.PartnerBusinessID, graphtest.PreverifiedNumberID
	call(t, srv, "POST", sharePath, shareBody(partner, number)).requireError(t, http.StatusUnprocessableEntity, 100)
	call(t, srv, "POST", sharePath, shareBody(graphtest.BusinessID, number)).requireError(t, http.StatusUnprocessableEntity, 100)
	call(t, srv, "POST", sharePath, shareBody(partner, graphtest.PendingPreverifiedNumberID)).requireError(t, http.StatusUnprocessableEntity, 100)
	call(t, srv, "POST", sharePath, shareBody(partner, "7")).requireError(t, http.StatusNotFound, 803)
	call(t, srv, "POST", sharePath, shareBody("7", number)).requireError(t, http.StatusBadRequest, 100)
	call(t, srv, "POST", sharePath, jsonBody(`{}`)).requireError(t, http.StatusBadRequest, 100)
	call(t, srv, "POST", sharePath, jsonBody(`{"partner_business_id":"7"}`)).requireError(t, http.StatusBadRequest, 100)

	require.Equal(t, http.StatusOK, call(t, srv, "DELETE", sharePath, shareBody(partner, number)).Status)
	require.Empty(t, get(t, srv, offeredPath+"/partners").data(t))
	require.Len(t, get(t, srv, partnersList).data(t), 1)
	require.Equal(t, http.StatusOK, call(t, srv, "POST", sharePath, shareBody(partner, number)).Status)
	require.Len(t, get(t, srv, partnersList).data(t), 2)

	require.Equal(t, http.StatusOK, call(t, srv, "DELETE", offeredPath).Status)
	require.Len(t, get(t, srv, partnersList).data(t), 1)
	require.Len(t, get(t, srv, offersPath).data(t), 2)
	get(t, srv, offeredPath).requireError(t, http.StatusBadRequest, 100)
}

func TestVerifyingAPreverifiedNumber(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	bySMS := jsonBody(`{"code_method":"SMS","language":"en_US"}`)
	call(t, srv, "POST", offeredPath+"/request_code", bySMS).requireError(t, http.StatusUnprocessableEntity, 100)
	call(t, srv, "POST", pendingPath+"/request_code", jsonBody(`{"language":"en_US"}`)).requireError(t, http.StatusBadRequest, 100)
	require.Equal(t, graphtest.PendingPreverifiedNumberCode, srv.VerificationCode(graphtest.PendingPreverifiedNumberID))
	require.Equal(t, http.StatusOK, call(t, srv, "POST", pendingPath+"/request_code", bySMS).Status)
	code := srv.VerificationCode(graphtest.PendingPreverifiedNumberID)
	require.NotEqual(t, graphtest.PendingPreverifiedNumberCode, code)

	verify := pendingPath + "/verify_code"
	call(t, srv, "POST", verify, jsonBody(`{"code":"`+graphtest.PendingPreverifiedNumberCode+`"}`)).requireError(t, http.StatusUnprocessableEntity, 100)
	call(t, srv, "POST", verify, jsonBody(`{"code":"123"}`)).requireError(t, http.StatusBadRequest, 100)
	call(t, srv, "POST", verify, jsonBody(`{}`)).requireError(t, http.StatusBadRequest, 100)
	require.Equal(t, http.StatusOK, call(t, srv, "POST", verify, jsonBody(`{"code":"`+code+`"}`)).Status)
	call(t, srv, "POST", verify, jsonBody(`{"code":"`+code+`"}`)).requireError(t, http.StatusUnprocessableEntity, 100)
	require.Len(t, get(t, srv, offersPath+"?verification_status=VERIFIED").data(t), 3)
}

// A client takes a pre-verified number without a code of its own.
func TestTakingAPreverifiedNumber(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	create := "/" + graphtest.WABAID + "/phone_numbers"
	take := func(number string) payload {
		return jsonBody(`{"phone_number":"15550181","verified_name":"The shop","preverified_id":"` + number + `"}`)
	}
	call(t, srv, "POST", create, take("7")).requireError(t, http.StatusBadRequest, 100)
	call(t, srv, "POST", create, take(graphtest.PendingPreverifiedNumberID)).requireError(t, http.StatusUnprocessableEntity, 100)
	id, _ := call(t, srv, "POST", create, take(graphtest.PreverifiedNumberID)).object(t)["id"].(string)
	taken := get(t, srv, "/"+id+"?fields=is_preverified_number,code_verification_status").object(t)
	require.Equal(t, true, taken["is_preverified_number"])
	require.Equal(t, "VERIFIED", taken["code_verification_status"])
	require.Len(t, get(t, srv, offersPath+"?availability_status=IN_USE").data(t), 2)
	call(t, srv, "DELETE", offeredPath).requireError(t, http.StatusUnprocessableEntity, 100)
}
