// Package durabletest tests whether an engine does what package durable
// promises for its inbox and its outbox.
//
//	func TestEngine(t *testing.T) {
//		durabletest.Run(t, func(t *testing.T) durabletest.Engine {
//			source := filepath.Join(t.TempDir(), "test.db")
//			return func(t *testing.T, setup durabletest.Setup) durabletest.Queue { ... }
//		})
//	}
//
// The tests wait in real time, because an engine may be a server with its own
// clock. They take some seconds, and do not fail on a slow machine.
package durabletest

import (
	"context"
	"iter"
	"net/http"
	"testing"

	"github.com/wabakit/whatsapp/durable"
)

// A Queue is an inbox and an outbox on one engine. Its methods are those of
// [durable.Store], [durable.Inbox] and [durable.Outbox].
type Queue interface { //nolint:interfacebloat // all that an engine can do
	http.Handler

	Start(ctx context.Context) error
	Stop(ctx context.Context) error
	Check(ctx context.Context) error
	Stats(ctx context.Context) (durable.Stats, error)

	DeadLetters(ctx context.Context, after int64, limit int) ([]*durable.DeadLetter, error)
	AllDeadLetters(ctx context.Context) iter.Seq2[*durable.DeadLetter, error]
	DeadLetter(ctx context.Context, id int64) (*durable.DeadLetter, error)
	Rerun(ctx context.Context, id int64) error
	Drop(ctx context.Context, id int64) error

	Enqueue(ctx context.Context, outgoing durable.Outgoing) (durable.Queued, error)
	EnqueueAll(ctx context.Context, messages iter.Seq[durable.Outgoing]) (durable.EnqueuedAll, error)
	Message(ctx context.Context, id string) (*durable.Message, error)
	MessageByKey(ctx context.Context, key string) (*durable.Message, error)
	Messages(ctx context.Context, list durable.ListMessages) ([]*durable.Message, error)
	AllMessages(ctx context.Context, list durable.ListMessages) iter.Seq2[*durable.Message, error]
	Requeue(ctx context.Context, id string) error
	Abandon(ctx context.Context, id string) error
	Cancel(ctx context.Context, id string) error

	Campaign(ctx context.Context, name string) (*durable.Campaign, error)
	Campaigns(ctx context.Context) ([]*durable.Campaign, error)
	PauseCampaign(ctx context.Context, name string) error
	ResumeCampaign(ctx context.Context, name string) error
	CancelCampaign(ctx context.Context, name string) error

	Holds(ctx context.Context) ([]durable.Hold, error)
	HoldNumber(ctx context.Context, phoneNumberID, reason string) error
	ResumeNumber(ctx context.Context, phoneNumberID string) error
}

// Setup is how a queue is opened.
type Setup struct {
	Inbox    durable.InboxConfig
	Outbox   durable.OutboxConfig
	Observer durable.Observer
}

// An Engine opens queues on one and the same data, and has them closed at the
// end of the test.
type Engine func(t *testing.T, setup Setup) Queue

// Run runs all tests in parallel, each against an engine that newEngine makes.
// Each must be empty and independent of the others.
func Run(t *testing.T, newEngine func(t *testing.T) Engine) {
	t.Helper()
	for _, test := range []struct {
		name string
		run  func(b *bench)
	}{
		{"inbox: an event runs once", testEventOnce},
		{"inbox: it answers before the callback ends", testAnswersFirst},
		{"inbox: one conversation in order, others at once", testConversations},
		{"inbox: a failed event holds up its conversation alone", testRetry},
		{"inbox: a permanent error is a dead letter", testPermanent},
		{"inbox: a poison event is a dead letter and stops no other", testPoison},
		{"inbox: all dead letters, settled on the way", testAllDeadLetters},
		{"inbox: a body that does not parse is a dead letter", testMalformed},
		{"inbox: what is not signed is not stored", testUnsigned},
		{"inbox: a message from a callback is sent once", testEnqueueInCallback},
		{"inbox: work in the transaction of an event", testOnDone},
		{"inbox: a stop lets callbacks end, a start goes on", testInboxStop},
		{"outbox: states, from queued to read", testStates},
		{"outbox: statuses in any order", testStatusOrder},
		{"outbox: a status before the answer", testStatusFirst},
		{"outbox: a key is unique", testKey},
		{"outbox: one recipient in order, others at once", testRecipients},
		{"outbox: an unknown outcome is parked until a status settles it", testUnknown},
		{"outbox: an unknown outcome is requeued or abandoned by hand", testByHand},
		{"outbox: all messages, settled on the way", testAllMessages},
		{"outbox: a status of an earlier attempt", testEarlierAttempt},
		{"outbox: what is not valid is not stored", testInvalid},
		{"outbox: refused for good", testRefused},
		{"outbox: refused for the recipient's pace", testPairThrottle},
		{"outbox: refused for the number's pace", testNumberThrottle},
		{"outbox: held back for a day", testHeldBack},
		{"outbox: a template that is paused", testPausedTemplate},
		{"outbox: a template that refuses one message", testRefusedTemplate},
		{"outbox: a number that is restricted", testRestrictedNumber},
		{"outbox: a restriction that a status tells of", testRestrictedByStatus},
		{"outbox: refused too often", testRefusedTooOften},
		{"outbox: the limiter", testLimiter},
		{"outbox: not before, and expired", testTimes},
		{"outbox: a number held by hand", testHeldByHand},
		{"outbox: a marketing message", testMarketing},
		{"outbox: a stop lets messages end", testOutboxStop},
		{"outbox: a stop that is cut short leaves the outcome unknown", testCutShort},
		{"campaign: progress, pause, resume", testCampaign},
		{"campaign: resumed while it is found paused", testResumedMeanwhile},
		{"campaign: cancel", testCancelCampaign},
		{"campaign: many messages", testManyMessages},
		{"observer and statistics", testObserver},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.run(newBench(t, newEngine(t)))
		})
	}
}
