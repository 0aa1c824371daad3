package webhook

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
)

// DefaultMaxBodyBytes is the largest body a handler reads unless [Config.MaxBodyBytes] says otherwise. Meta sends up
// to 3 MB.
const DefaultMaxBodyBytes = 4 << 20

// A Callback processes one event. A nil error means that the event is done and need not be delivered again.
type Callback func(ctx context.Context, event Event) error

// Config says how a handler receives webhooks. AppSecrets and VerifyToken are required; the zero value of every other
// field is a sensible choice.
type Config struct {
	// AppSecrets verify the signature of every body. One is enough; while a secret is being rotated, give both.
	AppSecrets []string

	// VerifyToken is the token that was typed into the App Dashboard, or given to the API, together with the callback
	// URL. Meta confirms the URL with it whenever that is set. Any text will do that others cannot guess.
	VerifyToken string

	// MaxBodyBytes is the largest body that is read, [DefaultMaxBodyBytes] if zero. A larger one is answered with 413.
	MaxBodyBytes int64

	// Concurrency is the number of events of one body that may be processed at the same time. With 0 or 1 they are
	// processed one by one, in the order of the body. Bodies are processed at the same time in either case.
	Concurrency int

	// OnError is told of every refused request, with an error that wraps [ErrSignature], [ErrMalformed], [ErrTooLarge],
	// [ErrHandshake] or [ErrMethod], and of every event that the callback failed on or that did not decode, with an
	// *[EventError]. It may be called by several goroutines at once. The errors hold no secret and no message content,
	// unless the callback's own errors do.
	OnError func(ctx context.Context, err error)

	// InsecureSkipSignatureCheck accepts every body from everyone, for use on a local machine. AppSecrets must be
	// empty then.
	InsecureSkipSignatureCheck bool
}

type handler struct {
	config   Config
	callback Callback
	verifier verifier
}

// NewHandler returns the handler of a callback URL. Mount it on one path of an HTTPS server.
//
// A GET request is Meta's confirmation of the URL, answered with its challenge. A POST request carries events: each
// of them is passed to the callback before the request is answered.
//
//	200  every event is done
//	400  the body is not a JSON object
//	401  the signature is missing or wrong
//	403  the confirmation does not carry the verify token
//	405  neither GET nor POST
//	413  the body is too large
//	500  the callback returned an error or panicked for at least one event
//
// Meta delivers a body again, for days, until it is answered with 200. So when an event fails, the others of its body
// are processed all the same, and all of them are delivered again: [Deduplicate] lets each be done only once. Events
// are also delivered more than once, and out of order, without any failure. When the request's context ends, the
// remaining events are left for the next delivery.
//
// Meta expects an answer within a second, so a callback that takes longer should store the event and return. The
// context that the callback receives is the request's.
func NewHandler(config Config, callback Callback) (http.Handler, error) {
	h := &handler{config: config, callback: callback}
	switch {
	case callback == nil:
		return nil, errors.New("webhook: the callback is nil")
	case config.VerifyToken == "":
		return nil, errors.New("webhook: Config.VerifyToken is empty, so Meta could not confirm the callback URL")
	case config.MaxBodyBytes < 0:
		return nil, fmt.Errorf("webhook: Config.MaxBodyBytes is %d, it must not be negative", config.MaxBodyBytes)
	case config.Concurrency < 0:
		return nil, fmt.Errorf("webhook: Config.Concurrency is %d, it must not be negative", config.Concurrency)
	case config.MaxBodyBytes == 0:
		h.config.MaxBodyBytes = DefaultMaxBodyBytes
	}
	if config.InsecureSkipSignatureCheck {
		if len(config.AppSecrets) > 0 {
			return nil, errors.New("webhook: Config has AppSecrets and InsecureSkipSignatureCheck: choose one")
		}
		return h, nil
	}
	if err := checkSecrets(config.AppSecrets); err != nil {
		return nil, fmt.Errorf("webhook: Config.AppSecrets: %w", err)
	}
	h.verifier = newVerifier(config.AppSecrets)
	return h, nil
}

// ServeHTTP implements [http.Handler].
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
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
	notification, err := h.read(w, r)
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

// refuse answers with nothing but the name of the status, so that a forger learns nothing.
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
	}
	return http.StatusBadRequest
}

// read reads, verifies and parses the body. What can be refused without reading is.
func (h *handler) read(w http.ResponseWriter, r *http.Request) (*Notification, error) {
	if r.ContentLength > h.config.MaxBodyBytes {
		return nil, ErrTooLarge
	}
	signature := r.Header.Get(SignatureHeader)
	if h.verifier != nil {
		if _, err := readSignature(signature); err != nil {
			return nil, err
		}
	}
	if r.Body == nil { // servers never leave it nil, but adapters of other platforms do
		r.Body = http.NoBody
	}
	buffer := buffers.Get().(*bytes.Buffer)
	defer release(buffer)
	if err := h.fill(buffer, w, r); err != nil {
		return nil, err
	}
	if h.verifier != nil {
		if err := h.verifier.verify(buffer.Bytes(), signature); err != nil {
			return nil, err
		}
	}
	return parse(buffer.Bytes())
}

func (h *handler) fill(buffer *bytes.Buffer, w http.ResponseWriter, r *http.Request) error {
	if r.ContentLength > 0 {
		buffer.Grow(int(min(r.ContentLength, grownBuffer)) + bytes.MinRead)
	}
	_, err := buffer.ReadFrom(http.MaxBytesReader(w, r.Body, h.config.MaxBodyBytes))
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return ErrTooLarge
	}
	if err != nil {
		return fmt.Errorf("webhook: reading the body: %w", err)
	}
	return nil
}

// buffers holds bodies while they are verified and parsed. Events have copies of their own.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

const (
	// grownBuffer is the most memory that is spent on the mere announcement of a body.
	grownBuffer = 64 << 10
	// keptBuffer is the largest buffer that is kept for the next body. A batch of 1,000 updates fits.
	keptBuffer = 1 << 20
)

func release(buffer *bytes.Buffer) {
	if buffer.Cap() <= keptBuffer {
		buffer.Reset()
		buffers.Put(buffer)
	}
}
