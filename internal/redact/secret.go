package redact

// Mark stands where a secret stood.
const Mark = "[REDACTED]"

// A Secret hides a string from every printer: fmt, log/slog, spew and
// encoding/json all stop at a function value, exported field or not.
type Secret func() string

// Hide makes a secret of a string.
func Hide(value string) Secret {
	return func() string { return value }
}
