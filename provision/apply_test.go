package provision_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/provision"
)

// everything touches every kind of the sample world: what is new, what changes
// and what goes.
const everything = `{
  "accounts": [{
    "id": "102290129340398",
    "users": [
      {"id": "122106287654477", "tasks": ["MESSAGING"]},
      {"id": "122106287654321", "tasks": ["MANAGE"]},
      {"id": "122106287654410", "state": "absent"},
      {"id": "122106287654411", "tasks": ["VIEW_TEMPLATES", "MESSAGING"]}
    ],
    "subscriptions": [{"app_id": "670843887433847", "override_callback_uri": "https://hooks.shop.test/account"}],
    "flows": [
      {
        "name": "feedback", "categories": ["SURVEY"], "published": true,
        "json": {"version": "7.3", "screens": [{"id": "START", "title": "Start", "terminal": true, "layout": {"type": "SingleColumnLayout",
          "children": [{"type": "TextHeading", "text": "Thank you"}, {"type": "Footer", "label": "Done", "on-click-action": {"name": "complete", "payload": {}}}]}}]}
      },
      {"name": "survey", "state": "absent"}
    ],
    "templates": [
      {
        "name": "feedback", "language": "en_US", "category": "UTILITY",
        "components": [
          {"type": "BODY", "text": "How was it?"},
          {"type": "BUTTONS", "buttons": [{"type": "FLOW", "text": "Tell us", "flow_name": "feedback", "navigate_screen": "START", "flow_action": "NAVIGATE"}]}
        ]
      },
      {"name": "hello_world", "language": "en_US", "category": "UTILITY", "components": [{"type": "BODY", "text": "Good to see you."}]},
      {"name": "weekly_offer", "language": "en_US", "state": "absent"}
    ],
    "welcome_sequences": [
      {"name": "Summer sale", "welcome_message_sequence": {"text": "Welcome to the sale."}},
      {"name": "Store visit", "welcome_message_sequence": {"text": "Good to see you."}},
      {"name": "Returns", "state": "absent"}
    ],
    "phone_numbers": [
      {
        "id": "106540352242922",
        "display_name": "Support desk",
        "profile": {"about": "Open every day", "websites": []},
        "automation": {"enable_welcome_message": true, "commands": [{"command_name": "help", "command_description": "Show help"}]},
        "commerce": {"is_catalog_visible": true},
        "calling": {"call_icon_visibility": "DISABLE_ALL"},
        "webhook": {"override_callback_uri": "https://hooks.shop.test/number"},
        "qr_codes": [
          {"prefilled_message": "What is new?"},
          {"prefilled_message": "When do you open?", "state": "absent"}
        ]
      }
    ]
  }]
}`

func parse(t *testing.T, text string) *provision.Document {
	t.Helper()
	document, err := provision.Parse([]byte(text))
	require.NoError(t, err)
	return document
}

func planFor(t *testing.T, client *whatsapp.Client, document *provision.Document, opts ...provision.Option) *provision.Plan {
	t.Helper()
	plan, err := provision.NewPlan(t.Context(), client, document, opts...)
	require.NoError(t, err)
	return plan
}

func verifyToken(string) (whatsapp.VerifyToken, error) { return "sesame", nil }

func applyOptions() provision.ApplyOptions {
	return provision.ApplyOptions{AppID: graphtest.AppID, VerifyToken: verifyToken}
}

func TestApplyEverything(t *testing.T) {
	t.Parallel()
	_, client := newWorld(t)
	document := parse(t, everything)
	plan := planFor(t, client, document)
	t.Log(plan)
	results, err := plan.Apply(t.Context(), client, applyOptions())
	require.NoError(t, err)
	require.Len(t, results, len(plan.Changes))
	for _, result := range results {
		assert.Equal(t, provision.OutcomeApplied, result.Outcome, result.Target)
	}
	again := planFor(t, client, document)
	require.True(t, again.Empty(), again.String())

	results, err = plan.Apply(t.Context(), client, applyOptions())
	require.NoError(t, err)
	for _, result := range results {
		assert.Equal(t, provision.OutcomeUnchanged, result.Outcome, result.Target)
	}
}

// A guillotine kills a run at its n-th request: before Graph has seen it, or
// after Graph has carried it out. It counts what was made.
type guillotine struct {
	below  http.RoundTripper
	lock   sync.Mutex
	left   int // requests until the end; negative for no end
	after  bool
	kill   context.CancelFunc
	counts map[string]int
}

var errKilled = errors.New("the process was killed")

func (g *guillotine) RoundTrip(request *http.Request) (*http.Response, error) {
	g.lock.Lock()
	defer g.lock.Unlock()
	g.left--
	if g.left == 0 && !g.after {
		g.kill()
		return nil, errKilled
	}
	if request.Method != http.MethodGet { //nolint:nestif // one case below the other
		body := ""
		if request.Body != nil {
			read, err := io.ReadAll(request.Body)
			if err != nil {
				return nil, err
			}
			body = string(read)
			request.Body = io.NopCloser(strings.NewReader(body))
		}
		if !strings.HasPrefix(request.Header.Get("Content-Type"), "multipart/") { // with a new boundary each time
			g.counts[request.Method+" "+request.URL.RequestURI()+" "+body]++
		} else {
			g.counts[request.Method+" "+request.URL.RequestURI()]++
		}
	}
	response, err := g.below.RoundTrip(request)
	if g.left == 0 {
		if err == nil {
			response.Body.Close()
		}
		g.kill()
		return nil, errKilled
	}
	return response, err
}

func TestApplyKilledAtEveryRequest(t *testing.T) {
	t.Parallel()
	for _, after := range []bool{false, true} {
		t.Run(fmt.Sprintf("after %t", after), func(t *testing.T) {
			t.Parallel()
			for k := 1; ; k++ {
				if !killedAt(t, k, after) {
					require.Greater(t, k, 40, "the plan must take many requests")
					return
				}
			}
		})
	}
}

// killedAt kills the run at its k-th request, and reports whether there was
// one.
func killedAt(t *testing.T, k int, after bool) bool {
	t.Helper()
	srv := graphtest.New()
	blade := &guillotine{below: srv.Client().Transport, left: -1, after: after, counts: map[string]int{}}
	httpClient := &http.Client{Transport: blade}
	client, err := whatsapp.NewClient(graphtest.AccessToken, whatsapp.WithHTTPClient(httpClient), whatsapp.WithMaxRetries(0))
	require.NoError(t, err)
	document := parse(t, everything)
	plan := planFor(t, client, document)
	stored, err := json.Marshal(plan)
	require.NoError(t, err)

	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	blade.kill, blade.left = cancel, k
	_, err = plan.Apply(ctx, client, applyOptions())
	killed := ctx.Err() != nil
	require.Equal(t, killed, err != nil, "request %d: %v", k, err)
	blade.left = -1

	// Another process has either the stored plan, or makes a new one.
	second := new(provision.Plan)
	require.NoError(t, json.Unmarshal(stored, second))
	if k%2 == 0 {
		second = planFor(t, client, document)
	}
	_, err = second.Apply(t.Context(), client, applyOptions())
	require.NoError(t, err, "request %d", k)
	again := planFor(t, client, document)
	require.True(t, again.Empty(), "request %d: %s", k, again)
	requireOnce(t, client, k)
	if after {
		for request, count := range blade.counts {
			if strings.HasPrefix(request, http.MethodPost) && !isOverwrite(request) {
				assert.Equal(t, 1, count, "request %d: %s", k, request)
			}
		}
	}
	return killed
}

// isOverwrite reports whether a request does no harm when it is made twice.
func isOverwrite(request string) bool {
	for _, part := range []string{"/assigned_users", "/subscribed_apps", "/whatsapp_business_profile", "/conversational_automation",
		"/whatsapp_commerce_settings", "/settings", "webhook_configuration", "sequence_id=", "/assets"} {
		if strings.Contains(request, part) {
			return true
		}
	}
	return false
}

func requireOnce(t *testing.T, client *whatsapp.Client, k int) {
	t.Helper()
	names := map[string]int{}
	for sequence, err := range client.WelcomeSequences.All(t.Context(), graphtest.WABAID, nil) {
		require.NoError(t, err)
		names["sequence "+sequence.Name]++
	}
	for code, err := range client.QRCodes.All(t.Context(), graphtest.PhoneNumberID, nil) {
		require.NoError(t, err)
		names["code "+code.PrefilledMessage]++
	}
	for flow, err := range client.Flows.All(t.Context(), graphtest.WABAID, nil) {
		require.NoError(t, err)
		names["flow "+flow.Name]++
	}
	for template, err := range client.Templates.All(t.Context(), graphtest.WABAID, nil) {
		require.NoError(t, err)
		names["template "+template.Name+"/"+template.Language]++
	}
	want := map[string]int{
		"sequence Summer sale": 1, "sequence Store visit": 1, "sequence Spring sale": 1,
		"code What is new?": 1, "code Where is my order?": 1,
		"flow feedback": 1, "flow appointment": 1,
		"template feedback/en_US": 1, "template hello_world/en_US": 1, "template login_code/en_US": 1,
	}
	require.Equal(t, want, names, "request %d", k)
}
