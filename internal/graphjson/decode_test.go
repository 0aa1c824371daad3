package graphjson_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/internal/graphjson"
)

// A roman is a number with a form of its own.
type roman int

type ownForm interface {
	decodeOwn(d *graphjson.Decoder) bool
}

func (r *roman) decodeOwn(d *graphjson.Decoder) bool {
	if d.Peek() != '"' {
		return d.Mismatch("a Roman numeral")
	}
	*r = roman(len(d.String()))
	return true
}

// A version is read by a method of its own, which fails late.
type version struct{ Major int }

var errVersion = errors.New("invalid version")

func (v *version) UnmarshalJSON(text []byte) error {
	if _, err := fmt.Sscanf(string(text), `"v%d`, &v.Major); err != nil || text[len(text)-2] == '?' {
		return errVersion
	}
	return nil
}

var codec = graphjson.NewCodec(ownForm.decodeOwn)

// answer has a field of every kind.
type answer struct {
	Text     string            `json:"text"`
	Flag     bool              `json:"flag"`
	FlagTo   *bool             `json:"flag_to"`
	Whole    int64             `json:"whole"`
	Small    int8              `json:"small"`
	Count    *uint8            `json:"count"`
	Part     float64           `json:"part"`
	Digits   json.Number       `json:"digits"`
	Texts    []string          `json:"texts"`
	Pair     [2]int            `json:"pair"`
	Both     [2]inner          `json:"both"`
	Bytes    []byte            `json:"bytes"`
	ByName   map[string]string `json:"by_name"`
	Inner    *inner            `json:"inner"`
	Inners   []inner           `json:"inners"`
	Raw      json.RawMessage   `json:"raw"`
	Any      any               `json:"any"`
	Numeral  roman             `json:"numeral"`
	Numerals []roman           `json:"numerals"`
	RomanTo  *roman            `json:"roman_to"`
	MapTo    *map[string]int   `json:"map_to"`
	When     *time.Time        `json:"when"`
	Version  version           `json:"version"`
	Quoted   string            `json:"quoted,string"`
	QuotedTo *int              `json:"quoted_to,string"`
	Renamed  string            `json:"renamed" alias:"once_named"`
	inner
	Unnamed int
}

type inner struct {
	Deep  string  `json:"deep"`
	Again *inner  `json:"again"`
	More  []inner `json:"more"`
}

func TestLeniency(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		text string
		want answer
	}{
		"a number for a text":        {`{"text":12.50}`, answer{Text: "12.50"}},
		"a large number":             {`{"text":12345678901234567890}`, answer{Text: "12345678901234567890"}},
		"a boolean for a text":       {`{"text":true}`, answer{Text: "true"}},
		"texts for booleans":         {`{"flag":"True","flag_to":"false"}`, answer{Flag: true, FlagTo: new(false)}},
		"empty texts for booleans":   {`{"flag":"","flag_to":""}`, answer{FlagTo: new(false)}},
		"numbers for booleans":       {`{"flag":2,"flag_to":0}`, answer{Flag: true, FlagTo: new(false)}},
		"digits for booleans":        {`{"flag":"1","flag_to":"0"}`, answer{Flag: true, FlagTo: new(false)}},
		"texts for numbers":          {`{"whole":"-7","part":" 2.5 ","count":"8"}`, answer{Whole: -7, Part: 2.5, Count: new(uint8(8))}},
		"empty texts for numbers":    {`{"whole":"","count":" ","part":"","digits":""}`, answer{}},
		"integers in other forms":    {`{"whole":4.0,"count":"4e1"}`, answer{Whole: 4, Count: new(uint8(40))}},
		"zero in other forms":        {`{"flag":0e5,"flag_to":"0.0E+1","count":0.0}`, answer{FlagTo: new(false), Count: new(uint8(0))}},
		"the largest other form":     {`{"whole":9007199254740992.0}`, answer{Whole: 1 << 53}},
		"exact digits":               {`{"digits":10.10}`, answer{Digits: "10.10"}},
		"exact digits in a text":     {`{"digits":"10.10"}`, answer{Digits: "10.10"}},
		"a list of scalars":          {`{"texts":[1,"two",true,null]}`, answer{Texts: []string{"1", "two", "true", ""}}},
		"one element for a list":     {`{"texts":7,"inners":{"deep":"a"}}`, answer{Texts: []string{"7"}, Inners: []inner{{Deep: "a"}}}},
		"an edge for a list":         {`{"texts":{"data":[1,"two"],"paging":{}}}`, answer{Texts: []string{"1", "two"}}},
		"a page for a list":          {`{"inners":{"paging":{"next":"x"},"summary":{},"data":[{"deep":1}]}}`, answer{Inners: []inner{{Deep: "1"}}}},
		"an edge without a list":     {`{"texts":{"data":null}}`, answer{}},
		"an empty list for objects":  {`{"inner":[ ],"by_name":[],"again":[` + "\t\r\n" + `]}`, answer{}},
		"null":                       {`{"text":null,"flag":null,"whole":null,"inner":null,"texts":null,"by_name":null,"pair":null}`, answer{}},
		"texts in a map":             {`{"by_name":{"a":1,"b":"two"}}`, answer{ByName: map[string]string{"a": "1", "b": "two"}}},
		"an embedded field":          {`{"deep":1}`, answer{inner: inner{Deep: "1"}}},
		"anything":                   {`{"any":{"a":1.5}}`, answer{Any: map[string]any{"a": 1.5}}},
		"a form of its own":          {`{"numeral":"III","numerals":["I","II"]}`, answer{Numeral: 3, Numerals: []roman{1, 2}}},
		"a form that reads blanks":   {`{"roman_to":" "}`, answer{RomanTo: new(roman(1))}},
		"an empty list for a map":    {`{"map_to":[]}`, answer{}},
		"a method of its own":        {`{"version":"v2"}`, answer{Version: version{Major: 2}}},
		"another name":               {`{"once_named":"a"}`, answer{Renamed: "a"}},
		"the case of a name":         {`{"unNAMED":1,"TEXT":"x"}`, answer{Unnamed: 1}},
		"a text in a text":           {`{"quoted":"\"a\"","quoted_to":"5"}`, answer{Quoted: "a", QuotedTo: new(5)}},
		"a text that should be one":  {`{"quoted":"a","quoted_to":5}`, answer{Quoted: "a", QuotedTo: new(5)}},
		"a text that is cut":         {`{"quoted":"\"a"}`, answer{Quoted: `"a`}},
		"a text that goes on":        {`{"quoted":"\"a\"b"}`, answer{Quoted: `"a"b`}},
		"an array that is too short": {`{"pair":[1,2],"pair":["3"]}`, answer{Pair: [2]int{3, 0}}},
		"an array that is too long":  {`{"pair":[1,2,3]}`, answer{Pair: [2]int{1, 2}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got answer
			result, err := codec.Decode([]byte(test.text), &got)
			require.NoError(t, err)
			assert.Empty(t, result.Mismatches)
			assert.Equal(t, test.want, got)
		})
	}
}

// A value that does not fit is skipped, and those around it are read.
func TestMismatches(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{"text":{}}`:                   "text: found an object where a string is expected",
		`{"flag":"perhaps"}`:            "flag: found other text where a boolean is expected",
		`{"flag":[]}`:                   "flag: found an array where a boolean is expected",
		`{"whole":"many"}`:              "whole: found other text where an integer is expected",
		`{"whole":true}`:                "whole: found a boolean where an integer is expected",
		`{"whole":1.5}`:                 "whole: found a number where an integer is expected",
		`{"whole":9223372036854775808}`: "whole: found a number where an integer is expected",
		`{"small":128}`:                 "small: found a number where a smaller integer is expected",
		`{"count":"300"}`:               "count: found other text where a smaller integer is expected",
		`{"whole":1e300}`:               "whole: found a number where an integer is expected",
		`{"whole":1e400}`:               "whole: found a number where an integer is expected",
		`{"whole":9007199254740994.0}`:  "whole: found a number where an integer is expected",
		`{"whole":"0x1.8p1"}`:           "whole: found other text where an integer is expected",
		`{"count":-1}`:                  "count: found a number where an integer that is not negative is expected",
		`{"count":-1.0}`:                "count: found a number where an integer that is not negative is expected",
		`{"part":"NaN"}`:                "part: found other text where a number is expected",
		`{"part":1e400}`:                "part: found a number where a smaller number is expected",
		`{"digits":"1,5"}`:              "digits: found other text where a number is expected",
		`{"digits":"1."}`:               "digits: found other text where a number is expected",
		`{"count":"many"}`:              "count: found other text where an integer that is not negative is expected",
		`{"when":[]}`:                   "when: found an array where another form is expected",
		`{"version":{"Major":1}}`:       "version: found an object where another form is expected",
		`{"both":[[],{}]}`:              "both[0]: found an array where an object is expected",
		`{"pair":7}`:                    "pair: found a number where an array is expected",
		`{"pair":["x",{}]}`:             "pair[0]: found other text where an integer is expected, pair[1]: found an object where an integer is expected",
		`{"bytes":"?"}`:                 "bytes: found other text where base64 text is expected",
		`{"by_name":"x"}`:               "by_name: found a string where an object is expected",
		`{"by_name":{"a":{}}}`:          "by_name.a: found an object where a string is expected",
		`{"inner":"x"}`:                 "inner: found a string where an object is expected",
		`{"inner":[{}]}`:                "inner: found an array where an object is expected",
		`{"inners":[[],{}]}`:            "inners[0]: found an array where an object is expected",
		`{"inners":{ }}`:                "inners: found an empty object where a list is expected",
		`{"texts":[[]]}`:                "texts[0]: found an array where a string is expected",
		`{"texts":{"data":[{}]}}`:       "texts.data[0]: found an object where a string is expected",
		`{"inners":[{},{"again":{"more":[5,{}]}},7]}`: "inners[1].again.more[0]: found a number where an object is expected, inners[2]: found a number where an object is expected",
		`{"numeral":4}`:        "numeral: found a number where a Roman numeral is expected",
		`{"numerals":["I",4]}`: "numerals[1]: found a number where a Roman numeral is expected",
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			var got answer
			result, err := codec.Decode([]byte(text[:len(text)-1]+`,"renamed":"read"}`), &got)
			require.NoError(t, err)
			var texts []string
			for _, mismatch := range result.Mismatches {
				texts = append(texts, mismatch.Error())
			}
			assert.Equal(t, want, strings.Join(texts, ", "))
			assert.Equal(t, "read", got.Renamed)
		})
	}
}

func TestWhatDoesNotFitLeavesTheRestAlone(t *testing.T) {
	t.Parallel()
	var got answer
	_, err := codec.Decode([]byte(`{"text":"a","text":{},"inner":7,"flag_to":"perhaps","inners":[{"deep":"a"},7,{"deep":"b"}],"texts":["a",{},"b"]}`), &got)
	require.NoError(t, err)
	assert.Equal(t, answer{Text: "a", Inners: []inner{{Deep: "a"}, {Deep: "b"}}, Texts: []string{"a", "b"}}, got)

	for text, want := range map[string]answer{
		`{"version":"v3?"}`:                                  {},
		`{"texts":["a",{}]}`:                                 {Texts: []string{"a"}},
		`{"texts":["a"],"texts":[{}]}`:                       {},
		`{"by_name":{"a":{},"b":"c"}}`:                       {ByName: map[string]string{"b": "c"}},
		`{"pair":[1,2],"pair":["x",3]}`:                      {Pair: [2]int{0, 3}},
		`{"texts":7}`:                                        {Texts: []string{"7"}},
		`{"by_name":{"a":1},"by_name":null}`:                 {},
		`{"inners":[{"deep":"a"}],"inners":[5,{"more":[]}]}`: {Inners: []inner{{More: []inner{}}}},
	} {
		var got answer
		_, err := codec.Decode([]byte(text), &got)
		require.NoError(t, err, text)
		assert.Equal(t, want, got, text)
	}
}

// An empty list is an object in a map of objects as well.
func TestEmptyListInAMap(t *testing.T) {
	t.Parallel()
	var got []map[string]inner
	result, err := codec.Decode([]byte(`[{"a":[]}]`), &got)
	require.NoError(t, err)
	assert.Empty(t, result.Mismatches)
	assert.Equal(t, []map[string]inner{{"a": {}}}, got)
}

func TestMismatchesAreBounded(t *testing.T) {
	t.Parallel()
	var got answer
	result, err := codec.Decode([]byte(`{"texts":[`+strings.Repeat("{},", 1000)+`"a"]}`), &got)
	require.NoError(t, err)
	assert.Len(t, result.Mismatches, 16)
	assert.Equal(t, []string{"a"}, got.Texts)

	result, err = codec.Decode([]byte(`{"by_name":{"`+strings.Repeat("n", 1000)+`":{}}}`), &got)
	require.NoError(t, err)
	assert.Len(t, result.Mismatches[0].Path, len("by_name.")+64)
}

func TestOutermostValueOfAnotherShape(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`[]`:   "found an array where an object is expected",
		`"a"`:  "found a string where an object is expected",
		`5`:    "found a number where an object is expected",
		`true`: "found a boolean where an object is expected",
	} {
		_, err := codec.Decode([]byte(text), new(answer))
		var mismatch *graphjson.Mismatch
		require.ErrorAs(t, err, &mismatch)
		assert.EqualError(t, err, want)
	}
	var got answer
	result, err := codec.Decode([]byte(`[5,"a"]`), new([]answer))
	require.EqualError(t, err, "[1]: found a string where an object is expected")
	assert.Equal(t, []graphjson.Mismatch{{Path: "[0]", Want: "an object", Found: "a number"}}, result.Mismatches)
	_, err = codec.Decode([]byte(`null`), &got)
	require.NoError(t, err)
	assert.Zero(t, got)
	for _, target := range []any{got, (*answer)(nil)} {
		_, err = codec.Decode([]byte(`{}`), target)
		require.EqualError(t, err, "invalid target; want a non-nil pointer")
	}
}

// The error of a type's own method is the error, where it is about all of the
// text.
func TestErrorOfAMethod(t *testing.T) {
	t.Parallel()
	var got version
	_, err := codec.Decode([]byte(`"v3?"`), &got)
	require.ErrorIs(t, err, errVersion)
	assert.Zero(t, got)
	_, err = codec.Decode([]byte(`{"version":"v3?"}`), new(answer))
	require.NoError(t, err)
}

// A truncated text must leave nothing behind for the next attempt.
func TestBrokenTextLeavesTheTargetAsItWas(t *testing.T) {
	t.Parallel()
	for _, before := range []answer{{}, {Text: "before"}} {
		got := before
		_, err := codec.Decode([]byte(`{"text":"a","texts":["b`), &got)
		require.EqualError(t, err, "invalid JSON at byte 23: expected a closing quote")
		assert.Equal(t, before, got)
	}
}

func TestWatchedMembers(t *testing.T) {
	t.Parallel()
	const text = `{"error": {"code":1} ,"data":[{"error":2}],"inner":{"success":true},"\u0073uccess" : false,"error":[]}`
	for _, target := range []any{new(answer), new(any), new(map[string]json.RawMessage), nil} {
		result, err := codec.Decode([]byte(text), target, "error", "success", "other")
		require.NoError(t, err)
		require.Equal(t, [][]byte{[]byte("[]"), []byte("false"), nil}, result.Watched)
	}
	result, err := codec.Decode([]byte(`{"error":{"code":1},"data":[`), new(answer), "error")
	require.Error(t, err)
	require.Equal(t, `{"code":1}`, string(result.Watched[0]), "of a text that is cut off too")
	result, err = codec.Decode([]byte(`{"error":{"code":`), new(answer), "error")
	require.Error(t, err)
	require.Nil(t, result.Watched, "it is cut off itself")
	result, err = codec.Decode([]byte(`[{"error":1}]`), nil, "error")
	require.NoError(t, err)
	require.Nil(t, result.Watched)
}
