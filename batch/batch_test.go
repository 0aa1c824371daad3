package batch_test

import (
	"io"
	"net"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/batch"
)

func TestSend(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		office := newPostOffice()
		client := newClient(t, office)
		var seen []batch.Progress
		results, err := batch.Send(t.Context(), client.Messages, phoneNumberID, texts(100, 30), &batch.Options{
			Concurrency: 10, Progress: func(p batch.Progress) { seen = append(seen, p) },
		})
		require.NoError(t, err)
		require.Equal(t, map[batch.State]int{batch.StateAccepted: 100}, states(t, results))
		require.Equal(t, 10, office.most)
		require.Equal(t, time.Second, time.Since(office.opened), "ten at a time, a tenth of a second each")
		require.Equal(t, []string{"0", "30", "60", "90"}, office.bodies(number(0)), "in order for each recipient")
		require.Len(t, seen, 100)
		for i, progress := range seen {
			require.Equal(t, 100, progress.Total)
			require.Equal(t, i+1, progress.Settled())
			require.Equal(t, i+1, progress.Accepted)
			require.Equal(t, batch.StateAccepted, progress.Last.State)
		}
	})
}

func TestSendByDefault(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		office := newPostOffice()
		client := newClient(t, office)
		results, err := batch.Send(t.Context(), client.Messages, phoneNumberID, nil, nil)
		require.NoError(t, err)
		require.Empty(t, results)
		_, err = batch.Send(t.Context(), client.Messages, phoneNumberID, texts(40, 40), nil)
		require.NoError(t, err)
		require.Equal(t, 16, office.most)
	})
}

// Spellings of one number are one recipient, who gets one message at a time.
func TestSendKnowsRecipients(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		office := newPostOffice()
		text := whatsapp.Text{Body: "0"}
		_, err := batch.Send(t.Context(), newClient(t, office).Messages, phoneNumberID, []whatsapp.Message{
			{To: "+15550100123", Content: text}, {To: "15550100123", Content: text}, {To: "+1 555-010-0123", Content: text},
		}, nil)
		require.NoError(t, err)
		require.Equal(t, 1, office.most)
		office.most = 0
		_, err = batch.Send(t.Context(), newClient(t, office).Messages, phoneNumberID, []whatsapp.Message{
			{Recipient: "US.1", Content: text}, {Recipient: "US.2", Content: text}, {To: "15550100123", RecipientType: whatsapp.RecipientTypeGroup, Content: text},
			{To: "+15550100123", Content: text},
		}, nil)
		require.NoError(t, err)
		require.Equal(t, 4, office.most)
	})
}

// Each outcome stays with its message, and none stops the others.
func TestSendOutcomes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		office := newPostOffice()
		office.refuse = func(d delivery, _ []delivery) step {
			return map[string]step{
				"1": answer(400, graphError("131026")), "2": fail(io.ErrUnexpectedEOF), "3": answer(500, graphError("131000")),
				"5": answer(400, graphError("131049")), "6": answer(200, `{"success":true}`), "8": answer(200, `{"success":false}`),
			}[d.body]
		}
		messages := texts(9, 9)
		messages[4].Content = whatsapp.Text{}
		messages[7].Content = whatsapp.InteractiveFlow{Body: "a", FlowID: "1", CallToAction: "Go", Data: map[string]any{"a": make(chan int)}}
		var last batch.Progress
		results, err := batch.Send(t.Context(), newClient(t, office).Messages, phoneNumberID, messages, &batch.Options{
			Progress: func(p batch.Progress) { last = p },
		})
		require.ErrorContains(t, err, "batch: 1 of 9 messages were held back: ", "message 5 waits a day")
		require.Equal(t, map[batch.State]int{
			batch.StateAccepted: 1, batch.StateRejected: 4, batch.StateUnknown: 3, batch.StateNotSent: 1,
		}, states(t, results))
		last.Last = batch.Result{}
		require.Equal(t, batch.Progress{Total: 9, Accepted: 1, Rejected: 4, Unknown: 3}, last)
		require.ErrorIs(t, results[1].Err, whatsapp.ErrPolicy)
		require.ErrorIs(t, results[2].Err, whatsapp.ErrOutcomeUnknown)
		require.ErrorIs(t, results[3].Err, whatsapp.ErrOutcomeUnknown)
		require.EqualError(t, results[4].Err, "whatsapp: invalid request: text.body is required")
		require.ErrorIs(t, results[6].Err, whatsapp.ErrOutcomeUnknown)
		require.Equal(t, "wamid.0", results[0].Sent.ID())
		require.Len(t, office.refused, 6, "nothing is repeated")
	})
}

// A throttled recipient does not make others wait.
func TestSendPairRate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		office := newPostOffice()
		office.refuse = func(d delivery, _ []delivery) step {
			if d.to == number(0) && d.at < 5*time.Second {
				return answer(400, graphError("131056"))
			}
			return nil
		}
		results, err := batch.Send(t.Context(), newClient(t, office).Messages, phoneNumberID, texts(40, 4), &batch.Options{Concurrency: 1})
		require.NoError(t, err)
		require.Equal(t, map[batch.State]int{batch.StateAccepted: 40}, states(t, results))
		require.Less(t, len(office.refused), 4, "the waits grow")
		require.Equal(t, []string{"0", "4", "8", "12", "16", "20", "24", "28", "32", "36"}, office.bodies(number(0)))
		others := office.accepted[:30]
		require.Less(t, others[29].at, 4*time.Second, "the others do not wait")
		for _, accepted := range others {
			require.NotEqual(t, number(0), accepted.to)
		}
	})
}

// A recipient who is throttled too often is left for the next run, with all
// remaining messages in order.
func TestSendLeavesAThrottledRecipient(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		office := newPostOffice()
		office.refuse = func(d delivery, _ []delivery) step {
			if d.to == number(0) {
				return answer(400, graphError("131056"), "Retry-After", "2")
			}
			return nil
		}
		journal := &memoryJournal{}
		options := &batch.Options{Journal: journal, MaxRetries: 2}
		client := newClient(t, office)
		results, err := batch.Send(t.Context(), client.Messages, phoneNumberID, texts(4, 2), options)
		require.ErrorIs(t, err, whatsapp.ErrPairRateLimited)
		require.ErrorContains(t, err, "batch: 2 of 4 messages were held back: ")
		require.Equal(t, whatsapp.Decision{Action: whatsapp.ActionRetryLater, After: 2 * time.Second, Subject: whatsapp.SubjectRecipient}, whatsapp.Decide(err))
		require.Equal(t, map[batch.State]int{batch.StateNotSent: 2, batch.StateAccepted: 2}, states(t, results))
		require.ErrorIs(t, results[0].Err, whatsapp.ErrPairRateLimited)
		require.Equal(t, time.Now().Add(2*time.Second).UTC(), results[0].NotBefore)
		require.ErrorContains(t, results[2].Err, "held back behind message 0 to the same recipient: ")
		require.Len(t, office.refused, 3)
		require.Equal(t, 2*time.Second+100*time.Millisecond, office.refused[1].at-office.refused[0].at, "as long as Graph says")
		require.Equal(t, 4*time.Second+100*time.Millisecond, office.refused[2].at-office.refused[1].at)
		require.Equal(t, batch.StateNotSent, journal.last(0).State)

		office.refuse = nil
		stopped := time.Since(office.opened)
		require.Zero(t, results[2].NotBefore, "nobody asked to wait with it")
		results, err = batch.Send(t.Context(), client.Messages, phoneNumberID, texts(4, 2), options)
		require.NoError(t, err)
		require.Equal(t, map[batch.State]int{batch.StateAccepted: 4}, states(t, results))
		require.Equal(t, []string{"0", "2"}, office.bodies(number(0)))
		require.Equal(t, stopped+2*time.Second+100*time.Millisecond, office.accepted[2].at, "the wait counts for the next run too")
	})
}

// A throughput throttle slows down the whole batch, which then recovers.
func TestSendThroughput(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		office := newPostOffice()
		office.refuse = func(d delivery, earlier []delivery) step {
			// At most 20 messages in the last second.
			recent := 0
			for _, accepted := range earlier {
				if d.at-accepted.at < time.Second {
					recent++
				}
			}
			if recent >= 20 {
				return answer(400, graphError("130429"))
			}
			return nil
		}
		results, err := batch.Send(t.Context(), newClient(t, office).Messages, phoneNumberID, texts(400, 400), nil)
		require.NoError(t, err)
		require.Equal(t, map[batch.State]int{batch.StateAccepted: 400}, states(t, results))
		require.Less(t, time.Since(office.opened), 100*time.Second)
		require.Less(t, len(office.refused), 200, "the batch slows down instead of trying again and again")
	})
}

// After too many throttles without a success, the batch leaves the rest.
func TestSendGivesUp(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		refusal step
		sends   int
		class   error
	}{
		"throttled without end":   {answer(400, graphError("130429")), 5, whatsapp.ErrRateLimited},
		"throttled for an hour":   {answer(400, graphError("130429"), "Retry-After", "3600"), 1, whatsapp.ErrRateLimited},
		"restricted":              {answer(400, graphError("131048")), 1, whatsapp.ErrPolicy},
		"restricted, by HTTP 429": {answer(429, graphError("131048")), 1, whatsapp.ErrPolicy},
		"account locked":          {answer(403, graphError("131031")), 1, whatsapp.ErrPolicy},
		"account blocked":         {answer(403, graphError("368")), 1, whatsapp.ErrPolicy},
		"account without payment": {answer(400, graphError("131042")), 1, whatsapp.ErrPolicy},
		"number not registered":   {answer(400, graphError("133010")), 1, whatsapp.ErrInvalidRequest},
		"number deleted":          {answer(400, graphError("33")), 1, whatsapp.ErrNotFound},
		"no such number":          {answer(404, graphError("803")), 1, whatsapp.ErrNotFound},
		"version retired":         {answer(400, graphError("2635")), 1, whatsapp.ErrInvalidRequest},
		"not Graph at all":        {answer(404, "<html>Not Found</html>"), 1, whatsapp.ErrNotFound},
		"token expired":           {answer(401, graphError("190")), 1, whatsapp.ErrTokenExpired},
		"no permission":           {answer(403, graphError("10")), 1, whatsapp.ErrPermission},
		"maintenance without end": {answer(500, graphError("131057")), 5, whatsapp.ErrTransient},
		"nobody answers the dial": {fail(&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}), 5, whatsapp.ErrTransient},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				office := newPostOffice()
				office.refuse = func(delivery, []delivery) step { return test.refusal }
				journal := &memoryJournal{}
				results, err := batch.Send(t.Context(), newClient(t, office).Messages, phoneNumberID, texts(3, 3),
					&batch.Options{Concurrency: 1, Journal: journal})
				require.ErrorIs(t, err, test.class)
				require.ErrorContains(t, err, "batch: 3 of 3 messages were not sent because the batch stopped: ")
				require.Equal(t, map[batch.State]int{batch.StateNotSent: 3}, states(t, results))
				require.Len(t, office.refused, test.sends)

				office.refuse = nil
				results, err = batch.Send(t.Context(), newClient(t, office).Messages, phoneNumberID, texts(3, 3), &batch.Options{Journal: journal})
				require.NoError(t, err)
				require.Equal(t, map[batch.State]int{batch.StateAccepted: 3}, states(t, results), "what was refused is sent by the next run")
			})
		})
	}
}

// Messages that were in flight when the batch slowed down do not count as
// further throttles.
func TestSendCountsAWaveOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		office := newPostOffice()
		office.refuse = func(d delivery, _ []delivery) step {
			if d.at < 500*time.Millisecond {
				return answer(400, graphError("130429"))
			}
			return nil
		}
		results, err := batch.Send(t.Context(), newClient(t, office).Messages, phoneNumberID, texts(16, 16), &batch.Options{MaxRetries: 1})
		require.NoError(t, err)
		require.Equal(t, map[batch.State]int{batch.StateAccepted: 16}, states(t, results))
		require.Len(t, office.refused, 16)
	})
}
