package oteldurable

import (
	"context"
	"errors"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/durable"
	"github.com/wabakit/whatsapp/otelwhatsapp"
)

// The names of the queues, which are those of [durable.Work].
const (
	inboxName  = "inbox"
	outboxName = "outbox"
)

// Observer returns what has the inbox and the outbox of a store measured. The
// options are those of package otelwhatsapp: metrics go to the global provider
// unless [otelwhatsapp.WithMeterProvider] names another one.
//
//	durable.Options{Observer: oteldurable.Observer()}
func Observer(opts ...otelwhatsapp.Option) durable.Observer {
	q := &queues{inbox: otelwhatsapp.NewQueue(inboxName, opts...), outbox: otelwhatsapp.NewQueue(outboxName, opts...)}
	return durable.Observer{Accepted: q.accepted, Worked: q.worked, Held: q.held}
}

type queues struct{ inbox, outbox *otelwhatsapp.Queue }

func (q *queues) accepted(ctx context.Context, accepted durable.Accepted) {
	addition := otelwhatsapp.Addition{Items: accepted.Events, Duplicates: accepted.Duplicates, Duration: accepted.Took}
	if accepted.Malformed {
		addition.Malformed = 1
	}
	q.inbox.Added(ctx, addition)
}

func (q *queues) worked(ctx context.Context, work durable.Work) {
	queue := q.inbox
	if work.Queue == outboxName {
		queue = q.outbox
	}
	queue.AttemptDone(ctx, otelwhatsapp.Attempt{
		Kind: work.Kind, Outcome: work.Outcome, Wait: work.Lag, Lag: work.Behind, Duration: work.Took,
		Number: work.Attempt, Settled: isSettled(work.Outcome), Err: failure(work),
	})
}

func (q *queues) held(ctx context.Context, held durable.Held) {
	q.outbox.Held(ctx, otelwhatsapp.Hold{Kind: held.Kind, Code: held.Code, Passing: held.Passing})
}

// isSettled reports whether there is no other attempt.
func isSettled(outcome string) bool {
	switch outcome {
	case "retry", "released", string(durable.StateQueued):
		return false
	}
	return true
}

// errFailed is for what failed for another reason than a code of Meta's.
var errFailed = errors.New("the attempt has failed")

// failure returns an error of the class of what went wrong, since an observer
// is told of no text.
func failure(work durable.Work) error {
	switch {
	case work.Code != 0:
		return &whatsapp.GraphAPIError{Code: work.Code}
	case work.Outcome == string(durable.StateUnknown):
		return whatsapp.ErrOutcomeUnknown
	}
	switch work.Outcome {
	case "retry", "dead", string(durable.StateFailed), string(durable.StateQueued):
		return errFailed
	}
	return nil
}
