package inbound

import (
	"fmt"
	"slices"
	"unicode/utf16"
	"unicode/utf8"
)

// Escape escapes JSON as Meta does, slashes and everything beyond ASCII, so
// that a callback that verifies a re-encoded body fails.
func Escape(text []byte) []byte {
	escaped := make([]byte, 0, len(text)+len(text)/8)
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		switch {
		case r == '\\':
			size = 2 // the next character is already escaped
			escaped = append(escaped, text[i:i+size]...)
		case r == '/':
			escaped = append(escaped, '\\', '/')
		case r < utf8.RuneSelf:
			escaped = append(escaped, byte(r)) //nolint:gosec // it is ASCII
		default:
			for _, unit := range utf16.AppendRune(nil, r) {
				escaped = fmt.Appendf(escaped, `\u%04x`, unit)
			}
		}
		i += size
	}
	return slices.Clip(escaped)
}
