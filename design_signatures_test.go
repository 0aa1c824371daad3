package whatsapp_test

import (
	"go/ast"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

// A method takes the context first, then its ids and values, then the page of a
// list, and last the options of the request; the last two have one name each.
func TestParametersOfMethods(t *testing.T) {
	t.Parallel()
	read, checked := module(t), 0
	_, services := serviceMethods()
	for _, file := range read.of(".") {
		for _, function := range functionsOf(file) {
			_, ofService := services[receiverOf(function)]
			parameters := parametersOf(function)
			takesOptions := len(parameters) > 0 && parameters[len(parameters)-1].kind == "...RequestOption"
			if !isPublic(function) || !ofService && !takesOptions || len(parameters) == 0 {
				continue // without parameters, it calls nothing
			}
			checked++
			where := read.set.Position(function.Pos()).String() + ": " + function.Name.Name
			last := len(parameters) - 1
			require.GreaterOrEqual(t, last, 1, where)
			assert.Equal(t, parameter{"ctx", "context.Context"}, parameters[0], where)
			assert.Equal(t, parameter{"opts", "...RequestOption"}, parameters[last], where)
			for i, parameter := range parameters {
				isPage := strings.HasPrefix(parameter.kind, "*List") && strings.HasSuffix(parameter.kind, "Options")
				assert.Equal(t, isPage, parameter.name == "page", "%s: %s of type %s; the page of a list is page", where, parameter.name, parameter.kind)
				assert.Equal(t, isPage, isPage && i == last-1, "%s: page stands before opts", where)
			}
		}
	}
	assert.Greater(t, checked, 40)
}

type parameter struct{ name, kind string }

func parametersOf(function *ast.FuncDecl) []parameter {
	var found []parameter
	for _, field := range function.Type.Params.List {
		for _, name := range field.Names {
			found = append(found, parameter{name.Name, spelledType(field.Type)})
		}
	}
	return found
}

// spelledType is a type as the source has it, as far as parameters need it.
func spelledType(expression ast.Expr) string {
	switch form := expression.(type) {
	case *ast.Ident:
		return form.Name
	case *ast.StarExpr:
		return "*" + spelledType(form.X)
	case *ast.SelectorExpr:
		return spelledType(form.X) + "." + form.Sel.Name
	case *ast.Ellipsis:
		return "..." + spelledType(form.Elt)
	}
	return "?"
}

// eachServiceMethod visits the methods of all services with their types.
func eachServiceMethod(visit func(service reflect.Type, name string, method reflect.Method)) {
	for field := range reflect.TypeFor[whatsapp.Client]().Fields() {
		if !field.IsExported() {
			continue
		}
		for method := range field.Type.Methods() {
			visit(field.Type, field.Name+"."+method.Name, method)
		}
	}
}

// Every List has an All that takes the same and yields its entries.
func TestEveryListHasItsAll(t *testing.T) {
	t.Parallel()
	lists, alls := 0, 0
	eachServiceMethod(func(service reflect.Type, name string, method reflect.Method) {
		rest, isList := strings.CutPrefix(method.Name, "List")
		if strings.HasPrefix(method.Name, "All") {
			alls++
		}
		if !isList {
			return
		}
		lists++
		all, found := service.MethodByName("All" + rest)
		if !assert.True(t, found, "%s has no All%s", name, rest) {
			return
		}
		require.Equal(t, parameterTypes(method.Type), parameterTypes(all.Type), "%s and All%s take the same", name, rest)
		page, data := method.Type.Out(0), reflect.StructField{}
		if page.Kind() == reflect.Pointer {
			data, _ = page.Elem().FieldByName("Data")
		}
		if assert.NotNil(t, data.Type, "%s returns a *Page", name) {
			yield := all.Type.Out(0).In(0)
			assert.Equal(t, reflect.PointerTo(data.Type.Elem()), yield.In(0), "%s and All%s return the same entries", name, rest)
		}
	})
	assert.Equal(t, lists, alls, "every All has its List")
	assert.Greater(t, lists, 5)
}

func parameterTypes(function reflect.Type) []reflect.Type {
	var types []reflect.Type
	for parameter := range function.Ins() {
		types = append(types, parameter)
	}
	return types
}

// What is created comes as a struct, which can get more fields.
func TestCreateReturnsAStruct(t *testing.T) {
	t.Parallel()
	created := 0
	eachServiceMethod(func(_ reflect.Type, name string, method reflect.Method) {
		if !strings.HasPrefix(method.Name, "Create") {
			return
		}
		created++
		require.Equal(t, 2, method.Type.NumOut(), name)
		got := method.Type.Out(0)
		assert.True(t, got.Kind() == reflect.Pointer && got.Elem().Kind() == reflect.Struct, "%s returns %s; want *Created<Thing>", name, got)
	})
	assert.GreaterOrEqual(t, created, 3)
}

// Public declarations name nothing internal: users could not name it.
func TestNothingInternalIsExported(t *testing.T) {
	t.Parallel()
	read := module(t)
	for _, file := range read.files {
		internal := internalImports(file)
		if file.isTest() || len(internal) == 0 || strings.Contains(file.folder, "internal") {
			continue
		}
		for _, exposed := range exposedBy(file) {
			ast.Inspect(exposed, func(node ast.Node) bool {
				if selector, ok := node.(*ast.SelectorExpr); ok {
					if name, ok := selector.X.(*ast.Ident); ok {
						assert.False(t, internal[name.Name], "%s: %s.%s is internal", read.set.Position(node.Pos()), name.Name, selector.Sel.Name)
					}
				}
				return true
			})
		}
	}
}

// internalImports are the names of the internal packages that a file imports.
func internalImports(file source) map[string]bool {
	names := map[string]bool{}
	for _, imported := range file.Imports {
		path, _ := strconv.Unquote(imported.Path.Value)
		if !strings.Contains("/"+path+"/", "/internal/") {
			continue
		}
		name := path[strings.LastIndex(path, "/")+1:]
		if imported.Name != nil {
			name = imported.Name.Name
		}
		names[name] = true
	}
	return names
}

// exposedBy are the parts of a file that its users see: signatures, the types
// of exported fields and variables, and what exported types are made of.
func exposedBy(file source) []ast.Node {
	var exposed []ast.Node
	for _, function := range functionsOf(file) {
		if isPublic(function) {
			exposed = append(exposed, function.Type)
		}
	}
	for _, declaration := range file.Decls {
		group, ok := declaration.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, spec := range group.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				if spec.Name.IsExported() {
					exposed = append(exposed, exposedByType(spec.Type)...)
				}
			case *ast.ValueSpec:
				if spec.Type != nil && spec.Names[0].IsExported() {
					exposed = append(exposed, spec.Type)
				}
			}
		}
	}
	return exposed
}

func exposedByType(expression ast.Expr) []ast.Node {
	structure, ok := expression.(*ast.StructType)
	if !ok {
		return []ast.Node{expression}
	}
	var exposed []ast.Node
	for _, field := range structure.Fields.List {
		if len(field.Names) == 0 || field.Names[0].IsExported() {
			exposed = append(exposed, field.Type)
		}
	}
	return exposed
}
