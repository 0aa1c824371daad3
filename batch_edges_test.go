package whatsapp_test

import (
	"context"
	"errors"
	"math"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

func TestBatchSendTakesAnyConcurrency(t *testing.T) {
	t.Parallel()
	for concurrency, most := range map[int]int{math.MinInt: 16, -1: 16, 0: 16, 1: 1, 21: 20, math.MaxInt: 20} {
		synctest.Test(t, func(t *testing.T) {
			office := newPostOffice()
			results, err := newClient(t, office).Messages.BatchSend(t.Context(), phoneNumberID, texts(20, 20),
				&whatsapp.BatchOptions{Concurrency: concurrency})
			require.NoError(t, err)
			require.Equal(t, map[whatsapp.BatchState]int{whatsapp.BatchAccepted: 20}, states(t, results))
			require.Equal(t, most, office.most)
		})
	}
}

// What concerns one recipient stops no other message.
func TestBatchSendRejectsForOneRecipient(t *testing.T) {
	t.Parallel()
	for code, class := range map[string]error{
		"131026": whatsapp.ErrPolicy, "131049": whatsapp.ErrPolicy, "131021": whatsapp.ErrInvalidRequest, "132001": whatsapp.ErrNotFound,
		"138009": whatsapp.ErrRateLimited, // too many requests for permission to call this user
		"131207": whatsapp.ErrPolicy, "5": nil,
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
				results, err := newClient(t, office).Messages.BatchSend(t.Context(), phoneNumberID, texts(3, 3), &whatsapp.BatchOptions{Concurrency: 1})
				require.NoError(t, err)
				require.Equal(t, map[whatsapp.BatchState]int{whatsapp.BatchRejected: 1, whatsapp.BatchAccepted: 2}, states(t, results))
				require.Len(t, office.refused, 1)
				if class != nil {
					require.ErrorIs(t, results[0].Err, class)
				}
			})
		})
	}
}

// A group has a rate limit of its own.
func TestBatchSendHoldsBackAGroup(t *testing.T) {
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
		results, err := newClient(t, office).Messages.BatchSend(t.Context(), phoneNumberID, messages, &whatsapp.BatchOptions{Concurrency: 4})
		require.NoError(t, err)
		require.Equal(t, map[whatsapp.BatchState]int{whatsapp.BatchAccepted: 20}, states(t, results))
		require.Equal(t, "0", office.accepted[19].body)
		require.Less(t, office.accepted[18].at, time.Second, "the others do not wait")
	})
}

// No wait is longer than what a pair-rate throttle can need.
func TestBatchSendDoesNotWaitForADay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		office := newPostOffice()
		office.refuse = func(d delivery, _ []delivery) step {
			if d.body == "0" {
				return answer(400, graphError("131056"), "Retry-After", "86400")
			}
			return nil
		}
		results, err := newClient(t, office).Messages.BatchSend(t.Context(), phoneNumberID, texts(3, 3), nil)
		require.NoError(t, err)
		require.Equal(t, map[whatsapp.BatchState]int{whatsapp.BatchRejected: 1, whatsapp.BatchAccepted: 2}, states(t, results))
		require.Less(t, time.Since(office.opened), time.Minute)
	})
}

// A message that Graph asks for again and again, while it takes the others, is
// given up and does not hold them up for long.
func TestBatchSendGivesUpOneMessage(t *testing.T) {
	t.Parallel()
	for name, code := range map[string]string{"of no known code": "5", "of a policy": "131026", "of the service": "2"} {
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
				results, err := newClient(t, office).Messages.BatchSend(t.Context(), phoneNumberID, texts(400, 400),
					&whatsapp.BatchOptions{Concurrency: 4, Journal: journal})
				require.NoError(t, err)
				require.Equal(t, map[whatsapp.BatchState]int{whatsapp.BatchRejected: 1, whatsapp.BatchAccepted: 399}, states(t, results))
				require.ErrorIs(t, results[0].Err, whatsapp.ErrTransient)
				require.Equal(t, whatsapp.BatchRejected, journal.last(0).State)
				require.Len(t, office.refused, 5)
				require.Less(t, time.Since(office.opened), time.Minute)
			})
		})
	}
}

// When Graph answers nothing any more, the batch does not make the outcome of
// every message unknown.
func TestBatchSendStopsWhenNothingIsAnswered(t *testing.T) {
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
		results, err := newClient(t, office).Messages.BatchSend(t.Context(), phoneNumberID, texts(1000, 1000), &whatsapp.BatchOptions{Journal: journal})
		require.ErrorContains(t, err, "the outcomes of 100 messages in a row are unknown, the last time because of: ")
		found := states(t, results)
		require.GreaterOrEqual(t, found[whatsapp.BatchUnknown], 100)
		require.Less(t, found[whatsapp.BatchUnknown], 120)
		require.Greater(t, found[whatsapp.BatchNotSent], 700)
		for _, result := range results {
			require.Equal(t, result.State == whatsapp.BatchUnknown, errors.Is(result.Err, whatsapp.ErrOutcomeUnknown), "%v", result.Err)
		}

		time.Sleep(time.Minute)
		results, err = newClient(t, office).Messages.BatchSend(t.Context(), phoneNumberID, texts(1000, 1000), &whatsapp.BatchOptions{Journal: journal})
		require.NoError(t, err)
		require.Equal(t, map[whatsapp.BatchState]int{
			whatsapp.BatchUnknown: found[whatsapp.BatchUnknown], whatsapp.BatchAccepted: 1000 - found[whatsapp.BatchUnknown],
		}, states(t, results))
		require.Len(t, office.accepted, 1000-found[whatsapp.BatchUnknown])
	})
}

// A message that never left says nothing about the throughput.
func TestBatchSendIsNotFooledByUnfitMessages(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		office := newPostOffice()
		office.refuse = func(delivery, []delivery) step { return answer(400, graphError("130429")) }
		messages := texts(40, 40)
		for i := range messages[1:] {
			messages[1+i].Content = whatsapp.Text{}
		}
		_, err := newClient(t, office).Messages.BatchSend(t.Context(), phoneNumberID, messages, &whatsapp.BatchOptions{Concurrency: 2})
		require.ErrorIs(t, err, whatsapp.ErrRateLimited)
		require.Len(t, office.refused, 5)
	})
}

// A context that ends when everything is settled takes nothing away.
func TestBatchSendInterruptedAtTheEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		results, err := newClient(t, newPostOffice()).Messages.BatchSend(ctx, phoneNumberID, texts(20, 20), &whatsapp.BatchOptions{
			Progress: func(p whatsapp.BatchProgress) {
				if p.Settled() == p.Total {
					cancel()
				}
			},
		})
		require.NoError(t, err)
		require.Equal(t, map[whatsapp.BatchState]int{whatsapp.BatchAccepted: 20}, states(t, results))
	})
}

// A callback that panics leaves nothing on its way, and a journal to resume from.
func TestBatchSendWhenProgressPanics(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		office, journal := newPostOffice(), &memoryJournal{}
		options := &whatsapp.BatchOptions{Concurrency: 4, Journal: journal, Progress: func(p whatsapp.BatchProgress) {
			if p.Settled() == 5 {
				panic("no more")
			}
		}}
		client := newClient(t, office)
		require.PanicsWithValue(t, "no more", func() {
			client.Messages.BatchSend(t.Context(), phoneNumberID, texts(20, 20), options)
		})
		require.Zero(t, office.onTheWay)
		options.Progress = nil
		results, err := client.Messages.BatchSend(t.Context(), phoneNumberID, texts(20, 20), options)
		require.NoError(t, err)
		require.Equal(t, map[whatsapp.BatchState]int{whatsapp.BatchAccepted: 20}, states(t, results))
		require.Len(t, office.accepted, 20)
	})
}

// What a journal does instead of returning happens to the caller of BatchSend.
func TestBatchSendWhenTheJournalDoesNotReturn(t *testing.T) {
	t.Parallel()
	for name, leave := range map[string]func(){"it panics": func() { panic("no more") }, "it ends the goroutine": runtime.Goexit} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				office, journal := newPostOffice(), &memoryJournal{}
				client := newClient(t, office)
				var once sync.Once
				journal.fails = func(entry whatsapp.JournalEntry) error {
					if entry.Index == 7 && entry.State == whatsapp.BatchAccepted {
						once.Do(leave)
					}
					return nil
				}
				options := &whatsapp.BatchOptions{Concurrency: 4, Journal: journal}
				var panicked any
				var caller sync.WaitGroup
				caller.Add(1)
				go func() {
					defer caller.Done()
					defer func() { panicked = recover() }()
					client.Messages.BatchSend(t.Context(), phoneNumberID, texts(20, 20), options)
					panic("it went on")
				}()
				caller.Wait()
				if name == "it panics" {
					require.Contains(t, panicked, "whatsapp: while message 7 of the batch was sent: no more")
					require.Contains(t, panicked, "batch_edges_test.go", "where it was")
				} else {
					require.Nil(t, panicked)
				}
				require.Zero(t, office.onTheWay)
				results, err := client.Messages.BatchSend(t.Context(), phoneNumberID, texts(20, 20), options)
				require.NoError(t, err)
				require.Equal(t, map[whatsapp.BatchState]int{whatsapp.BatchUnknown: 1, whatsapp.BatchAccepted: 19}, states(t, results))
				require.Len(t, office.accepted, 20)
			})
		})
	}
}

// Many batches over one client, each with recipients who get several messages.
func TestManyBatchesAtOnce(t *testing.T) {
	t.Parallel()
	office := newPostOffice()
	office.delay = 0
	client := newClient(t, office)
	var batches sync.WaitGroup
	for range 200 {
		batches.Go(func() {
			results, err := client.Messages.BatchSend(t.Context(), phoneNumberID, texts(10, 4), nil)
			if err != nil || results[9].State != whatsapp.BatchAccepted {
				t.Errorf("%v, %v", results, err)
			}
		})
	}
	batches.Wait()
	require.Len(t, office.accepted, 200*10)
}
