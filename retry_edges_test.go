package whatsapp_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

// A bad certificate stays bad: asking again only makes the caller wait.
func TestBadCertificatesAreNotTriedAgain(t *testing.T) {
	t.Parallel()
	for _, repeat := range []whatsapp.Repeat{whatsapp.RepeatSafe, whatsapp.RepeatUnsafe, whatsapp.RepeatNever} {
		transport := script(fail(&tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}))
		err := do(t.Context(), newClient(t, transport), repeat)
		require.Equal(t, 1, transport.count())
		require.NotErrorIs(t, err, whatsapp.ErrOutcomeUnknown, "nothing was sent")
		require.NotErrorIs(t, err, whatsapp.ErrTransient)
	}
}

// A code that names its own wait is repeated after it, where the policy lets
// it.
func TestStatedWaitsOfCodesAreKept(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		transport := script(answer(400, graphError("134101")), answer(200, success))
		client := newClient(t, transport, whatsapp.WithRetryPolicy(whatsapp.RetryPolicy{MaxWait: time.Hour, BaseWait: time.Millisecond}))
		started := time.Now()
		require.NoError(t, do(t.Context(), client, whatsapp.RepeatUnsafe))
		require.Equal(t, 2, transport.count())
		require.GreaterOrEqual(t, time.Since(started), 10*time.Minute)
	})
}

// The longest wait is a wait that is still made.
func TestAWaitAsLongAsTheLongestIsMade(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		transport := script(answer(429, graphError("4"), "Retry-After", "30"), answer(200, success))
		client := newClient(t, transport, whatsapp.WithRetryPolicy(whatsapp.RetryPolicy{MaxWait: 30 * time.Second}))
		require.NoError(t, do(t.Context(), client, whatsapp.RepeatUnsafe))
		require.Equal(t, 2, transport.count())
	})
}

// The first wait is random, half a second on average.
func TestTheUsualWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const calls = 400 // the standard deviation of their average is 14 milliseconds
		started := time.Now()
		for range calls {
			before := time.Now()
			require.NoError(t, do(t.Context(), newClient(t, script(fail(refusedConnection), answer(200, success))), whatsapp.RepeatUnsafe))
			require.LessOrEqual(t, time.Since(before), time.Second)
		}
		require.InDelta(t, 500*time.Millisecond, time.Since(started)/calls, float64(120*time.Millisecond))
	})
}

// A wait until the very end of the caller's time leaves none for the attempt.
func TestAWaitAsLongAsTheTimeLeftIsNotMade(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		started := time.Now()
		err := do(ctx, newClient(t, script(answer(429, graphError("4"), "Retry-After", "5"))), whatsapp.RepeatUnsafe)
		require.ErrorIs(t, err, whatsapp.ErrRateLimited)
		require.Equal(t, started, time.Now())
	})
}

// When the caller's context has ended, that is the cause, whatever the
// transport says.
func TestTheCallersCancellationIsTheCause(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	transport := script(func(*http.Request) (*http.Response, error) {
		cancel()
		return nil, io.ErrUnexpectedEOF
	})
	err := do(ctx, newClient(t, transport), whatsapp.RepeatUnsafe)
	require.ErrorIs(t, err, context.Canceled)
	require.NotErrorIs(t, err, whatsapp.ErrTransient)
	require.ErrorIs(t, err, whatsapp.ErrOutcomeUnknown)
}

// An attempt leaves nothing behind in the caller's context, which may live as
// long as the program.
func TestEveryAttemptsContextEnds(t *testing.T) {
	t.Parallel()
	for name, first := range map[string]step{
		"answer":  answer(200, success),
		"failure": fail(errors.New("broken")),
		"refusal": answer(500, "<html>"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			transport := script(first)
			client := newClient(t, transport, whatsapp.WithMaxRetries(0))
			_ = do(t.Context(), client, whatsapp.RepeatUnsafe)
			require.NoError(t, t.Context().Err())
			require.Error(t, transport.requests[0].Context().Err())
		})
	}
}
