package graphtest_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var limitName = regexp.MustCompile(`^(max|min|most)[A-Z]`)

// This package and the SDK define Graph's limits independently. Limits of the
// same name must have the same value.
func TestLimitsAgreeWithTheSDK(t *testing.T) {
	t.Parallel()
	ours, theirs := limits(t, "."), limits(t, "..")
	shared := 0
	for name, value := range ours {
		other, both := theirs[name]
		if !both {
			continue
		}
		shared++
		require.Equal(t, other, value, name)
	}
	require.Greater(t, shared, 20, "limits with the same names")
}

// limits returns the source of a package's constants that are named like
// limits, without spaces and digit separators.
func limits(t *testing.T, directory string) map[string]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(directory, "*.go"))
	require.NoError(t, err)
	units := strings.NewReplacer(" ", "", "_", "", "megabyte", "1<<20", "kilobyte", "1<<10")
	found := map[string]string{}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		source, err := os.ReadFile(file)
		require.NoError(t, err)
		parsed, err := parser.ParseFile(token.NewFileSet(), file, source, 0)
		require.NoError(t, err)
		ast.Inspect(parsed, func(n ast.Node) bool {
			spec, isValue := n.(*ast.ValueSpec)
			if !isValue || len(spec.Values) != 1 || !limitName.MatchString(spec.Names[0].Name) {
				return true
			}
			value := spec.Values[0]
			text := units.Replace(string(source[value.Pos()-1 : value.End()-1]))
			found[spec.Names[0].Name] = strings.ReplaceAll(text, "*1<<", "<<")
			return true
		})
	}
	return found
}
