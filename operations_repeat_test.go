package whatsapp_test

import (
	"errors"
	"io"
	"net"
	"net/http"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

// A trouble is a first attempt that fails, and what that means for operations
// of each repeatability.
type trouble struct {
	name      string
	responder httpmock.Responder
	// sent is the number of times the request is sent when the second attempt
	// would succeed.
	sent map[whatsapp.Repeat]int
	// unknown says which of the operations that were not repeated leave open
	// what has happened.
	unknown bool
}

func troubles(t testing.TB) []trouble {
	recorded := func(name string) httpmock.Responder { return readFixture(t, "errors/"+name).Response.respond }
	failing := func(err error) httpmock.Responder {
		return func(*http.Request) (*http.Response, error) { return nil, err }
	}
	type sent = map[whatsapp.Repeat]int
	always := sent{whatsapp.RepeatSafe: 2, whatsapp.RepeatUnsafe: 2, whatsapp.RepeatNever: 2}
	refused := sent{whatsapp.RepeatSafe: 2, whatsapp.RepeatUnsafe: 2, whatsapp.RepeatNever: 1}
	ambiguous := sent{whatsapp.RepeatSafe: 2, whatsapp.RepeatUnsafe: 1, whatsapp.RepeatNever: 1}
	never := sent{whatsapp.RepeatSafe: 1, whatsapp.RepeatUnsafe: 1, whatsapp.RepeatNever: 1}
	dial := &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	return []trouble{
		{"connection refused", failing(dial), always, false},
		{"429 with a code", recorded("429_application_limit"), refused, false},
		{"429 without a code", recorded("429_without_envelope"), refused, false},
		{"400 throttled", recorded("400_throttled"), refused, false},
		{"500 that asks for another attempt", recorded("500_temporary"), refused, false},
		{"dropped connection", failing(io.ErrUnexpectedEOF), ambiguous, true},
		{"reset connection", failing(&net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}), ambiguous, true},
		{"ambiguous 500", recorded("500_ambiguous"), ambiguous, true},
		{"500 without a body", recorded("500_empty_body"), ambiguous, true},
		{"502 of a proxy", recorded("502_html"), ambiguous, true},
		{"unavailable with 200", recorded("200_service_unavailable"), ambiguous, true},
		{"invalid parameter", recorded("400_invalid_parameter"), never, false},
		{"expired token", recorded("401_token_expired"), never, false},
		{"missing permission", recorded("403_permission"), never, false},
		{"success false", recorded("200_success_false"), never, false},
		{"redirect", recorded("302_redirect"), never, true},
	}
}

// Each operation is repeated as far as that is safe for it, and no further.
func TestOperationsAreRepeatedOnlyWhereThatIsSafe(t *testing.T) {
	t.Parallel()
	for _, trouble := range troubles(t) {
		t.Run(trouble.name, func(t *testing.T) {
			t.Parallel()
			for _, method := range methods() {
				synctest.Test(t, func(t *testing.T) { requireRepetition(t, trouble, method) })
			}
		})
	}
}

func requireRepetition(t *testing.T, trouble trouble, method method) {
	t.Helper()
	recorded := method.first().load(t)
	var attempts atomic.Int32
	transport, log := answerAll(func(request *http.Request) (*http.Response, error) {
		attempt := int(attempts.Add(1))
		if attempt == 1 {
			return trouble.responder(request)
		}
		return recorded[min(attempt-2, len(recorded)-1)].Response.respond(request)
	})
	got, err := method.run(t.Context(), newClient(t, transport))
	want := trouble.sent[method.repeat]
	if want == 2 {
		require.NoError(t, err, method.name)
		require.Equal(t, method.first().want, got, method.name)
		require.Len(t, log.sent(), len(recorded)+1, method.name)
		requireRequest(t, recorded[0].Request, log.sent()[0])
		requireRequest(t, recorded[0].Request, log.sent()[1])
		return
	}
	require.Error(t, err, method.name)
	require.Nil(t, got, method.name)
	require.Len(t, log.sent(), 1, method.name)
	repeatable := method.repeat == whatsapp.RepeatSafe
	require.Equal(t, trouble.unknown && !repeatable, errors.Is(err, whatsapp.ErrOutcomeUnknown), "%s: %v", method.name, err)
}

// Where it is not known what has happened, the error says how to find out for
// this operation.
func TestUnknownOutcomesComeWithAdvice(t *testing.T) {
	t.Parallel()
	for _, method := range methods() {
		if method.repeat == whatsapp.RepeatSafe {
			continue
		}
		t.Run(method.name, func(t *testing.T) {
			t.Parallel()
			transport, _ := answerAll(func(*http.Request) (*http.Response, error) { return nil, io.ErrUnexpectedEOF })
			_, err := method.run(t.Context(), newClient(t, transport))
			require.ErrorContains(t, err, "; the outcome is unknown: ")
			require.NotContains(t, err.Error(), "check before sending it again", "the advice that every operation has")
		})
	}
}

// The attempts of one call are limited, and counted in its error.
func TestRepeatableOperationsGiveUp(t *testing.T) {
	t.Parallel()
	for _, method := range methods() {
		t.Run(method.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				transport, log := answerAll(func(*http.Request) (*http.Response, error) { return nil, io.ErrUnexpectedEOF })
				_, err := method.run(t.Context(), newClient(t, transport), whatsapp.WithMaxRetries(2))
				want := 3
				if method.repeat != whatsapp.RepeatSafe {
					want = 1
				}
				require.Len(t, log.sent(), want)
				var failure *whatsapp.TransportError
				require.ErrorAs(t, err, &failure)
				require.Equal(t, want, failure.Attempts)
				require.ErrorIs(t, err, io.ErrUnexpectedEOF)
			})
		})
	}
}
