package reply_test

import (
	"context"
	"errors"
	"net/http"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/reply"
	"github.com/wabakit/whatsapp/webhook"
)

const (
	appSecret = "an app secret of the tests"
	sendRoute = "POST /{phone}/messages"
)

// world is an emulated Graph that delivers to a bot.
type world struct {
	server  *graphtest.Server
	client  *whatsapp.Client
	handler http.Handler
	hooks   *graphtest.Webhooks
	errors  []error // that the handler has reported
}

// newWorld connects a callback, made from the client and a Replier, to an
// emulated Graph that redelivers what fails, three times without waiting.
func newWorld(t *testing.T, callback func(*whatsapp.Client, *reply.Replier) *webhook.Router) *world {
	t.Helper()
	w := &world{server: graphtest.New()}
	client, err := whatsapp.NewClient(graphtest.AccessToken,
		whatsapp.WithHTTPClient(w.server.Client()), whatsapp.WithMaxRetries(0))
	require.NoError(t, err)
	w.client = client
	store := webhook.NewMemoryStore(0, 0)
	router := callback(client, reply.New(client.Messages, store))
	w.handler = newHandler(t, w, webhook.Deduplicate(store, router.Handle))
	w.hooks = w.server.Webhooks(w.handler, appSecret,
		graphtest.WithRedelivery(0, 0, 0), graphtest.WithStatuses())
	return w
}

func newHandler(t *testing.T, w *world, callback webhook.Callback) http.Handler {
	t.Helper()
	handler, err := webhook.NewHandler(webhook.Config{
		AppSecrets:  []string{appSecret},
		VerifyToken: "a verify token of the tests",
		OnError:     func(_ context.Context, err error) { w.errors = append(w.errors, err) },
	}, callback)
	require.NoError(t, err)
	return handler
}

// deliver delivers a message until it is accepted.
func (w *world) deliver(t *testing.T, message graphtest.Inbound) {
	t.Helper()
	_ = w.hooks.Deliver(t.Context(), message) // failures stay in the queue
	require.NoError(t, w.hooks.Run(t.Context()))
}

// greeter returns a bot that greets every sender.
func greeter(_ *whatsapp.Client, replies *reply.Replier) *webhook.Router {
	return &webhook.Router{OnMessage: func(ctx context.Context, event *webhook.MessageEvent) error {
		return replies.Reply(ctx, event, "greeting", whatsapp.Text{Body: "Good morning"})
	}}
}

func TestReply(t *testing.T) {
	t.Parallel()
	w := newWorld(t, greeter)
	w.deliver(t, graphtest.Inbound{From: "15550100123", Text: "Hello", Message: webhook.Message{ID: "wamid.1"}})
	w.deliver(t, graphtest.Inbound{UserID: "US.13491208", Text: "Hello"})
	require.NoError(t, w.hooks.DeliverRaw(t.Context(), w.hooks.Deliveries()[0].Body))

	sent := w.server.Outbox()
	require.Len(t, sent, 2)
	assert.Equal(t, "+15550100123", sent[0].To)
	assert.Equal(t, "Good morning", sent[0].Text())
	assert.Equal(t, "reply:wamid.1:greeting", sent[0].BizOpaqueCallbackData)
	assert.Equal(t, "US.13491208", sent[1].Recipient)
	assert.Contains(t, string(w.server.Requests()[0].Body), `"context":{"message_id":"wamid.1"}`)
	assert.Empty(t, w.errors)
}

// What is known about a reply decides whether the next delivery sends it.
func TestReplyAfterFaults(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name       string
		fault      graphtest.Fault
		deliveries int // until the event is done
		sent       int
		class      error
	}{
		{"the answer is lost", graphtest.DropAfter(), 1, 1, whatsapp.ErrOutcomeUnknown},
		{"the answer is cut off", graphtest.Truncated(20), 1, 1, whatsapp.ErrOutcomeUnknown},
		{"nobody knows", graphtest.HTMLError(http.StatusBadGateway), 1, 0, whatsapp.ErrOutcomeUnknown},
		{"no connection", graphtest.Refused(), 2, 1, syscall.ECONNREFUSED},
		{"throttled", graphtest.Throttled(130429, time.Second), 2, 1, whatsapp.ErrRateLimited},
		{"token expired", graphtest.GraphError(401, graphtest.Error{Code: 190}), 2, 1, whatsapp.ErrUnauthorized},
		{"outside the window", graphtest.GraphError(400, graphtest.Error{Code: 131047}), 1, 0, whatsapp.ErrReEngagementWindow},
		{"invalid", graphtest.GraphError(400, graphtest.Error{Code: 131009}), 1, 0, whatsapp.ErrInvalidRequest},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, greeter)
			w.server.Script(sendRoute, test.fault)
			w.deliver(t, graphtest.Inbound{Text: "Hello"})
			delivery := w.hooks.Deliveries()[0]
			assert.Equal(t, graphtest.DeliveryStateDone, delivery.State)
			assert.Len(t, delivery.Attempts, test.deliveries)
			assert.Len(t, w.server.Outbox(), test.sent)
			require.Len(t, w.errors, 1)
			assert.ErrorIs(t, w.errors[0], test.class)
			assert.Equal(t, test.deliveries == 1, webhook.IsPermanent(w.errors[0]))
		})
	}
}

// After an unknown error the reply may have been sent.
func TestReplyAfterAForeignError(t *testing.T) {
	t.Parallel()
	calls := 0
	replies := reply.New(senderFunc(func(context.Context, whatsapp.Message) error {
		calls++
		return errors.New("of another package")
	}), webhook.NewMemoryStore(0, 0))
	require.True(t, webhook.IsPermanent(replies.Reply(t.Context(), message("a"), "greeting", greeting)))
	require.NoError(t, replies.Reply(t.Context(), message("a"), "greeting", greeting))
	require.Equal(t, 1, calls)
}

// The failure of a later step does not repeat the reply.
func TestReplyBeforeAFailure(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(client *whatsapp.Client, replies *reply.Replier) *webhook.Router {
		return &webhook.Router{OnMessage: func(ctx context.Context, event *webhook.MessageEvent) error {
			if err := replies.Reply(ctx, event, "greeting", whatsapp.Text{Body: "Good morning"}); err != nil {
				return err
			}
			if err := replies.Reply(ctx, event, "question", whatsapp.Text{Body: "How can we help?"}); err != nil {
				return err
			}
			return client.Messages.MarkRead(ctx, event.Metadata.PhoneNumberID, event.Message.ID)
		}}
	})
	w.server.Script(sendRoute, graphtest.Pass(), graphtest.Pass(),
		graphtest.Unavailable200(), graphtest.Unavailable200(), graphtest.Unavailable200())
	w.deliver(t, graphtest.Inbound{Text: "Hello"})
	delivery := w.hooks.Deliveries()[0]
	require.Equal(t, graphtest.DeliveryStateDone, delivery.State)
	require.Len(t, delivery.Attempts, 4)
	sent := w.server.Outbox()
	require.Len(t, sent, 2)
	assert.Equal(t, "How can we help?", sent[1].Text())
}

// senderFunc adapts a function to a [reply.Sender].
type senderFunc func(ctx context.Context, message whatsapp.Message) error

func (f senderFunc) Send(
	ctx context.Context, _ string, message whatsapp.Message, _ ...whatsapp.RequestOption,
) (*whatsapp.SentMessage, error) {
	return &whatsapp.SentMessage{}, f(ctx, message)
}

func message(id string) *webhook.MessageEvent {
	return &webhook.MessageEvent{Message: webhook.Message{ID: id, From: "15550100123"}}
}

var greeting = whatsapp.Text{Body: "Good morning"}

// A reply that was in flight when its process died may have been sent.
func TestReplyThatDidNotEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := webhook.NewMemoryStore(0, 0)
		died := &faultyStore{Store: store, completeErr: errors.New("killed")}
		calls := 0
		sender := senderFunc(func(context.Context, whatsapp.Message) error { calls++; return whatsapp.ErrTransient })
		require.Error(t, reply.New(sender, died).Reply(t.Context(), message("a"), "greeting", greeting))

		for range 7 { // for as long as Meta delivers again
			err := reply.New(sender, store).Reply(t.Context(), message("a"), "greeting", greeting)
			require.ErrorIs(t, err, reply.ErrUnresolved)
			require.ErrorIs(t, err, whatsapp.ErrOutcomeUnknown)
			require.True(t, webhook.IsPermanent(err))
			time.Sleep(24*time.Hour - time.Second)
		}
		require.Equal(t, 1, calls)
	})
}

func TestReplyThatPanicsMayHaveBeenSent(t *testing.T) {
	t.Parallel()
	calls := 0
	replies := reply.New(senderFunc(func(context.Context, whatsapp.Message) error {
		calls++
		panic("in the transport")
	}), webhook.NewMemoryStore(0, 0))
	require.Panics(t, func() { _ = replies.Reply(t.Context(), message("a"), "greeting", greeting) })
	require.NoError(t, replies.Reply(t.Context(), message("a"), "greeting", greeting))
	require.Equal(t, 1, calls)
}

// The outcome of a reply is recorded even if the request has ended.
func TestReplyOfARequestThatEnded(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	store := &faultyStore{Store: webhook.NewMemoryStore(0, 0)}
	calls := 0
	replies := reply.New(senderFunc(func(ctx context.Context, _ whatsapp.Message) error {
		calls++
		cancel()
		return nil
	}), store)
	require.NoError(t, replies.Reply(ctx, message("a"), "greeting", greeting))
	require.NoError(t, store.completeContext)
	require.NoError(t, replies.Reply(t.Context(), message("a"), "greeting", greeting))
	require.Equal(t, 1, calls)
}

// faultyStore fails on demand.
type faultyStore struct {
	webhook.Store
	claimErr, completeErr, completeContext error
}

func (s *faultyStore) Claim(ctx context.Context, key string, lease time.Duration) (webhook.Claim, error) {
	if s.claimErr != nil {
		return webhook.Claim{}, s.claimErr
	}
	return s.Store.Claim(ctx, key, lease)
}

func (s *faultyStore) Complete(ctx context.Context, claim webhook.Claim, done bool) error {
	if s.completeContext = ctx.Err(); s.completeErr != nil {
		return s.completeErr
	}
	return s.Store.Complete(ctx, claim, done)
}

func TestReplyWithoutTheStore(t *testing.T) {
	t.Parallel()
	unreachable := errors.New("store unreachable")
	calls := 0
	outcome := error(nil)
	sender := senderFunc(func(context.Context, whatsapp.Message) error { calls++; return outcome })
	memory := webhook.NewMemoryStore(0, 0)

	err := reply.New(sender, &faultyStore{claimErr: unreachable}).Reply(t.Context(), message("a"), "greeting", greeting)
	require.ErrorIs(t, err, unreachable)
	require.False(t, webhook.IsPermanent(err), "it can be sent next time")
	require.Zero(t, calls)

	forgetful := reply.New(sender, &faultyStore{Store: memory, completeErr: unreachable})
	err = forgetful.Reply(t.Context(), message("a"), "greeting", greeting)
	require.ErrorIs(t, err, unreachable)
	require.True(t, webhook.IsPermanent(err), "it is sent")
	err = forgetful.Reply(t.Context(), message("a"), "greeting", greeting)
	require.ErrorIs(t, err, reply.ErrUnresolved)
	require.Equal(t, 1, calls)

	outcome = whatsapp.ErrRateLimited
	err = forgetful.Reply(t.Context(), message("b"), "greeting", greeting)
	require.ErrorIs(t, err, unreachable)
	require.ErrorIs(t, err, outcome)
	require.False(t, webhook.IsPermanent(err))
}

func TestSend(t *testing.T) {
	t.Parallel()
	var sent []whatsapp.Message
	replies := reply.New(senderFunc(func(_ context.Context, message whatsapp.Message) error {
		sent = append(sent, message)
		return nil
	}), webhook.NewMemoryStore(0, 0))
	missed := &webhook.CallEvent{Call: webhook.Call{ID: "wacid.1", Event: "terminate", From: "15550100123"}}
	for range 2 {
		require.NoError(t, replies.Send(t.Context(), missed, "sorry", "7", whatsapp.Message{To: "+15550100123", Content: greeting}))
		require.NoError(t, replies.Send(t.Context(), missed, "office", "7",
			whatsapp.Message{To: "+15550100199", Content: greeting, CallbackData: "own"}))
	}
	require.Len(t, sent, 2)
	assert.Equal(t, reply.Key(missed, "sorry"), sent[0].CallbackData)
	assert.Equal(t, "own", sent[1].CallbackData)
}
