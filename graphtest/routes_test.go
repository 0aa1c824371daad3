package graphtest_test

import (
	"go/doc/comment"
	"go/parser"
	"go/token"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

// The package documentation lists what is modelled, and nothing else.
func TestDocumentationListsRoutes(t *testing.T) {
	t.Parallel()
	source, err := parser.ParseFile(token.NewFileSet(), "doc.go", nil, parser.ParseComments)
	require.NoError(t, err)
	var listed []string
	for _, block := range new(comment.Parser).Parse(source.Doc.Text()).Content {
		code, isCode := block.(*comment.Code)
		if !isCode || !strings.HasPrefix(code.Text, "GET /") {
			continue
		}
		for line := range strings.Lines(code.Text) {
			methods, path, found := strings.Cut(strings.TrimSpace(line), " /")
			require.True(t, found, line)
			for method := range strings.SplitSeq(methods, ", ") {
				listed = append(listed, method+" /"+path)
			}
		}
	}
	require.Equal(t, graphtest.Routes(), listed)
}
