package conformance

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// constants maps the names of types to the values of their string constants, in
// small letters: the document and Graph write some of them in both cases.
type constants map[string]map[string]bool

// readConstants parses the SDK's source in the parent folder.
func readConstants(t *testing.T) constants {
	t.Helper()
	files, err := filepath.Glob("../*.go")
	require.NoError(t, err)
	found := constants{}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		for _, declaration := range file.Decls {
			if group, ok := declaration.(*ast.GenDecl); ok && group.Tok == token.CONST {
				found.add(group)
			}
		}
	}
	require.NotEmpty(t, found, "the source of the SDK is not in ..")
	return found
}

func (c constants) add(group *ast.GenDecl) {
	for _, spec := range group.Specs {
		constant := spec.(*ast.ValueSpec)
		named, isNamed := constant.Type.(*ast.Ident)
		if !isNamed || !constant.Names[0].IsExported() {
			continue
		}
		for _, value := range constant.Values {
			literal, isLiteral := value.(*ast.BasicLit)
			if !isLiteral || literal.Kind != token.STRING {
				continue
			}
			if c[named.Name] == nil {
				c[named.Name] = map[string]bool{}
			}
			if text, err := strconv.Unquote(literal.Value); err == nil {
				c[named.Name][strings.ToLower(text)] = true
			}
		}
	}
}

// missing returns the values for which a type has no constant.
func (c constants) missing(typeName string, values []string) []string {
	var missing []string
	for _, value := range values {
		if !c[typeName][strings.ToLower(value)] {
			missing = append(missing, value)
		}
	}
	return missing
}

// hold reports whether there is a type with constants for all values.
func (c constants) hold(values []string) bool {
	for typeName := range c {
		if len(c.missing(typeName, values)) == 0 {
			return true
		}
	}
	return false
}
