package engines_test

import (
	"encoding/json"
	"fmt"
	"go/format"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

// guide is the document whose snippets of this module are compiled here.
const guide = "../../docs/scale.md"

// snippets returns the Go snippets of the guide that need this module: the
// programs by what they make, and the bodies of functions.
func snippets(t *testing.T) (slowBot, campaign string, bodies []string) {
	t.Helper()
	text, err := os.ReadFile(guide)
	require.NoError(t, err)
	block := regexp.MustCompile("(?s)<!-- module: examples/engines -->\n```go\n(.*?)\n```")
	for _, match := range block.FindAllStringSubmatch(string(text), -1) {
		switch code := match[1]; {
		case !strings.HasPrefix(code, "package main"):
			bodies = append(bodies, code)
		case strings.Contains(code, "EnqueueAll"):
			campaign = code
		default:
			slowBot = code
		}
	}
	require.NotEmpty(t, slowBot)
	require.NotEmpty(t, campaign)
	return slowBot, campaign, bodies
}

// build builds programs as if they stood in this module, and returns their
// folder.
func build(t *testing.T, sources map[string]string) string {
	t.Helper()
	module, err := filepath.Abs(".")
	require.NoError(t, err)
	written, binaries := t.TempDir(), t.TempDir()
	replace := map[string]string{}
	arguments := []string{"build", "-overlay", filepath.Join(written, "overlay.json"), "-ldflags=-s -w", "-o", binaries}
	for name, source := range sources {
		formatted, err := format.Source([]byte(source))
		require.NoError(t, err, source)
		file := filepath.Join(written, name+".go")
		require.NoError(t, os.WriteFile(file, formatted, 0o600))
		replace[filepath.Join(module, "internal", name, "main.go")] = file
		arguments = append(arguments, "./internal/"+name)
	}
	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(written, "overlay.json"), overlay, 0o600))
	output, err := exec.CommandContext(t.Context(), "go", arguments...).CombinedOutput()
	require.NoError(t, err, "%s", output)
	return binaries
}

// Every snippet is the body of a function that has what a reader has there.
func TestGuideCompiles(t *testing.T) {
	t.Parallel()
	_, _, bodies := snippets(t)
	require.NotEmpty(t, bodies)
	packages := map[string]string{
		"sql": "database/sql", "fmt": "fmt", "http": "net/http", "os": "os", "time": "time",
		"webhook": "github.com/wabakit/whatsapp/webhook", "whatsapp": "github.com/wabakit/whatsapp",
	}
	var program strings.Builder
	functions := ""
	used := map[string]bool{}
	for i, body := range bodies {
		for name := range packages {
			used[name] = used[name] || regexp.MustCompile(`\b`+name+`\.`).MatchString(body)
		}
		if strings.HasPrefix(body, "callback :=") {
			body += "\n_ = callback"
		}
		if !strings.HasSuffix(body, "\nreturn tx.Commit()") {
			body += "\nreturn nil"
		}
		functions += fmt.Sprintf("\nfunc snippet%d(ctx context.Context, store *durable.Store, inbox *durable.Inbox, outbox *durable.Outbox,"+
			" phoneNumberID, to string) error {\n%s\n}\n", i, body)
	}
	program.WriteString("package main\n\nimport (\n\"context\"\n\"github.com/wabakit/whatsapp/durable\"\n")
	for name, path := range packages {
		if used[name] {
			fmt.Fprintf(&program, "%q\n", path)
		}
	}
	program.WriteString(")\n\nfunc main() {}\n" + functions)
	build(t, map[string]string{"guide": program.String()})
}

// The programs of the guide do what it says, with another port and quicker
// thoughts.
func TestGuideRuns(t *testing.T) {
	t.Parallel()
	slowBot, campaign, _ := snippets(t)
	bot, sender := freeAddress(t), freeAddress(t)
	slowBot = replaced(t, slowBot, `":8080"`, fmt.Sprintf("%q", bot))
	slowBot = replaced(t, slowBot, "After(5 * time.Second", "After(50 * time.Millisecond")
	campaign = replaced(t, campaign, `":8080"`, fmt.Sprintf("%q", sender))
	folder := build(t, map[string]string{"guidebot": slowBot, "guidecampaign": campaign})

	t.Run("slow bot", func(t *testing.T) {
		t.Parallel()
		meta, environment := standIn(t)
		command := programIn(t, t.TempDir(), "", environment)
		command.Path = filepath.Join(folder, "guidebot")
		p := start(t, command)
		hooks := meta.Webhooks(graphtest.CallbackURL("http://"+bot+"/webhook"), appSecret, graphtest.WithDuplicates(1))
		awaitServer(t, bot)
		require.NoError(t, hooks.Verify(t.Context(), verifyToken))
		for _, text := range []string{"one", "two", "three"} {
			require.NoError(t, hooks.Deliver(t.Context(), graphtest.Inbound{Text: text}))
		}
		awaitSent(t, meta, 3)
		p.interrupt(t)
		var answers []string
		for _, sent := range meta.Outbox() {
			answers = append(answers, sent.Text())
		}
		assert.Equal(t, []string{"You said: one", "You said: two", "You said: three"}, answers)
		assert.Empty(t, p.printed())
	})
	t.Run("campaign", func(t *testing.T) {
		t.Parallel()
		meta, environment := standIn(t)
		directory := t.TempDir()
		require.NoError(t, os.WriteFile(filepath.Join(directory, "customers.csv"), []byte("+15550100123\n+15550100124\n+15550100125\n"), 0o600))
		for _, counted := range []string{"3 new, 0 known from before", "0 new, 3 known from before"} {
			command := programIn(t, directory, "", environment)
			command.Path = filepath.Join(folder, "guidecampaign")
			output, err := command.CombinedOutput()
			require.NoError(t, err, "%s", output)
			lines := strings.Split(strings.TrimSpace(string(output)), "\n")
			assert.Equal(t, counted, lines[0])
			assert.Equal(t, "3 of 3: map[accepted:3]", lines[len(lines)-1])
		}
		var recipients []string
		for _, sent := range meta.Outbox() {
			recipients = append(recipients, sent.To)
		}
		slices.Sort(recipients)
		assert.Equal(t, []string{"+15550100123", "+15550100124", "+15550100125"}, recipients)
	})
}

func replaced(t *testing.T, source, old, by string) string {
	t.Helper()
	require.Equal(t, 1, strings.Count(source, old), "%s in\n%s", old, source)
	return strings.Replace(source, old, by, 1)
}

func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	return listener.Addr().String()
}

func awaitServer(t *testing.T, address string) {
	t.Helper()
	require.Eventually(t, func() bool {
		connection, err := net.Dial("tcp", address)
		if err == nil {
			connection.Close()
		}
		return err == nil
	}, time.Minute, 10*time.Millisecond)
}

func awaitSent(t *testing.T, meta *graphtest.Server, messages int) {
	t.Helper()
	require.Eventually(t, func() bool { return len(meta.Outbox()) >= messages }, time.Minute, 10*time.Millisecond)
}
