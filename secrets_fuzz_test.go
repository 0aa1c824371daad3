package whatsapp_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

// fuzzTokens are tokens of users, apps and gateways.
var fuzzTokens = []string{
	"EAA" + strings.Repeat("Gm0PX4ZCpsBAKq9", 12), "1234567890123456|q-Zl0SGNBpa_WUmKkWd3xkDTxCo", "opaque+secret/token==",
	"s.gateway~Token.With.Dots", "glpat&A=B&C=secretly", `quoted"token'with\marks`,
}

// A leak is an answer that repeats one secret of its request, at random.
type leak struct {
	random *rand.Rand
	secret string // as the request has it
	shown  string // as the answer spells it
}

// pick chooses a secret of the request: its token, its proof, a parameter, or
// a part of its link.
func (l *leak) pick(request *http.Request) {
	known := []string{strings.TrimPrefix(strings.TrimPrefix(request.Header.Get("Authorization"), "Bearer "), "OAuth ")}
	query := request.URL.Query()
	for _, name := range []string{"appsecret_proof", "client_secret", "sig", "oh", "ccb"} {
		if value := query.Get(name); len(value) >= 8 {
			known = append(known, value)
		}
	}
	if strings.HasSuffix(request.URL.Host, "fbsbx.com") {
		known = append(known, request.URL.String(), request.URL.RequestURI(), request.URL.EscapedPath())
	}
	l.secret = known[l.random.IntN(len(known))]
	l.shown = l.spell(l.secret)
}

func (l *leak) spell(secret string) string {
	inJSON := strings.NewReplacer("/", `\/`, "+", `\u002b`, "=", `\u003D`, "|", `\u007c`, "&", `\u0026`)
	switch l.random.IntN(9) {
	case 0:
		return url.QueryEscape(secret)
	case 1:
		return url.PathEscape(secret)
	case 2:
		return lowerHex.Replace(url.QueryEscape(secret))
	case 3:
		return inJSON.Replace(secret)
	case 4:
		return strings.ReplaceAll(inJSON.Replace(secret), `\`, `\\`)
	case 5:
		return html.EscapeString(secret)
	case 6:
		return url.QueryEscape(url.QueryEscape(secret))
	}
	return secret
}

var lowerHex = strings.NewReplacer("%2B", "%2b", "%2F", "%2f", "%3D", "%3d", "%7C", "%7c")

func (l *leak) filler(most int) string {
	const letters = "the server said that abc 0123 \n <p> \" {} = & "
	start := l.random.IntN(len(letters))
	return strings.Repeat(letters[start:]+letters[:start], 1+most/len(letters))[:l.random.IntN(most+1)]
}

func (l *leak) oneOf(choices ...string) string { return choices[l.random.IntN(len(choices))] }

func (l *leak) status() int {
	statuses := []int{200, 200, 206, 302, 303, 400, 400, 401, 403, 404, 429, 500, 502}
	return statuses[l.random.IntN(len(statuses))]
}

// body is an answer of a random kind with the secret in it.
func (l *leak) body() string {
	quoted := l.shown
	if !json.Valid([]byte(`"` + quoted + `"`)) {
		encoded, _ := json.Marshal(quoted)
		quoted = string(encoded[1 : len(encoded)-1])
	}
	switch l.random.IntN(8) {
	case 0:
		return l.filler(2000) + l.shown + l.filler(200)
	case 1: // about the place where a failure is cut
		start := strings.Repeat("x y ", (1<<20)/4-50) + l.filler(60)
		return strings.Repeat(" ", max(0, (1<<20)-len(start)-l.random.IntN(len(l.shown)+1))) + start + l.shown + l.filler(100)
	case 2:
		return `{"success":false,"` + l.oneOf("access_token", "note", quoted) + `":"` + quoted + `"}`
	case 3: // of another shape than what is asked for
		return l.oneOf(`{"id":["%s"]}`, `{"id":{"a":"%s"}}`, `{"sha256":"%s","url":"https://lookaside.fbsbx.com/a","id":"1"}`, `["%s"]`, `"%s"`, `{"%s":1}`) +
			strings.Repeat(" ", l.random.IntN(3))
	case 4:
		return `{"error":"` + l.oneOf("invalid_grant", quoted) + `","error_description":"` + quoted + `"}`
	case 5:
		return `{"debug_info":{"retriable":false,"type":"` + l.oneOf("t", quoted) + `","message":"` + l.filler(0) + quoted + `"}}`
	}
	member := l.oneOf("message", "type", "fbtrace_id", "error_user_title", "error_user_msg", "later")
	data := l.oneOf(`{"details":"d"}`, `{"details":"about `+quoted+`."}`, `"`+quoted+`"`)
	code := l.oneOf("100", "190", "131047", "4", "2", "99999")
	return `{"error":{"code":` + code + `,"` + member + `":"` + strings.Repeat("word ", l.random.IntN(130)) + quoted + `","error_data":` + data + `}}`
}

func (l *leak) header() (name, value string) {
	name = l.oneOf("X-Fb-Trace-Id", "X-Business-Use-Case-Usage", "X-App-Usage", "Facebook-Api-Version", "Retry-After", "Content-Type", "Location", "Content-Range", "Etag", "Date")
	value = l.shown
	switch name {
	case "X-Business-Use-Case-Usage":
		inside, _ := json.Marshal(l.shown)
		value = l.oneOf(`{%s:[{"type":"a"}]}`, `{"1":[{"type":%s}]}`, `{"1":[{"ads_api_access_tier":%s}]}`, `{"1":[{"call_count":%s}]}`)
		value = fmt.Sprintf(value, inside)
	case "Location":
		value = l.oneOf("https://elsewhere.test/?next=", "https://elsewhere.test/%zz?x=", "://", "https://", "/", "https://[::1") + value
	}
	return name, strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return -1
		}
		return r
	}, value)
}

// RoundTrip answers with a leak. The link of a media object is given first.
func (l *leak) RoundTrip(request *http.Request) (*http.Response, error) {
	if request.Body != nil {
		io.Copy(io.Discard, request.Body)
	}
	l.pick(request)
	if strings.HasSuffix(request.URL.Path, "/"+mediaWithLink) {
		link := "https://lookaside.fbsbx.com/m1/attachmentsOfPeople-7/?ccb=parameterOne.42&oh=00_signature-Two&mid=1"
		return answer(200, `{"id":"1","url":"`+link+`"}`)(request)
	}
	body := l.body()
	if strings.Contains(body, "%s") {
		encoded, _ := json.Marshal(l.shown)
		body = strings.ReplaceAll(body, "%s", string(encoded[1:len(encoded)-1]))
	}
	if l.random.IntN(4) == 0 {
		return nil, l.failure()
	}
	header := []string{}
	if l.random.IntN(2) == 0 {
		name, value := l.header()
		header = append(header, name, value)
		body = l.oneOf(body, success, "")
	}
	status := l.status()
	response, err := answer(status, body, header...)(request)
	switch l.random.IntN(3) {
	case 0: // cut, somewhere in the secret or elsewhere
		at := len(body)
		if place := strings.Index(body, l.shown); place >= 0 {
			at = min(at, place+l.random.IntN(len(l.shown)+2))
		}
		response.ContentLength = -1
		response.Body = io.NopCloser(strings.NewReader(body[:at]))
		if l.random.IntN(2) == 0 {
			response.Body = io.NopCloser(io.MultiReader(strings.NewReader(body[:at]), leakingReader{l.failure()}))
		}
	}
	return response, err
}

func (l *leak) failure() error {
	err := errors.New("proxy: bad token " + l.shown)
	if l.random.IntN(2) == 0 {
		err = fmt.Errorf("again: %w", &url.Error{Op: "Get", URL: "https://proxy.test/" + l.shown, Err: errors.New("refused")})
	}
	return err
}

type leakingReader struct{ err error }

func (r leakingReader) Read([]byte) (int, error) { return 0, r.err }

const mediaWithLink = "777000777000777"

// FuzzNoSecretEscapes puts a secret of a request at a random place of a random
// answer. No eight characters of it in a row may be in what comes out.
func FuzzNoSecretEscapes(f *testing.F) {
	for seed := range uint64(250) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, seed uint64) {
		random := rand.New(rand.NewPCG(seed, 7))
		server := &leak{random: random}
		var log bytes.Buffer
		var out strings.Builder
		observer := whatsapp.Observer{
			AttemptDone:   func(_ context.Context, info whatsapp.AttemptInfo) { fmt.Fprintf(&out, "%+v %v\n", info, info.Err) },
			OperationDone: func(_ context.Context, info whatsapp.OperationResult) { fmt.Fprintf(&out, "%+v\n", info) },
		}
		logger := slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		token := fuzzTokens[random.IntN(len(fuzzTokens))]
		options := []whatsapp.Option{
			whatsapp.WithHTTPClient(&http.Client{Transport: server}), whatsapp.WithAppSecret(appSecret), whatsapp.WithObserver(observer), whatsapp.WithLogger(logger),
			whatsapp.WithRetryPolicy(whatsapp.RetryPolicy{MaxRetries: 1, BaseWait: time.Nanosecond}),
		}
		client, err := whatsapp.NewClient(token, options...)
		require.NoError(t, err)

		var response whatsapp.Response
		err = anyCall(t, client, random.IntN(5), &response)
		if failure, ok := errors.AsType[*whatsapp.GraphAPIError](err); ok {
			out.Write(failure.Body)
			fmt.Fprintf(&out, "%+v %s\n", failure.Usage, failure.ErrorData)
		}
		if err != nil {
			marshalled, _ := json.Marshal(err)
			fmt.Fprintf(&out, "%s %+v %s %s\n", err, err, marshalled, printTree(err))
			logger.Error("failed", "error", err)
		}
		fmt.Fprintf(&out, "%s %+v %#v %+v\n", response.String(), response, response, response.Usage)
		logger.Info("answer", "response", response)
		slog.New(slog.NewTextHandler(&log, nil)).Info("answer", "response", response, "error", err)
		out.WriteString(log.String())
		requireNoPart(t, out.String(), server.secret, server.shown)
	})
}

// anyCall makes one of some calls.
func anyCall(t *testing.T, client *whatsapp.Client, which int, response *whatsapp.Response) error {
	t.Helper()
	opts := []whatsapp.RequestOption{whatsapp.CaptureResponse(response), whatsapp.WithQuery(url.Values{"client_secret": {"client:secret/of-app"}})}
	switch which {
	case 0:
		_, err := client.Bots.Get(t.Context(), "1", opts...)
		return err
	case 1:
		_, err := client.Media.Download(t.Context(), mediaWithLink, io.Discard, nil)
		return err
	case 2:
		_, err := client.Uploads.Get(t.Context(), "upload:MTphdHRhY2g=?sig=ARaBcSignature_Of-Meta", opts[0])
		return err
	case 3:
		_, err := client.Messages.SendText(t.Context(), phoneNumberID, recipient, "Hello", opts...)
		return err
	}
	return do(t.Context(), client, whatsapp.RepeatUnsafe, opts...)
}

// requireNoPart looks for eight characters in a row of either spelling.
func requireNoPart(t *testing.T, text string, spellings ...string) {
	t.Helper()
	const window = 8
	parts := map[string]bool{}
	for _, secret := range spellings {
		for i := 0; i+window <= len(secret); i++ {
			parts[secret[i:i+window]] = true
		}
	}
	// What the link of a media object shows to everybody.
	for i := range strings.Repeat(" ", len(publicTexts)-window) {
		delete(parts, publicTexts[i:i+window])
	}
	for i := 0; i+window <= len(text); i++ {
		if parts[text[i:i+window]] {
			start, end := max(0, i-200), min(len(text), i+200)
			require.Fail(t, "a secret got out", "%q of %q, in: %s", text[i:i+window], spellings, text[start:end])
		}
	}
}

const publicTexts = "https://lookaside.fbsbx.com/"
