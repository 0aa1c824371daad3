package graphtest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

const (
	commercePath   = "/" + graphtest.PhoneNumberID + "/whatsapp_commerce_settings"
	compliancePath = "/" + graphtest.PhoneNumberID + "/business_compliance_info"
)

func TestCommerceSettings(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	settings := get(t, srv, commercePath).data(t)
	require.Len(t, settings, 1)
	require.Equal(t, true, settings[0]["is_cart_enabled"])
	require.Equal(t, false, settings[0]["is_catalog_visible"])
	require.Regexp(t, `^[0-9]+$`, settings[0]["id"])

	call(t, srv, "POST", commercePath+query("is_catalog_visible", "true")).object(t)
	call(t, srv, "POST", commercePath, jsonBody(`{"is_cart_enabled":false}`)).object(t)
	changed := get(t, srv, commercePath).data(t)
	require.Equal(t, map[string]any{"id": settings[0]["id"], "is_cart_enabled": false, "is_catalog_visible": true}, changed[0])
	other := get(t, srv, "/"+graphtest.SecondPhoneNumberID+"/whatsapp_commerce_settings").data(t)
	require.Equal(t, true, other[0]["is_cart_enabled"], "each number has its own")

	call(t, srv, "POST", commercePath).requireError(t, http.StatusBadRequest, 100)
	call(t, srv, "POST", commercePath+query("is_cart_enabled", "maybe")).requireError(t, http.StatusBadRequest, 100)
}

// compliance is a complete body with these members in place of its own.
func compliance(form string) string {
	return `{"messaging_product":"whatsapp","entity_name":"Retail Partners",` + form +
		`"grievance_officer_details":{"name":"Chandra P.","email":"complaints@shop.test","mobile_number":"+913854559033"},` +
		`"customer_care_details":{"email":"help@shop.test"}}`
}

func TestComplianceInfo(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	empty := map[string]any{"whatsapp_business_account_id": graphtest.WABAID, "messaging_product": "whatsapp", "is_registered": false}
	require.Equal(t, []map[string]any{empty}, get(t, srv, compliancePath).data(t))
	call(t, srv, "POST", compliancePath, jsonBody(compliance(`"entity_type":"OTHER","entity_type_custom":"Cooperative","is_registered":true,`))).object(t)
	call(t, srv, "POST", compliancePath, jsonBody(compliance(`"entity_type":"PRIVATE_COMPANY",`))).object(t)
	require.Equal(t, []map[string]any{{
		"whatsapp_business_account_id": graphtest.WABAID, "messaging_product": "whatsapp",
		"entity_name": "Retail Partners", "entity_type": "Private company",
		"grievance_officer_details": map[string]any{"name": "Chandra P.", "email": "complaints@shop.test", "mobile_number": "+913854559033"},
		"customer_care_details":     map[string]any{"email": "help@shop.test"},
	}}, get(t, srv, compliancePath).data(t), "the whole is replaced")
}

func TestComplianceRefusals(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	whole := compliance(`"entity_type":"PRIVATE_COMPANY",`)
	for name, test := range map[string]struct {
		body   string
		status int
	}{
		"no product":             {strings.Replace(whole, `"messaging_product":"whatsapp",`, "", 1), http.StatusBadRequest},
		"no type":                {compliance(""), http.StatusBadRequest},
		"unknown type":           {compliance(`"entity_type":"Partnership",`), http.StatusBadRequest},
		"no custom type":         {compliance(`"entity_type":"OTHER","is_registered":true,`), http.StatusBadRequest},
		"long custom type":       {compliance(`"entity_type":"OTHER","is_registered":true,"entity_type_custom":"` + strings.Repeat("a", 1025) + `",`), http.StatusBadRequest},
		"a custom company":       {compliance(`"entity_type":"PUBLIC_COMPANY","entity_type_custom":"Club",`), http.StatusUnprocessableEntity},
		"registration missing":   {compliance(`"entity_type":"PARTNERSHIP",`), http.StatusBadRequest},
		"registration too much":  {compliance(`"entity_type":"PUBLIC_COMPANY","is_registered":true,`), http.StatusBadRequest},
		"registration unknown":   {compliance(`"entity_type":"PARTNERSHIP","is_registered":"maybe",`), http.StatusBadRequest},
		"short name":             {strings.Replace(whole, "Retail Partners", "R", 1), http.StatusBadRequest},
		"no officer":             {strings.Replace(whole, "grievance_officer_details", "officer", 1), http.StatusBadRequest},
		"no name of the officer": {strings.Replace(whole, `"name":"Chandra P.",`, "", 1), http.StatusBadRequest},
		"no address":             {strings.Replace(whole, "help@shop.test", "help", 1), http.StatusBadRequest},
		"no country code":        {strings.Replace(whole, "+91385", "0385", 1), http.StatusUnprocessableEntity},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.NotEqual(t, whole, test.body)
			call(t, srv, "POST", compliancePath, jsonBody(test.body)).requireError(t, test.status, 100)
		})
	}
}
