package graphjson_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Elements count wherever they are, even in skipped values.
func TestLimit(t *testing.T) {
	t.Parallel()
	tooMany := errors.New("too many elements")
	text := []byte(`{"texts":["a","b"],"unknown":[[1],[2]],"raw":[3]}`)
	for limit, want := range map[int]error{7: nil, 6: tooMany, 1: tooMany, 0: tooMany} {
		d := codec.NewDecoder(text)
		d.Limit(limit, tooMany)
		d.Decode(new(answer))
		d.End()
		require.ErrorIs(t, d.Err(), want)
		if want == nil {
			assert.Zero(t, d.Left())
		}
	}
}
