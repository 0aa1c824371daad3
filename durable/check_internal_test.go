package durable

import (
	"database/sql"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What counts as due is what may be sent.
func TestOneDefinitionOfDue(t *testing.T) {
	t.Parallel()
	assert.Contains(t, sendable, isDue)
}

// While messages are sent, the first in the order of an index is the oldest. Of
// a campaign that is paused, no message has its lane looked up.
func TestOldestDueReadsNoMoreThanItHasTo(t *testing.T) {
	t.Parallel()
	store, err := Open(t.Context(), filepath.Join(t.TempDir(), "test.db"), Options{})
	require.NoError(t, err)
	defer store.Close()
	var plan []string
	err = store.db.each(t.Context(), "EXPLAIN QUERY PLAN "+store.db.dialect.oldestDue(), []any{1, 1, 1}, func(row *sql.Rows) error {
		var id, parent, unused int
		var step string
		err := row.Scan(&id, &parent, &unused, &step)
		plan = append(plan, step)
		return err
	})
	require.NoError(t, err)
	first := func(part string) int {
		return slices.IndexFunc(plan, func(step string) bool { return strings.Contains(step, part) })
	}
	assert.Contains(t, plan[0], "m USING INDEX whatsapp_messages_waiting")
	assert.Equal(t, -1, first("ORDER BY"), "it sorts: %q", plan)
	assert.Positive(t, first("SCAN whatsapp_campaigns"), "%q", plan)
	assert.Less(t, first("SCAN whatsapp_campaigns"), first("SEARCH l "), "%q", plan)
	assert.Less(t, first("SCAN whatsapp_numbers"), first("SEARCH l "), "%q", plan)
}
