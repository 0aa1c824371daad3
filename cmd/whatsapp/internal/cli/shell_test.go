package cli_test

import (
	"bytes"
	"context"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/zalando/go-keyring"

	"github.com/wabakit/whatsapp/cmd/whatsapp/internal/cli"
	"github.com/wabakit/whatsapp/graphtest"
)

// No test may reach the keyring of whoever runs it.
func TestMain(m *testing.M) {
	keyring.MockInit()
	os.Exit(m.Run())
}

func TestWhoeverIsThereIsAsked(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		answer string
		code   int
		want   string
	}{
		"yes":       {"yes\n", 0, "Type yes to go on"},
		"YES":       {"YES", 0, "Type yes to go on"},
		"no":        {"n\n", 1, `nothing was done: the answer was "n"`},
		"no answer": {"", 1, "without an answer"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			graph := graphtest.New()
			id := graph.AddMedia(graphtest.PhoneNumberID, "text/plain", []byte("A note."))
			environment := account(t, graph)
			var out, stderr bytes.Buffer
			code := cli.Run(context.Background(), []string{"media", "delete", id}, cli.Streams{
				In: strings.NewReader(test.answer), Out: &out, Err: &stderr, Interactive: true,
				Getenv: func(name string) string { return environment[name] }, ConfigDir: t.TempDir(),
			})
			require.Equal(t, test.code, code)
			require.Contains(t, stderr.String(), test.want)
		})
	}
}

func TestSecretsAreInTheKeyringOfTheSystem(t *testing.T) {
	t.Parallel()
	folder, environment := t.TempDir(), account(t, graphtest.New())
	run := func(args ...string) output {
		var out, stderr bytes.Buffer
		streams := cli.System()
		streams.Out, streams.Err, streams.ConfigDir = &out, &stderr, folder
		streams.Getenv = func(string) string { return "" }
		streams.ReadSecret = func(context.Context, string) (string, error) { return graphtest.AccessToken, nil }
		code := cli.Run(context.Background(), args, streams)
		return output{out.String(), stderr.String(), code}
	}
	set := run("profile", "set", "shop", "--token", "keyring", "--account", graphtest.WABAID, "--base-url", environment["WHATSAPP_BASE_URL"])
	require.Equal(t, 0, set.code, set.err)
	listed := run("numbers", "list")
	require.Equal(t, 0, listed.code, listed.err)

	content, err := os.ReadFile(filepath.Join(folder, "config.yaml"))
	require.NoError(t, err)
	require.NotContains(t, string(content), graphtest.AccessToken)

	require.Equal(t, 0, run("profile", "delete", "shop").code)
	require.Equal(t, 0, run("profile", "set", "shop", "--token", "env:NOTHING").code)
	told := run("numbers", "list", "--account", "1")
	assert.Equal(t, 2, told.code)
	assert.Contains(t, told.err, `the access token of the profile "shop" is empty`)
	_, err = cli.System().Keyring.Get("shop", "access_token")
	require.ErrorContains(t, err, "the keyring has no access_token")
	require.NoError(t, cli.System().Keyring.Delete("shop", "access_token"))
}

// A file with profiles that somebody has put a secret into is refused, and the
// secret is not repeated.
func TestAProfileHoldsNoSecret(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "config.yaml")
	require.NoError(t, os.WriteFile(file, []byte("profiles:\n  shop:\n    access_token: EAAGsecret\n"), 0o600))
	told := run(t, map[string]string{"WHATSAPP_CONFIG": file}, "numbers", "list")
	require.Equal(t, 1, told.code)
	require.Contains(t, told.err, `profile "shop": access_token: invalid place`)
	require.NotContains(t, told.err, "EAAGsecret")

	require.NoError(t, os.WriteFile(file, []byte("profiles:\n  shop:\n"), 0o600))
	require.Contains(t, run(t, map[string]string{"WHATSAPP_CONFIG": file}, "numbers", "list").err, `the profile "shop" is empty`)
}

// A terminal gets no control characters that somebody else has chosen.
func TestTextsOfOthersDoNotControlTheTerminal(t *testing.T) {
	t.Parallel()
	graph := graphtest.New()
	waba := graph.AddWABA(graphtest.BusinessID, graphtest.WABA{})
	graph.AddPhoneNumber(waba, graphtest.PhoneNumber{VerifiedName: "Shop\x1b]0;title\x07\nline"})
	told := run(t, account(t, graph), "numbers", "list", "--account", waba)
	require.Contains(t, told.out, "Shop]0;title line")
}

// Webhooks do not go round in circles.
func TestListenIsNotItsOwnProgram(t *testing.T) {
	t.Parallel()
	environment := map[string]string{"WHATSAPP_APP_SECRET": appSecretOfTests, "WHATSAPP_VERIFY_TOKEN": verifyTokenOfTests}
	var told output
	for range 10 { // another program may take the port in between
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		address := listener.Addr().String()
		require.NoError(t, listener.Close())
		told = run(t, environment, "listen", "--listen", address, "--forward", "http://"+address+"/webhook")
		if told.code == 2 {
			break
		}
	}
	require.Equal(t, 2, told.code, told.err)
	require.Contains(t, told.err, "--forward would send every webhook back to this command")
}

func TestTimeout(t *testing.T) {
	t.Parallel()
	told := run(t, account(t, graphtest.New()), "numbers", "list", "--timeout", "1ns")
	require.Equal(t, 7, told.code, told.err)
	require.Equal(t, 2, run(t, nil, "numbers", "list", "--timeout", "-1s").code)

	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	environment := account(t, graphtest.New())
	var stderr bytes.Buffer
	code := cli.Run(ctx, []string{"numbers", "list", "--debug"}, cli.Streams{
		In: strings.NewReader(""), Out: &stderr, Err: &stderr, ConfigDir: t.TempDir(),
		Getenv: func(name string) string { return environment[name] },
	})
	require.Equal(t, 130, code, stderr.String())
}
