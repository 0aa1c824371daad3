package otp_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/otp"
)

func TestCodesHaveTheirLength(t *testing.T) {
	t.Parallel()
	for digits := 4; digits <= 15; digits++ {
		service, sender := newService(t, otp.Config{Digits: digits})
		require.NoError(t, service.Send(t.Context(), number))
		require.Regexp(t, fmt.Sprintf("^[0-9]{%d}$", digits), sender.last(t))
	}
}

// All digits are equally likely. Chi-squared with nine degrees of freedom does
// not reach 65 by chance; random bytes modulo ten would reach more than 100.
func TestCodesAreFair(t *testing.T) {
	t.Parallel()
	const codes, digits = 30_000, 15
	service, sender := newService(t, otp.Config{Digits: digits})
	for i := range codes {
		require.NoError(t, service.Send(t.Context(), fmt.Sprintf("+1%06d", i)))
	}
	var counts [10]float64
	for _, sent := range sender.all() {
		for _, digit := range sent.code {
			counts[digit-'0']++
		}
	}
	const mean = codes * digits / 10
	chiSquared := 0.0
	for _, count := range counts {
		chiSquared += (count - mean) * (count - mean) / mean
	}
	require.Less(t, chiSquared, 65.0, "%v", counts)
}
