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

// Webhooks delivers to one callback URL what Meta would send there. Make one
// with [Server.Webhooks]. It is safe for concurrent use.
//
// It starts no goroutine. [Webhooks.Deliver] posts at once. What is to be
// delivered later waits in a queue until [Webhooks.Flush] or [Webhooks.Run] is
// called: deliveries that failed, the statuses of messages that were sent to
// the server, and whatever [Webhooks.Queue] has put there.
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

// callbackHost is where handlers in memory believe to be.
const callbackHost = "https://callback.test"

// defaultGaps add up to the seven days for which Meta delivers again. Meta does
// not say how long each of them is, only that they grow.
var defaultGaps = []time.Duration{
	10 * time.Second, time.Minute, 10 * time.Minute, time.Hour, 4 * time.Hour, 12 * time.Hour,
	24 * time.Hour, 24 * time.Hour, 48 * time.Hour, 48 * time.Hour,
}

// Webhooks makes a sender of webhooks, which signs with the app secret. The
// callback is the handler under test, or a [CallbackURL].
//
// From now on each message that is sent to the server queues its statuses:
// sent, delivered and read, unless [WithStatuses] says otherwise.
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
// callbacks that route by path. A [CallbackURL] has a path of its own.
func WithCallbackPath(path string) WebhookOption {
	return func(c *webhookConfig) { c.path = path }
}

// WithRedelivery sets how long to wait after each failed attempt. When there is
// no gap left the delivery is dropped, so with no gaps nothing is delivered
// again. The default are growing gaps that last seven days.
func WithRedelivery(gaps ...time.Duration) WebhookOption {
	return func(c *webhookConfig) { c.gaps = gaps }
}

// WithDuplicates delivers everything this many times more, even if it has
// succeeded, as Meta does now and then.
func WithDuplicates(more int) WebhookOption {
	return func(c *webhookConfig) { c.duplicates = max(0, more) }
}

// WithShuffle delivers what is due in an order that depends on the seed. Meta
// promises no order.
func WithShuffle(seed uint64) WebhookOption {
	return func(c *webhookConfig) { c.shuffled, c.seed = true, seed }
}

// WithStatuses sets which statuses a message gets that is sent to the server.
// With none, a test sends them itself: see [StatusUpdate].
func WithStatuses(statuses ...webhook.MessageStatus) WebhookOption {
	return func(c *webhookConfig) { c.statuses = statuses }
}

// FailMessagesTo makes every message to this recipient, a phone number or a
// business-scoped user id, get the status failed with this error.
func (h *Webhooks) FailMessagesTo(recipient string, cause webhook.Error) {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	h.failures[recipientKey(recipient)] = cause
}

// Verify confirms the callback as Meta does when the URL is set: it asks for a
// challenge back.
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
