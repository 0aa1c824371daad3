package webhook

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"

	"github.com/wabakit/whatsapp/internal/bufpool"
	"github.com/wabakit/whatsapp/internal/inbound"
)

// A handler answers requests. It confirms the callback URL, bounds and verifies
// bodies, and leaves verified ones to process.
type handler struct {
	config  Config
	body    inbound.Body
	places  inbound.Places
	process func(ctx context.Context, body arrival) answer
}

// An arrival is a verified body. Process gives its buffer back to the pool.
type arrival struct {
	buffer *bytes.Buffer
	at     time.Time
}

// An answer is what a request is answered with.
type answer struct {
	status    int
	outcome   RequestOutcome
	challenge string // of a handshake
	events    int    // of the body, where it was parsed
	err       error  // why; nil if it was reported already
}

func newHandler(config Config) (*handler, error) {
	h := &handler{config: config}
	if config.VerifyToken == "" {
		return nil, errors.New("webhook: empty Config.VerifyToken; Meta could not confirm the callback URL")
	}
	if err := h.config.bounded(); err != nil {
		return nil, err
	}
	h.places.Most = int64(h.config.MaxInFlight)
	h.body = inbound.Body{
		MaxBytes: h.config.MaxBodyBytes, Timeout: h.config.BodyTimeout,
		ErrSignature: ErrSignature, ErrTooLarge: ErrTooLarge, ErrIncomplete: ErrIncomplete,
	}
	if config.InsecureSkipSignatureCheck {
		if len(config.AppSecrets) > 0 {
			return nil, errors.New("webhook: Config has AppSecrets and InsecureSkipSignatureCheck: choose one")
		}
		return h, nil
	}
	if err := inbound.CheckSecrets(config.AppSecrets); err != nil {
		return nil, fmt.Errorf("webhook: Config.AppSecrets: %w", err)
	}
	h.body.Verifier = inbound.NewVerifier(config.AppSecrets)
	return h, nil
}

// ServeHTTP answers one request, from Meta or from anyone else.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	started := time.Now()
	h.body.Bound(w, r)
	reply := h.answer(w, r)
	if reply.err != nil {
		h.report(r.Context(), reply.err)
	}
	reply.write(w)
	h.config.Observer.requestDone(r.Context(), &reply, started)
}

func (h *handler) answer(w http.ResponseWriter, r *http.Request) answer {
	switch r.Method {
	case http.MethodGet:
		return h.handshake(r)
	case http.MethodPost:
		return h.receive(w, r)
	}
	return refusal(ErrMethod)
}

func (h *handler) receive(w http.ResponseWriter, r *http.Request) answer {
	buffer := bufpool.Get()
	if err := h.body.Read(buffer, w, r); err != nil {
		bufpool.Put(buffer)
		return refusal(err)
	}
	// Only a body with a signature takes a place: nobody else can take them
	// all.
	if !h.places.Enter() {
		bufpool.Put(buffer)
		return refusal(ErrBusy)
	}
	defer h.places.Leave()
	return h.process(r.Context(), arrival{buffer, time.Now()})
}

// report tells OnError. A panic there must not stop the events that are left.
func (h *handler) report(ctx context.Context, err error) {
	if h.config.OnError == nil {
		return
	}
	defer func() { _ = recover() }()
	h.config.OnError(ctx, err)
}

// retryAfter is when a body that found no place may come again, in seconds.
const retryAfter = "1"

// write sends nothing but the name of the status when it refuses, so that a
// forger learns nothing.
func (a *answer) write(w http.ResponseWriter) {
	switch {
	case a.outcome == RequestOutcomeConfirmed:
		writeChallenge(w, a.challenge)
		return
	case a.status == http.StatusOK:
		w.WriteHeader(http.StatusOK)
		return
	case a.status == http.StatusServiceUnavailable:
		w.Header().Set("Retry-After", retryAfter)
	case a.status == http.StatusMethodNotAllowed:
		w.Header().Set("Allow", "GET, POST")
	}
	http.Error(w, http.StatusText(a.status), a.status)
}

// refusal is the answer to a request that is refused with an error of this
// package.
func refusal(err error) answer {
	refused := func(status int, outcome RequestOutcome) answer {
		return answer{status: status, outcome: outcome, err: err}
	}
	switch {
	case errors.Is(err, ErrSignature):
		return refused(http.StatusUnauthorized, RequestOutcomeBadSignature)
	case errors.Is(err, ErrTooLarge):
		return refused(http.StatusRequestEntityTooLarge, RequestOutcomeTooLarge)
	case errors.Is(err, ErrBusy):
		return refused(http.StatusServiceUnavailable, RequestOutcomeBusy)
	case errors.Is(err, ErrHandshake):
		return refused(http.StatusForbidden, RequestOutcomeBadHandshake)
	case errors.Is(err, ErrMethod):
		return refused(http.StatusMethodNotAllowed, RequestOutcomeBadMethod)
	case errors.Is(err, os.ErrDeadlineExceeded):
		return refused(http.StatusRequestTimeout, RequestOutcomeIncomplete)
	case errors.Is(err, ErrIncomplete):
		return refused(http.StatusBadRequest, RequestOutcomeIncomplete)
	}
	return refused(http.StatusBadRequest, RequestOutcomeMalformed)
}
