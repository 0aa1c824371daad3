package browsertest_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	_ "embed"
	"encoding/pem"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/flowcrypto"
	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/simulator"
)

// flowMessage has the business send a flow.
func (s *stage) flowMessage(flowID, more string) string {
	s.t.Helper()
	return s.write(`"type":"interactive","interactive":{"type":"flow","body":{"text":"Shall we find a day?"},"action":{"name":"flow","parameters":{
		"flow_message_version":"3","flow_id":"` + flowID + `","flow_cta":"Open it","flow_token":"the-token"` + more + `}}}`)
}

// withKey gives the phone number a key, and returns the private one.
func (s *stage) withKey() *rsa.PrivateKey {
	s.t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(s.t, err)
	der, err := x509.MarshalPKIXPublicKey(key.Public())
	require.NoError(s.t, err)
	s.sim.Server().AddEncryptionKey(graphtest.PhoneNumberID, string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})))
	return key
}

// flowProgram runs the example of an endpoint, which makes its flow by the
// Graph API, and returns the flow's id.
func (s *stage) flowProgram() string {
	s.t.Helper()
	program := filepath.Join(s.t.TempDir(), "flow-endpoint")
	build := exec.CommandContext(s.t.Context(), "go", "build", "-o", program, "./examples/flow-endpoint")
	build.Dir = "../.."
	output, err := build.CombinedOutput()
	require.NoError(s.t, err, "%s", output)
	der, err := x509.MarshalPKCS8PrivateKey(s.withKey())
	require.NoError(s.t, err)
	address := freeAddress(s.t)
	s.api(http.MethodPatch, "/settings", `{"flow_endpoint":"http://`+address+`/"}`)
	command := exec.CommandContext(s.t.Context(), program, "-apply", "-listen", address)
	command.Env = append(os.Environ(), "WHATSAPP_BASE_URL="+s.address, "WHATSAPP_ACCESS_TOKEN=any", "WHATSAPP_APP_SECRET="+simulator.DefaultAppSecret,
		"WHATSAPP_BUSINESS_ACCOUNT_ID="+graphtest.WABAID, "FLOW_ENDPOINT_URI=https://flows.shop.test/appointment",
		"FLOW_PRIVATE_KEY="+string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})))
	require.NoError(s.t, command.Start())
	s.t.Cleanup(func() { _ = command.Wait() }) // the context of the test has ended it
	ping := func() bool {
		status, err := s.status(http.MethodPost, "/_simulator/api/flows/ping", `{"flow_name":"book-appointment"}`)
		return err == nil && status == http.StatusOK
	}
	require.Eventually(s.t, ping, time.Minute, 50*time.Millisecond)
	list := s.request(http.MethodGet, "/v23.0/"+graphtest.WABAID+"/flows", "")["data"].([]any)
	for _, item := range list {
		if flow := item.(map[string]any); flow["name"] == "book-appointment" {
			return flow["id"].(string)
		}
	}
	s.t.Fatal("the program has made no flow")
	return ""
}

func (s *stage) status(method, path, body string) (int, error) {
	request, err := http.NewRequestWithContext(s.t.Context(), method, s.address+path, strings.NewReader(body))
	if err != nil {
		return 0, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, err
	}
	return response.StatusCode, response.Body.Close()
}

func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	return listener.Addr().String()
}

// A user walks through the flow of the example to its end.
func TestFlowOfAProgram(t *testing.T) {
	t.Parallel()
	s := open(t)
	id := s.flowProgram()
	s.flowMessage(id, `,"mode":"draft","flow_action":"data_exchange"`)
	s.show("light")
	s.click(".tap", "Open it")
	s.has(".flow h2", "Book an appointment")
	s.has(".flow .tag", "Draft")
	s.click(".flow-footer button", "Next")
	s.has(".flow-fault", "Fill this in")
	s.until(`document.activeElement.name === "day" && document.activeElement.getAttribute("aria-invalid") === "true"`)
	s.choose("day", "friday")
	s.until(`!document.querySelector(".flow-fault")`)
	s.click(".flow-footer button", "Next")
	s.has(".flow h2", "Is this right?")
	s.has(".flow-text", "Friday at nine")
	s.click(".flow-head [aria-label=Back]", "")
	s.until(`document.querySelector(".flow select").value === "friday"`)
	s.click(".flow-footer button", "Next")
	s.has(".flow-text", "Friday at nine")
	if *update {
		s.picture("../../docs/pictures/simulator-flow.png")
	}
	s.click(".flow-footer button", "Book")
	require.Contains(t, s.hook("nfm_reply"), `\"day\":\"friday\"`)
	s.until(`!document.querySelector("dialog")`)
	s.has(".own .bubble-box", "Response sent")
	s.has(".entry", "flow data_exchange SUMMARY")
	s.click(".entry", "flow data_exchange SUMMARY")
	s.has(".detail summary", "Answer, decrypted")
	s.has(".detail pre", "SUCCESS")

	// The token is used up.
	s.click(".tap", "Open it")
	s.has(".flow-failure", "You have an appointment already.")
	s.click(".flow-foot button", "Close")
	s.until(`document.querySelector(".tap").disabled`)
	s.has(".failure", "You have an appointment already.")
}

// choose chooses an option of a list.
// The page says that the body of an answer is not whole.
func TestLongAnswerOfAnEndpoint(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.withKey()
	endpoint := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write(bytes.Repeat([]byte("x"), 70<<10))
	}))
	t.Cleanup(endpoint.Close)
	flow := s.sim.Server().AddFlow(graphtest.WABAID, graphtest.Flow{Name: "long", Status: "PUBLISHED", EndpointURI: endpoint.URL, JSON: `{"version":"7.3","data_api_version":"3.0","routing_model":{},"screens":[{"id":"A","title":"A","terminal":true,"layout":{"type":"SingleColumnLayout","children":[]}}]}`})
	s.api(http.MethodPost, "/users/u1/flows", `{"message_id":"`+s.flowMessage(flow, `,"flow_action":"data_exchange"`)+`"}`)
	s.show("light")
	s.click(".entry", "flow INIT")
	s.has(".detail", "Answer, as it came")
	s.has(".detail .soft", "Bodies are not whole.")
}

func (s *stage) choose(name, option string) {
	s.t.Helper()
	value[bool](s, `((select) => { select.value = `+quoted(option)+`; return select.dispatchEvent(new Event("change")); })(document.querySelector(`+quoted(".flow [name="+name+"]")+`))`)
}

func TestFlowWithABrokenEndpoint(t *testing.T) {
	t.Parallel()
	s := open(t)
	key := s.withKey()
	broken := true
	working, err := flowcrypto.NewHandler(flowcrypto.Config{PrivateKeys: []crypto.Decrypter{key}, AppSecrets: []string{simulator.DefaultAppSecret}},
		func(_ context.Context, r *flowcrypto.Request) (*flowcrypto.Response, error) {
			if r.Action == flowcrypto.ActionInit {
				return &flowcrypto.Response{Screen: "ONE", Data: map[string]string{"text": "Write something"}}, nil
			}
			return r.Complete(map[string]string{"done": "yes"})
		})
	require.NoError(t, err)
	endpoint := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if broken {
			http.Error(w, "out of order", http.StatusInternalServerError)
			return
		}
		working.ServeHTTP(w, r)
	}))
	t.Cleanup(endpoint.Close)
	id := s.sim.Server().AddFlow(graphtest.WABAID, graphtest.Flow{Name: "broken", Status: "PUBLISHED", EndpointURI: endpoint.URL, JSON: `{"version":"7.3","data_api_version":"3.0","routing_model":{"ONE":[]},
		"screens":[{"id":"ONE","title":"One","terminal":true,"data":{"text":{"type":"string"}},"layout":{"type":"SingleColumnLayout","children":[
			{"type":"TextInput","name":"note","label":"Note","helper-text":"${data.text}"},
			{"type":"Footer","label":"Send","on-click-action":{"name":"data_exchange","payload":{"note":"${form.note}"}}}]}}]}`})
	s.flowMessage(id, `,"flow_action":"data_exchange"`)
	s.show("light")
	s.click(".tap", "Open it")
	s.has(".flow-failure", "Something went wrong")
	s.has(".flow-failure .flow-cause", "the endpoint answered 500")
	broken = false
	s.click(".flow-foot button", "Try again")
	s.has(".flow-helper", "Write something")
	s.do(chromedp.SendKeys(chromedp.CSS(".flow input[name=note]"), "hello"))
	broken = true
	s.click(".flow-footer button", "Send")
	s.has(".flow-alert", "Something went wrong")
	s.until(`document.querySelector(".flow input[name=note]").value === "hello"`)
	broken = false
	s.click(".flow-footer button", "Send")
	require.Contains(t, s.hook("nfm_reply"), `\"done\":\"yes\"`)
	s.until(`!document.querySelector("dialog")`)
}

//go:embed testdata/components.json
var componentsFlow string

func (s *stage) components() {
	s.t.Helper()
	id := s.sim.Server().AddFlow(graphtest.WABAID, graphtest.Flow{Name: "components", Status: "PUBLISHED", JSON: componentsFlow})
	s.flowMessage(id, "")
}

// Every component is drawn, with names and contrast, in light and dark.
func TestFlowComponents(t *testing.T) {
	t.Parallel()
	for _, scheme := range []string{"light", "dark"} {
		t.Run(scheme, func(t *testing.T) {
			t.Parallel()
			s := open(t)
			s.components()
			s.show(scheme)
			s.click(".tap", "Open it")
			for selector, text := range map[string]string{
				".flow-heading": "All of them", ".flow-subheading": "Of version 7.3", ".flow-text.bold.struck": "Struck", ".flow-caption em": "caption",
				".flow-field label": "Your name", ".flow-helper": "As on your card", ".flow-choices legend": "Extras", ".chips legend": "Interests",
				".flow-choice": "I agree", ".flow-link": "Read more", ".flow-unknown": "A component of the type Hologram", ".flow-range label": "Arrival",
				".left-caption": "Step 1", ".flow-field option": "Vienna",
			} {
				s.has(".flow "+selector, text)
			}
			s.until(`document.querySelector(".flow-image").naturalWidth === 1 && document.querySelectorAll(".flow-carousel img").length === 2`)
			require.Empty(t, value[[]string](s, findProblems))
			s.click(".flow-footer button", "On")
			s.has(".flow-fault", "Fill this in")
			s.until(`document.activeElement.name === "name"`)
			require.Empty(t, value[[]string](s, findProblems))
			s.do(chromedp.SendKeys(chromedp.CSS(".flow [name=name]"), "Ana"))
			s.has(".flow-text", "Hello Ana!")
			s.until(`document.activeElement.name === "name"`)
			s.click(".chips .flow-choice input", "")
			s.choose("city", "vie")
			s.has(".flow-text", "Servus")
			s.click(".flow-choice input[name=agree]", "")
			s.click(".flow-footer button", "On")
			s.has(".flow h2", "Choose")
			require.Empty(t, value[[]string](s, findProblems))
			s.click(".flow-list button", "Terms")
			s.has(".flow-rich h3", "Terms")
			s.has(".flow-rich th", "Day")
			s.has(".flow-rich td strong", "closed")
			s.has(".flow-rich li", "First")
			require.Empty(t, value[[]string](s, findProblems))
			s.click(".flow-footer button", "Accept")
			require.Contains(t, s.hook("nfm_reply"), `\"name\":\"Ana\"`)
			s.has(".own .bubble-box", "Response sent")
			require.Equal(t, []any{}, value[[]any](s, `performance.getEntriesByType("resource").map((r) => new URL(r.name)).filter((u) => u.protocol !== "data:" && u.origin !== location.origin).map(String)`))
		})
	}
}

// The sheet keeps the focus, and Escape leaves it.
func TestFlowByKeyboard(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.components()
	s.show("light")
	s.until(`document.querySelector(".tap") !== null`)
	value[bool](s, `(document.querySelector(".tap").focus(), true)`)
	s.do(chromedp.KeyEvent(kb.Enter))
	s.has(".flow-heading", "All of them")
	s.until(`document.activeElement.id === "flow-title"`)
	for range 40 {
		s.do(chromedp.KeyEvent(kb.Tab))
		require.True(t, value[bool](s, `document.activeElement === document.body || document.querySelector("dialog").contains(document.activeElement)`))
	}
	s.do(chromedp.KeyEvent(kb.Escape))
	s.until(`!document.querySelector("dialog") && document.activeElement.className === "tap"`)
	require.Equal(t, "left", s.api(http.MethodGet, "/flows/f1", "")["state"])
}
