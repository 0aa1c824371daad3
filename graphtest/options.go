package graphtest

import (
	"context"
	"time"
)

// Option configures a [Server].
type Option func(*config)

type config struct {
	withoutSampleWorld bool
	sequencePages      bool
	documentedTypes    bool
	knownTemplatesOnly bool
	loopbackCallbacks  bool
	verifyCallback     func(ctx context.Context, address, verifyToken string) error
	advice             advice
	templateReview     time.Duration
	reviewsEnd         bool
	usernameDelay      time.Duration
	usernamesAppear    bool
	accessToken        string
	appSecret          string
	version            string
	pageSize           int
	history            int
	mediaMemory        int64
	throughput         int
	pairGap            time.Duration
	pairBurst          int
	window             windowMode
	now                func() time.Time
}

const (
	defaultPageSize = 25
	defaultHistory  = 10_000
)

func defaultConfig() config {
	return config{pageSize: defaultPageSize, history: defaultHistory, now: time.Now}
}

// WithoutSampleWorld starts the server without objects. Add your own with
// [Server.AddBusiness] and the other Add methods.
func WithoutSampleWorld() Option {
	return func(c *config) { c.withoutSampleWorld = true }
}

// WithAccessToken accepts only this access token. Without it every token is
// valid except [ExpiredToken].
func WithAccessToken(token string) Option {
	return func(c *config) { c.accessToken = token }
}

// WithAppSecret makes appsecret_proof mandatory, as the app setting "Require
// App Secret" does. The plain form and the form with appsecret_time are
// accepted.
func WithAppSecret(secret string) Option {
	return func(c *config) { c.appSecret = secret }
}

// WithPageSize sets the number of items on a page if the request has no limit.
// The default is 25; a size below 1 counts as 1. Lists inside an object have 25
// all the same.
func WithPageSize(size int) Option {
	return func(c *config) { c.pageSize = max(1, size) }
}

// WithHistory sets how many of the latest requests, sent messages, webhook
// deliveries and conversion events of a dataset the server remembers. The
// default is 10,000 of each; below 1 there is no limit.
//
// What is forgotten is no longer in [Server.Requests], [Server.Outbox],
// [Webhooks.Deliveries] and [Server.ConversionEvents], and a [StatusUpdate]
// does not know the recipient of a forgotten message. Request bodies are kept
// for the latest requests only, up to 64 MiB in total. Objects, the counts of a
// limit such as [WithPairRate] and pending deliveries are never forgotten.
func WithHistory(most int) Option {
	return func(c *config) { c.history = most }
}

// WithVersion sets the version that answers, whatever is requested, and that
// webhooks have, for example "v25.0". The facebook-api-version header reports
// it. Without it, each request is answered by the version that it names, those
// before v21.0 by that one, and webhooks have v23.0.
func WithVersion(version string) Option {
	return func(c *config) { c.version = version }
}

// WithSequencePages makes lists of welcome message sequences objects with data
// and paging. Without it they are bare arrays, as documented.
func WithSequencePages() Option {
	return func(c *config) { c.sequencePages = true }
}

// WithDocumentedTypes answers in the forms of Meta's OpenAPI document where
// live servers have others: the file_size of a media object is a string and not
// a number, the business profile of a phone number is inside business_profile,
// and settings are in small letters.
func WithDocumentedTypes() Option {
	return func(c *config) { c.documentedTypes = true }
}

// WithKnownTemplatesOnly rejects a message with code 132001 if the server does
// not know its template; see [Server.AddTemplate]. Without it such a message is
// accepted, so that a test need not declare the templates that it uses.
func WithKnownTemplatesOnly() Option {
	return func(c *config) { c.knownTemplatesOnly = true }
}

// WithTemplateReview approves a template this long after it was created or
// edited, with the next request. Without it, a template stays PENDING until
// [Server.ReviewTemplate] ends its review.
func WithTemplateReview(takes time.Duration) Option {
	return func(c *config) { c.templateReview, c.reviewsEnd = takes, true }
}

// WithUsernameDelay approves a username this long after it was reserved, with
// the next request. Without it, a username stays reserved until
// [Server.ReviewUsername].
func WithUsernameDelay(takes time.Duration) Option {
	return func(c *config) { c.usernameDelay, c.usernamesAppear = takes, true }
}

// WithThroughput limits each phone number to this many messages in any second,
// at least 1, and rejects more with code 130429. The usual throughput is 80, or
// 1000 after an upgrade. Without this option there is no limit.
//
// Like Meta, the server does not say how long to wait. Rejected messages do not
// count, nor do read receipts. [Throttled] throttles regardless of what was
// sent.
func WithThroughput(perSecond int) Option {
	return func(c *config) { c.throughput = max(1, perSecond) }
}

// WithPairRate limits each phone number to one message per gap to the same
// user, and rejects more with code 131056. Up to burst messages, at least 1,
// may be sent early; each gap then pays for one of them. Meta's limit is
//
//	graphtest.WithPairRate(6*time.Second, 45)
//
// Each pair of a phone number and a user has its own limit; groups have none.
// Otherwise this works like [WithThroughput].
func WithPairRate(gap time.Duration, burst int) Option {
	return func(c *config) { c.pairGap, c.pairBurst = gap, max(1, burst) }
}

// WithServiceWindow holds messages to the customer service window: it is open
// for 24 hours by the server's clock whenever a user has sent an [Inbound]
// message or reaction, has called, or has accepted a call (an [Event] of the
// field calls). In a group, one member opens it for all.
//
// Outside the window only templates and messages with a category get through.
// Any other message is accepted first, as Meta does as a rule: its status is
// failed with the code 131047, which [Sent.Failure] has too. For the error at
// once, see [WithServiceWindowErrors].
func WithServiceWindow() Option {
	return func(c *config) { c.window = windowFails }
}

// WithServiceWindowErrors holds messages to the window of [WithServiceWindow],
// but refuses one outside of it with the code 131047 in the reply to the
// request.
func WithServiceWindowErrors() Option {
	return func(c *config) { c.window = windowRefuses }
}
