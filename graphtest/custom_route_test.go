package graphtest_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

const codes = "/" + graphtest.PhoneNumberID + "/message_qrdls"

// saying returns a handler that answers with a text.
func saying(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"said":"`+text+`"}`)
	}
}

func TestHandle(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	srv.HandleFunc("POST /{phone}/message_qrdls/{code}", func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		require.NoError(t, err)
		require.EqualValues(t, len(body), r.ContentLength)
		require.Equal(t, "/v23.0"+codes+"/4O4Y", r.URL.Path)
		require.Len(t, srv.Requests(), 1, "the handler may call the server")
		require.Empty(t, srv.Outbox())
		w.WriteHeader(http.StatusCreated)
		require.NoError(t, json.NewEncoder(w).Encode(map[string]string{
			"phone": r.PathValue("phone"), "code": r.PathValue("code"), "body": string(body), "q": r.URL.Query().Get("q"),
		}))
	})

	reply := call(t, srv, http.MethodPost, codes+"/4O4Y?q=1", payload{"application/octet-stream", "\x00bytes"})

	require.Equal(t, http.StatusCreated, reply.Status)
	require.JSONEq(t, `{"phone":"`+graphtest.PhoneNumberID+`","code":"4O4Y","body":"\u0000bytes","q":"1"}`, reply.Body)
	require.Equal(t, "application/json; charset=UTF-8", reply.Header.Get("Content-Type"))
	require.Equal(t, "v23.0", reply.Header.Get("facebook-api-version"))
	require.NotEmpty(t, reply.Header.Get("x-fb-trace-id"))
	require.Contains(t, reply.Header.Get("X-Business-Use-Case-Usage"), graphtest.WABAID)

	recorded := srv.Requests()[0]
	require.Equal(t, "\x00bytes", string(recorded.Body))
	require.Equal(t, http.StatusCreated, recorded.Status)
	require.True(t, recorded.TokenAccepted)
}

func TestHandleAnswersAsItLikes(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	srv.HandleFunc("GET /{phone}/username", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		w.WriteHeader(http.StatusAccepted)
		w.WriteHeader(http.StatusTeapot)
		_, _ = io.WriteString(w, "a")
		_, _ = io.WriteString(w, "b")
	})
	srv.HandleFunc("DELETE /{phone}/username", func(http.ResponseWriter, *http.Request) {})
	path := "/" + graphtest.PhoneNumberID + "/username"

	reply := get(t, srv, path)
	require.Equal(t, http.StatusAccepted, reply.Status, "the first status counts")
	require.Equal(t, "text/plain", reply.Header.Get("Content-Type"))
	require.Equal(t, "ab", reply.Body)

	empty := call(t, srv, http.MethodDelete, path)
	require.Equal(t, http.StatusOK, empty.Status)
	require.Empty(t, empty.Body)
	require.Empty(t, empty.Header.Get("Content-Type"))
}

func TestHandleComesAfterTheChecks(t *testing.T) {
	t.Parallel()
	srv := graphtest.New(graphtest.WithAppSecret("secret"), graphtest.WithAccessToken("good"))
	srv.HandleFunc("GET /{phone}/message_qrdls", func(http.ResponseWriter, *http.Request) { t.Error("called") })
	srv.HandleFunc("GET /debug_token", func(http.ResponseWriter, *http.Request) { t.Error("called") })
	srv.Handle("GET /oauth/access_token", saying("a token"))
	authorised := func(path, token string) answer {
		request := newRequest(t, http.MethodGet, path)
		request.Header.Set("Authorization", "Bearer "+token)
		return do(t, srv.Client(), request)
	}
	authorised(codes, "bad").requireError(t, http.StatusUnauthorized, 190)
	authorised("/debug_token", "bad").requireError(t, http.StatusUnauthorized, 190)
	authorised(codes, "good").requireError(t, http.StatusBadRequest, 100) // no proof

	exchange := newRequest(t, http.MethodGet, "/oauth/access_token?code=1")
	exchange.Header.Del("Authorization")
	require.JSONEq(t, `{"said":"a token"}`, do(t, srv.Client(), exchange).Body)
}

func TestHandleOfAnotherObject(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	srv.HandleFunc("GET /{phone}/message_qrdls", func(http.ResponseWriter, *http.Request) { t.Error("called") })
	get(t, srv, "/"+graphtest.WABAID+"/message_qrdls").requireError(t, http.StatusBadRequest, 100)
	unknown := get(t, srv, "/999/message_qrdls")
	unknown.requireError(t, http.StatusBadRequest, 100)
	require.Equal(t, 33, unknown.graphError(t).Subcode)
	call(t, srv, http.MethodPost, codes).requireError(t, http.StatusBadRequest, 100)
}

func TestHandleMeetsFaults(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	calls := 0
	srv.HandleFunc("GET /{phone}/message_qrdls/{code}", func(w http.ResponseWriter, r *http.Request) {
		calls++
		saying("hello")(w, r)
	})
	srv.Script("GET /{phone}/message_qrdls/{code}", graphtest.Throttled(80007, 0), graphtest.DropAfter())

	get(t, srv, codes+"/1").requireError(t, http.StatusBadRequest, 80007)
	require.Zero(t, calls)
	_, err := srv.Client().Do(newRequest(t, http.MethodGet, codes+"/1"))
	require.Error(t, err)
	require.Equal(t, 1, calls, "processed, and then dropped")
	require.JSONEq(t, `{"said":"hello"}`, get(t, srv, codes+"/1").Body)
	require.True(t, srv.Requests()[0].Faulted)
}

func TestHandlePrecedence(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	srv.Handle("GET /{id}", saying("anything"))
	srv.Handle("GET /{waba}/phone_numbers", saying("instead of the model"))
	srv.Handle("/{phone}/message_qrdls/{code}", saying("any code"))
	srv.Handle("GET /{phone}/message_qrdls/4O4Y", saying("this code"))
	srv.Handle("GET /{any}/message_qrdls/{code}", saying("of anything"))
	srv.Handle("GET /{user}/tasks", saying("first"))
	srv.Handle("GET /{user}/tasks", saying("second"))
	tests := map[string]string{
		"/999": "anything",
		"/" + graphtest.WABAID + "/phone_numbers": "instead of the model",
		codes + "/4O4Y":  "this code",
		codes + "/other": "any code",
		"/" + graphtest.WABAID + "/message_qrdls/1": "of anything",
		"/" + graphtest.UserID + "/tasks":           "second",
	}
	for path, want := range tests {
		require.JSONEq(t, `{"said":"`+want+`"}`, get(t, srv, path).Body, path)
	}
	require.JSONEq(t, `{"said":"any code"}`, call(t, srv, http.MethodDelete, codes+"/4O4Y").Body, "a route without a method has all of them")
	require.Equal(t, "Retail account", get(t, srv, "/"+graphtest.WABAID).object(t)["name"], "the model knows the kind, {id} does not")
}

func TestHandlePanics(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	for _, pattern := range []string{"*", "GET *", "GET phone", "GET /v23.0/{phone}", ""} {
		require.Panics(t, func() { srv.Handle(pattern, saying("x")) }, pattern)
	}
	require.Panics(t, func() { srv.Handle("GET /{phone}/x", nil) })
	require.Panics(t, func() { srv.HandleFunc("GET /{phone}/x", nil) })

	srv.HandleFunc("GET /{phone}/broken", func(http.ResponseWriter, *http.Request) { panic("a mistake") })
	srv.HandleFunc("GET /{phone}/dropped", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	require.PanicsWithValue(t, "a mistake", func() { get(t, srv, "/"+graphtest.PhoneNumberID+"/broken") })
	_, err := srv.Client().Do(newRequest(t, http.MethodGet, "/"+graphtest.PhoneNumberID+"/dropped"))
	require.ErrorContains(t, err, "connection reset")
	require.Equal(t, http.StatusOK, get(t, srv, "/"+graphtest.PhoneNumberID).Status, "the server is usable")
}

func TestWriteError(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	srv.HandleFunc("POST /{phone}/block_users", func(w http.ResponseWriter, _ *http.Request) {
		graphtest.WriteError(w, http.StatusUnauthorized, graphtest.Error{Message: "(#139100) Failed", Type: "OAuthException", Code: 139100})
	})
	reply := call(t, srv, http.MethodPost, "/"+graphtest.PhoneNumberID+"/block_users", jsonBody("{}"))
	reply.requireError(t, http.StatusUnauthorized, 139100)
	require.NotEmpty(t, reply.Header.Get("WWW-Authenticate"))
}

// A handler is served over a socket as in memory.
func TestHandleOverASocket(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	srv.Handle("GET /{phone}/message_qrdls/{code}", saying(strings.Repeat("x", 100_000)))
	web := httptest.NewServer(srv)
	defer web.Close()
	response, err := overSocket(t, web, http.MethodGet, "/v23.0"+codes+"/1")
	require.NoError(t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.Len(t, answer{Body: string(body)}.object(t)["said"], 100_000)
}
