package graphtest_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

const (
	hookSecret  = "graphtest webhook secret"
	verifyToken = "graphtest verify token"
	messages    = "/" + graphtest.PhoneNumberID + "/messages"
)

// inbox is a callback that keeps the events it receives, and returns its error.
type inbox struct {
	mutex  sync.Mutex
	events []webhook.Event
	err    error
}

func (b *inbox) receive(_ context.Context, event webhook.Event) error {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if b.err != nil {
		return b.err
	}
	b.events = append(b.events, event)
	return nil
}

func (b *inbox) fail(err error) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.err = err
}

// take returns and removes the events so far.
func (b *inbox) take() []webhook.Event {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	events := b.events
	b.events = nil
	return events
}

func newHandler(t testing.TB, callback webhook.Callback) http.Handler {
	t.Helper()
	handler, err := webhook.NewHandler(webhook.Config{AppSecrets: []string{hookSecret}, VerifyToken: verifyToken}, callback)
	require.NoError(t, err)
	return handler
}

// newHooks attaches a handler that keeps everything to a server.
func newHooks(t testing.TB, opts ...graphtest.WebhookOption) (*graphtest.Server, *graphtest.Webhooks, *inbox) {
	t.Helper()
	srv, box := graphtest.New(), &inbox{}
	return srv, srv.Webhooks(newHandler(t, box.receive), hookSecret, opts...), box
}

// deliverOne delivers an update and returns the one event it becomes.
func deliverOne[E webhook.Event](t testing.TB, hooks *graphtest.Webhooks, box *inbox, update graphtest.Update) E {
	t.Helper()
	require.NoError(t, hooks.Deliver(t.Context(), update))
	events := box.take()
	require.Len(t, events, 1)
	require.IsType(t, *new(E), events[0])
	return events[0].(E)
}

func hello(from string) graphtest.Inbound { return graphtest.Inbound{From: from, Text: "hello"} }

func TestVerify(t *testing.T) {
	t.Parallel()
	_, hooks, _ := newHooks(t)
	require.NoError(t, hooks.Verify(t.Context(), verifyToken))
	err := hooks.Verify(t.Context(), "another token")
	require.EqualError(t, err, "graphtest: the callback answered 403 instead of the challenge")

	echo := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("ok")) })
	err = graphtest.New().Webhooks(echo, hookSecret).Verify(t.Context(), verifyToken)
	require.EqualError(t, err, "graphtest: the callback answered with 2 bytes that are not the challenge")
}

func TestDeliverRequest(t *testing.T) {
	t.Parallel()
	var seen *http.Request
	mux := http.NewServeMux()
	mux.HandleFunc("POST /hooks/whatsapp", func(w http.ResponseWriter, r *http.Request) {
		seen = r
		w.WriteHeader(http.StatusEarlyHints)
	})
	hooks := graphtest.New().Webhooks(mux, hookSecret, graphtest.WithCallbackPath("/hooks/whatsapp"))
	require.NoError(t, hooks.Deliver(t.Context(), hello("15550100123")), "no final status is 200")

	body := hooks.Deliveries()[0].Body
	require.Equal(t, "application/json", seen.Header.Get("Content-Type"))
	require.Equal(t, webhook.Sign(body, hookSecret), seen.Header.Get(webhook.SignatureHeader))
	require.Equal(t, int64(len(body)), seen.ContentLength)
	require.Equal(t, "/hooks/whatsapp", seen.RequestURI)
	require.Equal(t, t.Context(), seen.Context())
}

func TestDeliverToURL(t *testing.T) {
	t.Parallel()
	box := &inbox{}
	handler := newHandler(t, box.receive)
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/callback" || r.URL.Query().Get("tenant") != "7" {
			t.Errorf("the request went to %s", r.URL)
		}
		handler.ServeHTTP(w, r)
	}))
	t.Cleanup(web.Close)
	hooks := graphtest.New().Webhooks(graphtest.CallbackURL(web.URL+"/callback?tenant=7"), hookSecret)

	require.NoError(t, hooks.Verify(t.Context(), verifyToken))
	require.NoError(t, hooks.Deliver(t.Context(), hello("15550100123")))
	require.Len(t, box.take(), 1)
	box.fail(errors.New("no"))
	require.ErrorContains(t, hooks.Deliver(t.Context(), hello("15550100123")), "the callback answered 500")

	web.Close()
	require.ErrorContains(t, hooks.Deliver(t.Context(), hello("15550100123")), "the callback did not answer")
	require.Zero(t, hooks.Deliveries()[2].Attempts[0].Status)
	require.Panics(t, func() { graphtest.CallbackURL("localhost:8080") })
}

// TestBody checks the exact bytes: members, their order, and the escapes.
func TestBody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		_, hooks, _ := newHooks(t)
		body, err := hooks.Body(
			graphtest.Inbound{From: "+1 555-0123", Text: "Größe 3/4 😀 \\ <b>", Message: webhook.Message{ID: "wamid.1"}},
			graphtest.StatusUpdate{MessageID: "wamid.2", Status: webhook.MessageStatusRead, To: "15550100123"},
			graphtest.Event{Field: "account_review_update", Value: json.RawMessage(`{"decision": "escaped\/already"}`)},
		)
		require.NoError(t, err)
		metadata := `"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550100","phone_number_id":"` + graphtest.PhoneNumberID + `"}`
		require.Equal(t, `{"object":"whatsapp_business_account","entry":[{"id":"`+graphtest.WABAID+`","changes":[`+
			`{"value":{`+metadata+`,"contacts":[{"profile":{"name":"WhatsApp user"},"wa_id":"15550123"}],`+
			`"messages":[{"from":"15550123","id":"wamid.1","timestamp":"946684800","type":"text",`+
			`"text":{"body":"Gr\u00f6\u00dfe 3\/4 \ud83d\ude00 \\ \u003cb\u003e"}}]},"field":"messages"},`+
			`{"value":{`+metadata+`,"statuses":[{"id":"wamid.2","status":"read","timestamp":"946684800",`+
			`"recipient_id":"15550100123"}]},"field":"messages"}]},`+
			`{"id":"`+graphtest.WABAID+`","time":946684800,"changes":[`+
			`{"value":{"decision":"escaped\/already"},"field":"account_review_update"}]}]}`, string(body))
	})
}

func TestUpdatesShareABody(t *testing.T) {
	t.Parallel()
	_, hooks, box := newHooks(t)
	require.NoError(t, hooks.Deliver(t.Context(), hello("15550100123"), hello("15550100124"),
		graphtest.Event{Field: webhook.FieldSecurity, Value: map[string]any{"event": "PIN_CHANGED"}}))
	require.Len(t, hooks.Deliveries(), 1)
	events := box.take()
	require.Len(t, events, 3)
	require.IsType(t, &webhook.SecurityEvent{}, events[2])
	require.NotEqual(t, events[0].Key(), events[1].Key())

	decision := graphtest.Event{Field: webhook.FieldAccountReviewUpdate, Value: map[string]any{"decision": "APPROVED"}}
	other := decision
	other.EntryID = graphtest.SecondWABAID
	require.NoError(t, hooks.Deliver(t.Context(), decision, other))
	events = box.take()
	require.Equal(t, []string{graphtest.WABAID, graphtest.SecondWABAID}, []string{events[0].EntryID(), events[1].EntryID()})
}

func TestUpdatesThatCannotBeSent(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		updates []graphtest.Update
		want    string
	}{
		"nothing":        {nil, "no update to deliver"},
		"no content":     {[]graphtest.Update{graphtest.Inbound{From: "15550100123"}}, "the inbound message has no content"},
		"unknown number": {[]graphtest.Update{graphtest.Inbound{PhoneNumberID: "7", Text: "hello"}}, `no phone number has the id "7"`},
		"number of an event": {[]graphtest.Update{graphtest.Event{PhoneNumberID: "7", Field: "security"}},
			`no phone number has the id "7"`},
		"number of a status": {[]graphtest.Update{graphtest.StatusUpdate{PhoneNumberID: "7", MessageID: "wamid.1", Status: "sent"}},
			`no phone number has the id "7"`},
		"no message":      {[]graphtest.Update{graphtest.StatusUpdate{Status: "sent"}}, "needs MessageID and Status"},
		"no status":       {[]graphtest.Update{graphtest.StatusUpdate{MessageID: "wamid.1"}}, "needs MessageID and Status"},
		"value":           {[]graphtest.Update{graphtest.Event{Field: "security", Value: func() {}}}, "the value of the security event does not encode"},
		"message members": {[]graphtest.Update{graphtest.Inbound{Text: "hello", Fields: map[string]any{"x": func() {}}}}, "does not encode"},
		"status members": {[]graphtest.Update{graphtest.StatusUpdate{MessageID: "wamid.1", Status: "sent", Fields: map[string]any{"x": func() {}}}},
			"does not encode"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, hooks, _ := newHooks(t)
			require.ErrorContains(t, hooks.Deliver(t.Context(), test.updates...), test.want)
			require.ErrorContains(t, hooks.Queue(test.updates...), test.want)
			require.Empty(t, hooks.Deliveries())
			require.Zero(t, hooks.Pending())
		})
	}
}

func TestDeliverRaw(t *testing.T) {
	t.Parallel()
	_, hooks, box := newHooks(t)
	body := `{"object":"whatsapp_business_account", "entry":[{"id":"1","changes":[{"field":"of_tomorrow","value":{"ä":1}}]}]}`
	require.NoError(t, hooks.DeliverRaw(t.Context(), []byte(body)))
	events := box.take()
	require.Len(t, events, 1)
	require.Equal(t, "of_tomorrow", events[0].Field())
	require.Equal(t, body, string(hooks.Deliveries()[0].Body))
	require.ErrorContains(t, hooks.DeliverRaw(t.Context(), []byte("no JSON")), "the callback answered 400")
}

func TestForge(t *testing.T) {
	t.Parallel()
	_, hooks, box := newHooks(t)
	body, err := hooks.Body(hello("15550100123"))
	require.NoError(t, err)
	tests := map[string]struct {
		body      []byte
		signature string
		status    int
	}{
		"unsigned":       {body, "", http.StatusUnauthorized},
		"another secret": {body, webhook.Sign(body, "another secret"), http.StatusUnauthorized},
		"SHA-1":          {body, "sha1=" + strings.Repeat("0", 40), http.StatusUnauthorized},
		"other bytes":    {append(body[:len(body):len(body)], ' '), webhook.Sign(body, hookSecret), http.StatusUnauthorized},
		"rendered again": {rendered(t, body), webhook.Sign(body, hookSecret), http.StatusUnauthorized},
		"genuine":        {body, webhook.Sign(body, hookSecret), http.StatusOK},
	}
	for name, test := range tests {
		require.Equal(t, test.status, hooks.Forge(t.Context(), test.body, test.signature), name)
	}
	require.Len(t, box.take(), 1, "the genuine one")
	require.Zero(t, hooks.Pending())
	require.Len(t, hooks.Deliveries(), len(tests))
}

// rendered decodes a body and encodes it again.
func rendered(t testing.TB, body []byte) []byte {
	t.Helper()
	var value any
	require.NoError(t, json.Unmarshal(body, &value))
	body, err := json.Marshal(value)
	require.NoError(t, err)
	return body
}
