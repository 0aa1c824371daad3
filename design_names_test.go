package whatsapp_test

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// A constant of a type of its own is named after the type and its value, in
// every package: FlowStatusDraft. Completion then shows the values together.
func TestConstantsAreTypeValue(t *testing.T) {
	t.Parallel()
	read := module(t)
	found := 0
	for _, file := range read.files {
		if file.isTest() {
			continue
		}
		scalars := scalarTypes(read.of(file.folder))
		for _, declaration := range file.Decls {
			group, ok := declaration.(*ast.GenDecl)
			if !ok || group.Tok != token.CONST {
				continue
			}
			for name, typeName := range constantsOf(group) {
				if !scalars[typeName] || !name.IsExported() {
					continue
				}
				found++
				value, named := strings.CutPrefix(name.Name, typeName)
				assert.True(t, named && value != "" && (value[0] < 'a' || value[0] > 'z'),
					"%s: the constant %s of type %s; want %s<Value>", read.set.Position(name.Pos()), name.Name, typeName, typeName)
			}
		}
	}
	assert.Greater(t, found, 150)
}

// scalarTypes are the types of a package that are texts or whole numbers.
func scalarTypes(files []source) map[string]bool {
	scalars := map[string]bool{}
	for _, file := range files {
		ast.Inspect(file.File, func(node ast.Node) bool {
			spec, ok := node.(*ast.TypeSpec)
			if !ok || spec.Assign.IsValid() {
				return true
			}
			if kind, ok := spec.Type.(*ast.Ident); ok && (kind.Name == "string" || strings.Contains(kind.Name, "int") || kind.Name == "byte") {
				scalars[spec.Name.Name] = true
			}
			return true
		})
	}
	return scalars
}

// constantsOf maps the constants of a group to their types. One without a value
// repeats the type of the one before it, and a conversion states one.
func constantsOf(group *ast.GenDecl) map[*ast.Ident]string {
	types := map[*ast.Ident]string{}
	last := ""
	for _, spec := range group.Specs {
		value := spec.(*ast.ValueSpec)
		if value.Type != nil || len(value.Values) > 0 {
			last = ""
		}
		if name, ok := value.Type.(*ast.Ident); ok {
			last = name.Name
		}
		for i, name := range value.Names {
			types[name] = last
			if i >= len(value.Values) {
				continue
			}
			if conversion, ok := value.Values[i].(*ast.CallExpr); ok && last == "" {
				if called, ok := conversion.Fun.(*ast.Ident); ok {
					types[name] = called.Name
				}
			}
		}
	}
	return types
}

// The comment of an exported method or function says what it does: its name and
// a verb.
func TestCommentsBeginWithNameAndVerb(t *testing.T) {
	t.Parallel()
	read := module(t)
	for _, file := range read.files {
		if file.isTest() || file.Name.Name == "main" || strings.Contains(file.folder, "internal") {
			continue
		}
		for _, function := range functionsOf(file) {
			if !isPublic(function) || function.Doc == nil {
				continue
			}
			words := slices.DeleteFunc(strings.Fields(function.Doc.Text()), func(word string) bool { return word == "also" })
			assert.Equal(t, function.Name.Name, words[0], "%s: the comment begins with the name", read.set.Position(function.Pos()))
			assert.True(t, len(words) > 1 && isVerb(words[1]), "%s: the comment of %s goes on with a verb, not with %q",
				read.set.Position(function.Pos()), function.Name.Name, words[min(1, len(words)-1)])
		}
	}
}

// isVerb says whether a word can be what a function does: "returns".
func isVerb(word string) bool {
	return strings.HasSuffix(strings.TrimRight(word, ",.;:"), "s") && word != "is" && word != "was"
}
