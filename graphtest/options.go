package graphtest

import "time"

// Option configures a [Server].
type Option func(*config)

type config struct {
	withoutSampleWorld bool
	sequencePages      bool
	documentedTypes    bool
	knownTemplatesOnly bool
	templateReview     time.Duration
	reviewsEnd         bool
	accessToken        string
	appSecret          string
	version            string
	pageSize           int
	history            int
	throughput         int
	pairGap            time.Duration
	pairBurst          int
}

const (
	defaultPageSize = 25
	defaultHistory  = 10_000
	defaultVersion  = "v23.0"
)

func defaultConfig() config {
	return config{pageSize: defaultPageSize, history: defaultHistory}
}

// WithoutSampleWorld starts with no objects at all. Add your own with
// [Server.AddBusiness] and its siblings.
func WithoutSampleWorld() Option {
	return func(c *config) { c.withoutSampleWorld = true }
}

// WithAccessToken accepts this access token only. Without it every token is
// good except [ExpiredToken].
func WithAccessToken(token string) Option {
	return func(c *config) { c.accessToken = token }
}

// WithAppSecret makes appsecret_proof mandatory, as the app setting "Require
// App Secret" does. The plain form and the form with appsecret_time are
// accepted.
func WithAppSecret(secret string) Option {
	return func(c *config) { c.appSecret = secret }
}

// WithPageSize sets how many items a page holds when a request names no limit.
// The default is 25, and less than 1 counts as 1.
func WithPageSize(size int) Option {
	return func(c *config) { c.pageSize = max(1, size) }
}

// WithHistory sets how many requests, sent messages and deliveries of webhooks
// the server remembers, of each the latest ones. The default is 10,000, and
// less than 1 forgets nothing.
//
// What is forgotten is no longer in [Server.Requests], [Server.Outbox] and
// [Webhooks.Deliveries], and a [StatusUpdate] does not know who got a message
// that is forgotten. Of the requests that are remembered, the bodies are those
// of the latest ones with 64 MiB together. Objects are never forgotten, and
// neither is what a limit such as [WithPairRate] counts, nor a delivery that is
// still to be made.
func WithHistory(most int) Option {
	return func(c *config) { c.history = most }
}

// WithVersion sets the version that the facebook-api-version header reports,
// for example "v23.0". Without it the header repeats the requested version.
func WithVersion(version string) Option {
	return func(c *config) { c.version = version }
}

// WithSequencePages answers lists of welcome message sequences with an object
// that holds data and paging. Without it they are bare arrays, as documented.
func WithSequencePages() Option {
	return func(c *config) { c.sequencePages = true }
}

// WithDocumentedTypes gives file_size of a media object as text, the type in
// Meta's OpenAPI document. Without it file_size is a number, as live servers
// answer.
func WithDocumentedTypes() Option {
	return func(c *config) { c.documentedTypes = true }
}

// WithKnownTemplatesOnly refuses a message with code 132001 if the server does
// not know its template; see [Server.AddTemplate]. Without it such a message is
// accepted, so that a test need not describe the templates that it sends.
func WithKnownTemplatesOnly() Option {
	return func(c *config) { c.knownTemplatesOnly = true }
}

// WithTemplateReview approves a template that was created or edited so long
// after it was submitted, at the next request from then on. Without it, a
// template stays PENDING until [Server.ReviewTemplate] ends its review.
func WithTemplateReview(takes time.Duration) Option {
	return func(c *config) { c.templateReview, c.reviewsEnd = takes, true }
}

// WithThroughput lets each phone number send so many messages in any second,
// less than 1 counting as 1, and refuses more with code 130429. The usual
// throughput is 80, and 1000 after an upgrade. Without this option there is no
// limit.
//
// Like Meta, the server does not say how long to wait. What it refuses does not
// count, and neither does marking messages as read. See [Throttled] for a
// throttle that does not depend on what was sent.
func WithThroughput(perSecond int) Option {
	return func(c *config) { c.throughput = max(1, perSecond) }
}

// WithPairRate lets each phone number send one message per gap to one user, and
// refuses more with code 131056. Up to burst messages, less than 1 counting as
// 1, may go out before their time: each gap pays for one of them. Meta's limit
// is
//
//	graphtest.WithPairRate(6*time.Second, 45)
//
// Each pair of a phone number and a user has its own limit, and groups have
// none. Otherwise this is like [WithThroughput].
func WithPairRate(gap time.Duration, burst int) Option {
	return func(c *config) { c.pairGap, c.pairBurst = gap, max(1, burst) }
}
