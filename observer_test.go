package whatsapp_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

type contextKey struct{}

func TestObserver(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var started []whatsapp.OperationInfo
		var attempts []whatsapp.AttemptInfo
		var results []whatsapp.OperationResult
		observer := whatsapp.Observer{
			OperationStarted: func(ctx context.Context, call whatsapp.OperationInfo) context.Context {
				started = append(started, call)
				return context.WithValue(ctx, contextKey{}, "span")
			},
			AttemptDone: func(ctx context.Context, attempt whatsapp.AttemptInfo) {
				assert.Equal(t, "span", ctx.Value(contextKey{}))
				attempts = append(attempts, attempt)
			},
			OperationDone: func(ctx context.Context, result whatsapp.OperationResult) {
				assert.Equal(t, "span", ctx.Value(contextKey{}))
				results = append(results, result)
			},
		}
		slow := func(request *http.Request) (*http.Response, error) {
			assert.Equal(t, "span", request.Context().Value(contextKey{}), "the transport sees the caller's context")
			time.Sleep(2 * time.Second)
			return answer(400, graphError("4"), "Retry-After", "5", "X-App-Usage", `{"call_count":100}`)(request)
		}
		client := newClient(t, script(slow, answer(200, success)), whatsapp.WithObserver(observer))
		require.NoError(t, do(t.Context(), client, whatsapp.RepeatUnsafe))

		info := whatsapp.OperationInfo{Operation: "POST /{phone-number-id}/thing", TargetID: phoneNumberID}
		assert.Equal(t, []whatsapp.OperationInfo{info}, started)
		require.Len(t, attempts, 2)
		assert.Equal(t, info, attempts[0].OperationInfo)
		assert.Equal(t, "graph.facebook.com", attempts[0].Host)
		assert.Equal(t, 1, attempts[0].Number)
		assert.Equal(t, 400, attempts[0].StatusCode)
		assert.Equal(t, 2*time.Second, attempts[0].Duration)
		assert.InDelta(t, 100, attempts[0].Usage.Highest(), 0)
		require.ErrorIs(t, attempts[0].Err, whatsapp.ErrRateLimited)
		assert.GreaterOrEqual(t, attempts[0].RetryIn, 5*time.Second)
		assert.False(t, attempts[0].Final)
		assert.Equal(t, 2, attempts[1].Number)
		assert.True(t, attempts[1].Final)
		require.NoError(t, attempts[1].Err)
		assert.Zero(t, attempts[1].RetryIn)
		require.Len(t, results, 1)
		assert.Equal(t, 2, results[0].Attempts)
		assert.Equal(t, 200, results[0].StatusCode)
		assert.Equal(t, 2*time.Second+attempts[0].RetryIn, results[0].Duration)
		assert.NoError(t, results[0].Err)
	})
}

// Every hook works without the others, and so does the log.
func TestHooksAlone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := script(func(request *http.Request) (*http.Response, error) {
			time.Sleep(2 * time.Second)
			return answer(200, success)(request)
		})
		var told []string
		started := whatsapp.Observer{OperationStarted: func(ctx context.Context, _ whatsapp.OperationInfo) context.Context {
			told = append(told, "started")
			return ctx
		}}
		attempted := whatsapp.Observer{AttemptDone: func(_ context.Context, attempt whatsapp.AttemptInfo) {
			told = append(told, "attempt of "+attempt.Duration.String())
		}}
		done := whatsapp.Observer{OperationDone: func(_ context.Context, result whatsapp.OperationResult) {
			told = append(told, "done in "+result.Duration.String())
		}}
		var log bytes.Buffer
		logger := slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		for _, option := range []whatsapp.Option{
			whatsapp.WithObserver(started), whatsapp.WithObserver(attempted), whatsapp.WithObserver(done), whatsapp.WithLogger(logger),
		} {
			require.NoError(t, do(t.Context(), newClient(t, server, option), whatsapp.RepeatUnsafe))
		}
		assert.Equal(t, []string{"started", "attempt of 2s", "done in 2s"}, told)
		assert.Contains(t, log.String(), "duration=2s")
	})
}

func TestObserverSeesFailures(t *testing.T) {
	t.Parallel()
	var results []whatsapp.OperationResult
	observer := whatsapp.Observer{OperationDone: func(_ context.Context, result whatsapp.OperationResult) { results = append(results, result) }}
	client := newClient(t, script(answer(400, graphError("100"))), whatsapp.WithObserver(observer))
	err := do(t.Context(), client, whatsapp.RepeatUnsafe)
	require.Error(t, err)
	require.Len(t, results, 1)
	assert.Equal(t, err, results[0].Err)
}

// The names of operations are metric labels: they must not grow with the ids.
func TestOperationNames(t *testing.T) {
	t.Parallel()
	tests := []struct {
		operation whatsapp.Operation
		want      string
	}{
		{whatsapp.Operation{Method: "GET", Path: []string{wabaID}}, "GET /{id}"},
		{whatsapp.Operation{Method: "GET", Path: []string{"me", "accounts"}}, "GET /{id}/accounts"},
		{whatsapp.Operation{Method: "GET", Path: []string{wabaID, "edge", "abc9"}}, "GET /{id}/edge/{id}"},
		{whatsapp.Operation{Method: "GET", Path: []string{wabaID}, Route: "/{waba-id}"}, "GET /{waba-id}"},
	}
	for _, test := range tests {
		var got string
		observer := whatsapp.Observer{OperationDone: func(_ context.Context, result whatsapp.OperationResult) { got = result.Operation }}
		client := newClient(t, script(answer(200, `{}`)), whatsapp.WithObserver(observer))
		require.NoError(t, client.Do(t.Context(), test.operation, nil))
		assert.Equal(t, test.want, got)
	}
}

// An observer that returns no context changes nothing.
func TestObserverWithoutAContext(t *testing.T) {
	t.Parallel()
	seen := 0
	observer := whatsapp.Observer{
		OperationStarted: func(context.Context, whatsapp.OperationInfo) context.Context { return nil },
		AttemptDone: func(ctx context.Context, _ whatsapp.AttemptInfo) {
			assert.Equal(t, "mine", ctx.Value(contextKey{}))
			seen++
		},
		OperationDone: func(ctx context.Context, _ whatsapp.OperationResult) {
			assert.Equal(t, "mine", ctx.Value(contextKey{}))
			seen++
		},
	}
	ctx := context.WithValue(t.Context(), contextKey{}, "mine")
	require.NoError(t, do(ctx, newClient(t, script(answer(200, success)), whatsapp.WithObserver(observer)), whatsapp.RepeatUnsafe))
	assert.Equal(t, 2, seen)
}

// What a caller has few of is named; what it has any number of is not.
func TestTargetOfACall(t *testing.T) {
	t.Parallel()
	for route, want := range map[string]string{
		"/{phone-number-id}":          "17",
		"/{phone-number-id}/messages": "17",
		"/{waba-id}/phone_numbers":    "17",
		"/{business-id}":              "17",
		"/{app-id}/subscriptions":     "17",
		"/{media-id}":                 "",
		"/{template-id}":              "",
		"":                            "",
	} {
		var started, done whatsapp.OperationInfo
		var attempt whatsapp.AttemptInfo
		client := newClient(t, script(answer(200, success)), whatsapp.WithObserver(whatsapp.Observer{
			OperationStarted: func(ctx context.Context, info whatsapp.OperationInfo) context.Context {
				started = info
				return ctx
			},
			AttemptDone:   func(_ context.Context, info whatsapp.AttemptInfo) { attempt = info },
			OperationDone: func(_ context.Context, result whatsapp.OperationResult) { done = result.OperationInfo },
		}))
		require.NoError(t, client.Do(t.Context(), whatsapp.Operation{Method: http.MethodGet, Route: route, Path: []string{"17"}}, nil))
		assert.Equal(t, want, started.TargetID, route)
		assert.Equal(t, started, done)
		assert.Equal(t, started, attempt.OperationInfo)
	}
}

func TestBoundLabels(t *testing.T) {
	t.Parallel()
	label := whatsapp.BoundLabels(2)
	for _, step := range [][2]string{{"a", "a"}, {"", ""}, {"a", "a"}, {"b", "b"}, {"c", "other"}, {"a", "a"}, {"c", "other"}, {"", ""}} {
		assert.Equal(t, step[1], label(step[0]))
	}
	assert.Equal(t, "other", whatsapp.BoundLabels(0)("a"))
	assert.Equal(t, "other", whatsapp.BoundLabels(-1)("a"))

	label = whatsapp.BoundLabels(10)
	var passed sync.Map
	var workers sync.WaitGroup
	for i := range 100 {
		workers.Go(func() { passed.Store(label(strconv.Itoa(i)), true) })
	}
	workers.Wait()
	values := 0
	passed.Range(func(any, any) bool { values++; return true })
	assert.Equal(t, 11, values, "ten and other")
}
