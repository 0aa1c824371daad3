package whatsapp_test

import (
	"context"
	"encoding/json"
	"net/http"
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

// A member of a shape that cannot be read costs itself alone, in an entry of a
// page too.
func TestMembersThatDoNotFit(t *testing.T) {
	t.Parallel()
	for member, want := range map[string]string{
		`"text":{}`:                  "data[1].text: found an object where a string is expected",
		`"text":[]`:                  "data[1].text: found an array where a string is expected",
		`"flag":"perhaps"`:           "data[1].flag: found other text where a boolean is expected",
		`"whole":"\"1\""`:            "data[1].whole: found other text where an integer is expected",
		`"count":"300"`:              "data[1].count: found other text where a smaller integer is expected",
		`"texts":{"data":1}`:         "data[1].texts: found an object where a string is expected",
		`"texts":"one"`:              "",
		`"texts":[{}]`:               "data[1].texts[0]: found an object where a string is expected",
		`"inner":"text"`:             "data[1].inner: found a string where an object is expected",
		`"inner":[1]`:                "data[1].inner: found an array where an object is expected",
		`"inner":[]`:                 "",
		`"time":[]`:                  "data[1].time: found an array where a time is expected",
		`"by_name":{"a":[],"b":"c"}`: "data[1].by_name.a: found an array where a string is expected",
	} {
		t.Run(member, func(t *testing.T) {
			t.Parallel()
			client := newClient(t, &fixedTransport{http.Header{}, `{"data":[{"text":"a"},{` + member + `,"Unnamed":7},{"text":"c"}]}`})
			var page whatsapp.Page[kinds]
			var response whatsapp.Response
			op := whatsapp.Operation{Method: "GET", Path: []string{"1", "edge"}}
			require.NoError(t, client.Do(t.Context(), op, &page, whatsapp.CaptureResponse(&response)))
			require.Len(t, page.Data, 3)
			require.Equal(t, 7, page.Data[1].Unnamed)
			if want == "" {
				require.Empty(t, response.Skipped)
				return
			}
			require.Len(t, response.Skipped, 1)
			require.Equal(t, want, response.Skipped[0].String())
		})
	}
}

// An entry of another shape is missing, and told; a list without any other
// entry is an error, and so is the whole answer of another shape.
func TestEntriesThatDoNotFit(t *testing.T) {
	t.Parallel()
	var told []whatsapp.SkippedMember
	observer := whatsapp.Observer{AttemptDone: func(_ context.Context, attempt whatsapp.AttemptInfo) { told = attempt.Skipped }}
	read := func(body string) (page whatsapp.Page[kinds], err error) {
		client := newClient(t, &fixedTransport{http.Header{}, body}, whatsapp.WithObserver(observer), impatient)
		err = client.Do(t.Context(), whatsapp.Operation{Method: "GET", Path: []string{"1", "edge"}}, &page)
		return page, err
	}
	page, err := read(`[{"text":"a"},5,{"text":"c"}]`)
	require.NoError(t, err)
	require.Len(t, page.Data, 2)
	require.Equal(t, "c", page.Data[1].Text)
	require.Equal(t, []whatsapp.SkippedMember{{Path: "[1]", Want: "an object", Found: "a number"}}, told)

	for body, want := range map[string]string{
		`{"data":[5,"text"]}`: "data[1] is a string, not an object",
		`{"data":{}}`:         "data is an empty object, not a list",
		`{"data":"text"}`:     "data is a string, not an object",
		`5`:                   "the answer is a number, not a list",
		`{"data":[`:           "invalid JSON at byte 9: expected a value",
	} {
		_, err := read(body)
		require.ErrorContains(t, err, "the server reports success, but "+want, body)
		require.Empty(t, told)
	}
	page, err = read(`{"data":null,"paging":{}}`)
	require.NoError(t, err)
	require.Equal(t, []kinds{}, page.Data)
}

// What a caller of Do has filled in stays, unless the answer says otherwise.
func TestDoDecodesOverDefaults(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]kinds{
		`{"flag":true}`:                        {Text: "default", Flag: true},
		`{"text":"a","error":{"code":100}}`:    {Text: "default"},
		`{"text":"a","success":"false"}`:       {Text: "default"},
		`{"text":"a","flag"`:                   {Text: "default"},
		`{"text":"a","success":{},"error":[]}`: {Text: "a"},
	} {
		got := kinds{Text: "default"}
		var fresh kinds
		client := newClient(t, &fixedTransport{http.Header{}, body}, impatient)
		op := whatsapp.Operation{Method: "GET", Path: []string{"1"}}
		err := client.Do(t.Context(), op, &got)
		require.Equal(t, want, got, body)
		require.Equal(t, err, client.Do(t.Context(), op, &fresh))
		if err != nil {
			require.Zero(t, fresh, body)
		}
	}
}

// An id in another shape is as good as none.
func TestCreatedObjectsNeedAnIDThatCanBeRead(t *testing.T) {
	t.Parallel()
	client := newClient(t, &fixedTransport{http.Header{}, `{"id":["1"]}`})
	_, err := client.PhoneNumbers.Add(t.Context(), "1", "+15550100142")
	require.ErrorContains(t, err, `the answer has no "id"`)
}
