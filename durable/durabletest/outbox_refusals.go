package durabletest

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/durable"
	"github.com/wabakit/whatsapp/webhook"
)

func testRefused(b *bench) {
	b.graph.whenever(once("hello", refusal(131026)))
	b.start()
	id := b.enqueue(text(alice, "hello"))
	failed := b.becomes(id, durable.StateFailed)
	b.check(failed.Code == 131026 && failed.Reason != "", "the message is %+v", failed)
	b.becomes(b.enqueue(text(alice, "next")), durable.StateAccepted)
	b.ok(b.Requeue(b.Context(), id))
	b.becomes(id, durable.StateAccepted)
}

func testPairThrottle(b *bench) {
	b.graph.whenever(once("a1", refusal(131056)))
	b.start()
	first, second := b.enqueue(text(alice, "a1")), b.enqueue(text(alice, "a2"))
	b.eventually("the refusal", func() bool { return b.message(first).Code == 131056 })
	b.becomes(b.enqueue(text(bob, "b1")), durable.StateAccepted)
	b.becomes(first, durable.StateAccepted)
	b.becomes(second, durable.StateAccepted)
	// Bob's may have overtaken the second attempt, or not; Alice's may not.
	alices := slices.DeleteFunc(b.graph.bodies(), func(body string) bool { return body == "b1" })
	b.check(slices.Equal(alices, []string{"a1", "a1", "a2"}), "sent: %q", alices)
	holds, err := b.Holds(b.Context())
	b.ok(err)
	b.check(len(holds) == 0, "held: %+v", holds)
}

func testNumberThrottle(b *bench) {
	b.graph.whenever(once("a1", refusal(130429)))
	b.start()
	first := b.enqueue(text(alice, "a1"))
	var holds []durable.Hold
	b.eventually("the hold", func() bool {
		var err error
		holds, err = b.Holds(b.Context())
		b.ok(err)
		return len(holds) == 1 || b.message(first).State == durable.StateAccepted
	})
	if len(holds) == 1 {
		b.check(holds[0].PhoneNumberID == numberID && holds[0].Code == 130429 && holds[0].Until.After(holds[0].Since), "held: %+v", holds)
	}
	b.becomes(first, durable.StateAccepted)
	b.becomes(b.enqueue(text(bob, "b1")), durable.StateAccepted)
	b.check(slices.Equal(b.graph.bodies(), []string{"a1", "a1", "b1"}), "sent: %q", b.graph.bodies())
}

func testHeldBack(b *bench) {
	b.graph.whenever(once("offer", refusal(131049)))
	b.start()
	offer, code := b.enqueue(text(alice, "offer")), b.enqueue(text(alice, "passcode"))
	b.becomes(code, durable.StateAccepted)
	waiting := b.message(offer)
	b.check(waiting.State == durable.StateQueued && waiting.Code == 131049, "the message is %+v", waiting)
	wait := waiting.DueAt.Sub(waiting.ChangedAt).Hours()
	b.check(wait > 23 && wait < 25, "it waits for %.1f hours", wait)
}

func testPausedTemplate(b *bench) {
	b.start()
	for _, code := range []int{132001, 132015, 132016, 132068} {
		b.graph.whenever(once("offer", refusal(code)))
		outgoing := text(alice, "offer")
		outgoing.Campaign = fmt.Sprintf("spring %d", code)
		id := b.enqueue(outgoing)
		var campaign *durable.Campaign
		b.eventually("the campaign stops", func() bool {
			campaign = b.campaign(outgoing.Campaign)
			return campaign.State == durable.CampaignStatePaused
		})
		b.check(campaign.Code == code && campaign.Hold != "" && campaign.Left() == 1, "the campaign is %+v", campaign)
		outgoing.Message.To = bob
		second := b.enqueue(outgoing)
		b.becomes(b.enqueue(text(alice, "answer")), durable.StateAccepted) // others go on
		holds, err := b.Holds(b.Context())
		b.ok(err)
		b.check(len(holds) == 1 && holds[0].Campaign == outgoing.Campaign && holds[0].Code == code, "held: %+v", holds)
		b.check(b.message(id).State == durable.StateQueued && b.message(second).State == durable.StateQueued, "a campaign that is stopped goes on")
		b.ok(b.ResumeCampaign(b.Context(), outgoing.Campaign))
		b.becomes(id, durable.StateAccepted)
		b.becomes(second, durable.StateAccepted)

		// Without a campaign, the message has failed.
		b.graph.whenever(once("alone", refusal(code)))
		b.becomes(b.enqueue(text(alice, "alone")), durable.StateFailed)
	}
}

// What a message says to a template is its own affair.
func testRefusedTemplate(b *bench) {
	b.start()
	for _, code := range []int{132000, 132007, 131063, 134102} {
		b.graph.whenever(once("offer", refusal(code)))
		outgoing := text(alice, "offer")
		outgoing.Campaign = fmt.Sprintf("spring %d", code)
		failed := b.becomes(b.enqueue(outgoing), durable.StateFailed)
		b.check(failed.Code == code, "the message is %+v", failed)
		b.becomes(b.enqueue(outgoing), durable.StateAccepted)
		b.check(b.campaign(outgoing.Campaign).State == durable.CampaignStateRunning, "the campaign stops for code %d", code)
	}
}

func testRestrictedNumber(b *bench) {
	b.graph.whenever(func(_ context.Context, m sent) error {
		if m.number == numberID {
			return refusal(131048)
		}
		return nil
	})
	b.start()
	first, second := b.enqueue(text(alice, "a1")), b.enqueue(text(alice, "a2"))
	b.held(numberID, 131048)
	third := b.enqueue(text(bob, "b1"))
	fromOther := text(alice, "other")
	fromOther.PhoneNumberID = other
	b.becomes(b.enqueue(fromOther), durable.StateAccepted)
	for _, id := range []string{first, second, third} {
		b.check(b.message(id).State == durable.StateQueued, "the message is %s", b.message(id).State)
	}
	b.check(len(b.graph.all()) == 2, "sent: %q", b.graph.bodies())
	b.graph.whenever(nil)
	b.ok(b.ResumeNumber(b.Context(), numberID))
	for _, id := range []string{first, second, third} {
		b.becomes(id, durable.StateAccepted)
	}
}

// held waits until a number is held for good.
func (b *bench) held(number string, code int) { //nolint:unparam // tests name what they mean
	b.Helper()
	b.eventually("the hold", func() bool {
		holds, err := b.Holds(b.Context())
		b.ok(err)
		return len(holds) == 1 && holds[0].PhoneNumberID == number && holds[0].Code == code && holds[0].Until.IsZero() && holds[0].Reason != ""
	})
}

func testRestrictedByStatus(b *bench) {
	var mutex sync.Mutex
	var told []durable.Held
	b.setup.Observer.Held = func(_ context.Context, h durable.Held) {
		mutex.Lock()
		defer mutex.Unlock()
		told = append(told, h)
	}
	b.start()
	id := b.enqueue(text(alice, "a1"))
	b.becomes(id, durable.StateAccepted)
	b.deliver(status(b.graph.of("a1"), webhook.MessageStatusFailed, 131048))
	b.check(b.message(id).State == durable.StateFailed, "the message is %s", b.message(id).State)
	b.held(numberID, 131048)

	outgoing := text(bob, "offer")
	outgoing.Campaign = "spring"
	b.ok(b.ResumeNumber(b.Context(), numberID))
	b.becomes(b.enqueue(outgoing), durable.StateAccepted)
	b.deliver(status(b.graph.of("offer"), webhook.MessageStatusFailed, 132015))
	campaign := b.campaign("spring")
	b.check(campaign.State == durable.CampaignStatePaused && campaign.Code == 132015, "the campaign is %+v", campaign)

	// Whom a status stops that is stopped already is not told of again.
	b.becomes(b.enqueue(text(alice, "a2")), durable.StateAccepted)
	for _, body := range []string{"a2", "a1"} {
		b.deliver(status(b.graph.of(body), webhook.MessageStatusFailed, 368))
	}
	mutex.Lock()
	defer mutex.Unlock()
	b.check(slices.Equal(told, []durable.Held{
		{Kind: "number", Code: 131048}, {Kind: "campaign", Code: 132015}, {Kind: "number", Code: 368},
	}), "held: %+v", told)
}

func testRefusedTooOften(b *bench) {
	b.setup.Outbox.MaxRefusals = 2
	b.graph.whenever(func(_ context.Context, m sent) error {
		if m.body == "a1" {
			return refusal(131056)
		}
		return nil
	})
	b.start()
	id := b.enqueue(text(alice, "a1"))
	failed := b.becomes(id, durable.StateFailed)
	b.check(failed.Code == 131056 && failed.Attempts == 2, "the message is %+v", failed)
	b.becomes(b.enqueue(text(alice, "a2")), durable.StateAccepted)
}

// A limiter says no to one recipient once, and counts.
type limiter struct {
	reserved, refused atomic.Int64
	denied            atomic.Bool
}

func (l *limiter) Reserve(_ context.Context, route whatsapp.MessageRoute, _ time.Duration) (whatsapp.Reservation, error) {
	l.reserved.Add(1)
	if route.Recipient == "+"+alice && l.denied.CompareAndSwap(false, true) {
		return whatsapp.Reservation{Wait: moment, Pair: true}, nil
	}
	return whatsapp.Reservation{Taken: true, Wait: moment}, nil
}

func (l *limiter) Refused(context.Context, whatsapp.MessageRoute, error) { l.refused.Add(1) }

func testLimiter(b *bench) {
	l := &limiter{}
	b.setup.Outbox.Limiter = l
	b.graph.whenever(once("a1", refusal(130429)))
	b.start()
	first, second := b.enqueue(text(alice, "a1")), b.enqueue(text(alice, "a2"))
	b.becomes(b.enqueue(text(bob, "b1")), durable.StateAccepted)
	b.becomes(first, durable.StateAccepted)
	b.becomes(second, durable.StateAccepted)
	b.check(l.denied.Load() && l.refused.Load() == 1, "the limiter was told of %d refusals", l.refused.Load())
	b.check(l.reserved.Load() >= int64(len(b.graph.all())), "%d places for %d messages", l.reserved.Load(), len(b.graph.all()))
}
