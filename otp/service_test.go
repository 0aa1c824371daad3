package otp_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/otp"
)

func TestLogin(t *testing.T) {
	t.Parallel()
	role := func(_ context.Context, phoneNumber string) (string, error) {
		assert.Equal(t, number, phoneNumber)
		return "agent", nil
	}
	service, sender := newService(t, otp.Config{Role: role})
	require.NoError(t, service.Send(t.Context(), "+1 (555) 01-00"))
	require.Len(t, sender.all(), 1)
	require.Equal(t, number, sender.all()[0].to)
	code := sender.last(t)
	require.Regexp(t, `^[0-9]{6}$`, code)

	_, err := service.Verify(t.Context(), number, wrong(code))
	require.ErrorIs(t, err, otp.ErrCodeWrong)

	before := time.Now()
	login, err := service.Verify(t.Context(), "001 555.0100", code[:3]+" "+code[3:])
	require.NoError(t, err)
	require.Regexp(t, `^[A-Za-z0-9_-]{43}$`, login.Token)
	require.Equal(t, number, login.PhoneNumber)
	require.Equal(t, "agent", login.Role)
	require.WithinRange(t, login.ExpiresAt, before.Add(24*time.Hour), time.Now().Add(24*time.Hour))

	session, err := service.Session(t.Context(), login.Token)
	require.NoError(t, err)
	require.Equal(t, &login.Session, session)

	_, err = service.Verify(t.Context(), number, code)
	require.ErrorIs(t, err, otp.ErrExpired, "a code is good for one login")
}

func TestVerifyWithoutACode(t *testing.T) {
	t.Parallel()
	service, _ := newService(t, otp.Config{})
	_, err := service.Verify(t.Context(), number, "123456")
	require.ErrorIs(t, err, otp.ErrExpired)
}

func TestNewCodeEndsTheOldOne(t *testing.T) {
	t.Parallel()
	for name, again := range map[string]func(*otp.Service, context.Context, string) error{
		"Send": (*otp.Service).Send, "Resend": (*otp.Service).Resend,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service, sender := newService(t, otp.Config{Digits: 15})
			require.NoError(t, service.Send(t.Context(), number))
			old := sender.last(t)
			require.NoError(t, again(service, t.Context(), number))
			require.NotEqual(t, old, sender.last(t))

			_, err := service.Verify(t.Context(), number, old)
			require.ErrorIs(t, err, otp.ErrCodeWrong)
			_, err = service.Verify(t.Context(), number, sender.last(t))
			require.NoError(t, err)
		})
	}
}

func TestCodesBelongToOneNumber(t *testing.T) {
	t.Parallel()
	service, sender := newService(t, otp.Config{Digits: 15})
	require.NoError(t, service.Send(t.Context(), number))
	code := sender.last(t)
	require.NoError(t, service.Send(t.Context(), "+15550101"))
	_, err := service.Verify(t.Context(), "+15550101", code)
	require.ErrorIs(t, err, otp.ErrCodeWrong)
	_, err = service.Verify(t.Context(), number, code)
	require.NoError(t, err)
}

// Two services with the same key, store and purpose act as one, as in two
// processes.
func TestServicesShareAStore(t *testing.T) {
	t.Parallel()
	store := otp.NewMemoryStore(0)
	first, sender := newService(t, otp.Config{Store: store})
	second, _ := newService(t, otp.Config{Store: store, Purpose: "login"})
	require.NoError(t, first.Send(t.Context(), number))
	login, err := second.Verify(t.Context(), number, sender.last(t))
	require.NoError(t, err)
	_, err = first.Session(t.Context(), login.Token)
	require.NoError(t, err)
}

func TestCodeExpires(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		after  time.Duration
		expect error
	}{
		{"just before", 10*time.Minute - 1, nil},
		{"on the moment", 10 * time.Minute, otp.ErrExpired},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				service, sender := newService(t, otp.Config{})
				require.NoError(t, service.Send(t.Context(), number))
				time.Sleep(test.after)
				_, err := service.Verify(t.Context(), number, sender.last(t))
				require.ErrorIs(t, err, test.expect)
			})
		})
	}
}

func TestRole(t *testing.T) {
	t.Parallel()
	failure := errDown
	service, sender := newService(t, otp.Config{Role: func(context.Context, string) (string, error) { return "agent", failure }})
	require.NoError(t, service.Send(t.Context(), number))
	_, err := service.Verify(t.Context(), number, sender.last(t))
	require.ErrorIs(t, err, errDown)
	failure = otp.ErrDenied
	_, err = service.Verify(t.Context(), number, sender.last(t))
	require.ErrorIs(t, err, otp.ErrDenied)

	failure = nil
	login, err := service.Verify(t.Context(), number, sender.last(t))
	require.NoError(t, err, "the code stays valid while there is no role")
	require.Equal(t, "agent", login.Role)
}

// A code that is replaced while the role is looked up opens no session.
func TestCodeIsReplacedDuringVerify(t *testing.T) {
	t.Parallel()
	var service *otp.Service
	service, sender := newService(t, otp.Config{Role: func(ctx context.Context, number string) (string, error) {
		return "agent", service.Send(ctx, number)
	}})
	require.NoError(t, service.Send(t.Context(), number))
	_, err := service.Verify(t.Context(), number, sender.last(t))
	require.ErrorIs(t, err, otp.ErrExpired)
}

func TestFailedSending(t *testing.T) {
	t.Parallel()
	service, sender := newService(t, otp.Config{})
	sender.err = errDown
	err := service.Send(t.Context(), number)
	require.ErrorIs(t, err, otp.ErrNotSent)
	require.ErrorIs(t, err, errDown)
	require.EqualError(t, err, "otp: the code may not have been sent: connection refused")
	_, err = service.Verify(t.Context(), number, sender.last(t))
	require.NoError(t, err, "the message may have arrived")

	for range 3 {
		require.ErrorIs(t, service.Send(t.Context(), number), otp.ErrNotSent)
	}
	require.ErrorIs(t, service.Send(t.Context(), number), otp.ErrRateLimited, "failures count")
	require.Len(t, sender.all(), 4)
}

func TestUnknownNumbers(t *testing.T) {
	t.Parallel()
	service, sender := newService(t, otp.Config{Known: func(_ context.Context, phoneNumber string) (bool, error) {
		return phoneNumber == number, nil
	}})
	require.NoError(t, service.Send(t.Context(), number))
	for _, phoneNumber := range []string{number, "+15550199"} {
		if phoneNumber != number {
			require.NoError(t, service.Send(t.Context(), phoneNumber))
		}
		for range 5 {
			_, err := service.Verify(t.Context(), phoneNumber, wrong(sender.last(t)))
			require.ErrorIs(t, err, otp.ErrCodeWrong)
		}
		_, err := service.Verify(t.Context(), phoneNumber, "123456")
		require.ErrorIs(t, err, otp.ErrTooManyGuesses)
		for range 3 {
			require.NoError(t, service.Resend(t.Context(), phoneNumber))
		}
		require.ErrorIs(t, service.Send(t.Context(), phoneNumber), otp.ErrRateLimited)
	}
	for _, sent := range sender.all() {
		require.Equal(t, number, sent.to)
	}
	require.Len(t, sender.all(), 4)
}

// No code opens a session for an unknown number, not even by luck.
func TestUnknownNumbersHaveNoCode(t *testing.T) {
	t.Parallel()
	service, _ := newService(t, otp.Config{
		Digits: 4, MaxGuesses: 20_000,
		Known: func(context.Context, string) (bool, error) { return false, nil },
	})
	require.NoError(t, service.Send(t.Context(), number))
	for guess := range 10_000 {
		_, err := service.Verify(t.Context(), number, fmt.Sprintf("%04d", guess))
		require.ErrorIs(t, err, otp.ErrCodeWrong)
	}
}

func TestKnownFails(t *testing.T) {
	t.Parallel()
	service, sender := newService(t, otp.Config{Known: func(context.Context, string) (bool, error) { return true, errDown }})
	for range 10 {
		require.ErrorIs(t, service.Send(t.Context(), number), errDown, "and nothing is counted")
	}
	require.Empty(t, sender.all())
}

func TestInvalidNumbers(t *testing.T) {
	t.Parallel()
	service, sender := newService(t, otp.Config{})
	require.ErrorIs(t, service.Send(t.Context(), "555-0100"), otp.ErrInvalidNumber)
	require.ErrorIs(t, service.Resend(t.Context(), "555-0100"), otp.ErrInvalidNumber)
	_, err := service.Verify(t.Context(), "555-0100", "123456")
	require.ErrorIs(t, err, otp.ErrInvalidNumber)
	require.Empty(t, sender.all())
}

func TestBrokenStore(t *testing.T) {
	t.Parallel()
	for _, method := range []string{"Take", "PutCode", "Guess", "UseCode", "PutSession", "Session", "DeleteSession"} {
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			service, sender := newService(t, otp.Config{Store: brokenStore(method)})
			err := service.Send(t.Context(), number)
			if err == nil {
				_, err = service.Verify(t.Context(), number, sender.last(t))
			} else {
				require.Empty(t, sender.all(), "nothing is sent that cannot be checked")
			}
			if err == nil {
				_, err = service.Session(t.Context(), "token")
			}
			if errors.Is(err, otp.ErrNoSession) {
				err = service.Revoke(t.Context(), "token")
			}
			require.ErrorIs(t, err, errDown)
		})
	}
}
