package whatsapp_test

import (
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

// serviceMethods lists the methods of all services of a client by reflection,
// but for those that call nothing.
func serviceMethods() (names []string, types map[string]string) {
	types = map[string]string{}
	for field := range reflect.TypeFor[whatsapp.Client]().Fields() {
		if !field.IsExported() {
			continue
		}
		types[field.Type.Elem().Name()] = field.Name
		for method := range field.Type.Methods() {
			if method.Type.NumIn() > 1 {
				names = append(names, field.Name+"."+method.Name)
			}
		}
	}
	return names, types
}

// isListName says whether a method is one of a List and All pair by its name.
func isListName(name string) bool {
	_, name, _ = strings.Cut(name, ".")
	return strings.HasPrefix(name, "List") || strings.HasPrefix(name, "All")
}

func TestEveryMethodIsInTheTable(t *testing.T) {
	t.Parallel()
	var inTable []string
	for _, method := range methods() {
		inTable = append(inTable, method.name)
		require.NotEmpty(t, method.cases, method.name)
	}
	names, _ := serviceMethods()
	require.ElementsMatch(t, names, inTable, "every method of a service needs a row, with fixtures in testdata")
}

// Every service that the package exports is reachable through the client.
func TestEveryServiceIsInTheClient(t *testing.T) {
	t.Parallel()
	_, types := serviceMethods()
	for _, documented := range packageDoc(t).Types {
		if strings.HasSuffix(documented.Name, "Service") {
			assert.Contains(t, types, documented.Name)
		}
	}
	client, err := whatsapp.NewClient(testToken)
	require.NoError(t, err)
	value := reflect.ValueOf(client).Elem()
	for field := range value.Type().Fields() {
		if field.IsExported() {
			require.False(t, value.FieldByIndex(field.Index).IsNil(), "%s is not set", field.Name)
		}
	}
}

var (
	httpLine     = regexp.MustCompile(`(?m)^\t(GET|POST|DELETE) (/\S+)$`)
	reference    = regexp.MustCompile(`(?s)\bsee\s+\[([A-Za-z]+\.[A-Za-z]+)\]`)
	permission   = regexp.MustCompile(`(?m)^Permission: (\w+)`)
	metaPageLink = regexp.MustCompile(`(?m)^https://developers\.facebook\.com/\S+$`)
)

// The doc comment of a method says which request it makes and which permission
// that needs, or which method says so.
func TestMethodsAreDocumented(t *testing.T) {
	t.Parallel()
	operations := map[string]string{}
	for _, method := range methods() {
		operations[method.name] = method.operation
	}
	_, services := serviceMethods()
	for _, documented := range packageDoc(t).Types {
		service, isService := services[documented.Name]
		if !isService {
			continue
		}
		assert.Regexp(t, metaPageLink, documented.Doc, "%s names the page of Meta's documentation", documented.Name)
		for _, method := range documented.Methods {
			if !ast.IsExported(method.Name) || len(method.Decl.Type.Params.List) == 0 {
				continue
			}
			name := documented.Name + "." + method.Name
			if strings.HasPrefix(method.Name, "All") {
				twin := documented.Name + "." + strings.Replace(method.Name, "All", "List", 1)
				found := reference.FindStringSubmatch(method.Doc)
				if assert.NotNil(t, found, "%s refers to %s", name, twin) {
					assert.Equal(t, twin, found[1])
				}
				continue
			}
			assert.Regexp(t, permission, method.Doc, "%s names its permission", name)
			line := httpLine.FindStringSubmatch(method.Doc)
			if assert.NotNil(t, line, "%s has a line with its HTTP method and path", name) {
				path, _, _ := strings.Cut(line[2], "?")
				assert.Equal(t, operations[service+"."+method.Name], line[1]+" "+path, name)
			}
		}
	}
}

// Every exported identifier of the package has a doc comment.
func TestEverythingExportedIsDocumented(t *testing.T) {
	t.Parallel()
	documented := packageDoc(t)
	require.NotEmpty(t, documented.Doc)
	for _, function := range documented.Funcs {
		assert.NotEmpty(t, function.Doc, function.Name)
	}
	for _, value := range append(documented.Consts, documented.Vars...) {
		assert.NotEmpty(t, value.Doc+docOfSpecs(value.Decl), "%v", value.Names)
	}
	for _, documentedType := range documented.Types {
		assert.NotEmpty(t, documentedType.Doc, documentedType.Name)
		for _, function := range append(documentedType.Funcs, documentedType.Methods...) {
			if documentedType.Name != "classError" {
				assert.NotEmpty(t, function.Doc, "%s.%s", documentedType.Name, function.Name)
			}
		}
		for _, value := range append(documentedType.Consts, documentedType.Vars...) {
			assert.NotEmpty(t, value.Doc+docOfSpecs(value.Decl), "%v", value.Names)
		}
	}
}

func docOfSpecs(declaration *ast.GenDecl) string {
	var text strings.Builder
	for _, spec := range declaration.Specs {
		if value, ok := spec.(*ast.ValueSpec); ok {
			text.WriteString(value.Doc.Text())
		}
	}
	return text.String()
}

// packageDoc reads the sources of the package without its tests.
func packageDoc(t testing.TB) *doc.Package {
	t.Helper()
	files := token.NewFileSet()
	entries, err := os.ReadDir(".")
	require.NoError(t, err)
	var parsed []*ast.File
	for _, entry := range entries {
		if !strings.HasSuffix(entry.Name(), ".go") || strings.HasSuffix(entry.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(files, entry.Name(), nil, parser.ParseComments)
		require.NoError(t, err)
		parsed = append(parsed, file)
	}
	documented, err := doc.NewFromFiles(files, parsed, "github.com/wabakit/whatsapp")
	require.NoError(t, err)
	return documented
}
