package otp_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/wabakit/whatsapp/otp"
)

func TestNormalizeNumber(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"+15550100":                  "+15550100",
		" +1 (555) 01-00 ":           "+15550100",
		"+1.555/0100":                "+15550100",
		"+1\u00a0555\u202f01\u20110": "+1555010",
		"0015550100":                 "+15550100",
		"00 1 555 0100":              "+15550100",
		"+123456789012345":           "+123456789012345",

		"":                                     "",
		"+":                                    "",
		"00":                                   "",
		"15550100":                             "",
		"5550100":                              "",
		"+05550100":                            "",
		"0005550100":                           "",
		"+123456":                              "",
		"+1234567890123456":                    "",
		"++15550100":                           "",
		"+1555010x":                            "",
		"+1555010\x00":                         "",
		"+١٥٥٥٠١٠٠":                            "",
		"+15550100" + strings.Repeat(" ", 100): "",
	} {
		number, err := otp.NormalizeNumber(given)
		assert.Equal(t, want, number, "%q", given)
		if want == "" {
			assert.ErrorIs(t, err, otp.ErrInvalidNumber, "%q", given)
		} else {
			assert.NoError(t, err, "%q", given)
		}
	}
}
