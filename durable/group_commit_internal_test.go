package durable

import (
	"context"
	"path/filepath"
	"runtime"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/webhook"
)

// inOneGroup returns what comes of transactions that SQLite commits together,
// in this order, in a database with a table "kept".
func inOneGroup(t *testing.T, prepare string, members ...func(ctx context.Context, tx *transaction) error) (outcomes []error, kept int) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "test.db")
	outcomes = make([]error, len(members))
	synctest.Test(t, func(t *testing.T) {
		db, err := openDatabase(file)
		require.NoError(t, err)
		defer db.Close()
		for _, statement := range []string{"CREATE TABLE kept (x BLOB)", prepare} {
			_, err := db.ExecContext(t.Context(), statement)
			require.NoError(t, err)
		}
		busy, err := db.BeginTx(t.Context(), nil)
		require.NoError(t, err)
		write := func(fn func(ctx context.Context, tx *transaction) error) error {
			return db.write(t.Context(), func(tx *transaction) error { return fn(t.Context(), tx) })
		}
		go write(func(context.Context, *transaction) error { return nil }) // the others wait for it
		synctest.Wait()
		for i, member := range members {
			outcomes[i] = context.DeadlineExceeded // unless it ends
			go func() { outcomes[i] = write(member) }()
			synctest.Wait()
		}
		require.NoError(t, busy.Rollback())
		synctest.Wait()
		require.NoError(t, write(keep1), "the next one")
		require.NoError(t, db.QueryRowContext(t.Context(), "SELECT COUNT(*) - 1 FROM kept").Scan(&kept))
	})
	return outcomes, kept
}

func keep1(ctx context.Context, tx *transaction) error {
	_, err := tx.exec(ctx, "INSERT INTO kept (x) VALUES (1)")
	return err
}

// When the disk is full, SQLite takes back the whole group. Those who did
// nothing wrong are told why, in a way that has them try again.
func TestGroupOnAFullDisk(t *testing.T) {
	t.Parallel()
	tooMuch := func(ctx context.Context, tx *transaction) error {
		_, err := tx.exec(ctx, "INSERT INTO kept (x) VALUES (zeroblob(1000000))")
		return err
	}
	outcomes, kept := inOneGroup(t, "PRAGMA max_page_count = 20", keep1, tooMuch, keep1)
	for i, outcome := range outcomes {
		require.Error(t, outcome, i)
		assert.True(t, isOutage(outcome), outcome)
		assert.False(t, isContention(outcome), outcome)
		assert.ErrorContains(t, outcome, "full", i)
	}
	assert.Zero(t, kept)
}

// A transaction that makes nothing of the full disk has failed with the rest.
func TestGroupWithoutATransaction(t *testing.T) {
	t.Parallel()
	careless := func(ctx context.Context, tx *transaction) error {
		_, _ = tx.exec(ctx, "INSERT INTO kept (x) VALUES (zeroblob(1000000))")
		return nil
	}
	outcomes, kept := inOneGroup(t, "PRAGMA max_page_count = 20", keep1, careless, keep1)
	for _, outcome := range outcomes {
		require.Error(t, outcome)
		assert.True(t, isOutage(outcome), outcome)
	}
	assert.Zero(t, kept)
}

// A panic is the failure of one transaction, and ends neither the others nor
// the process.
func TestGroupWithAPanic(t *testing.T) {
	t.Parallel()
	panics := func(ctx context.Context, tx *transaction) error {
		_ = keep1(ctx, tx)
		panic("a member")
	}
	outcomes, kept := inOneGroup(t, "", keep1, panics, keep1)
	require.NoError(t, outcomes[0])
	_, ok := outcomes[1].(*webhook.PanicError)
	assert.True(t, ok, outcomes[1])
	require.NoError(t, outcomes[2])
	assert.Equal(t, 2, kept)

	outcomes, kept = inOneGroup(t, "", panics)
	require.ErrorContains(t, outcomes[0], "a member")
	assert.Zero(t, kept)
}

// A function that ends its goroutine, as FailNow does, does not hold up the
// next ones.
func TestGroupWithoutAGoroutine(t *testing.T) {
	t.Parallel()
	outcomes, kept := inOneGroup(t, "", func(context.Context, *transaction) error {
		runtime.Goexit()
		return nil
	}, keep1)
	for _, outcome := range outcomes {
		assert.ErrorIs(t, outcome, errTakenBack)
	}
	assert.Zero(t, kept)
}
