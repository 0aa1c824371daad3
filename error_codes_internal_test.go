package whatsapp

import (
	"cmp"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
)

// The binary search depends on the order; the order is not visible from
// outside.
func TestErrorCodesAreSortedAndComplete(t *testing.T) {
	t.Parallel()
	order := func(a, b errorCode) int {
		return cmp.Or(cmp.Compare(a.code, b.code), cmp.Compare(a.subcode, b.subcode))
	}
	assert.True(t, slices.IsSortedFunc(errorCodes[:], order))
	for i, row := range errorCodes {
		assert.NotEmpty(t, row.meaning, row.code)
		assert.NotEmpty(t, row.advice, row.code)
		assert.NotZero(t, row.class, row.code)
		if i > 0 {
			assert.NotZero(t, order(errorCodes[i-1], row), "%d/%d stands twice", row.code, row.subcode)
		}
		if row.retry == delayed {
			assert.Positive(t, row.wait, "%d is delayed, but not by how long", row.code)
		}
	}
}
