package webhook

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"

	"github.com/wabakit/whatsapp/internal/bufpool"
	"github.com/wabakit/whatsapp/internal/inbound"
)

// A Callback processes one event. A nil error means that the event is done, and
// so does an error made by [Permanent]. With any other error, the event is
// delivered again.
type Callback func(ctx context.Context, event Event) error

// Config says how a handler receives webhooks. AppSecrets and VerifyToken are
// required; the zero value of every other field is a sensible choice.
type Config struct {
	// AppSecrets verify the signature of every body. One is enough; while a
	// secret is being rotated, give both.
	AppSecrets []string

	// VerifyToken is the token that was typed into the App Dashboard, or given
	// to the API, together with the callback URL. Meta confirms the URL with it
	// whenever that is set. Any text will do that others cannot guess.
	VerifyToken string

	// MaxBodyBytes is the size of the largest body that is read,
	// [DefaultMaxBodyBytes] if zero. A larger one is answered with 413.
	MaxBodyBytes int64

	// MaxElements is the largest number of elements that all lists of a body
	// may have together, [DefaultMaxElements] if zero. More are answered with
	// 413. It bounds the events of a body, and the memory that they take.
	MaxElements int

	// MaxInFlight is the number of bodies that may be processed at the same
	// time, [DefaultMaxInFlight] if zero. While there are as many, further ones
	// are answered with 503, and Meta delivers them again.
	MaxInFlight int

	// BodyTimeout is the time that a body may take to arrive,
	// [DefaultBodyTimeout] if zero. A slower one is answered with 408. A
	// shorter ReadTimeout of the [http.Server] holds too, and is the only one
	// where the server's ResponseWriter is wrapped by one that hides
	// SetReadDeadline.
	BodyTimeout time.Duration

	// Concurrency is the number of events of one body that may be processed at
	// the same time. With 0 or 1 they are processed one by one, in the order of
	// the body. Bodies are processed at the same time in either case.
	Concurrency int

	// OnError is told of every refused request, with an error that wraps
	// [ErrSignature], [ErrMalformed], [ErrIncomplete], [ErrTooLarge],
	// [ErrBusy], [ErrHandshake] or [ErrMethod], and of every event that the
	// callback failed on or that did not decode, with an *[EventError]. It may
	// be called by several goroutines at once. The errors hold no secret and no
	// message content, unless the callback's own errors do.
	OnError func(ctx context.Context, err error)

	// InsecureSkipSignatureCheck accepts every body from everyone, for use on a
	// local machine. AppSecrets must be empty then.
	InsecureSkipSignatureCheck bool
}

type handler struct {
	config   Config
	callback Callback
	body     inbound.Body
	places   inbound.Places
}

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
// them are delivered again: [Deduplicate] lets each be done only once. Events
// are also delivered more than once, and out of order, without any failure.
//
// # Time
//
// Meta expects an answer within a second, and gives up after a few. The
// request's context ends then, and it is the callback's: what the callback was
// doing is cancelled, the remaining events are left for the next delivery, and
// the next delivery ends the same way. So a callback that needs longer never
// succeeds, however often it is called. Let it store the event and return, and
// do the work elsewhere. Or give the work a context that does not end with the
// request, outside of [Deduplicate], which remembers that the event is done by
// the time it is delivered again:
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
	h := &handler{config: config, callback: callback}
	switch {
	case callback == nil:
		return nil, errors.New("webhook: the callback is nil")
	case config.VerifyToken == "":
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
	h.body.Bound(w, r)
	switch r.Method {
	case http.MethodGet:
		h.handshake(w, r)
	case http.MethodPost:
		h.receive(w, r)
	default:
		w.Header().Set("Allow", "GET, POST")
		h.refuse(w, r, http.StatusMethodNotAllowed, ErrMethod)
	}
}

func (h *handler) receive(w http.ResponseWriter, r *http.Request) {
	buffer := bufpool.Get()
	if err := h.body.Read(buffer, w, r); err != nil {
		bufpool.Put(buffer)
		h.refuse(w, r, statusOf(err), err)
		return
	}
	// Only a body with a signature takes a place: nobody else can take them
	// all.
	if !h.places.Enter() {
		bufpool.Put(buffer)
		w.Header().Set("Retry-After", retryAfter)
		h.refuse(w, r, http.StatusServiceUnavailable, ErrBusy)
		return
	}
	defer h.places.Leave()
	notification, err := parse(buffer.Bytes(), h.config.MaxElements)
	bufpool.Put(buffer)
	if err != nil {
		h.refuse(w, r, statusOf(err), err)
		return
	}
	if !h.dispatch(r.Context(), notification.events) {
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	w.WriteHeader(http.StatusOK)
}

// refuse answers with nothing but the name of the status, so that a forger
// learns nothing.
func (h *handler) refuse(w http.ResponseWriter, r *http.Request, status int, err error) {
	h.report(r.Context(), err)
	http.Error(w, http.StatusText(status), status)
}

func statusOf(err error) int {
	switch {
	case errors.Is(err, ErrSignature):
		return http.StatusUnauthorized
	case errors.Is(err, ErrTooLarge):
		return http.StatusRequestEntityTooLarge
	case errors.Is(err, os.ErrDeadlineExceeded):
		return http.StatusRequestTimeout
	}
	return http.StatusBadRequest
}

// retryAfter is when a body that found no place may come again, in seconds.
const retryAfter = "1"
