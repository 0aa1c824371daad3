package otp_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/otp"
)

func onlyKnown(numbers ...string) func(context.Context, string) (bool, error) {
	return func(_ context.Context, phoneNumber string) (bool, error) {
		return slices.Contains(numbers, phoneNumber), nil
	}
}

func stranger(i int) string { return fmt.Sprintf("+1555%07d", i) }

func TestHandlerWithoutBody(t *testing.T) {
	t.Parallel()
	service, _ := newService(t, otp.Config{})
	request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", nil)
	request.Body = nil
	answer := httptest.NewRecorder()
	newHandler(t, service, otp.HandlerConfig{}).ServeHTTP(answer, request)
	require.Equal(t, http.StatusBadRequest, answer.Code)
}

// Numbers that somebody invents neither lock out a known number nor lift its
// limits, and the store forgets them early.
func TestFloodOfUnknownNumbers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const size, another = 10, "+15550101"
		store := otp.NewMemoryStore(size)
		service, sender := newService(t, otp.Config{Store: store, Known: onlyKnown(number, another)})
		other, _ := newService(t, otp.Config{Store: store, Purpose: "payment", Known: onlyKnown()})
		handler := newHandler(t, service, otp.HandlerConfig{RequestsPerAddress: -1})
		for range 4 {
			require.NoError(t, service.Send(t.Context(), number))
			require.NoError(t, service.Send(t.Context(), stranger(0)))
		}
		for i := range 10 * size {
			require.NoError(t, service.Send(t.Context(), stranger(1+i)))
			require.NoError(t, other.Send(t.Context(), stranger(1+i)))
			requireAnswer(t, post(t, handler, send(stranger(1000+i))), http.StatusOK, codeSent)
			requireAnswer(t, post(t, handler, validate(stranger(2000+i), "123456")), http.StatusOK, wrongCode)
		}
		requireAnswer(t, post(t, handler, send(another)), http.StatusOK, codeSent)
		require.Equal(t, another, sender.all()[4].to)
		_, err := service.Verify(t.Context(), another, sender.last(t))
		require.NoError(t, err)
		requireWait(t, service.Send(t.Context(), number), 15*time.Minute-(10*size+1)*otp.DefaultAnswerTime)
		require.NoError(t, service.Send(t.Context(), stranger(0)), "its limits are forgotten")
		require.Len(t, sender.all(), 5)
	})
}

// Unknown numbers have the room that known ones have, and no more.
func TestRoomOfUnknownNumbers(t *testing.T) {
	t.Parallel()
	service, _ := newService(t, otp.Config{Store: otp.NewMemoryStore(2), Known: onlyKnown()})
	for i := range 3 {
		require.NoError(t, service.Send(t.Context(), stranger(i)))
		for range 3 {
			require.NoError(t, service.Resend(t.Context(), stranger(i)))
		}
		require.ErrorIs(t, service.Resend(t.Context(), stranger(i)), otp.ErrRateLimited)
	}
	require.ErrorIs(t, service.Resend(t.Context(), stranger(1)), otp.ErrRateLimited)
	require.NoError(t, service.Resend(t.Context(), stranger(0)), "its limits are forgotten")
}

// Until the store is full, an unknown number has the limits of a known one.
func TestUnknownNumbersHaveLimits(t *testing.T) {
	t.Parallel()
	for name, store := range map[string]otp.Store{"in memory": otp.NewMemoryStore(10), "elsewhere": &countingStore{Store: otp.NewMemoryStore(10)}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service, _ := newService(t, otp.Config{Store: store, Known: onlyKnown()})
			for range 4 {
				require.NoError(t, service.Send(t.Context(), number))
			}
			require.ErrorIs(t, service.Send(t.Context(), number), otp.ErrRateLimited)
			for range otp.DefaultMaxGuesses {
				_, err := service.Verify(t.Context(), number, "123456")
				require.ErrorIs(t, err, otp.ErrCodeWrong)
			}
			_, err := service.Verify(t.Context(), number, "123456")
			require.ErrorIs(t, err, otp.ErrTooManyGuesses)
			_, err = service.Verify(t.Context(), stranger(1), "123456")
			require.ErrorIs(t, err, otp.ErrExpired)
		})
	}
}

// countingStore notes what it is asked for.
type countingStore struct {
	otp.Store
	taken   map[string]int
	guesses int
}

func (c *countingStore) Take(ctx context.Context, key string, limits ...otp.Limit) (time.Duration, error) {
	if c.taken == nil {
		c.taken = map[string]int{}
	}
	c.taken[key]++
	return c.Store.Take(ctx, key, limits...)
}

func (c *countingStore) Guess(ctx context.Context, key string) (string, error) {
	c.guesses++
	return c.Store.Guess(ctx, key)
}

// In a store of another kind, unknown numbers share a number of places, and a
// known number has one of its own.
func TestUnknownNumbersSharePlaces(t *testing.T) {
	t.Parallel()
	const numbers = 1500 // of which some must share one of 65,536 places
	store := &countingStore{Store: otp.NewMemoryStore(0)}
	known := map[string]bool{}
	service, _ := newService(t, otp.Config{Store: store, Known: func(_ context.Context, phoneNumber string) (bool, error) {
		return known[phoneNumber], nil
	}})
	for i := range numbers {
		require.NoError(t, service.Send(t.Context(), stranger(i)))
	}
	require.Less(t, len(store.taken), numbers)
	require.Greater(t, len(store.taken), numbers*9/10)
	places := len(store.taken)
	for i := range numbers {
		known[stranger(i)] = true
		require.NoError(t, service.Send(t.Context(), stranger(i)))
	}
	require.Len(t, store.taken, places+numbers)
}

// The store is asked the same questions about every number.
func TestVerifyAsksTheSameOfEveryNumber(t *testing.T) {
	t.Parallel()
	store := &countingStore{Store: otp.NewMemoryStore(0)}
	service, _ := newService(t, otp.Config{Store: store, Known: onlyKnown(number)})
	for _, phoneNumber := range []string{number, stranger(1), stranger(2)} {
		if phoneNumber != stranger(2) {
			require.NoError(t, service.Send(t.Context(), phoneNumber))
		}
		before := store.guesses
		_, err := service.Verify(t.Context(), phoneNumber, "000000x")
		require.Error(t, err)
		require.Equal(t, 2, store.guesses-before, phoneNumber)
	}
}
