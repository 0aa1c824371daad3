package cli_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/cmd/whatsapp/internal/cli"
	"github.com/wabakit/whatsapp/graphtest"
)

// A silentTerminal is one at which nobody types a line. Whoever is asked there
// interrupts the command.
type silentTerminal struct {
	interrupt context.CancelFunc
	closed    chan struct{}
}

func (s *silentTerminal) Read([]byte) (int, error) {
	s.interrupt()
	<-s.closed
	return 0, io.EOF
}

// One interrupt ends a command that waits for an answer, a secret or a file,
// and nothing is done.
func TestAnInterruptEndsAPrompt(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		args        []string
		interactive bool
		asks        string
	}{
		"a question":          {[]string{"media", "delete", "{media}"}, true, "Type yes to go on"},
		"a secret":            {[]string{"profile", "set", "shop", "--token", "keyring"}, true, "The access token of shop"},
		"a secret on a pipe":  {[]string{"profile", "set", "shop", "--token", "keyring"}, false, ""},
		"a PIN":               {[]string{"numbers", "register"}, true, "The PIN of the number"},
		"a PIN on a pipe":     {[]string{"numbers", "register"}, false, ""},
		"a code":              {[]string{"otp", "+15550001234"}, true, "The code that +15550001234 has got"},
		"a text on a pipe":    {[]string{"send", "text", "+15550001234", "-"}, false, ""},
		"JSON on a pipe":      {[]string{"send", "json", "+15550001234", "-"}, false, ""},
		"an account's file":   {[]string{"account", "apply", "-"}, false, ""},
		"a template's file":   {[]string{"templates", "create", "-"}, false, ""},
		"a recording":         {[]string{"replay", "-"}, false, ""},
		"in JSON, a question": {[]string{"media", "delete", "{media}", "--json"}, true, "Type yes to go on"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			graph := graphtest.New()
			media := graph.AddMedia(graphtest.PhoneNumberID, "text/plain", []byte("A note."))
			environment := account(t, graph)
			for i, arg := range test.args {
				if arg == "{media}" {
					test.args[i] = media
				}
			}
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			terminal := &silentTerminal{interrupt: cancel, closed: make(chan struct{})}
			defer close(terminal.closed)
			var out, stderr bytes.Buffer
			streams := cli.Streams{
				In: terminal, Out: &out, Err: &stderr, Interactive: test.interactive, ConfigDir: t.TempDir(), Keyring: memoryKeyring{},
				Getenv: func(name string) string { return environment[name] },
			}
			if test.interactive {
				streams.ReadSecret = func(ctx context.Context, prompt string) (string, error) {
					_, _ = io.WriteString(&stderr, prompt)
					cancel()
					<-ctx.Done()
					return "", ctx.Err()
				}
			}
			code := cli.Run(ctx, test.args, streams)
			require.Equal(t, 130, code, stderr.String())
			assert.Contains(t, stderr.String(), test.asks)
			assert.Contains(t, stderr.String(), "interrupted")
			assert.NotContains(t, stderr.String(), "context canceled")
			assert.Empty(t, streams.Keyring)
			_, _, there := graph.MediaContent(media)
			assert.True(t, there)
		})
	}
}

// A lockedKeyring waits for somebody to unlock it.
type lockedKeyring struct {
	interrupt context.CancelFunc
	closed    chan struct{}
}

func (k lockedKeyring) wait() error {
	k.interrupt()
	<-k.closed
	return errors.New("it stays locked")
}

func (k lockedKeyring) Get(string, string) (string, error) { return "", k.wait() }
func (k lockedKeyring) Set(string, string, string) error   { return k.wait() }
func (k lockedKeyring) Delete(string, string) error        { return k.wait() }

// One interrupt also ends a command while the system asks for the keyring.
func TestAnInterruptEndsTheWaitForAKeyring(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		args []string
		code int // a profile that is gone is reported all the same
		told string
	}{
		"get":    {[]string{"numbers", "list"}, 130, "interrupted"},
		"set":    {[]string{"profile", "set", "shop", "--app-secret", "keyring"}, 130, "interrupted"},
		"delete": {[]string{"profile", "delete", "shop"}, 0, "may still be in the keyring, as shop/access_token of whatsapp-command: interrupted"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			keyring := lockedKeyring{cancel, make(chan struct{})}
			defer close(keyring.closed)
			folder := t.TempDir()
			require.NoError(t, os.WriteFile(filepath.Join(folder, "config.yaml"), []byte("default: shop\nprofiles:\n  shop: {access_token: keyring, business_account_id: '1'}\n"), 0o600))
			var stderr bytes.Buffer
			code := cli.Run(ctx, test.args, cli.Streams{
				In: strings.NewReader("secret\n"), Out: io.Discard, Err: &stderr, ConfigDir: folder, Keyring: keyring,
				Getenv: func(string) string { return "" },
			})
			require.Equal(t, test.code, code, stderr.String())
			require.Contains(t, stderr.String(), test.told)
		})
	}
}

// A timeout ends a prompt too.
func TestATimeoutEndsAPrompt(t *testing.T) {
	t.Parallel()
	closed := make(chan struct{})
	defer close(closed)
	environment := account(t, graphtest.New())
	var stderr bytes.Buffer
	code := cli.Run(t.Context(), []string{"send", "text", "+15550001234", "-", "--timeout", "1ms"}, cli.Streams{
		In: &silentTerminal{interrupt: func() {}, closed: closed}, Out: io.Discard, Err: &stderr, ConfigDir: t.TempDir(),
		Getenv: func(name string) string { return environment[name] },
	})
	require.Equal(t, 7, code)
	require.Contains(t, stderr.String(), "the time of --timeout is over")
}
