package cli

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Whatever JSON has in the wrong place is told with its place, and in words
// that are not Go's.
func TestMistakesOfJSON(t *testing.T) {
	t.Parallel()
	type inner struct {
		Yes   *bool    `json:"yes"`
		Share float64  `json:"share"`
		Names []string `json:"names"`
	}
	type outer struct {
		Small int8             `json:"small"`
		Rows  []inner          `json:"rows"`
		By    map[string]inner `json:"by"`
	}
	for content, want := range map[string]string{
		`{"rows": [{}, {"yes": "no"}]}`:         `line 1, column 23: rows[1].yes is a text; want true or false`,
		"{\"rows\": [\n {\"share\": [1]}]}":     `line 2, column 12: rows[0].share is a list; want a number`,
		"{\"by\": {\"a b\":\n{\"names\": {}}}}": `line 2, column 11: by.a b.names is an object; want a list`,
		`{"by": {"ä": {"names": ["x", 5]}}}`:    `line 1, column 30: by.ä.names[1] is a number; want a text`,
		`{"rows": 1.5}`:                         `line 1, column 10: rows is a number; want a list`,
		`{"rows": [true]}`:                      `line 1, column 11: rows[0] is true or false; want an object`,
		`{"by": false}`:                         `line 1, column 8: by is true or false; want an object`,
		`{"small": 1000}`:                       `line 1, column 11: small is 1000; want a whole number`,
		`[]`:                                    `line 1, column 1: it is a list; want an object`,
		"{\n  \"small\": 1,\n  \"small\" 2\n}":  `line 3, column 11: `,
		"{\"small\": 1,\n":                      `line 2, column 1: the JSON ends too early`,
		"{}\n{}":                                `line 2, column 1: there is more after the JSON`,
		" \n":                                   `the file is empty`,
	} {
		err := json.Unmarshal([]byte(content), new(outer))
		require.Error(t, err, content)
		assert.Contains(t, jsonMistake([]byte(content), err).Error(), want, content)
	}
}
