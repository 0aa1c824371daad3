package durabletest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/wabakit/whatsapp/durable"
	"github.com/wabakit/whatsapp/webhook"
)

func testEventOnce(b *bench) {
	b.start()
	for range 3 {
		b.deliver(inbound(alice, "wamid.1"))
	}
	b.deliver(inbound(alice, "wamid.1", "wamid.2", "wamid.2"))
	b.eventually("both events", func() bool { return len(b.calls()) >= 2 })
	b.deliver(inbound(alice, "wamid.1", "wamid.3"))
	b.eventually("the third event", func() bool { return len(b.calls()) >= 3 })
	b.check(slices.Equal(b.calls(), []string{"wamid.1", "wamid.2", "wamid.3"}), "called: %q", b.calls())
}

func testAnswersFirst(b *bench) {
	release := make(chan struct{})
	b.whenever(func(context.Context, webhook.Event) error { <-release; return nil })
	b.start()
	b.deliver(inbound(alice, "wamid.1"))
	b.eventually("the call", func() bool { return len(b.calls()) == 1 })
	b.deliver(inbound(alice, "wamid.1"))
	b.deliver(inbound(alice, "wamid.2"))
	close(release)
	b.eventually("the second call", func() bool { return len(b.calls()) == 2 })
}

func testConversations(b *bench) {
	release := make(chan struct{})
	b.whenever(func(_ context.Context, e webhook.Event) error {
		if idOf(e) == "wamid.a1" {
			<-release
		}
		return nil
	})
	b.start()
	b.deliver(inbound(alice, "wamid.a1", "wamid.a2"))
	b.deliver(inbound(alice, "wamid.a3"))
	b.eventually("the call for Alice", func() bool { return len(b.calls()) == 1 })
	b.deliver(inbound(bob, "wamid.b1"))
	b.eventually("the call for Bob", func() bool { return slices.Contains(b.calls(), "wamid.b1") })
	b.check(!slices.Contains(b.calls(), "wamid.a2"), "the second event of Alice did not wait for the first one")
	close(release)
	b.eventually("all calls", func() bool { return len(b.calls()) == 4 })
	b.check(slices.Equal(b.calls(), []string{"wamid.a1", "wamid.b1", "wamid.a2", "wamid.a3"}), "called: %q", b.calls())
}

func testRetry(b *bench) {
	var tries atomic.Int64
	b.setup.Inbox.MaxAttempts = 1000
	recovered := make(chan struct{})
	b.whenever(func(_ context.Context, e webhook.Event) error {
		if idOf(e) != "wamid.a1" {
			return nil
		}
		tries.Add(1)
		select {
		case <-recovered:
			return nil
		default:
			return errors.New("not now")
		}
	})
	b.start()
	b.deliver(inbound(alice, "wamid.a1", "wamid.a2"))
	b.eventually("a second try", func() bool { return tries.Load() > 1 })
	b.deliver(inbound(bob, "wamid.b1"))
	b.eventually("the call for Bob", func() bool { return slices.Contains(b.calls(), "wamid.b1") })
	b.check(!slices.Contains(b.calls(), "wamid.a2"), "the second event did not wait for the first one")
	close(recovered)
	b.eventually("the second event", func() bool { return slices.Contains(b.calls(), "wamid.a2") })
	letters, err := b.DeadLetters(b.Context(), 0, 0)
	b.ok(err)
	b.check(len(letters) == 0, "there are dead letters")
}

func testPermanent(b *bench) {
	b.whenever(func(_ context.Context, e webhook.Event) error {
		if idOf(e) == "wamid.1" {
			return webhook.Permanent(errors.New("nobody can do that"))
		}
		return nil
	})
	b.start()
	b.deliver(inbound(alice, "wamid.1", "wamid.2"))
	b.eventually("the second event", func() bool { return len(b.calls()) == 2 })
	letters := b.letters(1)
	b.check(letters[0].Reason == "nobody can do that" && letters[0].Attempts == 1, "the letter is %+v", letters[0])
	b.check(letters[0].Key == "wamid.1" && letters[0].Field == "messages", "the letter is %+v", letters[0])
	notification, err := webhook.Parse(letters[0].Body)
	b.ok(err)
	keys := ""
	for event := range notification.Events() {
		keys += event.Key() + " " //nolint:modernize,perfsprint // there are few
	}
	b.check(strings.Contains(keys, "wamid.1 "), "the body has the events %q", keys)

	b.whenever(nil)
	b.ok(b.Rerun(b.Context(), letters[0].ID))
	b.eventually("it runs again", func() bool { return len(b.calls()) == 3 })
	b.letters(0)
	b.is(b.Rerun(b.Context(), letters[0].ID), durable.ErrNotFound)
}

// letters waits until there is a number of dead letters.
func (b *bench) letters(count int) (letters []*durable.DeadLetter) {
	b.Helper()
	b.eventually(fmt.Sprintf("%d dead letters", count), func() bool {
		var err error
		letters, err = b.DeadLetters(b.Context(), 0, 0)
		b.ok(err)
		return len(letters) == count
	})
	return letters
}

func testPoison(b *bench) {
	b.whenever(func(_ context.Context, e webhook.Event) error {
		switch idOf(e) {
		case "wamid.1":
			panic("poison")
		case "wamid.2":
			return errors.New("again and again")
		}
		return nil
	})
	b.start()
	b.deliver(inbound(alice, "wamid.1", "wamid.2", "wamid.3"))
	b.eventually("the third event", func() bool { return slices.Contains(b.calls(), "wamid.3") })
	b.check(len(b.calls()) == 2*b.setup.Inbox.MaxAttempts+1, "called: %q", b.calls())
	letters := b.letters(2)
	b.check(strings.Contains(letters[0].Reason, "poison"), "the reason is %q", letters[0].Reason)
	b.check(letters[1].Reason == "again and again" && letters[1].Attempts == 3, "the letter is %+v", letters[1])

	page, err := b.DeadLetters(b.Context(), letters[0].ID, 1)
	b.ok(err)
	b.check(len(page) == 1 && page[0].ID == letters[1].ID, "the second page is wrong")
	b.ok(b.Drop(b.Context(), letters[0].ID))
	b.is(b.Drop(b.Context(), letters[0].ID), durable.ErrNotFound)
	_, err = b.DeadLetter(b.Context(), letters[0].ID)
	b.is(err, durable.ErrNotFound)
	b.deliver(inbound(alice, "wamid.1"))
	b.deliver(inbound(alice, "wamid.4"))
	b.eventually("the fourth event", func() bool { return slices.Contains(b.calls(), "wamid.4") })
	b.check(len(b.calls()) == 2*b.setup.Inbox.MaxAttempts+2, "what was dropped ran again: %q", b.calls())
}

func testMalformed(b *bench) {
	b.start()
	for range 2 {
		b.deliver(`[1, 2`)
	}
	letters := b.letters(1)
	b.check(string(letters[0].Body) == `[1, 2` && letters[0].Field == "" && letters[0].Reason != "", "the letter is %+v", letters[0])
	b.is(b.Rerun(b.Context(), letters[0].ID), webhook.ErrMalformed)
	b.ok(b.Drop(b.Context(), letters[0].ID))
	b.letters(0)
	// Zeros and bytes that are not UTF-8 are no reason to be delivered for
	// days.
	b.deliver(inbound(alice, "wamid.\\u0000"))
	b.deliver(strings.ReplaceAll(inbound(alice, "wamid.X"), "X", "\xff"))
	b.deliver(inbound(alice, "wamid."+strings.Repeat("x", 10_000)))
	b.eventually("odd events", func() bool { return len(b.calls()) == 3 })
}

func testUnsigned(b *bench) {
	b.start()
	body := inbound(alice, "wamid.1")
	b.check(b.postSigned(body, "") == http.StatusUnauthorized, "a body without a signature was taken")
	b.check(b.postSigned(body, webhook.Sign([]byte(body), "fedcba9876543210fedcba9876543210")) == http.StatusUnauthorized, "a body of somebody else was taken")
	b.deliver(inbound(alice, "wamid.2"))
	b.eventually("the signed event", func() bool { return len(b.calls()) == 1 })
	b.check(b.calls()[0] == "wamid.2", "called: %q", b.calls())
}

func testEnqueueInCallback(b *bench) {
	var tries atomic.Int64
	b.whenever(func(ctx context.Context, e webhook.Event) error {
		if idOf(e) != "wamid.1" {
			return nil
		}
		for _, body := range []string{"first", "second"} {
			if _, err := b.Enqueue(ctx, text(alice, body)); err != nil {
				return err
			}
		}
		if tries.Add(1) < 3 {
			return errors.New("after all that")
		}
		return nil
	})
	b.start()
	b.deliver(inbound(alice, "wamid.1"))
	b.eventually("the last try", func() bool { return tries.Load() == 3 })
	b.eventually("two messages", func() bool { return len(b.graph.all()) >= 2 })
	b.enqueue(text(alice, "third"))
	b.eventually("the third message", func() bool { return len(b.graph.all()) >= 3 })
	b.check(slices.Equal(b.graph.bodies(), []string{"first", "second", "third"}), "sent: %q", b.graph.bodies())
}

func testOnDone(b *bench) {
	b.is(durable.OnDone(b.Context(), func(context.Context, *sql.Tx) error { return nil }), durable.ErrNoEvent)
	var runs, ends atomic.Int64
	var late context.Context
	b.whenever(func(ctx context.Context, _ webhook.Event) error {
		late = ctx //nolint:fatcontext // kept to be used too late
		runs.Add(1)
		return durable.OnDone(ctx, func(context.Context, *sql.Tx) error {
			if ends.Add(1) == 1 {
				return errors.New("the first time it fails")
			}
			return nil
		})
	})
	b.start()
	b.deliver(inbound(alice, "wamid.1"))
	b.eventually("the second attempt", func() bool { return ends.Load() == 2 })
	b.check(runs.Load() == 2, "the callback ran %d times", runs.Load())
	b.is(durable.OnDone(late, func(context.Context, *sql.Tx) error { return nil }), durable.ErrNoEvent)
}

func testInboxStop(b *bench) {
	entered, release := make(chan struct{}, 1), make(chan struct{})
	b.whenever(func(_ context.Context, e webhook.Event) error {
		if idOf(e) == "wamid.1" {
			entered <- struct{}{}
			<-release
		}
		return nil
	})
	b.start()
	b.deliver(inbound(alice, "wamid.1", "wamid.2"))
	receive(b, "the call", entered)
	stopped := make(chan error, 1)
	go func() { stopped <- b.Stop(b.Context()) }()
	time.Sleep(10 * glance)    // it has begun
	b.ok(b.Check(b.Context())) // which holds up nobody else
	close(release)
	b.ok(receive(b, "the stop", stopped))
	b.deliver(inbound(alice, "wamid.3")) // it can still be stored
	before := b.calls()
	b.check(before[0] == "wamid.1" && !slices.Contains(before, "wamid.3"), "called: %q", before)

	b.start()
	b.eventually("the rest", func() bool { return len(b.calls()) == 3 })
	b.check(slices.Equal(b.calls(), []string{"wamid.1", "wamid.2", "wamid.3"}), "called: %q", b.calls())
}
