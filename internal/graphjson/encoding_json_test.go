package graphjson_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// everything has a field of every type that encoding/json can fill.
type everything struct {
	Text      string
	Flag      bool
	Int       int
	Int8      int8
	Uint16    uint16
	Float32   float32
	Float     float64
	Number    json.Number
	Pointer   **string
	List      []string
	Numbers   []*int
	Structs   []member
	Array     [2]member
	Bytes     []byte
	NamedByte []named
	Map       map[string]member
	NamedKey  map[namedKey]int
	IntKey    map[int]string
	Nested    map[string]map[string][]int
	Any       any
	Raw       json.RawMessage
	RawTo     *json.RawMessage
	Time      time.Time
	Duration  time.Duration
	Upper     upper
	QText     string   `json:",string"`
	QInt      int      `json:"q_int,string"`
	QFloat    *float64 `json:",string"`
	QBool     bool     `json:",string"`
	Left      string   `json:"-"`
	Dash      string   `json:"-,"` //nolint:staticcheck // the name "-", on purpose
	Recursive *everything
	unset     int //nolint:unused // decoders leave it alone
	Embedded
	*EmbeddedTo
	hidden
	Clash1
	Clash2
	inside   `json:"inside"`
	Case     string
	CASE     string
	UpperKey map[upper]int
	Digit    string   `json:"2nd"`
	QList    []string `json:",string"` //nolint:staticcheck // the option means nothing here, on purpose
	QArray   [2]int   `json:",string"` //nolint:staticcheck // the option means nothing here, on purpose
	QNamed   pointer  `json:",string"`
	unsetToo member   //nolint:unused // decoders leave it alone
	Alike
	Tagged
	Left1
	Right
	*Loop
	Word
	word //nolint:unused // decoders leave it alone
}

type (
	named      byte
	namedKey   string
	member     struct{ A, B, C int }
	Embedded   struct{ FromEmbedded, Text string }
	EmbeddedTo struct{ FromPointer string }
	hidden     struct{ FromHidden []int }
	inside     struct{ FromInside []int }
	pointer    *int
	Alike      struct{ Won string }
	Tagged     struct {
		Won1 string `json:"Won"`
	}
	Common struct{ FromCommon string }
	Left1  struct{ Common }
	Right  struct{ Common }
	Loop   struct {
		*Loop
		FromLoop string
	}
	Word   string
	word   string //nolint:unused // decoders leave it alone
	Clash1 struct{ Same, Only1 string }
	Clash2 struct{ Same, Only2 string }
	upper  string
)

func (u *upper) UnmarshalText(text []byte) error {
	if bytes.Contains(text, []byte("!")) {
		return fmt.Errorf("no shouting: %s", text)
	}
	*u = upper(strings.ToUpper(string(text)))
	return nil
}

// Texts that encoding/json accepts must decode alike.
var sameAsEncodingJSON = []string{
	`{"Text":"a","text":"b","TEXT":"c","teXt":null}`, `{"Flag":true,"Flag":false}`, `{"Int":-0,"Int8":-128,"Uint16":65535}`,
	`{"Float":1e-7,"Float32":0.1,"Number":1.50}`, `{"Number":"12","Number":null}`,
	`{"Pointer":"a","Pointer":null,"List":["a",null],"List":null}`, `{"List":[],"Numbers":[1,null],"Numbers":[]}`,
	`{"Structs":[{"A":1,"B":2},{"A":3}],"Structs":[{"C":4}],"Structs":[{},{}]}`,
	`{"Array":[{"A":1},{"A":2},{"A":3}],"Array":[{"B":1}]}`, `{"Array":null}`, `{"Bytes":"YWJj","NamedByte":"YWJj"}`,
	`{"Bytes":[1,2],"Bytes":null,"NamedByte":[]}`, `{"Map":{"a":{"A":1},"b":{},"a":{"B":2}},"Map":{"c":null}}`, `{"Map":null}`,
	`{"NamedKey":{"a":1,"":2},"IntKey":{"1":"a","-2":"b"}}`, `{"Nested":{"a":{"b":[1]},"a":{"c":[2]}}}`,
	`{"Any":{"a":[1,"b",null,true]},"Any":{"c":2.5}}`, `{"Any":null}`, `{"Raw": [1, 2] ,"RawTo":null}`, `{"Raw":null,"RawTo":{"a":1}}`,
	`{"Time":"2026-03-02T09:00:00+01:00","Duration":5,"Upper":"a"}`, `{"Time":null,"Upper":null}`,
	`{"QText":"\"a\"","q_int":"-5","QFloat":"1.5","QBool":"true"}`, `{"q_int":"null","QFloat":"null","QBool":null}`,
	`{"QFloat":"1","QFloat":null}`, `{"QText":"\"\\u00e4\\n\""}`, `{"-":"dash","Left":"left"}`,
	`{"Recursive":{"Int":1,"Recursive":{"Int":2}},"Recursive":{"Text":"a"}}`,
	`{"FromEmbedded":"a","FromPointer":"b","FromHidden":[1],"Same":"c","Only1":"d","Only2":"e","unset":1,"Embedded":{"Text":"x"}}`,
	`{"Unknown":{"Text":[1,{"Flag":"x"}]},"Text":"\ud83d\ude00\ud83d\n\u0000\/"}`, "{\"Text\":\"\xff\xed\xa0\x80\",\"\xff\":1}",
	"\t{\r\n\"Text\"\t:\r\"a\"\n,\"List\":[\t\"b\"\r,\n\"c\" ]}\n", `{"Map":{"a":{}},"Map":null}`,
	`{"case":"folded"}`, `{"Case":"a","CASE":"b"}`, `{"UpperKey":{"a":1}}`, `{"2nd":"digit"}`, `{"QList":["a"],"QArray":[1,2]}`,
	`{"unsetToo":{"A":1}}`, `{"Won":"a","Won1":"b"}`, `{"FromCommon":"a","Common":{"FromCommon":"b"}}`,
	`{"FromLoop":"a","Loop":{"FromLoop":"b"}}`, `{"Word":"a"}`, `{"word":"a"}`, `{"Pointer":" "}`,
	`{"Text":"\n b \u0123\u4567\u89ab\ucdef\uCDEF\u89AB"}`, `{"Text":"\ud83d"}`, `{"Text":"\ud83d\ude00"}`, `{"Text":"\ud83dxude00"}`,
	`{"Text":"\ud83d\nde00"}`, `{"Text":"\ud83dx"}`, `{"Float":1E+5}`, `{"Float":-1.5e-5}`, `{"inside":{"FromInside":[1]}}`,
	` { "Text" : "a" , "List" : [ "b" , "c" ] } `, `null`, `{}`, `{"\u0054ext":"escaped"}`, `{"":1}`, `{"Text":"ſ","ſtructs":[{}]}`,
}

// Releases of encoding/json differ about the option string of a pointer type
// with a name: here it has no effect.
func TestOptionStringOfANamedPointer(t *testing.T) {
	t.Parallel()
	var got everything
	result, err := codec.Decode([]byte(`{"QNamed":5}`), &got)
	require.NoError(t, err)
	require.Empty(t, result.Mismatches)
	require.NotNil(t, got.QNamed)
	require.Equal(t, 5, *got.QNamed)
}

func TestSameAsEncodingJSON(t *testing.T) {
	t.Parallel()
	for _, text := range sameAsEncodingJSON {
		var want, got everything
		require.NoError(t, json.Unmarshal([]byte(text), &want), text)
		result, err := codec.Decode([]byte(text), &got)
		require.NoError(t, err, text)
		require.Empty(t, result.Mismatches, text)
		require.Equal(t, want, got, text)
	}
}

// Go releases treat these differently: 1.26 takes "null" in a string for null
// and ignores a malformed name in a tag, 1.27 does neither.
func TestWhereReleasesDiffer(t *testing.T) {
	t.Parallel()
	var got struct {
		Quoted string `json:",string"`
		Flag   bool   `json:",string"`
		Odd    string `json:"a\"b"` //nolint:staticcheck // malformed, on purpose
	}
	result, err := codec.Decode([]byte(`{"Quoted": "null","Flag":"null","Odd":"a","a\"b":"b"}`), &got)
	require.NoError(t, err)
	assert.Empty(t, result.Mismatches)
	assert.Empty(t, got.Quoted)
	assert.Equal(t, "a", got.Odd)
}

// The option "string" is for scalars: elsewhere "null" is a text like others.
func TestOptionStringOfOtherTypes(t *testing.T) {
	t.Parallel()
	var got struct {
		List  []string `json:",string"` //nolint:staticcheck // the option means nothing here, on purpose
		Named pointer  `json:",string"`
	}
	result, err := codec.Decode([]byte(`{"List":"null","Named":"null"}`), &got)
	require.NoError(t, err)
	assert.Equal(t, []string{"null"}, got.List)
	require.Len(t, result.Mismatches, 1)
	assert.Equal(t, "Named", result.Mismatches[0].Path)
}

// An embedded pointer to an unexported type is skipped, where encoding/json
// fails.
func TestEmbeddedPointerThatCannotBeSet(t *testing.T) {
	t.Parallel()
	var got struct {
		*hidden
		Text string
	}
	result, err := codec.Decode([]byte(`{"FromHidden":[1],"Text":"a"}`), &got)
	require.NoError(t, err)
	assert.Equal(t, "a", got.Text)
	assert.Len(t, result.Mismatches, 1)
}

// Whatever encoding/json accepts is accepted and decoded alike; a text is an
// error exactly if it is not JSON or nested too deep.
func FuzzSameAsEncodingJSON(f *testing.F) {
	for _, text := range sameAsEncodingJSON {
		f.Add([]byte(text))
	}
	for _, text := range []string{
		`{"a" 1}`, `{"a":1"b":2}`, `[1 2]`, `{:1}`, `{1:2}`, `trux`, `folse`, `nulx`, `"\`, `{"a":"\}`, "{\"a\":\"\n}", `{"a":"\u12x4"}`, `1e+`, `1E`,
		`"\u00-1"`, `"\u00/1"`, `"\u00:1"`, `"\u00@1"`, `"\u00G1"`, "\"\\u00`1\"", `"\u00g1"`,
		`{"Recursive":5]}`, `{"Recursive":[ `, `{"Numbers":[5"]}`, "{\"Numbers\":[\"\t\"]}", `{"Numbers":["  `, `{"List":5}}`,
		``, ` `, `nul`, `tru`, `-`, `01`, `1.`, `1e`, `1e5`, `"`, `"\x"`, `"\u12"`, "\"\t\"", `[1,]`, `{"a":1,}`, `{"a"}`, `{}}`, `[[]`, "\x00",
		strings.Repeat("[", 256) + strings.Repeat("]", 256), strings.Repeat("[", 257) + strings.Repeat("]", 257),
		`{"QFloat":"00"}`, `{"Text":{}}`, `{"List":{"data":["a"]}}`, `{"Recursive":[]}`, `{"Int":"5"}`, `{"Int8":300}`, `{"Float32":1e300}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		_, err := codec.Decode(text, nil)
		require.Equal(t, json.Valid(text) && nesting(text) <= 256, err == nil, "%v", err)
		if err == nil && (variesCase(text) || escapesApostrophe(text) || quotesOddNumber(text)) {
			return
		}
		for _, target := range []any{everything{}, any(nil), []member(nil), map[string]string(nil), 0, ""} {
			if err == nil {
				compare(t, text, target)
				continue
			}
			_, err := codec.Decode(text, pointerTo(target).Interface())
			require.Error(t, err)
		}
	})
}

// escapesApostrophe reports whether a string contains \', which is not JSON,
// but which encoding/json reads as ' in a string under the option ",string".
func escapesApostrophe(text []byte) bool {
	var tree any
	return json.Unmarshal(text, &tree) == nil && strings.Contains(fmt.Sprint(tree), `\'`)
}

// quotesOddNumber reports whether a string contains a number that is not JSON,
// such as 00, which encoding/json reads under the option ",string".
func quotesOddNumber(text []byte) bool {
	tokens := json.NewDecoder(bytes.NewReader(text))
	for {
		token, err := tokens.Token()
		if err != nil {
			return false
		}
		quoted, _ := token.(string)
		if _, err := strconv.ParseFloat(quoted, 64); err == nil && !json.Valid([]byte(quoted)) {
			return true
		}
	}
}

func compare(t *testing.T, text []byte, zero any) {
	t.Helper()
	want, got := pointerTo(zero), pointerTo(zero)
	if json.Unmarshal(text, want.Interface()) != nil {
		codec.Decode(text, got.Interface()) // must not panic
		return
	}
	result, err := codec.Decode(text, got.Interface())
	require.NoError(t, err)
	require.Empty(t, result.Mismatches)
	require.Equal(t, want.Interface(), got.Interface())
}

// pointerTo returns a pointer to a new value of the type, or to an any.
func pointerTo(zero any) reflect.Value {
	if zero == nil {
		return reflect.New(reflect.TypeFor[any]())
	}
	return reflect.New(reflect.TypeOf(zero))
}

// nesting returns the nesting depth of valid JSON.
func nesting(text []byte) int {
	depth, most := 0, 0
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	for {
		token, err := decoder.Token()
		if err != nil {
			return most
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			depth++
			most = max(most, depth)
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
	}
}

// variesCase reports an intended difference: a name in a tag is matched
// exactly.
func variesCase(text []byte) bool {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	for {
		token, err := decoder.Token()
		if err != nil {
			return false
		}
		text, _ := token.(string)
		for _, name := range []string{"q_int", "inside", "2nd", "Won"} {
			if text != name && strings.EqualFold(text, name) {
				return true
			}
		}
	}
}

// What is looked ahead at is counted.
func TestLookingAhead(t *testing.T) {
	t.Parallel()
	assert.Equal(t, len(`[   `), codec.LookedAhead([]byte(`{"again":[   ]}`), new(inner)))
	assert.Equal(t, len(`{`)+len(`{"paging":{},"deep":`), codec.LookedAhead([]byte(`{"more":{"paging":{},"deep":1}}`), new(inner)))
}

// No text makes the decoder look at the same bytes repeatedly.
func TestHostileTextsAreReadOnce(t *testing.T) {
	t.Parallel()
	const size = 1 << 16
	for name, text := range map[string]string{
		"nested pages":    strings.Repeat(`{"more":{"paging":`, 100) + `1` + strings.Repeat("}}", 100),
		"nested edges":    strings.Repeat(`{"more":{"data":[`, 80) + strings.Repeat("]}}", 80),
		"blank lists":     `{"again":[` + strings.Repeat(" ", size) + `1]}`,
		"many lists":      `{"more":[` + strings.Repeat("[ ],", size/4) + `1]}`,
		"repeated pages":  `{` + strings.Repeat(`"more":{"paging":{},"summary":{}},`, size/32) + `"more":[]}`,
		"many paging":     `{"more":{` + strings.Repeat(`"paging":{},`, size/12) + `"deep":1}}`,
		"blank text":      `{"deep":"` + strings.Repeat(" ", size) + `"}`,
		"unfinished page": `{"more":{"paging":` + strings.Repeat("[", size),
	} {
		assert.LessOrEqual(t, codec.LookedAhead([]byte(text), new(inner)), 2*len(text)+4, name)
	}
}
