package simulator

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"reflect"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// jsonSchema is a part of JSON Schema.
type jsonSchema struct {
	Ref        string                 `json:"$ref"`
	Properties map[string]*jsonSchema `json:"properties"`
	Items      *jsonSchema            `json:"items"`
	Additional bool                   `json:"additionalProperties"`
}

type jsonContent map[string]struct {
	Schema *jsonSchema `json:"schema"`
}

type openAPI struct {
	Paths map[string]map[string]struct {
		Parameters []struct{ Name, In string }   `json:"parameters"`
		Body       struct{ Content jsonContent } `json:"requestBody"`
		Responses  map[string]struct {
			Description string
			Content     jsonContent
		} `json:"responses"`
	} `json:"paths"`
	Components struct{ Schemas map[string]*jsonSchema } `json:"components"`
}

func readOpenAPI(t *testing.T) openAPI {
	t.Helper()
	text, err := os.ReadFile("assets/openapi.json")
	require.NoError(t, err)
	var read openAPI
	require.NoError(t, json.Unmarshal(text, &read))
	return read
}

func (o *openAPI) resolve(s *jsonSchema) *jsonSchema {
	if s == nil {
		return &jsonSchema{}
	}
	if name, isRef := strings.CutPrefix(s.Ref, "#/components/schemas/"); isRef {
		return o.Components.Schemas[name]
	}
	return s
}

// What is described has the members of what is encoded, and no others.
func TestDescribedMembers(t *testing.T) {
	t.Parallel()
	described := readOpenAPI(t)
	types := map[string]any{
		"State": state{}, "Call": phoneCall{}, "Settings": settings{}, "Number": number{}, "User": user{}, "Chat": chatState{},
		"Message": message{}, "Attempt": attempt{}, "Entry": entry{}, "Rule": rule{}, "Flow": flowView{}, "Account": account{},
		"Group": group{}, "Product": product{},
	}
	for name, schema := range described.Components.Schemas {
		if name == "Error" {
			continue
		}
		require.Contains(t, types, name)
		described.compare(t, name, schema, reflect.TypeOf(types[name]))
	}
	file := described.Paths["/world"]
	described.compare(t, "a world that is saved", file["get"].Responses["200"].Content[jsonType].Schema, reflect.TypeFor[worldFile]())
	described.compare(t, "a world to load", file["put"].Body.Content[jsonType].Schema, reflect.TypeFor[worldFile]())
	answers := map[string]reflect.Type{"/messages": reflect.TypeFor[messageList](), "/clock": reflect.TypeFor[clockState](), "/traffic/{id}/snippets": reflect.TypeFor[snippets]()}
	for path, answer := range answers {
		described.compare(t, path, described.Paths[path]["get"].Responses["200"].Content[jsonType].Schema, answer)
	}
}

func (o *openAPI) compare(t *testing.T, place string, s *jsonSchema, of reflect.Type) {
	t.Helper()
	for of.Kind() == reflect.Pointer {
		of = of.Elem()
	}
	s = o.resolve(s)
	switch {
	case of.Kind() == reflect.Slice && s.Items != nil:
		o.compare(t, place, s.Items, of.Elem())
	case of.Kind() == reflect.Struct && len(s.Properties) > 0:
		members := map[string]reflect.Type{}
		for _, field := range reflect.VisibleFields(of) {
			name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			if name != "" && field.IsExported() {
				members[name] = field.Type
			}
		}
		require.ElementsMatch(t, slices.Collect(maps.Keys(members)), slices.Collect(maps.Keys(s.Properties)), place)
		for name, member := range members {
			o.compare(t, place+"."+name, s.Properties[name], member)
		}
	}
}

// source is the code of the package, in which the tests look for what a route
// reads.
type source struct {
	functions map[string]*ast.FuncDecl
	structs   map[string]*ast.StructType
	text      string
}

func readSource(t *testing.T) *source {
	t.Helper()
	read := &source{functions: map[string]*ast.FuncDecl{}, structs: map[string]*ast.StructType{}}
	files, err := fs.Glob(os.DirFS("."), "*.go")
	require.NoError(t, err)
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		read.text += string(text)
		parsed, err := parser.ParseFile(token.NewFileSet(), file, text, parser.SkipObjectResolution)
		require.NoError(t, err)
		ast.Inspect(parsed, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				read.functions[n.Name.Name] = n
			case *ast.TypeSpec:
				if of, isStruct := n.Type.(*ast.StructType); isStruct {
					read.structs[n.Name.Name] = of
				}
			}
			return true
		})
	}
	return read
}

// reads are the names that a route reads: of its query and of its body.
type reads struct{ query, body []string }

// of collects what a function reads, and those that it gives its request to.
func (s *source) of(function *ast.FuncDecl) (found reads) {
	locals := map[string]ast.Expr{}
	ast.Inspect(function, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ValueSpec:
			locals[n.Names[0].Name] = n.Type
		case *ast.AssignStmt:
			if made, isMade := n.Rhs[0].(*ast.CompositeLit); isMade && len(n.Lhs) == 1 {
				locals[s.rendered(n.Lhs[0])] = made.Type
			}
		case *ast.CompositeLit:
			for _, element := range n.Elts {
				if pair, isPair := element.(*ast.KeyValueExpr); isPair && function.Name.Name == "getMessages" {
					found.query = append(found.query, literals(pair.Key)...)
				}
			}
		case *ast.CallExpr:
			name := ""
			switch called := n.Fun.(type) {
			case *ast.Ident:
				name = called.Name
			case *ast.SelectorExpr:
				name = called.Sel.Name
			}
			switch {
			case name == "Get" && !strings.Contains(s.rendered(n.Fun), "Header"):
				found.query = append(found.query, literals(n.Args[0])...)
			case name == "intQuery":
				found.query = append(found.query, literals(n.Args[1])...)
			case name == "readJSON", name == "readFlowJSON":
				variable := n.Args[1].(*ast.UnaryExpr).X.(*ast.Ident).Name
				found.body = append(found.body, s.members(locals[variable])...)
			case s.functions[name] != nil && len(n.Args) > 0 && s.rendered(n.Args[0]) == "r" && name != function.Name.Name:
				more := s.of(s.functions[name])
				found.query, found.body = append(found.query, more.query...), append(found.body, more.body...)
			}
		}
		return true
	})
	return found
}

// rendered is an expression of names.
func (s *source) rendered(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return s.rendered(e.X) + "." + e.Sel.Name
	case *ast.CallExpr:
		return s.rendered(e.Fun) + "()"
	}
	return ""
}

func literals(e ast.Expr) []string {
	if text, isText := e.(*ast.BasicLit); isText && text.Kind == token.STRING {
		if value, err := strconv.Unquote(text.Value); err == nil {
			return []string{value}
		}
	}
	return nil
}

// members are the JSON names of a struct.
func (s *source) members(of ast.Expr) (names []string) {
	if name, isName := of.(*ast.Ident); isName {
		of = s.structs[name.Name]
	}
	fields, isStruct := of.(*ast.StructType)
	if !isStruct {
		return nil
	}
	for _, field := range fields.Fields.List {
		switch {
		case field.Tag != nil:
			tag, _ := strconv.Unquote(field.Tag.Value)
			name, _, _ := strings.Cut(reflect.StructTag(tag).Get("json"), ",")
			names = append(names, name)
		case len(field.Names) == 0:
			names = append(names, s.members(field.Type)...)
		}
	}
	return names
}

// Every member of a query and of a body that a route reads is described, and
// every one that is described is read.
func TestDescribedRequests(t *testing.T) {
	t.Parallel()
	described, code := readOpenAPI(t), readSource(t)
	handlers := map[string]string{"GET /events": "streamEvents", "GET /linked/{message}": "serveLinked", "GET /media/{id}": "serveMedia"}
	for _, r := range apiRoutes {
		name := runtime.FuncForPC(reflect.ValueOf(r.answer).Pointer()).Name()
		handlers[r.pattern] = name[strings.LastIndexByte(name, '.')+1:]
	}
	// A message has whatever webhooks have, and a file is not read here.
	elsewhere := []string{"POST /users/{user}/messages", "PUT /world", "PATCH /settings"}
	refused := map[string][]string{"PATCH /users/{user}": {"wa_id", "user_id"}} // with a word about how it is done
	for pattern, handler := range handlers {
		require.Contains(t, code.functions, handler)
		read := code.of(code.functions[handler])
		method, path, _ := strings.Cut(pattern, " ")
		operation := described.Paths[path][strings.ToLower(method)]
		var query []string
		for _, parameter := range operation.Parameters {
			if parameter.In == "query" {
				query = append(query, parameter.Name)
			}
		}
		require.ElementsMatch(t, unique(read.query), query, pattern)
		if slices.Contains(elsewhere, pattern) {
			continue
		}
		body := slices.Collect(maps.Keys(described.resolve(operation.Body.Content[jsonType].Schema).Properties))
		require.ElementsMatch(t, unique(read.body), append(body, refused[pattern]...), pattern)
	}
}

func unique(names []string) []string {
	slices.Sort(names)
	return slices.Compact(names)
}

// The description names every kind of event.
func TestDescribedEvents(t *testing.T) {
	t.Parallel()
	text := readOpenAPI(t).Paths["/events"]["get"].Responses["200"].Description
	var kinds []string
	for _, found := range regexp.MustCompile(`events\.publish\("(\w+)"`).FindAllStringSubmatch(readSource(t).text, -1) {
		kinds = append(kinds, found[1])
	}
	list, _, _ := strings.Cut(strings.TrimPrefix(text, "Server-Sent Events: "), " when")
	require.ElementsMatch(t, unique(kinds), strings.Split(strings.ReplaceAll(list, "and ", ""), ", "))
}
