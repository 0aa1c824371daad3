package webhook

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/wabakit/whatsapp/internal/bufpool"
)

// A Delivery is a verified body, as [NewInbox] hands it over.
type Delivery struct {
	// Body has the exact bytes that arrived. They belong to the function that
	// gets them, which may keep and change them.
	Body []byte
	// ReceivedAt is when the last of them had arrived.
	ReceivedAt time.Time
}

// NewInbox returns the handler of a callback URL that stores first and
// processes later: it verifies each body, passes it to accept and answers. Use
// it in place of [NewHandler] where events take longer than Meta waits.
//
// Accept stores the body and returns nil once it is safe: Meta never sends it
// again. What takes bodies out of the store passes them to [Dispatch]. A body
// can arrive more than once, also after it was accepted, since the answer may
// be lost: let the callback of Dispatch be one of [Deduplicate].
//
//	200  accept has returned nil
//	401  the signature is missing or wrong
//	403  the confirmation does not carry the verify token
//	405  neither GET nor POST
//	408  the body did not arrive in time
//	413  the body is too large
//	500  accept has returned an error or panicked
//	503  too many bodies are being accepted, or accept has returned [ErrBusy]
//
// Meta delivers a body again, for days, until it is answered with 200.
//
// The body is not parsed. A signed body that would not parse is accepted like
// any other, since the next delivery would not parse either: Dispatch says so
// later, and [NewBodyDeadLetter] is for it.
//
// # Time
//
// Meta gives up after a few seconds. A body that is verified by then is worth
// storing nevertheless, because giving up would only have it delivered again,
// and given up again. So the context of accept does not end with the request,
// but after [Config.AcceptTimeout]; it has the values of the request's context.
// Accept takes one of the places of [Config.MaxInFlight] as long as it runs, so
// that a database that hangs is met by a bounded number of bodies.
//
// [http.Server.Shutdown] waits for accept, if it is given the time.
func NewInbox(config Config, accept func(ctx context.Context, delivery Delivery) error) (http.Handler, error) {
	if accept == nil {
		return nil, errors.New("webhook: the accept function is nil")
	}
	h, err := newHandler(config)
	if err != nil {
		return nil, err
	}
	h.process = func(ctx context.Context, body arrival) answer {
		delivery := Delivery{Body: bytes.Clone(body.buffer.Bytes()), ReceivedAt: body.at}
		bufpool.Put(body.buffer)
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), h.config.AcceptTimeout)
		defer cancel()
		if err := guarded(func() error { return accept(ctx, delivery) }); err != nil {
			return notAccepted(err)
		}
		return answer{status: http.StatusOK, outcome: RequestOutcomeAccepted}
	}
	return h, nil
}

// notAccepted is the answer to a body that accept did not take.
func notAccepted(err error) answer {
	reply := answer{
		status: http.StatusInternalServerError, outcome: RequestOutcomeFailed,
		err: fmt.Errorf("webhook: body not accepted: %w", err),
	}
	if errors.Is(err, ErrBusy) {
		reply.status, reply.outcome = http.StatusServiceUnavailable, RequestOutcomeBusy
	}
	return reply
}
