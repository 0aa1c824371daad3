package graphtest_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

func TestBadge(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := graphtest.New()
		path := "/" + graphtest.PhoneNumberID + "/official_business_account"
		status := func() any { return get(t, srv, path).object(t)["oba_status"] }
		const guide = `{"business_website_url":"https://shop.test","primary_country_of_operation":"Brazil"}`
		const withdraw = `{"action":"WITHDRAW_APPLICATION"}`
		require.Equal(t, "NOT_STARTED", status())
		act(t, srv, path, withdraw).requireError(t, http.StatusConflict, 100)
		require.PanicsWithValue(t, "graphtest: no request of "+graphtest.PhoneNumberID+" for the badge is under review", func() {
			srv.ReviewOfficialBusinessAccount(graphtest.PhoneNumberID, "APPROVED")
		})
		require.JSONEq(t, `{"success":true}`, act(t, srv, path, guide).Body)
		require.Equal(t, "PENDING", status())
		act(t, srv, path, guide).requireError(t, http.StatusBadRequest, 100)
		act(t, srv, path, withdraw)
		require.Equal(t, "CANCELLED", status())
		act(t, srv, path, `{"action":"SUBMIT_APPLICATION","application_data":{"business_name":"Shop"}}`)
		srv.ReviewOfficialBusinessAccount(graphtest.PhoneNumberID, "REJECTED")
		require.Equal(t, "REJECTED", status())
		time.Sleep(30*24*time.Hour - time.Nanosecond)
		act(t, srv, path, guide).requireError(t, http.StatusBadRequest, 100)
		time.Sleep(time.Nanosecond)
		act(t, srv, path, `{"action":"RESUBMIT_APPLICATION","application_data":{"business_name":"Shop"}}`)
		srv.ReviewOfficialBusinessAccount(graphtest.PhoneNumberID, "APPROVED")
		node := get(t, srv, "/"+graphtest.PhoneNumberID+"?fields=official_business_account,is_official_business_account").object(t)
		require.Equal(t, map[string]any{
			"id": graphtest.PhoneNumberID, "is_official_business_account": true, "official_business_account": map[string]any{"oba_status": "APPROVED"},
		}, node)
		act(t, srv, path, guide).requireError(t, http.StatusBadRequest, 100)
	})
}

func TestBadgeRequestsAreChecked(t *testing.T) {
	t.Parallel()
	quoted := func(count int) string { return `"` + strings.Repeat("a", count) + `"` }
	for body, status := range map[string]int{
		`{}`: 400, `{"business_website_url":"shop.test","primary_country_of_operation":"Brazil"}`: 400, `{"business_website_url":"https://shop.test"}`: 400,
		`{"business_website_url":"https://shop.test","primary_country_of_operation":"Brazil","supporting_links":["https://a.test"]}`:                    400,
		`{"business_website_url":"https://shop.test","primary_country_of_operation":"Brazil","supporting_links":[1]}`:                                   400,
		`{"business_website_url":"https://shop.test","primary_country_of_operation":"Brazil","parent_business_or_brand":` + quoted(256) + `}`:           400,
		`{"business_website_url":"https://shop.test","primary_country_of_operation":"Brazil","additional_supporting_information":` + quoted(1001) + `}`: 400,
		`{"action":"ASK"}`: 400, `{"action":"SUBMIT_APPLICATION"}`: 400,
		`{"action":"SUBMIT_APPLICATION","application_data":{"business_name":` + quoted(256) + `}}`:                                422,
		`{"action":"SUBMIT_APPLICATION","application_data":{"business_name":"Shop","business_description":` + quoted(1001) + `}}`: 422,
		`{"action":"SUBMIT_APPLICATION","application_data":{"business_name":"Shop","website_url":"http://shop.test"}}`:            422,
	} {
		act(t, graphtest.New(), "/"+graphtest.PhoneNumberID+"/official_business_account", body).requireError(t, status, 100)
	}
}
