package redisstore_test

import (
	"context"
	"io"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/otp"
	"github.com/wabakit/whatsapp/redisstore"
)

// A lossyConn drops answers that have arrived.
type lossyConn struct {
	net.Conn
	lose func() bool
}

func (c *lossyConn) Read(into []byte) (int, error) {
	n, err := c.Conn.Read(into)
	if err == nil && c.lose() {
		c.Close()
		return 0, io.EOF
	}
	return n, err
}

// newLossyClient returns a client that repeats commands without an answer.
// Answers are lost while lose says so.
func newLossyClient(t *testing.T, lose func() bool) *redis.Client {
	t.Helper()
	newClient(t)
	client := redis.NewClient(&redis.Options{
		Addr: address, PoolSize: 1, MinRetryBackoff: time.Millisecond, MaxRetryBackoff: time.Millisecond,
		Dialer: func(ctx context.Context, network, address string) (net.Conn, error) {
			connection, err := new(net.Dialer).DialContext(ctx, network, address)
			return &lossyConn{connection, lose}, err
		},
	})
	t.Cleanup(func() { client.Close() })
	require.NoError(t, client.Ping(t.Context()).Err())
	return client
}

// A code that is stored again because the answer was lost does not give back
// guesses made in the meantime.
func TestPutCodeRepeated(t *testing.T) {
	t.Parallel()
	prefix := newPrefix(t)
	guesser := redisstore.NewPasscodes(newClient(t), prefix)
	var armed atomic.Bool
	lost := 0
	client := newLossyClient(t, func() bool {
		if !armed.CompareAndSwap(true, false) {
			return false
		}
		lost++
		for range 3 {
			hash, err := guesser.Guess(t.Context(), "key")
			require.NoError(t, err)
			require.Equal(t, "hash", hash)
		}
		return true
	})
	store := redisstore.NewPasscodes(client, prefix)
	code := otp.Code{Hash: "hash", Guesses: 5, Lifetime: time.Hour}
	require.NoError(t, store.PutCode(t.Context(), "another key", code), "the server knows the script")
	armed.Store(true)
	require.NoError(t, store.PutCode(t.Context(), "key", code))
	require.Equal(t, 1, lost)
	for range 2 {
		_, err := guesser.Guess(t.Context(), "key")
		require.NoError(t, err)
	}
	_, err := guesser.Guess(t.Context(), "key")
	require.ErrorIs(t, err, otp.ErrTooManyGuesses)

	require.NoError(t, store.PutCode(t.Context(), "key", code), "asked for again, it is another code")
	_, err = guesser.Guess(t.Context(), "key")
	require.NoError(t, err)
}

// A code that is stored again does not return if another has replaced it in the
// meantime.
func TestPutCodeRepeatedTooLate(t *testing.T) {
	t.Parallel()
	prefix := newPrefix(t)
	other := redisstore.NewPasscodes(newClient(t), prefix)
	var armed atomic.Bool
	store := redisstore.NewPasscodes(newLossyClient(t, func() bool {
		if !armed.CompareAndSwap(true, false) {
			return false
		}
		require.NoError(t, other.PutCode(t.Context(), "key", otp.Code{Hash: "newer", Guesses: 5, Lifetime: time.Hour}))
		return true
	}), prefix)
	older := otp.Code{Hash: "older", Guesses: 5, Lifetime: time.Hour}
	require.NoError(t, store.PutCode(t.Context(), "another key", older), "the server knows the script")
	armed.Store(true)
	require.NoError(t, store.PutCode(t.Context(), "key", older))
	require.False(t, armed.Load())
	hash, err := other.Guess(t.Context(), "key")
	require.NoError(t, err)
	require.Equal(t, "newer", hash)
}

// Whatever the client repeats, no limit is exceeded and no code is used twice.
func TestPasscodesRepeated(t *testing.T) {
	t.Parallel()
	prefix := newPrefix(t)
	var answers atomic.Int64
	store := redisstore.NewPasscodes(newLossyClient(t, func() bool { return answers.Add(1)%7 == 0 }), prefix)
	code := otp.Code{Hash: "hash", Guesses: 20, Lifetime: time.Hour}
	require.NoError(t, redisstore.NewPasscodes(newClient(t), prefix).PutCode(t.Context(), "key", code))
	limit := otp.Limit{Name: "codes", Max: 20, Window: time.Hour}
	var guesses, taken int
	for range 50 {
		if _, err := store.Guess(t.Context(), "key"); err == nil {
			guesses++
		}
		if wait, err := store.Take(t.Context(), "key", limit); err == nil && wait == 0 {
			taken++
		}
	}
	require.LessOrEqual(t, guesses, code.Guesses)
	require.LessOrEqual(t, taken, limit.Max)
	require.Positive(t, guesses)
	require.Positive(t, taken)
	uses := 0
	for range 10 {
		if used, err := store.UseCode(t.Context(), "key", "hash"); err == nil && used {
			uses++
		}
	}
	require.LessOrEqual(t, uses, 1)
	require.Greater(t, answers.Load(), int64(100), "many have been lost")
}

// A server that has restarted, or been replaced, does not know the scripts.
func TestScriptsAreSentAgain(t *testing.T) {
	t.Parallel()
	client, prefix := newClient(t), newPrefix(t)
	passcodes, events := redisstore.NewPasscodes(client, prefix), redisstore.NewEvents(client, prefix, 0)
	for range 3 {
		require.NoError(t, client.ScriptFlush(t.Context()).Err())
		wait, err := passcodes.Take(t.Context(), "key", otp.Limit{Name: "codes", Max: 3, Window: time.Hour})
		require.NoError(t, err)
		require.Zero(t, wait)
		require.NoError(t, passcodes.PutCode(t.Context(), "key", otp.Code{Hash: "hash", Guesses: 1, Lifetime: time.Hour}))
		_, err = passcodes.Guess(t.Context(), "key")
		require.NoError(t, err)
		used, err := passcodes.UseCode(t.Context(), "key", "hash")
		require.NoError(t, err)
		require.True(t, used)
		claim, err := events.Claim(t.Context(), "event", time.Hour)
		require.NoError(t, err)
		require.NoError(t, events.Complete(t.Context(), claim, false))
	}
}

// A server that does not answer in time lets nothing through.
func TestServerHangs(t *testing.T) {
	t.Parallel()
	hanging, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { hanging.Close() })
	client := redis.NewClient(&redis.Options{Addr: hanging.Addr().String(), MaxRetries: -1, ContextTimeoutEnabled: true})
	t.Cleanup(func() { client.Close() })
	service, err := otp.New(otp.Config{
		Key: key, Store: redisstore.NewPasscodes(client, ""),
		Sender: otp.SenderFunc(func(context.Context, string, string) error { panic("a code that nobody can check") }),
	})
	require.NoError(t, err)
	for name, step := range map[string]func(ctx context.Context) error{
		"send":    func(ctx context.Context) error { return service.Send(ctx, number) },
		"verify":  func(ctx context.Context) error { _, err := service.Verify(ctx, number, "123456"); return err },
		"session": func(ctx context.Context) error { _, err := service.Session(ctx, "token"); return err },
		"revoke":  func(ctx context.Context) error { return service.Revoke(ctx, "token") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			defer cancel()
			err := step(ctx)
			require.ErrorContains(t, err, "redisstore: ")
			require.NotErrorIs(t, err, otp.ErrExpired)
			require.NotErrorIs(t, err, otp.ErrNoSession)
		})
	}
}
