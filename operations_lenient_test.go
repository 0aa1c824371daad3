package whatsapp_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

// kinds has a field of every kind that answers are decoded into.
type kinds struct {
	Text    string            `json:"text"`
	Flag    bool              `json:"flag"`
	Pointer *bool             `json:"pointer"`
	Whole   int64             `json:"whole"`
	Part    float64           `json:"part"`
	Count   *uint8            `json:"count"`
	Texts   []string          `json:"texts"`
	ByName  map[string]string `json:"by_name"`
	Inner   *inner            `json:"inner"`
	Time    whatsapp.Time     `json:"time"`
	Any     any               `json:"any"`
	inner
	Unnamed int
}

type inner struct {
	Deep string `json:"deep"`
}

func TestScalarsOfEitherKind(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		body string
		want kinds
	}{
		"a number for a text":     {`{"text":12.50}`, kinds{Text: "12.50"}},
		"a large number":          {`{"text":12345678901234567890}`, kinds{Text: "12345678901234567890"}},
		"a truth for a text":      {`{"text":true}`, kinds{Text: "true"}},
		"a text for a truth":      {`{"flag":"True","pointer":"false"}`, kinds{Flag: true, Pointer: new(false)}},
		"an empty truth":          {`{"flag":"","pointer":""}`, kinds{Pointer: new(false)}},
		"a number for a truth":    {`{"flag":1,"pointer":0}`, kinds{Flag: true, Pointer: new(false)}},
		"digits for a truth":      {`{"flag":"1","pointer":"0"}`, kinds{Flag: true, Pointer: new(false)}},
		"a text for a number":     {`{"whole":"-7","part":" 2.5 ","count":"8"}`, kinds{Whole: -7, Part: 2.5, Count: new(uint8(8))}},
		"an empty number":         {`{"whole":"","count":" "}`, kinds{}},
		"texts in a list":         {`{"texts":[1,"two",true,null]}`, kinds{Texts: []string{"1", "two", "true", ""}}},
		"a list in an object":     {`{"texts":{"data":[1,"two"],"paging":{}}}`, kinds{Texts: []string{"1", "two"}}},
		"texts in a map":          {`{"by_name":{"a":1,"b":"two"}}`, kinds{ByName: map[string]string{"a": "1", "b": "two"}}},
		"deep inside":             {`{"inner":{"deep":1}}`, kinds{Inner: &inner{Deep: "1"}}},
		"an embedded field":       {`{"deep":1}`, kinds{inner: inner{Deep: "1"}}},
		"beside a time":           {`{"time":1772442000,"text":1}`, kinds{Time: moment(`1772442000`), Text: "1"}},
		"beside anything":         {`{"any":{"a":1.5},"text":1}`, kinds{Any: map[string]any{"a": 1.5}, Text: "1"}},
		"null beside a mismatch":  {`{"text":1,"flag":null,"inner":null,"texts":null,"by_name":null}`, kinds{Text: "1"}},
		"what came first is kept": {`{"whole":5,"text":1}`, kinds{Whole: 5, Text: "1"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var page whatsapp.Page[kinds]
			require.NoError(t, json.Unmarshal([]byte("["+test.body+"]"), &page))
			require.Equal(t, test.want, page.Data[0])
		})
	}
}

// A value of a shape that cannot be converted is an error, with the first cause.
func TestShapesThatDoNotFit(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{"text":{}}`, `{"text":[]}`, `{"flag":"perhaps"}`, `{"flag":[]}`, `{"whole":"many"}`, `{"whole":"1","text":{}}`,
		`{"whole":"\"1\""}`, `{"whole":true}`, `{"count":"300"}`, `{"whole":1.5}`, `{"texts":"one"}`, `{"texts":{"data":1}}`,
		`{"by_name":[]}`, `{"inner":"text"}`, `{"inner":[1]}`, `5`, `"text"`,
	} {
		var page whatsapp.Page[kinds]
		err := json.Unmarshal([]byte("["+body+"]"), &page)
		var mismatch *json.UnmarshalTypeError
		require.ErrorAs(t, err, &mismatch, body)
	}
}

// The years that no format can write again are no times.
func TestTimesAtTheEndsOfTime(t *testing.T) {
	t.Parallel()
	for wire, year := range map[string]int{
		`253402300799`: 9999, `253402300800`: 1, `253402300799.5`: 1, `-62135596800`: 1, `1772442000000`: 1,
		`-253402300799`: -6060, `-253402300800`: 1, `"2026-03-02 09:00:00+00:00"`: 2026,
	} {
		got := moment(wire)
		require.Equal(t, year, got.Year(), wire)
		encoded, err := got.MarshalJSON()
		require.NoError(t, err)
		require.Equal(t, wire, string(encoded))
	}
}
