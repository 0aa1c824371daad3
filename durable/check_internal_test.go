package durable

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// What counts as due is what may be sent.
func TestOneDefinitionOfDue(t *testing.T) {
	t.Parallel()
	assert.Contains(t, sendable, isDue)
}
