package otp

import (
	"crypto/rand"
	"strings"
)

// newCode draws a code; all are equally likely.
func newCode(digits int) string {
	// 250 is the largest multiple of ten that a byte can hold. To use the bytes
	// above it as well would draw some digits more often than others.
	const fair = 250
	code := make([]byte, 0, digits)
	random := make([]byte, 2*digits)
	for {
		rand.Read(random) // never fails
		for _, drawn := range random {
			if drawn >= fair {
				continue
			}
			if code = append(code, '0'+drawn%10); len(code) == digits {
				return string(code)
			}
		}
	}
}

// typed is a code as it was sent, from what somebody has typed: "123 456".
func typed(code string) string {
	return strings.Map(dropSeparator, code)
}
