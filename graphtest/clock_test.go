package graphtest_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

func TestClock(t *testing.T) {
	t.Parallel()
	now := time.Date(2027, time.May, 4, 10, 0, 0, 0, time.UTC)
	srv := graphtest.New(graphtest.WithClock(func() time.Time { return now }), graphtest.WithServiceWindow())
	hooks := srv.Webhooks(http.NotFoundHandler(), "secret")
	body, err := hooks.Body(graphtest.Inbound{From: "15550100123", Text: "hello"})
	require.NoError(t, err)
	event, err := webhook.Parse(body)
	require.NoError(t, err)
	for parsed := range event.Events() {
		require.True(t, now.Equal(parsed.Time()))
	}
	const text = `{"messaging_product":"whatsapp","to":"15550100123","text":{"body":"hello"}}`
	send(t, srv, text)
	link, _ := get(t, srv, "/"+graphtest.MediaID).object(t)["url"].(string)
	require.Equal(t, http.StatusOK, download(t, srv, link, func(http.Header) {}).Status)

	now = now.Add(25 * time.Hour)
	send(t, srv, text)
	sent := srv.Outbox()
	require.Nil(t, sent[0].Failure)
	require.Equal(t, 131047, sent[1].Failure.Code, "the window has closed")
	require.True(t, now.Equal(sent[1].At))
	require.Equal(t, http.StatusNotFound, download(t, srv, link, func(http.Header) {}).Status, "the link has expired")
}

// All of the server's time must come from its clock.
func TestNothingElseTellsTheTime(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		for _, teller := range []string{"time.Now()", "time.Since(", "time.Until("} {
			if file != "observer.go" && file != "exchange.go" { // how long something took
				require.NotContains(t, string(text), teller, file)
			}
		}
	}
}
