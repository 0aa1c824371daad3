package durabletest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/wabakit/whatsapp/durable"
	"github.com/wabakit/whatsapp/webhook"
)

func inAnHour() time.Time  { return time.Now().Add(time.Hour) }
func anHourAgo() time.Time { return time.Now().Add(-time.Hour) }
func inAMoment() time.Time { return time.Now().Add(10 * moment) }

func (b *bench) campaign(name string) *durable.Campaign {
	b.Helper()
	campaign, err := b.Campaign(b.Context(), name)
	b.ok(err)
	return campaign
}

// offers are the messages of the campaign spring, each to somebody else.
func offers(count int) []durable.Outgoing {
	messages := make([]durable.Outgoing, count)
	for i := range messages {
		messages[i] = text(fmt.Sprintf("1555020%04d", i), fmt.Sprintf("offer %d", i))
		messages[i].Campaign = "spring"
		messages[i].Key = fmt.Sprintf("spring %d", i)
	}
	return messages
}

func testCampaign(b *bench) {
	b.open()
	_, err := b.Campaign(b.Context(), "spring")
	b.is(err, durable.ErrNotFound)
	counted, err := b.EnqueueAll(b.Context(), slices.Values(offers(3)))
	b.ok(err)
	b.check(counted == durable.EnqueuedAll{Queued: 3}, "stored: %+v", counted)
	b.ok(b.PauseCampaign(b.Context(), "spring"))
	b.is(b.PauseCampaign(b.Context(), "spring"), durable.ErrNotFound)
	b.ok(b.Start(b.Context()))
	counted, err = b.EnqueueAll(b.Context(), slices.Values(offers(5)))
	b.ok(err)
	b.check(counted == durable.EnqueuedAll{Queued: 2, Known: 3}, "stored: %+v", counted)
	b.becomes(b.enqueue(text("15550200000", "to the same recipient")), durable.StateAccepted)
	campaign := b.campaign("spring")
	b.check(campaign.State == durable.CampaignStatePaused && campaign.Messages[durable.StateQueued] == 5 && campaign.Left() == 5, "the campaign is %+v", campaign)

	b.ok(b.ResumeCampaign(b.Context(), "spring"))
	b.is(b.ResumeCampaign(b.Context(), "spring"), durable.ErrNotFound)
	b.eventually("the campaign ends", func() bool { return b.campaign("spring").Left() == 0 })
	b.deliver(status(b.graph.of("offer 1"), webhook.MessageStatusDelivered))
	campaign = b.campaign("spring")
	b.check(campaign.Messages[durable.StateAccepted] == 4 && campaign.Messages[durable.StateDelivered] == 1 && campaign.Total() == 5, "the campaign is %+v", campaign)
	list, err := b.Messages(b.Context(), durable.ListMessages{Campaign: "spring", PhoneNumberID: numberID, Limit: 3})
	b.ok(err)
	rest, err := b.Messages(b.Context(), durable.ListMessages{Campaign: "spring", After: list[2].ID})
	b.ok(err)
	b.check(len(list) == 3 && len(rest) == 2 && list[0].Campaign == "spring" && rest[1].Key == "spring 4", "%d and %d messages", len(list), len(rest))
	campaigns, err := b.Campaigns(b.Context())
	b.ok(err)
	b.check(len(campaigns) == 1 && campaigns[0].Name == "spring", "%d campaigns", len(campaigns))
}

// While workers find that a campaign is paused, it is resumed.
func testResumedMeanwhile(b *bench) {
	b.start()
	var work sync.WaitGroup
	for i := range 40 {
		work.Go(func() {
			name := fmt.Sprintf("campaign %d", i)
			for j := range 5 {
				outgoing := text(fmt.Sprintf("155503%03d%03d", i, j), name)
				outgoing.Campaign = name
				if _, err := b.Enqueue(b.Context(), outgoing); err != nil {
					b.Error(err)
				}
				if j == 0 {
					_ = b.PauseCampaign(b.Context(), name)
				}
			}
			time.Sleep(time.Duration(rand.IntN(400)) * time.Millisecond)
			if err := b.ResumeCampaign(b.Context(), name); err != nil {
				b.Error(err)
			}
		})
	}
	work.Wait()
	b.eventually("all campaigns end", func() bool { return len(b.graph.all()) == 200 })
}

func testCancelCampaign(b *bench) {
	release := make(chan struct{})
	b.graph.whenever(func(context.Context, sent) error { <-release; return nil })
	b.setup.Outbox.Workers = 1
	b.start()
	_, err := b.EnqueueAll(b.Context(), slices.Values(offers(20)))
	b.ok(err)
	b.eventually("the first message", func() bool { return len(b.graph.all()) == 1 })
	b.ok(b.CancelCampaign(b.Context(), "spring"))
	b.is(b.CancelCampaign(b.Context(), "spring"), durable.ErrNotFound)
	b.is(b.ResumeCampaign(b.Context(), "spring"), durable.ErrNotFound)
	close(release)
	_, err = b.Enqueue(b.Context(), offers(1)[0])
	b.is(err, durable.ErrCampaignCancelled)
	b.becomes(b.enqueue(text(alice, "answer")), durable.StateAccepted)
	b.eventually("the first message ends", func() bool { return b.campaign("spring").Messages[durable.StateAccepted] == 1 })
	campaign := b.campaign("spring")
	b.check(campaign.Messages[durable.StateCancelled] == 19 && campaign.State == durable.CampaignStateCancelled, "the campaign is %+v", campaign)
}

func testManyMessages(b *bench) {
	const count = 300 // more than are let pass at a time
	b.start()
	for range 2 {
		_, err := b.EnqueueAll(b.Context(), slices.Values(offers(count)))
		b.ok(err)
	}
	b.eventually("the campaign ends", func() bool { return b.campaign("spring").Messages[durable.StateAccepted] == count })
	times := map[string]int{}
	for _, body := range b.graph.bodies() {
		times[body]++
		b.check(times[body] == 1, "%q was sent twice", body)
	}
}

func testObserver(b *bench) {
	var mutex sync.Mutex
	var accepted []durable.Accepted
	var worked []durable.Work
	var held []durable.Held
	b.setup.Observer = durable.Observer{
		Accepted: func(_ context.Context, a durable.Accepted) {
			mutex.Lock()
			defer mutex.Unlock()
			accepted = append(accepted, a)
			panic("an observer stops nothing")
		},
		Worked: func(_ context.Context, w durable.Work) {
			mutex.Lock()
			defer mutex.Unlock()
			worked = append(worked, w)
		},
		Held: func(_ context.Context, h durable.Held) {
			mutex.Lock()
			defer mutex.Unlock()
			held = append(held, h)
		},
	}
	b.graph.whenever(once("hello", refusal(131048)))
	b.open()
	b.ok(b.Check(b.Context()))
	b.deliver(inbound(alice, "wamid.1", "wamid.2"))
	b.deliver(inbound(alice, "wamid.1"))
	b.deliver(`[`)
	id := b.enqueue(text(alice, "hello"))
	stats, err := b.Stats(b.Context())
	b.ok(err)
	b.check(stats.Events == 2 && stats.DeadLetters == 1 && stats.Due == 1 && stats.Sending == 0 && stats.Unknown == 0, "%+v", stats)
	b.check(!stats.OldestEvent.IsZero() && !stats.OldestDue.IsZero(), "%+v", stats)
	b.ok(b.Start(b.Context()))
	b.held(numberID, 131048)
	b.ok(b.ResumeNumber(b.Context(), numberID))
	b.becomes(id, durable.StateAccepted)
	b.eventually("all is told", func() bool {
		mutex.Lock()
		defer mutex.Unlock()
		return len(worked) == 4 && len(held) == 1
	})
	b.ok(b.Check(b.Context()))
	mutex.Lock()
	defer mutex.Unlock()
	b.check(len(accepted) == 3 && accepted[0].Events == 2 && accepted[1].Duplicates == 1 && accepted[2].Malformed, "accepted: %+v", accepted)
	b.check(held[0] == durable.Held{Kind: "number", Code: 131048}, "held: %+v", held)
	outcomes := map[string]int{}
	for _, w := range worked {
		outcomes[w.Queue+" "+w.Kind+" "+w.Outcome]++
		b.check(w.Attempt > 0 && w.Lag >= 0, "worked: %+v", w)
	}
	b.check(outcomes["inbox messages done"] == 2 && outcomes["outbox message accepted"] == 1 && outcomes["outbox message queued"] == 1, "worked: %v", outcomes)
}
