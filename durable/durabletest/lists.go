package durabletest

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strconv"

	"github.com/wabakit/whatsapp/durable"
	"github.com/wabakit/whatsapp/webhook"
)

func testAllDeadLetters(b *bench) {
	const count = durable.DefaultListLimit + 5 // more than a page
	b.whenever(func(_ context.Context, e webhook.Event) error {
		return webhook.Permanent(fmt.Errorf("not %s", idOf(e)))
	})
	b.start()
	ids := make([]string, count)
	for i := range ids {
		ids[i] = fmt.Sprintf("wamid.%d", i)
	}
	b.deliver(inbound(alice, ids...))
	b.eventually("all dead letters", func() bool {
		stats, err := b.Stats(b.Context())
		b.ok(err)
		return stats.DeadLetters == count
	})
	key := func(letter *durable.DeadLetter) string { return letter.Key }
	checkIterator(b, ids, b.AllDeadLetters, key)

	// Some are dropped, and some are dead again before the loop goes on: the
	// last ones of the first page too.
	met := walked(b, b.AllDeadLetters(b.Context()), func(at int, letter *durable.DeadLetter) string {
		switch at % 20 {
		case 18:
			b.ok(b.Drop(b.Context(), letter.ID))
		case 19:
			b.ok(b.Rerun(b.Context(), letter.ID))
			b.eventually("it is dead again", func() bool {
				_, err := b.DeadLetter(b.Context(), letter.ID)
				return err == nil
			})
		}
		return letter.Key
	})
	b.check(slices.Equal(met, ids), "met %d letters, want %d: %q", len(met), count, met)
	b.check(len(b.calls()) == count+count/20, "called %d times", len(b.calls()))
	left := walked(b, b.AllDeadLetters(b.Context()), func(_ int, letter *durable.DeadLetter) string { return letter.Key })
	b.check(len(left) == count-count/20 && !slices.Contains(left, ids[18]), "left %d letters: %q", len(left), left)
}

func testAllMessages(b *bench) {
	const (
		pageSize = 4
		count    = 2*pageSize + 2
	)
	b.graph.whenever(func(context.Context, sent) error { return errLostAnswer })
	b.start()
	ids := make([]string, count)
	for i := range ids {
		ids[i] = b.enqueue(text(alice, strconv.Itoa(i)))
	}
	b.becomes(ids[count-1], durable.StateUnknown)
	b.graph.whenever(nil)
	accepted := b.enqueue(text(alice, "accepted"))
	b.becomes(accepted, durable.StateAccepted)

	id := func(m *durable.Message) string { return m.ID }
	list := durable.ListMessages{State: durable.StateUnknown, Limit: pageSize}
	unknown := func(ctx context.Context) iter.Seq2[*durable.Message, error] { return b.AllMessages(ctx, list) }
	checkIterator(b, ids, unknown, id)
	checkIterator(b, append(slices.Clone(ids), accepted), func(ctx context.Context) iter.Seq2[*durable.Message, error] {
		return b.AllMessages(ctx, durable.ListMessages{PhoneNumberID: numberID})
	}, id)
	rest := list
	rest.After = ids[pageSize]
	checkIterator(b, ids[pageSize+1:], func(ctx context.Context) iter.Seq2[*durable.Message, error] { return b.AllMessages(ctx, rest) }, id)

	met := walked(b, unknown(b.Context()), func(at int, m *durable.Message) string {
		if at%2 == 0 {
			b.ok(b.Abandon(b.Context(), m.ID))
		} else {
			b.ok(b.Requeue(b.Context(), m.ID))
		}
		return m.ID
	})
	b.check(slices.Equal(met, ids), "met %q, want %q", met, ids)
	for at, id := range ids {
		b.becomes(id, []durable.State{durable.StateFailed, durable.StateAccepted}[at%2])
	}
	checkIterator(b, nil, unknown, id)
}

// walked returns what do returns for each entry, with its place.
func walked[T any](b *bench, entries iter.Seq2[*T, error], do func(at int, entry *T) string) (met []string) {
	b.Helper()
	for entry, err := range entries {
		b.ok(err)
		met = append(met, do(len(met), entry))
	}
	return met
}

// checkIterator checks what an iterator yields, that it can be used again, also
// after a loop that was left, and that an error ends it.
func checkIterator[T any](b *bench, want []string, all func(ctx context.Context) iter.Seq2[*T, error], name func(entry *T) string) {
	b.Helper()
	entries := all(b.Context())
	for _, err := range entries {
		b.ok(err)
		break
	}
	for range 2 {
		met := walked(b, entries, func(_ int, entry *T) string { return name(entry) })
		b.check(slices.Equal(met, want), "met %q, want %q", met, want)
	}
	cancelled, cancel := context.WithCancel(b.Context())
	cancel()
	failures := 0
	for entry, err := range all(cancelled) {
		b.is(err, context.Canceled)
		b.check(entry == nil, "an entry with an error: %+v", entry)
		failures++
	}
	b.check(failures == 1, "failed %d times", failures)
}
