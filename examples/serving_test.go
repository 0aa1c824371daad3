package examples_test

import (
	"bufio"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

const (
	appSecret   = "app secret of the stand-in"
	verifyToken = "verify token of the stand-in"
)

// testServing lets a server that plays Meta deliver webhooks to a program over
// a connection, and interrupts the program.
func testServing(t *testing.T, binary string) { testEcho(t, binary) }

func testSlowBot(t *testing.T, binary string) { testEcho(t, binary, "-delay", "10ms") }

func testEcho(t *testing.T, binary string, arguments ...string) {
	meta, environment := standIn(t, map[string]string{"WHATSAPP_APP_SECRET": appSecret, "WHATSAPP_VERIFY_TOKEN": verifyToken})

	address, stop := startServing(t, binary, environment, arguments...)
	hooks := meta.Webhooks(graphtest.CallbackURL("http://"+address+"/webhook"), appSecret)
	require.NoError(t, hooks.Verify(t.Context(), verifyToken))
	require.Error(t, hooks.Verify(t.Context(), "another token"))
	require.NoError(t, hooks.Deliver(t.Context(), graphtest.Inbound{Text: "hello"}))
	assert.Equal(t, http.StatusUnauthorized, hooks.Forge(t.Context(), hooks.Deliveries()[0].Body, ""))
	assert.Equal(t, http.StatusOK, statusOf(t, "http://"+address+"/healthz"))
	output := stop()
	assert.Contains(t, output, toMeta)
	assert.Contains(t, output, notApplied)
	assert.Contains(t, output, "Shutting down")
	assert.Empty(t, meta.Outbox(), "nobody is answered without -apply")

	address, stop = startServing(t, binary, environment, append(arguments, "-apply")...)
	hooks = meta.Webhooks(graphtest.CallbackURL("http://"+address+"/webhook"), appSecret)
	require.NoError(t, hooks.Deliver(t.Context(), graphtest.Inbound{Text: "hello"}))
	assert.NotContains(t, stop(), notApplied)
	require.Len(t, meta.Outbox(), 1)
	assert.Equal(t, "hello", meta.Outbox()[0].Text())
}

// startServing starts a program that listens. The function stop interrupts it
// and returns the lines that it has printed.
func startServing(t *testing.T, binary string, environment []string, arguments ...string) (address string, stop func() []string) {
	t.Helper()
	command := exec.CommandContext(t.Context(), binary, append(arguments, "-listen", "127.0.0.1:0")...)
	command.Env = append(withoutWhatsApp(os.Environ()), environment...)
	command.WaitDelay = time.Minute
	stdout, err := command.StdoutPipe()
	require.NoError(t, err)
	var stderr strings.Builder
	command.Stderr = &stderr
	require.NoError(t, command.Start())

	var lines []string
	output := bufio.NewScanner(stdout)
	listening := false
	for !listening && output.Scan() {
		lines = append(lines, output.Text())
		address, listening = strings.CutPrefix(output.Text(), "Listening on ")
	}
	require.True(t, listening, "it does not listen: %s", lines)
	return address, func() []string {
		require.NoError(t, command.Process.Signal(os.Interrupt))
		for output.Scan() {
			lines = append(lines, output.Text())
		}
		require.NoError(t, command.Wait(), "it ends with code 0")
		require.Empty(t, stderr.String())
		return lines
	}
}

func statusOf(t *testing.T, address string) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	require.NoError(t, err)
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, response.Body)
	require.NoError(t, err)
	return response.StatusCode
}
