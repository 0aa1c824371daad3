package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/cmd/whatsapp/internal/cli"
	"github.com/wabakit/whatsapp/graphtest"
)

// typist types the codes of the messages that a server has taken, after some
// wrong ones.
type typist struct {
	graph *graphtest.Server
	wrong int
	line  io.Reader
}

func (p *typist) Read(b []byte) (int, error) {
	if p.line == nil {
		var template struct {
			Components []struct{ Parameters []struct{ Text string } }
		}
		sent := p.graph.Outbox()
		if err := json.Unmarshal(sent[len(sent)-1].Content, &template); err != nil {
			return 0, err
		}
		p.line = strings.NewReader(strings.Repeat("0x\n", p.wrong) + template.Components[0].Parameters[0].Text + "\n")
	}
	return p.line.Read(b)
}

func TestOTP(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		wrong int
		code  int
	}{
		"at once": {0, 0}, "after some tries": {3, 0}, "too many tries": {6, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			graph := graphtest.New()
			environment := account(t, graph)
			var out, stderr bytes.Buffer
			code := cli.Run(context.Background(), []string{"otp", "+15550001234"}, cli.Streams{
				In: &typist{graph: graph, wrong: test.wrong}, Out: &out, Err: &stderr,
				Getenv: func(name string) string { return environment[name] }, ConfigDir: t.TempDir(),
			})
			require.Equal(t, test.code, code, stderr.String())
			require.Equal(t, test.code == 0, strings.Contains(out.String(), "The code is right."))
			require.Equal(t, min(test.wrong, 5), strings.Count(stderr.String(), "The code is wrong."), stderr.String())
		})
	}
	graph := graphtest.New()
	require.Equal(t, 1, run(t, account(t, graph), "otp", "+15550001234").code, "nobody types")
	require.Equal(t, 1, run(t, account(t, graph), "otp", "15550001234").code, "as send takes it")
	require.Equal(t, 6, run(t, account(t, graph), "otp", "nobody").code)
	unclear := run(t, account(t, graph), "otp", "+49 (0)170 1234567")
	require.Equal(t, 6, unclear.code)
	require.Equal(t, "error: not an international phone number; want + and the country code first, and no (0)\n", unclear.err)
	unknown := run(t, account(t, graphtest.New(graphtest.WithKnownTemplatesOnly())), "otp", "+15550001234", "--template", "nope")
	require.Equal(t, 5, unknown.code)
	require.Regexp(t, `^error: the code may not have been sent: POST .*code 132001.*\n  "whatsapp templates list" shows`, unknown.err)
}
