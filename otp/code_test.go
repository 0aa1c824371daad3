package otp_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
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

// Each digit comes equally often at each place. Chance does not go as far from
// that as six standard deviations.
func TestCodesAreFair(t *testing.T) {
	t.Parallel()
	const codes, digits = 20_000, 4
	service, sender := newService(t, otp.Config{Digits: digits, MaxResends: codes, MaxCodesPerDay: codes, ResendWindow: time.Nanosecond})
	for i := range codes {
		require.NoError(t, service.Send(t.Context(), fmt.Sprintf("+1%06d", i)))
	}
	var counts [digits][10]int
	for _, sent := range sender.all() {
		for place, digit := range sent.code {
			counts[place][digit-'0']++
		}
	}
	const mean = codes / 10
	for place := range counts {
		for digit, count := range counts[place] {
			assert.InDelta(t, mean, count, 6*math.Sqrt(mean*0.9), "%d at place %d", digit, place)
		}
	}
}
