package redisstore_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/redisstore"
	"github.com/wabakit/whatsapp/webhook"
)

func claim(t *testing.T, store webhook.Store, lease time.Duration, want webhook.ClaimState) webhook.Claim {
	t.Helper()
	claim, err := store.Claim(t.Context(), "messages:wamid.1", lease)
	require.NoError(t, err)
	require.Equal(t, want, claim.State)
	require.Equal(t, "messages:wamid.1", claim.Key)
	return claim
}

func newEvents(t *testing.T) *redisstore.Events {
	t.Helper()
	return redisstore.NewEvents(newClient(t), newPrefix(t), 0)
}

func TestEventIsDoneOnce(t *testing.T) {
	t.Parallel()
	store := newEvents(t)
	first := claim(t, store, time.Hour, webhook.ClaimStateClaimed)
	require.NotEmpty(t, first.Token)
	claim(t, store, time.Hour, webhook.ClaimStateInProgress)
	require.NoError(t, store.Complete(t.Context(), first, true))
	claim(t, store, time.Hour, webhook.ClaimStateAlreadyDone)
	require.NoError(t, store.Complete(t.Context(), first, false))
	claim(t, store, time.Hour, webhook.ClaimStateAlreadyDone)
}

func TestEventIsGivenBack(t *testing.T) {
	t.Parallel()
	store := newEvents(t)
	first := claim(t, store, time.Hour, webhook.ClaimStateClaimed)
	require.NoError(t, store.Complete(t.Context(), first, false))
	second := claim(t, store, time.Hour, webhook.ClaimStateClaimed)
	require.NotEqual(t, first.Token, second.Token)
	require.NoError(t, store.Complete(t.Context(), first, false))
	claim(t, store, time.Hour, webhook.ClaimStateInProgress)
	require.NoError(t, store.Complete(t.Context(), second, false))
	claim(t, store, time.Hour, webhook.ClaimStateClaimed)
}

func TestEventLeaseEnds(t *testing.T) {
	t.Parallel()
	store := newEvents(t)
	first := claim(t, store, time.Nanosecond, webhook.ClaimStateClaimed)
	require.Eventually(t, func() bool {
		claim, err := store.Claim(t.Context(), first.Key, time.Hour)
		return err == nil && claim.State == webhook.ClaimStateClaimed
	}, 10*time.Second, 5*time.Millisecond)
	require.NoError(t, store.Complete(t.Context(), first, true), "it was done all the same")
	claim(t, store, time.Hour, webhook.ClaimStateAlreadyDone)
}

func TestEventAge(t *testing.T) {
	t.Parallel()
	client := newClient(t)
	for name, test := range map[string]struct{ age, want time.Duration }{
		"default": {0, redisstore.DefaultEventsAge},
		"own":     {time.Hour, time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			prefix := newPrefix(t)
			store := redisstore.NewEvents(client, prefix, test.age)
			first := claim(t, store, time.Minute, webhook.ClaimStateClaimed)
			left, err := client.PTTL(t.Context(), prefix+first.Key).Result()
			require.NoError(t, err)
			require.InDelta(t, time.Minute, left, float64(30*time.Second))

			require.NoError(t, store.Complete(t.Context(), first, true))
			left, err = client.PTTL(t.Context(), prefix+first.Key).Result()
			require.NoError(t, err)
			require.InDelta(t, test.want, left, float64(time.Minute))
		})
	}
}

func TestEventsDefaultPrefix(t *testing.T) {
	t.Parallel()
	client := newClient(t)
	store := redisstore.NewEvents(client, "", 0)
	first := claim(t, store, time.Minute, webhook.ClaimStateClaimed)
	found, err := client.Exists(t.Context(), redisstore.DefaultEventsPrefix+first.Key).Result()
	require.NoError(t, err)
	require.Equal(t, int64(1), found)
	require.NoError(t, store.Complete(t.Context(), first, false), "for the next run of this test")
}

// If an event arrives many times at once, it is done once, and the other
// deliveries are told to come again.
func TestDeduplicateAtOnce(t *testing.T) {
	t.Parallel()
	var calls, inProgress atomic.Int64
	release := make(chan struct{})
	handle := webhook.Deduplicate(newEvents(t), func(ctx context.Context, _ webhook.Event) error {
		calls.Add(1)
		select {
		case <-release:
		case <-ctx.Done():
		}
		return ctx.Err()
	})
	event := &webhook.MessageEvent{Message: webhook.Message{ID: "wamid.1"}}
	const deliveries = 50
	var group sync.WaitGroup
	for range deliveries {
		group.Go(func() {
			err := handle(t.Context(), event)
			if errors.Is(err, webhook.ErrInProgress) && inProgress.Add(1) == deliveries-1 {
				close(release)
			}
		})
	}
	group.Wait()
	require.Equal(t, int64(deliveries-1), inProgress.Load())
	require.Equal(t, int64(1), calls.Load())
	require.NoError(t, handle(t.Context(), event))
	require.Equal(t, int64(1), calls.Load())
}

func TestEventsWithoutServer(t *testing.T) {
	t.Parallel()
	store := redisstore.NewEvents(unreachable(t), "", 0)
	given, err := store.Claim(t.Context(), "key", time.Minute)
	require.ErrorContains(t, err, "redisstore: claim: ")
	require.Zero(t, given)
	err = store.Complete(t.Context(), webhook.Claim{Key: "key"}, true)
	require.ErrorContains(t, err, "redisstore: complete: ")
	err = store.Complete(t.Context(), webhook.Claim{Key: "key"}, false)
	require.ErrorContains(t, err, "redisstore: complete: ")
	_, err = store.CountFailure(t.Context(), "key")
	require.ErrorContains(t, err, "redisstore: count a failure: ")
}

// Failures are counted by all processes together, are remembered as long as
// what is done, and do not touch the event itself.
func TestFailuresAreCounted(t *testing.T) {
	t.Parallel()
	client, prefix := newClient(t), newPrefix(t)
	stores := []*redisstore.Events{redisstore.NewEvents(client, prefix, time.Hour), redisstore.NewEvents(client, prefix, time.Hour)}
	for want := 1; want <= 4; want++ {
		count, err := stores[want%2].CountFailure(t.Context(), "messages:wamid.1")
		require.NoError(t, err)
		require.Equal(t, want, count)
	}
	other, err := stores[0].CountFailure(t.Context(), "messages:wamid.2")
	require.NoError(t, err)
	require.Equal(t, 1, other)
	keys, err := client.Keys(t.Context(), prefix+"*").Result()
	require.NoError(t, err)
	require.Len(t, keys, 2)
	for _, key := range keys {
		left, err := client.PTTL(t.Context(), key).Result()
		require.NoError(t, err)
		require.InDelta(t, time.Hour, left, float64(time.Minute))
	}
	claim(t, stores[0], time.Hour, webhook.ClaimStateClaimed)
}
