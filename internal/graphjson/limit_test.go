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

// The loop over a list ends at the limit.
func TestLimitEndsTheLoop(t *testing.T) {
	t.Parallel()
	tooMany := errors.New("too many elements")
	d := codec.NewDecoder([]byte(`[1,2,3]`))
	d.Limit(2, tooMany)
	elements := 0
	for range d.Elements {
		d.Skip()
		elements++
	}
	require.ErrorIs(t, d.Err(), tooMany)
	assert.Equal(t, 2, elements)
}
