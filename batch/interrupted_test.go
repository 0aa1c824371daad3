package batch_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/batch"
)

// In an orderly stop nothing new is started, messages in flight finish, and
// none is unknown.
func TestSendStopsInAnOrderlyWay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		office := newPostOffice()
		ctx, cancel := context.WithTimeout(t.Context(), 250*time.Millisecond)
		defer cancel()
		journal := &memoryJournal{}
		options := &batch.Options{Concurrency: 4, Journal: journal}
		results, err := batch.Send(ctx, newClient(t, office).Messages, phoneNumberID, texts(20, 20), options)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		var incomplete *batch.IncompleteError
		require.ErrorAs(t, err, &incomplete)
		require.Equal(t, 8, incomplete.NotSent)
		require.Equal(t, whatsapp.Decision{Action: whatsapp.ActionRetryNow}, whatsapp.Decide(err))
		require.Equal(t, 300*time.Millisecond, time.Since(office.opened))
		require.Equal(t, map[batch.State]int{batch.StateAccepted: 12, batch.StateNotSent: 8}, states(t, results))

		results, err = batch.Send(t.Context(), newClient(t, office).Messages, phoneNumberID, texts(20, 20), options)
		require.NoError(t, err)
		require.Equal(t, map[batch.State]int{batch.StateAccepted: 20}, states(t, results))
		require.Len(t, office.accepted, 20, "nothing is sent twice")
	})
}

// A message still in flight when the grace period ends, or when the batch is
// aborted, is unknown and stays unknown.
func TestSendEndsAtOnce(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		delay, grace, abort, end time.Duration
	}{
		"no grace":                {100 * time.Millisecond, -1, time.Hour, 250 * time.Millisecond},
		"the grace is over":       {time.Hour, time.Minute, time.Hour, time.Minute + 250*time.Millisecond},
		"the default grace":       {time.Hour, 0, time.Hour, 30*time.Second + 250*time.Millisecond},
		"aborted in the grace":    {time.Hour, time.Hour, time.Second, time.Second},
		"aborted without warning": {100 * time.Millisecond, 0, 150 * time.Millisecond, 150 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				office := newPostOffice()
				office.delay = test.delay
				ctx, cancel := context.WithTimeout(t.Context(), 250*time.Millisecond)
				defer cancel()
				abort := make(chan struct{})
				time.AfterFunc(test.abort, func() { close(abort) })
				client := newClient(t, office, whatsapp.WithAttemptTimeout(2*time.Hour))
				journal := &memoryJournal{}
				results, err := batch.Send(ctx, client.Messages, phoneNumberID, texts(20, 20),
					&batch.Options{Concurrency: 4, Journal: journal, Grace: test.grace, Abort: abort})
				require.Equal(t, test.end, time.Since(office.opened))
				require.Equal(t, whatsapp.Decision{Action: whatsapp.ActionRetryNow}, whatsapp.Decide(err), "%v", err)
				found := states(t, results)
				require.Equal(t, 4, found[batch.StateUnknown])
				require.Equal(t, len(office.accepted)-4, found[batch.StateAccepted])
				require.Equal(t, 16-found[batch.StateAccepted], found[batch.StateNotSent])

				office.delay = 0
				results, err = batch.Send(t.Context(), client.Messages, phoneNumberID, texts(20, 20), &batch.Options{Journal: journal})
				require.NoError(t, err)
				require.Equal(t, map[batch.State]int{batch.StateAccepted: 16, batch.StateUnknown: 4}, states(t, results))
				require.Len(t, office.accepted, 20, "nothing is sent twice")
			})
		})
	}
}

// Abort does not make a sender return that does not listen, and the batch waits
// for it.
func TestSendAbortedWithASenderThatGoesOn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		abort := make(chan struct{})
		var sending context.Context
		sender := batch.SenderFunc[whatsapp.Message](func(ctx context.Context, _ string, _ whatsapp.Message, _ ...whatsapp.RequestOption) (*whatsapp.SentMessage, error) {
			sending = ctx //nolint:fatcontext // to see that it ends
			close(abort)
			time.Sleep(time.Second)
			return nil, nil
		})
		results, err := batch.Send(t.Context(), sender, phoneNumberID, texts(2, 2), &batch.Options{Concurrency: 1, Abort: abort})
		require.ErrorIs(t, err, context.Canceled)
		require.Equal(t, time.Second, time.Since(began))
		require.Equal(t, batch.StateAccepted, results[0].State)
		require.Equal(t, batch.StateNotSent, results[1].State)
		require.Error(t, sending.Err())
	})
}

// What a sender has tied to its context ends with the batch.
func TestSendEndsItsContexts(t *testing.T) {
	t.Parallel()
	var sending context.Context
	sender := batch.SenderFunc[whatsapp.Message](func(ctx context.Context, _ string, _ whatsapp.Message, _ ...whatsapp.RequestOption) (*whatsapp.SentMessage, error) {
		sending = ctx //nolint:fatcontext // to see that it ends
		return nil, nil
	})
	_, err := batch.Send(t.Context(), sender, phoneNumberID, texts(1, 1), nil)
	require.NoError(t, err)
	require.ErrorIs(t, sending.Err(), context.Canceled)
}

// Stopping a batch again and again leaves nothing unknown.
func TestSendStopsManyTimes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		office, journal := newPostOffice(), &memoryJournal{}
		for stops := 0; ; stops++ {
			ctx, cancel := context.WithTimeout(t.Context(), time.Duration(130+17*stops)*time.Millisecond)
			results, err := batch.Send(ctx, newClient(t, office).Messages, phoneNumberID, texts(400, 150), &batch.Options{Journal: journal})
			cancel()
			require.Zero(t, states(t, results)[batch.StateUnknown])
			if err == nil {
				require.Greater(t, stops, 5)
				break
			}
		}
		require.Len(t, office.accepted, 400)
	})
}

// A context that ends between the journal and the network leaves the message
// for the next run.
func TestSendInterruptedBeforeSending(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		office := newPostOffice()
		ctx, cancel := context.WithCancel(t.Context())
		journal := &memoryJournal{fails: func(batch.JournalEntry) error { cancel(); return nil }}
		results, err := batch.Send(ctx, newClient(t, office).Messages, phoneNumberID, texts(2, 2), &batch.Options{Concurrency: 1, Journal: journal})
		require.ErrorIs(t, err, context.Canceled)
		require.Equal(t, map[batch.State]int{batch.StateNotSent: 2}, states(t, results))
		require.Equal(t, batch.StateNotSent, journal.last(0).State)
		require.Empty(t, office.accepted)
	})
}

// Of several throttled recipients, the first whose wait is over comes first.
func TestSendPairRatesAreApart(t *testing.T) {
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
		results, err := batch.Send(t.Context(), newClient(t, office).Messages, phoneNumberID, texts(3, 3), nil)
		require.NoError(t, err)
		require.Equal(t, map[batch.State]int{batch.StateAccepted: 3}, states(t, results))
		require.Equal(t, []string{"1", "2", "0"}, office.bodies(""))
		require.Equal(t, 3*time.Second+200*time.Millisecond, office.accepted[0].at)
	})
}

// A context that ends while the batch waits ends the wait.
func TestSendInterruptedWhileWaiting(t *testing.T) {
	t.Parallel()
	for name, code := range map[string]string{"all wait": "130429", "one waits": "131056"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				office := newPostOffice()
				office.refuse = func(delivery, []delivery) step { return answer(400, graphError(code)) }
				ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
				defer cancel()
				results, err := batch.Send(ctx, newClient(t, office).Messages, phoneNumberID, texts(1, 1), nil)
				require.ErrorIs(t, err, context.DeadlineExceeded)
				require.Equal(t, 3*time.Second, time.Since(office.opened))
				require.Equal(t, map[batch.State]int{batch.StateNotSent: 1}, states(t, results))
				require.ErrorIs(t, results[0].Err, whatsapp.ErrRateLimited, "the last that is known of it")
			})
		})
	}
}

// A source without a token stops the batch before anything is sent.
func TestSendWithoutAToken(t *testing.T) {
	t.Parallel()
	office := newPostOffice()
	noToken := errors.New("the vault is closed")
	client := newClient(t, office, whatsapp.WithTokenSource(tokenFailure{noToken}))
	results, err := batch.Send(t.Context(), client.Messages, phoneNumberID, texts(3, 3), &batch.Options{Concurrency: 1})
	require.ErrorIs(t, err, noToken)
	require.Equal(t, whatsapp.ActionRenewToken, whatsapp.Decide(err).Action, "nothing was sent, so that all may go out")
	require.Equal(t, map[batch.State]int{batch.StateNotSent: 3}, states(t, results))
	require.Empty(t, office.accepted)
}

type tokenFailure struct{ error }

func (f tokenFailure) Token(context.Context) (string, error) { return "", f.error }

// byValue is a sender that cannot be nil.
type byValue struct{ batch.Sender[whatsapp.Message] }

func TestSendRefusesWhatMakesNoSense(t *testing.T) {
	t.Parallel()
	var noContext context.Context
	var noService *whatsapp.MessageService
	sender := noSender(t)
	_, err := batch.Send(noContext, sender, phoneNumberID, texts(2, 2), nil)
	require.EqualError(t, err, "batch: the context is nil")
	results, err := batch.Send(t.Context(), byValue{sender}, phoneNumberID, nil, nil)
	require.NoError(t, err)
	require.Empty(t, results)
	for _, missing := range []batch.Sender[whatsapp.Message]{nil, noService, batch.SenderFunc[whatsapp.Message](nil)} {
		_, err = batch.Send(t.Context(), missing, phoneNumberID, texts(2, 2), nil)
		require.EqualError(t, err, "batch: the sender is nil")
	}
	for _, id := range []string{"", ".", ".."} {
		_, err = batch.Send(t.Context(), sender, id, texts(2, 2), nil)
		require.ErrorIs(t, err, whatsapp.ErrInvalidRequest)
	}
}

// An invalid option stops the batch without rejecting a message.
func TestSendWithABadOption(t *testing.T) {
	t.Parallel()
	client := newClient(t, newPostOffice())
	for name, option := range map[string]whatsapp.RequestOption{"nil": nil, "no token": whatsapp.WithToken("")} {
		results, err := batch.Send(t.Context(), client.Messages, phoneNumberID, texts(3, 3),
			&batch.Options{Concurrency: 1, RequestOptions: []whatsapp.RequestOption{option}})
		require.Error(t, err, name)
		require.Equal(t, map[batch.State]int{batch.StateNotSent: 3}, states(t, results), name)
	}
}
