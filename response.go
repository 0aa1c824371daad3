package whatsapp

import (
	"log/slog"
	"net/http"
	"strconv"

	"github.com/wabakit/whatsapp/internal/redact"
)

// Response holds the parts of an answer other than its result; see
// [CaptureResponse].
type Response struct {
	// StatusCode is the HTTP status, zero if there was no answer.
	StatusCode int
	// Header holds the HTTP headers.
	Header http.Header
	// Attempts is the number of times the request was sent.
	Attempts int
	// Usage holds the rate-limit headers.
	Usage Usage
	// APIVersion is the version that answered. It differs from the one
	// requested if that one is retired.
	APIVersion string
	// TraceID is the x-fb-trace-id header, which Meta's support asks for.
	TraceID string
	// Body is the answer as it came. It may hold secrets: tokens, codes, signed
	// URLs. It is nil for a download, whose bytes go to the caller.
	Body []byte
	// Skipped lists up to 16 members that were left out of the result because
	// they do not have the documented form. Body has them.
	Skipped []SkippedMember
}

func (r *Response) fill(response *http.Response, body []byte, secrets redact.Secrets) {
	r.StatusCode = response.StatusCode
	r.Header = response.Header
	r.Usage = parseUsage(response.Header).redacted(func() redact.Secrets { return secrets })
	r.APIVersion = secrets.Line(response.Header.Get("Facebook-Api-Version"))
	r.TraceID = secrets.Line(response.Header.Get("X-Fb-Trace-Id"))
	r.Body = append([]byte(nil), body...)
}

// String returns the parts that are safe to print: neither headers nor body.
func (r Response) String() string {
	return "HTTP " + strconv.Itoa(r.StatusCode) + ", attempts " + strconv.Itoa(r.Attempts) + ", trace " + r.TraceID
}

// GoString returns the same as String, for %#v.
func (r Response) GoString() string { return r.String() }

// LogValue returns the parts that are safe to log: neither headers nor body.
func (r Response) LogValue() slog.Value {
	return slog.GroupValue(
		slog.Int("status", r.StatusCode),
		slog.Int("attempts", r.Attempts),
		slog.String("api_version", r.APIVersion),
		slog.String("trace_id", r.TraceID),
	)
}
