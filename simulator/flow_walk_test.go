package simulator_test

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/flowcrypto"
	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/simulator"
)

var flowKeys = [2]func() *rsa.PrivateKey{sync.OnceValue(newFlowKey), sync.OnceValue(newFlowKey)}

func newFlowKey() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
}

func publicPEM(t *testing.T, key *rsa.PrivateKey) string {
	t.Helper()
	der, err := x509.MarshalPKIXPublicKey(key.Public())
	require.NoError(t, err)
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
}

// flowBench is a bench with a flow and its endpoint.
type flowBench struct {
	*bench
	flowID string

	answer func(*flowcrypto.Request) (*flowcrypto.Response, error)
	asked  []flowcrypto.Request
}

// endpoint starts an endpoint that answers with the bench's function.
func (b *flowBench) endpoint(keys ...crypto.Decrypter) string {
	b.t.Helper()
	handler, err := flowcrypto.NewHandler(flowcrypto.Config{PrivateKeys: keys, AppSecrets: []string{simulator.DefaultAppSecret}},
		func(_ context.Context, r *flowcrypto.Request) (*flowcrypto.Response, error) {
			b.mutex.Lock()
			defer b.mutex.Unlock()
			b.asked = append(b.asked, *r)
			return b.answer(r)
		})
	require.NoError(b.t, err)
	return b.serve(handler)
}

func (b *flowBench) serve(handler http.Handler) string {
	b.t.Helper()
	server := httptest.NewServer(handler)
	b.t.Cleanup(server.Close)
	return server.URL
}

// newFlowBench has a flow with this JSON, and the first key on the phone
// number.
func newFlowBench(t *testing.T, flowJSON string, opts ...simulator.Option) *flowBench {
	t.Helper()
	b := &flowBench{bench: newBench(t, append([]simulator.Option{simulator.WithReading(simulator.ReadingNever)}, opts...)...)}
	address := b.endpoint(flowKeys[0]())
	b.flowID = b.sim.Server().AddFlow(graphtest.WABAID, graphtest.Flow{
		Name: "walked", Status: "PUBLISHED", JSON: flowJSON, EndpointURI: address + "/flow?key=secret",
	})
	b.sim.Server().AddEncryptionKey(graphtest.PhoneNumberID, publicPEM(t, flowKeys[0]()))
	return b
}

// send sends a message with the flow and returns its id.
func (b *flowBench) send(more string) string {
	b.t.Helper()
	id := b.write(firstUser, interactive(`{"type":"flow","body":{"text":"Book"},"action":{"name":"flow","parameters":{
		"flow_message_version":"3","flow_id":"`+b.flowID+`","flow_cta":"Book","flow_token":"token-1"`+more+`}}}`))
	b.status()
	b.status()
	return id
}

// seen is what a user sees of a flow.
type seen struct {
	ID, State, Alert, Reply string
	OpenURL                 string `json:"open_url"`
	Draft                   bool
	Screen                  *struct {
		ID, Title  string
		Terminal   bool
		CanGoBack  bool `json:"can_go_back"`
		Components []map[string]any
		Values     map[string]any
	}
	Problem *struct {
		Text, Cause string
		Entry       int64
	}
	Warnings []string
}

func (b *flowBench) flow(method, path, body string) seen {
	b.t.Helper()
	status, text := b.request(method, "/_simulator/api"+path, body)
	require.Equal(b.t, http.StatusOK, status, text)
	var view seen
	require.NoError(b.t, json.Unmarshal([]byte(text), &view))
	return view
}

func (b *flowBench) open(message string) seen {
	b.t.Helper()
	return b.flow(http.MethodPost, "/users/u1/flows", `{"message_id":"`+message+`"}`)
}

func (b *flowBench) tapOn(of seen, body string) seen {
	b.t.Helper()
	return b.flow(http.MethodPost, "/flows/"+of.ID+"/taps", body)
}

func (b *flowBench) enter(of seen, values string) seen {
	b.t.Helper()
	return b.flow(http.MethodPost, "/flows/"+of.ID+"/values", `{"values":`+values+`}`)
}

// component returns the first component of a type.
func (s seen) component(t *testing.T, kind string) map[string]any {
	t.Helper()
	require.NotNil(t, s.Screen, "%+v", s.Problem)
	for _, c := range s.Screen.Components {
		if c["type"] == kind {
			return c
		}
	}
	require.Failf(t, "no component", "there is no %s in %v", kind, s.Screen.Components)
	return nil
}

const bookingFlow = `{"version":"7.3","data_api_version":"4.0","routing_model":{"DAY":["SUMMARY"],"SUMMARY":[]},"screens":[
	{"id":"DAY","title":"A day","data":{"days":{"type":"array"}},"layout":{"type":"SingleColumnLayout","children":[
		{"type":"Dropdown","name":"day","label":"Day","required":true,"data-source":"${data.days}"},
		{"type":"Footer","label":"Next","on-click-action":{"name":"data_exchange","payload":{"day":"${form.day}"}}}]}},
	{"id":"SUMMARY","title":"Right?","terminal":true,"refresh_on_back":true,"data":{"day":{"type":"string"}},"layout":{"type":"SingleColumnLayout","children":[
		{"type":"TextBody","text":"${data.day}"},
		{"type":"Footer","label":"Book","on-click-action":{"name":"data_exchange","payload":{"day":"${screen.DAY.form.day}"}}}]}}]}`

// booking answers as an endpoint for the flow above.
func booking(r *flowcrypto.Request) (*flowcrypto.Response, error) {
	days := map[string]any{"days": []map[string]string{{"id": "mon", "title": "Monday"}, {"id": "fri", "title": "Friday"}}}
	var chosen struct {
		Day string `json:"day"`
	}
	if err := r.DecodeData(&chosen); err != nil {
		return nil, err
	}
	switch {
	case r.Action != flowcrypto.ActionDataExchange:
		return &flowcrypto.Response{Screen: "DAY", Data: days}, nil
	case chosen.Day == "mon":
		return &flowcrypto.Response{Screen: "DAY", ErrorMessage: "Monday is full."}, nil
	case r.Screen == "DAY":
		return &flowcrypto.Response{Screen: "SUMMARY", Data: chosen}, nil
	}
	return r.Complete(map[string]string{"booked": chosen.Day})
}

func TestFlowWithAnEndpoint(t *testing.T) {
	t.Parallel()
	b := newFlowBench(t, bookingFlow)
	b.answer = booking
	id := b.send(`,"flow_action":"data_exchange"`)
	first := b.open(id)
	require.Equal(t, "open", first.State)
	require.Equal(t, "A day", first.Screen.Title)
	require.False(t, first.Screen.CanGoBack)
	require.Len(t, first.component(t, "Dropdown")["data-source"], 2)

	unfilled := b.tapOn(first, `{}`)
	require.Equal(t, "Fill this in", unfilled.component(t, "Dropdown")["error"])
	require.Len(t, b.asked, 1, "nothing is sent before it is filled in")
	full := b.tapOn(first, `{"values":{"day":"mon"}}`)
	require.Equal(t, "Monday is full.", full.Alert)
	require.Equal(t, "mon", full.component(t, "Dropdown")["value"], "what was entered stays")

	summary := b.tapOn(first, `{"values":{"day":"fri"}}`)
	require.Equal(t, "SUMMARY", summary.Screen.ID)
	require.True(t, summary.Screen.Terminal && summary.Screen.CanGoBack)
	require.Equal(t, "fri", summary.component(t, "TextBody")["text"])
	back := b.flow(http.MethodPost, "/flows/"+first.ID+"/back", "")
	require.Equal(t, "DAY", back.Screen.ID)
	require.Equal(t, flowcrypto.ActionBack, b.asked[3].Action)
	require.Equal(t, "SUMMARY", b.asked[3].Screen)
	require.Equal(t, "fri", back.component(t, "Dropdown")["value"])
	require.Contains(t, b.refused(http.MethodPost, "/flows/"+first.ID+"/back", "", http.StatusBadRequest), "no screen before")

	b.tapOn(first, `{}`)
	done := b.tapOn(first, `{}`)
	require.Equal(t, "completed", done.State)
	received := b.message()
	require.Equal(t, done.Reply, received.ID)
	require.Equal(t, id, received.Context.ID)
	require.Equal(t, "flow", received.Interactive.NFMReply.Name)
	require.JSONEq(t, `{"booked":"fri","flow_token":"token-1"}`, received.Interactive.NFMReply.ResponseJSON)
	require.Equal(t, "answered", find(t, b.api(http.MethodGet, "/messages", "")["messages"], "id", id)["answer"])
	require.Contains(t, b.refused(http.MethodPost, "/flows/"+first.ID+"/taps", `{}`, http.StatusConflict), "completed")

	list := b.api(http.MethodGet, "/traffic?kind=flow", "")["traffic"].([]any)
	require.Len(t, list, len(b.asked))
	newest := list[0].(map[string]any)
	require.Equal(t, "flow data_exchange SUMMARY", newest["title"])
	require.NotContains(t, newest["detail"], "secret")
	entry := b.api(http.MethodGet, "/traffic/"+number(newest["id"]), "")
	require.Equal(t, true, entry["decrypted"])
	require.Contains(t, entry["body"], `"flow_token_signature"`)
	require.Contains(t, entry["response_body"], `"SUCCESS"`)
	require.Contains(t, b.refused(http.MethodGet, "/traffic/"+number(newest["id"])+"/snippets", "", http.StatusBadRequest), "encrypted")
	b.refused(http.MethodPost, "/traffic/"+number(newest["id"])+"/deliver", "", http.StatusNotFound)

	// The world has the answer, and does not ask the endpoint again.
	asked := len(b.asked)
	file, err := b.sim.Save()
	require.NoError(t, err)
	require.NoError(t, b.sim.Load(file))
	require.Len(t, b.asked, asked)
}

func number(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		return ""
	}
	return string(text)
}

// An endpoint whose key was replaced is asked again with the new one.
func TestFlowWithAnotherKey(t *testing.T) {
	t.Parallel()
	b := newFlowBench(t, bookingFlow)
	b.answer = booking
	id := b.send(`,"flow_action":"data_exchange"`)
	b.open(id)
	require.Len(t, b.asked, 1)
	b.api(http.MethodPatch, "/settings", `{"flow_endpoint":"`+b.endpoint(flowKeys[1]())+`"}`)
	failed := b.open(id)
	require.Equal(t, "failed", failed.State)
	require.Contains(t, failed.Problem.Cause, "421")
	require.NotContains(t, failed.Problem.Text, "421")
	b.sim.Server().AddEncryptionKey(graphtest.PhoneNumberID, publicPEM(t, flowKeys[1]()))
	require.Equal(t, "open", b.open(id).State)
	list := b.api(http.MethodGet, "/traffic?kind=flow", "")["traffic"].([]any)
	require.Len(t, list, 5)
	require.InDelta(t, 421, list[1].(map[string]any)["status"], 0, "the phone had the old key")
	require.Contains(t, b.refused(http.MethodPatch, "/settings", `{"flow_endpoint":"x"}`, http.StatusBadRequest), "flow_endpoint")
}

func TestFlowTokenThatIsNotValid(t *testing.T) {
	t.Parallel()
	b := newFlowBench(t, bookingFlow)
	b.answer = func(*flowcrypto.Request) (*flowcrypto.Response, error) {
		return nil, &flowcrypto.InvalidTokenError{Message: "You have an appointment already."}
	}
	id := b.send(`,"flow_action":"data_exchange"`)
	closed := b.open(id)
	require.Equal(t, "closed", closed.State)
	require.Equal(t, "You have an appointment already.", closed.Problem.Text)
	require.Contains(t, closed.Problem.Cause, "427")
	require.NotZero(t, closed.Problem.Entry)
	require.Equal(t, closed.Problem.Text, find(t, b.api(http.MethodGet, "/messages", "")["messages"], "id", id)["unusable"])
	open := `{"message_id":"` + id + `"}`
	require.Contains(t, b.refused(http.MethodPost, "/users/u1/flows", open, http.StatusConflict), "no longer")

	loaded := b.saved()
	b.requireSame(loaded)
	require.Contains(t, loaded.refused(http.MethodPost, "/users/u1/flows", open, http.StatusConflict), "no longer")
	again := loaded.saved()
	require.Contains(t, again.refused(http.MethodPost, "/users/u1/flows", open, http.StatusConflict), "no longer")
}

func TestDisableAFlow(t *testing.T) {
	t.Parallel()
	b := newFlowBench(t, bookingFlow)
	id := b.send("")
	require.Equal(t, "This form is no longer available.", b.api(http.MethodPost, "/flows/disable", `{"message_id":"`+id+`"}`)["unusable"])
	require.Contains(t, b.refused(http.MethodPost, "/users/u1/flows", `{"message_id":"`+id+`"}`, http.StatusConflict), "no longer")
	b.refused(http.MethodPost, "/flows/disable", `{"message_id":"x"}`, http.StatusNotFound)
	b.refused(http.MethodPost, "/flows/disable", `{"id":"x"}`, http.StatusBadRequest)
}

// What an endpoint does wrong is told to the developer, and not to the user.
func TestEndpointsThatDoNotWork(t *testing.T) {
	t.Parallel()
	plain := func(status int, body string) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		})
	}
	for name, test := range map[string]struct {
		endpoint http.Handler
		cause    string
	}{
		"a server error":   {plain(http.StatusInternalServerError, "oops"), "answered 500"},
		"the signature":    {plain(432, ""), "app secret"},
		"the clear text":   {plain(http.StatusOK, `{"screen":"DAY"}`), "cannot be decrypted"},
		"a redirect":       {http.RedirectHandler("http://127.0.0.1/", http.StatusFound), "answered 302"},
		"too much":         {plain(http.StatusOK, string(make([]byte, 3<<20))), "larger than"},
		"no answer":        {http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }), "did not answer"},
		"another endpoint": {http.NotFoundHandler(), "answered 404"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newFlowBench(t, bookingFlow)
			b.setEndpoint(b.serve(test.endpoint))
			failed := b.open(b.send(`,"flow_action":"data_exchange"`))
			require.Equal(t, "failed", failed.State)
			require.Contains(t, failed.Problem.Cause, test.cause)
			require.NotContains(t, failed.Problem.Text, test.cause)
			entry := b.api(http.MethodGet, "/traffic/"+number(failed.Problem.Entry), "")
			require.Equal(t, failed.Problem.Cause, entry["error"])
		})
	}
}

func (b *flowBench) setEndpoint(address string) {
	b.t.Helper()
	b.api(http.MethodPatch, "/settings", `{"flow_endpoint":"`+address+`"}`)
}
