package engines_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestCompare(t *testing.T) {
	t.Parallel()
	output, err := programIn(t, t.TempDir(), "compare", nil, "-postgres", "", "-rounds", "1", "-bodies", "40").CombinedOutput()
	require.NoError(t, err, "%s", output)
	for _, engine := range []string{"durable, SQLite", "plain River, SQLite", "JetStream, each write synced"} {
		assert.Contains(t, string(output), "| "+engine+" | ")
	}
	assert.Contains(t, string(output), "PostgreSQL is not measured")
	first := strings.Index(string(output), "| durable, SQLite | ")
	assert.Contains(t, string(output)[first:], " | 1.00 | ")
}
