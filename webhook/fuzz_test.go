package webhook_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/webhook"
)

// FuzzParse checks that a body is refused exactly if it is not a JSON object,
// that every event keeps its bytes and can be encoded, and that encoding/json
// reads the same wherever it reads anything.
func FuzzParse(f *testing.F) {
	for _, body := range seeds(f) {
		f.Add(body)
	}
	f.Add([]byte(`{"entry":[{"changes":[{"value":{"messages":[{"timestamp":1e5,"errors":{"code":"1"}}]},"field":"messages"}]}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		notification, err := webhook.Parse(body)
		valid := json.Valid(body) && bytes.HasPrefix(bytes.TrimLeft(body, " \t\r\n"), []byte("{"))
		if valid && nesting(body) > 256 {
			valid = false
		}
		require.Equal(t, valid, err == nil, "%v", err)
		if err != nil {
			require.ErrorIs(t, err, webhook.ErrMalformed)
			return
		}
		again, err := webhook.Parse([]byte(encode(t, notification)))
		require.NoError(t, err)
		count := 0
		for range again.Events() {
			count++
		}
		for event := range notification.Events() {
			count--
			require.True(t, json.Valid(event.Raw()))
			require.Contains(t, string(body), string(event.Raw()))
			require.True(t, json.Valid(event.RawChange()))
			require.NotEmpty(t, event.Key())
			encode(t, event)
			if _, unknown := event.(*webhook.UnknownEvent); !unknown {
				sameAsEncodingJSON(t, event)
			}
		}
		require.Zero(t, count)
	})
}

// nesting returns how deep valid JSON is nested.
func nesting(text []byte) int {
	depth, most := 0, 0
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	for {
		token, err := decoder.Token()
		if err != nil {
			return most
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			depth++
			most = max(most, depth)
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
	}
}

// FuzzHandler checks that no request makes the handler panic, that events come
// from signed bodies only, and that only the documented answers are given.
func FuzzHandler(f *testing.F) {
	for _, body := range seeds(f) {
		f.Add(http.MethodPost, "", webhook.Sign(body, secret), body)
	}
	body := seed(f, "messages_text.json")
	f.Add(http.MethodPost, "", "sha256="+strings.Repeat("0", 64), body)
	f.Add(http.MethodPost, "", webhook.Sign([]byte("{"), secret), []byte("{"))
	f.Add(http.MethodGet, "hub.mode=subscribe&hub.verify_token=a+verify+token+of+the+tests&hub.challenge=1", "", []byte(nil))
	f.Add(http.MethodHead, "", "", []byte(nil))
	f.Fuzz(func(t *testing.T, method, query, signature string, body []byte) {
		events := 0
		handler, err := webhook.NewHandler(webhook.Config{AppSecrets: []string{secret}, VerifyToken: verifyToken},
			func(context.Context, webhook.Event) error { events++; return nil })
		require.NoError(t, err)
		request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/webhook", bytes.NewReader(body))
		request.Method = method
		request.URL.RawQuery = query
		request.Header.Set(webhook.SignatureHeader, signature)
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, request)

		sound := strings.EqualFold(signature, webhook.Sign(body, secret)) && strings.HasPrefix(signature, "sha256=")
		want := http.StatusMethodNotAllowed
		switch {
		case method == http.MethodGet:
			want = http.StatusForbidden
			values := request.URL.Query()
			if values.Get("hub.mode") == "subscribe" && values.Get("hub.verify_token") == verifyToken {
				want = http.StatusOK
				require.Equal(t, values.Get("hub.challenge"), w.Body.String())
			}
		case method == http.MethodPost && !sound:
			want = http.StatusUnauthorized
		case method == http.MethodPost:
			want = http.StatusOK
			if _, err := webhook.Parse(body); err != nil {
				want = http.StatusBadRequest
			}
		}
		require.Equal(t, want, w.Code)
		if method != http.MethodPost || want != http.StatusOK {
			require.Zero(t, events)
		}
		if want != http.StatusOK {
			require.Equal(t, http.StatusText(want)+"\n", w.Body.String())
		}
	})
}
