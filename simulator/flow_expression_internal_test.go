package simulator

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// sampleScope has a few values of every type.
func sampleScope(path []string) any {
	return memberAt(map[string]any{
		"data": map[string]any{
			"n": json.Number("5"), "price": json.Number("2.50"), "yes": true, "name": "Ana", "list": []any{"a", map[string]any{"id": "b"}},
		},
		"form": map[string]any{"age": "17", "empty": "", "off": false},
	}, path)
}

func TestExpressions(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]any{
		"${data.n} + 2 * 3":                  11.0,
		"(${data.n} + 2) * 3":                21.0,
		"-${data.n} % 3":                     -2.0,
		"10 / 4 - .5":                        2.0,
		"'Hello ' ${data.name} '!'":          "Hello Ana!",
		"'Hello ' + ${data.name}":            "Hello Ana",
		`'It\'s ' "fine"`:                    "It's fine",
		"'Total: ' (${data.price} * 2)":      "Total: 5",
		"${data.price}":                      json.Number("2.50"),
		"${data.n} == 5 && ${form.age} < 18": true,
		"${data.n} >= 5 || ${data.nothing}":  true,
		"${data.n} <= 4 || ${form.off}":      false,
		"${data.n} != 5":                     false,
		"!(${data.yes} && ${data.n} > 5)":    true,
		"!${form.off}":                       true,
		"${form.empty} == ''":                true,
		"${data.nothing} == ''":              true,
		"${data.name} == 'Ana'":              true,
		"'05' == '5'":                        false,
		"${form.age} == 17":                  true,
		"${data.name} > 3":                   false,
		"true == ${data.yes}":                true,
		"false":                              false,
		"${data.list.1.id}":                  "b",
		"${data.list.9}":                     nil,
		"${data.list.1e300}":                 nil,
		"${data.list.x}":                     nil,
		"${data.list} ''":                    `["a",{"id":"b"}]`,
		"${data.list} && ${data.yes}":        true,
		strings.Repeat("(", 30) + "1" + strings.Repeat(")", 30): 1.0,
	} {
		value, err := evaluate(text, sampleScope)
		require.NoError(t, err, text)
		require.Equal(t, want, value, text)
	}
}

func TestExpressionsThatAreWrong(t *testing.T) {
	t.Parallel()
	for text, problem := range map[string]string{
		"":                          "missing at the end",
		"1 +":                       "missing at the end",
		"(1":                        "not closed",
		"'a":                        "not closed",
		"${data.n":                  "not closed",
		"1 & 2":                     "unexpected",
		"what":                      "unexpected",
		"1 / 0":                     "has no result",
		"'a' * 2":                   "has no result",
		"1.2.3":                     "is not a number",
		"1 2":                       "unexpected",
		strings.Repeat("(", 500):    "nested too deep",
		strings.Repeat("!", 500):    "nested too deep",
		strings.Repeat("-", 500):    "nested too deep",
		strings.Repeat("1+", 10000): "more than",
	} {
		_, err := evaluate(text, sampleScope)
		require.ErrorContains(t, err, problem, text)
	}
}

func TestReferences(t *testing.T) {
	t.Parallel()
	r := &resolver{scope: sampleScope}
	require.Equal(t, map[string]any{
		"a": json.Number("5"), "b": "Dear Ana, 5 of ", "c": "${open", "d": []any{7.0}, "e": true,
		"on-click-action": map[string]any{"payload": "${data.n}"},
	}, r.value(map[string]any{
		"a": "${data.n}", "b": "Dear ${data.name}, ${data.n} of ${data.nothing}", "c": "${open", "d": []any{"`${data.n} + 2`"}, "e": true,
		"on-click-action": map[string]any{"payload": "${data.n}"},
	}))
	require.NoError(t, r.err)
	r.value([]any{"`oops`", "`1 +`"})
	require.ErrorContains(t, r.err, "oops", "the first mistake")
	deep := any("x")
	for range 200 {
		deep = []any{deep}
	}
	r = &resolver{scope: sampleScope}
	r.value(deep)
	require.ErrorIs(t, r.err, errTooDeep)
	require.True(t, r.condition("`${data.n} > 4`"))
	require.True(t, r.condition("${data.n} > 4"))
	require.True(t, r.condition(true))
}

func FuzzExpression(f *testing.F) {
	for _, text := range []string{"${data.n} + 2 * 3", "'a' ${data.name} \"b\"", "!(${form.off} || 1 >= 2)", "((((", "-1%0"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		value, err := evaluate(text, sampleScope)
		if err != nil {
			return
		}
		_, err = json.Marshal(value)
		require.NoError(t, err, "what is drawn can be encoded")
		(&resolver{scope: sampleScope}).value("`" + text + "`")
	})
}

// References that multiply come to an end before the memory does.
func TestReferencesThatMultiply(t *testing.T) {
	t.Parallel()
	for name, of := range map[string]any{
		"a text":        strings.Repeat("${data.a}", 8),
		"a list":        []any{"${data.a}", "${data.a}", "${data.a}", "${data.a}"},
		"an expression": "`${data.a} + ${data.a} + ${data.a}`",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var data any = "sixteen letters!"
			var err error
			for range 40 {
				r := &resolver{scope: func([]string) any { return data }}
				if data, err = r.value(of), r.err; err != nil {
					break
				}
			}
			require.ErrorContains(t, err, "longer than 4194304 bytes")
			require.LessOrEqual(t, sizeOf(data, maxFlowDepth), 2*maxResolved)
		})
	}
}
