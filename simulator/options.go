package simulator

import (
	"fmt"
	"net/url"
	"time"

	"github.com/wabakit/whatsapp/graphtest"
)

// The secrets that callbacks are called with unless an option sets others. They
// are known to everybody and protect nothing.
const (
	DefaultAppSecret   = "simulator-app-secret" //nolint:gosec // of a world in memory
	DefaultVerifyToken = "simulator-verify-token"
)

// Option configures a [Simulator].
type Option func(*config)

type config struct {
	callbackURL  string
	appSecret    string
	verifyToken  string
	allowedHosts []string
	remoteHosts  bool
	history      int
	reading      Reading
	latency      time.Duration
	server       []graphtest.Option
	flowEndpoint string
	flowHosts    []string
	flowTimeout  time.Duration
	trusting     bool
}

const defaultHistory = 2000

func defaultConfig() config {
	return config{
		appSecret:   DefaultAppSecret,
		verifyToken: DefaultVerifyToken,
		history:     defaultHistory,
		reading:     ReadingOnPage,
		latency:     150 * time.Millisecond,
		flowTimeout: flowTimeout,
	}
}

// Reading says when users read the messages that they get.
type Reading string

// When users read.
const (
	// ReadingOnPage has them read when somebody opens the chat on the page.
	ReadingOnPage Reading = "page"
	// ReadingAlways has them read at once, and ReadingNever never.
	ReadingAlways Reading = "always"
	ReadingNever  Reading = "never"
)

// WithCallbackURL sets where webhooks go: an http or https URL. The page can
// change it. Without one, webhooks are shown and not delivered.
func WithCallbackURL(address string) Option { return func(c *config) { c.callbackURL = address } }

// WithAppSecret sets the secret that webhooks are signed with, instead of
// [DefaultAppSecret].
func WithAppSecret(secret string) Option { return func(c *config) { c.appSecret = secret } }

// WithVerifyToken sets the token with which a callback URL is verified, instead
// of [DefaultVerifyToken].
func WithVerifyToken(token string) Option { return func(c *config) { c.verifyToken = token } }

// WithAllowedHosts allows host names in addition to localhost and IP addresses,
// without a port: such as the name of a container.
func WithAllowedHosts(hosts ...string) Option {
	return func(c *config) { c.allowedHosts = append(c.allowedHosts, hosts...) }
}

// WithRemoteHosts lets the simulator call hosts that are not on this machine
// where a program names them: a callback URL that overrides the one of the
// settings, and a file that a message links to. Without it, such a webhook is
// shown and not delivered, so that a program with the configuration of a
// business in production reaches nobody by mistake.
func WithRemoteHosts() Option { return func(c *config) { c.remoteHosts = true } }

// WithoutCallbackVerification takes every callback URL that a program sets for
// an app, an account or a phone number. Without it, the simulator asks the URL
// for a challenge at once, as Meta does, and refuses one that does not return
// it with the code 2200: this is for a program that sets its callback before it
// listens.
func WithoutCallbackVerification() Option { return func(c *config) { c.trusting = true } }

// WithHistory sets how many of the latest requests and webhooks are kept, and
// how many messages. The default is 2,000 of each, and at least 1 is kept.
// Bodies take 32 MiB at most.
func WithHistory(most int) Option { return func(c *config) { c.history = max(1, most) } }

// WithReading sets when users read messages. The default is [ReadingOnPage].
func WithReading(when Reading) Option { return func(c *config) { c.reading = when } }

// WithLatency sets how long a message takes from one status to the next, 150
// milliseconds by default.
func WithLatency(latency time.Duration) Option {
	return func(c *config) { c.latency = max(0, latency) }
}

// WithServer passes options to the Graph API, such as
// graphtest.WithServiceWindow. WithClock and WithHistory have no effect.
func WithServer(opts ...graphtest.Option) Option {
	return func(c *config) { c.server = append(c.server, opts...) }
}

// WithFlowEndpoint sets an address that is called instead of the
// endpoint_uri of every flow: an http or https URL. The page can change it.
func WithFlowEndpoint(address string) Option { return func(c *config) { c.flowEndpoint = address } }

// WithFlowHosts allows hosts, without a port, on which endpoints of flows are
// called. Without it, only those on this machine are.
func WithFlowHosts(hosts ...string) Option {
	return func(c *config) { c.flowHosts = append(c.flowHosts, hosts...) }
}

func (c *config) validate() error {
	if checkCallback(c.flowEndpoint) != nil {
		return fmt.Errorf("simulator: invalid flow endpoint %q; want an http or https URL", c.flowEndpoint)
	}
	if err := checkCallback(c.callbackURL); err != nil {
		return err
	}
	return checkReading(c.reading)
}

func checkCallback(address string) error {
	if address == "" {
		return nil
	}
	target, err := url.Parse(address)
	if err != nil || target.Host == "" || target.Scheme != "http" && target.Scheme != "https" {
		return fmt.Errorf("simulator: invalid callback URL %q; want an http or https URL", address)
	}
	return nil
}

func checkReading(when Reading) error {
	switch when {
	case ReadingOnPage, ReadingAlways, ReadingNever:
		return nil
	}
	return fmt.Errorf("simulator: invalid reading %q; want page, always or never", when)
}
