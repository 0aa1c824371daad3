package flowcrypto

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"runtime/debug"

	"github.com/wabakit/whatsapp/internal/bufpool"
	"github.com/wabakit/whatsapp/internal/inbound"
)

// A Callback answers one request: it says which screen comes next, and with
// what. An [*InvalidTokenError] closes the flow; any other error is answered
// with 500, and the user sees that something went wrong.
//
// Meta waits ten seconds for an answer, and throttles flows whose endpoint is
// slow or fails. The context ends with the request.
type Callback func(ctx context.Context, request *Request) (*Response, error)

type handler struct {
	config   Config
	callback Callback
	body     inbound.Body
	places   inbound.Places
}

// NewHandler returns the handler of an endpoint. Mount it on one path of an
// HTTPS server, and set the address as the endpoint_uri of the flow.
//
//	200  the answer of the callback, encrypted; also of health checks and error notifications
//	400  the request is not as documented
//	405  not a POST
//	408  the body did not arrive in time
//	413  the body is too large
//	421  the body cannot be decrypted: the client fetches the public key and tries again
//	427  the callback says that the flow token is not valid: the client closes the flow
//	432  the signature is missing or wrong
//	500  the callback returned an error or panicked
//	503  too many requests are in progress, or a private key is not available
//
// The timeouts of the [http.Server] are unlimited unless they are set:
// ReadHeaderTimeout, IdleTimeout, and a WriteTimeout of more than the ten
// seconds that Meta waits.
func NewHandler(config Config, callback Callback) (http.Handler, error) {
	if callback == nil {
		return nil, errors.New("flowcrypto: the callback is nil")
	}
	if err := checkKeys(config.PrivateKeys); err != nil {
		return nil, fmt.Errorf("flowcrypto: Config.PrivateKeys: %w", err)
	}
	h := &handler{config: config, callback: callback}
	if err := h.config.bounded(); err != nil {
		return nil, err
	}
	h.places.Most = int64(h.config.MaxInFlight)
	h.body = inbound.Body{
		MaxBytes: h.config.MaxBodyBytes, Timeout: h.config.BodyTimeout,
		ErrSignature: ErrSignature, ErrTooLarge: ErrTooLarge, ErrIncomplete: ErrIncomplete,
	}
	if config.InsecureSkipSignatureCheck {
		if len(config.AppSecrets) > 0 || config.RequireTokenSignature {
			return nil, errors.New("flowcrypto: Config has InsecureSkipSignatureCheck besides AppSecrets or RequireTokenSignature: choose one")
		}
		return h, nil
	}
	if err := inbound.CheckSecrets(config.AppSecrets); err != nil {
		return nil, fmt.Errorf("flowcrypto: Config.AppSecrets: %w", err)
	}
	h.body.Verifier = inbound.NewVerifier(config.AppSecrets)
	return h, nil
}

// The statuses that only flows know.
const (
	statusInvalidToken     = 427
	statusInvalidSignature = 432
)

// ServeHTTP answers one request, from Meta or from anyone else.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.body.Bound(w, r)
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		h.refuse(w, r, ErrMethod)
		return
	}
	buffer := bufpool.Get()
	defer bufpool.Put(buffer)
	if err := h.body.Read(buffer, w, r); err != nil {
		h.refuse(w, r, err)
		return
	}
	// Only a body with a signature takes a place: nobody else can take them
	// all.
	if !h.places.Enter() {
		w.Header().Set("Retry-After", "1")
		h.refuse(w, r, ErrBusy)
		return
	}
	defer h.places.Leave()
	h.exchange(w, r, buffer)
}

// exchange decrypts a request, and encrypts its answer.
func (h *handler) exchange(w http.ResponseWriter, r *http.Request, body *bytes.Buffer) {
	exchange, err := Open(body.Bytes(), h.config.PrivateKeys...)
	if err != nil {
		h.refuse(w, r, err)
		return
	}
	request, err := readRequest(exchange.Plaintext())
	if err != nil {
		h.refuse(w, r, err)
		return
	}
	answer, err := h.answer(r.Context(), request)
	if invalid, ok := errors.AsType[*InvalidTokenError](err); ok {
		writeInvalidToken(w, exchange, invalid)
		return
	}
	if err != nil {
		h.refuse(w, r, err)
		return
	}
	write(w, http.StatusOK, exchange.Seal(answer))
}

// What the handler answers by itself.
var (
	healthy      = []byte(`{"data":{"status":"active"}}`)
	acknowledged = []byte(`{"data":{"acknowledged":true}}`)
)

// answer returns the answer to a request before it is encrypted.
func (h *handler) answer(ctx context.Context, request *Request) ([]byte, error) {
	if request.Action == actionPing {
		return healthy, nil
	}
	if h.config.RequireTokenSignature {
		if err := verifyToken(h.body.Verifier, request.FlowToken, request.FlowTokenSignature); err != nil {
			return nil, err
		}
	}
	if reported := request.notification(); reported != nil {
		h.report(ctx, reported)
		return acknowledged, nil
	}
	answer, err := h.call(ctx, request)
	if err != nil {
		return nil, &CallbackError{Action: request.Action, Screen: request.Screen, Err: err}
	}
	return answer, nil
}

// call turns a panic of the callback, or of the data that it returns, into an
// error.
func (h *handler) call(ctx context.Context, request *Request) (answer []byte, err error) {
	defer func() {
		if value := recover(); value != nil {
			answer, err = nil, &PanicError{Value: value, Stack: debug.Stack()}
		}
	}()
	response, err := h.callback(ctx, request)
	switch {
	case err != nil:
		return nil, err
	case response == nil:
		return nil, errors.New("the callback returned neither a response nor an error")
	}
	return response.encode()
}

// writeInvalidToken closes the flow. The client decrypts the body, if there is
// one, although Meta's table of status codes shows it in the clear.
func writeInvalidToken(w http.ResponseWriter, exchange *Exchange, invalid *InvalidTokenError) {
	if invalid == nil || invalid.Message == "" {
		write(w, statusInvalidToken, "")
		return
	}
	message, _ := json.Marshal(map[string]string{"error_msg": invalid.Message}) //nolint:errchkjson // texts always encode
	write(w, statusInvalidToken, exchange.Seal(message))
}

func write(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "text/plain")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	io.WriteString(w, body)
}

// refuse answers with nothing but the name of the status, so that a forger
// learns nothing.
func (h *handler) refuse(w http.ResponseWriter, r *http.Request, err error) {
	h.report(r.Context(), err)
	status := statusOf(err)
	text := http.StatusText(status)
	if status == statusInvalidSignature {
		text = "Invalid Signature"
	}
	http.Error(w, text, status)
}

func statusOf(err error) int {
	if failed, ok := errors.AsType[*CallbackError](err); ok && !errors.Is(failed, ErrTokenSignature) {
		return http.StatusInternalServerError
	}
	switch {
	case errors.Is(err, ErrSignature), errors.Is(err, ErrTokenSignature):
		return statusInvalidSignature
	case errors.Is(err, ErrUndecryptable):
		return http.StatusMisdirectedRequest
	case errors.Is(err, ErrTooLarge):
		return http.StatusRequestEntityTooLarge
	case errors.Is(err, ErrBusy), errors.Is(err, ErrKeyUnavailable):
		return http.StatusServiceUnavailable
	case errors.Is(err, ErrMethod):
		return http.StatusMethodNotAllowed
	case errors.Is(err, ErrIncomplete) && errors.Is(err, os.ErrDeadlineExceeded):
		return http.StatusRequestTimeout
	case errors.Is(err, ErrMalformed):
		return http.StatusBadRequest
	}
	return http.StatusInternalServerError
}

// report tells OnError. A panic there must not cost the user the answer.
func (h *handler) report(ctx context.Context, err error) {
	if h.config.OnError == nil {
		return
	}
	defer func() { _ = recover() }()
	h.config.OnError(ctx, err)
}
