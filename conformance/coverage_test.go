package conformance

import (
	"flag"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write docs/coverage.md")

// coverageFile is made from the tables of this module.
var coverageFile = filepath.Join("..", "docs", "coverage.md")

// TestCoverage fails if docs/coverage.md does not say what these tests prove.
func TestCoverage(t *testing.T) {
	t.Parallel()
	document := load(t)
	want := coverageOf(t, document)
	if *update {
		require.NoError(t, os.WriteFile(coverageFile, []byte(want), 0o644))
		return
	}
	found, err := os.ReadFile(coverageFile)
	require.NoError(t, err)
	assert.Equal(t, want, string(found), "run OPENAPI_SPEC=... go test -run TestCoverage -update in conformance")
}

// TestEveryOperationHasAnExample fails if no program in examples and no
// documented example calls an operation or sends a body.
func TestEveryOperationHasAnExample(t *testing.T) {
	t.Parallel()
	load(t)
	source := readSource(t)
	for id, names := range methodsByOperation() {
		assert.NotEmpty(t, source.examplesOf(names), "%s: no example calls %s", id, strings.Join(unique(names), ", "))
	}
	for line, operation := range source.beyond(t) {
		assert.NotEmpty(t, source.examplesOf(operation.names), "%s: no example calls %s", line, strings.Join(unique(operation.names), ", "))
	}
	for _, row := range loadBodies(t) {
		assert.NotEmpty(t, source.examplesOf([]string{"whatsapp." + row.evidence(t)}), "no example sends the body %s", row.Name)
	}
}

// methodsByOperation returns the names of the methods by the ids of the
// document's operations.
func methodsByOperation() map[string][]string {
	found := map[string][]string{
		downloadOperation: {"Media.Open", "Media.Download", "Media.DownloadFile"},
		webhookOperation:  {webhookHandler},
	}
	for _, method := range documented() {
		found[method.operation] = append(found[method.operation], method.name)
	}
	return found
}

const coverageHead = `# Coverage

What the SDK covers of the WhatsApp Business Platform, and how that is proved. The tests of [conformance](../conformance) make this file from their tables, and fail when it is not current.

- **Request**: the request with every member that the SDK can send is valid under the schema of Meta's OpenAPI document. A departure is a deliberate difference, with its reason in [departures_test.go](../conformance/departures_test.go).
- **Answers**: the documented answers and errors that are decoded and encoded again without loss. Where the document has no answer, one made from its schema is.
- **Emulator**: the answers of package [graphtest](https://pkg.go.dev/github.com/wabakit/whatsapp/graphtest) match Meta's schema, and the SDK decodes them without loss. For an operation without a schema, graphtest answers the method.
- **Source**: where an operation that the document lacks is described. Meta's description of its API is [the one](https://github.com/facebook/facebook-business-sdk-codegen) that its own SDKs are made from.
- **Example**: a program or a documented example that calls the method.

`

// coverageOf is the text of docs/coverage.md.
func coverageOf(t *testing.T, document *Document) string {
	t.Helper()
	source := readSource(t)
	rows := methodsByOperation()

	var text strings.Builder
	text.WriteString(coverageHead)
	fmt.Fprintf(&text, "**%d of %d operations** of Meta's document %s.\n\n", len(rows), len(document.Operations), document.Version)
	text.WriteString("## In Meta's document\n\n")
	table(&text, "Operation", "Methods", "Request", "Answers", "Emulator", "Example")
	for _, operation := range document.sorted() {
		names := unique(rows[operation.ID])
		if len(names) == 0 {
			table(&text, operation.line(), "none yet", "", "", "", "")
			continue
		}
		table(&text, operation.line(), source.links(names), requestProof(operation), answersProof(operation), "valid", source.examplesOf(names))
	}
	text.WriteString("\n## Beyond it\n\n")
	table(&text, "Operation", "Methods", "Source", "Emulator", "Example")
	beyond := source.beyond(t)
	for _, line := range slices.SortedFunc(maps.Keys(beyond), byPath) {
		names := unique(beyond[line].names)
		table(&text, "`"+line+"`", source.links(names), beyond[line].source, "answers", source.examplesOf(names))
	}
	tableOfLeft(&text)
	tableOfBodies(t, &text, document, source)
	return text.String()
}

// undocumentedOperation is an operation that the document lacks.
type undocumentedOperation struct {
	names  []string
	source string
}

// beyond returns the operations that the document lacks, by their HTTP lines. A
// method can need one of the document's as well, which is not among them.
func (s source) beyond(t *testing.T) map[string]undocumentedOperation {
	t.Helper()
	isDocumented := map[string]bool{}
	for _, method := range documented() {
		for _, line := range s.lines[method.name] {
			isDocumented[line] = true
		}
	}
	found := map[string]undocumentedOperation{}
	for _, method := range undocumented {
		for _, line := range s.linesOf(t, method.name) {
			known, isKnown := found[line]
			if isKnown {
				assert.Equal(t, known.source, method.operation, "%s has two sources", line)
			}
			if !isDocumented[line] {
				found[line] = undocumentedOperation{append(known.names, method.name), method.operation}
			}
		}
	}
	return found
}

// line is the operation without the version, as doc comments have it.
func (o *Operation) line() string {
	return "`" + o.Method + " " + strings.TrimPrefix(o.Path, "/{Version}") + "`"
}

// sorted returns the operations by their paths.
func (d *Document) sorted() []*Operation {
	return slices.SortedFunc(maps.Values(d.Operations), func(a, b *Operation) int { return byPath(a.Method+" "+a.Path, b.Method+" "+b.Path) })
}

// byPath compares "GET /path" by the path first.
func byPath(a, b string) int {
	methodA, pathA, _ := strings.Cut(a, " ")
	methodB, pathB, _ := strings.Cut(b, " ")
	return strings.Compare(pathA+" "+methodA, pathB+" "+methodB)
}

func requestProof(operation *Operation) string {
	if operation.ID == webhookOperation {
		examples := operation.body.at("content", "application/json", "examples")
		return fmt.Sprintf("%d documented bodies", len(examples.keys()))
	}
	departures := 0
	for _, known := range knownDepartures {
		if known.operation == operation.ID {
			departures++
		}
	}
	if departures == 0 {
		return "valid"
	}
	return "valid, " + counted(departures, "departure")
}

func answersProof(operation *Operation) string {
	successes, failures := 0, 0
	for _, example := range operation.examples() {
		if example.succeeds() {
			successes++
		} else {
			failures++
		}
	}
	switch hasSchema := operation.responseSchema(http.StatusOK).exists(); {
	case successes == 0 && hasSchema:
		return "by the schema, " + counted(failures, "error")
	case successes+failures == 0:
		return "none documented"
	}
	return counted(successes, "answer") + ", " + counted(failures, "error")
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func unique(names []string) []string { return slices.Compact(slices.Sorted(slices.Values(names))) }

// table writes one row, and the line below the head if it is the first.
func table(text *strings.Builder, cells ...string) {
	isHead := strings.HasSuffix(text.String(), "\n\n")
	text.WriteString("| " + strings.Join(cells, " | ") + " |\n")
	if isHead {
		text.WriteString(strings.Repeat("|---", len(cells)) + "|\n")
	}
}
