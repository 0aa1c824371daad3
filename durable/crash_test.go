package durable_test

import (
	"context"
	"errors"
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

// watchful notices a death within seconds.
var watchful = durable.Options{PollInterval: time.Second, DeadAfter: 10 * time.Second}

func execute(t *testing.T, store *durable.Store, statements ...string) {
	t.Helper()
	for _, statement := range statements {
		_, err := store.DB().ExecContext(t.Context(), statement)
		require.NoError(t, err)
	}
}

// A process that was suspended for so long that the others took it for dead:
// the answer that it has been waiting for still counts.
func TestTakenForDeadWhileSending(t *testing.T) {
	t.Parallel()
	inBubble(t, watchful, func(t *testing.T, store *durable.Store) {
		var sent kept[string]
		outbox, err := store.NewOutbox(durable.OutboxConfig{Sender: senderFunc(func(_ context.Context, m whatsapp.Message) error {
			if sent.add(m.Content.(whatsapp.Text).Body) == 1 {
				time.Sleep(time.Minute)
			}
			return nil
		})})
		require.NoError(t, err)
		require.NoError(t, store.Start(t.Context()))
		var ids []string
		for _, body := range []string{"first", "second"} {
			queued, err := outbox.Enqueue(t.Context(), hello(body))
			require.NoError(t, err)
			ids = append(ids, queued.ID)
		}
		time.Sleep(5 * time.Second)
		execute(t, store, "DELETE FROM whatsapp_processes")
		time.Sleep(2 * time.Minute)
		for _, id := range ids {
			message, err := outbox.Message(t.Context(), id)
			require.NoError(t, err)
			assert.Equal(t, durable.StateAccepted, message.State)
		}
		assert.Equal(t, []string{"first", "second"}, sent.all())
		require.NoError(t, store.Check(t.Context()))
	})
}

// A callback that somebody else has taken over runs again, and what it enqueues
// is stored once.
func TestTakenForDeadInCallback(t *testing.T) {
	t.Parallel()
	inBubble(t, watchful, func(t *testing.T, store *durable.Store) {
		outbox, err := store.NewOutbox(durable.OutboxConfig{})
		require.NoError(t, err)
		var calls atomic.Int64
		inbox, err := store.NewInbox(durable.InboxConfig{Webhook: childWebhook, Callback: func(ctx context.Context, _ webhook.Event) error {
			if calls.Add(1) == 1 {
				time.Sleep(time.Minute)
			}
			_, err := outbox.Enqueue(ctx, hello("answer"))
			return err
		}})
		require.NoError(t, err)
		require.NoError(t, store.Start(t.Context()))
		deliver(inbox, childSecret, "hello")
		time.Sleep(5 * time.Second)
		execute(t, store, "DELETE FROM whatsapp_processes")
		time.Sleep(2 * time.Minute)
		assert.Equal(t, int64(2), calls.Load())
		messages, err := outbox.Messages(t.Context(), durable.ListMessages{})
		require.NoError(t, err)
		assert.Len(t, messages, 1)
		stats, err := store.Stats(t.Context())
		require.NoError(t, err)
		assert.Zero(t, stats.Events)
	})
}

// A callback may take longer than a process may be silent.
func TestLongCallback(t *testing.T) {
	t.Parallel()
	inBubble(t, watchful, func(t *testing.T, store *durable.Store) {
		var calls atomic.Int64
		inbox, err := store.NewInbox(durable.InboxConfig{Webhook: childWebhook, Callback: func(context.Context, webhook.Event) error {
			calls.Add(1)
			time.Sleep(2 * time.Minute)
			return nil
		}})
		require.NoError(t, err)
		require.NoError(t, store.Start(t.Context()))
		deliver(inbox, childSecret, "hello")
		time.Sleep(5 * time.Minute)
		assert.Equal(t, int64(1), calls.Load())
	})
}

// An event that ends the process at every attempt.
func TestEventThatEndsTheProcess(t *testing.T) {
	t.Parallel()
	inBubble(t, watchful, func(t *testing.T, store *durable.Store) {
		var calls atomic.Int64
		inbox, err := store.NewInbox(durable.InboxConfig{Webhook: childWebhook, MaxAttempts: 3, Callback: func(context.Context, webhook.Event) error {
			calls.Add(1)
			return nil
		}})
		require.NoError(t, err)
		deliver(inbox, childSecret, "hello")
		execute(t, store, "UPDATE whatsapp_events SET attempts = 3", "UPDATE whatsapp_lanes SET state = 'running', owner = 'ghost'")
		require.NoError(t, store.Start(t.Context()))
		time.Sleep(time.Minute)
		assert.Zero(t, calls.Load())
		letters, err := inbox.DeadLetters(t.Context(), 0, 0)
		require.NoError(t, err)
		require.Len(t, letters, 1)
		assert.Equal(t, "the process ended during every attempt", letters[0].Reason)
		require.NoError(t, inbox.Rerun(t.Context(), letters[0].ID))
		time.Sleep(time.Minute)
		assert.Equal(t, int64(1), calls.Load())
	})
}

// A claim whose commit was not answered: the message counts as on its way, and
// nobody sends it.
func TestClaimWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	inBubble(t, watchful, func(t *testing.T, store *durable.Store) {
		var second durable.Queued
		outbox, err := store.NewOutbox(durable.OutboxConfig{Sender: senderFunc(func(context.Context, whatsapp.Message) error {
			_, err := store.DB().Exec("UPDATE whatsapp_messages SET state = 'sending' WHERE token = ?", second.ID)
			return err
		})})
		require.NoError(t, err)
		_, err = outbox.Enqueue(t.Context(), hello("first"))
		require.NoError(t, err)
		second, err = outbox.Enqueue(t.Context(), hello("second"))
		require.NoError(t, err)
		require.NoError(t, store.Start(t.Context()))
		time.Sleep(3 * time.Second)
		message, err := outbox.Message(t.Context(), second.ID)
		require.NoError(t, err)
		assert.Equal(t, durable.StateUnknown, message.State)
	})
}

func TestBackoffThatPanics(t *testing.T) {
	t.Parallel()
	inBubble(t, watchful, func(t *testing.T, store *durable.Store) {
		var calls atomic.Int64
		inbox, err := store.NewInbox(durable.InboxConfig{
			Webhook: childWebhook, Backoff: func(int) time.Duration { panic("no wait") }, MaxAttempts: 2,
			Callback: func(context.Context, webhook.Event) error {
				calls.Add(1)
				return errors.New("never")
			},
		})
		require.NoError(t, err)
		require.NoError(t, store.Start(t.Context()))
		deliver(inbox, childSecret, "hello")
		time.Sleep(time.Minute)
		assert.Equal(t, int64(2), calls.Load())
		letters, err := inbox.DeadLetters(t.Context(), 0, 0)
		require.NoError(t, err)
		assert.Len(t, letters, 1)
	})
}

// A database that is away when a message has just been sent.
func TestDatabaseAway(t *testing.T) {
	t.Parallel()
	inBubble(t, watchful, func(t *testing.T, store *durable.Store) {
		var sent atomic.Int64
		outbox, err := store.NewOutbox(durable.OutboxConfig{Sender: senderFunc(func(ctx context.Context, _ whatsapp.Message) error {
			sent.Add(1)
			_, err := store.DB().ExecContext(ctx, "ALTER TABLE whatsapp_messages RENAME TO away")
			return err
		})})
		require.NoError(t, err)
		inbox, err := store.NewInbox(durable.InboxConfig{Webhook: childWebhook})
		require.NoError(t, err)
		queued, err := outbox.Enqueue(t.Context(), hello("hello"))
		require.NoError(t, err)
		require.NoError(t, store.Start(t.Context()))
		time.Sleep(3 * time.Second)
		require.Equal(t, int64(1), sent.Load())
		_, err = outbox.Enqueue(t.Context(), hello("not now"))
		require.ErrorContains(t, err, "durable: enqueuing a message")
		_, err = outbox.Message(t.Context(), queued.ID)
		require.Error(t, err)
		_, err = store.Stats(t.Context())
		require.Error(t, err)
		execute(t, store, "ALTER TABLE whatsapp_events RENAME TO events_away")
		assert.Equal(t, 500, deliver(inbox, childSecret, "hello"))
		execute(t, store, "ALTER TABLE away RENAME TO whatsapp_messages", "ALTER TABLE events_away RENAME TO whatsapp_events")
		time.Sleep(time.Minute)
		message, err := outbox.Message(t.Context(), queued.ID)
		require.NoError(t, err)
		assert.Equal(t, durable.StateAccepted, message.State)
		assert.Equal(t, int64(1), sent.Load())
		assert.Equal(t, 200, deliver(inbox, childSecret, "hello"))
	})
}

// A stop that cuts a callback short does not count as its failure.
func TestCallbackCutShort(t *testing.T) {
	t.Parallel()
	inBubble(t, watchful, func(t *testing.T, store *durable.Store) {
		inbox, err := store.NewInbox(durable.InboxConfig{Webhook: childWebhook, MaxAttempts: 1, Callback: func(ctx context.Context, _ webhook.Event) error {
			<-ctx.Done()
			return ctx.Err()
		}})
		require.NoError(t, err)
		require.NoError(t, store.Start(t.Context()))
		deliver(inbox, childSecret, "hello")
		time.Sleep(3 * time.Second)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		require.ErrorIs(t, store.Stop(ctx), context.DeadlineExceeded)
		stats, err := store.Stats(t.Context())
		require.NoError(t, err)
		assert.Equal(t, 1, stats.Events)
		assert.Zero(t, stats.DeadLetters)
	})
}

// A body that an older version could not read.
func TestRerunBody(t *testing.T) {
	t.Parallel()
	inBubble(t, watchful, func(t *testing.T, store *durable.Store) {
		var calls atomic.Int64
		inbox, err := store.NewInbox(durable.InboxConfig{Webhook: childWebhook, Callback: func(context.Context, webhook.Event) error {
			calls.Add(1)
			return nil
		}})
		require.NoError(t, err)
		require.NoError(t, store.Start(t.Context()))
		post(inbox, childSecret, "[")
		letters, err := inbox.DeadLetters(t.Context(), 0, 0)
		require.NoError(t, err)
		require.Len(t, letters, 1)
		_, err = store.DB().ExecContext(t.Context(), "UPDATE whatsapp_events SET body = ?", []byte(inbound("15550100123", "wamid.1")))
		require.NoError(t, err)
		require.NoError(t, inbox.Rerun(t.Context(), letters[0].ID))
		time.Sleep(3 * time.Second)
		assert.Equal(t, int64(1), calls.Load())
		_, err = inbox.DeadLetter(t.Context(), letters[0].ID)
		require.ErrorIs(t, err, durable.ErrNotFound)
	})
}

func TestVerdicts(t *testing.T) {
	t.Parallel()
	refused := func(status, code int) error { return &whatsapp.GraphAPIError{StatusCode: status, Code: code} }
	for name, test := range map[string]struct {
		err   error
		state durable.State
		hold  bool // of the number
	}{
		"not Graph":           {&whatsapp.GraphAPIError{StatusCode: 302}, durable.StateQueued, true},
		"permission":          {refused(403, 10), durable.StateQueued, true},
		"billing":             {refused(400, 131042), durable.StateQueued, true},
		"recipient":           {refused(400, 131026), durable.StateFailed, false},
		"parameter":           {refused(400, 100), durable.StateFailed, false},
		"group's pace":        {refused(400, 131208), durable.StateQueued, false},
		"the context ended":   {decided{whatsapp.Decision{Action: whatsapp.ActionRetryNow}}, durable.StateQueued, false},
		"escalate, recipient": {decided{whatsapp.Decision{Action: whatsapp.ActionEscalate, Subject: whatsapp.SubjectRecipient}}, durable.StateFailed, false},
		"lost":                {errors.New("lost"), durable.StateUnknown, false},
		"weak":                {decided{whatsapp.Decision{Action: whatsapp.ActionRetryLater, Weak: true}}, durable.StateUnknown, false},
		"not weak":            {decided{whatsapp.Decision{Action: whatsapp.ActionRetryLater}}, durable.StateFailed, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, watchful, func(t *testing.T, store *durable.Store) {
				config := durable.OutboxConfig{Sender: senderFunc(func(context.Context, whatsapp.Message) error { return test.err })}
				if _, given := test.err.(decided); given {
					config.MaxRefusals = 1
				}
				outbox, err := store.NewOutbox(config)
				require.NoError(t, err)
				require.NoError(t, store.Start(t.Context()))
				queued, err := outbox.Enqueue(t.Context(), hello("hello"))
				require.NoError(t, err)
				time.Sleep(3 * time.Second)
				message, err := outbox.Message(t.Context(), queued.ID)
				require.NoError(t, err)
				assert.Equal(t, test.state, message.State)
				assert.NotEmpty(t, message.Reason)
				holds, err := outbox.Holds(t.Context())
				require.NoError(t, err)
				assert.Equal(t, test.hold, len(holds) == 1)
			})
		})
	}
}

// decided is an error that decides for itself.
type decided struct{ decision whatsapp.Decision }

func (d decided) Error() string               { return "decided" }
func (d decided) Decision() whatsapp.Decision { return d.decision }

// What Graph answers with besides an id.
func TestAnswers(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		answer *whatsapp.SentMessage
		state  durable.State
	}{
		"nothing": {nil, durable.StateUnknown},
		"no id":   {&whatsapp.SentMessage{}, durable.StateUnknown},
		"held": {&whatsapp.SentMessage{Messages: []whatsapp.AcceptedMessage{
			{ID: "wamid.1", Status: whatsapp.MessageStatusHeldForQualityAssessment},
		}}, durable.StateHeld},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, watchful, func(t *testing.T, store *durable.Store) {
				outbox, err := store.NewOutbox(durable.OutboxConfig{Sender: answering{test.answer}})
				require.NoError(t, err)
				require.NoError(t, store.Start(t.Context()))
				queued, err := outbox.Enqueue(t.Context(), hello("hello"))
				require.NoError(t, err)
				time.Sleep(3 * time.Second)
				message, err := outbox.Message(t.Context(), queued.ID)
				require.NoError(t, err)
				assert.Equal(t, test.state, message.State)
			})
		})
	}
}

// answering is a sender with one answer.
type answering struct{ answer *whatsapp.SentMessage }

func (a answering) Send(context.Context, string, whatsapp.Message, ...whatsapp.RequestOption) (*whatsapp.SentMessage, error) {
	return a.answer, nil
}

func (a answering) SendMarketing(context.Context, string, whatsapp.MarketingMessage, ...whatsapp.RequestOption) (*whatsapp.SentMessage, error) {
	return a.answer, nil
}

// What is stored can be damaged, and then it is said.
func TestUnreadable(t *testing.T) {
	t.Parallel()
	inBubble(t, watchful, func(t *testing.T, store *durable.Store) {
		outbox, err := store.NewOutbox(durable.OutboxConfig{Sender: senderFunc(func(context.Context, whatsapp.Message) error { return nil })})
		require.NoError(t, err)
		inbox, err := store.NewInbox(durable.InboxConfig{Webhook: childWebhook, Callback: func(context.Context, webhook.Event) error { return nil }})
		require.NoError(t, err)
		queued, err := outbox.Enqueue(t.Context(), hello("hello"))
		require.NoError(t, err)
		marketing, err := outbox.Enqueue(t.Context(), durable.Outgoing{PhoneNumberID: childNumber, Marketing: &whatsapp.MarketingMessage{
			To: "+15550100124", Template: whatsapp.Template{Name: "offer", Language: "en_US"},
		}})
		require.NoError(t, err)
		deliver(inbox, childSecret, "hello")
		execute(t, store, "UPDATE whatsapp_messages SET body = '['", "UPDATE whatsapp_events SET body = '['")
		require.NoError(t, store.Start(t.Context()))
		time.Sleep(3 * time.Second)
		for _, id := range []string{queued.ID, marketing.ID} {
			message, err := outbox.Message(t.Context(), id)
			require.NoError(t, err)
			assert.Equal(t, durable.StateFailed, message.State)
			assert.Contains(t, message.Reason, "cannot be read")
		}
		letters, err := inbox.DeadLetters(t.Context(), 0, 0)
		require.NoError(t, err)
		require.Len(t, letters, 1)
	})
}

// A limiter that cannot tell, and one that fails when it is told.
func TestLimiterAway(t *testing.T) {
	t.Parallel()
	inBubble(t, watchful, func(t *testing.T, store *durable.Store) {
		var sent kept[time.Time]
		limiter := &awayLimiter{}
		outbox, err := store.NewOutbox(durable.OutboxConfig{Limiter: limiter, Sender: senderFunc(func(context.Context, whatsapp.Message) error {
			if sent.add(time.Now()) == 1 {
				return &whatsapp.GraphAPIError{StatusCode: 400, Code: 130429}
			}
			return nil
		})})
		require.NoError(t, err)
		require.NoError(t, store.Start(t.Context()))
		began := time.Now()
		queued, err := outbox.Enqueue(t.Context(), hello("hello"))
		require.NoError(t, err)
		time.Sleep(time.Minute)
		require.Len(t, sent.all(), 2)
		assertWait(t, 5*time.Second, sent.all()[0].Sub(began))
		message, err := outbox.Message(t.Context(), queued.ID)
		require.NoError(t, err)
		assert.Equal(t, durable.StateAccepted, message.State)
		assert.Equal(t, time.Second, limiter.longest)
	})
}

type awayLimiter struct {
	asked   int
	longest time.Duration
}

func (l *awayLimiter) Reserve(_ context.Context, _ whatsapp.MessageRoute, longest time.Duration) (whatsapp.Reservation, error) {
	l.longest = longest
	if l.asked++; l.asked == 1 {
		return whatsapp.Reservation{}, errors.New("away")
	}
	return whatsapp.Reservation{Taken: true}, nil
}

func (l *awayLimiter) Refused(context.Context, whatsapp.MessageRoute, error) { panic("away") }

// A message that waits for its place has not been claimed: a crash would find
// it queued, and a stop does not wait for it.
func TestStopWhileWaitingForAPlace(t *testing.T) {
	t.Parallel()
	inBubble(t, watchful, func(t *testing.T, store *durable.Store) {
		var routes kept[whatsapp.MessageRoute]
		var sent kept[time.Time]
		var mutex sync.Mutex // guards waits
		var waits []whatsapp.Reservation
		outbox, err := store.NewOutbox(durable.OutboxConfig{
			Limiter: limiterFunc(func(route whatsapp.MessageRoute) whatsapp.Reservation {
				routes.add(route)
				mutex.Lock()
				defer mutex.Unlock()
				if len(waits) == 0 {
					return whatsapp.Reservation{Taken: true, Wait: time.Hour}
				}
				place := waits[0]
				waits = waits[1:]
				return place
			}),
			Sender: senderFunc(func(context.Context, whatsapp.Message) error {
				sent.add(time.Now())
				return nil
			}),
		})
		require.NoError(t, err)
		require.NoError(t, store.Start(t.Context()))
		mutex.Lock()
		waits = []whatsapp.Reservation{{Wait: 3 * time.Second}, {Wait: 2 * time.Second}, {Taken: true, Wait: time.Second}}
		mutex.Unlock()
		began := time.Now()
		group := hello("group")
		group.Message.To, group.Message.RecipientType = "Y2FwaV9ncm91c", whatsapp.RecipientTypeGroup
		queued, err := outbox.Enqueue(t.Context(), group)
		require.NoError(t, err)
		time.Sleep(time.Minute)
		require.Len(t, sent.all(), 1)
		assert.Less(t, sent.all()[0].Sub(began), 15*time.Second)
		assert.Greater(t, sent.all()[0].Sub(began), 3*time.Second)
		assert.Equal(t, whatsapp.MessageRoute{PhoneNumberID: childNumber}, routes.all()[0], "a group has no pace of its own")

		last, err := outbox.Enqueue(t.Context(), hello("waits for an hour"))
		require.NoError(t, err)
		time.Sleep(time.Minute)
		message, err := outbox.Message(t.Context(), last.ID)
		require.NoError(t, err)
		assert.Equal(t, durable.StateQueued, message.State)
		assert.Zero(t, message.Attempts)
		began = time.Now()
		require.NoError(t, store.Stop(t.Context()))
		assert.Less(t, time.Since(began), 10*time.Second)
		message, err = outbox.Message(t.Context(), last.ID)
		require.NoError(t, err)
		assert.Equal(t, durable.StateQueued, message.State)
		message, err = outbox.Message(t.Context(), queued.ID)
		require.NoError(t, err)
		assert.Equal(t, durable.StateAccepted, message.State)
	})
}

type limiterFunc func(route whatsapp.MessageRoute) whatsapp.Reservation

func (f limiterFunc) Reserve(_ context.Context, route whatsapp.MessageRoute, _ time.Duration) (whatsapp.Reservation, error) {
	return f(route), nil
}

func (f limiterFunc) Refused(context.Context, whatsapp.MessageRoute, error) {}

// A message that comes back when its campaign has been cancelled.
func TestCancelledOnItsWay(t *testing.T) {
	t.Parallel()
	inBubble(t, watchful, func(t *testing.T, store *durable.Store) {
		var sent atomic.Int64
		outbox, err := store.NewOutbox(durable.OutboxConfig{Sender: senderFunc(func(context.Context, whatsapp.Message) error {
			sent.Add(1)
			time.Sleep(10 * time.Second)
			return &whatsapp.GraphAPIError{StatusCode: 400, Code: 131056}
		})})
		require.NoError(t, err)
		require.NoError(t, store.Start(t.Context()))
		outgoing := hello("offer")
		outgoing.Campaign = "spring"
		queued, err := outbox.Enqueue(t.Context(), outgoing)
		require.NoError(t, err)
		time.Sleep(5 * time.Second)
		require.NoError(t, outbox.CancelCampaign(t.Context(), "spring"))
		time.Sleep(5 * time.Minute)
		message, err := outbox.Message(t.Context(), queued.ID)
		require.NoError(t, err)
		assert.Equal(t, durable.StateCancelled, message.State)
		assert.Equal(t, int64(1), sent.Load())
		require.ErrorIs(t, outbox.Requeue(t.Context(), queued.ID), durable.ErrNotFound)
	})
}

// The outbox of another database is not part of the transaction of an event.
func TestAnotherStore(t *testing.T) {
	t.Parallel()
	other := open(t, filepath.Join(t.TempDir(), "other.db"), durable.Options{})
	outbox, err := other.NewOutbox(durable.OutboxConfig{})
	require.NoError(t, err)
	store := open(t, filepath.Join(t.TempDir(), "test.db"), durable.Options{})
	ids := make(chan string, 1)
	inbox, err := store.NewInbox(durable.InboxConfig{Webhook: childWebhook, Callback: func(ctx context.Context, _ webhook.Event) error {
		queued, err := outbox.Enqueue(ctx, hello("hello"))
		ids <- queued.ID
		return err
	}})
	require.NoError(t, err)
	require.NoError(t, store.Start(t.Context()))
	defer stop(t, store)
	deliver(inbox, childSecret, "hello")
	_, err = outbox.Message(t.Context(), <-ids)
	require.NoError(t, err)
}
