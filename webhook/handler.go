package webhook

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/wabakit/whatsapp/internal/bufpool"
)

// NewHandler returns the handler of a callback URL. Mount it on one path of an
// HTTPS server.
//
// A GET request is Meta's confirmation of the URL, answered with its challenge.
// A POST request carries events: each of them is passed to the callback before
// the request is answered.
//
//	200  every event is done
//	400  the body is not a JSON object
//	401  the signature is missing or wrong
//	403  the confirmation does not carry the verify token
//	405  neither GET nor POST
//	408  the body did not arrive in time
//	413  the body is too large
//	500  the callback returned an error or panicked for at least one event
//	503  too many bodies are in progress
//
// Meta delivers a body again, for days, until it is answered with 200. So when
// an event fails, the others of its body are processed all the same, and all of
// them are delivered again: [Deduplicate] lets each be done only once, and
// [WithDeadLetters] ends it for one that never succeeds. Events are also
// delivered more than once, and out of order, without any failure.
//
// # Time
//
// Meta expects an answer within a second, and gives up after a few. The
// request's context ends then, and it is the callback's: what the callback was
// doing is cancelled, the remaining events are left for the next delivery, and
// the next delivery ends the same way. So a callback that needs longer never
// succeeds, however often it is called. Store first and do the work later, with
// [NewInbox]. Or give the work a context that does not end with the request,
// outside of [Deduplicate], which remembers that the event is done by the time
// it is delivered again:
//
//	once := webhook.Deduplicate(store, slow)
//	handler, err := webhook.NewHandler(config, func(ctx context.Context, e webhook.Event) error {
//		return once(context.WithoutCancel(ctx), e)
//	})
//
// Such work still takes one of the places of [Config.MaxInFlight], and is
// limited by the lease.
//
// # Server
//
// The handler bounds the body: its size, its elements, and the time it takes to
// arrive. The rest is for the [http.Server], whose timeouts are unlimited
// unless they are set:
//
//	server := &http.Server{
//		Handler:           mux,
//		ReadHeaderTimeout: 5 * time.Second,
//		ReadTimeout:       15 * time.Second, // header and body
//		WriteTimeout:      30 * time.Second, // longer than the callback takes
//		IdleTimeout:       2 * time.Minute,
//		MaxHeaderBytes:    16 << 10,
//	}
func NewHandler(config Config, callback Callback) (http.Handler, error) {
	if callback == nil {
		return nil, errNoCallback
	}
	h, err := newHandler(config)
	if err != nil {
		return nil, err
	}
	events := &dispatcher{
		callback:    callback,
		concurrency: h.config.Concurrency,
		observer:    h.config.Observer,
		report:      h.report,
	}
	h.process = func(ctx context.Context, body arrival) answer {
		notification, err := parse(body.buffer.Bytes(), h.config.MaxElements)
		bufpool.Put(body.buffer)
		if err != nil {
			return refusal(err)
		}
		failed := events.run(ctx, work{events: notification.events, received: body.at})
		reply := answer{status: http.StatusOK, outcome: RequestOutcomeAccepted, events: len(notification.events)}
		if slices.ContainsFunc(failed, isNotDone) {
			reply.status, reply.outcome = http.StatusInternalServerError, RequestOutcomeFailed
		}
		return reply
	}
	return h, nil
}

var errNoCallback = errors.New("webhook: the callback is nil")

// isNotDone reports whether an event must be delivered again.
func isNotDone(failure *EventError) bool { return !failure.Permanent() }
