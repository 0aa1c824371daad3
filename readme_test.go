package whatsapp_test

import (
	"encoding/json"
	"fmt"
	"go/format"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Every Go snippet of the README compiles: as a program, or as the body of a
// function that has what a reader has at that point.
func TestReadmeSnippetsCompile(t *testing.T) {
	t.Parallel()
	sources := map[string]string{}
	for i, snippet := range snippetsOf(t, "README.md") {
		sources[fmt.Sprintf("internal/snippets/readme%d/snippet.go", i+1)] = asSource(snippet)
	}
	requireCompiles(t, sources)
}

// The snippet of CONTRIBUTING is a method inside the package.
func TestContributingSnippetCompiles(t *testing.T) {
	t.Parallel()
	snippets := snippetsOf(t, "CONTRIBUTING.md")
	require.Len(t, snippets, 1)
	requireCompiles(t, map[string]string{
		"snippet.go": "package whatsapp\n\nimport (\n\"context\"\n\"net/http\"\n)\n\n" + snippets[0],
	})
}

func snippetsOf(t *testing.T, document string) []string {
	t.Helper()
	text, err := os.ReadFile(document)
	require.NoError(t, err)
	var snippets []string
	for _, match := range regexp.MustCompile("(?s)```go\n(.*?)\n *```").FindAllStringSubmatch(string(text), -1) {
		snippets = append(snippets, match[1])
	}
	require.NotEmpty(t, snippets)
	return snippets
}

// requireCompiles compiles sources as if they stood in the repository.
func requireCompiles(t *testing.T, sources map[string]string) {
	t.Helper()
	root, err := filepath.Abs(".")
	require.NoError(t, err)
	written := t.TempDir()
	replace, packages := map[string]string{}, map[string]bool{}
	for name, source := range sources {
		formatted, err := format.Source([]byte(source))
		require.NoError(t, err, source)
		path := filepath.Join(written, strings.ReplaceAll(name, "/", "_"))
		require.NoError(t, os.WriteFile(path, formatted, 0o600))
		replace[filepath.Join(root, name)] = path
		packages["./"+filepath.Dir(name)] = true
	}
	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	require.NoError(t, err)
	overlayFile := filepath.Join(written, "overlay.json")
	require.NoError(t, os.WriteFile(overlayFile, overlay, 0o600))

	arguments := append([]string{"build", "-overlay", overlayFile}, slices.Sorted(maps.Keys(packages))...)
	output, err := exec.CommandContext(t.Context(), "go", arguments...).CombinedOutput()
	require.NoError(t, err, "%s", output)
}

// asSource completes a snippet. No package is a main package, so that nothing is
// linked.
func asSource(snippet string) string {
	if program, isProgram := strings.CutPrefix(snippet, "package main"); isProgram {
		return "package snippet" + program
	}
	var imports strings.Builder
	for name, path := range map[string]string{
		"errors.": "errors", "fmt.": "fmt", "time.": "time", "http.": "net/http", "os.": "os",
		"webhook.":  "github.com/wabakit/whatsapp/webhook",
		"whatsapp.": "github.com/wabakit/whatsapp", "graphtest.": "github.com/wabakit/whatsapp/graphtest",
		"otp.": "github.com/wabakit/whatsapp/otp", "batch.": "github.com/wabakit/whatsapp/batch",
	} {
		if strings.Contains(snippet, name) {
			fmt.Fprintf(&imports, "%q\n", path)
		}
	}
	return fmt.Sprintf(`package snippet

import (
	"context"
	sdk "github.com/wabakit/whatsapp"
	%s
)

func snippet(ctx context.Context, client *sdk.Client, phoneNumberID, wabaID, businessID, botID, tenantToken string) error {
	%s
	return nil
}
`, imports.String(), snippet)
}
