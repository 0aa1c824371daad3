package whatsapp_test

import (
	"go/ast"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// fileOf is the name that the files of a service begin with: the service's
// field of the client as file names spell it, but for the names that are the
// owner's.
func fileOf(service string) string {
	if name, named := map[string]string{"Bots": "bot", "WABAs": "waba"}[service]; named {
		return name
	}
	return snake(service)
}

// The methods of client.PhoneNumbers are in phone_numbers.go, and where these
// are many, in phone_numbers_<api>.go.
func TestMethodsAreInTheFilesOfTheirService(t *testing.T) {
	t.Parallel()
	_, services := serviceMethods()
	for _, file := range module(t).of(".") {
		for _, function := range functionsOf(file) {
			service, ofService := services[receiverOf(function)]
			if !ofService {
				continue
			}
			name := strings.TrimSuffix(file.name, ".go")
			assert.True(t, name == fileOf(service) || strings.HasPrefix(name, fileOf(service)+"_"),
				"%s: client.%s.%s belongs in %s.go, or in a file that begins with this name", file.name, service, function.Name, fileOf(service))
		}
	}
}

// The rows of a service are in the test file of that service or, where they are
// many, in files whose names begin alike.
func TestRowsAreInTheFilesOfTheirService(t *testing.T) {
	t.Parallel()
	_, services := serviceMethods()
	for _, file := range module(t).files {
		if file.folder != "." || !file.isTest() {
			continue
		}
		for _, function := range functionsOf(file) {
			if !makesRows(function) {
				continue
			}
			ast.Inspect(function, func(node ast.Node) bool {
				if service := serviceNamedBy(node, services); service != "" {
					name := fileOf(service)
					assert.True(t, file.name == name+"_test.go" || strings.HasPrefix(file.name, name+"_"),
						"%s: the rows of client.%s belong in %s_test.go, or in a file that begins with this name", file.name, service, name)
				}
				return true
			})
		}
	}
}

// makesRows says whether a function returns rows of the table.
func makesRows(function *ast.FuncDecl) bool {
	if function.Recv != nil || function.Type.Results == nil || len(function.Type.Results.List) != 1 {
		return false
	}
	result := function.Type.Results.List[0].Type
	if list, ok := result.(*ast.ArrayType); ok {
		result = list.Elt
	}
	name, ok := result.(*ast.Ident)
	return ok && name.Name == "method"
}

// serviceNamedBy is the service of a row's name, "Users.List", or of a method
// expression, (*whatsapp.UserService).List.
func serviceNamedBy(node ast.Node, services map[string]string) string {
	switch node := node.(type) {
	case *ast.BasicLit:
		text, _ := strconv.Unquote(node.Value)
		service, name, isName := strings.Cut(text, ".")
		for _, field := range services {
			if node.Kind == token.STRING && isName && service == field && ast.IsExported(name) {
				return field
			}
		}
	case *ast.SelectorExpr:
		return services[node.Sel.Name]
	}
	return ""
}

// A finder that takes a part of a name must not open the wrong file.
func TestFileNamesDifferByMoreThanALetter(t *testing.T) {
	t.Parallel()
	files := module(t).files
	for i, one := range files {
		for _, other := range files[i+1:] {
			if one.folder != other.folder {
				continue
			}
			pair := []string{strings.TrimSuffix(one.name, ".go"), strings.TrimSuffix(other.name, ".go")}
			assert.False(t, areAlike(pair[0], pair[1]), "%s and %s", one.path(), other.path())
		}
	}
	for _, pair := range [][2]string{{"message", "messages"}, {"waba", "wabas"}, {"line", "lane"}, {"lane", "plane"}} {
		assert.True(t, areAlike(pair[0], pair[1]), pair)
		assert.True(t, areAlike(pair[1], pair[0]), pair)
	}
	assert.False(t, areAlike("race_on", "race_off"))
	assert.False(t, areAlike("media", "media_x"))
}

// areAlike says whether one name becomes the other by a letter more, less or
// other.
func areAlike(one, other string) bool {
	if len(one) > len(other) {
		one, other = other, one
	}
	if len(other)-len(one) > 1 {
		return false
	}
	same := 0
	for same < len(one) && one[same] == other[same] {
		same++
	}
	rest := other[same:]
	return rest == "" || strings.HasSuffix(one[same:], rest[1:]) && len(one[same:])-len(rest[1:]) <= 1
}

// The services of the client are in the order of the alphabet, wherever they
// are listed: two changes that each add one then seldom meet.
func TestServicesAreSorted(t *testing.T) {
	t.Parallel()
	fields, wired := servicesInOrder(t)
	assert.True(t, slices.IsSorted(fields), "the fields of Client: %q", fields)
	assert.Equal(t, fields, wired, "wireServices sets the fields in their order")
}

// servicesInOrder lists the services as client.go declares and as it sets them.
func servicesInOrder(t *testing.T) (fields, wired []string) {
	t.Helper()
	_, services := serviceMethods()
	for _, file := range module(t).of(".") {
		if file.name != "client.go" {
			continue
		}
		ast.Inspect(file.File, func(node ast.Node) bool {
			switch node := node.(type) {
			case *ast.Field:
				if pointer, ok := node.Type.(*ast.StarExpr); ok && len(node.Names) == 1 {
					if name, ok := pointer.X.(*ast.Ident); ok && services[name.Name] == node.Names[0].Name {
						fields = append(fields, node.Names[0].Name)
					}
				}
			case *ast.AssignStmt:
				if field, ok := node.Lhs[0].(*ast.SelectorExpr); ok && slices.Contains(fields, field.Sel.Name) {
					wired = append(wired, field.Sel.Name)
				}
			}
			return true
		})
	}
	assert.Len(t, fields, len(services))
	return fields, wired
}

// Every service has an example that runs, in the reference.
func TestEveryServiceHasAnExample(t *testing.T) {
	t.Parallel()
	_, services := serviceMethods()
	for _, file := range module(t).files {
		if file.folder != "." || !strings.HasPrefix(file.name, "example_") {
			continue
		}
		for _, function := range file.Decls {
			if function, ok := function.(*ast.FuncDecl); ok && function.Recv == nil {
				service, _, _ := strings.Cut(strings.TrimPrefix(function.Name.Name, "Example"), "_")
				delete(services, service)
			}
		}
	}
	assert.Empty(t, services)
}
