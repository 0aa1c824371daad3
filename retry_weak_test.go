package whatsapp_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

func transientError(code string) step {
	return answer(500, `{"error":{"message":"m","type":"t","code":`+code+`,"is_transient":true}}`)
}

// Who refuses a request without Graph's word for it may have carried it out. It
// is sent again, but when that fails, whatever the last answer says, the
// outcome is unknown.
func TestWeakRefusals(t *testing.T) {
	t.Parallel()
	dial := &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	firsts := []struct {
		name string
		step step
		weak bool
	}{
		{"HTTP 429 without envelope", answer(429, "slow down"), true},
		{"HTTP 429 with an unknown code", answer(429, graphError("99999999")), true},
		{"HTTP 429 with an ambiguous code", answer(429, graphError("2")), true},
		{"is_transient with code 1", transientError("1"), true},
		{"is_transient with code 2", transientError("2"), true},
		{"is_transient with code 131000", transientError("131000"), true},
		{"is_transient with an unknown code", transientError("99999999"), false},
		{"is_transient with a throttling code", transientError("80007"), false},
		{"throttling code", answer(400, graphError("130429")), false},
		{"maintenance", answer(500, graphError("131057")), false},
		{"not sent", fail(dial), false},
	}
	seconds := map[string]step{
		"invalid": answer(400, graphError("100")), "throttled too long": answer(400, graphError("130429"), "Retry-After", "3600"), "not sent": fail(dial),
	}
	for _, first := range firsts {
		for name, second := range seconds {
			t.Run(first.name+", then "+name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					server := script(first.step, second)
					err := do(t.Context(), newClient(t, server), whatsapp.RepeatUnsafe)
					require.Error(t, err)
					assert.GreaterOrEqual(t, server.count(), 2)
					assert.Equal(t, first.weak, errors.Is(err, whatsapp.ErrOutcomeUnknown), err)

					server = script(first.step, second)
					err = do(t.Context(), newClient(t, server), whatsapp.RepeatSafe)
					assert.NotErrorIs(t, err, whatsapp.ErrOutcomeUnknown)
				})
			})
		}
		t.Run(first.name+", then the caller's end", func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server := script(first.step)
				policy := whatsapp.RetryPolicy{BaseWait: time.Hour, MaxWait: 1000 * time.Hour}
				ctx, cancel := context.WithCancel(t.Context())
				observer := whatsapp.Observer{AttemptDone: func(context.Context, whatsapp.AttemptInfo) { cancel() }}
				err := do(ctx, newClient(t, server, whatsapp.WithRetryPolicy(policy), whatsapp.WithObserver(observer)), whatsapp.RepeatUnsafe)
				require.ErrorIs(t, err, context.Canceled)
				assert.Equal(t, 1, server.count())
				assert.Equal(t, first.weak, errors.Is(err, whatsapp.ErrOutcomeUnknown), err)
			})
		})
	}
}

// A single refusal counts, however weak: nothing was sent twice.
func TestASingleWeakRefusal(t *testing.T) {
	t.Parallel()
	for i, refusal := range []step{answer(429, "slow down"), transientError("2")} {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			err := do(t.Context(), newClient(t, script(refusal), whatsapp.WithMaxRetries(0)), whatsapp.RepeatUnsafe)
			require.Error(t, err)
			require.NotErrorIs(t, err, whatsapp.ErrOutcomeUnknown)
		})
	}
}
