package redisstore_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/otp"
	"github.com/wabakit/whatsapp/otp/storetest"
	"github.com/wabakit/whatsapp/redisstore"
)

func TestPasscodes(t *testing.T) {
	t.Parallel()
	client := newClient(t)
	storetest.Run(t, func(t *testing.T) otp.Store { return redisstore.NewPasscodes(client, newPrefix(t)) })
}

// Every key expires, and none too early.
func TestPasscodesExpire(t *testing.T) {
	t.Parallel()
	client, prefix := newClient(t), newPrefix(t)
	store := redisstore.NewPasscodes(client, prefix)
	for range 2 {
		_, err := store.Take(t.Context(), "key", otp.Limit{Name: "codes", Max: 2, Window: time.Hour}, otp.Limit{Name: "day", Max: 3, Window: 2 * time.Hour})
		require.NoError(t, err)
		require.NoError(t, store.PutCode(t.Context(), "key", otp.Code{Hash: "hash", Guesses: 5, Lifetime: 3 * time.Hour}))
		_, err = store.Guess(t.Context(), "key")
		require.NoError(t, err)
		require.NoError(t, store.PutSession(t.Context(), "key", otp.Session{}, 4*time.Hour))
	}
	lifetimes := map[string]time.Duration{
		prefix + "limit:{key}:codes": time.Hour,
		prefix + "limit:{key}:day":   2 * time.Hour,
		prefix + "code:key":          3 * time.Hour,
		prefix + "session:key":       4 * time.Hour,
	}
	keys, err := client.Keys(t.Context(), prefix+"*").Result()
	require.NoError(t, err)
	require.Len(t, keys, len(lifetimes))
	for _, key := range keys {
		left, err := client.PTTL(t.Context(), key).Result()
		require.NoError(t, err)
		assert.InDelta(t, lifetimes[key], left, float64(time.Minute), key)
	}
}

// A limit keeps no more events than it needs.
func TestPasscodesLimitsAreBounded(t *testing.T) {
	t.Parallel()
	client, prefix := newClient(t), newPrefix(t)
	store := redisstore.NewPasscodes(client, prefix)
	key := prefix + "limit:{key}:codes"
	require.NoError(t, client.RPush(t.Context(), key, 5, 4, 3, 2, 1).Err(), "events of long ago")
	wait, err := store.Take(t.Context(), "key", otp.Limit{Name: "codes", Max: 3, Window: time.Hour})
	require.NoError(t, err)
	require.Zero(t, wait)
	length, err := client.LLen(t.Context(), key).Result()
	require.NoError(t, err)
	require.Equal(t, int64(3), length)
}

// A lifetime of less than a millisecond is neither refused nor unlimited.
func TestPasscodesShortestLifetime(t *testing.T) {
	t.Parallel()
	client, prefix := newClient(t), newPrefix(t)
	store := redisstore.NewPasscodes(client, prefix)
	_, err := store.Take(t.Context(), "key", otp.Limit{Name: "codes", Max: 1, Window: 1})
	require.NoError(t, err)
	require.NoError(t, store.PutCode(t.Context(), "key", otp.Code{Hash: "hash", Lifetime: 1}))
	require.NoError(t, store.PutSession(t.Context(), "key", otp.Session{}, 1))
	require.Eventually(t, func() bool {
		keys, err := client.Keys(t.Context(), prefix+"*").Result()
		return err == nil && len(keys) == 0
	}, 10*time.Second, time.Millisecond)
}

func TestPasscodesDefaultPrefix(t *testing.T) {
	t.Parallel()
	client := newClient(t)
	store := redisstore.NewPasscodes(client, "")
	require.NoError(t, store.PutSession(t.Context(), "default prefix", otp.Session{}, time.Minute))
	found, err := client.Exists(t.Context(), redisstore.DefaultPasscodesPrefix+"session:default prefix").Result()
	require.NoError(t, err)
	require.Equal(t, int64(1), found)
}

func TestPasscodesBrokenSession(t *testing.T) {
	t.Parallel()
	client, prefix := newClient(t), newPrefix(t)
	require.NoError(t, client.Set(t.Context(), prefix+"session:key", "{", time.Minute).Err())
	_, err := redisstore.NewPasscodes(client, prefix).Session(t.Context(), "key")
	require.EqualError(t, err, "redisstore: session: unexpected end of JSON input")

	session := otp.Session{ExpiresAt: time.Date(10_000, 1, 1, 0, 0, 0, 0, time.UTC)}
	err = redisstore.NewPasscodes(client, prefix).PutSession(t.Context(), "key", session, time.Minute)
	require.ErrorContains(t, err, "redisstore: put session: ")
}

func TestPasscodesWithoutServer(t *testing.T) {
	t.Parallel()
	store := redisstore.NewPasscodes(unreachable(t), "")
	_, err := store.Take(t.Context(), "key", otp.Limit{Name: "codes", Max: 1, Window: time.Hour})
	require.ErrorContains(t, err, "redisstore: take: ")
	err = store.PutCode(t.Context(), "key", otp.Code{Hash: "hash", Guesses: 1, Lifetime: time.Hour})
	require.ErrorContains(t, err, "redisstore: put code: ")
	_, err = store.Guess(t.Context(), "key")
	require.ErrorContains(t, err, "redisstore: guess: ")
	used, err := store.UseCode(t.Context(), "key", "hash")
	require.ErrorContains(t, err, "redisstore: use code: ")
	require.False(t, used)
	err = store.PutSession(t.Context(), "key", otp.Session{}, time.Hour)
	require.ErrorContains(t, err, "redisstore: put session: ")
	_, err = store.Session(t.Context(), "key")
	require.ErrorContains(t, err, "redisstore: session: ")
	err = store.DeleteSession(t.Context(), "key")
	require.ErrorContains(t, err, "redisstore: delete session: ")
}
