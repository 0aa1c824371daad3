package otp

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"
)

// What a [HandlerConfig] means by a field that is zero.
const (
	DefaultRequestsPerAddress = 100
	DefaultRequestsPerNumber  = 30
	DefaultAnswerTime         = 3 * time.Second
)

// requestWindow is the time within which requests are counted.
const requestWindow = 15 * time.Minute

// HandlerConfig says how a [Handler] works. APIKeys is required; the zero value
// of every other field is a sensible choice.
type HandlerConfig struct {
	// APIKeys are the keys of at least 16 characters that a request may have.
	// One is enough; while a key is being rotated, give both.
	APIKeys []string

	// ClientAddress returns the address that a request comes from. The default is
	// that of the connection, which is the proxy's when there is one: then use
	// [BehindProxies], or read a header that the proxy sets, and nothing else of
	// what a request says about itself. All that is not an address shares one
	// limit.
	ClientAddress func(*http.Request) string

	// RequestsPerAddress is how many requests an address may make within 15
	// minutes, by default 100. An IPv6 network of 64 bits counts as one address.
	// It is negative for no limit, which is right when all requests come from
	// servers of your own.
	RequestsPerAddress int

	// RequestsPerNumber is how many requests may be made about a phone number
	// within 15 minutes, by default 30. It is negative for no limit. The limits of
	// the service hold besides.
	RequestsPerNumber int

	// AnswerTime is how long it takes to answer a request for a code, by default
	// three seconds, when the service has [Config].Known: neither the answer nor
	// its time then tells whether a code was sent. The sender's context ends with
	// it, so make it longer than a sending takes. Without Known, answers do not
	// wait.
	AnswerTime time.Duration

	// OnError is told what went wrong with a sender, a store, Role or Known. The
	// errors hold no code, key, token or number, unless those functions' own
	// errors do; of a sender's error, code and number are taken out.
	OnError func(ctx context.Context, err error)
}

// A Handler serves a [Service] over HTTP. See [NewHandler].
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
// The last one stands for every reason that a code is not accepted. Any other
// failure has "success": false, or "valid": false for a validation, a message,
// and one of these statuses:
//
//	400  not such an object, or not an international phone number
//	401  the API key is wrong
//	405  not a POST request
//	413  the body is too large
//	429  a limit is reached; "retryAfter" and the header Retry-After are in seconds
//	502  the code may not have been sent; never with [Config].Known
//	503  the store, Role or Known failed
//
// With [Config].Known, neither an answer nor its time depends on whether the
// number is known. Without it, every number gets a code, and all that an answer
// tells of a number is whether sending its code failed (502), and whether
// somebody has asked about it often (429).
//
// A request has at most 4 KiB. Its Content-Type is not looked at, nor are other
// members. Give the server a ReadTimeout, as for every server on the internet,
// and no WriteTimeout that is shorter than sending a code or AnswerTime.
func NewHandler(service *Service, config HandlerConfig) (*Handler, error) {
	if service == nil {
		return nil, errors.New("otp: the service is nil")
	}
	if err := checkAPIKeys(config.APIKeys); err != nil {
		return nil, err
	}
	if config.AnswerTime < 0 {
		return nil, errors.New("otp: HandlerConfig.AnswerTime is negative")
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

// answer reads the body first: a failed validation looks like one, whatever it
// fails for.
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
	if err := h.count(ctx, "number", h.service.numberKey(number), h.config.RequestsPerNumber); err != nil {
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

// admit counts a request against the limit of its address, also one with a wrong
// API key. When requests from too many addresses have filled the store, a key
// still opens: otherwise anybody with many addresses could lock everybody out.
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

// count counts a request against a limit, unless there is none.
func (h *Handler) count(ctx context.Context, limit, key string, most int) error {
	if most < 0 {
		return nil
	}
	return h.service.take(ctx, key, Limit{Name: limit, Max: most, Window: requestWindow})
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

// sendInAnswerTime takes the same time, and ends in the same way, whether there
// is a code to send or not: only known numbers are sent to.
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

// waitUntil returns at a time, or when the client is gone.
func waitUntil(ctx context.Context, end time.Time) {
	timer := time.NewTimer(time.Until(end))
	defer timer.Stop()
	select {
	case <-timer.C:
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

// failure answers for an error, without its text.
func (h *Handler) failure(ctx context.Context, err error) reply {
	// It comes first, because the sender's own error may be anything.
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
	return refusal(http.StatusServiceUnavailable, "Not available; try again later")
}
