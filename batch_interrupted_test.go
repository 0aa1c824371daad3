package whatsapp_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

// The caller gives up: what is on its way is unknown, the rest is not sent.
func TestBatchSendInterrupted(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		office := newPostOffice()
		ctx, cancel := context.WithTimeout(t.Context(), 250*time.Millisecond)
		defer cancel()
		journal := &memoryJournal{}
		results, err := newClient(t, office).Messages.BatchSend(ctx, phoneNumberID, texts(20, 20), &whatsapp.BatchOptions{Concurrency: 4, Journal: journal})
		require.ErrorIs(t, err, context.DeadlineExceeded)
		var failure *whatsapp.TransportError
		require.ErrorAs(t, err, &failure)
		require.Equal(t, map[whatsapp.BatchState]int{
			whatsapp.BatchAccepted: 8, whatsapp.BatchUnknown: 4, whatsapp.BatchNotSent: 8,
		}, states(t, results))

		results, err = newClient(t, office).Messages.BatchSend(t.Context(), phoneNumberID, texts(20, 20), &whatsapp.BatchOptions{Journal: journal})
		require.NoError(t, err)
		require.Equal(t, map[whatsapp.BatchState]int{whatsapp.BatchAccepted: 16, whatsapp.BatchUnknown: 4}, states(t, results))
		require.Len(t, office.accepted, 20, "nothing is sent twice")
	})
}

// A context that ends between the journal and the network leaves the message
// for the next run.
func TestBatchSendInterruptedBeforeSending(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		office := newPostOffice()
		ctx, cancel := context.WithCancel(t.Context())
		journal := &memoryJournal{fails: func(whatsapp.JournalEntry) error { cancel(); return nil }}
		results, err := newClient(t, office).Messages.BatchSend(ctx, phoneNumberID, texts(2, 2), &whatsapp.BatchOptions{Concurrency: 1, Journal: journal})
		require.ErrorIs(t, err, context.Canceled)
		require.Equal(t, map[whatsapp.BatchState]int{whatsapp.BatchNotSent: 2}, states(t, results))
		require.Equal(t, whatsapp.BatchNotSent, journal.last(0).State)
		require.Empty(t, office.accepted)
	})
}

// Of several throttled recipients, the first whose wait is over comes first.
func TestBatchSendPairRatesAreApart(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		office := newPostOffice()
		waits := map[string]string{"0": "9", "1": "3", "2": "6"}
		office.refuse = func(d delivery, _ []delivery) step {
			if d.at < time.Second {
				return answer(400, graphError("131056"), "Retry-After", waits[d.body])
			}
			return nil
		}
		results, err := newClient(t, office).Messages.BatchSend(t.Context(), phoneNumberID, texts(3, 3), nil)
		require.NoError(t, err)
		require.Equal(t, map[whatsapp.BatchState]int{whatsapp.BatchAccepted: 3}, states(t, results))
		require.Equal(t, []string{"1", "2", "0"}, office.bodies(""))
		require.Equal(t, 3*time.Second+200*time.Millisecond, office.accepted[0].at)
	})
}

// A context that ends while the batch waits ends the wait.
func TestBatchSendInterruptedWhileWaiting(t *testing.T) {
	t.Parallel()
	for name, code := range map[string]string{"all wait": "130429", "one waits": "131056"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				office := newPostOffice()
				office.refuse = func(delivery, []delivery) step { return answer(400, graphError(code)) }
				ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
				defer cancel()
				results, err := newClient(t, office).Messages.BatchSend(ctx, phoneNumberID, texts(1, 1), nil)
				require.ErrorIs(t, err, context.DeadlineExceeded)
				require.Equal(t, 3*time.Second, time.Since(office.opened))
				require.Equal(t, map[whatsapp.BatchState]int{whatsapp.BatchNotSent: 1}, states(t, results))
				require.ErrorIs(t, results[0].Err, whatsapp.ErrRateLimited, "the last that is known of it")
			})
		})
	}
}

// A source without a token stops the batch before anything is sent.
func TestBatchSendWithoutAToken(t *testing.T) {
	t.Parallel()
	office := newPostOffice()
	noToken := errors.New("the vault is closed")
	client := newClient(t, office, whatsapp.WithTokenSource(tokenFailure{noToken}))
	results, err := client.Messages.BatchSend(t.Context(), phoneNumberID, texts(3, 3), &whatsapp.BatchOptions{Concurrency: 1})
	require.ErrorIs(t, err, noToken)
	require.Equal(t, map[whatsapp.BatchState]int{whatsapp.BatchNotSent: 3}, states(t, results))
	require.Empty(t, office.accepted)
}

type tokenFailure struct{ error }

func (f tokenFailure) Token(context.Context) (string, error) { return "", f.error }

func TestBatchSendRefusesWhatMakesNoSense(t *testing.T) {
	t.Parallel()
	client := newClient(t, newPostOffice())
	var response whatsapp.Response
	_, err := client.Messages.BatchSend(t.Context(), phoneNumberID, texts(2, 2), nil, whatsapp.CaptureResponse(&response))
	require.ErrorContains(t, err, "CaptureResponse holds one response")
	var noContext context.Context
	_, err = client.Messages.BatchSend(noContext, phoneNumberID, texts(2, 2), nil)
	require.ErrorContains(t, err, "the context is nil")
}
