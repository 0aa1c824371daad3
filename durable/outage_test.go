package durable_test

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
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

// A database that cannot be asked is not one without tables.
func TestAbsentIsNotUnmigrated(t *testing.T) {
	t.Parallel()
	for name, source := range map[string]string{
		"no server":    "postgres://user@127.0.0.1:1/x?connect_timeout=1",
		"no directory": filepath.Join("missing", "test.db"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := durable.Open(t.Context(), source, durable.Options{SkipMigration: true})
			require.ErrorContains(t, err, "durable: ")
			require.NotErrorIs(t, err, durable.ErrNotMigrated)
		})
	}
}

// However long a part of the database was away, its work goes on soon after.
func TestWorkGoesOnSoon(t *testing.T) {
	t.Parallel()
	inBubble(t, watchful, func(t *testing.T, store *durable.Store) {
		var calls atomic.Int64
		inbox, err := store.NewInbox(durable.InboxConfig{Webhook: childWebhook, Callback: func(context.Context, webhook.Event) error {
			calls.Add(1)
			return nil
		}})
		require.NoError(t, err)
		deliver(inbox, childSecret, "hello")
		execute(t, store, "ALTER TABLE whatsapp_events RENAME TO away")
		require.NoError(t, store.Start(t.Context()))
		time.Sleep(20 * time.Minute)
		assert.Zero(t, calls.Load())
		execute(t, store, "ALTER TABLE away RENAME TO whatsapp_events")
		time.Sleep(time.Minute)
		assert.Equal(t, int64(1), calls.Load())
	})
}

// The log does not fill up while the database is away.
func TestLogOfAnOutage(t *testing.T) {
	t.Parallel()
	var lines atomic.Int64
	inBubble(t, durable.Options{Logger: slog.New(slog.NewTextHandler(lineCounter{&lines}, nil))}, func(t *testing.T, store *durable.Store) {
		execute(t, store, "ALTER TABLE whatsapp_lanes RENAME TO away")
		require.NoError(t, store.Start(t.Context()))
		time.Sleep(time.Minute)
		assert.Positive(t, lines.Load())
		assert.Less(t, lines.Load(), int64(60))
	})
}

// lineCounter counts the lines of a log.
type lineCounter struct{ lines *atomic.Int64 }

func (c lineCounter) Write(line []byte) (int, error) {
	c.lines.Add(1)
	return len(line), nil
}

// Connections that go silent do not silence the process, even if they are all
// that it may have: the heartbeat has one of its own, and gets another one.
func TestSilentConnections(t *testing.T) {
	t.Parallel()
	source := emptyDatabase(t, postgres(t))
	p := newProxy(t, source)
	store := open(t, p.source, durable.Options{DeadAfter: 5 * time.Second})
	require.NoError(t, store.Start(t.Context()))
	defer stop(t, store)
	defer p.cut()
	direct := open(t, source, durable.Options{})
	for range store.DB().Stats().MaxOpenConnections {
		taken, err := store.DB().Conn(t.Context())
		require.NoError(t, err)
		defer taken.Close()
	}
	p.silence()
	beat := func() (beat int) {
		_ = direct.DB().QueryRowContext(t.Context(), "SELECT MAX(beat) FROM whatsapp_processes").Scan(&beat)
		return beat
	}
	before := beat()
	require.Eventually(t, func() bool { return beat() > before+3 }, time.Minute, 5*time.Millisecond)
}

// Answers to commits are lost, one in seven. What a callback leaves for the end
// happens once, and nothing is sent twice.
func TestLostCommits(t *testing.T) {
	t.Parallel()
	const events = 20
	source := emptyDatabase(t, postgres(t))
	p := newProxy(t, source)
	var losing atomic.Bool
	var commits atomic.Int64
	p.loses = func() bool { return losing.Load() && commits.Add(1)%7 == 0 }
	store := open(t, p.source, durable.Options{PollInterval: 10 * time.Millisecond, DeadAfter: 2 * time.Second})
	direct := open(t, source, durable.Options{})
	execute(t, store, "CREATE TABLE answers (event TEXT)")
	var sent sync.Map
	var twice atomic.Int64
	outbox, err := store.NewOutbox(durable.OutboxConfig{Sender: senderFunc(func(_ context.Context, m whatsapp.Message) error {
		if _, again := sent.LoadOrStore(m.Content.(whatsapp.Text).Body, true); again {
			twice.Add(1)
		}
		return nil
	})})
	require.NoError(t, err)
	inbox, err := store.NewInbox(durable.InboxConfig{Webhook: childWebhook, MaxAttempts: 1000, Backoff: func(int) time.Duration { return 10 * time.Millisecond }, Callback: func(ctx context.Context, e webhook.Event) error {
		answer := hello(e.Key())
		answer.Message.To = "+" + e.(*webhook.MessageEvent).Message.From
		if _, err := outbox.Enqueue(ctx, answer); err != nil {
			return err
		}
		return durable.OnDone(ctx, func(ctx context.Context, tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, "INSERT INTO answers (event) VALUES ($1)", e.Key())
			return err
		})
	}})
	require.NoError(t, err)
	require.NoError(t, store.Start(t.Context()))
	defer stop(t, store)
	losing.Store(true)
	for i := range events {
		body := inbound(fmt.Sprintf("155501001%02d", i%10), fmt.Sprintf("wamid.%d", i))
		require.Eventually(t, func() bool { return post(inbox, childSecret, body) == 200 }, time.Minute, time.Millisecond)
	}
	settled := func() bool {
		var left, messages int
		err := direct.DB().QueryRowContext(t.Context(), `SELECT (SELECT COUNT(*) FROM whatsapp_events WHERE state <> 'done')
			+ (SELECT COUNT(*) FROM whatsapp_messages WHERE state NOT IN ('accepted', 'unknown')), (SELECT COUNT(*) FROM whatsapp_messages)`).Scan(&left, &messages)
		return err == nil && left == 0 && messages == events
	}
	require.Eventually(t, settled, time.Minute, 5*time.Millisecond)
	losing.Store(false)
	assert.Positive(t, commits.Load()/7, "some were lost")
	var answers, distinct int
	require.NoError(t, direct.DB().QueryRowContext(t.Context(), "SELECT COUNT(*), COUNT(DISTINCT event) FROM answers").Scan(&answers, &distinct))
	assert.Equal(t, events, answers)
	assert.Equal(t, events, distinct)
	assert.Zero(t, twice.Load())
}

// A database that goes away and comes back.
func TestDatabaseGoesAndComesBack(t *testing.T) {
	t.Parallel()
	p := newProxy(t, emptyDatabase(t, postgres(t)))
	store := open(t, p.source, durable.Options{PollInterval: 10 * time.Millisecond, DeadAfter: 2 * time.Second})
	entered, release := make(chan struct{}), make(chan struct{})
	var sent atomic.Int64
	outbox, err := store.NewOutbox(durable.OutboxConfig{Sender: senderFunc(func(_ context.Context, m whatsapp.Message) error {
		sent.Add(1)
		if m.Content.(whatsapp.Text).Body == "first" {
			entered <- struct{}{}
			<-release
		}
		return nil
	})})
	require.NoError(t, err)
	inbox, err := store.NewInbox(durable.InboxConfig{Webhook: childWebhook})
	require.NoError(t, err)
	require.NoError(t, store.Start(t.Context()))
	first, err := outbox.Enqueue(t.Context(), hello("first"))
	require.NoError(t, err)
	second, err := outbox.Enqueue(t.Context(), hello("second"))
	require.NoError(t, err)
	<-entered
	p.refuses.Store(true)
	p.cut()
	close(release)
	check := store.Check(t.Context())
	require.Error(t, check)
	require.NotErrorIs(t, check, durable.ErrNotMigrated)
	_, err = outbox.Enqueue(t.Context(), hello("not now"))
	require.Error(t, err)
	assert.Equal(t, 500, deliver(inbox, childSecret, "hello"))
	p.refuses.Store(false)
	for _, id := range []string{first.ID, second.ID} {
		require.Eventually(t, func() bool {
			message, err := outbox.Message(t.Context(), id)
			return err == nil && message.State == durable.StateAccepted
		}, time.Minute, 5*time.Millisecond)
	}
	assert.Equal(t, int64(2), sent.Load())
	require.Eventually(t, func() bool { return store.Check(t.Context()) == nil }, time.Minute, 5*time.Millisecond)

	// To stop does not need it.
	p.refuses.Store(true)
	p.cut()
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	require.Error(t, store.Stop(ctx))
}

// A function that makes nothing of the failure of its statement leaves a
// transaction that PostgreSQL commits no more: the attempt has failed.
func TestOnDoneThatIgnoresItsFailure(t *testing.T) {
	t.Parallel()
	store := open(t, emptyDatabase(t, postgres(t)), durable.Options{PollInterval: 10 * time.Millisecond})
	inbox, err := store.NewInbox(durable.InboxConfig{Webhook: childWebhook, MaxAttempts: 1, Callback: func(ctx context.Context, _ webhook.Event) error {
		return durable.OnDone(ctx, func(ctx context.Context, tx *sql.Tx) error {
			_, _ = tx.ExecContext(ctx, "UPDATE missing SET x = 1")
			return nil
		})
	}})
	require.NoError(t, err)
	require.NoError(t, store.Start(t.Context()))
	defer stop(t, store)
	require.Equal(t, 200, deliver(inbox, childSecret, "hello"))
	var letters []*durable.DeadLetter
	require.Eventually(t, func() bool {
		letters, err = inbox.DeadLetters(t.Context(), 0, 0)
		return err == nil && len(letters) == 1
	}, time.Minute, 5*time.Millisecond)
	assert.Contains(t, letters[0].Reason, "transaction is aborted")
}
