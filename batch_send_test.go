package whatsapp_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

// A delivery is a message as it reached the server.
type delivery struct {
	to   string
	body string
	at   time.Duration // since the server was made
}

// A post office accepts messages, each after a delay, and refuses what its
// rules refuse.
type postOffice struct {
	delay time.Duration
	// refuse returns the answer to a message that is not accepted, or nil.
	refuse func(d delivery, earlier []delivery) step

	mutex    sync.Mutex
	opened   time.Time
	accepted []delivery
	refused  []delivery
	onTheWay int
	most     int // on their way at a time
}

func newPostOffice() *postOffice {
	return &postOffice{delay: 100 * time.Millisecond, opened: time.Now()}
}

func (p *postOffice) RoundTrip(request *http.Request) (*http.Response, error) {
	var message struct {
		To   string
		Text struct{ Body string }
	}
	if err := json.NewDecoder(request.Body).Decode(&message); err != nil {
		return nil, err
	}
	p.mutex.Lock()
	p.onTheWay++
	p.most = max(p.most, p.onTheWay)
	p.mutex.Unlock()
	select {
	case <-time.After(p.delay):
	case <-request.Context().Done():
	}
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.onTheWay--
	arrived := delivery{to: message.To, body: message.Text.Body, at: time.Since(p.opened)}
	if p.refuse != nil {
		if refusal := p.refuse(arrived, p.accepted); refusal != nil {
			p.refused = append(p.refused, arrived)
			return refusal(request)
		}
	}
	p.accepted = append(p.accepted, arrived)
	if err := request.Context().Err(); err != nil {
		return nil, err
	}
	return answer(200, `{"messaging_product":"whatsapp","messages":[{"id":"wamid.`+arrived.body+`"}]}`)(request)
}

// bodies are the texts that were accepted, in their order.
func (p *postOffice) bodies(to string) []string {
	var found []string
	for _, accepted := range p.accepted {
		if to == "" || accepted.to == to {
			found = append(found, accepted.body)
		}
	}
	return found
}

func number(i int) string { return fmt.Sprintf("+155501%05d", i) }

// texts are messages to as many recipients, with their places as bodies.
func texts(count, recipients int) []whatsapp.Message {
	messages := make([]whatsapp.Message, count)
	for i := range messages {
		messages[i] = whatsapp.Message{To: number(i % recipients), Content: whatsapp.Text{Body: itoa(i)}}
	}
	return messages
}

// states counts the results by their states, and checks their places.
func states(t *testing.T, results []whatsapp.BatchResult) map[whatsapp.BatchState]int {
	t.Helper()
	found := map[whatsapp.BatchState]int{}
	for i, result := range results {
		require.Equal(t, i, result.Index)
		require.Equal(t, result.State == whatsapp.BatchAccepted, result.Err == nil, "%d: %v", i, result.Err)
		if result.State == whatsapp.BatchAccepted {
			require.Equal(t, "wamid."+itoa(i), result.MessageID)
		}
		found[result.State]++
	}
	return found
}

func TestBatchSend(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		office := newPostOffice()
		client := newClient(t, office)
		var seen []whatsapp.BatchProgress
		results, err := client.Messages.BatchSend(t.Context(), phoneNumberID, texts(100, 30), &whatsapp.BatchOptions{
			Concurrency: 10, Progress: func(p whatsapp.BatchProgress) { seen = append(seen, p) },
		})
		require.NoError(t, err)
		require.Equal(t, map[whatsapp.BatchState]int{whatsapp.BatchAccepted: 100}, states(t, results))
		require.Equal(t, 10, office.most)
		require.Equal(t, time.Second, time.Since(office.opened), "ten at a time, a tenth of a second each")
		require.Equal(t, []string{"0", "30", "60", "90"}, office.bodies(number(0)), "in order for each recipient")
		require.Len(t, seen, 100)
		for i, progress := range seen {
			require.Equal(t, 100, progress.Total)
			require.Equal(t, i+1, progress.Settled())
			require.Equal(t, i+1, progress.Accepted)
			require.Equal(t, whatsapp.BatchAccepted, progress.Last.State)
		}
	})
}

func TestBatchSendByDefault(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		office := newPostOffice()
		client := newClient(t, office)
		results, err := client.Messages.BatchSend(t.Context(), phoneNumberID, nil, nil)
		require.NoError(t, err)
		require.Empty(t, results)
		_, err = client.Messages.BatchSend(t.Context(), phoneNumberID, texts(40, 40), nil)
		require.NoError(t, err)
		require.Equal(t, 16, office.most)
	})
}

// Spellings of one number are one recipient, who gets one message at a time.
func TestBatchSendKnowsRecipients(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		office := newPostOffice()
		text := whatsapp.Text{Body: "0"}
		_, err := newClient(t, office).Messages.BatchSend(t.Context(), phoneNumberID, []whatsapp.Message{
			{To: "+15550100123", Content: text}, {To: "15550100123", Content: text}, {To: "+1 555-010-0123", Content: text},
		}, nil)
		require.NoError(t, err)
		require.Equal(t, 1, office.most)
		office.most = 0
		_, err = newClient(t, office).Messages.BatchSend(t.Context(), phoneNumberID, []whatsapp.Message{
			{Recipient: "US.1", Content: text}, {Recipient: "US.2", Content: text}, {To: "15550100123", RecipientType: whatsapp.RecipientGroup, Content: text},
			{To: "+15550100123", Content: text},
		}, nil)
		require.NoError(t, err)
		require.Equal(t, 4, office.most)
	})
}

// Each outcome stays with its message, and none stops the others.
func TestBatchSendOutcomes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		office := newPostOffice()
		office.refuse = func(d delivery, _ []delivery) step {
			return map[string]step{
				"1": answer(400, graphError("131026")), "2": fail(io.ErrUnexpectedEOF), "3": answer(500, graphError("131000")),
				"5": answer(400, graphError("131049")), "6": answer(200, `{"success":true}`),
			}[d.body]
		}
		messages := texts(9, 9)
		messages[4].Content = whatsapp.Text{}
		messages[7].Content = whatsapp.InteractiveFlow{Body: "a", FlowID: "1", CallToAction: "Go", Data: map[string]any{"a": make(chan int)}}
		var last whatsapp.BatchProgress
		results, err := newClient(t, office).Messages.BatchSend(t.Context(), phoneNumberID, messages, &whatsapp.BatchOptions{
			Progress: func(p whatsapp.BatchProgress) { last = p },
		})
		require.NoError(t, err)
		require.Equal(t, map[whatsapp.BatchState]int{
			whatsapp.BatchAccepted: 2, whatsapp.BatchRejected: 4, whatsapp.BatchUnknown: 3,
		}, states(t, results))
		last.Last = whatsapp.BatchResult{}
		require.Equal(t, whatsapp.BatchProgress{Total: 9, Accepted: 2, Rejected: 4, Unknown: 3}, last)
		require.ErrorIs(t, results[1].Err, whatsapp.ErrPolicy)
		require.ErrorIs(t, results[2].Err, whatsapp.ErrOutcomeUnknown)
		require.ErrorIs(t, results[3].Err, whatsapp.ErrOutcomeUnknown)
		requireViolations(t, results[4].Err, "text.body is required")
		require.ErrorIs(t, results[6].Err, whatsapp.ErrOutcomeUnknown)
		require.Equal(t, "wamid.0", results[0].Sent.ID())
		require.Len(t, office.refused, 5, "nothing is repeated")
	})
}

// A recipient who gets too much waits alone.
func TestBatchSendPairRate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		office := newPostOffice()
		office.refuse = func(d delivery, _ []delivery) step {
			if d.to == number(0) && d.at < 5*time.Second {
				return answer(400, graphError("131056"))
			}
			return nil
		}
		results, err := newClient(t, office).Messages.BatchSend(t.Context(), phoneNumberID, texts(40, 4), &whatsapp.BatchOptions{Concurrency: 1})
		require.NoError(t, err)
		require.Equal(t, map[whatsapp.BatchState]int{whatsapp.BatchAccepted: 40}, states(t, results))
		require.Less(t, len(office.refused), 4, "the waits grow")
		require.Equal(t, []string{"0", "4", "8", "12", "16", "20", "24", "28", "32", "36"}, office.bodies(number(0)))
		others := office.accepted[:30]
		require.Less(t, others[29].at, 4*time.Second, "the others do not wait")
		for _, accepted := range others {
			require.NotEqual(t, number(0), accepted.to)
		}
	})
}

func TestBatchSendPairRateGivesUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		office := newPostOffice()
		office.refuse = func(d delivery, _ []delivery) step {
			if d.body == "0" {
				return answer(400, graphError("131056"), "Retry-After", "2")
			}
			return nil
		}
		journal := &memoryJournal{}
		results, err := newClient(t, office).Messages.BatchSend(t.Context(), phoneNumberID, texts(2, 1),
			&whatsapp.BatchOptions{Journal: journal}, whatsapp.WithMaxRetries(2))
		require.NoError(t, err)
		require.Equal(t, map[whatsapp.BatchState]int{whatsapp.BatchRejected: 1, whatsapp.BatchAccepted: 1}, states(t, results))
		require.ErrorIs(t, results[0].Err, whatsapp.ErrPairRateLimited)
		require.Len(t, office.refused, 3)
		require.Equal(t, 2*time.Second+100*time.Millisecond, office.refused[1].at-office.refused[0].at, "as long as Graph says")
		require.Equal(t, 4*time.Second+100*time.Millisecond, office.refused[2].at-office.refused[1].at)
		require.Equal(t, whatsapp.BatchRejected, journal.last(0).State)
	})
}

// A throughput throttle slows all down, and all come back to their speed.
func TestBatchSendThroughput(t *testing.T) {
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
		results, err := newClient(t, office).Messages.BatchSend(t.Context(), phoneNumberID, texts(400, 400), nil)
		require.NoError(t, err)
		require.Equal(t, map[whatsapp.BatchState]int{whatsapp.BatchAccepted: 400}, states(t, results))
		require.Less(t, time.Since(office.opened), 100*time.Second)
		require.Less(t, len(office.refused), 200, "the batch slows down instead of trying again and again")
	})
}

// After too many throttles without a success, the batch leaves the rest.
func TestBatchSendGivesUp(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		refusal step
		sends   int
		class   error
	}{
		"throttled for ever":      {answer(400, graphError("130429")), 5, whatsapp.ErrRateLimited},
		"throttled for an hour":   {answer(400, graphError("130429"), "Retry-After", "3600"), 1, whatsapp.ErrRateLimited},
		"restricted":              {answer(400, graphError("131048")), 1, whatsapp.ErrRateLimited},
		"token expired":           {answer(401, graphError("190")), 1, whatsapp.ErrTokenExpired},
		"no permission":           {answer(403, graphError("10")), 1, whatsapp.ErrPermission},
		"maintenance for ever":    {answer(500, graphError("131057")), 5, whatsapp.ErrTransient},
		"nobody answers the dial": {fail(&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}), 5, whatsapp.ErrTransient},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				office := newPostOffice()
				office.refuse = func(delivery, []delivery) step { return test.refusal }
				journal := &memoryJournal{}
				results, err := newClient(t, office).Messages.BatchSend(t.Context(), phoneNumberID, texts(3, 3),
					&whatsapp.BatchOptions{Concurrency: 1, Journal: journal})
				require.ErrorIs(t, err, test.class)
				require.ErrorContains(t, err, "whatsapp: the batch has stopped, 3 of 3 messages are not sent: ")
				require.Equal(t, map[whatsapp.BatchState]int{whatsapp.BatchNotSent: 3}, states(t, results))
				require.Len(t, office.refused, test.sends)

				office.refuse = nil
				results, err = newClient(t, office).Messages.BatchSend(t.Context(), phoneNumberID, texts(3, 3), &whatsapp.BatchOptions{Journal: journal})
				require.NoError(t, err)
				require.Equal(t, map[whatsapp.BatchState]int{whatsapp.BatchAccepted: 3}, states(t, results), "what was refused is sent by the next run")
			})
		})
	}
}

// Messages that were on their way when the batch slowed down do not count as
// further throttles.
func TestBatchSendCountsAWaveOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		office := newPostOffice()
		office.refuse = func(d delivery, _ []delivery) step {
			if d.at < 500*time.Millisecond {
				return answer(400, graphError("130429"))
			}
			return nil
		}
		results, err := newClient(t, office).Messages.BatchSend(t.Context(), phoneNumberID, texts(16, 16), nil, whatsapp.WithMaxRetries(1))
		require.NoError(t, err)
		require.Equal(t, map[whatsapp.BatchState]int{whatsapp.BatchAccepted: 16}, states(t, results))
		require.Len(t, office.refused, 16)
	})
}

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
