package otp_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/otp"
)

func TestRateLimitError(t *testing.T) {
	t.Parallel()
	err := error(&otp.RateLimitError{RetryAfter: 90*time.Second + time.Millisecond})
	require.EqualError(t, err, "otp: rate limited; try again in 1m30s")
	require.ErrorIs(t, err, otp.ErrRateLimited)
	require.NotErrorIs(t, err, otp.ErrExpired)
}
