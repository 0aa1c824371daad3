package graphtest

import (
	"context"
	"errors"
	"slices"
	"time"
)

// Delivery is the delivery of one body to the callback.
type Delivery struct {
	// Body is the posted body, the same bytes in every attempt.
	Body []byte
	// Attempts are the requests so far.
	Attempts []Attempt
	// State is the state of the delivery.
	State DeliveryState
	// Due is when [Webhooks.Run] attempts a pending delivery next.
	Due time.Time

	signature string
}

// Attempt is one request to the callback.
type Attempt struct {
	// At is the time of the answer.
	At time.Time
	// Status is the HTTP status of the answer, or 0 if there was none. Anything
	// but 200 is a failure.
	Status int
	// Err is the reason that there was no answer.
	Err error
}

// DeliveryState is the state of a [Delivery].
type DeliveryState string

// The states of a delivery.
const (
	DeliveryStatePending DeliveryState = "pending" // being attempted, or waiting
	DeliveryStateDone    DeliveryState = "done"    // answered with 200
	DeliveryStateDropped DeliveryState = "dropped" // failed, and not attempted again
)

// Deliver posts the updates in one signed body. It returns an error if they
// cannot be sent, or if the callback does not answer with 200; the body is then
// queued for redelivery.
func (h *Webhooks) Deliver(ctx context.Context, updates ...Update) error {
	body, err := h.Body(updates...)
	if err != nil {
		return err
	}
	return h.DeliverRaw(ctx, body)
}

// DeliverRaw delivers exactly these bytes, whatever they are. Pass the body of
// an earlier delivery to deliver a duplicate.
func (h *Webhooks) DeliverRaw(ctx context.Context, body []byte) error {
	return h.attemptAll(ctx, h.add(body))
}

// Queue queues the updates for the next [Webhooks.Flush] or [Webhooks.Run].
func (h *Webhooks) Queue(updates ...Update) error {
	body, err := h.Body(updates...)
	if err != nil {
		return err
	}
	h.enqueue(h.add(body)...)
	return nil
}

// Forge posts the body once, with the given signature or without one if it is
// empty. It returns the status of the answer, or 0 if there was none.
func (h *Webhooks) Forge(ctx context.Context, body []byte, signature string) (status int) {
	d := &Delivery{Body: slices.Clone(body), signature: signature}
	status, err := h.post(ctx, d.Body, d.signature)
	h.mutex.Lock()
	defer h.mutex.Unlock()
	d.record(status, err, h.server.now())
	h.log.add(d)
	return status
}

// Flush attempts every queued delivery once, due or not. Those that fail stay
// in the queue, and those queued meanwhile wait for the next Flush. The error
// joins those of all attempts.
func (h *Webhooks) Flush(ctx context.Context) error {
	return h.attemptAll(ctx, h.take(func(*Delivery) bool { return true }))
}

// Run attempts queued deliveries when they are due, including those queued
// meanwhile, until the queue is empty or the context ends. The error joins
// those of the dropped deliveries.
//
// Inside testing/synctest the days between attempts pass instantly.
func (h *Webhooks) Run(ctx context.Context) error {
	var dropped []error
	for {
		due, found := h.nextDue()
		if !found {
			return errors.Join(dropped...)
		}
		if err := wait(ctx, due.Sub(h.server.now())); err != nil || ctx.Err() != nil {
			return errors.Join(append(dropped, context.Cause(ctx))...)
		}
		now := h.server.now()
		for _, d := range h.take(func(d *Delivery) bool { return !d.Due.After(now) }) {
			if err := h.attempt(ctx, d); errors.Is(err, errGivenUp) {
				dropped = append(dropped, err)
			}
		}
	}
}

// Deliveries returns the deliveries so far, in the order in which they were
// made or queued, as far as the server remembers them: see [WithHistory].
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
