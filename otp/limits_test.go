package otp_test

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/otp"
)

func TestResendLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		service, sender := newService(t, otp.Config{})
		require.NoError(t, service.Send(t.Context(), number))
		for range 3 {
			time.Sleep(time.Minute)
			require.NoError(t, service.Resend(t.Context(), number))
		}
		time.Sleep(time.Minute)
		requireWait(t, service.Resend(t.Context(), number), 12*time.Minute)
		requireWait(t, service.Send(t.Context(), number), 11*time.Minute)
		require.NoError(t, service.Resend(t.Context(), "+15550101"), "another number")

		time.Sleep(11 * time.Minute)
		requireWait(t, service.Resend(t.Context(), number), time.Minute)
		require.NoError(t, service.Send(t.Context(), number), "the first code is 15 minutes old")
		requireWait(t, service.Send(t.Context(), number), time.Minute)

		time.Sleep(time.Minute)
		require.NoError(t, service.Resend(t.Context(), number), "the first resend is 15 minutes old")
		require.Len(t, sender.all(), 7)
	})
}

// A refused request does not end a code.
func TestLimitKeepsTheCode(t *testing.T) {
	t.Parallel()
	service, sender := newService(t, otp.Config{MaxResends: 1})
	require.NoError(t, service.Send(t.Context(), number))
	require.NoError(t, service.Send(t.Context(), number))
	require.ErrorIs(t, service.Send(t.Context(), number), otp.ErrRateLimited)
	require.ErrorIs(t, service.Resend(t.Context(), number), otp.ErrRateLimited)
	_, err := service.Verify(t.Context(), number, sender.last(t))
	require.NoError(t, err)
}

func TestDailyLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		service, sender := newService(t, otp.Config{})
		for range 20 {
			require.NoError(t, service.Send(t.Context(), number))
			time.Sleep(time.Hour)
		}
		requireWait(t, service.Send(t.Context(), number), 4*time.Hour)
		requireWait(t, service.Resend(t.Context(), number), 4*time.Hour)
		time.Sleep(4 * time.Hour)
		require.NoError(t, service.Resend(t.Context(), number))
		require.Len(t, sender.all(), 21)
	})
}

func TestOwnLimits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		service, sender := newService(t, otp.Config{MaxResends: 1, ResendWindow: time.Minute, MaxCodesPerDay: 3, MaxGuesses: 2})
		require.NoError(t, service.Resend(t.Context(), number))
		requireWait(t, service.Resend(t.Context(), number), time.Minute)
		require.NoError(t, service.Send(t.Context(), number))
		time.Sleep(time.Minute)
		require.NoError(t, service.Resend(t.Context(), number))
		requireWait(t, service.Send(t.Context(), number), 24*time.Hour-time.Minute)

		code := sender.last(t)
		for range 2 {
			_, err := service.Verify(t.Context(), number, wrong(code))
			require.ErrorIs(t, err, otp.ErrCodeWrong)
		}
		_, err := service.Verify(t.Context(), number, code)
		require.ErrorIs(t, err, otp.ErrTooManyGuesses)
	})
}

func TestGuessLimit(t *testing.T) {
	t.Parallel()
	service, sender := newService(t, otp.Config{})
	require.NoError(t, service.Send(t.Context(), number))
	for range 5 {
		_, err := service.Verify(t.Context(), number, wrong(sender.last(t)))
		require.ErrorIs(t, err, otp.ErrCodeWrong)
	}
	_, err := service.Verify(t.Context(), number, sender.last(t))
	require.ErrorIs(t, err, otp.ErrTooManyGuesses, "the right code comes too late")

	require.NoError(t, service.Resend(t.Context(), number))
	for range 4 {
		_, err := service.Verify(t.Context(), number, wrong(sender.last(t)))
		require.ErrorIs(t, err, otp.ErrCodeWrong)
	}
	_, err = service.Verify(t.Context(), number, sender.last(t))
	require.NoError(t, err, "another code has guesses of its own, and the fifth is right")
}

// Of two hundred simultaneous guesses, five are compared and the others
// refused.
func TestGuessesAtOnce(t *testing.T) {
	t.Parallel()
	service, sender := newService(t, otp.Config{})
	require.NoError(t, service.Send(t.Context(), number))
	compared, refused := atOnce(t, 200, otp.ErrCodeWrong, otp.ErrTooManyGuesses, func() error {
		_, err := service.Verify(t.Context(), number, wrong(sender.last(t)))
		return err
	})
	require.Equal(t, int64(5), compared)
	require.Equal(t, int64(195), refused)
}

// The right code opens one session, even if it arrives two hundred times at
// once.
func TestRightGuessesAtOnce(t *testing.T) {
	t.Parallel()
	for range 20 {
		service, sender := newService(t, otp.Config{MaxGuesses: 100})
		require.NoError(t, service.Send(t.Context(), number))
		opened, _ := atOnce(t, 200, nil, otp.ErrExpired, func() error {
			_, err := service.Verify(t.Context(), number, sender.last(t))
			if errors.Is(err, otp.ErrTooManyGuesses) {
				return otp.ErrExpired
			}
			return err
		})
		require.Equal(t, int64(1), opened)
	}
}

func TestSendsAtOnce(t *testing.T) {
	t.Parallel()
	service, sender := newService(t, otp.Config{})
	var calls atomic.Int64
	sent, refused := atOnce(t, 100, nil, otp.ErrRateLimited, func() error {
		if calls.Add(1)%2 == 0 {
			return service.Resend(t.Context(), number)
		}
		return service.Send(t.Context(), number)
	})
	require.Equal(t, int64(4), sent)
	require.Equal(t, int64(96), refused)
	require.Len(t, sender.all(), 4)
}

// atOnce counts how many calls end in each of two ways, and fails for any
// other.
func atOnce(t *testing.T, times int, one, other error, call func() error) (int64, int64) {
	t.Helper()
	var (
		group     sync.WaitGroup
		ones      atomic.Int64
		others    atomic.Int64
		start     = make(chan struct{})
		different atomic.Value
	)
	for range times {
		group.Go(func() {
			<-start
			switch err := call(); {
			case errors.Is(err, one):
				ones.Add(1)
			case errors.Is(err, other):
				others.Add(1)
			default:
				different.Store(fmt.Sprint(err))
			}
		})
	}
	close(start)
	group.Wait()
	require.Nil(t, different.Load())
	return ones.Load(), others.Load()
}
