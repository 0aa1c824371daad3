package docs_test

import (
	"bytes"
	"flag"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

var update = flag.Bool("update", false, "write what the programs print into the guides")

// A guide is a document with programs that are run. In one that is complete,
// every snippet is such a program.
type guide struct {
	document string
	complete bool
	runs     []run
}

var guides = []guide{
	{document: "docs/getting-started.md", complete: true, runs: gettingStarted},
	{document: "docs/errors.md", runs: []run{
		{output: "opted-out", program: "decide", fault: graphError(400, 131050, 0, "(#131050) User has stopped marketing messages", "")},
		{output: "decide-expired", program: "decide", environment: []string{"WHATSAPP_ACCESS_TOKEN=" + graphtest.ExpiredToken}},
		{output: "decide-lost", program: "decide", fault: []graphtest.Fault{graphtest.DropAfter()}},
	}},
	{document: "docs/testing.md", runs: []run{
		{output: "first-test", program: "first-test"},
		{output: "faults", program: "faults"},
		{output: "webhooks", program: "webhooks"},
	}},
}

// A run is a program of the guide in a situation that the guide describes.
type run struct {
	output      string // the block of the guide that shows what it prints
	program     string
	environment []string
	fault       []graphtest.Fault
	options     []graphtest.Option
}

func graphError(status, code, subcode int, message, details string) []graphtest.Fault {
	envelope := graphtest.Error{Message: message, Type: "OAuthException", Code: code, Subcode: subcode}
	if details != "" {
		envelope.Data = map[string]string{"messaging_product": "whatsapp", "details": details}
	}
	return []graphtest.Fault{graphtest.GraphError(status, envelope)}
}

func reply(body string) []graphtest.Fault {
	return []graphtest.Fault{graphtest.Reply(200, "application/json", body)}
}

var gettingStarted = []run{
	{output: "numbers", program: "numbers"},
	{output: "no-token", program: "numbers", environment: []string{"WHATSAPP_ACCESS_TOKEN="}},
	{output: "expired-token", program: "numbers", environment: []string{"WHATSAPP_ACCESS_TOKEN=" + graphtest.ExpiredToken}},
	{output: "wrong-id", program: "numbers", environment: []string{"WHATSAPP_BUSINESS_ACCOUNT_ID=102290129340399"}},
	{output: "no-id", program: "numbers", environment: []string{"WHATSAPP_BUSINESS_ACCOUNT_ID="}},
	{output: "proof-required", program: "numbers", options: []graphtest.Option{graphtest.WithAppSecret("app secret")}},

	{output: "template", program: "template"},
	{program: "text"},
	{output: "not-on-the-list", program: "template", fault: graphError(400, 131030, 0,
		"(#131030) Recipient phone number not in allowed list",
		"Recipient phone number not in allowed list: Add recipient phone number to recipient list and try again.")},
	{output: "template-language", program: "template", fault: graphError(404, 132001, 0,
		"(#132001) Template name does not exist in the translation", "template name (hello_world) does not exist in en")},
	{output: "number-for-id", program: "text", environment: []string{"WHATSAPP_PHONE_NUMBER_ID=15550100"}},
	{output: "local-number", program: "text", environment: []string{"WHATSAPP_RECIPIENT=0555 0100123"}},
	{output: "window-closed", program: "text", fault: graphError(400, 131047, 0, "(#131047) Re-engagement message",
		"Message failed to send because more than 24 hours have passed since the customer last replied to this number.")},
	{output: "outcome-unknown", program: "text", fault: []graphtest.Fault{graphtest.DropAfter()}},

	{program: "subscribe", fault: reply(`{"success":true}`)},
	{output: "subscribed", program: "subscribed", fault: reply(
		`{"data":[{"whatsapp_business_api_data":{"id":"670843887433847","name":"Hello"}}]}`)},
	{output: "subscribe-permission", program: "subscribe", fault: graphError(403, 200, 1349174,
		"Your app doesn't have permission to subscribe to this WhatsApp Business Account", "")},

	{output: "no-app-secret", program: "server", environment: []string{"WHATSAPP_APP_SECRET="}},
	{output: "wrong-verify-token", program: "server", environment: []string{"META=verify with another token"}},
	{output: "wrong-app-secret", program: "server", environment: []string{"META=sign with another secret"}},
	{output: "first-webhook", program: "server", environment: []string{"META=deliver a message"}},
	{output: "statuses", program: "server", environment: []string{"META=deliver statuses"}},
	{output: "failed-status", program: "server", environment: []string{"META=deliver a failure"}},

	{program: "register", environment: []string{"WHATSAPP_PIN=246810"}, fault: reply(`{"success":true}`)},
	{output: "not-registered", program: "template", fault: graphError(400, 133010, 0, "(#133010) Account not registered", "")},
	{output: "in-memory", program: "in-memory"},
	{output: "scripted", program: "scripted"},
}

var outputBlock = regexp.MustCompile("(?s)<!-- output: ([a-z-]+) -->\n+( *)```text\n(.*?) *```")

// Every program of the guides prints what they say it prints. With -update, the
// guides are changed instead.
func TestGuides(t *testing.T) {
	t.Parallel()
	binaries := buildPrograms(t)
	for _, guide := range guides {
		t.Run(path.Base(guide.document), func(t *testing.T) {
			t.Parallel()
			guide.check(t, binaries)
		})
	}
}

func (g guide) check(t *testing.T, binaries string) {
	t.Helper()
	file := filepath.Join(root, g.document)
	text, err := os.ReadFile(file)
	require.NoError(t, err)

	printed := map[string]string{}
	for _, run := range g.runs {
		text := run.start(t, binaries)
		if run.output != "" {
			printed[run.output] = text
		}
	}
	var shown []string
	updated := outputBlock.ReplaceAllStringFunc(string(text), func(block string) string {
		match := outputBlock.FindStringSubmatch(block)
		name, indent := match[1], match[2]
		shown = append(shown, name)
		want := indented(printed[name], indent)
		if !*update {
			assert.Equal(t, want, match[3], "the output %s of %s; go test ./docs -update", name, g.document)
		}
		return fmt.Sprintf("<!-- output: %s -->\n%s```text\n%s%s```", name, indent, want, indent)
	})
	for name := range printed {
		assert.Contains(t, shown, name, "the guide shows every output")
	}
	for _, name := range shown {
		assert.Contains(t, printed, name, "every output of the guide comes from a program")
	}
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(updated), 0o644))
	}
}

func indented(text, indent string) string {
	if indent == "" {
		return text
	}
	return indent + strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n"+indent) + "\n"
}

// buildPrograms builds the programs of the guides and returns the folder they
// are in.
func buildPrograms(t *testing.T) string {
	t.Helper()
	sources := map[string]string{}
	for _, guide := range guides {
		guide.addPrograms(t, sources)
	}
	sources[path.Join(snippetFolder, "server", "meta.go")] = readTestdata(t, "meta.go.txt")
	binaries := t.TempDir()
	goBuild(t, sources, "-ldflags=-s -w", "-o", binaries)
	return binaries
}

func (g guide) addPrograms(t *testing.T, sources map[string]string) {
	t.Helper()
	for _, snippet := range snippetsOf(t, g.document) {
		if snippet.name == "" && !g.complete {
			continue // it only compiles
		}
		require.NotEmpty(t, snippet.name, "a program of %s has no name, so nothing runs it:\n%s", g.document, snippet.code)
		used := slices.ContainsFunc(g.runs, func(r run) bool { return r.program == snippet.name })
		require.True(t, used, "nothing runs the program %s", snippet.name)
		folder := path.Join(snippetFolder, snippet.name)
		require.NotContains(t, sources, path.Join(folder, "main.go"), "two programs have one name")
		if strings.HasPrefix(snippet.code, "package main") {
			sources[path.Join(folder, "main.go")] = snippet.code
			continue
		}
		sources[path.Join(folder, "snippet.go")] = snippet.inFunction("main")
		sources[path.Join(folder, "main.go")] = readTestdata(t, "main.go.txt")
	}
}

func readTestdata(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name))
	require.NoError(t, err)
	return string(text)
}

// start starts the program and returns what it prints.
func (r run) start(t *testing.T, binaries string) string {
	t.Helper()
	meta := graphtest.New(r.options...)
	meta.Script("*", r.fault...)
	web := httptest.NewServer(meta)
	defer web.Close()

	var printed bytes.Buffer
	command := exec.CommandContext(t.Context(), filepath.Join(binaries, r.program))
	command.Env = append([]string{
		"WHATSAPP_BASE_URL=" + web.URL,
		"WHATSAPP_ACCESS_TOKEN=" + graphtest.AccessToken,
		"WHATSAPP_PHONE_NUMBER_ID=" + graphtest.PhoneNumberID,
		"WHATSAPP_BUSINESS_ACCOUNT_ID=" + graphtest.WABAID,
		"WHATSAPP_RECIPIENT=+15550100123",
		"WHATSAPP_VERIFY_TOKEN=verify token",
	}, r.environment...)
	if r.program == "server" {
		command.Env = append([]string{"WHATSAPP_APP_SECRET=app secret"}, command.Env...)
	}
	command.Stdout, command.Stderr = &printed, &printed
	err := command.Run()
	if r.output == "" {
		require.NoError(t, err, "%s: %s", r.program, printed.String())
	}
	return withSampleIDs(printed.String(), web.URL)
}

// What differs from run to run.
var (
	logTime   = regexp.MustCompile(`(?m)^\d{4}/\d\d/\d\d \d\d:\d\d:\d\d `)
	traceID   = regexp.MustCompile(`trace [\w+/=-]+`)
	messageID = regexp.MustCompile(`wamid\.[\w+/=-]+`)
)

func withSampleIDs(text, baseURL string) string {
	text = logTime.ReplaceAllString(text, "")
	text = traceID.ReplaceAllString(text, "trace AbCdEfGhIjK1mN0pQrStUvW")
	text = messageID.ReplaceAllString(text, "wamid.HBgLMTU1NTAxMDAxMjM")
	return strings.ReplaceAll(text, baseURL, "https://graph.facebook.com")
}
