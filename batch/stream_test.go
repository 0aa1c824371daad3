package batch_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/batch"
)

// each yields messages that are made when they are read.
func each(count, recipients int) iter.Seq2[whatsapp.Message, error] {
	return func(yield func(whatsapp.Message, error) bool) {
		for i := range count {
			if !yield(whatsapp.Message{To: number(i % recipients), Content: whatsapp.Text{Body: itoa(i)}}, nil) {
				return
			}
		}
	}
}

// listed yields messages, then an error if there is one.
func listed(messages []whatsapp.Message, err error) iter.Seq2[whatsapp.Message, error] {
	return func(yield func(whatsapp.Message, error) bool) {
		for _, message := range messages {
			if !yield(message, nil) {
				return
			}
		}
		if err != nil {
			yield(whatsapp.Message{}, err)
		}
	}
}

// collect returns the results of a stream by their positions, and its error.
func collect(t *testing.T, stream iter.Seq2[batch.Result, error]) ([]batch.Result, error) {
	t.Helper()
	byIndex := map[int]batch.Result{}
	var failure error
	for result, err := range stream {
		if failure != nil {
			require.Fail(t, "an error comes last")
		}
		if err != nil {
			require.Zero(t, result)
			failure = err
			continue
		}
		if _, twice := byIndex[result.Index]; twice {
			require.Fail(t, "one result per message")
		}
		byIndex[result.Index] = result
	}
	results := make([]batch.Result, 0, len(byIndex))
	for _, index := range slices.Sorted(maps.Keys(byIndex)) {
		results = append(results, byIndex[index])
	}
	return results, failure
}

func TestStream(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		office := newPostOffice()
		client := newClient(t, office)
		var last batch.Progress
		stream := batch.Stream(t.Context(), client.Messages, phoneNumberID, each(100, 30), &batch.Options{
			Concurrency: 10, Progress: func(p batch.Progress) { last = p },
		})
		require.Empty(t, office.accepted, "nothing is sent before the range")
		results, err := collect(t, stream)
		require.NoError(t, err)
		require.Equal(t, map[batch.State]int{batch.StateAccepted: 100}, states(t, results))
		require.Equal(t, 10, office.most)
		require.Equal(t, time.Second, time.Since(office.opened))
		require.Equal(t, []string{"0", "30", "60", "90"}, office.bodies(number(0)), "in order for each recipient")
		require.Equal(t, 100, last.Total)
		require.Equal(t, 100, last.Accepted)
		results, err = collect(t, batch.Stream(t.Context(), client.Messages, phoneNumberID, each(0, 1), nil))
		require.NoError(t, err)
		require.Empty(t, results)
	})
}

// A result comes as soon as its message is settled.
func TestStreamYieldsAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		office := newPostOffice()
		count := 0
		for result, err := range batch.Stream(t.Context(), newClient(t, office).Messages, phoneNumberID, each(20, 20), &batch.Options{Concurrency: 1}) {
			require.NoError(t, err)
			require.Equal(t, count, result.Index)
			count++
			require.Equal(t, time.Duration(count)*100*time.Millisecond, time.Since(office.opened))
		}
		require.Equal(t, 20, count)
	})
}

// No more messages are read than the window holds, whether the caller is slow
// or a recipient is held back.
func TestStreamKeepsToItsWindow(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		recipients int
		consume    time.Duration
		refuse     func(delivery, []delivery) step
	}{
		"a slow caller": {recipients: 300, consume: time.Second},
		"one recipient": {recipients: 1},
		"held back": {recipients: 2, refuse: func(d delivery, _ []delivery) step {
			if d.to == number(0) && d.at < 4*time.Second {
				return answer(400, graphError("131056"))
			}
			return nil
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				const window = 50
				office := newPostOffice()
				office.refuse = test.refuse
				read, most := 0, 0
				var taken atomic.Int64
				source := func(yield func(whatsapp.Message, error) bool) {
					for message := range each(300, test.recipients) {
						read++
						most = max(most, read-int(taken.Load()))
						if !yield(message, nil) {
							return
						}
					}
				}
				for result, err := range batch.Stream(t.Context(), newClient(t, office).Messages, phoneNumberID, source, &batch.Options{Window: window}) {
					require.NoError(t, err)
					require.Equal(t, batch.StateAccepted, result.State)
					taken.Add(1)
					time.Sleep(test.consume)
				}
				require.Equal(t, int64(300), taken.Load())
				// One more may be read between a result's leaving the window
				// and the count here.
				require.LessOrEqual(t, most, window+1)
				require.GreaterOrEqual(t, most, 32)
			})
		})
	}
}

// The smallest window and the smallest concurrency send one after the other.
func TestStreamWithAWindowOfOne(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		office := newPostOffice()
		results, err := collect(t, batch.Stream(t.Context(), newClient(t, office).Messages, phoneNumberID, each(20, 3), &batch.Options{Window: 1}))
		require.NoError(t, err)
		require.Equal(t, map[batch.State]int{batch.StateAccepted: 20}, states(t, results))
		require.Equal(t, 1, office.most)
	})
}

// A loop that is left stops the batch in an orderly way, and the journal has
// what was in flight.
func TestStreamIsLeft(t *testing.T) {
	t.Parallel()
	for name, leave := range map[string]func(iter.Seq2[batch.Result, error]){
		"break": func(stream iter.Seq2[batch.Result, error]) {
			for range stream {
				break
			}
		},
		"panic": func(stream iter.Seq2[batch.Result, error]) {
			defer func() { _ = recover() }()
			for range stream {
				panic("no more")
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				office, journal := newPostOffice(), &memoryJournal{}
				options := &batch.Options{Concurrency: 4, Journal: journal}
				stream := batch.Stream(t.Context(), newClient(t, office).Messages, phoneNumberID, each(40, 40), options)
				leave(stream)
				require.Zero(t, office.onTheWay, "nothing is in flight")
				require.LessOrEqual(t, len(office.accepted), 8)
				for _, body := range office.bodies("") {
					index, err := strconv.Atoi(body)
					require.NoError(t, err)
					require.Equal(t, batch.StateAccepted, journal.last(index).State)
				}
				results, err := collect(t, stream)
				require.NoError(t, err, "it can be ranged over again")
				require.Equal(t, map[batch.State]int{batch.StateAccepted: 40}, states(t, results))
				require.True(t, results[0].FromJournal)
				require.Len(t, office.accepted, 40, "nothing is sent twice")
			})
		})
	}
}

// When the context ends, what was read and not sent has a result too.
func TestStreamStopsInAnOrderlyWay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		office, journal := newPostOffice(), &memoryJournal{}
		ctx, cancel := context.WithTimeout(t.Context(), 250*time.Millisecond)
		defer cancel()
		options := &batch.Options{Concurrency: 4, Journal: journal}
		results, err := collect(t, batch.Stream(ctx, newClient(t, office).Messages, phoneNumberID, each(1000, 1000), options))
		require.ErrorIs(t, err, context.DeadlineExceeded)
		var incomplete *batch.IncompleteError
		require.ErrorAs(t, err, &incomplete)
		require.Equal(t, len(results), incomplete.Total)
		require.Equal(t, len(results)-12, incomplete.NotSent)
		require.True(t, incomplete.Unread)
		require.ErrorContains(t, err, fmt.Sprintf("%d of the %d messages read, and those that follow, were not sent because the batch stopped: ", len(results)-12, len(results)))
		require.Equal(t, whatsapp.Decision{Action: whatsapp.ActionRetryNow}, whatsapp.Decide(err))
		found := states(t, results)
		require.Equal(t, 12, found[batch.StateAccepted])
		require.Zero(t, found[batch.StateUnknown])

		results, err = collect(t, batch.Stream(t.Context(), newClient(t, office).Messages, phoneNumberID, each(1000, 1000), options))
		require.NoError(t, err)
		require.Equal(t, map[batch.State]int{batch.StateAccepted: 1000}, states(t, results))
		require.Len(t, office.accepted, 1000)
	})
}

// An error of the source ends the reading; what was read before is sent.
func TestStreamOfASourceThatFails(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		office, journal := newPostOffice(), &memoryJournal{}
		damaged := errors.New("row 31 has no phone number")
		client := newClient(t, office)
		results, err := collect(t, batch.Stream(t.Context(), client.Messages, phoneNumberID, listed(texts(30, 30), damaged), &batch.Options{Journal: journal}))
		require.ErrorIs(t, err, damaged)
		require.EqualError(t, err, "batch: read message 30: row 31 has no phone number")
		require.Equal(t, whatsapp.ActionEscalate, whatsapp.Decide(err).Action)
		require.Equal(t, map[batch.State]int{batch.StateAccepted: 30}, states(t, results))

		_, err = collect(t, batch.Stream(t.Context(), client.Messages, phoneNumberID, listed(texts(3, 3), damaged), nil))
		require.Equal(t, whatsapp.ActionReconcile, whatsapp.Decide(err).Action, "without a journal, all would go out again")
		_, err = collect(t, batch.Stream(t.Context(), client.Messages, phoneNumberID, listed(nil, context.Canceled), nil))
		require.Equal(t, whatsapp.ActionRetryNow, whatsapp.Decide(err).Action)
		require.Empty(t, journal.last(30))
	})
}

// A source that takes its time to clean up after an error holds up nobody: here
// it waits for a result.
func TestStreamOfASourceThatCleansUpSlowly(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		damaged, settled := errors.New("row 8 has no phone number"), make(chan struct{})
		source := func(yield func(whatsapp.Message, error) bool) {
			defer func() { <-settled }()
			for message, err := range listed(texts(8, 8), damaged) {
				if !yield(message, err) {
					return
				}
			}
		}
		count := 0
		var failure error
		for _, err := range batch.Stream(t.Context(), newClient(t, newPostOffice()).Messages, phoneNumberID, source, nil) {
			if failure = err; err != nil {
				break
			}
			if count++; count == 1 {
				close(settled)
			}
		}
		require.ErrorIs(t, failure, damaged)
		require.Equal(t, 8, count)
	})
}

// A panic or Goexit of the source happens in the goroutine of the caller, once
// nothing is in flight.
func TestStreamOfASourceThatDoesNotReturn(t *testing.T) {
	t.Parallel()
	for name, leave := range map[string]func(){"it panics": func() { panic("no more") }, "it ends the goroutine": runtime.Goexit} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				office := newPostOffice()
				source := func(yield func(whatsapp.Message, error) bool) {
					for message, err := range each(7, 7) {
						if !yield(message, err) {
							return
						}
					}
					leave()
				}
				var panicked any
				went, client := make(chan struct{}), newClient(t, office)
				go func() {
					defer close(went)
					defer func() { panicked = recover() }()
					for range batch.Stream(t.Context(), client.Messages, phoneNumberID, source, nil) {
					}
					panic("it went on")
				}()
				<-went
				if name == "it panics" {
					require.Contains(t, panicked, "batch: panic while reading message 7: no more")
					require.Contains(t, panicked, "stream_test.go", "where it was")
				} else {
					require.Nil(t, panicked)
				}
				require.Zero(t, office.onTheWay)
			})
		})
	}
}

// While a source blocks, messages are sent and results come.
func TestStreamOfASlowSource(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		office := newPostOffice()
		rows := make(chan whatsapp.Message)
		source := func(yield func(whatsapp.Message, error) bool) {
			for message := range rows {
				if !yield(message, nil) {
					return
				}
			}
		}
		go func() {
			for _, message := range texts(5, 5) {
				time.Sleep(time.Second)
				rows <- message
			}
			time.Sleep(time.Hour)
			close(rows)
		}()
		count := 0
		for result, err := range batch.Stream(t.Context(), newClient(t, office).Messages, phoneNumberID, source, nil) {
			require.NoError(t, err)
			require.Equal(t, count, result.Index)
			count++
			require.Equal(t, time.Duration(count)*time.Second+100*time.Millisecond, time.Since(office.opened))
		}
		require.Equal(t, 5, count)
		require.Equal(t, time.Hour+5*time.Second, time.Since(office.opened), "it waits for the source to return")
	})
}

// A recipient who is throttled too often is left, with messages that are read
// later.
func TestStreamLeavesAThrottledRecipient(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		office := newPostOffice()
		office.refuse = func(d delivery, _ []delivery) step {
			if d.to == number(0) {
				return answer(400, graphError("131056"), "Retry-After", "1")
			}
			return nil
		}
		results, err := collect(t, batch.Stream(t.Context(), newClient(t, office).Messages, phoneNumberID, each(400, 2),
			&batch.Options{Concurrency: 2, MaxRetries: 1, Window: 20}))
		require.ErrorIs(t, err, whatsapp.ErrPairRateLimited)
		require.ErrorContains(t, err, "batch: 200 of 400 messages were held back: ")
		require.Equal(t, map[batch.State]int{batch.StateNotSent: 200, batch.StateAccepted: 200}, states(t, results))
		require.ErrorContains(t, results[398].Err, "held back behind message 0 to the same recipient: ")
		require.Len(t, office.refused, 2)
	})
}

// So many recipients that are left would make the memory grow.
func TestStreamStopsWhenAllAreHeldBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		office := newPostOffice()
		office.refuse = func(delivery, []delivery) step { return answer(400, graphError("131056")) }
		_, err := collect(t, batch.Stream(t.Context(), newClient(t, office).Messages, phoneNumberID, each(100, 100),
			&batch.Options{MaxRetries: -1, Window: 10}))
		require.ErrorIs(t, err, whatsapp.ErrPairRateLimited)
		require.ErrorContains(t, err, "11 recipients are held back, the last because of: ")
		require.Less(t, len(office.refused), 30)
	})
}

// A stream resumes after a crash at any entry of its journal.
func TestStreamResumesAfterACrashAnywhere(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		whole := &memoryJournal{}
		_, err := collect(t, batch.Stream(t.Context(), newClient(t, newPostOffice()).Messages, phoneNumberID, each(12, 5), &batch.Options{Concurrency: 3, Journal: whole}))
		require.NoError(t, err)
		require.Len(t, whole.entries, 24)
		for crash := range len(whole.entries) + 1 {
			path := filepath.Join(t.TempDir(), "journal")
			file, err := batch.OpenFileJournal(path)
			require.NoError(t, err)
			begun, settled := map[int]bool{}, map[int]bool{}
			for _, entry := range whole.entries[:crash] {
				require.NoError(t, file.Record(t.Context(), entry))
				begun[entry.Index] = true
				settled[entry.Index] = entry.State != batch.StateSending
			}
			for _, journal := range []batch.Journal{&memoryJournal{entries: slices.Clone(whole.entries[:crash])}, file} {
				office := newPostOffice()
				results, err := collect(t, batch.Stream(t.Context(), newClient(t, office).Messages, phoneNumberID, each(12, 5), &batch.Options{Journal: journal}))
				require.NoError(t, err)
				for i, result := range results {
					want := batch.StateAccepted
					if begun[i] && !settled[i] {
						want = batch.StateUnknown
					}
					require.Equal(t, want, result.State, "message %d after entry %d", i, crash)
					require.Equal(t, begun[i], result.FromJournal)
					require.Equal(t, !begun[i], slices.Contains(office.bodies(""), itoa(i)))
				}
			}
			require.NoError(t, file.Close())
		}
	})
}

func TestStreamRefusesWhatMakesNoSense(t *testing.T) {
	t.Parallel()
	sender := noSender(t)
	_, err := collect(t, batch.Stream(t.Context(), sender, "", each(1, 1), nil))
	require.ErrorIs(t, err, whatsapp.ErrInvalidRequest)
	_, err = collect(t, batch.Stream(t.Context(), sender, phoneNumberID, nil, nil))
	require.EqualError(t, err, "batch: the messages are nil")
	var journal *batch.FileJournal
	_, err = collect(t, batch.Stream(t.Context(), sender, phoneNumberID, each(1, 1), &batch.Options{Journal: journal}))
	require.EqualError(t, err, "batch: the journal is nil")
	_, err = collect(t, batch.Stream(t.Context(), sender, phoneNumberID, each(1, 1), &batch.Options{Journal: &unreadableJournal{}}))
	require.EqualError(t, err, "batch: read the journal: permission denied")
}
