package whatsapp_test

import (
	"context"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

// once switches repetition off, for tests of what one attempt leads to.
var once = whatsapp.WithMaxRetries(0)

// Every recorded exchange: the exact request, and the result of the answer.
func TestOperations(t *testing.T) {
	t.Parallel()
	for _, method := range methods() {
		for _, exchange := range method.cases {
			t.Run(method.name+"/"+strings.Join(exchange.fixtures, "+"), func(t *testing.T) {
				t.Parallel()
				recorded := exchange.load(t)
				transport, log := replay(t, recorded...)
				var response whatsapp.Response
				got, err := exchange.call(t.Context(), newClient(t, transport), method.id, whatsapp.CaptureResponse(&response))
				require.NoError(t, err)
				require.Equal(t, exchange.want, got)
				require.Len(t, log.sent(), len(recorded))
				for i, request := range log.sent() {
					requireRequest(t, recorded[i].Request, request)
				}
				last := recorded[len(recorded)-1].Response
				require.Equal(t, last.Status, response.StatusCode)
				require.Equal(t, last.Headers["X-Fb-Trace-Id"], response.TraceID)
			})
		}
	}
}

// Another version and another host change every request in the same way.
func TestOperationsElsewhere(t *testing.T) {
	t.Parallel()
	for _, method := range methods() {
		t.Run(method.name, func(t *testing.T) {
			t.Parallel()
			recorded := method.first().load(t)
			for i := range recorded {
				path, isGraph := strings.CutPrefix(recorded[i].Request.Path, "/v23.0")
				if isGraph {
					recorded[i].Request.Host = "https://proxy.shop.test"
					recorded[i].Request.Path = "/graph/v99.1" + path
				}
			}
			transport, log := replay(t, recorded...)
			client := newClient(t, transport, whatsapp.WithAPIVersion("v99.1"), whatsapp.WithBaseURL("https://proxy.shop.test/graph/"))
			got, err := method.run(t.Context(), client)
			require.NoError(t, err)
			require.Equal(t, method.first().want, got)
			requireRequest(t, recorded[0].Request, log.sent()[0])
		})
	}
}

func TestEveryFixtureIsUsed(t *testing.T) {
	t.Parallel()
	used := map[string]bool{}
	for _, method := range methods() {
		for _, exchange := range method.cases {
			for _, name := range exchange.fixtures {
				used[name] = true
			}
		}
	}
	for _, name := range fixtureNames(t, "*") {
		if strings.HasPrefix(name, "errors/") || usedOutsideTheTable[name] {
			continue
		}
		assert.True(t, used[name], "no row of the table uses testdata/%s.json", name)
	}
}

// usedOutsideTheTable are the fixtures of tests of their own.
var usedOutsideTheTable = map[string]bool{
	"automation/apply_clear":      true,
	"compliance/get_words":        true,
	"wabas/get_nested_edges":      true,
	"welcome_sequences/get_other": true,
	"welcome_sequences/get_empty": true,
}

// fixtureNames lists the fixtures below testdata in the folders that match.
func fixtureNames(t testing.TB, folder string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", folder, "*.json"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	names := make([]string, len(files))
	for i, file := range files {
		names[i] = strings.TrimSuffix(filepath.ToSlash(file), ".json")[len("testdata/"):]
	}
	return names
}

func TestOperationsAfterTheContextHasEnded(t *testing.T) {
	t.Parallel()
	for _, method := range methods() {
		t.Run(method.name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			transport, log := replay(t)
			got, err := method.run(ctx, newClient(t, transport))
			require.Nil(t, got)
			require.ErrorIs(t, err, context.Canceled)
			require.NotErrorIs(t, err, whatsapp.ErrOutcomeUnknown)
			var failure *whatsapp.TransportError
			require.ErrorAs(t, err, &failure)
			require.Equal(t, method.operation, failure.Operation)
			require.Zero(t, failure.Attempts)
			require.Empty(t, log.sent())
		})
	}
}

// A call option that is wrong stops every call before it is sent.
func TestOperationsWithBadCallOptions(t *testing.T) {
	t.Parallel()
	for _, method := range methods() {
		for name, option := range map[string]whatsapp.RequestOption{"nil": nil, "empty token": whatsapp.WithToken("")} {
			t.Run(method.name+"/"+name, func(t *testing.T) {
				t.Parallel()
				transport, log := replay(t)
				got, err := method.run(t.Context(), newClient(t, transport), option)
				require.Nil(t, got)
				require.Error(t, err)
				require.Empty(t, log.sent())
			})
		}
	}
}

func TestOperationsRefuseIDsThatMakeNoPath(t *testing.T) {
	t.Parallel()
	for _, method := range methods() {
		if method.id == "" {
			continue // the library has no id
		}
		_, placeholder, _ := strings.Cut(method.operation, "{")
		field, _, _ := strings.Cut(placeholder, "}")
		problems := map[string]string{"": "must not be empty", ".": `must not be "."`, "..": `must not be ".."`}
		for id, problem := range problems {
			t.Run(method.name+"/"+id, func(t *testing.T) {
				t.Parallel()
				for _, opts := range [][]whatsapp.RequestOption{nil, {whatsapp.WithoutValidation()}} {
					transport, log := replay(t)
					got, err := method.first().call(t.Context(), newClient(t, transport), id, opts...)
					require.Nil(t, got)
					requireViolations(t, err, field+" "+problem)
					require.Empty(t, log.sent())
				}
			})
		}
	}
}

func TestOperationsEscapeIDs(t *testing.T) {
	t.Parallel()
	escaped := map[string]string{
		"a/b":        "a%2Fb",
		"../me":      "..%2Fme",
		"50%":        "50%25",
		"%2e%2e":     "%252e%252e",
		"ключ":       "%D0%BA%D0%BB%D1%8E%D1%87",
		"a?b=c#d":    "a%3Fb=c%23d",
		"a b":        "a%20b",
		"...":        "...",
		"a\r\nHost:": "a%0D%0AHost:",
	}
	for _, method := range methods() {
		if method.session || method.id == "" {
			continue // see TestSessionIDsThatLeadElsewhere; the library has no id
		}
		recorded := method.first().load(t)[0]
		for id, element := range escaped {
			t.Run(method.name+"/"+element, func(t *testing.T) {
				t.Parallel()
				transport, log := answerAll(func(*http.Request) (*http.Response, error) {
					return nil, context.Canceled
				})
				_, err := method.first().call(t.Context(), newClient(t, transport), id, once)
				require.Error(t, err)
				require.Len(t, log.sent(), 1)
				want := strings.Replace(recorded.Request.Path, method.id, element, 1)
				require.Equal(t, want, log.sent()[0].URL.EscapedPath())
				require.Equal(t, want, strings.SplitN(log.sent()[0].URL.RequestURI(), "?", 2)[0])
			})
		}
	}
}

// The token of one call reaches the wire of that call only.
func TestOperationsWithAnotherToken(t *testing.T) {
	t.Parallel()
	for _, method := range methods() {
		t.Run(method.name, func(t *testing.T) {
			t.Parallel()
			recorded := method.first().load(t)
			transport, log := replay(t, recorded...)
			client := newClient(t, transport)
			_, err := method.run(t.Context(), client, whatsapp.WithToken("another-token"))
			require.NoError(t, err)
			_, err = method.run(t.Context(), client)
			require.NoError(t, err)
			half := len(log.sent()) / 2
			for i, request := range log.sent() {
				token := "another-token"
				if i >= half {
					token = testToken
				}
				scheme := "Bearer "
				if strings.Contains(request.URL.Path, "/upload:") {
					scheme = "OAuth "
				}
				if recorded[i%half].Request.isWithoutToken() {
					scheme, token = "", ""
				}
				require.Equal(t, scheme+token, request.Header.Get("Authorization"))
			}
		})
	}
}

// Parameters that this package does not know reach every operation.
func TestOperationsWithMoreParameters(t *testing.T) {
	t.Parallel()
	for _, method := range methods() {
		t.Run(method.name, func(t *testing.T) {
			t.Parallel()
			recorded := method.first().load(t)
			transport, log := replay(t, recorded...)
			_, err := method.run(t.Context(), newClient(t, transport), withQuery("locale", "de_DE", nil)...)
			require.NoError(t, err)
			want := recorded[0].Request
			if want.Query == nil {
				want.Query = map[string]string{}
			}
			want.Query["locale"] = "de_DE"
			requireRequest(t, want, log.sent()[0])
		})
	}
}
