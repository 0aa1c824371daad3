package simulator_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/flowcrypto"
	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/simulator"
)

// An answer that the phone cannot use is reported to the endpoint.
func TestAnswersOfEndpointsThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		answer flowcrypto.Response
		cause  string
		key    string
	}{
		"another screen":   {flowcrypto.Response{Screen: "NOWHERE"}, "no screen NOWHERE", "invalid-screen-transition"},
		"another type":     {flowcrypto.Response{Screen: "SUMMARY", Data: map[string]int{"day": 1}}, "data.day is of the type number", "payload-schema-error"},
		"no token":         {flowcrypto.Response{Screen: "SUCCESS"}, "flow_token", "payload-schema-error"},
		"against the rule": {flowcrypto.Response{Screen: "ASIDE"}, "routing_model", "invalid-screen-transition"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newFlowBench(t, strings.Replace(bookingFlow, `"screens":[`, `"screens":[{"id":"ASIDE","title":"","layout":{"children":[]}},`, 1))
			b.answer = booking
			opened := b.open(b.send(`,"flow_action":"data_exchange"`))
			b.mutex.Lock()
			b.answer = func(*flowcrypto.Request) (*flowcrypto.Response, error) { return &test.answer, nil }
			b.mutex.Unlock()
			failed := b.tapOn(opened, `{"values":{"day":"fri"}}`)
			require.Equal(t, "open", failed.State)
			require.Equal(t, "DAY", failed.Screen.ID, "the user can try again")
			require.Equal(t, "fri", failed.Screen.Values["day"])
			require.Contains(t, failed.Problem.Cause, test.cause)
			list := b.api(http.MethodGet, "/traffic?kind=flow", "")["traffic"].([]any)
			report := b.api(http.MethodGet, "/traffic/"+number(list[0].(map[string]any)["id"]), "")
			require.Contains(t, report["body"], `"error":"`+test.key+`"`)
			require.Contains(t, report["response_body"], "acknowledged")
			b.mutex.Lock()
			b.answer = booking
			b.mutex.Unlock()
			again := b.tapOn(opened, `{}`)
			require.Nil(t, again.Problem)
			require.Equal(t, "SUMMARY", again.Screen.ID)
		})
	}
}

// Data that a screen declares and does not get is a warning.
func TestDataThatIsMissing(t *testing.T) {
	t.Parallel()
	b := newFlowBench(t, bookingFlow)
	b.answer = func(*flowcrypto.Request) (*flowcrypto.Response, error) {
		return &flowcrypto.Response{Screen: "DAY"}, nil
	}
	require.Contains(t, strings.Join(b.open(b.send(`,"flow_action":"data_exchange"`)).Warnings, "\n"), "lacks data that the screen DAY declares: days")
}

func TestEndpointsThatCannotBeCalled(t *testing.T) {
	t.Parallel()
	b := newFlowBench(t, bookingFlow)
	id := b.send(`,"flow_action":"data_exchange"`)
	for address, cause := range map[string]string{
		"http://192.0.2.1:9/flow":          "not on loopback",
		"http://[2001:db8::1]/flow":        "not on loopback",
		"https://flows.shop.test/flow":     "not on loopback",
		"http://169.254.169.254/latest":    "not on loopback",
		"http://localhost.shop.test/":      "not on loopback",
		"http://0.0.0.0:9/":                "not on loopback",
		"http://127.0.0.1:1/flow":          "did not answer",
		"http://endpoint.localhost:1/flow": "did not answer",
		"http://[::ffff:127.0.0.1]:1/flow": "did not answer",
		"http://127.0.0.1:1/%zz":           "flow_endpoint",
	} {
		if cause == "flow_endpoint" {
			b.refused(http.MethodPatch, "/settings", `{"flow_endpoint":"`+address+`"}`, http.StatusBadRequest)
			continue
		}
		b.setEndpoint(address)
		require.Contains(t, b.open(id).Problem.Cause, cause, address)
	}

	without := newFlowBench(t, bookingFlow)
	without.flowID = without.sim.Server().AddFlow(graphtest.WABAID, graphtest.Flow{Name: "no endpoint", Status: "PUBLISHED", JSON: bookingFlow})
	require.Contains(t, without.open(without.send(`,"flow_action":"data_exchange"`)).Problem.Cause, "no endpoint_uri")
}

func TestFlowHostsThatAreAllowed(t *testing.T) {
	t.Parallel()
	b := newFlowBench(t, bookingFlow, simulator.WithFlowHosts("0.0.0.0"), simulator.WithFlowEndpoint("http://0.0.0.0:1/"))
	require.NotContains(t, b.open(b.send(`,"flow_action":"data_exchange"`)).Problem.Cause, "loopback")
}

func TestPhoneNumberWithoutAKey(t *testing.T) {
	t.Parallel()
	b := newFlowBench(t, bookingFlow)
	b.sim.Reset()
	require.Contains(t, b.refused(http.MethodPost, "/flows/ping", `{"flow_id":"`+b.flowID+`"}`, http.StatusNotFound), "no flow")
	b.flowID = b.sim.Server().AddFlow(graphtest.WABAID, graphtest.Flow{Name: "keyless", Status: "PUBLISHED", JSON: bookingFlow})
	require.Contains(t, b.open(b.send(`,"flow_action":"data_exchange"`)).Problem.Cause, "no business_public_key")
}

func TestPingOfAFlow(t *testing.T) {
	t.Parallel()
	b := newFlowBench(t, bookingFlow)
	require.Equal(t, true, b.api(http.MethodPost, "/flows/ping", `{"flow_name":"walked"}`)["healthy"])
	b.setEndpoint("http://127.0.0.1:1/")
	require.Contains(t, b.refused(http.MethodPost, "/flows/ping", `{"flow_id":"`+b.flowID+`"}`, http.StatusBadGateway), "did not answer")
	b.refused(http.MethodPost, "/flows/ping", `{"flow_id":"`+b.flowID+`","phone_number_id":"1"}`, http.StatusNotFound)
	b.refused(http.MethodPost, "/flows/ping", `{"what":1}`, http.StatusBadRequest)
	require.Equal(t, "name the flow with flow_id or flow_name", b.refused(http.MethodPost, "/flows/ping", `{}`, http.StatusBadRequest))
}

// slowEndpoint never answers.
func (b *flowBench) slowEndpoint() (called chan struct{}) {
	called = make(chan struct{}, 1)
	ended := make(chan struct{})
	b.setEndpoint(b.serve(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		called <- struct{}{}
		select {
		case <-r.Context().Done():
		case <-ended:
		}
	})))
	b.t.Cleanup(func() { close(ended) })
	return called
}

// The traffic says that it does not have the whole of a body.
func TestLongAnswersOfEndpoints(t *testing.T) {
	t.Parallel()
	b := newFlowBench(t, bookingFlow)
	entry := func() map[string]any {
		list := b.api(http.MethodGet, "/traffic?kind=flow", "")["traffic"].([]any)
		return b.api(http.MethodGet, "/traffic/"+number(list[0].(map[string]any)["id"]), "")
	}
	filler := strings.Repeat("x", 60<<10) // encrypted and in base64, it takes more than is kept
	b.answer = func(*flowcrypto.Request) (*flowcrypto.Response, error) {
		return &flowcrypto.Response{Screen: "DAY", Data: map[string]any{"days": []any{}, "filler": filler}}, nil
	}
	id := b.send(`,"flow_action":"data_exchange"`)
	b.open(id)
	require.Nil(t, entry()["cut"], "it is there as a whole, decrypted")
	b.mutex.Lock()
	filler += filler
	b.mutex.Unlock()
	b.open(id)
	require.Equal(t, true, entry()["cut"])
	b.setEndpoint(b.serve(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(filler))
	})))
	b.open(id)
	require.Nil(t, entry()["decrypted"])
	require.Equal(t, true, entry()["cut"])
}

func TestEndpointThatIsSlow(t *testing.T) {
	t.Parallel()
	b := newFlowBench(t, bookingFlow, simulator.WithFlowTimeout(time.Millisecond))
	b.slowEndpoint()
	require.Contains(t, b.open(b.send(`,"flow_action":"data_exchange"`)).Problem.Cause, "did not answer within")
}

// A user can leave while the endpoint is asked.
func TestLeavingASlowFlow(t *testing.T) {
	t.Parallel()
	b := newFlowBench(t, bookingFlow)
	b.answer = booking
	opened := b.open(b.send(`,"flow_action":"data_exchange"`))
	called := b.slowEndpoint()
	answered := make(chan string, 1)
	go func() {
		_, text := b.request(http.MethodPost, "/_simulator/api/flows/"+opened.ID+"/taps", `{"values":{"day":"fri"}}`)
		answered <- text
	}()
	<-called
	require.Contains(t, b.refused(http.MethodGet, "/flows/"+opened.ID, "", http.StatusConflict), "waits for its endpoint")
	require.Equal(t, "left", b.flow(http.MethodDelete, "/flows/"+opened.ID, "").State)
	require.Contains(t, <-answered, "canceled")
}

// However odd a flow is, its user sees what there is of it.
func TestOddFlows(t *testing.T) {
	t.Parallel()
	b := newFlowBench(t, bookingFlow)
	for i, text := range []string{
		`{"version":"7.3","screens":[`, `[]`, `{"screens":{}}`, `{"screens":["x",1]}`, `{"screens":[]}`, `null`,
		`{"screens":[{}]}`, `{"screens":[{"id":1,"layout":[]}]}`, `{"screens":[{"id":"A","layout":{"children":{}}}]}`,
		`{"screens":[{"id":"A","layout":{"children":[1,null,{},{"type":7},{"type":"Form"},{"type":"If"},{"type":"If","condition":"` + "`(`" + `","else":[]},{"type":"Switch","cases":[]},{"type":"TextInput"},{"type":"Dropdown","name":"d","data-source":"x"},{"type":"CheckboxGroup","name":"c","data-source":[1,{"id":{}}],"init-value":"?"},{"type":"Footer","on-click-action":{"name":"navigate"}}]}}]}`,
		`{"screens":[{"id":"A","layout":{"children":[` + strings.Repeat(`{"type":"Form","children":[`, 200) + strings.Repeat(`]}`, 200) + `]}}]}`,
		`{"screens":[{"id":"A","layout":{"children":[` + strings.Repeat(`{"type":"TextBody","text":"x"},`, 1000) + `{"type":"TextBody"}]}}]}`,
		`{"screens":[{"id":"A","layout":{"children":[{"type":"Footer","on-click-action":{"name":"vanish"}}]}}]}`,
		`{"screens":[{"id":"A","layout":{"children":[{"type":"Footer","on-click-action":{"name":"complete","payload":{"x":"` + "`1/0`" + `"}}}]}}]}`,
		`{"routing_model":{"A":["A"],"B":"x"},"screens":[{"id":"A","layout":{"children":[{"type":"Footer","on-click-action":{"name":"navigate","next":{"name":"B"}}}]}},{"id":"B"}]}`,
	} {
		b.flowID = b.sim.Server().AddFlow(graphtest.WABAID, graphtest.Flow{Name: "odd " + number(i), Status: "PUBLISHED", JSON: text})
		opened := b.open(b.send(""))
		if opened.State == "failed" {
			require.NotEmpty(t, opened.Problem.Cause, text)
			continue
		}
		require.Equal(t, "open", opened.State)
		require.LessOrEqual(t, len(opened.Screen.Components), 300)
		if len(opened.Screen.Components) > 0 && opened.Screen.Components[len(opened.Screen.Components)-1]["type"] == "Footer" {
			require.NotEmpty(t, b.tapOn(opened, `{}`).Problem.Cause, text)
		}
	}
}

// A flow that is out of use cannot be opened any more.
func TestFlowsThatAreOutOfUse(t *testing.T) {
	t.Parallel()
	b := newFlowBench(t, conditionalFlow)
	id := b.send("")
	missing := b.send(`,"flow_action_payload":{"screen":"NONE"}`)
	wrong := b.send(`,"flow_action_payload":{"screen":"LAST","data":{"n":"seven"}}`)
	require.Contains(t, b.open(missing).Problem.Cause, "the screen NONE")
	require.Contains(t, b.open(wrong).Problem.Cause, "data.n is of the type string")
	known := b.flowID
	b.flowID = "12345"
	require.Contains(t, b.refused(http.MethodPost, "/users/u1/flows", `{"message_id":"`+b.send("")+`"}`, http.StatusNotFound), "no flow")
	b.sim.Server().SetFlowStatus(known, "BLOCKED")
	require.Contains(t, b.open(id).Problem.Cause, "BLOCKED")
}

// An answer into a world that is gone goes nowhere.
func TestFlowAfterAReset(t *testing.T) {
	t.Parallel()
	b := newFlowBench(t, screenOf(`{"type":"TextBody","text":"x"}`, `{}`))
	opened := b.open(b.send(""))
	b.sim.Reset()
	b.refused(http.MethodPost, "/flows/"+opened.ID+"/taps", `{}`, http.StatusNotFound)
}
