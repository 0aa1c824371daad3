package durable_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"io"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/durable"
	"github.com/wabakit/whatsapp/webhook"
)

// What a function of the caller's returns is its failure, even if the database
// has errors that look the same.
func TestErrorsOfOnDone(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		do       func(ctx context.Context, tx *sql.Tx) error
		reason   string
		attempts int
	}{
		"the end of a stream": {func(context.Context, *sql.Tx) error { return fmt.Errorf("reading: %w", io.EOF) }, "reading: EOF", 2},
		"a deadline":          {func(context.Context, *sql.Tx) error { return context.DeadlineExceeded }, "context deadline exceeded", 2},
		"another database":    {func(context.Context, *sql.Tx) error { return driver.ErrBadConn }, "driver: bad connection", 2},
		"for good":            {func(context.Context, *sql.Tx) error { return webhook.Permanent(io.EOF) }, "EOF", 1},
		"a panic":             {func(context.Context, *sql.Tx) error { panic("at the end") }, "at the end", 2},
		"a statement": {func(ctx context.Context, tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, "UPDATE missing SET x = 1")
			return err
		}, "missing", 2},
		"its own rollback": {func(_ context.Context, tx *sql.Tx) error {
			defer tx.Rollback()
			return nil
		}, "rolled back", 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, watchful, func(t *testing.T, store *durable.Store) {
				var told, backoffs atomic.Int64
				config := childWebhook
				config.OnError = func(context.Context, error) { told.Add(1) }
				inbox, err := store.NewInbox(durable.InboxConfig{
					Webhook: config, MaxAttempts: 2,
					// It may use the store, because no transaction is open.
					Backoff: func(int) time.Duration {
						backoffs.Add(1)
						assert.NoError(t, store.DB().Ping())
						return 0
					},
					Callback: func(ctx context.Context, _ webhook.Event) error {
						if err := durable.OnDone(ctx, func(ctx context.Context, tx *sql.Tx) error {
							_, err := tx.ExecContext(ctx, "CREATE TABLE left_behind (x INTEGER)")
							return err
						}); err != nil {
							return err
						}
						return durable.OnDone(ctx, test.do)
					},
				})
				require.NoError(t, err)
				require.NoError(t, store.Start(t.Context()))
				deliver(inbox, childSecret, "hello")
				time.Sleep(time.Minute)
				letters, err := inbox.DeadLetters(t.Context(), 0, 0)
				require.NoError(t, err)
				require.Len(t, letters, 1)
				assert.Contains(t, letters[0].Reason, test.reason)
				assert.Equal(t, test.attempts, letters[0].Attempts)
				assert.EqualValues(t, test.attempts, told.Load())
				assert.EqualValues(t, test.attempts-1, backoffs.Load())
				_, err = store.DB().ExecContext(t.Context(), "SELECT x FROM left_behind")
				require.Error(t, err, "what the first function wrote was to be taken back")
			})
		})
	}
}

// The record of an event was committed, and its answer was lost: what the
// callback has left for the end was done with it.
func TestDoneWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	inBubble(t, watchful, func(t *testing.T, store *durable.Store) {
		var calls, done atomic.Int64
		inbox, err := store.NewInbox(durable.InboxConfig{Webhook: childWebhook, Callback: func(ctx context.Context, _ webhook.Event) error {
			calls.Add(1)
			if _, err := store.DB().ExecContext(ctx, "UPDATE whatsapp_events SET state = 'done'"); err != nil {
				return err
			}
			return durable.OnDone(ctx, func(context.Context, *sql.Tx) error {
				done.Add(1)
				return nil
			})
		}})
		require.NoError(t, err)
		require.NoError(t, store.Start(t.Context()))
		deliver(inbox, childSecret, "hello")
		time.Sleep(time.Minute)
		assert.Equal(t, int64(1), calls.Load())
		assert.Zero(t, done.Load())
	})
}

// When the disk is full, SQLite takes back the whole transaction, whatever the
// function makes of that. It is done once there is room, once.
func TestOnDoneOnAFullDisk(t *testing.T) {
	t.Parallel()
	for name, made := range map[string]func(err error) error{
		"returned": func(err error) error { return err },
		"hidden":   func(err error) error { return fmt.Errorf("keeping: %v", err) }, //nolint:errorlint // the test is about that
		"ignored":  func(error) error { return nil },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, watchful, func(t *testing.T, store *durable.Store) {
				var refused atomic.Int64
				inbox, err := store.NewInbox(durable.InboxConfig{Webhook: childWebhook, MaxAttempts: 1, Callback: func(ctx context.Context, _ webhook.Event) error {
					return durable.OnDone(ctx, func(ctx context.Context, tx *sql.Tx) error {
						_, err := tx.ExecContext(ctx, "INSERT INTO answers (x) VALUES (zeroblob(3000000))")
						if err != nil {
							refused.Add(1)
							return made(err)
						}
						return nil
					})
				}})
				require.NoError(t, err)
				execute(t, store, "CREATE TABLE answers (x BLOB)")
				require.NoError(t, store.Start(t.Context()))
				deliver(inbox, childSecret, "hello")
				execute(t, store, "PRAGMA max_page_count = 500")
				time.Sleep(time.Minute)
				assert.Positive(t, refused.Load())
				execute(t, store, "PRAGMA max_page_count = 100000")
				time.Sleep(time.Minute)
				var answers, done int
				require.NoError(t, store.DB().QueryRowContext(t.Context(), `SELECT (SELECT COUNT(*) FROM answers),
					(SELECT COUNT(*) FROM whatsapp_events WHERE state = 'done')`).Scan(&answers, &done))
				assert.Equal(t, 1, answers)
				assert.Equal(t, 1, done)
			})
		})
	}
}
