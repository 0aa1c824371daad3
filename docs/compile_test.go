package docs_test

import (
	"fmt"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Every Go snippet of the README and of the guides compiles: as a program, or
// as the body of a function.
func TestSnippetsCompile(t *testing.T) {
	t.Parallel()
	guides, err := filepath.Glob("*.md")
	require.NoError(t, err)
	documents := []string{"README.md"}
	for _, guide := range guides {
		documents = append(documents, "docs/"+guide)
	}
	sources := map[string]string{}
	for _, document := range documents {
		folder := strings.NewReplacer("/", "_", ".", "_").Replace(document)
		for i, snippet := range snippetsOf(t, document) {
			sources[path.Join(snippetFolder, fmt.Sprint(folder, i+1), "snippet.go")] = snippet.asPackage()
		}
	}
	require.NotEmpty(t, sources)
	goBuild(t, sources)
}

// The snippets of CONTRIBUTING are methods inside the package, and their row.
func TestContributingSnippetsCompile(t *testing.T) {
	t.Parallel()
	snippets := snippetsOf(t, "CONTRIBUTING.md")
	require.Len(t, snippets, 2)
	goWithOverlay(t, "vet", map[string]string{
		"snippet.go":      "package whatsapp\n\nimport (\n\"context\"\n\"iter\"\n\"net/http\"\n)\n\n" + snippets[0].code,
		"snippet_test.go": "package whatsapp_test\n\nimport \"github.com/wabakit/whatsapp\"\n\n" + snippets[1].code,
	})
}
