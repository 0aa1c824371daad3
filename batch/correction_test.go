package batch_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/batch"
)

// A message that was rejected, or not sent, may be corrected in place. One that
// may have been sent may not.
func TestSendTakesCorrections(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		office, journal := newPostOffice(), &memoryJournal{}
		office.refuse = func(d delivery, _ []delivery) step {
			return map[string]step{
				"1": answer(400, graphError("131026")), "2": answer(400, graphError("131049")), "3": answer(500, graphError("131000")),
			}[d.body]
		}
		client := newClient(t, office)
		send := func(messages []whatsapp.Message) ([]batch.Result, error) {
			return batch.Send(t.Context(), client.Messages, phoneNumberID, messages, &batch.Options{Journal: journal})
		}
		messages := texts(4, 4)
		_, err := send(messages)
		require.Error(t, err)

		for _, settled := range []int{0, 3} {
			changed := texts(4, 4)
			changed[settled].Content = whatsapp.Text{Body: "another"}
			_, err = send(changed)
			require.ErrorContains(t, err, "message "+itoa(settled)+" of the journal differs from the batch's, and may have been sent already")
		}

		messages[1].To, messages[2].Content = number(7), whatsapp.Text{Body: "no marketing"}
		messages[1].Content = whatsapp.Text{Body: "corrected"}
		results, err := send(messages)
		require.NoError(t, err)
		require.Equal(t, batch.StateAccepted, results[1].State)
		require.Equal(t, "wamid.corrected", results[1].MessageID)
		require.False(t, results[1].FromJournal)
		require.Equal(t, batch.StateAccepted, results[2].State)
		require.Equal(t, batch.StateUnknown, results[3].State)
		require.ElementsMatch(t, []string{"0", "corrected", "no marketing"}, office.bodies(""))

		results, err = send(append(messages, messages[3]))
		require.NoError(t, err, "what has not arrived is added at the end")
		require.Equal(t, batch.StateAccepted, results[1].State, "the correction is what counts from now on")
		require.True(t, results[1].FromJournal)
		require.Len(t, office.refused, 4)
		_, err = send(texts(5, 5))
		require.ErrorContains(t, err, "of the journal differs from the batch's")
	})
}

// A run waits for a message that may be sent within a few minutes.
func TestSendSkipsLongWaitsOnly(t *testing.T) {
	t.Parallel()
	for wait, want := range map[time.Duration]batch.State{256 * time.Second: batch.StateAccepted, 256*time.Second + 1: batch.StateNotSent} {
		synctest.Test(t, func(t *testing.T) {
			office, journal := newPostOffice(), &memoryJournal{}
			office.refuse = func(delivery, []delivery) step { return answer(400, graphError("131049")) }
			options := &batch.Options{Journal: journal}
			client := newClient(t, office)
			results, err := batch.Send(t.Context(), client.Messages, phoneNumberID, texts(1, 1), options)
			require.Error(t, err)
			office.refuse = nil
			time.Sleep(time.Until(results[0].NotBefore) - wait)
			results, _ = batch.Send(t.Context(), client.Messages, phoneNumberID, texts(1, 1), options)
			require.Equal(t, want, results[0].State, wait)
		})
	}
}

// A message that Graph asks to delay by a day is skipped by every run within
// that day, and does not hold up the recipient's other messages.
func TestSendKeepsAWaitOverRuns(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		office, journal := newPostOffice(), &memoryJournal{}
		office.refuse = func(d delivery, _ []delivery) step {
			if d.body == "0" && d.at < time.Hour {
				return answer(400, graphError("131049"))
			}
			return nil
		}
		client := newClient(t, office)
		for range 3 {
			results, err := batch.Send(t.Context(), client.Messages, phoneNumberID, texts(3, 1), &batch.Options{Journal: journal})
			require.ErrorContains(t, err, "batch: 1 of 3 messages were held back: ")
			decision := whatsapp.Decide(err)
			require.Equal(t, whatsapp.ActionRetryLater, decision.Action)
			require.InDelta(t, 24*time.Hour, decision.After, float64(3*time.Hour))
			require.Equal(t, map[batch.State]int{batch.StateNotSent: 1, batch.StateAccepted: 2}, states(t, results))
			require.WithinDuration(t, office.opened.Add(24*time.Hour), results[0].NotBefore, time.Second)
			require.False(t, results[0].FromJournal, "no run has settled it")
			require.Len(t, office.refused, 1)
			time.Sleep(time.Hour)
		}
		time.Sleep(24 * time.Hour)
		results, err := batch.Send(t.Context(), client.Messages, phoneNumberID, texts(3, 1), &batch.Options{Journal: journal})
		require.NoError(t, err)
		require.Equal(t, map[batch.State]int{batch.StateAccepted: 3}, states(t, results))
	})
}
