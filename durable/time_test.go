package durable_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/durable"
	"github.com/wabakit/whatsapp/webhook"
)

// calm looks rarely, so that a minute has few steps.
var calm = durable.Options{PollInterval: 500 * time.Millisecond, DeadAfter: time.Hour}

// lateness is how late what is due may be then.
const lateness = 8 * time.Second

// inBubble runs a test with a store in a file, where time passes by itself.
func inBubble(t *testing.T, options durable.Options, run func(t *testing.T, store *durable.Store)) {
	t.Helper()
	source := filepath.Join(t.TempDir(), "test.db")
	synctest.Test(t, func(t *testing.T) {
		store, err := durable.Open(t.Context(), source, options)
		require.NoError(t, err)
		run(t, store)
		require.NoError(t, store.Stop(t.Context()))
		require.NoError(t, store.Close())
	})
}

// kept is what callbacks have seen. To sleep in a bubble does not order what
// other goroutines write, so it has a lock.
type kept[T any] struct {
	mutex sync.Mutex
	seen  []T
}

// add returns how many there are then.
func (k *kept[T]) add(value T) int {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	k.seen = append(k.seen, value)
	return len(k.seen)
}

func (k *kept[T]) all() []T {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	return slices.Clone(k.seen)
}

func TestBackoff(t *testing.T) {
	t.Parallel()
	inBubble(t, calm, func(t *testing.T, store *durable.Store) {
		var attempts kept[time.Time]
		inbox, err := store.NewInbox(durable.InboxConfig{Webhook: childWebhook, MaxAttempts: 5, Callback: func(context.Context, webhook.Event) error {
			attempts.add(time.Now())
			return errors.New("never")
		}})
		require.NoError(t, err)
		require.NoError(t, store.Start(t.Context()))
		deliver(inbox, childSecret, "hello")
		time.Sleep(3 * time.Minute)
		require.Len(t, attempts.all(), 5)
		for i, wait := range []time.Duration{1, 4, 16, 64} {
			assertWait(t, wait*time.Second, attempts.all()[i+1].Sub(attempts.all()[i])) //nolint:durationcheck // a number of seconds
		}
		letters, err := inbox.DeadLetters(t.Context(), 0, 0)
		require.NoError(t, err)
		require.Len(t, letters, 1)
	})
}

func TestLadderOfRefusals(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		code  int
		waits []time.Duration // in seconds
	}{
		{"pair", 131056, []time.Duration{1, 4, 16, 60}},
		{"throughput", 130429, []time.Duration{1, 4, 16, 60}},
		{"token", 190, []time.Duration{60, 60}},
		{"maintenance", 2494100, []time.Duration{60, 60}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, calm, func(t *testing.T, store *durable.Store) { testLadder(t, store, test.code, test.waits) })
		})
	}
}

func testLadder(t *testing.T, store *durable.Store, code int, waits []time.Duration) {
	t.Helper()
	var sent kept[time.Time]
	outbox, err := store.NewOutbox(durable.OutboxConfig{Sender: senderFunc(func(context.Context, whatsapp.Message) error {
		if sent.add(time.Now()) <= len(waits) {
			return &whatsapp.GraphAPIError{StatusCode: 400, Code: code}
		}
		return nil
	})})
	require.NoError(t, err)
	require.NoError(t, store.Start(t.Context()))
	queued, err := outbox.Enqueue(t.Context(), hello("hello"))
	require.NoError(t, err)
	for _, wait := range waits {
		time.Sleep(wait*time.Second + lateness) //nolint:durationcheck // a number of seconds
	}
	time.Sleep(lateness)
	require.Len(t, sent.all(), len(waits)+1)
	for i, wait := range waits {
		assertWait(t, wait*time.Second, sent.all()[i+1].Sub(sent.all()[i])) //nolint:durationcheck // a number of seconds
	}
	message, err := outbox.Message(t.Context(), queued.ID)
	require.NoError(t, err)
	assert.Equal(t, durable.StateAccepted, message.State)
}

// assertWait looks whether something has waited, and not for much longer.
func assertWait(t *testing.T, want, got time.Duration) {
	t.Helper()
	assert.GreaterOrEqual(t, got, want)
	assert.Less(t, got, want+lateness)
}

func TestRetention(t *testing.T) {
	t.Parallel()
	options := calm
	options.PollInterval = 2 * time.Second
	options.Logger = slog.New(slog.NewTextHandler(testLog{t}, nil))
	options.KeepEvents, options.KeepMessages = time.Hour, 24*time.Hour
	inBubble(t, options, func(t *testing.T, store *durable.Store) {
		outbox, err := store.NewOutbox(durable.OutboxConfig{Sender: senderFunc(func(_ context.Context, m whatsapp.Message) error {
			if m.Content.(whatsapp.Text).Body == "unknown" {
				return errors.New("the answer was lost")
			}
			return nil
		})})
		require.NoError(t, err)
		var calls atomic.Int64
		inbox, err := store.NewInbox(durable.InboxConfig{Webhook: childWebhook, Callback: func(context.Context, webhook.Event) error {
			calls.Add(1)
			return nil
		}})
		require.NoError(t, err)
		require.NoError(t, store.Start(t.Context()))
		deliver(inbox, childSecret, "hello")
		for _, body := range []string{"accepted", "unknown"} {
			outgoing := hello(body)
			outgoing.Campaign = body
			_, err = outbox.Enqueue(t.Context(), outgoing)
			require.NoError(t, err)
		}
		settled := func() bool {
			waiting := 0
			require.NoError(t, store.DB().QueryRowContext(t.Context(), `SELECT (SELECT COUNT(*) FROM whatsapp_messages WHERE state NOT IN ('accepted', 'unknown'))
				+ (SELECT COUNT(*) FROM whatsapp_events WHERE state <> 'done')`).Scan(&waiting))
			return waiting == 0
		}
		for !settled() {
			time.Sleep(time.Second)
		}
		count := func(table string) (rows int) {
			require.NoError(t, store.DB().QueryRowContext(t.Context(), "SELECT COUNT(*) FROM "+table).Scan(&rows))
			return rows
		}
		// age makes everything older, and waits for the sweeper.
		age := func(by time.Duration) {
			for _, column := range []string{"whatsapp_events SET ended_at = ended_at", "whatsapp_messages SET changed_at = changed_at", "whatsapp_campaigns SET changed_at = changed_at", "whatsapp_lanes SET due_at = due_at"} {
				_, err := store.DB().ExecContext(t.Context(), fmt.Sprintf("UPDATE %s - %d", column, by.Microseconds()))
				require.NoError(t, err)
			}
			time.Sleep(70 * time.Second)
		}
		age(23 * time.Hour)
		assert.Equal(t, 2, count("whatsapp_messages"))
		age(2 * time.Hour)
		unknown, err := outbox.Messages(t.Context(), durable.ListMessages{State: durable.StateUnknown})
		require.NoError(t, err)
		assert.Len(t, unknown, 1, "what is unknown stays")
		assert.Equal(t, 1, count("whatsapp_messages"))
		assert.Equal(t, 1, count("whatsapp_campaigns"))
		// Meta may deliver the event again for a week, whatever the options
		// say.
		age(durable.MinKeep - 26*time.Hour)
		deliver(inbox, childSecret, "hello")
		time.Sleep(lateness)
		assert.Equal(t, int64(1), calls.Load())
		assert.Equal(t, 2, count("whatsapp_lanes"))
		age(2 * time.Hour)
		assert.Zero(t, count("whatsapp_events"))
		assert.Equal(t, 1, count("whatsapp_lanes"), "the lane of the inbox was to go")
	})
}

// What a process leaves that ends in the middle: a lane that it owns, with a
// message on its way, and a lane whose ticket it had fetched.
func TestRecovery(t *testing.T) {
	t.Parallel()
	inBubble(t, watchful, func(t *testing.T, store *durable.Store) {
		var sent kept[string]
		outbox, err := store.NewOutbox(durable.OutboxConfig{Sender: senderFunc(func(_ context.Context, m whatsapp.Message) error {
			sent.add(m.Content.(whatsapp.Text).Body)
			return nil
		})})
		require.NoError(t, err)
		var ids []string
		for _, to := range []string{"+15550100123", "+15550100124"} {
			for _, body := range []string{"first", "second"} {
				outgoing := hello(body + " to " + to)
				outgoing.Message.To = to
				queued, err := outbox.Enqueue(t.Context(), outgoing)
				require.NoError(t, err)
				ids = append(ids, queued.ID)
			}
		}
		db := store.DB()
		for _, statement := range []string{
			"INSERT INTO whatsapp_processes (id, beat) VALUES ('ghost', 7)",
			"UPDATE whatsapp_lanes SET state = 'running', owner = 'ghost' WHERE name = '+15550100123'",
			"UPDATE whatsapp_messages SET state = 'sending', attempts = 1 WHERE token = '" + ids[0] + "'",
			"DELETE FROM river_job",
		} {
			_, err := db.ExecContext(t.Context(), statement)
			require.NoError(t, err)
		}
		require.NoError(t, store.Start(t.Context()))
		time.Sleep(9 * time.Second)
		assert.Empty(t, sent.all(), "a process that may live was robbed")
		time.Sleep(11 * time.Second)
		assert.ElementsMatch(t, []string{"first to +15550100124", "second to +15550100123", "second to +15550100124"}, sent.all())
		message, err := outbox.Message(t.Context(), ids[0])
		require.NoError(t, err)
		assert.Equal(t, durable.StateUnknown, message.State)
		assert.Contains(t, message.Reason, "process ended")
	})
}

// senderFunc is a sender.
type senderFunc func(ctx context.Context, message whatsapp.Message) error

func (f senderFunc) Send(ctx context.Context, _ string, message whatsapp.Message, _ ...whatsapp.RequestOption) (*whatsapp.SentMessage, error) {
	if err := f(ctx, message); err != nil {
		return nil, err
	}
	return &whatsapp.SentMessage{Messages: []whatsapp.AcceptedMessage{{ID: "wamid." + message.CallbackData}}}, nil
}

func (f senderFunc) SendMarketing(ctx context.Context, _ string, message whatsapp.MarketingMessage, _ ...whatsapp.RequestOption) (*whatsapp.SentMessage, error) {
	return f.Send(ctx, "", whatsapp.Message{CallbackData: message.CallbackData})
}

func hello(body string) durable.Outgoing {
	return durable.Outgoing{PhoneNumberID: childNumber, Message: whatsapp.Message{To: "+15550100123", Content: whatsapp.Text{Body: body}}}
}
