package webhook_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/webhook"
)

func event(id string) webhook.Event {
	return &webhook.MessageEvent{Message: webhook.Message{ID: id}}
}

func TestDeduplicate(t *testing.T) {
	t.Parallel()
	failure := errors.New("database down")
	var outcome error
	calls := 0
	handle := webhook.Deduplicate(webhook.NewMemoryStore(0, 0), func(context.Context, webhook.Event) error {
		calls++
		return outcome
	})

	outcome = failure
	require.ErrorIs(t, handle(t.Context(), event("a")), failure)
	require.ErrorIs(t, handle(t.Context(), event("a")), failure, "a failed event can be tried again at once")
	outcome = nil
	require.NoError(t, handle(t.Context(), event("a")))
	require.Equal(t, 3, calls)
	require.NoError(t, handle(t.Context(), event("a")), "done")
	require.Equal(t, 3, calls)
	require.NoError(t, handle(t.Context(), event("b")), "another event")
	require.Equal(t, 4, calls)
}

func TestDeduplicateGivesBackAfterPanic(t *testing.T) {
	t.Parallel()
	calls := 0
	handle := webhook.Deduplicate(webhook.NewMemoryStore(0, 0), func(context.Context, webhook.Event) error {
		if calls++; calls == 1 {
			panic("out of range")
		}
		return nil
	})
	require.Panics(t, func() { _ = handle(t.Context(), event("a")) })
	require.NoError(t, handle(t.Context(), event("a")))
	require.Equal(t, 2, calls)
}

func TestDeduplicateWhileInProgress(t *testing.T) {
	t.Parallel()
	var handle webhook.Callback
	calls := 0
	handle = webhook.Deduplicate(webhook.NewMemoryStore(0, 0), func(ctx context.Context, e webhook.Event) error {
		calls++
		require.ErrorIs(t, handle(ctx, e), webhook.ErrInProgress)
		return nil
	})
	require.NoError(t, handle(t.Context(), event("a")))
	require.Equal(t, 1, calls)
}

// The request may end while the callback runs; that it succeeded must still be
// noted.
func TestDeduplicateAfterTheRequestEnded(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	store := &brokenStore{Store: webhook.NewMemoryStore(0, 0)}
	handle := webhook.Deduplicate(store, func(context.Context, webhook.Event) error {
		cancel()
		return nil
	})
	require.NoError(t, handle(ctx, event("a")))
	require.NoError(t, store.completeContext)
}

// An attempt that stops when its context ends must still hold its event then,
// or two attempts overlap.
func TestContextEndsBeforeTheLease(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := slowStore{webhook.NewMemoryStore(0, 0)}
		handle := webhook.Deduplicate(store, func(ctx context.Context, e webhook.Event) error {
			<-ctx.Done()
			claim(t, store.Store, e.Key(), time.Minute, webhook.ClaimStateInProgress)
			return ctx.Err()
		})
		require.ErrorIs(t, handle(t.Context(), event("a")), context.DeadlineExceeded)
	})
}

// A claim that took longer than its lease holds nothing any more.
func TestClaimThatTookTooLong(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := slowStore{webhook.NewMemoryStore(0, 0)}
		handle := webhook.DeduplicateWithLease(store, time.Second, func(context.Context, webhook.Event) error {
			assert.Fail(t, "processed without a claim")
			return nil
		})
		require.ErrorIs(t, handle(t.Context(), event("a")), context.DeadlineExceeded)
	})
}

// slowStore takes a second to answer.
type slowStore struct{ webhook.Store }

func (s slowStore) Claim(ctx context.Context, key string, lease time.Duration) (webhook.Claim, error) {
	claim, err := s.Store.Claim(ctx, key, lease)
	time.Sleep(time.Second)
	return claim, err
}

func TestLeaseEndsTheCallbacksContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		handle := webhook.DeduplicateWithLease(webhook.NewMemoryStore(0, 0), time.Hour, func(ctx context.Context, _ webhook.Event) error {
			<-ctx.Done()
			return ctx.Err()
		})
		require.ErrorIs(t, handle(t.Context(), event("a")), context.DeadlineExceeded)
		require.Equal(t, 54*time.Minute, time.Since(start))

		start = time.Now()
		handle = webhook.DeduplicateWithLease(webhook.NewMemoryStore(0, 0), 0, func(ctx context.Context, _ webhook.Event) error {
			<-ctx.Done()
			return ctx.Err()
		})
		require.ErrorIs(t, handle(t.Context(), event("a")), context.DeadlineExceeded)
		require.Equal(t, webhook.DefaultLease*9/10, time.Since(start))
	})
}

// brokenStore fails on demand.
type brokenStore struct {
	webhook.Store
	claimErr, completeErr, completeContext error
	state                                  webhook.ClaimState
}

func (s *brokenStore) Claim(ctx context.Context, key string, lease time.Duration) (webhook.Claim, error) {
	if s.claimErr != nil || s.state != 0 {
		return webhook.Claim{State: s.state}, s.claimErr
	}
	return s.Store.Claim(ctx, key, lease)
}

func (s *brokenStore) Complete(ctx context.Context, claim webhook.Claim, done bool) error {
	s.completeContext = ctx.Err()
	if s.completeErr != nil {
		return s.completeErr
	}
	return s.Store.Complete(ctx, claim, done)
}

func TestDeduplicateWithoutTheStore(t *testing.T) {
	t.Parallel()
	unreachable, failure := errors.New("store unreachable"), errors.New("database down")
	memory := webhook.NewMemoryStore(0, 0)
	calls := 0
	succeed := func(context.Context, webhook.Event) error { calls++; return nil }
	fail := func(context.Context, webhook.Event) error { calls++; return failure }

	require.ErrorIs(t, webhook.Deduplicate(&brokenStore{claimErr: unreachable}, succeed)(t.Context(), event("a")), unreachable)
	require.Zero(t, calls, "nothing is processed that cannot be claimed")

	require.ErrorIs(t, webhook.Deduplicate(&brokenStore{Store: memory, completeErr: unreachable}, succeed)(t.Context(), event("b")), unreachable)
	err := webhook.Deduplicate(&brokenStore{Store: memory, completeErr: unreachable}, fail)(t.Context(), event("c"))
	require.ErrorIs(t, err, unreachable)
	require.ErrorIs(t, err, failure)
	require.Equal(t, 2, calls)

	require.Error(t, webhook.Deduplicate(&brokenStore{state: 99}, succeed)(t.Context(), event("d")), "an answer that means nothing")
	require.Equal(t, 2, calls)
}

func claim(t *testing.T, store webhook.Store, key string, lease time.Duration, want webhook.ClaimState) webhook.Claim {
	t.Helper()
	claim, err := store.Claim(t.Context(), key, lease)
	require.NoError(t, err)
	require.Equal(t, want, claim.State)
	return claim
}

func TestMemoryStoreLease(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := webhook.NewMemoryStore(10, time.Hour)
		first := claim(t, store, "a", time.Minute, webhook.ClaimStateClaimed)
		claim(t, store, "a", time.Minute, webhook.ClaimStateInProgress)
		time.Sleep(time.Minute - time.Nanosecond)
		claim(t, store, "a", time.Minute, webhook.ClaimStateInProgress)
		time.Sleep(time.Nanosecond)
		second := claim(t, store, "a", time.Minute, webhook.ClaimStateClaimed)
		require.NotEqual(t, first.Token, second.Token)

		require.NoError(t, store.Complete(t.Context(), first, false))
		claim(t, store, "a", time.Minute, webhook.ClaimStateInProgress) // the first holder has nothing to give back
		require.NoError(t, store.Complete(t.Context(), first, true))
		claim(t, store, "a", time.Minute, webhook.ClaimStateAlreadyDone) // but it did the work
		require.NoError(t, store.Complete(t.Context(), second, false))
		claim(t, store, "a", time.Minute, webhook.ClaimStateAlreadyDone)
	})
}

func TestMemoryStoreAge(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := webhook.NewMemoryStore(10, time.Hour)
		for _, key := range []string{"a", "b"} {
			require.NoError(t, store.Complete(t.Context(), claim(t, store, key, time.Minute, webhook.ClaimStateClaimed), true))
			time.Sleep(time.Minute)
		}
		time.Sleep(58*time.Minute - time.Nanosecond)
		claim(t, store, "a", time.Minute, webhook.ClaimStateAlreadyDone)
		time.Sleep(time.Nanosecond)
		claim(t, store, "a", time.Minute, webhook.ClaimStateClaimed)
		claim(t, store, "b", time.Minute, webhook.ClaimStateAlreadyDone)
	})
}

func TestMemoryStoreSize(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := webhook.NewMemoryStore(3, time.Hour)
		for _, key := range []string{"a", "b", "c", "d"} {
			require.NoError(t, store.Complete(t.Context(), claim(t, store, key, time.Minute, webhook.ClaimStateClaimed), true))
		}
		claim(t, store, "b", time.Minute, webhook.ClaimStateAlreadyDone)
		held := claim(t, store, "a", time.Minute, webhook.ClaimStateClaimed) // forgotten for d; now b is forgotten for a
		claim(t, store, "b", time.Minute, webhook.ClaimStateClaimed)         // and c for b
		claim(t, store, "d", time.Minute, webhook.ClaimStateAlreadyDone)
		claim(t, store, "e", time.Minute, webhook.ClaimStateClaimed) // and d for e

		_, err := store.Claim(t.Context(), "f", time.Minute)
		require.ErrorIs(t, err, webhook.ErrStoreFull, "events in progress are never forgotten")
		claim(t, store, "b", time.Minute, webhook.ClaimStateInProgress)
		require.NoError(t, store.Complete(t.Context(), held, false))
		claim(t, store, "f", time.Minute, webhook.ClaimStateClaimed)

		time.Sleep(time.Minute)
		claim(t, store, "g", time.Minute, webhook.ClaimStateClaimed) // leases that ran out make room
	})
}

// Leases of any length make room when they run out, in whichever order they
// were given.
func TestMemoryStoreLeasesOfDifferentLengths(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := webhook.NewMemoryStore(4, time.Hour)
		claim(t, store, "long", time.Hour, webhook.ClaimStateClaimed)
		claim(t, store, "short", time.Minute, webhook.ClaimStateClaimed)
		claim(t, store, "middle", 2*time.Minute, webhook.ClaimStateClaimed)
		claim(t, store, "longer", 2*time.Hour, webhook.ClaimStateClaimed)
		_, err := store.Claim(t.Context(), "early", time.Minute)
		require.ErrorIs(t, err, webhook.ErrStoreFull)

		time.Sleep(2 * time.Minute)
		claim(t, store, "a", time.Minute, webhook.ClaimStateClaimed)
		claim(t, store, "b", time.Minute, webhook.ClaimStateClaimed)
		_, err = store.Claim(t.Context(), "c", time.Minute)
		require.ErrorIs(t, err, webhook.ErrStoreFull)
		claim(t, store, "long", time.Hour, webhook.ClaimStateInProgress)
	})
}

// A holder whose lease ran out and was forgotten still notes what it did.
func TestMemoryStoreLateCompletion(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := webhook.NewMemoryStore(1, time.Hour)
		late := claim(t, store, "a", time.Minute, webhook.ClaimStateClaimed)
		time.Sleep(time.Minute)
		other := claim(t, store, "b", time.Minute, webhook.ClaimStateClaimed)
		require.NoError(t, store.Complete(t.Context(), late, true), "no room, no harm")
		claim(t, store, "b", time.Minute, webhook.ClaimStateInProgress)
		require.NoError(t, store.Complete(t.Context(), other, false))
		require.NoError(t, store.Complete(t.Context(), late, true))
		claim(t, store, "a", time.Minute, webhook.ClaimStateAlreadyDone)
	})
}

// Under load, with callbacks that fail and panic, bodies that are delivered
// several times at once and again until they are accepted, every event is
// processed exactly once.
func TestNoEventIsLostNorProcessedTwice(t *testing.T) {
	t.Parallel()
	const bodies, perBody, deliverers = 60, 8, 3
	for _, concurrency := range []int{1, 4} {
		t.Run(fmt.Sprint("concurrency ", concurrency), func(t *testing.T) {
			t.Parallel()
			var mutex sync.Mutex
			done := map[string]int{}
			process := func(_ context.Context, e webhook.Event) error {
				switch rand.IntN(6) {
				case 0:
					return errors.New("failed")
				case 1:
					panic("failed")
				}
				mutex.Lock()
				defer mutex.Unlock()
				done[e.Key()]++
				return nil
			}
			handler, err := webhook.NewHandler(webhook.Config{AppSecrets: []string{secret}, VerifyToken: verifyToken, Concurrency: concurrency},
				webhook.Deduplicate(webhook.NewMemoryStore(0, 0), process))
			require.NoError(t, err)
			r := &receiver{Handler: handler}

			var meta sync.WaitGroup
			for i := range bodies {
				body := numberedBody(i, perBody)
				for range deliverers {
					meta.Go(func() {
						for r.serve(signed(t, body)).Code != http.StatusOK {
						}
					})
				}
			}
			meta.Wait()

			assert.Len(t, done, bodies*perBody, "events were lost")
			for key, times := range done {
				assert.Equal(t, 1, times, "%s was processed more than once", key)
			}
		})
	}
}

// numberedBody has messages and statuses that no other number has.
func numberedBody(number, events int) []byte {
	messages, statuses := "", ""
	for i := range events / 2 {
		messages += fmt.Sprintf(`,{"id":"wamid.%d.%d","type":"text"}`, number, i)
		statuses += fmt.Sprintf(`,{"id":"wamid.%d.%d","status":"read","recipient_id":"1"}`, number, i)
	}
	return messageBody(`"messages":[` + messages[1:] + `],"statuses":[` + statuses[1:] + `]`)
}
