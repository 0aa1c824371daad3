package cli

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/provision"
)

func TestYAMLBecomesJSON(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"a: 1\nb: [x, 2.5, true, null, ~]": `{"a":1,"b":["x",2.5,true,null,null]}`,
		"id: 106540352242922":              `{"id":106540352242922}`,
		`id: "106540352242922"`:            `{"id":"106540352242922"}`,
		"day: 2026-01-31":                  `{"day":"2026-01-31"}`,
		"z: 1\na: 2":                       `{"z":1,"a":2}`,
		"text: |\n  one\n  two\n":          `{"text":"one\ntwo\n"}`,
		"x: &x {a: 1}\ny: *x":              `{"x":{"a":1},"y":{"a":1}}`,
		`{"a": {"b": "<&>"}}`:              `{"a":{"b":"\u003c\u0026\u003e"}}`,
		"1: a":                             `{"1":"a"}`,
		"n: 0x1f":                          `{"n":31}`,
		"a: ''":                            `{"a":""}`,
		"a:":                               `{"a":null}`,
	} {
		parsed, err := parseYAML([]byte(source), nil)
		if assert.NoError(t, err, source) {
			assert.Equal(t, want, string(parsed.json))
			assert.True(t, json.Valid(parsed.json))
		}
	}
}

// Where a document has a text, what YAML takes for something else is one.
func TestYAMLHasTextsWhereTheyAreWanted(t *testing.T) {
	t.Parallel()
	parsed, err := parseYAML([]byte("accounts:\n- id: 0102290129340398\n  phone_numbers:\n  - id: 106540352242922\n    display_name: NO\n"), provision.IsText)
	require.NoError(t, err)
	require.JSONEq(t, `{"accounts":[{"id":"0102290129340398","phone_numbers":[{"id":"106540352242922","display_name":"NO"}]}]}`, string(parsed.json))
}

func TestYAMLThatIsRefused(t *testing.T) {
	t.Parallel()
	bomb := "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n"
	for i := range 9 {
		bomb += strings.NewReplacer("N", string(rune('0'+i)), "M", string(rune('1'+i))).Replace(
			"aM: &aM [*aN,*aN,*aN,*aN,*aN,*aN,*aN,*aN,*aN,*aN]\n")
	}
	for name, test := range map[string]struct{ source, want string }{
		"nothing":        {"", "the file is empty"},
		"twice":          {"a: 1\na: 2", "line 2"},
		"no YAML":        {"a: [", "line 1"},
		"a list as name": {"? [a]\n: b", "invalid map key"},
		"a merge":        {"x: &x {a: 1}\ny:\n  <<: *x", "must be a text"},
		"not a number":   {"a: .nan", "line 1"},
		"a bomb":         {bomb, "alias"},
		"itself":         {"a: &a [*a]", "contains itself"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := parseYAML([]byte(test.source), nil)
			require.ErrorContains(t, err, test.want)
		})
	}
}

func TestYAMLKnowsItsLines(t *testing.T) {
	t.Parallel()
	parsed, err := parseYAML([]byte("accounts:\n- id: 1\n  templates:\n  - name: a\n  - name: b\n    language: c\n"), nil)
	require.NoError(t, err)
	for path, line := range map[string]int{
		"accounts": 1, "accounts[0]": 2, "accounts[0].templates": 3, "accounts[0].templates[1].language": 6,
		"accounts[0].templates[1].nothing.below": 5, "accounts[7]": 1, "other": 1, "": 1, "accounts[x]": 1,
	} {
		assert.Equal(t, line, parsed.place(path).line, path)
	}
}

// What is written as YAML is read as the same JSON.
func TestJSONBecomesYAML(t *testing.T) {
	t.Parallel()
	for _, source := range []string{
		`{"id":"106540352242922","on":"on","yes":true,"n":17,"null":null,"list":[],"object":{}}`,
		`{"text":"one\ntwo","colon":"a: b","hash":"# x","empty":"","spaces":" x "}`,
		`{"emoji":"👍","quote":"\"'","date":"2026-01-31","tilde":"~","number":"1e3"}`,
		`[1,[2,[3]]]`,
		`{"trailing":"line \nnext\n\n","tab":"\ta"}`,
	} {
		written, err := toYAML([]byte(source))
		require.NoError(t, err, source)
		parsed, err := parseYAML(written, nil)
		require.NoError(t, err, string(written))
		assert.JSONEq(t, source, string(parsed.json), string(written))
	}
}

func FuzzYAML(f *testing.F) {
	f.Add([]byte("a: &a [1, {b: c}]\nd: *a"))
	f.Add([]byte("? [a]\n: b"))
	f.Add([]byte("accounts:\n- id: 1"))
	f.Fuzz(func(t *testing.T, source []byte) {
		parsed, err := parseYAML(source, provision.IsText)
		if err != nil {
			return
		}
		require.True(t, json.Valid(parsed.json), string(parsed.json))
		parsed.place("accounts[0].templates[1].name")
	})
}
