package graphtest_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

const (
	accountsPath = "/" + graphtest.BusinessID + "/whatsapp_business_accounts"
	ownedPath    = "/" + graphtest.BusinessID + "/owned_whatsapp_business_accounts"
	clientPath   = "/" + graphtest.BusinessID + "/client_whatsapp_business_accounts"
)

func TestAccount(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	standard := get(t, srv, "/"+graphtest.WABAID).object(t)
	require.Equal(t, "Retail account", standard["name"])
	require.Equal(t, "1", standard["timezone_id"])

	fields := "business_verification_status,country,currency,health_status,is_enabled_for_insights,is_shared_with_partners," +
		"marketing_messages_lite_api_status,marketing_messages_onboarding_status,message_template_namespace,name," +
		"ownership_type,primary_funding_id,purchase_order_number,status,timezone_id,whatsapp_business_manager_messaging_limit," +
		"account_review_status,primary_business_location"
	object := get(t, srv, "/"+graphtest.WABAID+"?fields="+fields).object(t)
	require.Len(t, object, 19, "every field has a value, and there is the id")
	require.Equal(t, true, object["is_enabled_for_insights"])
	require.Equal(t, "771209846630015", object["primary_funding_id"])
	require.Equal(t, "AVAILABLE", object["health_status"].(map[string]any)["can_send_message"])
}

func TestAccountLists(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	all := []string{graphtest.WABAID, graphtest.SecondWABAID, graphtest.ClientWABAID}
	require.Equal(t, all, texts(get(t, srv, accountsPath).data(t), "id"))
	require.Equal(t, all[:2], texts(get(t, srv, ownedPath).data(t), "id"))
	require.Equal(t, all[2:], texts(get(t, srv, clientPath).data(t), "id"))

	item := get(t, srv, clientPath+"?fields=name,ownership_type,on_behalf_of_business_info{id},phone_numbers").data(t)[0]
	require.Equal(t, map[string]any{
		"id": graphtest.ClientWABAID, "name": "Client account", "ownership_type": "CLIENT_OWNED",
		"on_behalf_of_business_info": map[string]any{"id": "617303840095512"},
		"phone_numbers":              []any{},
	}, item)

	numbers := get(t, srv, ownedPath+"?fields=phone_numbers{id}").data(t)[0]["phone_numbers"].([]any)
	require.Len(t, numbers, 4)
	require.Equal(t, map[string]any{"id": graphtest.PhoneNumberID}, numbers[0])
}

func TestAccountFilters(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		path  string
		pairs []string
		want  []string
	}{
		"one type":           {accountsPath, []string{"business_type", "ENTERPRISE"}, []string{graphtest.WABAID}},
		"types with commas":  {ownedPath, []string{"business_type", "ENTERPRISE,SMB"}, []string{graphtest.WABAID, graphtest.SecondWABAID}},
		"types as JSON":      {ownedPath, []string{"business_type", `["SMB"]`}, []string{graphtest.SecondWABAID}},
		"types as keys":      {ownedPath, []string{"business_type", "SMB", "business_type", "ENTERPRISE"}, []string{graphtest.WABAID, graphtest.SecondWABAID}},
		"type of a client":   {clientPath, []string{"business_type", "STANDARD"}, []string{graphtest.ClientWABAID}},
		"find":               {accountsPath, []string{"find", graphtest.SecondWABAID}, []string{graphtest.SecondWABAID}},
		"find of no account": {accountsPath, []string{"find", "1"}, []string{}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, test.want, texts(get(t, graphtest.New(), test.path+query(test.pairs...)).data(t), "id"))
		})
	}
}

func TestAccountFilterRefusals(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	get(t, srv, accountsPath+"?business_type=STANDARD").requireError(t, http.StatusBadRequest, 100)
	get(t, srv, ownedPath+"?business_type=").requireError(t, http.StatusBadRequest, 100)
	get(t, srv, clientPath+"?business_type=SMB").requireError(t, http.StatusBadRequest, 100)
	get(t, srv, ownedPath+"?find=me").requireError(t, http.StatusBadRequest, 100)
	get(t, srv, ownedPath+"?find=").requireError(t, http.StatusBadRequest, 100)
}

func TestCreateAccount(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	reply := call(t, srv, "POST", accountsPath, jsonBody(`{"name":"Outlet account","currency":"EUR","timezone_id":42,
		"business_type":"SMB","primary_funding_id":"123","purchase_order_number":"PO-1",
		"on_behalf_of_business_id":"`+graphtest.BusinessID+`"}`))
	require.Equal(t, http.StatusOK, reply.Status, reply.Body)
	created := reply.object(t)
	require.Regexp(t, `^[0-9]+$`, created["payment_account_id"])

	items := get(t, srv, accountsPath+"?fields=name,currency,timezone_id,purchase_order_number,on_behalf_of_business_info").data(t)
	require.Len(t, items, 4)
	require.Equal(t, map[string]any{
		"id": created["id"], "name": "Outlet account", "currency": "EUR", "timezone_id": "42", "purchase_order_number": "PO-1",
		"on_behalf_of_business_info": map[string]any{"id": graphtest.BusinessID, "name": "Retail portfolio"},
	}, items[3])
	require.True(t, slices.Contains(texts(get(t, srv, ownedPath).data(t), "id"), created["id"].(string)))
	require.Equal(t, "Outlet account", get(t, srv, "/"+created["id"].(string)).object(t)["name"])
}

func TestCreateAccountRefusals(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"no name":               `{}`,
		"empty name":            `{"name":""}`,
		"name of a number":      `{"name":5}`,
		"currency":              `{"name":"n","currency":"euro"}`,
		"timezone":              `{"name":"n","timezone_id":"Berlin"}`,
		"business type":         `{"name":"n","business_type":"STANDARD"}`,
		"funding":               `{"name":"n","primary_funding_id":"card"}`,
		"business on behalf of": `{"name":"n","on_behalf_of_business_id":"someone"}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := graphtest.New()
			call(t, srv, "POST", accountsPath, jsonBody(body)).requireError(t, http.StatusBadRequest, 100)
			require.Len(t, get(t, srv, accountsPath).data(t), 3)
		})
	}
}

func TestBusiness(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	require.JSONEq(t, `{"id":"`+graphtest.BusinessID+`","name":"Retail portfolio","timezone_id":1}`,
		get(t, srv, "/"+graphtest.BusinessID).Body)
	nested := get(t, srv, "/"+graphtest.BusinessID+query("fields", "client_whatsapp_business_accounts{name}"))
	require.Contains(t, nested.Body, `"name":"Client account"`)
}
