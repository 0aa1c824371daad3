package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/wabakit/whatsapp/webhook"
	"github.com/wabakit/whatsapp/webhook/webhooktest"
)

// mostForwarded is how many bodies may wait for the program that they go on to.
const mostForwarded = 1000

// A forwarding is a body that goes on to the program, and through what it came.
type forwarding struct {
	body []byte
	hops hops
}

// A reception is what listen does with webhooks.
type reception struct {
	shell  *shell
	config webhook.Config
	events kindFilter

	mu     sync.Mutex // one line at a time
	record io.WriteCloser

	id      string    // among the hops of what it forwards
	loop    sync.Once // until it is told that what it forwards comes back
	forward *callback
	queue   chan forwarding
	stop    context.CancelFunc
	stopped chan struct{}

	broken chan error // why nothing can be shown or recorded any more
}

// accept shows a body, records it, and has it go on to the program.
func (r *reception) accept(ctx context.Context, delivery webhook.Delivery) error {
	if err := r.show(delivery); err != nil {
		select {
		case r.broken <- err: // nobody sees it any more: it ends
		default:
		}
		return err
	}
	if r.queue == nil || !r.events.matchesBody(delivery.Body) {
		return nil
	}
	select {
	case r.queue <- forwarding{delivery.Body, append(hopsOf(ctx), r.id)}:
		return nil
	case <-ctx.Done():
		return webhook.ErrBusy
	}
}

func (r *reception) show(delivery webhook.Delivery) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.record != nil {
		if err := writeRecorded(r.record, delivery.Body, delivery.ReceivedAt); err != nil {
			return err
		}
	}
	notification, err := webhook.Parse(delivery.Body)
	if err != nil {
		r.shell.note("%s  %s", clock(delivery.ReceivedAt), r.shell.red(err.Error()))
		return nil
	}
	for event := range notification.Events() {
		if !r.events.matches(event) {
			continue
		}
		if err := r.shell.printEvent(event, delivery.ReceivedAt); err != nil {
			return err
		}
	}
	return nil
}

// printEvent prints an event in one line.
func (s *shell) printEvent(event webhook.Event, at time.Time) error {
	kind := webhooktest.KindOf(event)
	if s.json {
		return s.printLine(struct {
			Kind       string          `json:"kind"`
			Field      string          `json:"field"`
			Key        string          `json:"key"`
			EntryID    string          `json:"entry_id"`
			Time       time.Time       `json:"time,omitzero"`
			ReceivedAt time.Time       `json:"received_at"`
			Raw        json.RawMessage `json:"raw"`
			Change     json.RawMessage `json:"change"`
		}{kind, event.Field(), event.Key(), event.EntryID(), event.Time(), at.UTC(), event.Raw(), event.RawChange()})
	}
	said := summaryOf(event)
	name := fmt.Sprintf("%-22s", clean(kind))
	switch kind {
	case "status.failed", "unknown":
		name = s.red(name)
	default:
		name = s.bold(name)
	}
	parts := []string{clock(at), name, excerpt(clean(join(said.who, said.text)), 100), clean(said.id)}
	if happened := event.Time(); !happened.IsZero() {
		parts = append(parts, lag(at.Sub(happened)))
	}
	parts = slices.DeleteFunc(parts, func(part string) bool { return part == "" })
	_, err := fmt.Fprintln(s.Out, strings.Join(parts, "  "))
	return err
}

func clock(at time.Time) string { return at.Format(time.TimeOnly) }

// lag says how late an event is. Meta's times are in whole seconds.
func lag(late time.Duration) string {
	if late < time.Second {
		return "+0s"
	}
	return "+" + late.Truncate(time.Second).String()
}

// done says what the lines of events do not: that the URL was confirmed.
func (r *reception) done(result webhook.RequestResult) {
	if result.Outcome == webhook.RequestOutcomeConfirmed {
		r.tell("%s  The callback URL was confirmed.", clock(time.Now()))
	}
}

func (r *reception) refused(err error) {
	r.tell("%s  %s", clock(time.Now()), r.shell.red("refused: "+err.Error()))
}

func (r *reception) tell(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.shell.json {
		// For programs, the results alone are on standard output.
		fmt.Fprintf(r.shell.Err, format+"\n", args...)
		return
	}
	r.shell.note(format, args...)
}

// startForwarding posts bodies to the program, in their order.
func (r *reception) startForwarding() {
	r.queue, r.stopped = make(chan forwarding, mostForwarded), make(chan struct{})
	var ctx context.Context
	ctx, r.stop = context.WithCancel(context.Background())
	go func() {
		defer close(r.stopped)
		for next := range r.queue {
			answer, err := r.forward.post(ctx, next.body, next.hops...)
			r.forwarded(answer, err)
		}
	}()
}

func (r *reception) forwarded(answer *answer, err error) {
	switch {
	case err != nil:
		r.tell("          %s %v", r.shell.red("→"), err)
	case r.shell.json:
		r.mu.Lock()
		defer r.mu.Unlock()
		_ = r.shell.printLine(map[string]any{"forwarded": answer})
	default:
		r.tell("          → %s", r.shell.answerLine(answer))
	}
}

// close ends what is under way. Bodies that still wait for a program that hangs
// are given up after a while.
func (r *reception) close() error {
	if r.queue != nil {
		close(r.queue)
		given := time.AfterFunc(serverEnds, r.stop)
		<-r.stopped
		given.Stop()
		r.stop()
	}
	if r.record != nil {
		return r.record.Close()
	}
	return nil
}
