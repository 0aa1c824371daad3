package whatsapp_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

func truncated(request *http.Request) (*http.Response, error) {
	response, err := answer(http.StatusOK, success)(request)
	response.Body = io.NopCloser(io.MultiReader(strings.NewReader(`{"succ`), brokenReader{}))
	return response, err
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// What the client does after one failed attempt, for each kind of operation.
// The number of requests is counted at the server.
func TestRepetition(t *testing.T) {
	t.Parallel()
	dial := &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	reset := &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}
	const again, stop, unknown = "again", "stop", "unknown"
	tests := []struct {
		name                        string
		first                       step
		repeatable, once, singleUse string
	}{
		{"connection refused", fail(dial), again, again, again},
		{"no such host", fail(&net.DNSError{Err: "no such host", Name: "graph.facebook.com"}), again, again, again},
		{"proxy refused", fail(&net.OpError{Op: "proxyconnect", Err: errors.New("refused")}), again, again, again},
		{"throttled by code at HTTP 400", answer(400, graphError("80007")), again, again, stop},
		{"throttled by throughput", answer(400, graphError("130429")), again, again, stop},
		{"pair rate", answer(400, graphError("131056")), again, again, stop},
		{"HTTP 429 without envelope", answer(429, "slow down"), again, again, stop},
		{"HTTP 429 with unknown code", answer(429, graphError("99999999")), again, again, stop},
		{"is_transient", answer(500, transientBody), again, again, stop},
		{"is_transient without a code", answer(500, `{"error":{"message":"m","is_transient":true}}`), again, unknown, unknown},
		{"is_transient without a code at HTTP 400", answer(400, `{"error":{"message":"m","is_transient":true}}`), again, unknown, unknown},
		{"is_transient with code 0", answer(500, `{"error":{"message":"m","code":0,"is_transient":true}}`), again, unknown, unknown},
		{"retriable outside of an upload session", answer(500, `{"debug_info":{"retriable":true,"message":"m"}}`), again, unknown, unknown},
		{"retriable outside of an upload session at HTTP 400", answer(400, `{"debug_info":{"retriable":true,"message":"m"}}`), again, unknown, unknown},
		{"maintenance", answer(500, graphError("131057")), again, again, stop},
		{"code 2 without is_transient", answer(503, graphError("2")), again, unknown, unknown},
		{"code 131000", answer(500, graphError("131000")), again, unknown, unknown},
		{"code 131016 at HTTP 400", answer(400, graphError("131016")), again, unknown, unknown},
		{"unknown code at HTTP 500", answer(500, graphError("99999999")), again, unknown, unknown},
		{"HTML at 502", answer(502, "<html>Bad Gateway</html>"), again, unknown, unknown},
		{"empty body at 500", answer(500, ""), again, unknown, unknown},
		{"reset", fail(reset), again, unknown, unknown},
		{"EOF", fail(io.EOF), again, unknown, unknown},
		{"truncated body", truncated, again, unknown, unknown},
		{"text inside 200", answer(200, "Service Unavailable"), again, unknown, unknown},
		{"half JSON inside 200", answer(200, `{"success":`), again, unknown, unknown},
		{"success false", answer(200, `{"success":false}`), stop, stop, stop},
		{"error inside 200", answer(200, graphError("100")), stop, stop, stop},
		{"token expired", answer(401, graphError("190")), stop, stop, stop},
		{"token expired at HTTP 500", answer(500, graphError("190")), stop, stop, stop},
		{"permission at HTTP 500", answer(500, graphError("3")), stop, stop, stop},
		{"invalid", answer(400, graphError("100")), stop, stop, stop},
		{"not found", answer(404, graphError("803")), stop, stop, stop},
		{"policy", answer(400, graphError("131047")), stop, stop, stop},
		{"unknown code at HTTP 400", answer(400, graphError("99999999")), stop, stop, stop},
		{"redirect", answer(302, "", "Location", "https://elsewhere.test/"), stop, unknown, unknown},
		{"multiple choices", answer(300, success), stop, unknown, unknown},
		{"see other", answer(303, "", "Location", "/v23.0/1"), stop, unknown, unknown},
		{"redirect without a target", answer(301, "<html>"), stop, unknown, unknown},
		{"not modified", answer(304, ""), stop, unknown, unknown},
		{"switching protocols", answer(101, ""), stop, unknown, unknown},
	}
	for _, test := range tests {
		for repeat, want := range map[whatsapp.Repeat]string{
			whatsapp.RepeatSafe:   test.repeatable,
			whatsapp.RepeatUnsafe: test.once,
			whatsapp.RepeatNever:  test.singleUse,
		} {
			t.Run(fmt.Sprintf("%s/%d", test.name, repeat), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					server := script(test.first, answer(200, success))
					err := do(t.Context(), newClient(t, server), repeat)
					if want == again {
						require.NoError(t, err)
						assert.Equal(t, 2, server.count())
						assert.Equal(t, server.bodies[0], server.bodies[1], "the body is sent whole each time")
						assert.JSONEq(t, `{"key":"value"}`, server.bodies[1])
					} else {
						require.Error(t, err)
						assert.Equal(t, 1, server.count())
						assert.Equal(t, want == unknown, errors.Is(err, whatsapp.ErrOutcomeUnknown), err)
					}
					assert.Zero(t, server.openBodies())
				})
			})
		}
	}
}

func TestGETIsRepeatableUnlessSingleUse(t *testing.T) {
	t.Parallel()
	for repeat, want := range map[whatsapp.Repeat]int{whatsapp.RepeatUnsafe: 2, whatsapp.RepeatSafe: 2, whatsapp.RepeatNever: 1} {
		synctest.Test(t, func(t *testing.T) {
			server := script(fail(io.EOF), answer(200, success))
			_ = newClient(t, server).Do(t.Context(), whatsapp.Operation{Method: "GET", Path: []string{wabaID}, Repeat: repeat}, nil)
			assert.Equal(t, want, server.count())
		})
	}
}

func TestMaxRetries(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		client []whatsapp.Option
		call   []whatsapp.RequestOption
		want   int
	}{
		{"default", nil, nil, 5},
		{"policy", []whatsapp.Option{whatsapp.WithRetryPolicy(whatsapp.RetryPolicy{MaxRetries: 2})}, nil, 3},
		{"client option", []whatsapp.Option{whatsapp.WithMaxRetries(0)}, nil, 1},
		{"call option", nil, []whatsapp.RequestOption{whatsapp.WithMaxRetries(1)}, 2},
		{"call option over client option", []whatsapp.Option{whatsapp.WithMaxRetries(0)}, []whatsapp.RequestOption{whatsapp.WithMaxRetries(3)}, 4},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server := script(answer(500, transientBody, "X-App-Usage", `{"call_count":7}`))
				err := do(t.Context(), newClient(t, server, test.client...), whatsapp.RepeatUnsafe, test.call...)
				failure, ok := errors.AsType[*whatsapp.GraphAPIError](err)
				require.True(t, ok, "the last error body is not lost: %v", err)
				assert.Equal(t, test.want, server.count())
				assert.Equal(t, test.want, failure.Attempts)
				assert.Equal(t, 2, failure.Code)
				assert.Equal(t, "Atrace", failure.TraceID)
				assert.JSONEq(t, transientBody, string(failure.Body))
				assert.InDelta(t, 7, failure.Usage.App.CallCount, 0)
				assert.Equal(t, test.want == 1, errors.Is(err, whatsapp.ErrTransient))
				assert.Equal(t, test.want > 1, errors.Is(err, whatsapp.ErrOutcomeUnknown))
				assert.Zero(t, server.openBodies())
			})
		})
	}
}

func TestCodeOneIsRepeatedTwiceAtMost(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := script(answer(500, graphError("1")))
		require.Error(t, do(t.Context(), newClient(t, server), whatsapp.RepeatSafe))
		assert.Equal(t, 3, server.count())
	})
}

// The wait that the server asks for is kept in full; the random part comes on
// top of it.
func TestStatedWait(t *testing.T) {
	t.Parallel()
	usage := func(minutes string) string {
		return `{"102290129340398":[{"type":"whatsapp","call_count":100,"estimated_time_to_regain_access":` + minutes + `}]}`
	}
	const policyCap = 3 * time.Minute
	tests := []struct {
		name   string
		header []string
		want   time.Duration
	}{
		{"seconds", []string{"Retry-After", "7"}, 7 * time.Second},
		{"date", []string{"Retry-After", "Sat, 01 Jan 2000 00:00:09 GMT"}, 9 * time.Second},
		{"a date by a clock that is ahead", []string{"Retry-After", "Sat, 01 Jan 2000 03:00:09 GMT", "Date", "Sat, 01 Jan 2000 03:00:00 GMT"}, 9 * time.Second},
		{"a date by a clock that is behind", []string{"Retry-After", "Fri, 31 Dec 1999 21:00:09 GMT", "Date", "Fri, 31 Dec 1999 21:00:00 GMT"}, 9 * time.Second},
		{"a date beside a malformed one", []string{"Retry-After", "Sat, 01 Jan 2000 00:00:09 GMT", "Date", "today"}, 9 * time.Second},
		{"a date in the past", []string{"Retry-After", "Fri, 31 Dec 1999 00:00:00 GMT"}, 0},
		{"minutes of the usage header", []string{"X-Business-Use-Case-Usage", usage("2")}, 2 * time.Minute},
		{"minutes as text", []string{"X-Business-Use-Case-Usage", usage(`"1"`)}, time.Minute},
		{"Retry-After first", []string{"Retry-After", "5", "X-Business-Use-Case-Usage", usage("2")}, 5 * time.Second},
		{"malformed", []string{"Retry-After", "soon", "X-Business-Use-Case-Usage", `{"x":`}, 0},
		{"negative", []string{"Retry-After", "-5"}, 0},
		{"nothing", nil, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server := script(answer(400, graphError("80007"), test.header...), answer(200, success))
				client := newClient(t, server, whatsapp.WithRetryPolicy(whatsapp.RetryPolicy{MaxWait: policyCap}))
				started := time.Now()
				require.NoError(t, do(t.Context(), client, whatsapp.RepeatUnsafe))
				waited := time.Since(started)
				assert.GreaterOrEqual(t, waited, test.want)
				assert.Less(t, waited, test.want+time.Second, "the first random part is below twice the base")
			})
		})
	}
}

func TestWaitBeyondThePolicyStopsAtOnce(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		step step
		want time.Duration
	}{
		"Retry-After":            {answer(429, "", "Retry-After", "31"), 31 * time.Second},
		"absurd Retry-After":     {answer(429, "", "Retry-After", "9999999999999999999999"), 100 * 365 * 24 * time.Hour},
		"overflowing":            {answer(429, "", "Retry-After", "9999999999"), 100 * 365 * 24 * time.Hour},
		"regain access":          {answer(400, graphError("4"), "X-Business-Use-Case-Usage", `{"1":[{"estimated_time_to_regain_access":12}],"2":[{"estimated_time_to_regain_access":3}]}`), 12 * time.Minute},
		"known for 131049":       {answer(400, graphError("131049")), 24 * time.Hour},
		"known for 133016":       {answer(400, graphError("133016")), 72 * time.Hour},
		"known for 133015":       {answer(400, graphError("133015")), 5 * time.Minute},
		"header below the table": {answer(400, graphError("133015"), "Retry-After", "0"), 5 * time.Minute},
		"header above the table": {answer(400, graphError("133015"), "Retry-After", "600"), 10 * time.Minute},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server := script(test.step)
				started := time.Now()
				err := do(t.Context(), newClient(t, server), whatsapp.RepeatSafe)
				failure, ok := errors.AsType[*whatsapp.GraphAPIError](err)
				require.True(t, ok)
				assert.Equal(t, test.want, failure.RetryAfter)
				assert.Contains(t, err.Error(), "retry after "+test.want.String())
				assert.Equal(t, 1, server.count())
				assert.Zero(t, time.Since(started))
			})
		})
	}
}

func TestWaitBeyondTheDeadlineStopsAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := script(answer(400, graphError("80007"), "Retry-After", "10"))
		ctx, cancel := context.WithTimeout(t.Context(), 9*time.Second)
		defer cancel()
		started := time.Now()
		err := do(ctx, newClient(t, server), whatsapp.RepeatSafe)
		require.ErrorIs(t, err, whatsapp.ErrRateLimited)
		require.NotErrorIs(t, err, context.DeadlineExceeded)
		assert.Contains(t, err.Error(), "deadline")
		assert.Equal(t, 1, server.count())
		assert.Zero(t, time.Since(started))
	})
}

func TestCancellationDuringTheWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := script(answer(400, graphError("80007"), "Retry-After", "20"))
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(3*time.Second, cancel)
		started := time.Now()
		err := do(ctx, newClient(t, server), whatsapp.RepeatUnsafe)
		require.ErrorIs(t, err, context.Canceled)
		require.ErrorIs(t, err, whatsapp.ErrRateLimited, "why it waited is not lost")
		require.NotErrorIs(t, err, whatsapp.ErrOutcomeUnknown, "Graph has refused the only attempt")
		assert.Equal(t, 3*time.Second, time.Since(started))
		assert.Equal(t, 1, server.count())
	})
}

func TestCancellationInFlight(t *testing.T) {
	t.Parallel()
	for repeat, unknown := range map[whatsapp.Repeat]bool{whatsapp.RepeatSafe: false, whatsapp.RepeatUnsafe: true, whatsapp.RepeatNever: true} {
		synctest.Test(t, func(t *testing.T) {
			server := script(hang)
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(time.Second, cancel)
			err := do(ctx, newClient(t, server), repeat)
			require.ErrorIs(t, err, context.Canceled)
			require.NotErrorIs(t, err, whatsapp.ErrTransient)
			assert.Equal(t, unknown, errors.Is(err, whatsapp.ErrOutcomeUnknown))
			assert.Equal(t, 1, server.count())
		})
	}
}

func TestNothingIsSentAfterTheContextHasEnded(t *testing.T) {
	t.Parallel()
	server := script(answer(200, success))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := do(ctx, newClient(t, server), whatsapp.RepeatUnsafe)
	require.ErrorIs(t, err, context.Canceled)
	require.NotErrorIs(t, err, whatsapp.ErrOutcomeUnknown)
	require.Zero(t, server.count())

	var missing context.Context
	require.ErrorContains(t, do(missing, newClient(t, server), whatsapp.RepeatUnsafe), "context is nil")
}

func TestRetryBudget(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := script(answer(500, transientBody))
		client := newClient(t, server, whatsapp.WithRetryPolicy(whatsapp.RetryPolicy{Budget: 6}))
		sibling, err := client.Clone(whatsapp.WithUserAgent("sibling"))
		require.NoError(t, err)

		require.Error(t, do(t.Context(), client, whatsapp.RepeatUnsafe))  // 1 + 4 retries
		require.Error(t, do(t.Context(), sibling, whatsapp.RepeatUnsafe)) // 1 + the 2 that are left
		assert.Equal(t, 8, server.count(), "clones share the budget")

		err = do(t.Context(), client, whatsapp.RepeatUnsafe)
		require.ErrorContains(t, err, "budget")
		assert.Equal(t, 9, server.count(), "no retry without budget, but the first attempt is always made")

		server.steps = []step{answer(200, success)}
		require.NoError(t, do(t.Context(), client, whatsapp.RepeatUnsafe))
		server.steps = []step{answer(500, transientBody)}
		require.Error(t, do(t.Context(), client, whatsapp.RepeatUnsafe))
		assert.Equal(t, 12, server.count(), "a success gives one retry back")
	})
}

// One tenant's failures do not end the repetitions of another's calls, unless
// they are to share.
func TestRetryBudgetOfAnotherToken(t *testing.T) {
	t.Parallel()
	source := whatsapp.TokenSourceFunc(func(context.Context) (string, error) { return "EAAother", nil })
	tests := map[string]struct {
		opts []whatsapp.Option
		want int // the attempts of the clone, when the client's budget is used up
	}{
		"same token":      {nil, 1},
		"token":           {[]whatsapp.Option{whatsapp.WithToken("EAAother")}, 3},
		"token source":    {[]whatsapp.Option{whatsapp.WithTokenSource(source)}, 3},
		"shared":          {[]whatsapp.Option{whatsapp.WithToken("EAAother"), whatsapp.WithSharedRetryBudget()}, 1},
		"policy":          {[]whatsapp.Option{whatsapp.WithRetryPolicy(whatsapp.RetryPolicy{Budget: 1})}, 2},
		"policy of token": {[]whatsapp.Option{whatsapp.WithToken("EAAother"), whatsapp.WithRetryPolicy(whatsapp.RetryPolicy{Budget: 3})}, 4},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server := script(answer(500, transientBody))
				client := newClient(t, server, whatsapp.WithRetryPolicy(whatsapp.RetryPolicy{Budget: 2}))
				require.Error(t, do(t.Context(), client, whatsapp.RepeatUnsafe))
				require.Equal(t, 3, server.count())
				clone, err := client.Clone(test.opts...)
				require.NoError(t, err)
				require.ErrorContains(t, do(t.Context(), clone, whatsapp.RepeatUnsafe), "budget")
				assert.Equal(t, 3+test.want, server.count())

				below, err := clone.Clone()
				require.NoError(t, err)
				require.Error(t, do(t.Context(), below, whatsapp.RepeatUnsafe))
				assert.Equal(t, 3+test.want+1, server.count(), "a clone of the clone shares its budget")
			})
		})
	}
}

func TestBudgetDoesNotGrowBeyondItsSize(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := script(answer(200, success))
		client := newClient(t, server, whatsapp.WithRetryPolicy(whatsapp.RetryPolicy{Budget: 1}))
		for range 5 {
			require.NoError(t, do(t.Context(), client, whatsapp.RepeatUnsafe))
		}
		server.steps = []step{answer(500, transientBody)}
		require.Error(t, do(t.Context(), client, whatsapp.RepeatUnsafe))
		assert.Equal(t, 5+2, server.count())
	})
}

// Waits are spread over the whole window, and the window grows with every
// attempt up to the policy's cap.
func TestFullJitter(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		code    string
		windows []time.Duration
	}{
		"doubling":                 {"80007", []time.Duration{2 * time.Second, 4 * time.Second, 8 * time.Second, 10 * time.Second}},
		"four times for 130429":    {"130429", []time.Duration{2 * time.Second, 8 * time.Second, 10 * time.Second, 10 * time.Second}},
		"four times for pair rate": {"131056", []time.Duration{2 * time.Second, 8 * time.Second, 10 * time.Second, 10 * time.Second}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				longest := make([]time.Duration, 4)
				shortest := []time.Duration{time.Hour, time.Hour, time.Hour, time.Hour}
				observer := whatsapp.Observer{AttemptDone: func(_ context.Context, attempt whatsapp.AttemptInfo) {
					if !attempt.Final {
						i := attempt.Number - 1
						longest[i] = max(longest[i], attempt.RetryIn)
						shortest[i] = min(shortest[i], attempt.RetryIn)
					}
				}}
				policy := whatsapp.RetryPolicy{BaseWait: time.Second, MaxWait: 10 * time.Second, Budget: 1 << 20}
				client := newClient(t, script(answer(400, graphError(test.code))), whatsapp.WithRetryPolicy(policy), whatsapp.WithObserver(observer))
				for range 300 {
					require.Error(t, do(t.Context(), client, whatsapp.RepeatUnsafe))
				}
				for i, window := range test.windows {
					assert.LessOrEqual(t, longest[i], window)
					assert.Greater(t, longest[i], window*9/10)
					assert.Less(t, shortest[i], window/10)
				}
			})
		})
	}
}
