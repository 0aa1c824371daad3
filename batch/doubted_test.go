package batch_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/batch"
)

// A page with HTTP 429 may come from a proxy that does not know what became of
// the message. The message goes out again, and when that fails for good, it may
// have been sent before.
func TestSendDoubtsWhatGraphHasNotSaid(t *testing.T) {
	t.Parallel()
	page, accepted := answer(429, "<html>"), step(nil)
	tests := map[string]struct {
		answers []step // the last one is repeated
		want    batch.State
	}{
		"then accepted":         {[]step{page, accepted}, batch.StateAccepted},
		"then rejected":         {[]step{page, answer(400, graphError("131026"))}, batch.StateUnknown},
		"then locked":           {[]step{page, answer(403, graphError("131031"))}, batch.StateUnknown},
		"then held back":        {[]step{page, answer(400, graphError("131056"))}, batch.StateUnknown},
		"without end":           {[]step{page}, batch.StateUnknown},
		"an ambiguous code":     {[]step{answer(400, strings.Replace(graphError("2"), `"code"`, `"is_transient":true,"code"`, 1))}, batch.StateUnknown},
		"Graph's own, no doubt": {[]step{answer(429, graphError("130429")), answer(400, graphError("131026"))}, batch.StateRejected},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				journal := &memoryJournal{}
				office, sends := newPostOffice(), 0
				office.refuse = func(delivery, []delivery) step {
					sends++
					return test.answers[min(sends, len(test.answers))-1]
				}
				send := func() batch.Result {
					results, _ := batch.Send(t.Context(), newClient(t, office).Messages, phoneNumberID, texts(1, 1), &batch.Options{Journal: journal})
					require.Len(t, results, 1)
					return results[0]
				}
				result := send()
				require.Equal(t, test.want, result.State, result.Err)
				if test.want == batch.StateUnknown {
					require.ErrorIs(t, result.Err, whatsapp.ErrOutcomeUnknown)
					require.NotErrorIs(t, result.Err, whatsapp.ErrRateLimited)
				}
				before := sends
				again := send()
				require.Equal(t, test.want, again.State, "the journal says the same")
				require.Equal(t, before, sends, "and nothing is sent again")
			})
		})
	}
}

// What is left in doubt at the end counts as settled, and a journal that fails
// then is reported.
func TestSendReportsWhatItDoubts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		office, journal, sends := newPostOffice(), &memoryJournal{}, 0
		office.refuse = func(delivery, []delivery) step {
			sends++
			return []step{answer(429, "<html>"), answer(400, graphError("131056"), "Retry-After", "3600")}[min(sends, 2)-1]
		}
		var told []batch.Progress
		options := &batch.Options{Journal: journal, Progress: func(p batch.Progress) { told = append(told, p) }}
		send := func() error {
			_, err := batch.Send(t.Context(), newClient(t, office).Messages, phoneNumberID, texts(1, 1), options)
			return err
		}
		require.NoError(t, send())
		require.Len(t, told, 1)
		require.Equal(t, 1, told[0].Unknown)
		require.Equal(t, batch.StateUnknown, told[0].Last.State)

		sends, journal.entries = 0, nil
		journal.fails = func(entry batch.JournalEntry) error {
			if entry.State == batch.StateUnknown {
				return errors.New("no space left")
			}
			return nil
		}
		require.ErrorContains(t, send(), "batch: write the journal: no space left")
	})
}

// A process that ends after such a page leaves the message unknown.
func TestSendDoubtsAfterACrash(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		journal := &memoryJournal{}
		crash := func(*http.Request) (*http.Response, error) { panic("the process ends") }
		office, sends := newPostOffice(), 0
		office.refuse = func(delivery, []delivery) step {
			sends++
			return []step{answer(429, "<html>"), crash}[min(sends, 2)-1]
		}
		require.Panics(t, func() {
			_, _ = batch.Send(t.Context(), newClient(t, office).Messages, phoneNumberID, texts(1, 1), &batch.Options{Journal: journal})
		})
		entries, err := entriesOf(t.Context(), journal)
		require.NoError(t, err)
		require.NotEmpty(t, entries)
		for _, entry := range entries {
			require.NotEqual(t, batch.StateNotSent, entry.State)
		}
	})
}
