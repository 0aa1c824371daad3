package graphtest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

func TestUnknownPaths(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		method  string
		address string
		code    int
		subcode int
		message string
	}{
		"version without minor": {"GET", "/v23/" + graphtest.WABAID, 2500, 0, `The version "v23" does not parse`},
		"empty path":            {"GET", "/", 2500, 0, "no object"},
		"version only":          {"GET", "/v23.0/", 2500, 0, "no object"},
		"unknown object":        {"GET", "/v23.0/999", 100, 33, "Unsupported get request. Object with ID '999'"},
		"unknown object, post":  {"POST", "/v23.0/999/assigned_users", 100, 33, "add POST /{id}/assigned_users with Server.Handle"},
		"unknown word":          {"GET", "/v23.0/search", 100, 33, "add GET /search with Server.Handle"},
		"unknown path":          {"GET", "/v23.0/1/2/3", 2500, 0, "add GET /{id}/2/3 with Server.Handle"},
		"escaped slash":         {"GET", "/v23.0/9%2F9", 100, 33, "'9/9'"},
		"unknown edge":          {"GET", "/v23.0/" + graphtest.WABAID + "/nothing", 100, 0, "nonexisting field (nothing) on node type (WhatsAppBusinessAccount). graphtest does not model GET /{waba}/nothing: add it with Server.Handle"},
		"unknown deep edge":     {"POST", "/v23.0/" + graphtest.PhoneNumberID + "/a/b", 2500, 0, "Unknown path components: /a/b. graphtest does not model POST /{phone}/a/b: add it with Server.Handle"},
		"edge of another kind":  {"GET", "/v23.0/" + graphtest.WABAID + "/events", 100, 0, "nonexisting field (events)"},
		"write-only edge":       {"GET", "/v23.0/" + graphtest.PhoneNumberID + "/conversational_automation", 100, 0, "nonexisting field (conversational_automation) on node type (WhatsAppBusinessPhoneNumber)"},
		"read-only object":      {"DELETE", "/v23.0/" + graphtest.WABAID, 100, 33, "graphtest does not model DELETE /{waba}: add it with Server.Handle"},
		"read-only edge":        {"POST", "/v23.0/" + graphtest.PhoneNumberID + "/message_history", 100, 33, "graphtest does not model POST /{phone}/message_history"},
		"method PUT":            {"PUT", "/v23.0/" + graphtest.WABAID, 100, 33, "Unsupported put request"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			request, err := http.NewRequest(test.method, host+test.address, nil)
			require.NoError(t, err)
			request.Header.Set("Authorization", "Bearer token")

			reply := do(t, graphtest.New().Client(), request)

			reply.requireError(t, http.StatusBadRequest, test.code)
			require.Equal(t, test.subcode, reply.graphError(t).Subcode)
			require.Contains(t, reply.graphError(t).Message, test.message)
		})
	}
}

// Graph itself has no such field, so nothing is missing here.
func TestRefusedByGraph(t *testing.T) {
	t.Parallel()
	reply := get(t, graphtest.New(), "/"+graphtest.PhoneNumberID+"/conversational_automation")
	require.NotContains(t, reply.Body, "graphtest does not")
}

func TestFieldsThatAreNotModelled(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	reply := get(t, srv, "/"+graphtest.WABAID+"?fields=name,score")
	reply.requireError(t, http.StatusBadRequest, 100)
	require.Contains(t, reply.Body, "nonexisting field (score) on node type (WhatsAppBusinessAccount). graphtest does not model it")

	scored := srv.AddWABA(graphtest.BusinessID, graphtest.WABA{Fields: map[string]any{"score": 7}})
	require.JSONEq(t, `{"id":"`+scored+`","score":7}`, get(t, srv, "/"+scored+"?fields=score").Body)
}

func TestPathWithoutVersion(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	srv.Script("GET /{waba}/phone_numbers", graphtest.Pass(), graphtest.Transient())
	ask := func() answer {
		request := newRequest(t, http.MethodGet, "")
		request.URL.Path = "/" + graphtest.WABAID + "/phone_numbers"
		return do(t, srv.Client(), request)
	}
	reply := ask()
	require.Len(t, reply.data(t), 4)
	require.Equal(t, "v23.0", reply.Header.Get("facebook-api-version"))
	require.Equal(t, http.StatusInternalServerError, ask().Status, "faults strike all the same")

	request := newRequest(t, http.MethodGet, "")
	request.URL.Path, request.URL.RawQuery = "/"+graphtest.BusinessID, "fields=owned_whatsapp_business_accounts.limit(1)"
	next := do(t, srv.Client(), request).object(t)["owned_whatsapp_business_accounts"].(map[string]any)["paging"].(map[string]any)["next"]
	require.Contains(t, next, host+"/"+graphtest.BusinessID+"/owned_whatsapp_business_accounts?")
}

func TestHeadAnswersWithoutBody(t *testing.T) {
	t.Parallel()
	reply := call(t, graphtest.New(), http.MethodHead, "/"+graphtest.WABAID)

	require.Equal(t, http.StatusBadRequest, reply.Status)
	require.Empty(t, reply.Body)
	require.NotEqual(t, "0", reply.Header.Get("Content-Length"))
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()

	account := get(t, srv, "/"+graphtest.WABAID)
	require.Equal(t, "application/json; charset=UTF-8", account.Header.Get("Content-Type"))
	require.Equal(t, "v23.0", account.Header.Get("facebook-api-version"))
	require.NotEmpty(t, account.Header.Get("x-fb-request-id"))
	require.NotEmpty(t, account.Header.Get("x-fb-trace-id"))
	require.JSONEq(t, `{"`+graphtest.WABAID+`":[{"type":"whatsapp_business_management","call_count":3,
		"total_cputime":1,"total_time":2,"estimated_time_to_regain_access":0}]}`,
		account.Header.Get("X-Business-Use-Case-Usage"))
	require.Empty(t, account.Header.Get("X-App-Usage"))

	number := get(t, srv, "/"+graphtest.PhoneNumberID)
	require.Contains(t, number.Header.Get("X-Business-Use-Case-Usage"), graphtest.WABAID,
		"usage of a phone number counts for its WABA")

	business := get(t, srv, "/"+graphtest.BusinessID)
	require.JSONEq(t, `{"call_count":3,"total_time":2,"total_cputime":1}`, business.Header.Get("X-App-Usage"))
	require.Empty(t, business.Header.Get("X-Business-Use-Case-Usage"))
	require.NotEqual(t, number.Header.Get("x-fb-trace-id"), business.Header.Get("x-fb-trace-id"))
}

func TestWithVersion(t *testing.T) {
	t.Parallel()
	reply := get(t, graphtest.New(graphtest.WithVersion("v25.0")), "/"+graphtest.WABAID)
	require.Equal(t, "v25.0", reply.Header.Get("facebook-api-version"))
}

func TestRequestBodies(t *testing.T) {
	t.Parallel()
	tests := map[string]payload{
		"JSON that does not parse":        jsonBody(`{"user":`),
		"two JSON values":                 jsonBody(`{} {}`),
		"JSON array":                      jsonBody(`[]`),
		"form that does not parse":        {"application/x-www-form-urlencoded", "user=%zz"},
		"multipart without a boundary":    {"multipart/form-data", "x"},
		"multipart that ends too early":   {"multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"user\"\r\n\r\n1"},
		"content type that is not served": {"text/plain", "user=1"},
		"no content type":                 {"", "user=1"},
	}
	for name, body := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			reply := call(t, graphtest.New(), "POST", "/"+graphtest.WABAID+"/assigned_users", body)
			reply.requireError(t, http.StatusBadRequest, 100)
			require.Contains(t, reply.Body, "body")
		})
	}
}

func TestQueryThatDoesNotParse(t *testing.T) {
	t.Parallel()
	get(t, graphtest.New(), "/"+graphtest.WABAID+"?fields=%zz").requireError(t, http.StatusBadRequest, 2500)
}

func TestRequestLog(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	srv.Script("GET *", graphtest.Pass(), graphtest.Transient())
	call(t, srv, "POST", "/"+graphtest.WABAID+"/assigned_users?appsecret_proof=abc",
		form("user", graphtest.UserID, "tasks", `["MANAGE"]`))
	get(t, srv, "/"+graphtest.WABAID+"?fields=name&access_token=hidden")
	get(t, srv, "/999")

	requests := srv.Requests()

	require.Len(t, requests, 3)
	posted := requests[0]
	require.Equal(t, "POST", posted.Method)
	require.Equal(t, "graph.facebook.com", posted.Host)
	require.Equal(t, "/v23.0/"+graphtest.WABAID+"/assigned_users", posted.Path)
	require.Equal(t, "abc", posted.Query.Get("appsecret_proof"))
	require.Equal(t, "Bearer", posted.Header.Get("Authorization"))
	require.Equal(t, "application/x-www-form-urlencoded", posted.Header.Get("Content-Type"))
	require.True(t, posted.TokenAccepted)
	require.Equal(t, "tasks=%5B%22MANAGE%22%5D&user="+graphtest.UserID, string(posted.Body))
	require.Equal(t, http.StatusOK, posted.Status)
	require.False(t, posted.Faulted)

	require.Equal(t, "REDACTED", requests[1].Query.Get("access_token"))
	require.False(t, requests[1].Faulted, "a pass is no fault")
	require.Equal(t, http.StatusInternalServerError, requests[2].Status)
	require.True(t, requests[2].Faulted)

	srv.ResetRequests()
	require.Empty(t, srv.Requests())
}

func TestRequestLogIsACopy(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	call(t, srv, "POST", "/"+graphtest.WABAID+"/assigned_users", form("user", "1"))

	changed := srv.Requests()[0]
	changed.Body[0] = 'X'
	changed.Header.Set("Content-Type", "changed")
	changed.Query.Set("added", "1")

	fresh := srv.Requests()[0]
	require.True(t, strings.HasPrefix(string(fresh.Body), "user="))
	require.Equal(t, "application/x-www-form-urlencoded", fresh.Header.Get("Content-Type"))
	require.Empty(t, fresh.Query)
}

func TestWithoutSampleWorld(t *testing.T) {
	t.Parallel()
	srv := graphtest.New(graphtest.WithoutSampleWorld())
	get(t, srv, "/"+graphtest.WABAID).requireError(t, http.StatusBadRequest, 100)

	business := srv.AddBusiness(graphtest.Business{Name: "Portfolio"})
	account := srv.AddWABA(business, graphtest.WABA{Name: "Account", Fields: map[string]any{"country": "DE"}})
	number := srv.AddPhoneNumber(account, graphtest.PhoneNumber{VerifiedName: "Sales line"})

	require.Equal(t, "Portfolio", get(t, srv, "/"+business).object(t)["name"])
	require.JSONEq(t, `{"country":"DE","id":"`+account+`"}`, get(t, srv, "/"+account+"?fields=country").Body)
	require.Equal(t, []string{number}, texts(get(t, srv, "/"+account+"/phone_numbers").data(t), "id"))
}

func TestAddingToUnknownObjectsPanics(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	require.PanicsWithValue(t, `graphtest: no waba has the id "1"; add it first`,
		func() { srv.AddPhoneNumber("1", graphtest.PhoneNumber{}) })
	require.PanicsWithValue(t, "graphtest: the id "+graphtest.WABAID+" is taken",
		func() { srv.AddWABA(graphtest.BusinessID, graphtest.WABA{ID: graphtest.WABAID}) })
	require.Panics(t, func() {
		srv.AddWelcomeSequence(graphtest.WABAID, graphtest.WelcomeSequence{ID: graphtest.SequenceID})
	})
	require.Panics(t, func() {
		srv.AddWelcomeSequence(graphtest.WABAID, graphtest.WelcomeSequence{Content: "{"})
	})
	require.Equal(t, http.StatusOK, get(t, srv, "/"+graphtest.WABAID).Status, "a panic leaves the server usable")
}
