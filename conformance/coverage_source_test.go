package conformance

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

// source is what the source of the SDK says of its methods, which have names
// such as "Users.List".
type source struct {
	lines    map[string][]string
	examples map[string][]string
}

const reference = "https://pkg.go.dev/github.com/wabakit/whatsapp#"

// webhookHandler answers what Meta calls.
const webhookHandler = "webhook.NewHandler"

var httpLine = regexp.MustCompile(`(?m)^\t((?:GET|POST|DELETE) \S+)$`)

// readSource reads the doc comments of the methods and the calls of the
// examples.
func readSource(t *testing.T) source {
	t.Helper()
	found := source{map[string][]string{}, map[string][]string{}}
	sources, err := filepath.Glob("../*.go")
	require.NoError(t, err)
	for _, name := range sources {
		switch base := filepath.Base(name); {
		case strings.HasPrefix(base, "example"):
			found.readCalls(t, name, base)
		case !strings.HasSuffix(base, "_test.go"):
			found.readLines(t, name)
		}
	}
	examples := filepath.Join("..", "examples")
	require.NoError(t, filepath.WalkDir(examples, func(name string, entry fs.DirEntry, err error) error {
		isProgram := strings.HasSuffix(name, ".go") && filepath.Dir(name) != examples
		if err == nil && isProgram {
			found.readCalls(t, name, filepath.ToSlash(filepath.Dir(strings.TrimPrefix(name, "../"))))
		}
		return err
	}))
	return found
}

// readLines finds the HTTP lines of the methods in a file.
func (s source) readLines(t *testing.T, name string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments|parser.SkipObjectResolution)
	require.NoError(t, err)
	for _, declaration := range file.Decls {
		method, isFunction := declaration.(*ast.FuncDecl)
		if !isFunction || method.Recv == nil {
			continue
		}
		name := receiverOf(method) + "." + method.Name.Name
		for _, line := range httpLine.FindAllStringSubmatch(method.Doc.Text(), -1) {
			s.lines[name] = append(s.lines[name], line[1])
		}
	}
}

// receiverOf is "Users" for a method of *UserService.
func receiverOf(method *ast.FuncDecl) string { return fieldOf(method.Recv.List[0].Type) }

// fieldOf is "Users" for *UserService and *whatsapp.UserService.
func fieldOf(expression ast.Expr) string {
	pointer, isPointer := expression.(*ast.StarExpr)
	if !isPointer {
		return ""
	}
	var name string
	switch pointed := pointer.X.(type) {
	case *ast.Ident:
		name = pointed.Name
	case *ast.SelectorExpr:
		name = pointed.Sel.Name
	}
	for field := range reflect.TypeFor[whatsapp.Client]().Fields() {
		if field.Type.Kind() == reflect.Pointer && field.Type.Elem().Name() == name {
			return field.Name
		}
	}
	return ""
}

// readCalls finds the methods that a file calls: client.Users.List, users.List
// where users is client.Users or a parameter of its type, and
// webhook.NewHandler.
func (s source) readCalls(t *testing.T, name, place string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
	require.NoError(t, err)
	variables := map[string]string{}
	ast.Inspect(file, func(found ast.Node) bool {
		switch found := found.(type) {
		case *ast.AssignStmt:
			variable, isIdentifier := found.Lhs[0].(*ast.Ident)
			service, isSelector := found.Rhs[0].(*ast.SelectorExpr)
			if isIdentifier && isSelector {
				variables[variable.Name] = service.Sel.Name
			}
		case *ast.Field:
			if service := fieldOf(found.Type); service != "" {
				for _, parameter := range found.Names {
					variables[parameter.Name] = service
				}
			}
		case *ast.SelectorExpr:
			s.addExample(receiverIn(found, variables)+"."+found.Sel.Name, place)
		case *ast.CompositeLit:
			s.readMembers(found, place)
		}
		return true
	})
}

func (s source) addExample(name, place string) {
	if !slices.Contains(s.examples[name], place) {
		s.examples[name] = append(s.examples[name], place)
	}
}

// readMembers finds what a literal such as whatsapp.Template{Header: ...}, or a
// list of them, sets: whatsapp.Template.Header, and for a list of parts
// whatsapp.Template.Header.Image.
func (s source) readMembers(literal *ast.CompositeLit, place string) {
	if list, isList := literal.Type.(*ast.ArrayType); isList {
		for _, element := range literal.Elts {
			if part, isLiteral := element.(*ast.CompositeLit); isLiteral && part.Type == nil {
				s.readStruct(typeIn(list.Elt), part, place)
			}
		}
		return
	}
	s.readStruct(typeIn(literal.Type), literal, place)
}

func (s source) readStruct(name string, literal *ast.CompositeLit, place string) {
	for _, element := range literal.Elts {
		member, isMember := element.(*ast.KeyValueExpr)
		if !isMember || name == "" {
			return
		}
		key, _ := member.Key.(*ast.Ident)
		if key == nil {
			return
		}
		path := "whatsapp." + name + "." + key.Name
		s.addExample(path, place)
		if parts, isLiteral := member.Value.(*ast.CompositeLit); isLiteral {
			for _, part := range parts.Elts {
				if part, isLiteral := part.(*ast.CompositeLit); isLiteral {
					s.addExample(path+"."+typeIn(part.Type), place)
				}
			}
		}
	}
}

// typeIn is "Template" for whatsapp.Template.
func typeIn(expression ast.Expr) string {
	if selector, isSelector := expression.(*ast.SelectorExpr); isSelector {
		return selector.Sel.Name
	}
	return ""
}

// receiverIn is "Users" for client.Users.List.
func receiverIn(method *ast.SelectorExpr, variables map[string]string) string {
	switch receiver := method.X.(type) {
	case *ast.SelectorExpr:
		return receiver.Sel.Name
	case *ast.Ident:
		if service, found := variables[receiver.Name]; found {
			return service
		}
		return receiver.Name
	}
	return ""
}

// linesOf are the HTTP lines of a method. An All performs the operation of its
// List.
func (s source) linesOf(t *testing.T, name string) []string {
	t.Helper()
	lines := s.lines[name]
	if len(lines) == 0 {
		lines = s.lines[strings.Replace(name, ".All", ".List", 1)]
	}
	require.NotEmpty(t, lines, "the comment of %s has no HTTP line", name)
	return lines
}

// links are the methods with links to their documentation.
func (s source) links(names []string) string {
	var links []string
	for _, name := range names {
		if name == webhookHandler {
			links = append(links, "[webhook.NewHandler](https://pkg.go.dev/github.com/wabakit/whatsapp/webhook#NewHandler)")
			continue
		}
		field, method, _ := strings.Cut(name, ".")
		service, _ := reflect.TypeFor[whatsapp.Client]().FieldByName(field)
		links = append(links, "["+name+"]("+reference+service.Type.Elem().Name()+"."+method+")")
	}
	return strings.Join(links, ", ")
}

// examplesOf are links to the examples that call one of the methods, programs
// first, and no more than two.
func (s source) examplesOf(names []string) string {
	var links []string
	for _, name := range names {
		for _, place := range s.examples[name] {
			links = append(links, "["+strings.TrimPrefix(place, "examples/")+"](../"+place+")")
		}
	}
	slices.SortFunc(links, func(a, b string) int {
		if isProgram := strings.Contains(a, "](../examples/"); isProgram != strings.Contains(b, "](../examples/") {
			if isProgram {
				return -1
			}
			return 1
		}
		return strings.Compare(a, b)
	})
	links = slices.Compact(links)
	return strings.Join(links[:min(len(links), 2)], ", ")
}
