package webhook_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/webhook"
)

type accept = func(ctx context.Context, delivery webhook.Delivery) error

// newInbox makes an inbox like newReceiver makes a handler.
func newInbox(t *testing.T, change func(*webhook.Config), on accept) *receiver {
	t.Helper()
	r := &receiver{}
	config := webhook.Config{
		AppSecrets: []string{secret}, VerifyToken: verifyToken,
		OnError: func(_ context.Context, err error) { r.errors = append(r.errors, err) },
	}
	if change != nil {
		change(&config)
	}
	handler, err := webhook.NewInbox(config, on)
	require.NoError(t, err)
	r.Handler = handler
	return r
}

func TestNewInboxRefusesWrongConfigurations(t *testing.T) {
	t.Parallel()
	_, err := webhook.NewInbox(webhook.Config{AppSecrets: []string{secret}, VerifyToken: verifyToken}, nil)
	require.ErrorContains(t, err, "accept")
	on := func(context.Context, webhook.Delivery) error { return nil }
	_, err = webhook.NewInbox(webhook.Config{VerifyToken: verifyToken}, on)
	require.ErrorContains(t, err, "Config.AppSecrets")
	_, err = webhook.NewInbox(webhook.Config{AppSecrets: []string{secret}, VerifyToken: verifyToken, AcceptTimeout: -1}, on)
	require.ErrorContains(t, err, "Config.AcceptTimeout")
}

func TestInboxConfirmsAndRefusesAsTheHandlerDoes(t *testing.T) {
	t.Parallel()
	r := newInbox(t, nil, func(context.Context, webhook.Delivery) error {
		t.Error("nothing was signed")
		return nil
	})
	w := r.serve(httptest.NewRequestWithContext(t.Context(), http.MethodGet,
		"/webhook?hub.mode=subscribe&hub.challenge=17&hub.verify_token="+"a+verify+token+of+the+tests", nil))
	assert.Equal(t, http.StatusOK, w.Code)
	assert.Equal(t, "17", w.Body.String())

	forged := signed(t, textMessages(1))
	forged.Header.Set(webhook.SignatureHeader, webhook.Sign(textMessages(1), "guess"))
	assert.Equal(t, http.StatusUnauthorized, r.serve(forged).Code)
	require.Len(t, r.errors, 1)
	assert.ErrorIs(t, r.errors[0], webhook.ErrSignature)
}

// Bodies are handed over as they are, also those that do not parse, and belong
// to who gets them.
func TestInboxHandsOverTheBody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var got []webhook.Delivery
		r := newInbox(t, nil, func(_ context.Context, delivery webhook.Delivery) error {
			got = append(got, delivery)
			return nil
		})
		bodies := [][]byte{textMessages(2), []byte(`{"entry":[`), {0xff, 0x00}, textMessages(3)}
		for _, body := range bodies {
			w := r.post(t, body)
			assert.Equal(t, http.StatusOK, w.Code)
			assert.Empty(t, w.Body.String())
		}
		require.Len(t, got, len(bodies))
		for i, body := range bodies {
			assert.Equal(t, body, got[i].Body)
			assert.Equal(t, time.Now(), got[i].ReceivedAt)
		}
		assert.Empty(t, r.errors)
	})
}

func TestInboxThatDoesNotAccept(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		on         accept
		status     int
		retryAfter string
		err        string
	}{
		"failed": {func(context.Context, webhook.Delivery) error { return errLost },
			http.StatusInternalServerError, "", "webhook: body not accepted: connection lost"},
		"panicked": {func(context.Context, webhook.Delivery) error { panic(errLost) },
			http.StatusInternalServerError, "", "webhook: body not accepted: the callback panicked: connection lost"},
		"busy": {func(context.Context, webhook.Delivery) error { return fmt.Errorf("%w: %w", webhook.ErrBusy, errLost) },
			http.StatusServiceUnavailable, "1", "webhook: body not accepted: webhook: too many bodies in progress: connection lost"},
		"its own parser": {func(context.Context, webhook.Delivery) error { return errors.Join(webhook.ErrMalformed, errLost) },
			http.StatusInternalServerError, "", "webhook: body not accepted: webhook: malformed body\nconnection lost"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newInbox(t, nil, test.on)
			w := r.post(t, textMessages(1))
			assert.Equal(t, test.status, w.Code)
			assert.Equal(t, http.StatusText(test.status)+"\n", w.Body.String())
			assert.Equal(t, test.retryAfter, w.Header().Get("Retry-After"))
			require.Len(t, r.errors, 1)
			assert.EqualError(t, r.errors[0], test.err)
			assert.ErrorIs(t, r.errors[0], errLost)
		})
	}
}

// A verified body is stored although the sender has hung up; a store that hangs
// is given up.
func TestInboxOutlivesItsSender(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		type contextKey struct{}
		takes := 5 * time.Second
		r := newInbox(t, nil, func(ctx context.Context, _ webhook.Delivery) error {
			assert.Equal(t, "of the request", ctx.Value(contextKey{}))
			select {
			case <-time.After(takes):
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
		post := func() int {
			ctx, hangUp := context.WithTimeout(context.WithValue(t.Context(), contextKey{}, "of the request"), time.Second)
			defer hangUp()
			return r.serve(signed(t, textMessages(1)).WithContext(ctx)).Code
		}
		require.Equal(t, http.StatusOK, post())
		takes = webhook.DefaultAcceptTimeout + time.Second
		started := time.Now()
		require.Equal(t, http.StatusInternalServerError, post())
		require.Equal(t, webhook.DefaultAcceptTimeout, time.Since(started))
		require.Len(t, r.errors, 1)
		require.ErrorIs(t, r.errors[0], context.DeadlineExceeded)
	})
}

func TestInboxBoundsWhatIsInFlight(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := make(chan struct{})
		r := newInbox(t, func(c *webhook.Config) { c.MaxInFlight = 2 }, func(context.Context, webhook.Delivery) error {
			<-store
			return nil
		})
		codes := make(chan int, 2)
		for range 2 {
			go func() { codes <- r.post(t, textMessages(1)).Code }()
		}
		synctest.Wait()
		w := r.post(t, textMessages(1))
		require.Equal(t, http.StatusServiceUnavailable, w.Code)
		require.Equal(t, "1", w.Header().Get("Retry-After"))
		require.Len(t, r.errors, 1)
		require.ErrorIs(t, r.errors[0], webhook.ErrBusy)
		close(store)
		require.Equal(t, http.StatusOK, <-codes)
		require.Equal(t, http.StatusOK, <-codes)
		require.Equal(t, http.StatusOK, r.post(t, textMessages(1)).Code, "the places are free again")
	})
}
