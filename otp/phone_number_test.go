package otp_test

import (
	"context"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/otp"
)

func TestNormalizeNumber(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"+15550100":                    "+15550100",
		" +1 (555) 01-00 ":             "+15550100",
		"+1.555/0100":                  "+15550100",
		"+1\u00a0555\u202f01\u20110":   "+1555010",
		"0015550100":                   "+15550100",
		"+1 (055) 50100":               "+105550100",
		"\u202a+1 555\u00a00100\u202c": "+15550100",
		"00 1 555 0100":                "+15550100",
		"+123456789012345":             "+123456789012345",

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
		"+44 (0) 20 7946 0100":                 "",
		"+44(0)2079460100":                     "",
		"+44-( 0 )-2079460100":                 "",
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

// A normalized number consists of + and the digits of the input, and
// normalizing it again does not change it.
func FuzzNormalizeNumber(f *testing.F) {
	for _, given := range []string{
		"+1 (555) 01-00", "0015550100", "15550100", "+44 (0) 20 7946 0100", "+١٥٥٥٠١٠٠", "\u202a+15550100\u202c", "+\xff15550100", "",
	} {
		f.Add(given)
	}
	form := regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)
	notADigit := regexp.MustCompile(`[^0-9]`)
	f.Fuzz(func(t *testing.T, given string) {
		number, err := otp.NormalizeNumber(given)
		if err != nil {
			require.ErrorIs(t, err, otp.ErrInvalidNumber)
			require.Empty(t, number)
			return
		}
		require.Regexp(t, form, number)
		digits := notADigit.ReplaceAllString(given, "")
		require.Equal(t, strings.TrimPrefix(digits, "00"), number[1:])
		for _, same := range []string{number, "00" + number[1:], " + " + number[1:], number[:4] + "-" + number[4:]} {
			again, err := otp.NormalizeNumber(same)
			require.NoError(t, err)
			require.Equal(t, number, again)
		}
	})
}

// Normalize accepts numbers that NormalizeNumber does not, and merges two
// spellings: they share a code, a limit and an identity.
func TestNormalize(t *testing.T) {
	t.Parallel()
	seen := []string{}
	service, sender := newService(t, otp.Config{
		Normalize: func(phoneNumber string) (string, error) {
			seen = append(seen, phoneNumber)
			switch {
			case phoneNumber == "":
				return "", errDown
			case strings.HasPrefix(phoneNumber, "+"):
				return strings.Replace(phoneNumber, "+52 1 ", "+52 ", 1), nil
			}
			return "+1 " + phoneNumber, nil
		},
		Role: func(_ context.Context, phoneNumber string) (string, error) { return "role of " + phoneNumber, nil },
	})
	require.NoError(t, service.Send(t.Context(), "555-0100"))
	require.Equal(t, number, sender.all()[0].to)
	login, err := service.Verify(t.Context(), number, sender.last(t))
	require.NoError(t, err)
	require.Equal(t, number, login.PhoneNumber)
	require.Equal(t, "role of "+number, login.Role)

	handler := newHandler(t, service, otp.HandlerConfig{RequestsPerNumber: 3})
	for _, spelling := range []string{"+52 1 55 5010 0100", "+52 55 5010 0100", "+525550100100"} {
		requireAnswer(t, post(t, handler, send(spelling)), http.StatusOK, codeSent)
		require.Equal(t, "+525550100100", sender.all()[len(sender.all())-1].to)
	}
	requireTooMany(t, post(t, handler, send("+52 1 55 5010 0100")), "success", 15*60)
	require.Len(t, seen, 6, "each number once: %q", seen)

	for _, phoneNumber := range []string{"", "1"} {
		require.Equal(t, otp.ErrInvalidNumber, service.Send(t.Context(), phoneNumber))
		_, err := service.Verify(t.Context(), phoneNumber, "123456")
		require.Equal(t, otp.ErrInvalidNumber, err)
		require.Equal(t, http.StatusBadRequest, post(t, handler, send(phoneNumber)).Code)
	}
}
