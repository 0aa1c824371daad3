package whatsapp_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

func TestDoDecodesIntoAnything(t *testing.T) {
	t.Parallel()
	server := script(answer(200, `{"id":7,"name":"Retail account","nested":{"tags":["a"]}}`))
	client := newClient(t, server)
	op := whatsapp.Operation{Method: "GET", Path: []string{wabaID, "new_edge"}, Query: url.Values{"fields": {"id"}}}

	var typed struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	}
	require.NoError(t, client.Do(t.Context(), op, &typed))
	assert.Equal(t, "7", typed.ID, "a number where a text is wanted")
	assert.Equal(t, "/v23.0/"+wabaID+"/new_edge?fields=id", server.requests[0].URL.RequestURI())

	var raw json.RawMessage
	require.NoError(t, client.Do(t.Context(), op, &raw))
	assert.JSONEq(t, `{"id":7,"name":"Retail account","nested":{"tags":["a"]}}`, string(raw))

	var anything any
	require.NoError(t, client.Do(t.Context(), op, &anything))
	assert.Contains(t, anything, "nested")

	var page whatsapp.Page[whatsapp.Bot]
	server.steps = []step{answer(200, `{"data":[{"id":"1"}]}`)}
	require.NoError(t, client.Do(t.Context(), op, &page))
	assert.Equal(t, "1", page.Data[0].ID)
}

func TestDoSendsBodies(t *testing.T) {
	t.Parallel()
	server := script(answer(200, success))
	client := newClient(t, server)
	form := whatsapp.Operation{Method: "POST", Path: []string{wabaID}, Form: url.Values{"a": {"1&2"}}}
	require.NoError(t, client.Do(t.Context(), form, nil))
	assert.Equal(t, "a=1%262", server.bodies[0])
	assert.Equal(t, "application/x-www-form-urlencoded", server.requests[0].Header.Get("Content-Type"))
	assert.Equal(t, int64(7), server.requests[0].ContentLength)

	body := whatsapp.Operation{Method: "POST", Path: []string{wabaID}, Body: map[string]any{"b": []int{1}}}
	require.NoError(t, client.Do(t.Context(), body, nil))
	assert.JSONEq(t, `{"b":[1]}`, server.bodies[1])
	assert.Equal(t, "application/json", server.requests[1].Header.Get("Content-Type"))

	none := whatsapp.Operation{Method: "POST", Path: []string{wabaID}}
	require.NoError(t, client.Do(t.Context(), none, nil))
	assert.Empty(t, server.bodies[2])
	assert.Empty(t, server.requests[2].Header.Get("Content-Type"))
	assert.Zero(t, server.requests[2].ContentLength)

	both := whatsapp.Operation{Method: "POST", Path: []string{wabaID}, Form: form.Form, Body: body.Body}
	require.ErrorContains(t, client.Do(t.Context(), both, nil), "exclude each other")
	unencodable := whatsapp.Operation{Method: "POST", Path: []string{wabaID}, Body: func() {}}
	require.ErrorContains(t, client.Do(t.Context(), unencodable, nil), "encode the request")
	assert.Equal(t, 3, server.count())
}

// Some proxies drop the body of a DELETE, so its parameters go where they
// arrive.
func TestDoDeletes(t *testing.T) {
	t.Parallel()
	server := script(answer(200, success))
	client := newClient(t, server)
	path := []string{wabaID, "thing"}

	form := url.Values{"user": {"1&2"}, "tasks": {"a", "b"}}
	op := whatsapp.Operation{Method: "DELETE", Path: path, Query: url.Values{"role": {"OWNER"}}, Form: form}
	require.NoError(t, client.Do(t.Context(), op, nil, whatsapp.WithFields("id")))
	assert.Equal(t, "/v23.0/"+wabaID+"/thing?fields=id&role=OWNER&tasks=a&tasks=b&user=1%262", server.requests[0].URL.RequestURI())
	assert.Empty(t, server.bodies[0])
	assert.Nil(t, server.requests[0].Body)
	assert.Empty(t, server.requests[0].Header.Get("Content-Type"))
	assert.Equal(t, url.Values{"role": {"OWNER"}}, op.Query, "the operation stays the caller's")
	assert.Equal(t, url.Values{"user": {"1&2"}, "tasks": {"a", "b"}}, form)

	op = whatsapp.Operation{Method: "DELETE", Path: path, Query: url.Values{"role": {"OWNER"}}, Body: map[string][]string{"users": {"1"}}}
	require.NoError(t, client.Do(t.Context(), op, nil))
	assert.Equal(t, "/v23.0/"+wabaID+"/thing?role=OWNER", server.requests[1].URL.RequestURI())
	assert.JSONEq(t, `{"users":["1"]}`, server.bodies[1])
	assert.Equal(t, "application/json", server.requests[1].Header.Get("Content-Type"))
	assert.EqualValues(t, len(server.bodies[1]), server.requests[1].ContentLength)

	op.Form = form
	require.ErrorContains(t, client.Do(t.Context(), op, nil), "exclude each other")
	op = whatsapp.Operation{Method: "DELETE", Path: path, Form: url.Values{"access_token": {"EAAother"}}}
	require.ErrorContains(t, client.Do(t.Context(), op, nil), "access_token")
	assert.Equal(t, 2, server.count())
}

func TestDoEscapesEveryElement(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"plain":          "/v23.0/plain",
		"a/b":            "/v23.0/a%2Fb",
		"../../v1.0/me":  "/v23.0/..%2F..%2Fv1.0%2Fme",
		"id?access=1":    "/v23.0/id%3Faccess=1",
		"id#fragment":    "/v23.0/id%23fragment",
		"percent%2F":     "/v23.0/percent%252F",
		"space and ü":    "/v23.0/space%20and%20%C3%BC",
		"line\r\nbreak":  "/v23.0/line%0D%0Abreak",
		"null\x00":       "/v23.0/null%00",
		"upload:a?sig=b": "/v23.0/upload:a%3Fsig=b",
	}
	for element, want := range tests {
		server := script(answer(200, success))
		require.NoError(t, newClient(t, server).Do(t.Context(), whatsapp.Operation{Method: "GET", Path: []string{element}}, nil), element)
		assert.Equal(t, want, server.requests[0].URL.EscapedPath())
		assert.Equal(t, "graph.facebook.com", server.requests[0].URL.Host)
	}
	for _, path := range [][]string{{""}, {"."}, {".."}, {"1", "", "x"}, {"1", ".."}} {
		server := script(answer(200, success))
		err := newClient(t, server).Do(t.Context(), whatsapp.Operation{Method: "GET", Path: path}, nil)
		require.ErrorIs(t, err, whatsapp.ErrInvalidRequest, path)
		require.ErrorContains(t, err, "path element")
		assert.Zero(t, server.count())
	}
}

func TestDoWithoutAnswer(t *testing.T) {
	t.Parallel()
	op := whatsapp.Operation{Method: http.MethodGet, Path: []string{wabaID}}
	var out struct{}
	for body, ok := range map[string][2]bool{ // whether nil and a pointer accept it
		"":         {true, false},
		"{}":       {true, true},
		"null":     {true, true},
		"true":     {true, false},
		"[1":       {false, false},
		"not JSON": {false, false},
	} {
		client := newClient(t, script(answer(200, body)), whatsapp.WithMaxRetries(0))
		assert.Equal(t, ok[0], client.Do(t.Context(), op, nil) == nil, "nil, %q", body)
		assert.Equal(t, ok[1], client.Do(t.Context(), op, &out) == nil, "pointer, %q", body)
	}
}

// What no server should see is refused before it is sent.
func TestDoRefusesOtherMethods(t *testing.T) {
	t.Parallel()
	server := script(answer(200, success))
	for _, method := range []string{"", "get", "TRACE", "CONNECT"} {
		err := newClient(t, server).Do(t.Context(), whatsapp.Operation{Method: method, Path: []string{"1"}}, nil)
		require.ErrorContains(t, err, "the operation's method must be GET, POST, PUT, PATCH or DELETE, not ")
	}
	require.Zero(t, server.count())
}
