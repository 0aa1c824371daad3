package graphtest_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

const phoneNumbersPath = "/" + graphtest.WABAID + "/phone_numbers"

func TestPhoneNumber(t *testing.T) {
	t.Parallel()
	reply := get(t, graphtest.New(), "/"+graphtest.PhoneNumberID)
	require.JSONEq(t, `{"id":"`+graphtest.PhoneNumberID+`","display_phone_number":"+1 555-0100",
		"verified_name":"Support line","quality_rating":"GREEN","code_verification_status":"VERIFIED",
		"platform_type":"CLOUD_API","throughput":{"level":"STANDARD"},"status":"CONNECTED"}`, reply.Body)
}

func TestPhoneNumberInTheListOfItsAccount(t *testing.T) {
	t.Parallel()
	srv := graphtest.New(graphtest.WithoutSampleWorld())
	account := srv.AddWABA(srv.AddBusiness(graphtest.Business{}), graphtest.WABA{})
	for _, status := range []string{"CONNECTED", "FLAGGED", "DISCONNECTED", "UNVERIFIED", "PENDING", "RESTRICTED"} {
		srv.AddPhoneNumber(account, graphtest.PhoneNumber{
			Status: status,
			Fields: map[string]any{"code_verification_status": "UNVERIFIED"},
		})
	}
	items := get(t, srv, "/"+account+"/phone_numbers").data(t)
	require.Equal(t, []string{"LINKED", "LINKED", "UNLINKED", "PENDING", "PENDING", "RESTRICTED"}, texts(items, "status"))
	require.Equal(t, "NOT_VERIFIED", items[0]["code_verification_status"])
	require.Equal(t, "UNVERIFIED", get(t, srv, "/"+items[0]["id"].(string)).object(t)["code_verification_status"])
}

func TestFiltering(t *testing.T) {
	t.Parallel()
	const first, second, third, fourth = "+1 555-0100", "+1 555-0101", "+1 555-0102", "+1 555-0103"
	tests := map[string]struct {
		filtering string
		want      []string
	}{
		"equal":             {`[{"field":"account_mode","operator":"EQUAL","value":"SANDBOX"}]`, []string{fourth}},
		"not equal":         {`[{"field":"account_mode","operator":"NOT_EQUAL","value":"SANDBOX"}]`, []string{first, second, third}},
		"in":                {`[{"field":"quality_rating","operator":"IN","value":["YELLOW","RED"]}]`, []string{third}},
		"not in":            {`[{"field":"quality_rating","operator":"NOT_IN","value":["YELLOW"]}]`, []string{first, second, fourth}},
		"contain":           {`[{"field":"verified_name","operator":"CONTAIN","value":"line"}]`, []string{first, fourth}},
		"boolean":           {`[{"field":"is_pin_enabled","operator":"EQUAL","value":true}]`, []string{first, second, third, fourth}},
		"value of the list": {`[{"field":"status","operator":"EQUAL","value":"LINKED"}]`, []string{first, second, third}},
		"two conditions": {`[{"field":"account_mode","operator":"EQUAL","value":"LIVE"},
			{"field":"verified_name","operator":"CONTAIN","value":"line"}]`, []string{first}},
		"no condition": {`[]`, []string{first, second, third, fourth}},
		"no match":     {`[{"field":"account_mode","operator":"EQUAL","value":"TEST"}]`, []string{}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			reply := get(t, graphtest.New(), phoneNumbersPath+query("filtering", test.filtering))
			require.Equal(t, test.want, texts(reply.data(t), "display_phone_number"))
		})
	}
}

func TestPhoneNumberListRefusals(t *testing.T) {
	t.Parallel()
	for _, pairs := range [][]string{
		{"filtering", `account_mode=LIVE`},
		{"filtering", `{}`},
		{"filtering", ``},
		{"filtering", `[{"field":"colour","operator":"EQUAL","value":"x"}]`},
		{"filtering", `[{"field":"status","operator":"LIKE","value":"x"}]`},
		{"sort", "name.asc"},
		{"sort", "creation_time"},
		{"sort", ""},
	} {
		reply := get(t, graphtest.New(), phoneNumbersPath+query(pairs...))
		reply.requireError(t, http.StatusBadRequest, 100)
		require.Contains(t, reply.Body, pairs[0])
	}
}

func TestSort(t *testing.T) {
	t.Parallel()
	srv := graphtest.New(graphtest.WithoutSampleWorld())
	account := srv.AddWABA(srv.AddBusiness(graphtest.Business{}), graphtest.WABA{})
	moment := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for i, name := range []string{"second", "third", "first"} {
		srv.AddPhoneNumber(account, graphtest.PhoneNumber{
			VerifiedName: name,
			CreatedAt:    moment.AddDate(0, 0, []int{1, 2, 0}[i]),
			Fields:       map[string]any{"last_onboarded_time": moment.AddDate(0, 0, i).Format(time.RFC3339)},
		})
	}
	for order, want := range map[string][]string{
		"creation_time.asc":        {"first", "second", "third"},
		"creation_time.desc":       {"third", "second", "first"},
		"last_onboarded_time.asc":  {"second", "third", "first"},
		"last_onboarded_time.desc": {"first", "third", "second"},
	} {
		items, sizes := walk(t, srv, "/"+account+"/phone_numbers", "sort", order, "limit", "2")
		require.Equal(t, []int{2, 1}, sizes)
		require.Equal(t, want, texts(decode(t, items), "verified_name"), order)
	}
}

func TestAddPhoneNumbers(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	path := "/" + graphtest.BusinessID + "/add_phone_numbers"

	reply := call(t, srv, "POST", path, jsonBody(`{"phone_number":"+15550150"}`))
	require.Equal(t, http.StatusOK, reply.Status, reply.Body)
	require.Regexp(t, `^[0-9]{15}$`, reply.object(t)["id"])

	again := call(t, srv, "POST", path, jsonBody(`{"phone_number":"15550150"}`))
	again.requireError(t, http.StatusConflict, 100)
	taken := call(t, srv, "POST", path, jsonBody(`{"phone_number":"+15550100"}`))
	taken.requireError(t, http.StatusConflict, 100)

	for _, body := range []string{`{}`, `{"phone_number":""}`, `{"phone_number":"+1 555"}`, `{"phone_number":"+05550150"}`,
		`{"phone_number":"call me"}`, `{"phone_number":[]}`, `{"phone_number":"+1234567890123456"}`} {
		call(t, srv, "POST", path, jsonBody(body)).requireError(t, http.StatusBadRequest, 100)
	}
}

func TestSortedPhoneNumbersFollowChanges(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	newest := func() string {
		path := "/" + graphtest.WABAID + "/phone_numbers?limit=1&sort=creation_time.desc"
		return texts(get(t, srv, path).data(t), "id")[0]
	}
	require.Equal(t, "106540352242955", newest())
	added := srv.AddPhoneNumber(graphtest.WABAID, graphtest.PhoneNumber{CreatedAt: time.Date(2026, time.May, 1, 0, 0, 0, 0, time.UTC)})
	require.Equal(t, added, newest())
}
