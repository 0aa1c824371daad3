package otp

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"
)

// Defaults for the fields of a [HandlerConfig].
const (
	DefaultRequestsPerAddress = 100
	DefaultRequestsPerNumber  = 30
	DefaultAnswerTime         = 3 * time.Second
)

// requestWindow is the period that the limits on requests apply to.
const requestWindow = 15 * time.Minute

// HandlerConfig configures a [Handler]. APIKeys is required; all other fields
// have defaults.
type HandlerConfig struct {
	// APIKeys are the keys that requests may use, each at least 16 characters
	// long. One is enough; while a key is being rotated, give both.
	APIKeys []string

	// ClientAddress returns the address that a request comes from. The default
	// is the address of the connection. Behind a proxy that is the proxy, so
	// use [BehindProxies] or read a header that the proxy sets; do not trust
	// anything that a client can set. All values that are not addresses share
	// one limit.
	ClientAddress func(*http.Request) string

	// RequestsPerAddress is the number of requests that an address may make
	// within 15 minutes. The default is 100. An IPv6 /64 network counts as one
	// address. A negative value means no limit, which is right if all requests
	// come from your own servers.
	RequestsPerAddress int

	// RequestsPerNumber is the number of requests that may be made for a phone
	// number within 15 minutes. The default is 30. A negative value means no
	// limit. The limits of the service apply as well, and alone while the store
	// has no room for another number.
	RequestsPerNumber int

	// AnswerTime is the time that every answer to a request for a code takes if
	// the service has [Config].Known, so that neither the answer nor its time
	// tells whether a code was sent. The default is three seconds. The sender's
	// context ends with it, so it must be longer than sending takes. Without
	// Known, answers are not delayed.
	AnswerTime time.Duration

	// OnError is called with the errors of the sender, the store, Role and
	// Known. They contain no code, key, token or number, unless the errors of
	// the store or of these functions do; code and number are redacted in a
	// sender's error.
	OnError func(ctx context.Context, err error)
}

// A Handler serves a [Service] over HTTP; see [NewHandler].
type Handler struct {
	service    *Service
	config     HandlerConfig // without its keys
	authorized func(apiKey string) bool
}

// NewHandler returns a handler for one path of an HTTPS server. It takes POST
// requests with one of three JSON objects:
//
//	{"action": "whatsapp_send_otp", "apiKey": "...", "phoneNumber": "+15550100"}
//	{"action": "whatsapp_resend_otp", "apiKey": "...", "phoneNumber": "+15550100"}
//	{"action": "whatsapp_validate_otp", "apiKey": "...", "phoneNumber": "+15550100", "otpCode": "123456"}
//
// and answers, with status 200:
//
//	{"success":true,"message":"OTP sent","expiresIn":600}
//	{"valid":true,"sessionToken":"...","role":"..."}
//	{"valid":false,"message":"The code is wrong or has expired"}
//
// The last one is the answer for every reason not to accept a code. Any other
// failure has "success": false (for a validation, "valid": false), a message,
// and one of these statuses:
//
//	400  the body is not such an object, or has no international phone number
//	401  the API key is wrong
//	405  not a POST request
//	413  the body is too large
//	429  a limit was reached; "retryAfter" and the header Retry-After are in seconds
//	502  the code may not have been sent; never with [Config].Known
//	503  the store, Role or Known failed
//
// With [Config].Known, neither an answer nor its time depends on whether the
// number is known. Without it, every number gets a code, and an answer tells
// two things about a number: whether sending its code failed (502), and whether
// there have been many requests for it (429).
//
// The body of a request may have 4 KiB. The Content-Type and unknown members
// are ignored. Give the server a ReadTimeout, like every server on the
// internet, and a WriteTimeout longer than AnswerTime and than sending a code
// takes.
func NewHandler(service *Service, config HandlerConfig) (*Handler, error) {
	if service == nil {
		return nil, errors.New("otp: the service is nil")
	}
	if err := checkAPIKeys(config.APIKeys); err != nil {
		return nil, err
	}
	if config.AnswerTime < 0 {
		return nil, errors.New("otp: HandlerConfig.AnswerTime must not be negative")
	}
	setDefault(&config.RequestsPerAddress, DefaultRequestsPerAddress)
	setDefault(&config.RequestsPerNumber, DefaultRequestsPerNumber)
	setDefault(&config.AnswerTime, DefaultAnswerTime)
	if config.ClientAddress == nil {
		config.ClientAddress = func(r *http.Request) string { return r.RemoteAddr }
	}
	if config.OnError == nil {
		config.OnError = func(context.Context, error) {}
	}
	authorized := newAPIKeyCheck(config.APIKeys)
	config.APIKeys = nil
	return &Handler{service: service, config: config, authorized: authorized}, nil
}

// ServeHTTP implements [http.Handler].
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.answer(w, r).write(w)
}

// answer reads the body before it checks anything else, because the answer to a
// validation has its own shape, even if the request is refused.
func (h *Handler) answer(w http.ResponseWriter, r *http.Request) reply {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		return refusal(http.StatusMethodNotAllowed, "Use POST")
	}
	request, refused := readRequest(w, r)
	if refused != nil {
		return *refused
	}
	answer := h.perform(r.Context(), network(h.config.ClientAddress(r)), request)
	if request.Action == actionValidate {
		return answer.asValidation()
	}
	return answer
}

func (h *Handler) perform(ctx context.Context, address string, request request) reply {
	if refused := h.admit(ctx, address, request.APIKey); refused != nil {
		return *refused
	}
	if !slices.Contains(actions, request.Action) {
		return refusal(http.StatusBadRequest, "The action is not known")
	}
	number, err := h.service.number(request.PhoneNumber)
	if err != nil {
		return h.failure(ctx, err)
	}
	// Numbers that somebody has invented may have filled the store. The limits
	// of the service still hold.
	err = h.count(ctx, "number", h.service.numberKey(number), h.config.RequestsPerNumber)
	switch {
	case errors.Is(err, ErrStoreFull):
		h.config.OnError(ctx, err)
	case err != nil:
		return h.failure(ctx, err)
	}
	switch request.Action {
	case actionSend:
		return h.sendCode(ctx, number, h.service.sendLimits)
	case actionResend:
		return h.sendCode(ctx, number, h.service.resendLimits)
	default:
		return h.validate(ctx, number, request.Code)
	}
}

// admit counts every request against the limit of its address, even one with a
// wrong API key. If requests from many addresses have filled the store,
// requests with a valid key are still served: otherwise anyone with many
// addresses could lock everybody out.
func (h *Handler) admit(ctx context.Context, address, apiKey string) *reply {
	err := h.count(ctx, "address", h.service.hash("address", address), h.config.RequestsPerAddress)
	authorized := h.authorized(apiKey)
	switch {
	case authorized && errors.Is(err, ErrStoreFull):
		h.config.OnError(ctx, err)
		return nil
	case err != nil:
		return new(h.failure(ctx, err))
	case !authorized:
		return new(refusal(http.StatusUnauthorized, "The API key is wrong"))
	}
	return nil
}

// count counts a request against a limit. If most is negative, there is none.
func (h *Handler) count(ctx context.Context, limit, key string, most int) error {
	if most < 0 {
		return nil
	}
	return take(ctx, place{h.service.config.Store, key}, Limit{Name: limit, Max: most, Window: requestWindow})
}

func (h *Handler) sendCode(ctx context.Context, number string, limits []Limit) reply {
	send := h.service.send
	if h.service.config.Known != nil {
		send = h.sendInAnswerTime
	}
	if err := send(ctx, number, limits); err != nil {
		return h.failure(ctx, err)
	}
	return sent(h.service.config.Lifetime)
}

// sendInAnswerTime takes the same time and has the same result whether a code
// is sent or not, since that depends on whether the number is known.
func (h *Handler) sendInAnswerTime(ctx context.Context, number string, limits []Limit) error {
	end := time.Now().Add(h.config.AnswerTime)
	limited, cancel := context.WithDeadline(ctx, end)
	defer cancel()
	err := h.service.send(limited, number, limits)
	waitUntil(ctx, end)
	if errors.Is(err, ErrNotSent) {
		h.config.OnError(ctx, err)
		return nil
	}
	return err
}

// waitUntil returns at the given time, or when ctx ends.
func waitUntil(ctx context.Context, end time.Time) {
	select {
	case <-time.After(time.Until(end)):
	case <-ctx.Done():
	}
}

func (h *Handler) validate(ctx context.Context, number, code string) reply {
	login, err := h.service.verify(ctx, number, code)
	if err != nil {
		return h.failure(ctx, err)
	}
	return valid(login)
}

// failure returns the answer for an error. It does not contain the error's
// text.
func (h *Handler) failure(ctx context.Context, err error) reply {
	// Check this first: the sender's error may match any of the others.
	if errors.Is(err, ErrNotSent) {
		h.config.OnError(ctx, err)
		return refusal(http.StatusBadGateway, "The code may not have been sent; try again later")
	}
	if limit, ok := errors.AsType[*RateLimitError](err); ok {
		return tooMany(limit.RetryAfter)
	}
	switch {
	case errors.Is(err, ErrInvalidNumber):
		return refusal(http.StatusBadRequest, "phoneNumber must be an international number, such as +15550100")
	case errors.Is(err, ErrCodeWrong), errors.Is(err, ErrTooManyGuesses), errors.Is(err, ErrExpired), errors.Is(err, ErrDenied):
		return refusal(http.StatusOK, "The code is wrong or has expired")
	}
	h.config.OnError(ctx, err)
	return refusal(http.StatusServiceUnavailable, "Service unavailable; try again later")
}
