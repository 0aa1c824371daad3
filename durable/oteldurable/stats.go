package oteldurable

import (
	"context"
	"errors"
	"time"

	"github.com/wabakit/whatsapp/durable"
	"github.com/wabakit/whatsapp/otelwhatsapp"
)

// ObserveStats has a store asked what there is to do, with
// [durable.Store.Stats], each time that metrics are collected, until stop is
// called: how many events and messages are in which state, and how long the
// oldest ones have waited. The processes that share a database would all tell
// the same, so one of them is enough.
func ObserveStats(store *durable.Store, opts ...otelwhatsapp.Option) (stop func() error) {
	s := &statistics{ask: store.Stats, asking: make(chan struct{}, 1)}
	inbox, outbox := otelwhatsapp.NewQueue(inboxName, opts...), otelwhatsapp.NewQueue(outboxName, opts...)
	stops := []func() error{
		inbox.ObserveDepth(func(ctx context.Context) (map[string]int64, error) {
			stats, err := s.now(ctx)
			return states(err, map[string]int{"pending": stats.Events, "dead": stats.DeadLetters})
		}),
		outbox.ObserveDepth(func(ctx context.Context) (map[string]int64, error) {
			stats, err := s.now(ctx)
			return states(err, map[string]int{"due": stats.Due, "sending": stats.Sending, "unknown": stats.Unknown})
		}),
		inbox.ObserveOldest(func(ctx context.Context) (time.Time, error) {
			stats, err := s.now(ctx)
			return stats.OldestEvent, err
		}),
		outbox.ObserveOldest(func(ctx context.Context) (time.Time, error) {
			stats, err := s.now(ctx)
			return stats.OldestDue, err
		}),
	}
	return func() error {
		var failed error
		for _, one := range stops {
			failed = errors.Join(failed, one())
		}
		return failed
	}
}

func states(err error, counts map[string]int) (map[string]int64, error) {
	if err != nil {
		return nil, err
	}
	items := make(map[string]int64, len(counts))
	for state, count := range counts {
		items[state] = int64(count)
	}
	return items, nil
}

// fresh is how old the answer of a store may be: one collection asks for it
// several times.
const fresh = time.Second

// statistics are what a store was last asked for.
type statistics struct {
	ask func(ctx context.Context) (durable.Stats, error)

	asking chan struct{} // has room for the one that asks
	asked  time.Time
	stats  durable.Stats
	err    error
}

// now asks the store, unless somebody just has. What a reader has given up says
// nothing to the others: they ask for themselves.
func (s *statistics) now(ctx context.Context) (durable.Stats, error) {
	select {
	case s.asking <- struct{}{}:
		defer func() { <-s.asking }()
	case <-ctx.Done():
		return durable.Stats{}, ctx.Err()
	}
	if s.asked.IsZero() || time.Since(s.asked) >= fresh {
		stats, err := s.ask(ctx)
		if ctx.Err() != nil {
			return durable.Stats{}, errors.Join(err, ctx.Err())
		}
		s.stats, s.err, s.asked = stats, err, time.Now()
	}
	return s.stats, s.err
}
