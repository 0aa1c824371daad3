package otp_test

import (
	"context"
	"fmt"
	"runtime"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/otp"
	"github.com/wabakit/whatsapp/otp/storetest"
)

func TestMemoryStore(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(*testing.T) otp.Store { return otp.NewMemoryStore(0) })
}

// A full store refuses new entries and keeps the old ones until they expire.
func TestMemoryStoreIsBounded(t *testing.T) {
	t.Parallel()
	type put func(ctx context.Context, store *otp.MemoryStore, key string) error
	for name, put := range map[string]put{
		"limits": func(ctx context.Context, store *otp.MemoryStore, key string) error {
			_, err := store.Take(ctx, key, otp.Limit{Name: "codes", Max: 100, Window: time.Minute})
			return err
		},
		"codes": func(ctx context.Context, store *otp.MemoryStore, key string) error {
			return store.PutCode(ctx, key, otp.Code{Hash: "hash", Guesses: 5, Lifetime: time.Minute})
		},
		"sessions": func(ctx context.Context, store *otp.MemoryStore, key string) error {
			return store.PutSession(ctx, key, otp.Session{PhoneNumber: number}, time.Minute)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				store := otp.NewMemoryStore(2)
				require.NoError(t, put(t.Context(), store, "first"))
				time.Sleep(time.Second)
				require.NoError(t, put(t.Context(), store, "second"))
				require.ErrorIs(t, put(t.Context(), store, "third"), otp.ErrStoreFull)
				time.Sleep(time.Second)
				require.NoError(t, put(t.Context(), store, "first"), "it has a place already, and stays longer now")
				time.Sleep(58 * time.Second)
				require.ErrorIs(t, put(t.Context(), store, "third"), otp.ErrStoreFull)
				time.Sleep(time.Second)
				require.NoError(t, put(t.Context(), store, "third"), "the second has expired")
				require.ErrorIs(t, put(t.Context(), store, "fourth"), otp.ErrStoreFull)
			})
		})
	}
}

// Limits of different names do not compete for room, so a key that is kept for
// a long window takes none from those with short windows.
func TestMemoryStoreLimitsAreApart(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := otp.NewMemoryStore(1)
		quarter := otp.Limit{Name: "codes", Max: 1, Window: 15 * time.Minute}
		day := otp.Limit{Name: "day", Max: 1, Window: 24 * time.Hour}
		take := func(key string, limits ...otp.Limit) error {
			wait, err := store.Take(t.Context(), key, limits...)
			require.Zero(t, wait)
			return err
		}
		require.NoError(t, take("first", quarter))
		require.NoError(t, take("second", day))
		require.ErrorIs(t, take("second", quarter), otp.ErrStoreFull)
		time.Sleep(quarter.Window)
		require.ErrorIs(t, take("first", quarter, day), otp.ErrStoreFull)
		require.NoError(t, take("third", quarter), "nothing was counted when there was no room for all")
	})
}

// A limit that is used for a long time keeps no more events than it needs.
func TestMemoryStoreLimitsAreBounded(t *testing.T) { //nolint:paralleltest // it measures the memory of the process
	synctest.Test(t, func(t *testing.T) {
		store := otp.NewMemoryStore(0)
		limit := otp.Limit{Name: "codes", Max: 2, Window: time.Second}
		inUse := func() int64 {
			var stats runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&stats)
			return int64(stats.HeapAlloc)
		}
		before := inUse()
		for range 20_000 {
			wait, err := store.Take(t.Context(), "key", limit)
			require.NoError(t, err)
			require.Zero(t, wait)
			time.Sleep(limit.Window / 2)
		}
		require.Less(t, inUse()-before, int64(200_000), "20,000 events take half a megabyte")
		runtime.KeepAlive(store)
	})
}

// What is deleted is the entry, and no other one loses its turn to expire.
func TestMemoryStoreDeletesTheEntry(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := otp.NewMemoryStore(2)
		put := func(key string, lifetime time.Duration) {
			require.NoError(t, store.PutSession(t.Context(), key, otp.Session{PhoneNumber: number}, lifetime))
		}
		put("first", time.Hour)
		put("last", 2*time.Hour)
		require.NoError(t, store.DeleteSession(t.Context(), "last"))
		time.Sleep(time.Hour)
		put("third", time.Hour)
		put("fourth", time.Hour)
	})
}

func TestMemoryStoreMakesRoom(t *testing.T) {
	t.Parallel()
	store := otp.NewMemoryStore(1)
	code := otp.Code{Hash: "hash", Guesses: 1, Lifetime: time.Hour}
	for i := range 3 {
		require.NoError(t, store.PutCode(t.Context(), strconv.Itoa(i), code))
		used, err := store.UseCode(t.Context(), strconv.Itoa(i), "hash")
		require.NoError(t, err)
		require.True(t, used)

		require.NoError(t, store.PutSession(t.Context(), strconv.Itoa(i), otp.Session{}, time.Hour))
		require.NoError(t, store.DeleteSession(t.Context(), strconv.Itoa(i)))
	}
}

// Entries expire in the order of their expiry, whatever the order of arrival.
func TestMemoryStoreExpiresInOrder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const size = 50
		store := otp.NewMemoryStore(size)
		for i := range size {
			lifetime := time.Duration(1+i*37%size) * time.Minute
			require.NoError(t, store.PutSession(t.Context(), strconv.Itoa(i), otp.Session{}, lifetime))
		}
		for i := range size {
			require.ErrorIs(t, store.PutSession(t.Context(), "another", otp.Session{}, time.Hour), otp.ErrStoreFull)
			time.Sleep(time.Minute)
			require.NoError(t, store.PutSession(t.Context(), fmt.Sprint("new", i), otp.Session{}, 100*time.Hour))
		}
	})
}
