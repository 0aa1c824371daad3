package docs_test

import (
	"fmt"
	"os"
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
			if snippet.elsewhere {
				continue
			}
			sources[path.Join(snippetFolder, fmt.Sprint(folder, i+1), "snippet.go")] = snippet.asPackage()
		}
	}
	require.NotEmpty(t, sources)
	goBuild(t, sources)
}

// listIndent stands before the lines of a snippet that belongs to a list.
const listIndent = "   "

// The snippets of CONTRIBUTING are a pair of methods and its row, as they are.
func TestContributingQuotesTheSource(t *testing.T) {
	t.Parallel()
	snippets := snippetsOf(t, "CONTRIBUTING.md")
	require.Len(t, snippets, 2)
	for i, name := range []string{"subscriptions.go", "subscriptions_test.go"} {
		source, err := os.ReadFile(filepath.Join("..", name))
		require.NoError(t, err)
		require.Contains(t, string(source), strings.ReplaceAll("\n"+snippets[i].code, "\n"+listIndent, "\n"))
	}
}
