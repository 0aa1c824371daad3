package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"github.com/wabakit/whatsapp/durable"
	"github.com/wabakit/whatsapp/graphtest"
)

// Traffic is what users write, and what the business sends by itself.
type traffic struct {
	meta    *meta
	ledger  *ledger
	seed    uint64
	backlog int
	poisons bool
}

const (
	users = 20
	// enqueuers write to a recipient each. Where places are scarce, a recipient
	// gets a message in a second, so that they must not write more often: what
	// waits for four recipients cannot use the throughput.
	enqueuers = 24
	// bulkRecipients get the messages of campaigns: so many that none gets more
	// than its pair may have.
	bulkRecipients = 1000
	campaignSize   = 100
)

func bulkRecipient(i int) string { return fmt.Sprintf("+15550200%03d", i%bulkRecipients) }

func campaignKey(campaign string, i int) string { return fmt.Sprintf("%s.%d", campaign, i) }

func (t *traffic) random(stream int) *rand.Rand { return rand.New(rand.NewPCG(t.seed, uint64(stream))) }

// run has everybody write until the context ends. What has been begun ends
// after it.
func (t *traffic) run(ctx context.Context, work *sync.WaitGroup) {
	for i := range users {
		work.Go(func() { t.write(ctx, i) })
	}
	for i := range enqueuers {
		work.Go(func() { t.enqueue(ctx, i) })
	}
	work.Go(func() { t.campaigns(ctx) })
	if t.poisons {
		work.Go(func() { t.nonsense(ctx) })
	}
}

func sleep(ctx context.Context, howLong time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(howLong):
		return true
	}
}

// write is one user, who writes one message after the other.
func (t *traffic) write(ctx context.Context, user int) {
	random, name := t.random(user), fmt.Sprintf("u%d", user)
	for i := 0; sleep(ctx, time.Duration(500+random.IntN(2000))*time.Millisecond); i++ {
		written := event{kind: t.kind(random, user, i), user: name, number: i}
		id := fmt.Sprintf("%s.%d", name, i)
		body, err := t.meta.graph.hooks.Body(graphtest.Inbound{
			PhoneNumberID: graphtest.PhoneNumberID, From: fmt.Sprintf("1555010%04d", user), Text: written.kind + " " + id,
		})
		if err != nil {
			t.ledger.complain("the emulator has no body: %s", err)
			return
		}
		if t.meta.insist(context.WithoutCancel(ctx), body) {
			t.ledger.acknowledged(id, written)
		}
	}
}

// kind chooses how an event behaves. One in a run ends its process: the first
// user's.
func (t *traffic) kind(random *rand.Rand, user, number int) string {
	share := random.Float64()
	switch {
	case !t.poisons:
		return kindHello
	case user == 0 && number == 5:
		return kindLethal
	case share < 0.005:
		return kindError
	case share < 0.01:
		return kindPanic
	case share < 0.015:
		return kindPermanent
	case share < 0.1:
		return kindFlaky
	case share < 0.2:
		return kindSlow
	}
	return kindHello
}

// nonsense delivers bodies that do not parse.
func (t *traffic) nonsense(ctx context.Context) {
	for i := 0; sleep(ctx, 5*time.Second); i++ {
		body := fmt.Appendf(nil, `{"object":"whatsapp_business_account","entry":[%d`, i)
		if t.meta.insist(context.WithoutCancel(ctx), body) {
			t.ledger.mutex.Lock()
			t.ledger.malformed++
			t.ledger.mutex.Unlock()
		}
	}
}

// enqueue is a part of the program that sends notices, some of them from two
// processes at the same time.
func (t *traffic) enqueue(ctx context.Context, stream int) {
	random, source := t.random(100+stream), fmt.Sprintf("e%d", stream)
	for i := 0; sleep(ctx, time.Duration(random.IntN(4000))*time.Millisecond); i++ {
		asked := request{Key: fmt.Sprintf("%s.%d", source, i), To: fmt.Sprintf("+155503000%02d", stream)}
		made := enqueued{source: source, number: i}
		var work sync.WaitGroup
		fresh := make([]bool, 2)
		for at := range 1 + random.IntN(2) {
			work.Go(func() {
				answer := t.insist(context.WithoutCancel(ctx), asked)
				t.ledger.stored(asked.Key, enqueued{id: answer.ID, source: made.source, number: made.number})
				fresh[at] = !answer.Known
			})
		}
		work.Wait()
		if fresh[0] && fresh[1] {
			t.ledger.complain("two processes stored the message with the key %q", asked.Key)
		}
		t.ledger.count("notices enqueued")
	}
}

// insist asks until somebody has stored the message.
func (t *traffic) insist(ctx context.Context, asked request) answer {
	for {
		var given answer
		if _, err := t.meta.ask(ctx, "/enqueue", asked, &given); err == nil {
			return given
		}
		time.Sleep(time.Duration(20+rand.IntN(200)) * time.Millisecond)
	}
}

// campaigns keep so many messages waiting that the limit can be used.
func (t *traffic) campaigns(ctx context.Context) {
	for number := 0; sleep(ctx, 300*time.Millisecond); {
		var stats durable.Stats
		if _, err := t.meta.ask(ctx, "/stats", request{}, &stats); err != nil || stats.Due >= t.backlog {
			continue
		}
		asked := request{Campaign: fmt.Sprintf("c%d", number), First: number * campaignSize, Count: campaignSize}
		for {
			var counted durable.EnqueuedAll
			if _, err := t.meta.ask(context.WithoutCancel(ctx), "/campaign", asked, &counted); err == nil {
				break
			}
			time.Sleep(100 * time.Millisecond)
		}
		for i := range campaignSize {
			t.ledger.stored(campaignKey(asked.Campaign, i), enqueued{source: asked.Campaign, number: i})
		}
		t.ledger.add("messages of campaigns", campaignSize)
		number++
		if number%5 == 0 {
			t.pause(context.WithoutCancel(ctx), asked.Campaign)
		}
	}
}

// pause has a campaign wait for a moment.
func (t *traffic) pause(ctx context.Context, campaign string) {
	for _, step := range []string{"/pause", "/resume"} {
		for {
			status, err := t.meta.ask(ctx, step, request{Campaign: campaign}, &answer{})
			// It is not found if the step was taken, and its answer was lost.
			if err == nil || status == http.StatusNotFound {
				break
			}
			if errors.Is(ctx.Err(), context.Canceled) {
				return
			}
			time.Sleep(100 * time.Millisecond)
		}
		time.Sleep(200 * time.Millisecond)
	}
	t.ledger.count("campaigns paused and resumed")
}
