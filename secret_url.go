package whatsapp

import (
	"log/slog"
	"net/url"
	"strconv"

	"github.com/wabakit/whatsapp/internal/redact"
)

// A SecretURL is a URL that is itself a credential: anybody who has it may
// fetch its target. It prints redacted; string(u) is the URL.
type SecretURL string

// String returns only the scheme and host of the URL.
func (u SecretURL) String() string {
	if u == "" {
		return ""
	}
	link, err := url.Parse(string(u))
	if err != nil || link.Host == "" || link.Scheme != "https" && link.Scheme != "http" {
		return redact.Mark
	}
	return link.Scheme + "://" + link.Host + "/" + redact.Mark
}

// LogValue returns the same as String.
func (u SecretURL) LogValue() slog.Value { return slog.StringValue(u.String()) }

// GoString returns String quoted, for %#v.
func (u SecretURL) GoString() string { return strconv.Quote(u.String()) }
