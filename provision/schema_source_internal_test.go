package provision

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A source has the doc comments of this package and of the client's, and the
// constants of their types.
type source struct {
	types     map[string]string
	members   map[string]memberDoc // by type and JSON name
	fields    map[string]map[string]string
	constants map[string][]string
}

type memberDoc struct{ field, text string }

// sourceName is the name by which a source knows a type.
func sourceName(t reflect.Type) string { return t.String() }

func readSource(t *testing.T) *source {
	t.Helper()
	read := &source{
		types: map[string]string{}, members: map[string]memberDoc{}, fields: map[string]map[string]string{}, constants: map[string][]string{},
	}
	for _, folder := range []string{".", ".."} {
		files, err := filepath.Glob(filepath.Join(folder, "*.go"))
		require.NoError(t, err)
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			text, err := os.ReadFile(name)
			require.NoError(t, err)
			file, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ParseComments|parser.SkipObjectResolution)
			require.NoError(t, err)
			for _, declared := range file.Decls {
				if general, ok := declared.(*ast.GenDecl); ok {
					read.add(file.Name.Name, general)
				}
			}
		}
	}
	return read
}

func (s *source) add(pkg string, declared *ast.GenDecl) {
	for _, spec := range declared.Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			name := pkg + "." + spec.Name.Name
			s.types[name] = declared.Doc.Text()
			if body, isStruct := spec.Type.(*ast.StructType); isStruct {
				s.addFields(name, body)
			}
		case *ast.ValueSpec:
			kind, isNamed := spec.Type.(*ast.Ident)
			if !isNamed || declared.Tok != token.CONST || len(spec.Values) != 1 {
				continue
			}
			literal, isLiteral := spec.Values[0].(*ast.BasicLit)
			if isLiteral && literal.Kind == token.STRING {
				value, _ := strconv.Unquote(literal.Value)
				s.constants[pkg+"."+kind.Name] = append(s.constants[pkg+"."+kind.Name], value)
			}
		}
	}
}

func (s *source) addFields(owner string, body *ast.StructType) {
	s.fields[owner] = map[string]string{}
	for _, field := range body.Fields.List {
		if field.Tag == nil || len(field.Names) != 1 {
			continue
		}
		tag, _ := strconv.Unquote(field.Tag.Value)
		name, _, _ := strings.Cut(reflect.StructTag(tag).Get("json"), ",")
		s.members[owner+"."+name] = memberDoc{field.Names[0].Name, field.Doc.Text()}
		s.fields[owner][field.Names[0].Name] = name
	}
}

// describe returns the comment of a type for readers of JSON.
func (s *source) describe(t reflect.Type) string {
	text := s.types[sourceName(t)]
	subject := regexp.MustCompile(`^(An? )?` + t.Name() + ` `)
	text = subject.ReplaceAllString(text, "This ")
	if plural, is := strings.CutPrefix(text, "This are "); is {
		text = "These are " + plural
	}
	return s.forJSON(t, text)
}

func (s *source) describeMember(t reflect.Type, name string) string {
	doc := s.members[sourceName(t)+"."+name]
	text := strings.TrimPrefix(doc.text, doc.field)
	if text != doc.text {
		text = name + text
	}
	return s.forJSON(t, text)
}

var (
	docLink  = regexp.MustCompile(`\[\*?([A-Za-z.]+)\]`)
	camel    = regexp.MustCompile(`\b[A-Z][A-Za-z]*[a-z][A-Z][A-Za-z]*\b`)
	anyBlank = regexp.MustCompile(`\s+`)
	isNil    = regexp.MustCompile(`\b(is )?nil\b`)
)

// forJSON takes what is Go from a comment: fields have their JSON names, links
// are words, and lines end where an editor likes.
func (s *source) forJSON(t reflect.Type, text string) string {
	text = docLink.ReplaceAllString(text, "$1")
	text = camel.ReplaceAllStringFunc(text, func(word string) string {
		if name := s.fields[sourceName(t)][word]; name != "" {
			return name
		}
		return word
	})
	text = isNil.ReplaceAllString(text, "${1}missing")
	return strings.TrimSpace(anyBlank.ReplaceAllString(text, " "))
}
