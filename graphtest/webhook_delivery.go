package graphtest

import (
	"context"
	"errors"
	"slices"
	"time"
)

// Delivery is one body on its way to the callback.
type Delivery struct {
	// Body is what is posted, the same bytes in every attempt.
	Body []byte
	// Attempts are the requests so far.
	Attempts []Attempt
	// State says what has become of it.
	State DeliveryState
	// Due is when a pending delivery is attempted next by [Webhooks.Run].
	Due time.Time

	signature string
}

// Attempt is one request to the callback.
type Attempt struct {
	// At is when the answer came.
	At time.Time
	// Status is the HTTP status of the answer, 0 if there was none. Anything
	// but 200 is a failure.
	Status int
	// Err says why there was no answer.
	Err error
}

// DeliveryState says what has become of a [Delivery].
type DeliveryState string

// The states of a delivery.
const (
	DeliveryStatePending DeliveryState = "pending" // it is attempted now, or later
	DeliveryStateDone    DeliveryState = "done"    // answered with 200
	DeliveryStateDropped DeliveryState = "dropped" // failed too often, or never to be repeated
)

// Deliver posts the updates in one body, signed. An error says that they cannot
// be sent, or that the callback did not answer with 200; the body is then
// queued to be delivered again.
func (h *Webhooks) Deliver(ctx context.Context, updates ...Update) error {
	body, err := h.Body(updates...)
	if err != nil {
		return err
	}
	return h.DeliverRaw(ctx, body)
}

// DeliverRaw delivers these exact bytes, whatever they are. The body of
// an earlier delivery makes a duplicate.
func (h *Webhooks) DeliverRaw(ctx context.Context, body []byte) error {
	return h.attemptAll(ctx, h.add(body))
}

// Queue delivers with the next [Webhooks.Flush] or [Webhooks.Run].
func (h *Webhooks) Queue(updates ...Update) error {
	body, err := h.Body(updates...)
	if err != nil {
		return err
	}
	h.enqueue(h.add(body)...)
	return nil
}

// Forge posts the body with a signature of the caller's choice, or without one
// if it is empty. It returns the status of the answer, 0 if there was none, and
// is never repeated.
func (h *Webhooks) Forge(ctx context.Context, body []byte, signature string) (status int) {
	d := &Delivery{Body: slices.Clone(body), signature: signature}
	status, err := h.post(ctx, d.Body, d.signature)
	h.mutex.Lock()
	defer h.mutex.Unlock()
	d.record(status, err)
	h.log.add(d)
	return status
}

// Flush attempts everything in the queue once, due or not. What fails again
// stays in the queue, and what is queued meanwhile waits for the next Flush.
// The error joins those of all attempts.
func (h *Webhooks) Flush(ctx context.Context) error {
	return h.attemptAll(ctx, h.take(func(*Delivery) bool { return true }))
}

// Run delivers what is in the queue and what comes into it meanwhile, each when
// it is due, until the queue is empty or the context ends. The error joins
// those of the deliveries that were dropped.
//
// Inside testing/synctest the days between two attempts pass at once.
func (h *Webhooks) Run(ctx context.Context) error {
	var dropped []error
	for {
		due, found := h.nextDue()
		if !found {
			return errors.Join(dropped...)
		}
		if err := wait(ctx, time.Until(due)); err != nil || ctx.Err() != nil {
			return errors.Join(append(dropped, context.Cause(ctx))...)
		}
		now := time.Now()
		for _, d := range h.take(func(d *Delivery) bool { return !d.Due.After(now) }) {
			if err := h.attempt(ctx, d); errors.Is(err, errGivenUp) {
				dropped = append(dropped, err)
			}
		}
	}
}

// Deliveries returns the deliveries so far, in the order in which they were
// made or queued, as far as they are remembered: see [WithHistory].
func (h *Webhooks) Deliveries() []Delivery {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	latest := h.log.all()
	deliveries := make([]Delivery, len(latest))
	for i, d := range latest {
		deliveries[i] = *d
		deliveries[i].Body, deliveries[i].Attempts = slices.Clone(d.Body), slices.Clone(d.Attempts)
	}
	return deliveries
}

// Pending returns the number of deliveries in the queue.
func (h *Webhooks) Pending() int {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	return len(h.queue)
}
