package otp

import (
	"crypto/rand"
	"strings"
)

// newCode returns a random code. All codes are equally likely.
func newCode(digits int) string {
	// 250 is the largest multiple of ten that fits in a byte. Bytes from there
	// on are skipped, since they would make some digits more likely than
	// others.
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

// typed returns the code in what somebody has typed, such as "123 456".
func typed(code string) string {
	return strings.Map(dropSeparator, code)
}
