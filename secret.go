package whatsapp

// A secret hides a string from every printer: fmt, log/slog, spew and
// encoding/json all stop at a function value, exported field or not.
type secret func() string

func newSecret(value string) secret {
	return func() string { return value }
}

// redacted stands where a secret stood.
const redacted = "[REDACTED]"
