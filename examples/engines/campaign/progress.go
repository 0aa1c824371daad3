package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/wabakit/whatsapp/durable"
)

const (
	barWidth      = 40
	watchInterval = 200 * time.Millisecond
)

// watch shows the progress until so many rows are sent, or all of them and what
// is known of them is recorded.
func (c *campaign) watch(ctx context.Context, s *service, until int, began time.Time) error {
	bar := newBar(c.total)
	interrupted := ctx.Done()
	ctx = context.WithoutCancel(ctx) // a question in progress ends
	for {
		select {
		case <-interrupted:
			return nil
		case <-time.After(watchInterval):
		}
		progress, err := progressOf(ctx, s.outbox, c.name)
		if err != nil {
			return err
		}
		bar.show(progress)
		switch {
		case until < c.total && progress.sent() >= until:
			bar.end(progress, began)
			return errHalfway
		case progress.state == durable.CampaignStateCancelled, c.over(ctx, s, progress):
			if progress, err = progressOf(ctx, s.outbox, c.name); err != nil {
				return err
			}
			bar.end(progress, began)
			return s.printFailures(ctx, c.name)
		}
	}
}

// over reports that everything is sent, and no status waits to be read. Where
// this program listens for statuses, more may come until it is interrupted.
func (c *campaign) over(ctx context.Context, s *service, p progress) bool {
	if !c.enqueued.Load() || p.queued > 0 || !c.meta.idle() || *listen != "" {
		return false
	}
	stats, err := s.store.Stats(ctx)
	return err == nil && stats.Events == 0
}

// A progress is how many messages of a campaign are where.
type progress struct {
	queued, accepted, delivered, failed, unknown, cancelled int

	state durable.CampaignState
	hold  string
}

func progressOf(ctx context.Context, outbox *durable.Outbox, name string) (progress, error) {
	campaigns, err := outbox.Campaigns(ctx)
	for _, campaign := range campaigns {
		if campaign.Name != name {
			continue
		}
		in := campaign.Messages
		return progress{
			queued:    in[durable.StateQueued] + in[durable.StateSending],
			accepted:  in[durable.StateAccepted] + in[durable.StateHeld] + in[durable.StateSent],
			delivered: in[durable.StateDelivered] + in[durable.StateRead],
			failed:    in[durable.StateFailed],
			unknown:   in[durable.StateUnknown],
			cancelled: in[durable.StateCancelled],
			state:     campaign.State, hold: campaign.Hold,
		}, nil
	}
	return progress{}, err // not begun yet
}

// sent returns how many are not to be sent any more.
func (p progress) sent() int { return p.accepted + p.delivered + p.failed + p.unknown + p.cancelled }

func (p progress) String() string {
	text := fmt.Sprintf("queued %d, accepted %d, delivered %d, failed %d", p.queued, p.accepted, p.delivered, p.failed)
	if p.unknown > 0 {
		text += fmt.Sprintf(", unknown %d", p.unknown)
	}
	if p.cancelled > 0 {
		text += fmt.Sprintf(", cancelled %d", p.cancelled)
	}
	if p.state == durable.CampaignStatePaused {
		text += ", paused " + p.hold
	}
	return text
}

func printCampaign(ctx context.Context, outbox *durable.Outbox, name string) error {
	campaign, err := outbox.Campaign(ctx, name)
	if err != nil {
		return err
	}
	progress, err := progressOf(ctx, outbox, name)
	fmt.Printf("  %s is %s: %s\n", name, campaign.State, progress)
	return err
}

// printFailures prints what has failed, and what is unknown.
func (s *service) printFailures(ctx context.Context, name string) error {
	for _, state := range []durable.State{durable.StateFailed, durable.StateUnknown} {
		messages, err := s.outbox.Messages(ctx, durable.ListMessages{Campaign: name, State: state, Limit: 10})
		if err != nil {
			return err
		}
		for _, message := range messages {
			fmt.Printf("  %s: %s, %s: %s\n", state, message.Recipient, message.CallbackData, message.Reason)
		}
	}
	return nil
}

// A bar shows the progress: on a terminal in one line, elsewhere in four.
type bar struct {
	total, shown int
	terminal     bool
}

func newBar(total int) *bar {
	info, err := os.Stdout.Stat()
	return &bar{total: max(1, total), terminal: err == nil && info.Mode()&os.ModeCharDevice != 0}
}

func (b *bar) show(p progress) {
	if b.terminal {
		fmt.Printf("\r%s\x1b[K", b.line(p))
	} else if step := 4 * p.sent() / b.total; step > b.shown {
		b.shown = step
		fmt.Println(b.line(p))
	}
}

func (b *bar) line(p progress) string {
	filled := min(barWidth, barWidth*p.sent()/b.total)
	return fmt.Sprintf("  [%s%s] %3d %%  %s", strings.Repeat("#", filled), strings.Repeat(".", barWidth-filled), 100*p.sent()/b.total, p)
}

func (b *bar) end(p progress, began time.Time) {
	if b.terminal {
		fmt.Printf("\r%s\x1b[K\n", b.line(p))
	}
	fmt.Printf("  %s\n  took %s\n", p, time.Since(began).Round(time.Millisecond))
}
