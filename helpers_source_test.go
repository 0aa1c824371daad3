package whatsapp_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// A source is a Go file of the module.
type source struct {
	folder, name string
	*ast.File
}

func (s source) path() string { return filepath.ToSlash(filepath.Join(s.folder, s.name)) }

func (s source) isTest() bool { return strings.HasSuffix(s.name, "_test.go") }

// of returns the sources of a folder, without those of tests.
func (m *moduleSource) of(folder string) []source {
	var found []source
	for _, file := range m.files {
		if file.folder == folder && !file.isTest() {
			found = append(found, file)
		}
	}
	return found
}

// A moduleSource is what the Go files of the module say.
type moduleSource struct {
	set   *token.FileSet
	files []source
}

// module reads the module, whose nested modules do not belong to it.
func module(t testing.TB) *moduleSource {
	t.Helper()
	if raceEnabled {
		t.Skip("reading source takes long under the race detector, which has nothing to find there")
	}
	read, err := readModule()
	require.NoError(t, err)
	require.Greater(t, len(read.files), 100)
	return read
}

var readModule = sync.OnceValues(func() (*moduleSource, error) {
	read := &moduleSource{set: token.NewFileSet()}
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			_, err := os.Stat(filepath.Join(path, "go.mod"))
			if path != "." && (err == nil || entry.Name() == "testdata" || strings.HasPrefix(entry.Name(), ".")) {
				return fs.SkipDir
			}
			return nil
		}
		if filepath.Ext(path) != ".go" {
			return nil
		}
		file, err := parser.ParseFile(read.set, path, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		read.files = append(read.files, source{filepath.ToSlash(filepath.Dir(path)), entry.Name(), file})
		return nil
	})
	return read, err
})

// receiverOf names the type of a method, "" for a function.
func receiverOf(function *ast.FuncDecl) string {
	if function.Recv == nil {
		return ""
	}
	expression := function.Recv.List[0].Type
	for {
		switch form := expression.(type) {
		case *ast.StarExpr:
			expression = form.X
		case *ast.IndexExpr:
			expression = form.X
		case *ast.IndexListExpr:
			expression = form.X
		case *ast.Ident:
			return form.Name
		default:
			return ""
		}
	}
}

// functionsOf lists the functions and methods of a file.
func functionsOf(file source) []*ast.FuncDecl {
	var found []*ast.FuncDecl
	for _, declaration := range file.Decls {
		if function, ok := declaration.(*ast.FuncDecl); ok {
			found = append(found, function)
		}
	}
	return found
}

// isPublic says whether a function is exported, and the type that it belongs
// to.
func isPublic(function *ast.FuncDecl) bool {
	receiver := receiverOf(function)
	return function.Name.IsExported() && (receiver == "" || ast.IsExported(receiver))
}
