package otp_test

import (
	"crypto/rand"
	"fmt"
	"strconv"
	"testing"
	"testing/cryptotest"

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

// The bytes from 250 on are skipped: with 250 alone, zero would come up more
// often.
func TestCodesSkipWhatIsNotFair(t *testing.T) { //nolint:paralleltest // it sets the random numbers of the process
	service, sender := newService(t, otp.Config{Digits: 10})
	for seed := range uint64(100) {
		cryptotest.SetGlobalRandom(t, seed)
		random := make([]byte, 20)
		rand.Read(random) // never fails
		want := ""
		for _, drawn := range random {
			if drawn < 250 {
				want += strconv.Itoa(int(drawn) % 10)
			}
		}
		cryptotest.SetGlobalRandom(t, seed)
		require.NoError(t, service.Send(t.Context(), fmt.Sprintf("+1%06d", seed)))
		require.Equal(t, want[:10], sender.last(t))
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
