package cli_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/cmd/whatsapp/internal/cli"
)

// An interrupt ends webhooks that are being sent, and it is said how many were:
// they are made one after the other, however many are asked for.
func TestAnInterruptOfWebhooks(t *testing.T) {
	t.Parallel()
	recording := filepath.Join(t.TempDir(), "all.jsonl")
	require.NoError(t, os.WriteFile(recording, bytes.Repeat([]byte("{\"body\":{}}\n"), 9), 0o600))
	for name, test := range map[string]struct {
		args []string
		want string
	}{
		"many":         {[]string{"trigger", "message.text", "--count", "1000000000"}, "interrupted after 2 of 1000000000 webhooks; one more may have arrived"},
		"many, twice":  {[]string{"trigger", "message.text", "status.sent", "--repeat", "--count", "1000000000"}, "interrupted after 2 of 4000000000 webhooks"},
		"a recording":  {[]string{"replay", recording}, "interrupted after 2 webhooks; one more may have arrived"},
		"for programs": {[]string{"replay", recording, "--json"}, `"interrupted after 2 webhooks`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			arrived := 0
			server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body)
				if arrived++; arrived == 3 {
					cancel()
					<-r.Context().Done()
				}
			}))
			defer server.Close()
			var out, stderr bytes.Buffer
			code := cli.Run(ctx, append(test.args, "--unsigned", "--url", server.URL), cli.Streams{
				In: strings.NewReader(""), Out: &out, Err: &stderr, Getenv: func(string) string { return "" }, ConfigDir: t.TempDir(),
			})
			assert.Equal(t, 130, code, stderr.String())
			assert.Equal(t, 2, strings.Count(out.String(), "200"), out.String())
			assert.Contains(t, stderr.String(), test.want)
			assert.NotContains(t, stderr.String(), "context canceled")
		})
	}
}

// What ends by itself says how far it came, too.
func TestWebhooksThatNobodyTakesAnyMore(t *testing.T) {
	t.Parallel()
	arrived := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if arrived++; arrived == 3 {
			panic(http.ErrAbortHandler)
		}
	}))
	defer server.Close()
	told := run(t, nil, "trigger", "message.text", "--count", "5", "--unsigned", "--url", server.URL)
	require.Equal(t, 7, told.code)
	require.Contains(t, told.err, "after 2 of 5 webhooks: nobody answers")
}

// A tightOutput takes a few lines.
type tightOutput struct{ room int }

func (o *tightOutput) Write(p []byte) (int, error) {
	if o.room--; o.room < 0 {
		return 0, errors.New("no space left on device")
	}
	return len(p), nil
}

// Bodies are printed as they are made.
func TestBodiesThatArePrinted(t *testing.T) {
	t.Parallel()
	var stderr bytes.Buffer
	code := cli.Run(t.Context(), []string{"trigger", "message.text", "--print", "--count", "1000000000"}, cli.Streams{
		In: strings.NewReader(""), Out: &tightOutput{3}, Err: &stderr, Getenv: func(string) string { return "" }, ConfigDir: t.TempDir(),
	})
	require.Equal(t, 1, code)
	require.Contains(t, stderr.String(), "no space left")
}
