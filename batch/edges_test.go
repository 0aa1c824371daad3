package batch_test

import (
	"context"
	"errors"
	"math"
	"net"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/batch"
)

func TestSendTakesAnyConcurrency(t *testing.T) {
	t.Parallel()
	for concurrency, most := range map[int]int{math.MinInt: 16, -1: 16, 0: 16, 1: 1, 21: 20, math.MaxInt: 20} {
		synctest.Test(t, func(t *testing.T) {
			office := newPostOffice()
			results, err := batch.Send(t.Context(), newClient(t, office).Messages, phoneNumberID, texts(20, 20),
				&batch.Options{Concurrency: concurrency})
			require.NoError(t, err)
			require.Equal(t, map[batch.State]int{batch.StateAccepted: 20}, states(t, results))
			require.Equal(t, most, office.most)
		})
	}
}

// An error that concerns one recipient does not stop other messages.
func TestSendRejectsForOneRecipient(t *testing.T) {
	t.Parallel()
	for code, class := range map[string]error{
		"131026": whatsapp.ErrPolicy, "131021": whatsapp.ErrInvalidRequest, "132001": whatsapp.ErrNotFound,
		"131207": whatsapp.ErrPolicy, "5": whatsapp.ErrInvalidRequest,
	} {
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				office := newPostOffice()
				office.refuse = func(d delivery, _ []delivery) step {
					if d.body == "0" {
						return answer(400, graphError(code))
					}
					return nil
				}
				results, err := batch.Send(t.Context(), newClient(t, office).Messages, phoneNumberID, texts(3, 3), &batch.Options{Concurrency: 1})
				require.NoError(t, err)
				require.Equal(t, map[batch.State]int{batch.StateRejected: 1, batch.StateAccepted: 2}, states(t, results))
				require.Len(t, office.refused, 1)
				require.ErrorIs(t, results[0].Err, class)
			})
		})
	}
}

// A group has a rate limit of its own.
func TestSendHoldsBackAGroup(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		office := newPostOffice()
		office.refuse = func(d delivery, _ []delivery) step {
			if d.body == "0" && d.at < time.Second {
				return answer(429, graphError("131208"))
			}
			return nil
		}
		messages := texts(20, 20)
		messages[0].To, messages[0].RecipientType = "Y2FwaV9ncm91cDox", whatsapp.RecipientTypeGroup
		results, err := batch.Send(t.Context(), newClient(t, office).Messages, phoneNumberID, messages, &batch.Options{Concurrency: 4})
		require.NoError(t, err)
		require.Equal(t, map[batch.State]int{batch.StateAccepted: 20}, states(t, results))
		require.Equal(t, "0", office.accepted[19].body)
		require.Less(t, office.accepted[18].at, time.Second, "the others do not wait")
	})
}

// No wait is longer than what a pair-rate throttle can need.
func TestSendDoesNotWaitForADay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		office := newPostOffice()
		office.refuse = func(d delivery, _ []delivery) step {
			if d.body == "0" {
				return answer(400, graphError("131056"), "Retry-After", "86400")
			}
			return nil
		}
		results, err := batch.Send(t.Context(), newClient(t, office).Messages, phoneNumberID, texts(3, 3), nil)
		require.ErrorIs(t, err, whatsapp.ErrPairRateLimited)
		require.Equal(t, whatsapp.Decision{Action: whatsapp.ActionReconcile}, whatsapp.Decide(err), "without a journal, all would go out again")
		require.Equal(t, map[batch.State]int{batch.StateNotSent: 1, batch.StateAccepted: 2}, states(t, results))
		require.Less(t, time.Since(office.opened), time.Minute)
	})
}

// Where Graph has stated no wait, the next run need not wait either.
func TestSendMakesUpNoWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		office := newPostOffice()
		office.refuse = func(delivery, []delivery) step { return answer(400, graphError("131056")) }
		results, err := batch.Send(t.Context(), newClient(t, office).Messages, phoneNumberID, texts(1, 1), &batch.Options{MaxRetries: -1})
		require.ErrorIs(t, err, whatsapp.ErrPairRateLimited)
		require.Zero(t, results[0].NotBefore)
	})
}

// A wait of exactly the longest is waited for, be it a recipient's or the
// batch's.
func TestSendWaitsForTheLongest(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ code, seconds string }{{"131056", "256"}, {"130429", "30"}} {
		synctest.Test(t, func(t *testing.T) {
			office := newPostOffice()
			office.refuse = func(d delivery, _ []delivery) step {
				if d.body == "0" && d.at < 25*time.Second {
					return answer(400, graphError(test.code), "Retry-After", test.seconds)
				}
				return nil
			}
			results, err := batch.Send(t.Context(), newClient(t, office).Messages, phoneNumberID, texts(1, 1), nil)
			require.NoError(t, err)
			require.Equal(t, batch.StateAccepted, results[0].State)
		})
	}
}

// When the whole batch has to wait, nobody overtakes the message that was
// refused: it is not the cause.
func TestSendKeepsTheOrderOverAPause(t *testing.T) {
	t.Parallel()
	for name, refusal := range map[string]step{
		"throttled":    answer(400, graphError("130429")),
		"never left":   fail(&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}),
		"with trouble": answer(400, strings.Replace(graphError("131057"), `"code"`, `"is_transient":true,"code"`, 1)),
	} {
		synctest.Test(t, func(t *testing.T) {
			office := newPostOffice()
			office.refuse = func(d delivery, _ []delivery) step {
				if d.at < time.Second {
					return refusal
				}
				return nil
			}
			results, err := batch.Send(t.Context(), newClient(t, office).Messages, phoneNumberID, texts(3, 3), &batch.Options{Concurrency: 1})
			require.NoError(t, err)
			require.Equal(t, map[batch.State]int{batch.StateAccepted: 3}, states(t, results))
			want := []string{"0", "1", "2"}
			if name == "with trouble" { // which may be the message's
				want = []string{"1", "2", "0"}
			}
			require.Equal(t, want, office.bodies(""), name)
		})
	}
}

// A message that Graph keeps asking to retry, while it accepts the others, is
// left for the next run and does not hold them up for long.
func TestSendLeavesOneMessage(t *testing.T) {
	t.Parallel()
	for name, code := range map[string]string{"of no known code": "5", "of a policy": "131026"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				office := newPostOffice()
				refusal := strings.Replace(graphError(code), `"code"`, `"is_transient":true,"code"`, 1)
				office.refuse = func(d delivery, _ []delivery) step {
					if d.body == "0" {
						return answer(400, refusal)
					}
					return nil
				}
				journal := &memoryJournal{}
				results, err := batch.Send(t.Context(), newClient(t, office).Messages, phoneNumberID, texts(400, 400),
					&batch.Options{Concurrency: 4, Journal: journal})
				require.ErrorIs(t, err, whatsapp.ErrTransient)
				require.Equal(t, map[batch.State]int{batch.StateNotSent: 1, batch.StateAccepted: 399}, states(t, results))
				require.ErrorIs(t, results[0].Err, whatsapp.ErrTransient)
				require.Equal(t, batch.StateNotSent, journal.last(0).State)
				require.Len(t, office.refused, 5)
				require.Less(t, time.Since(office.opened), time.Minute)
			})
		})
	}
}

// When Graph no longer answers, the batch does not make the outcome of every
// message unknown.
func TestSendStopsWhenNothingIsAnswered(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		office := newPostOffice()
		office.refuse = func(d delivery, _ []delivery) step {
			if d.at > time.Second && d.at < time.Minute {
				return answer(503, "<html>Service Unavailable</html>")
			}
			return nil
		}
		journal := &memoryJournal{}
		results, err := batch.Send(t.Context(), newClient(t, office).Messages, phoneNumberID, texts(1000, 1000), &batch.Options{Journal: journal})
		require.ErrorContains(t, err, "the outcomes of 100 messages in a row are unknown, the last because of: ")
		found := states(t, results)
		require.GreaterOrEqual(t, found[batch.StateUnknown], 100)
		require.Less(t, found[batch.StateUnknown], 120)
		require.Greater(t, found[batch.StateNotSent], 700)
		for _, result := range results {
			require.Equal(t, result.State == batch.StateUnknown, errors.Is(result.Err, whatsapp.ErrOutcomeUnknown), "%v", result.Err)
		}

		time.Sleep(time.Minute)
		results, err = batch.Send(t.Context(), newClient(t, office).Messages, phoneNumberID, texts(1000, 1000), &batch.Options{Journal: journal})
		require.NoError(t, err)
		require.Equal(t, map[batch.State]int{
			batch.StateUnknown: found[batch.StateUnknown], batch.StateAccepted: 1000 - found[batch.StateUnknown],
		}, states(t, results))
		require.Len(t, office.accepted, 1000-found[batch.StateUnknown])
	})
}

// A message that never left says nothing about Graph.
func TestSendIsNotFooledByUnfitMessages(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		office := newPostOffice()
		office.refuse = func(delivery, []delivery) step { return answer(400, graphError("131057")) }
		messages := texts(40, 40)
		for i := 1; i < len(messages); i += 2 {
			messages[i].Content = whatsapp.Text{}
		}
		_, err := batch.Send(t.Context(), newClient(t, office).Messages, phoneNumberID, messages, &batch.Options{Concurrency: 1})
		require.ErrorContains(t, err, "the batch stopped")
		require.ErrorIs(t, err, whatsapp.ErrTransient)
		require.Len(t, office.refused, 5)
	})
}

// A custom sender's errors decide what happens.
func TestSendByAnotherSender(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		err  error
		want map[batch.State]int
	}{
		"no receipt":          {nil, map[batch.State]int{batch.StateAccepted: 3}},
		"nobody knows it":     {errors.New("the queue is gone"), map[batch.State]int{batch.StateUnknown: 3}},
		"a decision":          {decided{whatsapp.ActionChange}, map[batch.State]int{batch.StateRejected: 3}},
		"no token":            {decided{whatsapp.ActionRenewToken}, map[batch.State]int{batch.StateNotSent: 3}},
		"somebody has to act": {decided{whatsapp.ActionEscalate}, map[batch.State]int{batch.StateNotSent: 3}},
		"never heard of":      {decided{"pray"}, map[batch.State]int{batch.StateNotSent: 3}},
	} {
		sends := 0
		sender := batch.SenderFunc[whatsapp.Message](func(context.Context, string, whatsapp.Message, ...whatsapp.RequestOption) (*whatsapp.SentMessage, error) {
			sends++
			return nil, test.err
		})
		results, _ := batch.Send(t.Context(), sender, phoneNumberID, texts(3, 3), &batch.Options{Concurrency: 1})
		found := map[batch.State]int{}
		for _, result := range results {
			found[result.State]++
		}
		require.Equal(t, test.want, found, name)
		require.Equal(t, name == "no token", sends == 1, name)
	}
}

type decided struct{ action whatsapp.Action }

func (d decided) Error() string               { return string(d.action) }
func (d decided) Decision() whatsapp.Decision { return whatsapp.Decision{Action: d.action} }

// A context that ends once everything is settled does not matter.
func TestSendInterruptedAtTheEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		results, err := batch.Send(ctx, newClient(t, newPostOffice()).Messages, phoneNumberID, texts(20, 20), &batch.Options{
			Progress: func(p batch.Progress) {
				if p.Settled() == p.Total {
					cancel()
				}
			},
		})
		require.NoError(t, err)
		require.Equal(t, map[batch.State]int{batch.StateAccepted: 20}, states(t, results))
	})
}

// A callback that panics leaves nothing in flight, and a journal to resume
// from.
func TestSendWhenProgressPanics(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		office, journal := newPostOffice(), &memoryJournal{}
		options := &batch.Options{Concurrency: 4, Journal: journal, Progress: func(p batch.Progress) {
			if p.Settled() == 5 {
				panic("no more")
			}
		}}
		client := newClient(t, office)
		requirePanics(t, "panic while sending message ", func() {
			batch.Send(t.Context(), client.Messages, phoneNumberID, texts(20, 20), options)
		})
		require.Zero(t, office.onTheWay)
		require.Less(t, len(office.accepted), 20, "the others stop too")
		options.Progress = nil
		results, err := batch.Send(t.Context(), client.Messages, phoneNumberID, texts(20, 20), options)
		require.NoError(t, err)
		require.Equal(t, map[batch.State]int{batch.StateAccepted: 20}, states(t, results))
		require.Len(t, office.accepted, 20)
	})
}

// A panic or Goexit of a journal happens in the goroutine that called Send.
func TestSendWhenTheJournalDoesNotReturn(t *testing.T) {
	t.Parallel()
	for name, leave := range map[string]func(){"it panics": func() { panic("no more") }, "it ends the goroutine": runtime.Goexit} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				office, journal := newPostOffice(), &memoryJournal{}
				client := newClient(t, office)
				var once sync.Once
				journal.fails = func(entry batch.JournalEntry) error {
					if entry.Index == 7 && entry.State == batch.StateAccepted {
						once.Do(leave)
					}
					return nil
				}
				options := &batch.Options{Concurrency: 4, Journal: journal}
				var panicked any
				var caller sync.WaitGroup
				caller.Add(1)
				go func() {
					defer caller.Done()
					defer func() { panicked = recover() }()
					batch.Send(t.Context(), client.Messages, phoneNumberID, texts(20, 20), options)
					panic("it went on")
				}()
				caller.Wait()
				if name == "it panics" {
					require.Contains(t, panicked, "batch: panic while sending message 7: no more")
					require.Contains(t, panicked, "edges_test.go", "where it was")
				} else {
					require.Nil(t, panicked)
				}
				require.Zero(t, office.onTheWay)
				results, err := batch.Send(t.Context(), client.Messages, phoneNumberID, texts(20, 20), options)
				require.NoError(t, err)
				require.Equal(t, map[batch.State]int{batch.StateUnknown: 1, batch.StateAccepted: 19}, states(t, results))
				require.Len(t, office.accepted, 20)
			})
		})
	}
}

// Many batches share a client, each with recipients of several messages.
func TestManyBatchesAtOnce(t *testing.T) {
	t.Parallel()
	office := newPostOffice()
	office.delay = 0
	client := newClient(t, office)
	var batches sync.WaitGroup
	for range 200 {
		batches.Go(func() {
			results, err := batch.Send(t.Context(), client.Messages, phoneNumberID, texts(10, 4), nil)
			if err != nil || results[9].State != batch.StateAccepted {
				t.Errorf("%v, %v", results, err)
			}
		})
	}
	batches.Wait()
	require.Len(t, office.accepted, 200*10)
}

func requirePanics(t *testing.T, text string, function func()) {
	t.Helper()
	defer func() { require.Contains(t, recover(), text) }()
	function()
}
