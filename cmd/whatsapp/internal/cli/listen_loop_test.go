package cli_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/cmd/whatsapp/internal/cli"
)

// A tunnel hands on what it gets, wherever it ends by then.
func tunnel(t *testing.T) (address string, end *atomic.Value) {
	t.Helper()
	end = new(atomic.Value)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, in *http.Request) {
		out, err := http.NewRequestWithContext(in.Context(), in.Method, end.Load().(string), in.Body)
		if !assert.NoError(t, err) {
			return
		}
		out.Header = in.Header.Clone()
		answer, err := http.DefaultClient.Do(out)
		if !assert.NoError(t, err) {
			return
		}
		defer answer.Body.Close()
		w.WriteHeader(answer.StatusCode)
		_, _ = io.Copy(w, answer.Body)
	}))
	t.Cleanup(server.Close)
	return server.URL, end
}

// forwarder starts a command that listens and forwards.
func forwarder(t *testing.T, to string) (command *background, address string) {
	t.Helper()
	command = newBackground()
	command.start([]string{"listen", "--listen", "127.0.0.1:0", "--forward", to}, cli.Streams{
		In: strings.NewReader(""), ConfigDir: t.TempDir(),
		Getenv: func(name string) string {
			return map[string]string{"WHATSAPP_APP_SECRET": appSecretOfTests, "WHATSAPP_VERIFY_TOKEN": verifyTokenOfTests}[name]
		},
	})
	t.Cleanup(command.stop)
	return command, said(t, command, `arrive at (http\S+/webhook)`)[1]
}

func said(t *testing.T, command *background, want string) []string {
	t.Helper()
	found, err := command.await(regexp.MustCompile(want))
	require.NoError(t, err)
	return found
}

func triggerAt(t *testing.T, address string) {
	t.Helper()
	told := run(t, map[string]string{"WHATSAPP_APP_SECRET": appSecretOfTests}, "trigger", "message.text", "--url", address)
	require.Equal(t, 0, told.code, told.err)
}

const comesBack = "What --forward sends on comes back here. It is answered 508"

// What a command forwards to itself, by a way that it cannot see, goes round
// once.
func TestForwardsThatComeBack(t *testing.T) {
	t.Parallel()
	way, end := tunnel(t)
	command, address := forwarder(t, way)
	end.Store(address)
	for round := range 2 {
		triggerAt(t, address)
		said(t, command, fmt.Sprintf(`(?s)(→ 508 Loop Detected[^\n]+has forwarded this webhook itself.*){%d}`, round+1))
	}
	command.stop()
	assert.Equal(t, 2, strings.Count(command.output.String(), " message.text "))
	assert.Equal(t, 1, strings.Count(command.output.String(), comesBack), "it is told once")
}

// Two commands that forward to each other pass a webhook on until it is back at
// the first, and still take new ones.
func TestForwardsInACircle(t *testing.T) {
	t.Parallel()
	way, end := tunnel(t)
	first, firstAddress := forwarder(t, way)
	second, secondAddress := forwarder(t, firstAddress)
	end.Store(secondAddress)
	triggerAt(t, firstAddress)
	said(t, first, `→ 200 OK`)
	said(t, second, `→ 508 Loop Detected`)
	said(t, first, comesBack)
	triggerAt(t, secondAddress)
	said(t, second, `→ 200 OK`)
	said(t, first, `→ 508 Loop Detected`)
	first.stop()
	second.stop()
	for _, command := range []*background{first, second} {
		assert.Equal(t, 2, strings.Count(command.output.String(), " message.text "))
		assert.Equal(t, 1, strings.Count(command.output.String(), comesBack))
	}
}
