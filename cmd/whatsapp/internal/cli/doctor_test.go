package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/cmd/whatsapp/internal/cli"
	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

// output is what a command has printed, and how it ended.
type output struct {
	out, err string
	code     int
}

// run carries out a command line with these variables.
func run(t *testing.T, environment map[string]string, args ...string) output {
	t.Helper()
	var out, stderr bytes.Buffer
	code := cli.Run(context.Background(), args, cli.Streams{
		In: strings.NewReader(""), Out: &out, Err: &stderr,
		Getenv:    func(name string) string { return environment[name] },
		ConfigDir: t.TempDir(), Keyring: memoryKeyring{},
	})
	return output{out.String(), stderr.String(), code}
}

// account returns the variables of an account on a server.
func account(t *testing.T, graph *graphtest.Server) map[string]string {
	t.Helper()
	server := httptest.NewServer(graph)
	t.Cleanup(server.Close)
	return map[string]string{
		"WHATSAPP_ACCESS_TOKEN":        graphtest.AccessToken,
		"WHATSAPP_PHONE_NUMBER_ID":     graphtest.PhoneNumberID,
		"WHATSAPP_BUSINESS_ACCOUNT_ID": graphtest.WABAID,
		"WHATSAPP_APP_ID":              graphtest.AppID,
		"WHATSAPP_APP_SECRET":          appSecretOfTests,
		"WHATSAPP_VERIFY_TOKEN":        verifyTokenOfTests,
		"WHATSAPP_BASE_URL":            server.URL,
	}
}

const (
	appSecretOfTests   = "app-secret-of-the-tests"
	verifyTokenOfTests = "verify-token-of-the-tests"
)

// callback returns the address of a server that takes webhooks.
func callback(t *testing.T, handler http.Handler) string {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL + "/webhook"
}

// verifying is a handler that does everything right.
func verifying(t *testing.T) http.Handler {
	t.Helper()
	handler, err := webhook.NewHandler(webhook.Config{AppSecrets: []string{appSecretOfTests}, VerifyToken: verifyTokenOfTests},
		func(context.Context, webhook.Event) error { return nil })
	require.NoError(t, err)
	return handler
}

func TestDoctorFindsNothing(t *testing.T) {
	t.Parallel()
	graph := graphtest.New(graphtest.WithoutSampleWorld(), graphtest.WithAppSecret(appSecretOfTests))
	healthyWorld(graph)
	told := run(t, account(t, graph), "doctor", "--callback", callback(t, verifying(t)))
	require.Equal(t, 0, told.code, told.out+told.err)
	require.NotContains(t, told.out, "BAD")
	for _, line := range []string{
		"it has the permission whatsapp_business_messaging",
		"is connected", "it belongs to the account", "1 of 1 are approved",
		"the app is subscribed to the account",
		"it answers the handshake", "it refuses a body with a wrong signature: 401", "it takes a signed body",
		" 0 wrong, 0 unknown",
	} {
		assert.Contains(t, told.out, line)
	}
}

// healthyWorld has one account in which everything is as it should be.
func healthyWorld(graph *graphtest.Server) {
	graph.AddApplication(graphtest.Application{ID: graphtest.AppID})
	business := graph.AddBusiness(graphtest.Business{ID: graphtest.BusinessID})
	graph.AddWABA(business, graphtest.WABA{ID: graphtest.WABAID, Name: "Shop", Status: "ACTIVE"})
	graph.AddPhoneNumber(graphtest.WABAID, graphtest.PhoneNumber{ID: graphtest.PhoneNumberID, Status: "CONNECTED", QualityRating: "GREEN"})
	graph.AddTemplate(graphtest.WABAID, graphtest.Template{Name: "hello_world", Language: "en_US", Body: "Hello"})
	graph.AddSubscribedApp(graphtest.WABAID, graphtest.SubscribedApp{AppID: graphtest.AppID})
	graph.AddAppSubscription(graphtest.AppID, graphtest.AppSubscription{CallbackURL: "https://hooks.shop.test/whatsapp", Fields: []string{"messages"}})
}

// Each row is one thing that is wrong, and what the doctor says of it.
func TestDoctorFinds(t *testing.T) {
	t.Parallel()
	number := func(n graphtest.PhoneNumber) func(*graphtest.Server, map[string]string) {
		return func(graph *graphtest.Server, environment map[string]string) {
			environment["WHATSAPP_PHONE_NUMBER_ID"] = graph.AddPhoneNumber(graphtest.WABAID, n)
		}
	}
	token := func(granted graphtest.Token) func(*graphtest.Server, map[string]string) {
		return func(graph *graphtest.Server, environment map[string]string) {
			graph.AddToken("another-token", granted)
			environment["WHATSAPP_ACCESS_TOKEN"] = "another-token"
		}
	}
	for name, test := range map[string]struct {
		world   func(graph *graphtest.Server, environment map[string]string)
		verdict string
		want    string
	}{
		"expired token":      {token(graphtest.Token{ExpiresAt: time.Now().Add(-time.Hour)}), "problem", "it is not valid"},
		"token that expires": {token(graphtest.Token{ExpiresAt: time.Now().Add(time.Hour)}), "warning", "it expires on"},
		"missing permission": {token(graphtest.Token{Scopes: []string{"whatsapp_business_management"}}), "problem", "it lacks the permission whatsapp_business_messaging"},
		"other account":      {token(graphtest.Token{WABAIDs: []string{"1"}}), "problem", "does not reach the account"},
		"banned number":      {number(graphtest.PhoneNumber{Status: "BANNED"}), "problem", "is BANNED"},
		"flagged number":     {number(graphtest.PhoneNumber{Status: "FLAGGED"}), "warning", "is FLAGGED"},
		"number of no use":   {number(graphtest.PhoneNumber{Status: "DISCONNECTED"}), "problem", "so it cannot send"},
		"low quality":        {number(graphtest.PhoneNumber{Status: "CONNECTED", QualityRating: "RED"}), "warning", "its quality is RED"},
		"test number":        {number(graphtest.PhoneNumber{Status: "CONNECTED", AccountMode: "SANDBOX"}), "warning", "it is a test number"},
		"no such number": {func(_ *graphtest.Server, environment map[string]string) {
			environment["WHATSAPP_PHONE_NUMBER_ID"] = "999"
		}, "problem", "the object does not exist"},
		"number of another account": {func(graph *graphtest.Server, environment map[string]string) {
			other := graph.AddWABA(graphtest.BusinessID, graphtest.WABA{})
			environment["WHATSAPP_PHONE_NUMBER_ID"] = graph.AddPhoneNumber(other, graphtest.PhoneNumber{Status: "CONNECTED"})
		}, "problem", "does not belong to the account"},
		"restricted account": {func(graph *graphtest.Server, environment map[string]string) {
			environment["WHATSAPP_BUSINESS_ACCOUNT_ID"] = graph.AddWABA(graphtest.BusinessID, graphtest.WABA{Status: "RESTRICTED"})
		}, "problem", "is RESTRICTED"},
		"rejected account": {func(graph *graphtest.Server, environment map[string]string) {
			environment["WHATSAPP_BUSINESS_ACCOUNT_ID"] = graph.AddWABA(graphtest.BusinessID, graphtest.WABA{Fields: map[string]any{"account_review_status": "REJECTED"}})
		}, "problem", "its review says REJECTED"},
		"blocked account": {func(graph *graphtest.Server, environment map[string]string) {
			environment["WHATSAPP_BUSINESS_ACCOUNT_ID"] = graph.AddWABA(graphtest.BusinessID, graphtest.WABA{Fields: map[string]any{"health_status": map[string]any{
				"can_send_message": "BLOCKED",
				"entities": []any{map[string]any{
					"entity_type": "BUSINESS", "id": "1", "can_send_message": "BLOCKED",
					"errors": []any{map[string]any{"error_code": 141006, "error_description": "There is an issue with the payment method.", "possible_solution": "Add one."}},
				}},
			}}})
		}, "problem", "business 1: There is an issue with the payment method. (code 141006)"},
		"no template": {func(graph *graphtest.Server, environment map[string]string) {
			environment["WHATSAPP_BUSINESS_ACCOUNT_ID"] = graph.AddWABA(graphtest.BusinessID, graphtest.WABA{})
		}, "warning", "there are no templates"},
		"no subscription": {func(graph *graphtest.Server, environment map[string]string) {
			environment["WHATSAPP_BUSINESS_ACCOUNT_ID"] = graph.AddWABA(graphtest.BusinessID, graphtest.WABA{})
		}, "problem", "the app is not subscribed to the account"},
		"no callback": {func(graph *graphtest.Server, environment map[string]string) {
			environment["WHATSAPP_APP_ID"] = graph.AddApplication(graphtest.Application{})
			graph.AddSubscribedApp(graphtest.WABAID, graphtest.SubscribedApp{AppID: environment["WHATSAPP_APP_ID"]})
		}, "problem", "the app has no callback URL"},
		"wrong app secret": {func(_ *graphtest.Server, environment map[string]string) {
			environment["WHATSAPP_APP_SECRET"] = "another secret, of another app"
		}, "problem", "appsecret_proof"},
		"no app": {func(_ *graphtest.Server, environment map[string]string) {
			delete(environment, "WHATSAPP_APP_ID")
		}, "unknown", "without the id of its app"},
		"no account": {func(_ *graphtest.Server, environment map[string]string) {
			delete(environment, "WHATSAPP_BUSINESS_ACCOUNT_ID")
		}, "unknown", "no account id is set"},
		"no number": {func(_ *graphtest.Server, environment map[string]string) {
			delete(environment, "WHATSAPP_PHONE_NUMBER_ID")
		}, "unknown", "no phone number id is set"},
		"no connection": {func(_ *graphtest.Server, environment map[string]string) {
			environment["WHATSAPP_BASE_URL"] = "http://127.0.0.1:1"
		}, "problem", "connection refused"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			graph := graphtest.New(graphtest.WithoutSampleWorld(), graphtest.WithAppSecret(appSecretOfTests))
			healthyWorld(graph)
			environment := account(t, graph)
			test.world(graph, environment)
			requireFinding(t, run(t, environment, "doctor", "--json", "--skip-callback", "--timeout", "1m"), test.verdict, test.want)
		})
	}
}

// requireFinding looks for a finding, and for the exit code that goes with it.
func requireFinding(t *testing.T, told output, verdict, want string) {
	t.Helper()
	require.NotContains(t, told.out, "Subscriptions.", "a method of Go is not a next step here")
	var findings []struct{ Verdict, Detail string }
	require.NoError(t, json.Unmarshal([]byte(told.out), &findings), told.err)
	for _, found := range findings {
		if strings.Contains(found.Detail, want) {
			require.Equal(t, verdict, found.Verdict, found.Detail)
			if verdict == "problem" {
				require.Equal(t, 11, told.code)
			}
			return
		}
	}
	t.Fatalf("nothing says %q:\n%s", want, told.out)
}

func TestDoctorAsksTheCallback(t *testing.T) {
	t.Parallel()
	answers := func(handshake string, statuses ...int) http.HandlerFunc {
		posts := 0
		return func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodGet {
				_, _ = w.Write([]byte(strings.ReplaceAll(handshake, "CHALLENGE", r.FormValue("hub.challenge"))))
				return
			}
			w.WriteHeader(statuses[posts])
			posts++
		}
	}
	for name, test := range map[string]struct {
		handler http.Handler
		verdict string
		want    string
	}{
		"no signature is checked": {answers("CHALLENGE", 200, 200), "problem", "it takes a body with a wrong signature"},
		"nothing is taken":        {answers("CHALLENGE", 403, 403), "problem", "it answers a signed body with 403"},
		"a page":                  {answers("<html>CHALLENGE</html>", 401, 200), "problem", "it answers the handshake with another text"},
		"nothing there":           {http.NotFoundHandler(), "problem", "it answers the handshake with 404"},
		"a redirect":              {http.RedirectHandler("https://elsewhere.test/", http.StatusFound), "problem", "it answers the handshake with 302"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			graph := graphtest.New(graphtest.WithAppSecret(appSecretOfTests))
			requireFinding(t, run(t, account(t, graph), "doctor", "--json", "--callback", callback(t, test.handler)), test.verdict, test.want)
		})
	}
}

// The address that is asked has the verify token, and what goes wrong is told.
func TestDoctorTellsNoSecret(t *testing.T) {
	t.Parallel()
	environment := account(t, graphtest.New(graphtest.WithAppSecret(appSecretOfTests)))
	for _, address := range []string{"http://127.0.0.1:1/webhook", "no address", "http://user:password@127.0.0.1:1/"} {
		told := run(t, environment, "doctor", "--debug", "--callback", address)
		for _, secret := range []string{verifyTokenOfTests, appSecretOfTests, graphtest.AccessToken, "password@"} {
			require.NotContains(t, told.out+told.err, secret)
		}
	}
	// Where a secret is to be read but is not there, it says so.
	without := maps.Clone(environment)
	delete(without, "WHATSAPP_VERIFY_TOKEN")
	delete(without, "WHATSAPP_APP_SECRET")
	told := run(t, without, "doctor", "--callback", callback(t, http.NotFoundHandler()))
	require.Contains(t, told.out, "the handshake needs the verify token")
	require.Contains(t, told.out, "a right signature needs the app secret")
}

// idOf returns the id in an answer.
func idOf(t *testing.T, answer string) string {
	t.Helper()
	var object struct{ ID string }
	require.NoError(t, json.Unmarshal([]byte(answer), &object))
	require.NotEmpty(t, object.ID)
	return object.ID
}

// Without --callback, it asks the one that Meta calls: the number's comes
// before the account's and the app's.
func TestDoctorAsksWhereMetaSendsWebhooks(t *testing.T) {
	t.Parallel()
	graph := graphtest.New(graphtest.WithoutSampleWorld(), graphtest.WithAppSecret(appSecretOfTests))
	healthyWorld(graph)
	environment := account(t, graph)
	environment["WHATSAPP_PHONE_NUMBER_ID"] = graph.AddPhoneNumber(graphtest.WABAID, graphtest.PhoneNumber{
		Status: "CONNECTED", Fields: map[string]any{"webhook_configuration": map[string]any{
			"phone_number": callback(t, verifying(t)), "application": "https://hooks.shop.test/whatsapp",
		}},
	})
	requireFinding(t, run(t, environment, "doctor", "--json"), "ok", "it answers the handshake")
}
