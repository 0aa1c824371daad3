package graphtest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/wabakit/whatsapp/webhook"
)

// errGivenUp marks the error of the last attempt.
var errGivenUp = errors.New("not to be delivered again")

// add logs the delivery of a body and its duplicates.
func (h *Webhooks) add(body []byte) []*Delivery {
	deliveries := make([]*Delivery, 1+h.config.duplicates)
	for i := range deliveries {
		deliveries[i] = &Delivery{
			Body:      slices.Clone(body),
			State:     DeliveryStatePending,
			Due:       h.server.now(),
			signature: webhook.Sign(body, h.appSecret),
		}
	}
	h.mutex.Lock()
	defer h.mutex.Unlock()
	for _, d := range deliveries {
		h.log.add(d)
	}
	return deliveries
}

func (h *Webhooks) enqueue(deliveries ...*Delivery) {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	h.queue = append(h.queue, deliveries...)
}

// take removes the wanted deliveries from the queue and returns them in the
// order in which to attempt them.
func (h *Webhooks) take(wanted func(*Delivery) bool) []*Delivery {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	var taken, left []*Delivery
	for _, d := range h.queue {
		if wanted(d) {
			taken = append(taken, d)
		} else {
			left = append(left, d)
		}
	}
	h.queue = left
	slices.SortStableFunc(taken, func(a, b *Delivery) int { return a.Due.Compare(b.Due) })
	if h.config.shuffled {
		h.random.Shuffle(len(taken), func(i, j int) { taken[i], taken[j] = taken[j], taken[i] })
	}
	return taken
}

// nextDue returns when the first delivery of the queue is due.
func (h *Webhooks) nextDue() (due time.Time, found bool) {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	for i, d := range h.queue {
		if i == 0 || d.Due.Before(due) {
			due = d.Due
		}
	}
	return due, len(h.queue) > 0
}

func (h *Webhooks) attemptAll(ctx context.Context, deliveries []*Delivery) error {
	var failures []error
	for i, d := range deliveries {
		if ctx.Err() != nil {
			h.enqueue(deliveries[i:]...)
			return errors.Join(append(failures, context.Cause(ctx))...)
		}
		if err := h.attempt(ctx, d); err != nil {
			failures = append(failures, err)
		}
	}
	return errors.Join(failures...)
}

// attempt posts a delivery once and queues it again if that fails. It holds no
// lock while posting, since the callback may call the server.
func (h *Webhooks) attempt(ctx context.Context, d *Delivery) error {
	status, err := h.post(ctx, d.Body, d.signature)
	h.mutex.Lock()
	defer h.mutex.Unlock()
	d.record(status, err, h.server.now())
	if d.State == DeliveryStateDone {
		return nil
	}
	if err == nil {
		err = fmt.Errorf("graphtest: the callback answered %d", status)
	}
	failed := len(d.Attempts)
	if failed > len(h.config.gaps) {
		return fmt.Errorf("%w, %w", err, errGivenUp)
	}
	gap := h.config.gaps[failed-1]
	d.State, d.Due = DeliveryStatePending, h.server.now().Add(gap)
	h.queue = append(h.queue, d)
	return fmt.Errorf("%w, to be delivered again in %s", err, gap)
}

// record records how an attempt ended.
func (d *Delivery) record(status int, err error, now time.Time) {
	d.Attempts = append(d.Attempts, Attempt{At: now, Status: status, Err: err})
	d.State, d.Due = DeliveryStateDropped, time.Time{}
	if status == http.StatusOK {
		d.State = DeliveryStateDone
	}
}
