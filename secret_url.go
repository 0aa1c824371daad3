package whatsapp

import (
	"log/slog"
	"strconv"
	"strings"
)

// A SecretURL is a URL that is itself a credential: whoever has it may fetch its
// target. It prints redacted; string(u) is the URL.
type SecretURL string

// String returns the URL's scheme and host only.
func (u SecretURL) String() string {
	if u == "" {
		return ""
	}
	scheme, rest, found := strings.Cut(string(u), "://")
	if !found {
		return redacted
	}
	host, _, _ := strings.Cut(rest, "/")
	host = host[strings.LastIndex(host, "@")+1:]
	return scheme + "://" + host + "/" + redacted
}

// LogValue returns the same as String.
func (u SecretURL) LogValue() slog.Value { return slog.StringValue(u.String()) }

// GoString returns String quoted, for %#v.
func (u SecretURL) GoString() string { return strconv.Quote(u.String()) }
