package batch_test

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/batch"
)

// The messages of another batch are refused before any of them is sent.
func TestStreamRefusesAForeignJournal(t *testing.T) {
	t.Parallel()
	office, journal := newPostOffice(), &memoryJournal{}
	office.delay = 0
	client := newClient(t, office)
	run := func(phone string, messages []whatsapp.Message) ([]batch.Result, error) {
		return collect(t, batch.Stream(t.Context(), client.Messages, phone, listed(messages, nil), &batch.Options{Journal: journal}))
	}
	_, err := run(phoneNumberID, texts(30, 30))
	require.NoError(t, err)

	changed := texts(30, 30)
	changed[2].Content = whatsapp.Text{Body: "another"}
	_, err = run(phoneNumberID, changed)
	require.ErrorContains(t, err, "message 2 of the journal differs from the batch's, and may have been sent already")
	_, err = run("1", texts(30, 30))
	require.ErrorContains(t, err, "message 0 of the journal differs from the batch's")
	_, err = run(phoneNumberID, texts(20, 20))
	require.ErrorContains(t, err, "the journal has an entry for message 29, but the batch has 20 messages")
	require.Len(t, office.accepted, 30)

	results, err := run(phoneNumberID, texts(40, 40))
	require.NoError(t, err, "a batch may grow")
	require.Equal(t, map[batch.State]int{batch.StateAccepted: 40}, states(t, results))
	require.Len(t, office.accepted, 40)
}

// A row that was held back is taken out of the file: the messages after it have
// moved, and are not sent at their new places.
func TestStreamNoticesThatMessagesHaveMoved(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change func([]whatsapp.Message) []whatsapp.Message
		want   string
	}{
		"taken out":                             {func(m []whatsapp.Message) []whatsapp.Message { return slices.Delete(m, 3, 4) }, "message 4 of the journal differs"},
		"two taken out, with what was accepted": {func(m []whatsapp.Message) []whatsapp.Message { return slices.Delete(m, 3, 5) }, "message 4 of the journal differs"},
		"changed places":                        {func(m []whatsapp.Message) []whatsapp.Message { m[3], m[20] = m[20], m[3]; return m }, "message 20 of the journal differs"},
		"taken out at the end":                  {func(m []whatsapp.Message) []whatsapp.Message { return append(m[:3], m[29]) }, "but the batch has 4 messages"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				office, journal := newPostOffice(), &memoryJournal{}
				office.refuse = func(d delivery, _ []delivery) step {
					if d.body == "3" {
						return answer(400, graphError("131049"))
					}
					return nil
				}
				client := newClient(t, office)
				_, err := collect(t, batch.Stream(t.Context(), client.Messages, phoneNumberID, each(30, 30), &batch.Options{Journal: journal}))
				require.ErrorContains(t, err, "1 of 30 messages were held back")
				time.Sleep(48 * time.Hour)
				_, err = collect(t, batch.Stream(t.Context(), client.Messages, phoneNumberID, listed(test.change(texts(30, 30)), nil), &batch.Options{Journal: journal}))
				require.ErrorContains(t, err, test.want)
				require.Len(t, office.accepted, 29, "nothing is sent twice")
			})
		})
	}
}

// Equal messages may be sent: they wait until the journal has been passed.
func TestStreamSendsEqualMessages(t *testing.T) {
	t.Parallel()
	for window, want := range map[int]string{0: "", 9: "", 2: "message 0 equals one that may have been sent"} {
		synctest.Test(t, func(t *testing.T) {
			office, journal := newPostOffice(), &memoryJournal{}
			equal := make([]whatsapp.Message, 12)
			for i := range equal {
				equal[i] = texts(1, 1)[0]
			}
			office.refuse = func(_ delivery, earlier []delivery) step {
				if len(office.refused) < 3 {
					return answer(400, graphError("131049"))
				}
				return nil
			}
			client := newClient(t, office)
			_, err := collect(t, batch.Stream(t.Context(), client.Messages, phoneNumberID, listed(equal[:6], nil), &batch.Options{Journal: journal}))
			require.Error(t, err)
			require.Len(t, office.accepted, 3)
			time.Sleep(48 * time.Hour)
			_, err = collect(t, batch.Stream(t.Context(), client.Messages, phoneNumberID, listed(equal, nil), &batch.Options{Journal: journal, Window: window}))
			if want != "" {
				require.ErrorContains(t, err, want)
				require.Len(t, office.accepted, 3)
				return
			}
			require.NoError(t, err)
			require.Len(t, office.accepted, 12)
		})
	}
}

// A message that was rejected, or not sent, may be corrected in place, and a
// wait of a day is kept.
func TestStreamTakesCorrections(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		office, journal := newPostOffice(), &memoryJournal{}
		office.refuse = func(d delivery, _ []delivery) step {
			return map[string]step{"1": answer(400, graphError("131026")), "2": answer(400, graphError("131049"))}[d.body]
		}
		client := newClient(t, office)
		run := func(messages []whatsapp.Message) ([]batch.Result, error) {
			return collect(t, batch.Stream(t.Context(), client.Messages, phoneNumberID, listed(messages, nil), &batch.Options{Journal: journal}))
		}
		for range 2 {
			results, err := run(texts(4, 4))
			require.ErrorContains(t, err, "batch: 1 of 4 messages were held back: ")
			require.InDelta(t, 24*time.Hour, whatsapp.Decide(err).After, float64(time.Minute))
			require.Equal(t, map[batch.State]int{batch.StateAccepted: 2, batch.StateRejected: 1, batch.StateNotSent: 1}, states(t, results))
			require.Len(t, office.refused, 2)
		}
		messages := texts(4, 4)
		messages[1].Content, messages[2].Content = whatsapp.Text{Body: "corrected"}, whatsapp.Text{Body: "no marketing"}
		results, err := run(messages)
		require.NoError(t, err)
		require.Equal(t, "wamid.corrected", results[1].MessageID)
		require.False(t, results[1].FromJournal)
		require.True(t, results[3].FromJournal)
		require.ElementsMatch(t, []string{"0", "3", "corrected", "no marketing"}, office.bodies(""))
	})
}

// A message that is left in doubt is unknown, and the journal says so.
func TestStreamDoubtsWhatGraphHasNotSaid(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		office, journal, sends := newPostOffice(), &memoryJournal{}, 0
		office.refuse = func(d delivery, _ []delivery) step {
			if d.body != "0" {
				return nil
			}
			sends++
			return []step{answer(429, "<html>"), answer(400, graphError("131056"), "Retry-After", "3600")}[min(sends, 2)-1]
		}
		client := newClient(t, office)
		for range 2 {
			results, err := collect(t, batch.Stream(t.Context(), client.Messages, phoneNumberID, each(9, 9), &batch.Options{Journal: journal}))
			require.NoError(t, err)
			require.Equal(t, batch.StateUnknown, results[0].State)
			require.ErrorIs(t, results[0].Err, whatsapp.ErrOutcomeUnknown)
			require.Equal(t, batch.StateUnknown, journal.last(0).State)
			require.Equal(t, 2, sends)
		}
	})
}

func TestStreamStopsWhenTheJournalFails(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		full := errors.New("the disk is full")
		office := newPostOffice()
		journal := &memoryJournal{fails: func(entry batch.JournalEntry) error {
			if entry.Index == 1 {
				return full
			}
			return nil
		}}
		results, err := collect(t, batch.Stream(t.Context(), newClient(t, office).Messages, phoneNumberID, each(5, 5), &batch.Options{Concurrency: 1, Journal: journal}))
		require.ErrorIs(t, err, full)
		require.Equal(t, 1, states(t, results)[batch.StateAccepted])
	})
}

// counted counts how often it is encoded.
type counted struct {
	whatsapp.Message
	encoded *atomic.Int64
}

func (c counted) MarshalJSON() ([]byte, error) {
	c.encoded.Add(1)
	return c.Message.MarshalJSON()
}

// The digest of a message is made once in a run.
func TestDigestIsMadeOnce(t *testing.T) {
	t.Parallel()
	sender := batch.SenderFunc[counted](func(context.Context, string, counted, ...whatsapp.RequestOption) (*whatsapp.SentMessage, error) {
		return nil, nil
	})
	messages := make([]counted, 50)
	for i, message := range texts(len(messages), 20) {
		messages[i] = counted{message, new(atomic.Int64)}
	}
	source := func(yield func(counted, error) bool) {
		for _, message := range messages {
			if !yield(message, nil) {
				return
			}
		}
	}
	for name, run := range map[string]func(*batch.Options) error{
		"Send": func(options *batch.Options) error {
			_, err := batch.Send(t.Context(), sender, phoneNumberID, messages, options)
			return err
		},
		"Stream": func(options *batch.Options) error {
			_, err := collect(t, batch.Stream(t.Context(), sender, phoneNumberID, source, options))
			return err
		},
	} {
		journal, err := batch.OpenFileJournal(filepath.Join(t.TempDir(), name))
		require.NoError(t, err)
		// A message that was not sent is compared with the journal, then sent.
		require.NoError(t, journal.Record(t.Context(), batch.JournalEntry{Index: 3, State: batch.StateNotSent}))
		for runs := range 2 {
			require.NoError(t, run(&batch.Options{Journal: journal}))
			for i := range messages {
				require.Equal(t, int64(1), messages[i].encoded.Swap(0), "%s, run %d, message %d", name, runs, i)
			}
		}
		require.NoError(t, journal.Close())
	}
}

// nameless is a message that cannot say whom it is for.
type nameless struct{ whatsapp.Message }

func (nameless) Address() string { panic("no address") }

// A panic of a message happens in the goroutine of the caller.
func TestMessagesThatPanic(t *testing.T) {
	t.Parallel()
	sender := batch.SenderFunc[nameless](func(context.Context, string, nameless, ...whatsapp.RequestOption) (*whatsapp.SentMessage, error) {
		return nil, nil
	})
	requirePanics(t, "batch: panic while taking up a message: no address", func() {
		batch.Send(t.Context(), sender, phoneNumberID, make([]nameless, 3), nil)
	})
	requirePanics(t, "batch: panic while reading message 0: no address", func() {
		source := func(yield func(nameless, error) bool) { yield(nameless{}, nil) }
		for range batch.Stream(t.Context(), sender, phoneNumberID, source, nil) {
		}
	})
}
