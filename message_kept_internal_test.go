package whatsapp

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func parsed(t *testing.T, text string) *jsonValue {
	t.Helper()
	value, err := parseJSON([]byte(text))
	require.NoError(t, err, text)
	return value
}

func TestParseJSON(t *testing.T) {
	t.Parallel()
	for _, text := range []string{`{} x`, `{"a":`, ``, strings.Repeat("[", 300) + strings.Repeat("]", 300)} {
		_, err := parseJSON([]byte(text))
		require.Error(t, err, text)
	}
	twice := parsed(t, `{"a":1,"b":2,"a":3}`)
	require.Len(t, twice.members, 2)
	require.Equal(t, "3", string(twice.member("a").text))
	require.Nil(t, twice.member("c"))
}

func TestWhatSaysAll(t *testing.T) {
	t.Parallel()
	many := strings.Repeat(`{"type":"a"},`, 63)
	for _, test := range []struct {
		own, other string
		want       bool
	}{
		{`{}`, `{}`, true}, {`{}`, `{"a":null}`, true}, {`{}`, `{"a":1}`, false}, {`{"a":1,"b":2}`, `{"a":1}`, true}, {`{"a":1}`, `{"a":2}`, false},
		{`[]`, `[]`, true}, {`[1,2]`, `[1,2]`, true}, {`[1,2]`, `[2,1]`, false}, {`[1]`, `[1,2]`, false}, {`[1,2]`, `[9,2]`, false},
		{`[{"type":"a"},{"type":"b"}]`, `[{"type":"b"},{"type":"a"}]`, true},
		{`[{"type":"a"},{"type":"b"}]`, `[{"type":"c"},{"type":"a"}]`, false},
		{`[{"type":"b"},` + many[:len(many)-1] + `]`, `[` + many + `{"type":"b"}]`, true},
		{`[{"type":"b"},` + many + `{"type":"a"}]`, `[` + many + `{"type":"a"},{"type":"b"}]`, false}, // 65 of them
		{`{}`, `"{}"`, false}, {`"{}"`, `{}`, false}, {`[]`, `"[]"`, false}, {`"[]"`, `[]`, false}, {`{}`, `[]`, false}, {`[]`, `{}`, false},
		{`{}`, `"x"`, false}, {`"x"`, `{}`, false}, {`[]`, `1`, false}, {`1`, `[]`, false}, {`"x"`, `{"a":null}`, false}, {`[]`, `{"a":null}`, false},
		{`5`, `"5"`, true}, {`5`, `5.0`, true}, {`"5e0"`, `5`, true}, {`"abc"`, `"abc"`, true}, {`"\u00e9"`, `"é"`, true}, {`null`, `null`, true},
		{`"abc"`, `0`, false}, {`0`, `"abc"`, false}, {`0`, `""`, false}, {`false`, `0`, false}, {`0`, `false`, false}, {`"abc"`, `"abd"`, false},
		{`9007199254740993`, `9007199254740992`, false}, {`9007199254740992`, `9007199254740992.0`, false}, {`9007199254740991`, `9007199254740991.0`, true}, {`1e400`, `2e400`, false},
	} {
		require.Equal(t, test.want, parsed(t, test.own).says(parsed(t, test.other)), "%s says %s", test.own, test.other)
	}
}

// What a message is now, when it was read in one form of which a second one
// came into the Go types.
func TestRestore(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ read, plain, now, want string }{
		{`{"x":{"a":1,"u":2}}`, `{"x":{"a":1}}`, `{"x":{"a":3}}`, `{"x":{"a":3,"u":2}}`},
		{`{"x":{"type":"a","u":2}}`, `{"x":{"type":"a"}}`, `{"x":{"type":"b"}}`, `{"x":{"type":"b"}}`},
		{`{"x":"en"}`, `{"x":{"code":"en"}}`, `{"x":{"code":"en"}}`, `{"x":"en"}`},
		{`{"x":"en"}`, `{"x":{"code":"en"}}`, `{"x":{"code":"de"}}`, `{"x":{"code":"de"}}`},
		{`{"x":{"a":1}}`, `{"x":5}`, `{"x":{"b":2}}`, `{"x":{"b":2}}`},
		{`{"x":{"a":1,"u":1}}`, `{"x":{"a":1}}`, `{"x":5}`, `{"x":5}`},
		{`{"x":[{"a":1,"u":1}]}`, `{"x":[{"a":1}]}`, `{"x":[{"a":1},{"a":2}]}`, `{"x":[{"a":1,"u":1},{"a":2}]}`},
		{`{"x":null}`, `{"x":[]}`, `{"x":[]}`, `{"x":null}`},
		{`{"x":[]}`, `{"x":[]}`, `{"x":5}`, `{"x":5}`},
		{`{"x":[]}`, `{"x":5}`, `{"x":[1]}`, `{"x":[1]}`},
		{`{"u":1}`, `{}`, `{"u":2,"v":3}`, `{"u":2,"v":3}`},
		{`{"a":1,"u":2}`, `{"a":1}`, `{}`, `{"u":2}`},
	} {
		kept := &keptForm{read: []byte(test.read), plain: []byte(test.plain)}
		got, err := kept.restore([]byte(test.now), nil)
		require.NoError(t, err)
		require.Equal(t, test.want, string(got), "%+v", test)
	}
	kept, failure := &keptForm{read: []byte(`{}`), plain: []byte(`{}`)}, errors.New("it does not encode")
	_, err := kept.restore(nil, failure)
	require.Equal(t, failure, err)
	_, err = kept.restore([]byte(strings.Repeat("[", 300)+strings.Repeat("]", 300)), nil)
	require.ErrorContains(t, err, "levels of nesting")
	require.Nil(t, keepForm([]byte(`{}`), nil), "nothing to restore it into")
}

func TestOriginsOfElements(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		before, now string
		want        []int
	}{
		{"a b a", "c b a", []int{0, 1, 2}},
		{"a a", "a", []int{0}},
		{"x a a", "a a", []int{2, 1}},
		{"x y a a", "a a", []int{2, 3}},
		{"a b", "c a", []int{-1, 0}},
		{"a b", "b c", []int{1, -1}},
		{"a b", "c d", []int{0, 1}},
		{"a b", "c", []int{-1}},
	} {
		elements := func(names string) (list []*jsonValue) {
			for name := range strings.FieldsSeq(names) {
				list = append(list, &jsonValue{text: []byte(name)})
			}
			return list
		}
		require.Equal(t, test.want, origins(elements(test.before), elements(test.now)), "%s, then %s", test.before, test.now)
	}
}

func TestPairs(t *testing.T) {
	t.Parallel()
	elements := parsed(t, `[{"type":"a","u":1},{"type":"b","u":2},{"type":"z","u":3}]`).elements
	order := parsed(t, `[{"type":"b"},{"type":"a"},{"type":"z"}]`).elements
	paired, ok := pairUp(elements, order)
	require.True(t, ok)
	require.Equal(t, []*jsonValue{elements[1], elements[0], elements[2]}, paired)
	require.True(t, akin(parsed(t, `{"type":"a"}`), parsed(t, `{}`)))
	require.True(t, akin(parsed(t, `{}`), parsed(t, `{"type":"a"}`)))
	require.True(t, akin(parsed(t, `{"type":"A"}`), parsed(t, `{"type":"a"}`)))
	require.False(t, akin(parsed(t, `{"type":"a","index":0}`), parsed(t, `{"type":"a","index":"1"}`)))
}
