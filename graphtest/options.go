package graphtest

// Option configures a [Server].
type Option func(*config)

type config struct {
	withoutSampleWorld bool
	sequencePages      bool
	documentedTypes    bool
	knownTemplatesOnly bool
	accessToken        string
	appSecret          string
	version            string
	pageSize           int
}

const (
	defaultPageSize = 25
	defaultVersion  = "v23.0"
)

func defaultConfig() config {
	return config{pageSize: defaultPageSize}
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
// App Secret" does. The plain form and the form with appsecret_time are accepted.
func WithAppSecret(secret string) Option {
	return func(c *config) { c.appSecret = secret }
}

// WithPageSize sets how many items a page holds when a request names no limit.
// The default is 25, and less than 1 counts as 1.
func WithPageSize(size int) Option {
	return func(c *config) { c.pageSize = max(1, size) }
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

// WithKnownTemplatesOnly refuses a message with code 132001 if its template was
// not added by [Server.AddTemplate]. Without it such a message is accepted, so
// that a test need not describe the templates that it sends.
func WithKnownTemplatesOnly() Option {
	return func(c *config) { c.knownTemplatesOnly = true }
}
