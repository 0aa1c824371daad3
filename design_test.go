package whatsapp_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// core are the files that may touch HTTP. All others describe operations.
var core = map[string]bool{
	"answer.go": true, "answer_partial.go": true, "attempt.go": true, "operation_call.go": true, "error_answer.go": true, "client.go": true, "media_fetch.go": true, "options.go": true,
	"request.go": true, "response.go": true, "retry.go": true, "retry_policy.go": true, "log.go": true, "transport.go": true, "transport_attempt.go": true, "transport_proxy.go": true, "transport_replay.go": true, "usage.go": true,
}

func sourceFiles(t *testing.T) (*token.FileSet, map[string]*ast.File) {
	t.Helper()
	paths, err := filepath.Glob("*.go")
	require.NoError(t, err)
	set, files := token.NewFileSet(), map[string]*ast.File{}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(set, path, nil, 0)
		require.NoError(t, err)
		files[path] = file
	}
	require.Greater(t, len(files), 20)
	return set, files
}

// A resource file describes operations: it makes no request and escapes no path
// by itself.
func TestResourceFilesOnlyDescribe(t *testing.T) {
	t.Parallel()
	set, files := sourceFiles(t)
	for path, file := range files {
		ast.Inspect(file, func(node ast.Node) bool {
			selector, ok := node.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			name, ok := selector.X.(*ast.Ident)
			if !ok {
				return true
			}
			used := name.Name + "." + selector.Sel.Name
			if used == "url.PathEscape" {
				assert.Contains(t, []string{"operation.go", "signups.go"}, path, "one place escapes the paths of all requests; the other makes a link for people")
			}
			if name.Name == "http" && !core[path] && !strings.HasPrefix(used, "http.Method") && !strings.HasPrefix(used, "http.Status") {
				assert.Fail(t, used+" belongs in the core", set.Position(node.Pos()))
			}
			return true
		})
	}
}

// Each placeholder of a route gets an id, and each id a placeholder: a missing
// one would send the braces to Graph.
func TestRoutesGetAllTheirIDs(t *testing.T) {
	t.Parallel()
	set, files := sourceFiles(t)
	calls := 0
	for _, file := range files {
		ast.Inspect(file, func(node ast.Node) bool {
			call, ok := node.(*ast.CallExpr)
			if !ok {
				return true
			}
			if function, ok := call.Fun.(*ast.Ident); !ok || function.Name != "operation" {
				return true
			}
			literal, ok := call.Args[1].(*ast.BasicLit)
			if !ok {
				return true // a constant, shared by several methods
			}
			calls++
			route, err := strconv.Unquote(literal.Value)
			require.NoError(t, err)
			if route != "/{media-url}" { // a download goes to a link
				assert.Equal(t, strings.Count(route, "{"), len(call.Args)-2, "%s: %s", set.Position(call.Pos()), route)
			}
			assert.True(t, strings.HasPrefix(route, "/{"), "%s: %s", set.Position(call.Pos()), route)
			return true
		})
	}
	assert.Greater(t, calls, 15)
}
