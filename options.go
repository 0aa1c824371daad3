package whatsapp

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"

	"github.com/wabakit/whatsapp/internal/appsecret"
)

// An Option configures a [Client] in [NewClient] and [Client.Clone].
type Option interface{ applyClient(settings *config) error }

// A SharedOption configures a [Client], or one of its calls.
type SharedOption interface {
	Option
	RequestOption
}

type clientOption func(*config) error

func (o clientOption) applyClient(c *config) error { return o(c) }

// WithAPIVersion selects the version of the Graph API, such as "v24.0". The
// default is [DefaultAPIVersion]. Meta answers a request for a version that it
// has retired with another one, which [Response.APIVersion] tells.
func WithAPIVersion(version string) Option {
	return clientOption(func(c *config) error {
		if !isVersion(version) {
			return fmt.Errorf("whatsapp: invalid API version %q; want the form %q", version, DefaultAPIVersion)
		}
		c.version = version
		return nil
	})
}

// isVersion reports whether version has the form of DefaultAPIVersion.
func isVersion(version string) bool {
	major, minor, found := strings.Cut(strings.TrimPrefix(version, "v"), ".")
	return strings.HasPrefix(version, "v") && found && isDigits(major) && isDigits(minor)
}

// WithBaseURL replaces https://graph.facebook.com, for a proxy or a test server.
// The access token goes there, so the scheme must be https, or http for a
// loopback address.
func WithBaseURL(base string) Option {
	return clientOption(func(c *config) error {
		parsed, err := url.Parse(base)
		if err != nil || parsed.Hostname() == "" || parsed.User != nil || parsed.RawQuery != "" || parsed.Fragment != "" {
			return errors.New("whatsapp: invalid base URL; want a scheme, a host and optionally a path, such as https://graph.facebook.com")
		}
		if !isSafe(parsed) {
			return fmt.Errorf("whatsapp: the base URL must be https, or http to a loopback address, not %s://%s", parsed.Scheme, parsed.Host)
		}
		parsed.Path = strings.TrimRight(parsed.Path, "/")
		if isVersion(path.Base(parsed.Path)) {
			return errors.New("whatsapp: the base URL must not contain an API version; use WithAPIVersion")
		}
		c.base = *parsed
		return nil
	})
}

// isSafe reports whether a token may be sent to the URL's host.
func isSafe(target *url.URL) bool {
	switch target.Scheme {
	case "https":
		return true
	case "http":
		return isLoopback(target.Hostname())
	}
	return false
}

func isLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	address := net.ParseIP(host)
	return address != nil && address.IsLoopback()
}

// WithHTTPClient sends calls through a copy of client, with its Transport, Jar
// and Timeout. Its CheckRedirect is not used: a redirect is never followed,
// because the access token would follow it.
//
// The default transport keeps up to 256 idle connections per host, and buffers
// up to 512 KiB of an answer over HTTP/2. That takes little memory; downloads
// over long distances are faster with a larger buffer.
func WithHTTPClient(client *http.Client) Option {
	return clientOption(func(c *config) error {
		if client == nil {
			return errors.New("whatsapp: the HTTP client is nil")
		}
		c.httpClient = *client
		return nil
	})
}

// WithTokenSource asks source for the access token of every attempt, instead of
// using the token given to NewClient. When Graph rejects the token with code
// 190, the source is asked once more. If it returns another token, the request
// is sent again immediately, whatever [WithMaxRetries] says.
func WithTokenSource(source TokenSource) Option {
	return clientOption(func(c *config) error {
		if source == nil {
			return errors.New("whatsapp: the token source is nil")
		}
		c.setCredential(sourceCredential(source))
		return nil
	})
}

// WithAppSecret signs every request with appsecret_proof and appsecret_time, as
// apps with the setting "Require App Secret" demand. The secret must belong to
// the app that the access token was made for.
func WithAppSecret(appSecret string) Option { return withProof(appSecret, false) }

// WithPlainAppSecretProof signs every request with appsecret_proof only. This
// is the older form, which never expires.
func WithPlainAppSecretProof(appSecret string) Option { return withProof(appSecret, true) }

func withProof(appSecret string, plain bool) Option {
	return clientOption(func(c *config) error {
		if appSecret == "" {
			return errors.New("whatsapp: the app secret is empty")
		}
		c.proof = appsecret.NewKey(appSecret, plain)
		return nil
	})
}

// WithUserAgent replaces the User-Agent header.
func WithUserAgent(userAgent string) Option {
	return clientOption(func(c *config) error {
		if userAgent == "" || strings.ContainsAny(userAgent, "\r\n\x00") {
			return errors.New("whatsapp: the user agent must be a single line that is not empty")
		}
		c.userAgent = userAgent
		return nil
	})
}

// WithRetryPolicy sets how calls are retried. Zero fields keep their defaults;
// to turn retries off, use [WithMaxRetries] with 0.
func WithRetryPolicy(policy RetryPolicy) Option {
	return clientOption(func(c *config) error {
		if err := policy.validate(); err != nil {
			return err
		}
		c.retry = policy.withDefaults()
		c.ownBudget = true
		return nil
	})
}

// WithSharedRetryBudget makes a clone share the retry budget of the client that
// it is made from, even if it has another access token. Use it for clients
// whose calls fail together, such as those behind the same proxy.
func WithSharedRetryBudget() Option {
	return clientOption(func(c *config) error {
		c.sharedBudget = true
		return nil
	})
}

// WithAttemptTimeout bounds each attempt, from dialling to the last byte of the
// answer. The default is 30 seconds. Downloads and uploads may take longer: for
// them it bounds each wait for the next part. The context bounds the whole
// call.
func WithAttemptTimeout(timeout time.Duration) Option {
	return clientOption(func(c *config) error {
		if timeout <= 0 {
			return fmt.Errorf("whatsapp: the attempt timeout must be positive, not %s", timeout)
		}
		c.attemptTimeout = timeout
		return nil
	})
}

// WithLogger logs every attempt at debug level and, once per client, at warn
// level if another API version answers than the one requested. Tokens, secrets
// and signed URLs are never logged.
func WithLogger(logger *slog.Logger) Option {
	return clientOption(func(c *config) error {
		c.logger = logger
		return nil
	})
}

// WithObserver reports calls and attempts to observer, for metrics and traces.
func WithObserver(observer Observer) Option {
	return clientOption(func(c *config) error {
		c.observer = observer
		return nil
	})
}

// WithMediaHosts replaces the hosts that media and the JSON of flows may be
// downloaded from. With media, they receive the access token. "*.fbcdn.net"
// means all subdomains of fbcdn.net. The host of the base URL is always
// allowed.
func WithMediaHosts(hosts ...string) Option {
	return clientOption(func(c *config) error {
		for _, host := range hosts {
			name := strings.TrimPrefix(host, "*.")
			if name == "" || strings.ContainsAny(name, "*/:@ ") {
				return fmt.Errorf("whatsapp: invalid host name %q; want the form %q or %q", host, "lookaside.fbsbx.com", "*.fbcdn.net")
			}
		}
		c.mediaHosts = append([]string(nil), hosts...)
		return nil
	})
}
