// Package partition has what an inbox on any stream needs: which events of a
// body go through the same partition, in order, and what becomes of a body.
package partition

import (
	"context"
	"errors"
	"hash/fnv"
	"slices"
	"time"

	"github.com/wabakit/whatsapp/webhook"
)

// Count is the number of partitions, and so of events that are processed at the
// same time.
const Count = 16

// Of returns the partition of an event. Events of one conversation have the
// same one.
func Of(event webhook.Event) int {
	hash := fnv.New32a()
	hash.Write([]byte(webhook.ConversationKey(event)))
	return int(hash.Sum32() % Count)
}

// In returns the partitions that a body has events for: most often one. The
// error is the one of [webhook.Parse].
func In(body []byte) ([]int, error) {
	notification, err := webhook.Parse(body)
	if err != nil {
		return nil, err
	}
	var partitions []int
	for event := range notification.Events() {
		if partition := Of(event); !slices.Contains(partitions, partition) {
			partitions = append(partitions, partition)
		}
	}
	return partitions, nil
}

// Work says how events are processed.
type Work struct {
	// Callback processes one event. It has the time of the lease.
	Callback webhook.Callback
	// Events remembers which events are done.
	Events webhook.Store
	// Lease is longer than the callback ever takes.
	Lease time.Duration
	// Wait is the time between two attempts.
	Wait time.Duration
	// MaxAttempts is how often an event is tried before it is a dead letter.
	MaxAttempts int
	// Keep keeps what was given up.
	Keep func(ctx context.Context, letter webhook.DeadLetter) error
	// OnError is told of every attempt that failed.
	OnError func(ctx context.Context, err error)
}

var errCrashed = errors.New("every attempt ended the process, or took too long")

// Dispatch processes the events of a body that belong to the partition, and
// reports whether all are done or kept. The attempt is how often the body was
// taken out of its stream, this time included.
func (w *Work) Dispatch(ctx context.Context, body []byte, partition, attempt int) bool {
	callback := w.Callback
	if attempt > w.MaxAttempts {
		callback = func(context.Context, webhook.Event) error { return webhook.Permanent(errCrashed) }
	}
	letters := webhook.DeadLetters{Keep: w.Keep, MaxAttempts: w.MaxAttempts, Counter: attempts(attempt)}
	once := webhook.DeduplicateWithLease(w.Events, w.Lease, webhook.WithDeadLetters(letters, callback))
	failed, err := webhook.Dispatch(ctx, body, once, &webhook.DispatchOptions{
		Only: func(_ int, event webhook.Event) bool { return Of(event) == partition },
	})
	if err != nil {
		w.OnError(ctx, err)
		return w.Keep(ctx, webhook.NewBodyDeadLetter(body, err)) == nil
	}
	done := true
	for _, failure := range failed {
		w.OnError(ctx, failure)
		done = done && failure.Permanent()
	}
	return done
}

// attempts is a [webhook.FailureCounter]: the stream has counted.
type attempts int

// CountFailure returns how often the body was taken out of its stream.
func (a attempts) CountFailure(context.Context, string) (int, error) { return int(a), nil }
