package graphtest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"

	"github.com/wabakit/whatsapp/webhook"
)

// Webhooks delivers to one callback what Meta would send to its URL. Create one
// with [Server.Webhooks]. It is safe for concurrent use.
//
// It starts no goroutine. [Webhooks.Deliver] posts immediately. Failed
// deliveries, the statuses of messages sent to the server and updates passed to
// [Webhooks.Queue] wait in a queue until [Webhooks.Flush] or [Webhooks.Run] is
// called.
type Webhooks struct {
	server    *Server
	callback  http.Handler
	appSecret string
	config    webhookConfig

	mutex    sync.Mutex // guards what follows
	log      history[*Delivery]
	queue    []*Delivery
	failures map[string]webhook.Error // of messages, by recipient
	random   *rand.Rand
}

// WebhookOption configures [Webhooks].
type WebhookOption func(*webhookConfig)

type webhookConfig struct {
	path       string
	gaps       []time.Duration
	duplicates int
	shuffled   bool
	seed       uint64
	statuses   []webhook.MessageStatus
}

// callbackHost is the host in the URLs of requests to handlers.
const callbackHost = "https://callback.test"

// defaultGaps add up to the seven days in which Meta redelivers. Meta documents
// only that the gaps grow, not how long they are.
var defaultGaps = []time.Duration{
	10 * time.Second, time.Minute, 10 * time.Minute, time.Hour, 4 * time.Hour, 12 * time.Hour,
	24 * time.Hour, 24 * time.Hour, 48 * time.Hour, 48 * time.Hour,
}

// Webhooks returns a sender of webhooks that signs with the app secret. The
// callback is the handler under test, or a [CallbackURL].
//
// From then on each message sent to the server queues its statuses: sent,
// delivered and read, unless [WithStatuses] says otherwise.
func (s *Server) Webhooks(callback http.Handler, appSecret string, opts ...WebhookOption) *Webhooks {
	h := &Webhooks{
		server:    s,
		callback:  callback,
		appSecret: appSecret,
		config: webhookConfig{
			path:     "/webhook",
			gaps:     defaultGaps,
			statuses: []webhook.MessageStatus{webhook.MessageStatusSent, webhook.MessageStatusDelivered, webhook.MessageStatusRead},
		},
		log:      history[*Delivery]{most: s.config.history},
		failures: map[string]webhook.Error{},
	}
	for _, opt := range opts {
		opt(&h.config)
	}
	h.random = rand.New(rand.NewPCG(h.config.seed, h.config.seed))

	s.world.Lock()
	defer s.world.Unlock()
	s.hooks = append(s.hooks, h)
	return h
}

// WithCallbackPath sets the path of the requests, "/webhook" by default, for
// callbacks that route by path. A [CallbackURL] has its own path.
func WithCallbackPath(path string) WebhookOption {
	return func(c *webhookConfig) { c.path = path }
}

// WithRedelivery sets how long to wait after each failed attempt. A delivery
// that fails after the last gap is dropped, so without gaps nothing is
// redelivered. By default the gaps grow and add up to seven days.
func WithRedelivery(gaps ...time.Duration) WebhookOption {
	return func(c *webhookConfig) { c.gaps = gaps }
}

// WithDuplicates delivers everything this many additional times, even if it
// succeeds, as Meta occasionally does.
func WithDuplicates(more int) WebhookOption {
	return func(c *webhookConfig) { c.duplicates = max(0, more) }
}

// WithShuffle shuffles due deliveries, depending on the seed. Meta does not
// guarantee an order.
func WithShuffle(seed uint64) WebhookOption {
	return func(c *webhookConfig) { c.shuffled, c.seed = true, seed }
}

// WithStatuses sets the statuses that a message sent to the server gets. If
// there are none, a test can deliver them itself: see [StatusUpdate].
func WithStatuses(statuses ...webhook.MessageStatus) WebhookOption {
	return func(c *webhookConfig) { c.statuses = statuses }
}

// FailMessagesTo gives every message to this recipient, a phone number or a
// business-scoped user id, the status failed with this error.
func (h *Webhooks) FailMessagesTo(recipient string, cause webhook.Error) {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	h.failures[recipientKey(recipient)] = cause
}

// Verify verifies the callback as Meta does when its URL is set: the callback
// must return a challenge.
func (h *Webhooks) Verify(ctx context.Context, verifyToken string) error {
	challenge := strconv.FormatInt(1_000_000_000+rand.Int64N(1_000_000_000), 10)
	query := url.Values{
		"hub.mode":         {"subscribe"},
		"hub.verify_token": {verifyToken},
		"hub.challenge":    {challenge},
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, callbackHost+h.config.path+"?"+query.Encode(), nil)
	if err != nil {
		return err
	}
	answer, err := ask(h.callback, request)
	switch {
	case err != nil:
		return err
	case answer.status != http.StatusOK:
		return fmt.Errorf("graphtest: the callback answered %d instead of the challenge", answer.status)
	case answer.body.String() != challenge:
		return fmt.Errorf("graphtest: the callback answered with %d bytes that are not the challenge", answer.body.Len())
	}
	return nil
}
