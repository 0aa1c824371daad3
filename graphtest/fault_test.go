package graphtest_test

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

const accountPath = "/" + graphtest.WABAID

func TestScriptRunsInOrderAndEnds(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	srv.Script("GET /{waba}", graphtest.Transient(), graphtest.Pass(), graphtest.EmptyBody(502))
	srv.Script("GET /{waba}", graphtest.EmptyBody(503))

	var statuses []int
	for range 6 {
		statuses = append(statuses, get(t, srv, accountPath).Status)
	}
	require.Equal(t, []int{500, 200, 502, 503, 200, 200}, statuses)
}

func TestAlways(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	srv.Always("GET /{waba}", graphtest.EmptyBody(503))
	srv.Script("GET /{waba}", graphtest.EmptyBody(502))

	require.Equal(t, 502, get(t, srv, accountPath).Status, "scripts come first")
	require.Equal(t, 503, get(t, srv, accountPath).Status)
	require.Equal(t, 503, get(t, srv, accountPath).Status)
	require.Equal(t, 200, get(t, srv, accountPath+"/phone_numbers").Status)

	srv.Script("*", graphtest.EmptyBody(504))
	srv.ClearFaults()
	require.Equal(t, 200, get(t, srv, accountPath).Status)
}

func TestRoutePatterns(t *testing.T) {
	t.Parallel()
	tests := []struct {
		route   string
		method  string
		path    string
		matches bool
	}{
		{"*", "DELETE", accountPath + "/assigned_users", true},
		{"* *", "GET", accountPath, true},
		{"GET *", "GET", accountPath + "/assigned_users", true},
		{"GET *", "POST", accountPath + "/assigned_users", false},
		{"GET /{waba}", "GET", accountPath, true},
		{"GET /{waba}/", "GET", accountPath, true},
		{"GET /{waba}", "GET", accountPath + "/phone_numbers", false},
		{"GET /{waba}/phone_numbers", "GET", accountPath + "/phone_numbers", true},
		{"GET /{waba}/phone_numbers", "GET", accountPath + "/phone_numbers?limit=1", true},
		{"GET /{waba}/phone_numbers", "GET", accountPath + "/assigned_users", false},
		{"/{waba}/assigned_users", "DELETE", accountPath + "/assigned_users", true},
		{"GET /" + graphtest.WABAID, "GET", accountPath, true},
		{"GET /" + graphtest.WABAID, "GET", "/" + graphtest.BusinessID, false},
	}
	for _, test := range tests {
		t.Run(test.route+" against "+test.method+" "+test.path, func(t *testing.T) {
			t.Parallel()
			srv := graphtest.New()
			srv.Script(test.route, graphtest.EmptyBody(http.StatusTeapot))
			reply := call(t, srv, test.method, test.path)
			require.Equal(t, test.matches, reply.Status == http.StatusTeapot)
		})
	}
}

func TestRoutePatternsThatDoNotParse(t *testing.T) {
	t.Parallel()
	for _, route := range []string{
		"", "GET", "get /{waba}", "GET waba", "GET /", "GET /{waba", "GET /{wa ba}", "GET /a/*",
		"GET /{}", "GET //a", "GET /v23.0/{waba}", "GET /{waba}?limit=1",
	} {
		require.Panics(t, func() { graphtest.New().Script(route, graphtest.Pass()) }, "%q", route)
		require.Panics(t, func() { graphtest.New().Always(route, graphtest.Pass()) }, "%q", route)
	}
}

func TestThrottled(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		code       int
		wait       time.Duration
		retryAfter string
		usageType  string
		minutes    string
	}{
		"no wait":                  {80007, 0, "", "", ""},
		"seconds":                  {80008, 20 * time.Second, "20", "", ""},
		"part of a second":         {130429, 1500 * time.Millisecond, "2", "", ""},
		"one minute":               {4, time.Minute, "", "whatsapp_business_management", "1"},
		"minutes are rounded up":   {17, 61 * time.Second, "", "whatsapp_business_management", "2"},
		"sending a message":        {131056, 5 * time.Minute, "", "whatsapp", "5"},
		"a code without a message": {80014, time.Hour, "", "whatsapp_business_management", "60"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := graphtest.New()
			srv.Script("*", graphtest.Throttled(test.code, test.wait))

			reply := get(t, srv, "/"+graphtest.PhoneNumberID)

			reply.requireError(t, http.StatusBadRequest, test.code)
			require.Equal(t, test.retryAfter, reply.Header.Get("Retry-After"))
			if test.usageType == "" {
				require.Empty(t, reply.Header.Get("X-Business-Use-Case-Usage"))
				return
			}
			require.JSONEq(t, `{"`+graphtest.WABAID+`":[{"type":"`+test.usageType+`","call_count":100,"total_cputime":12,
				"total_time":14,"estimated_time_to_regain_access":`+test.minutes+`}]}`,
				reply.Header.Get("X-Business-Use-Case-Usage"))
		})
	}
}

func TestThrottledEnvelopes(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	srv.Script("*", graphtest.Throttled(4, 0), graphtest.Throttled(130429, 0))

	application := get(t, srv, accountPath).graphError(t)
	require.True(t, application.IsTransient)
	require.Equal(t, 2446079, application.Subcode)
	require.Nil(t, application.Data)

	messages := get(t, srv, accountPath).graphError(t)
	require.False(t, messages.IsTransient)
	require.Equal(t, "whatsapp", messages.Data.(map[string]any)["messaging_product"])
	require.NotEmpty(t, messages.Data.(map[string]any)["details"])
}

func TestThrottledOnUnknownObject(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	srv.Script("*", graphtest.Throttled(80007, time.Minute), graphtest.Throttled(80007, time.Minute))
	require.Contains(t, get(t, srv, "/999").Header.Get("X-Business-Use-Case-Usage"), `"999"`)
	require.Contains(t, get(t, srv, "/").Header.Get("X-Business-Use-Case-Usage"), `"0"`)
}

func TestTransient(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	srv.Script("*", graphtest.Transient())
	reply := get(t, srv, accountPath)
	reply.requireError(t, http.StatusInternalServerError, 2)
	require.True(t, reply.graphError(t).IsTransient)
}

func TestGraphError(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	srv.Script("*", graphtest.GraphError(http.StatusForbidden, graphtest.Error{
		Message: "Business Account locked", Type: "OAuthException", Code: 131031, Subcode: 5,
		Data: "text", IsTransient: true, UserTitle: "Locked", UserMessage: "Ask for help", TraceID: "Trace",
	}))
	reply := get(t, srv, accountPath)
	require.Equal(t, http.StatusForbidden, reply.Status)
	require.JSONEq(t, `{"error":{"message":"Business Account locked","type":"OAuthException","code":131031,
		"error_subcode":5,"error_data":"text","is_transient":true,"error_user_title":"Locked",
		"error_user_msg":"Ask for help","fbtrace_id":"Trace"}}`, reply.Body)
}

func TestBodiesThatAreNoJSON(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	srv.Script("*",
		graphtest.HTMLError(http.StatusBadGateway),
		graphtest.EmptyBody(http.StatusNoContent),
		graphtest.Unavailable200(),
		graphtest.Reply(http.StatusOK, "application/json", `{"success":false}`),
	)

	page := get(t, srv, accountPath)
	require.Equal(t, http.StatusBadGateway, page.Status)
	require.Equal(t, "text/html; charset=utf-8", page.Header.Get("Content-Type"))
	require.Contains(t, page.Body, "<html>")
	require.Contains(t, page.Body, "502 Bad Gateway")
	require.Empty(t, page.Header.Get("x-fb-trace-id"), "a proxy does not send Graph's headers")

	empty := get(t, srv, accountPath)
	require.Equal(t, http.StatusNoContent, empty.Status)
	require.Empty(t, empty.Body)

	unavailable := get(t, srv, accountPath)
	require.Equal(t, http.StatusOK, unavailable.Status)
	require.Equal(t, "Service Unavailable", unavailable.Body)

	require.Equal(t, `{"success":false}`, get(t, srv, accountPath).Body)
}

func TestRedirect(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	srv.Script("*", graphtest.Redirect("https://elsewhere.test/v23.0/999"))
	client := srv.Client()
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	reply := do(t, client, newRequest(t, "GET", accountPath))
	require.Equal(t, http.StatusFound, reply.Status)
	require.Equal(t, "https://elsewhere.test/v23.0/999", reply.Header.Get("Location"))
}

// assignedUsers counts the users of the sample WABA, to see whether a write
// happened.
func assignedUsers(t *testing.T, srv *graphtest.Server) int {
	t.Helper()
	return len(get(t, srv, accountPath+"/assigned_users?business="+graphtest.BusinessID).data(t))
}

func TestLostConnections(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		fault     graphtest.Fault
		operation string
		cause     error
		processed bool
	}{
		"refused":        {graphtest.Refused(), "dial", syscall.ECONNREFUSED, false},
		"dropped before": {graphtest.DropBefore(), "read", syscall.ECONNRESET, false},
		"dropped after":  {graphtest.DropAfter(), "read", syscall.ECONNRESET, true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := graphtest.New()
			before := assignedUsers(t, srv)
			srv.Script("POST *", test.fault)

			_, err := srv.Client().Do(newRequest(t, "POST", accountPath+"/assigned_users",
				form("user", graphtest.UnassignedUserID, "tasks", "MANAGE")))

			var operation *net.OpError
			require.ErrorAs(t, err, &operation)
			require.Equal(t, test.operation, operation.Op)
			require.ErrorIs(t, err, test.cause)
			require.Equal(t, test.processed, assignedUsers(t, srv) == before+1)
			require.Zero(t, srv.Requests()[1].Status)
			require.True(t, srv.Requests()[1].Faulted)
		})
	}
}

func TestTruncated(t *testing.T) {
	t.Parallel()
	whole := len(get(t, graphtest.New(), accountPath).Body)
	tests := map[string]struct{ bytes, arrive int }{
		"some bytes":      {10, 10},
		"no bytes":        {0, 0},
		"negative":        {-1, 0},
		"more than there": {whole + 5, whole - 1},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := graphtest.New()
			srv.Script("*", graphtest.Truncated(test.bytes))
			response, err := srv.Client().Do(newRequest(t, "GET", accountPath))
			require.NoError(t, err)
			defer response.Body.Close()
			body, err := io.ReadAll(response.Body)
			require.ErrorIs(t, err, io.ErrUnexpectedEOF)
			require.Len(t, body, test.arrive)
			require.Equal(t, int64(whole), response.ContentLength)
		})
	}
}

func TestTruncatedIsProcessed(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	before := assignedUsers(t, srv)
	srv.Script("POST *", graphtest.Truncated(3))
	response, err := srv.Client().Do(newRequest(t, "POST", accountPath+"/assigned_users",
		form("user", graphtest.UnassignedUserID, "tasks", "MANAGE")))
	require.NoError(t, err)
	response.Body.Close()
	require.Equal(t, before+1, assignedUsers(t, srv))
}

func TestFaultInContext(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	srv.Script("*", graphtest.HTMLError(http.StatusBadGateway))
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		srv.ServeHTTP(w, r.WithContext(graphtest.WithFault(r.Context(), graphtest.Transient())))
	})
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/"+graphtest.WABAID, nil))
	require.Equal(t, http.StatusInternalServerError, recorder.Code)
	require.Contains(t, recorder.Body.String(), `"is_transient":true`)
	require.True(t, srv.Requests()[0].Faulted)
	require.Equal(t, http.StatusBadGateway, get(t, srv, "/"+graphtest.WABAID).Status, "the script waits")
}
