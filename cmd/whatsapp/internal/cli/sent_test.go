package cli_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/cmd/whatsapp/internal/cli"
	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/simulator"
	"github.com/wabakit/whatsapp/webhook"
	"github.com/wabakit/whatsapp/webhook/webhooktest"
)

// fullDisk is an output that takes nothing.
type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

// What was sent and cannot be printed does not end with a code after which a
// script may repeat it, and its id is not lost.
func TestWhatWasSentAndCannotBePrinted(t *testing.T) {
	t.Parallel()
	graph := graphtest.New()
	environment := account(t, graph)
	var stderr bytes.Buffer
	code := cli.Run(context.Background(), []string{"send", "text", "+15550001234", "Hello"}, cli.Streams{
		In: strings.NewReader(""), Out: fullDisk{}, Err: &stderr, ConfigDir: t.TempDir(),
		Getenv: func(name string) string { return environment[name] },
	})
	require.Equal(t, 9, code)
	require.Contains(t, stderr.String(), graph.Outbox()[0].ID)
}

// A closedPipe takes what comes before the first event.
type closedPipe struct{ said chan string }

func (p *closedPipe) Write(b []byte) (int, error) {
	if bytes.Contains(b, []byte("message.text")) {
		return 0, syscall.EPIPE
	}
	p.said <- string(b)
	return len(b), nil
}

// When nobody reads any more what listen prints, it ends, and puts the callback
// back that was there before.
func TestListenEndsWithItsReader(t *testing.T) {
	t.Parallel()
	const before = "http://127.0.0.1:9/webhook"
	sim, err := simulator.New(simulator.WithCallbackURL(before))
	require.NoError(t, err)
	server := httptest.NewServer(sim)
	defer server.Close()
	pipe, ended := &closedPipe{said: make(chan string, 16)}, make(chan int)
	go func() {
		ended <- cli.Run(context.Background(), []string{"listen", "--json", "--listen", "127.0.0.1:0"}, cli.Streams{
			In: strings.NewReader(""), Out: pipe, Err: io.Discard, ConfigDir: t.TempDir(),
			Getenv: func(name string) string { return map[string]string{"WHATSAPP_SIMULATOR": server.URL}[name] },
		})
	}()
	address := regexp.MustCompile(`http://[^"]+/webhook`).FindString(<-pipe.said)
	require.NotEmpty(t, address)
	body, err := webhooktest.Body("message.text", nil)
	require.NoError(t, err)
	request, err := http.NewRequest(http.MethodPost, address, bytes.NewReader(body))
	require.NoError(t, err)
	request.Header.Set(webhook.SignatureHeader, webhook.Sign(body, simulator.DefaultAppSecret))
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.NotEqual(t, 0, <-ended)

	nothing, err := http.NewRequest(http.MethodPatch, server.URL+"/_simulator/api/settings", strings.NewReader("{}"))
	require.NoError(t, err)
	nothing.Header.Set("Content-Type", "application/json")
	settings, err := http.DefaultClient.Do(nothing)
	require.NoError(t, err)
	defer settings.Body.Close()
	text, err := io.ReadAll(settings.Body)
	require.NoError(t, err)
	require.Contains(t, string(text), before)
}
