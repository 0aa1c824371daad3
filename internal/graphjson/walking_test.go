package graphjson_test

import (
	"errors"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/internal/graphjson"
)

// Where a text stops being JSON, and what would have to follow. What is in
// memory behind the text is not part of it.
func TestSyntaxErrors(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		``:                       "invalid JSON at byte 0: expected a value",
		`{} x`:                   "invalid JSON at byte 3: expected the end of the text",
		`{"a":1 x`:               "invalid JSON at byte 7: expected a comma or a closing brace",
		`[1 x`:                   "invalid JSON at byte 3: expected a comma or a closing bracket",
		`{"a"}`:                  "invalid JSON at byte 4: expected a colon",
		`{1:2}`:                  "invalid JSON at byte 1: expected a string",
		`nul`:                    "invalid JSON at byte 0: expected true, false or null",
		`trux`:                   "invalid JSON at byte 0: expected true, false or null",
		`-`:                      "invalid JSON at byte 1: expected a value",
		`1.`:                     "invalid JSON at byte 2: expected a digit",
		`1e`:                     "invalid JSON at byte 2: expected a digit",
		`"a`:                     "invalid JSON at byte 2: expected a closing quote",
		`"\`:                     "invalid JSON at byte 2: expected an escape sequence",
		`"\x"`:                   "invalid JSON at byte 2: expected an escape sequence",
		`"\u00`:                  "invalid JSON at byte 2: expected an escape sequence",
		`"\u0041`:                "invalid JSON at byte 7: expected a closing quote",
		"\"\t\"":                 "invalid JSON at byte 1: expected no control character in a string",
		strings.Repeat("[", 257): "invalid JSON at byte 257: expected no more than 256 levels of nesting",
	} {
		for _, behind := range []string{`l`, `0041"`} {
			_, err := codec.Decode([]byte(text + behind)[:len(text)], nil)
			require.EqualError(t, err, want, text)
		}
	}
}

// What the first error has made doubtful is not reported as well.
func TestNoMismatchOfABrokenValue(t *testing.T) {
	t.Parallel()
	result, err := codec.Decode([]byte(`{"whole":-}`), new(answer))
	require.EqualError(t, err, "invalid JSON at byte 10: expected a value")
	assert.Empty(t, result.Mismatches)
}

func TestWalking(t *testing.T) {
	t.Parallel()
	text := []byte(`{"inner":[],"texts":["a","b"],"inner":{"again":7},"rest":0}`)
	d := codec.NewDecoder(text)
	var one inner
	assert.True(t, d.Outermost())
	for name := range d.Members {
		assert.False(t, d.Outermost())
		if string(name) == "texts" {
			for range d.Elements {
				assert.Equal(t, "a", d.String())
				break
			}
			break
		}
		assert.True(t, d.DecodeMember(string(name), &one), "an empty list is an absent object")
	}
	require.NoError(t, d.Err())
	assert.Equal(t, `{"inner":[],"texts":["a"`, string(text[:d.Offset()]), "it stops where the loops did")

	d = codec.NewDecoder(text)
	var names []string
	for name := range d.Members {
		names = append(names, string(name))
		if string(name) == "inner" {
			d.DecodeMember("inner", &one)
		} else {
			d.Skip()
		}
	}
	d.End()
	require.NoError(t, d.Err())
	assert.Equal(t, []string{"inner", "texts", "inner", "rest"}, names)
	assert.Equal(t, []graphjson.Mismatch{{Path: "inner.again", Want: "an object", Found: "a number"}}, d.TakeMismatches())
	assert.Empty(t, d.TakeMismatches())

	d = codec.NewDecoder([]byte(`[1]`))
	for range d.Members {
		t.Error("there are no members")
	}
	require.EqualError(t, d.Err(), "invalid JSON at byte 0: expected an object")
	d = codec.NewDecoder([]byte(`{"a":1}`))
	for range d.Elements {
		t.Error("there are no elements")
	}
	require.EqualError(t, d.Err(), "invalid JSON at byte 0: expected an array")
}

// A decoder that is used again keeps the room for a short string with escapes,
// and not that for a long one.
func TestReset(t *testing.T) {
	d := codec.NewDecoder(nil)
	short := []byte(`"a\nb"`)
	read := func() {
		d.Reset(short)
		if d.String() != "a\nb" {
			t.Error("another string was read")
		}
	}
	read()
	assert.Equal(t, 1.0, testing.AllocsPerRun(10, read), "the string that is returned")

	long := []byte(`"` + strings.Repeat(`\n`, 1<<20) + `"`)
	memory := held(func() any {
		d.Reset(long)
		assert.Len(t, d.String(), 1<<20)
		d.Reset(nil)
		return d
	})
	runtime.KeepAlive(long)
	assert.Less(t, memory, int64(64<<10))
}

func TestNothingIsReadAfterAnError(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	d := codec.NewDecoder([]byte(`"a"`))
	d.Fail(broken)
	d.Fail(errors.New("another"))
	assert.Empty(t, d.String())
	d.Skip()
	d.Rewind(1)
	assert.Zero(t, d.Offset())
	require.Equal(t, broken, d.Err())
}

// What decoding needs besides the values is used again.
func TestDecodingTakesNoMemory(t *testing.T) {
	var got inner
	text := []byte(`{"again":null}`)
	assert.Zero(t, testing.AllocsPerRun(100, func() { codec.Decode(text, &got) }))
}

// A list of a few elements takes one allocation.
func TestShortListsGrowOnce(t *testing.T) {
	one, four := []byte(`[1]`), []byte(`[1,2,3,4]`)
	allocations := func(text []byte) float64 {
		return testing.AllocsPerRun(10, func() {
			var got []int
			codec.Decode(text, &got)
		})
	}
	assert.Equal(t, allocations(one), allocations(four))
}
