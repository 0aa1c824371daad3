package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"testing"

	"github.com/stretchr/testify/require"
)

// described is the API of a package with these declarations.
func described(t *testing.T, declarations string) record {
	t.Helper()
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, "shop.go", "package shop\n"+declarations, 0)
	require.NoError(t, err)
	checked, err := new(types.Config).Check("shop", files, []*ast.File{file}, nil)
	require.NoError(t, err)
	return record{rootFile: describe(checked)}
}

func TestDescribe(t *testing.T) {
	t.Parallel()
	const source = `
const Open State = "open"
const limit = 3
type State string
func (State) String() string { return "" }
type Page[T any] struct { Items []T; next string }
func (*Page[T]) All(visit func(index int, item T) bool) {}
type base struct { ID string }
func (base) Key() string { return "" }
type Order struct { base; Total int; *Page[State] }
type Reader interface { Read(p []byte) (n int, err error); hidden() }
type Number interface { ~int | ~string }
type Names = map[string][2]*Order
var Default, other Order
func Get[T any](id string, options ...func(*Order)) (chan<- T, error) { return nil, nil }
func internal() {}
`
	require.Equal(t, []string{
		`const Open State = "open"`,
		`func Get[T any](string, ...func(*Order)) (chan<- T, error)`,
		`var Default Order`,
		`type Names = map[string][2]*Order`,
		`type Number interface`,
		`type Number interface, union interface{~int | ~string}`,
		`type Order struct`,
		`type Order struct, comparable`,
		`type Order struct, embedded *Page[State]`,
		`type Order struct, field ID string`,
		`type Order struct, field Total int`,
		`method (Order) All(func(int, State) bool)`,
		`method (Order) Key() string`,
		`type Page[T any] struct`,
		`type Page[T any] struct, field Items []T`,
		`method (*Page) All(func(int, T) bool)`,
		`type Reader interface`,
		`type Reader interface, method Read([]byte) (int, error)`,
		`type Reader interface, unexported methods`,
		`type State string`,
		`method (State) String() string`,
	}, described(t, source)[rootFile])
}

func TestWhatBreaks(t *testing.T) {
	t.Parallel()
	const sealed = "type T interface { A(); b() }"
	tests := map[string]struct {
		before, after string
		symbol        string // empty when nothing breaks
	}{
		"nothing":                 {"func F() {}", "func F() {}", ""},
		"the name of a parameter": {"func F(a int) {}", "func F(b int) {}", ""},
		"another function":        {"func F() {}", "func F() {}; func G() {}", ""},
		"a function goes":         {"func F() {}", "", "F"},
		"another parameter":       {"func F() {}", "func F(int) {}", "F"},
		"an option":               {"func F() {}", "func F(...int) {}", "F"},
		"another result":          {"func F() int { return 0 }", "func F() error { return nil }", "F"},
		"the value of an enum":    {`type T string; const C T = "a"`, `type T string; const C T = "b"`, "C"},
		"a variable's type":       {"var V int", "var V string", "V"},
		"another field":           {"type T struct { A int }", "type T struct { A, B int }", ""},
		"a field goes":            {"type T struct { A, B int }", "type T struct { A int }", "T.B"},
		"a field of another type": {"type T struct { A int }", "type T struct { A *int }", "T.A"},
		"compared no more":        {"type T struct { A int }", "type T struct { A int; B []int }", "T"},
		"the order of fields":     {"type T struct { A, B int }", "type T struct { B, A int }", ""},
		"another method":          {"type T struct{}", "type T struct{}; func (*T) M() {}", ""},
		"a method goes":           {"type T struct{}; func (*T) M() {}", "type T struct{}", "T.M"},
		"a method of values":      {"type T struct{}; func (*T) M() {}", "type T struct{}; func (T) M() {}", ""},
		"a method of pointers":    {"type T struct{}; func (T) M() {}", "type T struct{}; func (*T) M() {}", "T.M"},
		"a generic's method":      {"type T[A any] struct{}; func (*T[A]) M() {}", "type T[A any] struct{}", "T.M"},
		"an interface grows":      {"type T interface { A() }", "type T interface { A(); B() }", "T.B"},
		"a sealed one grows":      {sealed, "type T interface { A(); B(); b() }", ""},
		"an interface is sealed":  {"type T interface { A() }", sealed, "T"},
		"a seal goes":             {sealed, "type T interface { A() }", ""},
		"an interface shrinks":    {"type T interface { A(); B() }", "type T interface { A() }", "T.B"},
		"a new interface":         {"", "type T interface { A() }", ""},
		"a type goes":             {"type T int", "", "T"},
		"another underlying":      {"type T int", "type T string", "T"},
		"an alias of its own":     {"type U struct{}; type T struct{}", "type U struct { A int }; type T = U", ""},
		"renamed, with an alias": {
			`type T string; const C T = "T"; func (T) T() {}; type S struct { T T }; func F(map[T]*T) []T { return nil }; var V T`,
			`type U string; const C U = "T"; func (U) T() {}; type S struct { T U }; func F(map[U]*U) []U { return nil }; var V U; type T = U`, "",
		},
		"renamed, and less": {"type T struct { A, B int }", "type U struct { A int }; type T = U", "U.B"},
		"renamed, no alias": {"type T struct{}", "type U struct{}", "T"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			breaks := compare(described(t, test.before), described(t, test.after)).breaks(nil)
			if test.symbol == "" {
				require.Empty(t, breaks)
				return
			}
			require.NotEmpty(t, breaks)
			require.Equal(t, test.symbol, breaks[0].symbol)
			require.Empty(t, compare(described(t, test.before), described(t, test.after)).breaks(map[string]bool{test.symbol: true}))
		})
	}
}

func TestATypeStandsForItsMembers(t *testing.T) {
	t.Parallel()
	found := compare(record{"otp/store.txt": {"type T struct", "type T struct, field A int", "method (*T) M()"}}, record{})
	require.Len(t, found.breaks(map[string]bool{"T": true, "store.T.A": true}), 2, "of another package, or one member only")
	require.Empty(t, found.breaks(map[string]bool{"store.T": true}))
}

func TestARenamedTypeIsKnownInOtherPackages(t *testing.T) {
	t.Parallel()
	before := record{"shop.txt": {"type T struct"}, "otp/store.txt": {"func F(shop.T) T", "type T struct"}}
	after := record{"shop.txt": {"type T = U", "type U struct"}, "otp/store.txt": {"func F(shop.U) T", "type T struct"}}
	require.Empty(t, compare(before, after).breaks(nil))
}
