package whatsapp

import (
	"log/slog"
	"strconv"

	"github.com/wabakit/whatsapp/internal/redact"
)

// A Secret is a text that opens something, such as a PIN or a password. It
// prints redacted; string(s) is the text, and JSON has it. The structs of this
// package that hold one leave it out of logs, also with slog's JSON handler.
type Secret string

// String returns a mark in place of the text.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return redact.Mark
}

// LogValue returns the same as String.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// GoString returns String quoted, for %#v.
func (s Secret) GoString() string { return strconv.Quote(s.String()) }
