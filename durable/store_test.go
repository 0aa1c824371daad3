package durable_test

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/durable"
	"github.com/wabakit/whatsapp/webhook"
)

// onBoth runs a test on a file, and on a database of PostgreSQL where there is
// a server.
func onBoth(t *testing.T, run func(t *testing.T, source string)) {
	t.Helper()
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		run(t, filepath.Join(t.TempDir(), "test.db"))
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		t.Parallel()
		run(t, emptyDatabase(t, postgres(t)))
	})
}

func open(t *testing.T, source string, options durable.Options) *durable.Store {
	t.Helper()
	store, err := durable.Open(t.Context(), source, options)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	return store
}

// openOutbox returns an empty store in a file, and its outbox, which sends
// nothing.
func openOutbox(t *testing.T) (*durable.Store, *durable.Outbox) {
	t.Helper()
	store := open(t, filepath.Join(t.TempDir(), "test.db"), durable.Options{})
	outbox, err := store.NewOutbox(durable.OutboxConfig{})
	require.NoError(t, err)
	return store, outbox
}

func stop(t *testing.T, store *durable.Store) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	require.NoError(t, store.Stop(ctx))
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		source  string
		options durable.Options
		want    string
	}{
		"no source":          {"", durable.Options{}, `empty data source; want a file name or "postgres://..."`},
		"a file with a mark": {"a?b", durable.Options{}, `invalid file name "a?b"`},
		"an odd URL":         {"postgres://user:hunter2@host:port/x", durable.Options{}, "durable: invalid PostgreSQL URL"},
		"no server":          {"postgres://user:hunter2@127.0.0.1:1/x?connect_timeout=1", durable.Options{}, "durable: "},
		"no directory":       {filepath.Join("missing", "test.db"), durable.Options{}, "durable: "},
		"a negative time":    {"x.db", durable.Options{DeadAfter: -1}, "invalid duration -1ns"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := durable.Open(t.Context(), test.source, test.options)
			require.ErrorContains(t, err, test.want)
			assert.NotContains(t, err.Error(), "hunter2")
			if test.options.DeadAfter == 0 {
				require.Error(t, durable.Migrate(t.Context(), test.source))
			}
		})
	}
	_, err := os.Stat("x.db")
	assert.ErrorIs(t, err, fs.ErrNotExist)
}

func TestMigrate(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, source string) {
		_, err := durable.Open(t.Context(), source, durable.Options{SkipMigration: true})
		require.ErrorIs(t, err, durable.ErrNotMigrated)
		var callers sync.WaitGroup
		for range 4 {
			callers.Go(func() { assert.NoError(t, durable.Migrate(t.Context(), source)) })
		}
		callers.Wait()
		store := open(t, source, durable.Options{SkipMigration: true})
		require.NoError(t, store.Check(t.Context()))
		_, err = store.DB().ExecContext(t.Context(), "DELETE FROM whatsapp_migrations")
		require.NoError(t, err)
		require.ErrorIs(t, store.Check(t.Context()), durable.ErrNotMigrated)
		_, err = store.DB().ExecContext(t.Context(), "INSERT INTO whatsapp_migrations (version, migrated_at) VALUES (1, 1)")
		require.NoError(t, err)
		_, err = store.DB().ExecContext(t.Context(), "DELETE FROM river_migration WHERE version > 7")
		require.NoError(t, err)
		require.ErrorIs(t, store.Check(t.Context()), durable.ErrNotMigrated)
	})
}

func TestOneOfEach(t *testing.T) {
	t.Parallel()
	store := open(t, filepath.Join(t.TempDir(), "test.db"), durable.Options{})
	for _, config := range []durable.OutboxConfig{{Workers: -1}, {MaxRefusals: -1}} {
		_, err := store.NewOutbox(config)
		require.ErrorContains(t, err, "want at least 0")
	}
	for _, config := range []durable.InboxConfig{{Workers: -1}, {MaxAttempts: -1}} {
		_, err := store.NewInbox(config)
		require.ErrorContains(t, err, "want at least 0")
	}
	_, err := store.NewInbox(durable.InboxConfig{})
	require.ErrorContains(t, err, "VerifyToken")
	_, err = store.NewOutbox(durable.OutboxConfig{})
	require.NoError(t, err)
	_, err = store.NewOutbox(durable.OutboxConfig{})
	require.ErrorContains(t, err, "the store has an outbox")
	_, err = store.NewInbox(durable.InboxConfig{Webhook: childWebhook})
	require.NoError(t, err)
	_, err = store.NewInbox(durable.InboxConfig{Webhook: childWebhook})
	require.ErrorContains(t, err, "the store has an inbox")
	require.NoError(t, store.Stop(t.Context()), "a store that was not started stops at once")
	require.NoError(t, store.Start(t.Context()))
	require.ErrorIs(t, store.Start(t.Context()), durable.ErrStarted)
	_, err = store.NewOutbox(durable.OutboxConfig{})
	require.ErrorIs(t, err, durable.ErrStarted)
	_, err = store.NewInbox(durable.InboxConfig{Webhook: childWebhook})
	require.ErrorIs(t, err, durable.ErrStarted)
	stop(t, store)
	stop(t, store)
}

func TestEnqueueTx(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, source string) {
		store := open(t, source, durable.Options{})
		var sent atomic.Int64
		outbox, err := store.NewOutbox(durable.OutboxConfig{Sender: senderFunc(func(context.Context, whatsapp.Message) error {
			sent.Add(1)
			return nil
		})})
		require.NoError(t, err)
		require.NoError(t, store.Start(t.Context()))
		defer stop(t, store)
		enqueue := func(key string, end func(tx *sql.Tx) error) durable.Queued {
			tx, err := store.DB().BeginTx(t.Context(), nil)
			require.NoError(t, err)
			defer tx.Rollback()
			outgoing := hello(key)
			outgoing.Key = key
			queued, err := outbox.EnqueueTx(t.Context(), tx, outgoing)
			require.NoError(t, err)
			require.NoError(t, end(tx))
			return queued
		}
		enqueue("first", (*sql.Tx).Rollback)
		_, err = outbox.MessageByKey(t.Context(), "first")
		require.ErrorIs(t, err, durable.ErrNotFound)
		queued := enqueue("first", (*sql.Tx).Commit)
		assert.False(t, queued.Known)
		assert.Equal(t, durable.Queued{ID: queued.ID, Known: true}, enqueue("first", (*sql.Tx).Commit))
		require.Eventually(t, func() bool {
			message, err := outbox.Message(t.Context(), queued.ID)
			return err == nil && message.State == durable.StateAccepted
		}, time.Minute, 5*time.Millisecond)
		assert.EqualValues(t, 1, sent.Load())
		tx, err := store.DB().BeginTx(t.Context(), nil)
		require.NoError(t, err)
		require.NoError(t, tx.Rollback())
		_, err = outbox.EnqueueTx(t.Context(), tx, hello("late"))
		require.ErrorIs(t, err, sql.ErrTxDone)
		_, err = outbox.EnqueueTx(t.Context(), tx, durable.Outgoing{})
		require.ErrorContains(t, err, "invalid PhoneNumberID")
	})
}

// Processes that share a database share the work.
func TestManyProcesses(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, source string) {
		const count = 200
		var sent sync.Map
		var twice, total atomic.Int64
		by := make([]atomic.Int64, 3)
		var front *durable.Outbox
		for i := range by {
			store := open(t, source, durable.Options{PollInterval: 10 * time.Millisecond})
			outbox, err := store.NewOutbox(durable.OutboxConfig{Workers: 4, Sender: senderFunc(func(_ context.Context, m whatsapp.Message) error {
				if _, again := sent.LoadOrStore(m.Content.(whatsapp.Text).Body, true); again {
					twice.Add(1)
				}
				by[i].Add(1)
				total.Add(1)
				time.Sleep(time.Millisecond)
				return nil
			})})
			require.NoError(t, err)
			require.NoError(t, store.Start(t.Context()))
			defer stop(t, store)
			front = outbox
		}
		_, err := front.EnqueueAll(t.Context(), func(yield func(durable.Outgoing) bool) {
			for i := range count {
				outgoing := hello(string(rune('A'+i%26)) + time.Duration(i).String())
				outgoing.Message.To = "+1555010" + string([]rune{rune('0' + i/100%10), rune('0' + i/10%10), rune('0' + i%10)}) + "0"
				if !yield(outgoing) {
					return
				}
			}
		})
		require.NoError(t, err)
		require.Eventually(t, func() bool { return total.Load() >= count }, time.Minute, 5*time.Millisecond)
		assert.Zero(t, twice.Load())
	})
}

// A process that receives and another one that works.
func TestFrontAndBack(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, source string) {
		front := open(t, source, durable.Options{})
		receiver, err := front.NewInbox(durable.InboxConfig{Webhook: childWebhook})
		require.NoError(t, err)
		require.NoError(t, front.Start(t.Context()))
		defer stop(t, front)
		deliver(receiver, childSecret, "hello")

		back := open(t, source, durable.Options{})
		called := make(chan struct{}, 10)
		var failures atomic.Int64
		config := childWebhook
		config.OnError = func(context.Context, error) {
			failures.Add(1)
			panic("told")
		}
		_, err = back.NewInbox(durable.InboxConfig{Webhook: config, Backoff: func(int) time.Duration { return 0 }, Callback: func(context.Context, webhook.Event) error {
			called <- struct{}{}
			if len(called) == 1 {
				return errors.New("the first time")
			}
			return nil
		}})
		require.NoError(t, err)
		require.NoError(t, back.Start(t.Context()))
		defer stop(t, back)
		require.Eventually(t, func() bool { return len(called) == 2 }, time.Minute, 5*time.Millisecond)
		assert.EqualValues(t, 1, failures.Load())
	})
}

// SQLite commits what waits together. What fails among it fails alone.
func TestFailuresAmongOthers(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, source string) {
		const callers = 60
		store := open(t, source, durable.Options{})
		outbox, err := store.NewOutbox(durable.OutboxConfig{})
		require.NoError(t, err)
		cancelled := hello("cancelled")
		cancelled.Campaign = "spring"
		_, err = outbox.Enqueue(t.Context(), cancelled)
		require.NoError(t, err)
		require.NoError(t, outbox.CancelCampaign(t.Context(), "spring"))
		ended, end := context.WithCancel(t.Context())
		end()
		var work sync.WaitGroup
		for i := range callers {
			work.Go(func() {
				outgoing, ctx := hello("hello"), t.Context()
				outgoing.Message.To = "+155501" + time.Unix(int64(i), 0).UTC().Format("15040500")
				switch i % 3 {
				case 0:
					_, err := outbox.Enqueue(ctx, outgoing)
					assert.NoError(t, err)
				case 1:
					outgoing.Campaign = "spring"
					_, err := outbox.Enqueue(ctx, outgoing)
					assert.ErrorIs(t, err, durable.ErrCampaignCancelled)
				default:
					_, err := outbox.Enqueue(ended, outgoing)
					assert.ErrorIs(t, err, context.Canceled)
				}
			})
		}
		work.Wait()
		messages, err := outbox.Messages(t.Context(), durable.ListMessages{State: durable.StateQueued})
		require.NoError(t, err)
		assert.Len(t, messages, callers/3)
		var lanes int
		require.NoError(t, store.DB().QueryRowContext(t.Context(), "SELECT COUNT(*) FROM whatsapp_lanes").Scan(&lanes))
		assert.Equal(t, callers/3+1, lanes, "what failed left something")
	})
}
