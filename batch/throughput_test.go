package batch_test

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/batch"
)

// If answers take no time, refusals at the same instant are not consecutive.
func TestSendWhereAnswersTakeNoTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		office := newPostOffice()
		office.delay = 0
		recent := 0 // the messages of the last second begin here
		office.refuse = func(d delivery, earlier []delivery) step {
			for recent < len(earlier) && d.at-earlier[recent].at >= time.Second {
				recent++
			}
			if len(earlier)-recent >= 80 {
				return answer(400, graphError("130429"))
			}
			return nil
		}
		results, err := batch.Send(t.Context(), newClient(t, office).Messages, phoneNumberID, texts(1000, 1000), nil)
		require.NoError(t, err)
		require.Equal(t, map[batch.State]int{batch.StateAccepted: 1000}, states(t, results))
		require.Less(t, time.Since(office.opened), time.Minute)
	})
}

// A message that was in flight before the batch slowed down says nothing about
// the pace since: it does not reset the count of refusals.
func TestSendIsNotFooledByEarlierMessages(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		refused := 0
		sender := batch.SenderFunc[whatsapp.Message](func(_ context.Context, _ string, message whatsapp.Message, _ ...whatsapp.RequestOption) (*whatsapp.SentMessage, error) {
			if message.To == number(0) {
				time.Sleep(500 * time.Millisecond)
				return &whatsapp.SentMessage{}, nil
			}
			time.Sleep(100 * time.Millisecond)
			refused++
			return nil, &whatsapp.GraphAPIError{StatusCode: 400, Code: 130429}
		})
		_, err := batch.Send(t.Context(), sender, phoneNumberID, texts(2, 2), &batch.Options{MaxRetries: 1})
		require.ErrorIs(t, err, whatsapp.ErrRateLimited)
		require.Equal(t, 2, refused)
	})
}

// Refusals with large bodies do not fill the memory.
func TestResultsKeepWhatIsOfUse(t *testing.T) {
	t.Parallel()
	const count, size = 20, 1 << 20
	page := strings.Repeat("<p>Bad Request</p>", size/18)
	third := page[:size/3]
	envelope := `{"error":{"code":131009,"message":"` + third + `","error_data":{"details":"` + third + `"}}}`
	for name, body := range map[string]string{"a page": page, "an envelope": envelope} {
		office := newPostOffice()
		office.delay = 0
		office.refuse = func(delivery, []delivery) step { return answer(400, body) }
		results, err := batch.Send(t.Context(), newClient(t, office).Messages, phoneNumberID, texts(count, count), nil)
		require.NoError(t, err)
		require.Equal(t, map[batch.State]int{batch.StateRejected: count}, states(t, results), name)
		held := 0
		for _, result := range results {
			refusal, ok := errors.AsType[*whatsapp.GraphAPIError](result.Err)
			require.True(t, ok)
			require.ErrorIs(t, refusal, whatsapp.ErrInvalidRequest)
			require.True(t, strings.HasPrefix(string(refusal.Body), body[:100]))
			held += cap(refusal.Body) + len(refusal.Message) + len(refusal.Details) + len(refusal.ErrorData)
		}
		require.Less(t, held, count*(16<<10), name)
	}
}

// Results hold only what they show, not the texts they were cut from.
//
//nolint:paralleltest // it measures the memory of the process
func TestResultsHoldNoPages(t *testing.T) {
	office := newPostOffice()
	office.delay = 0
	page := strings.Repeat("x", 1<<20)
	office.refuse = func(delivery, []delivery) step { return answer(400, page) }
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	results, err := batch.Send(t.Context(), newClient(t, office).Messages, phoneNumberID, texts(40, 40), nil)
	require.NoError(t, err)
	runtime.GC()
	runtime.ReadMemStats(&after)
	require.Less(t, int64(after.HeapAlloc)-int64(before.HeapAlloc), int64(10<<20))
	runtime.KeepAlive(results)
}

// An accepted message ends a row of refusals of its recipient.
func TestSendPairRefusalsAreInARow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		office := newPostOffice()
		office.delay = 0
		refused := map[string]int{}
		office.refuse = func(d delivery, _ []delivery) step {
			if refused[d.body]++; refused[d.body] <= 2 {
				return answer(400, graphError("131056"))
			}
			return nil
		}
		results, err := batch.Send(t.Context(), newClient(t, office).Messages, phoneNumberID, texts(4, 1), &batch.Options{MaxRetries: 2})
		require.NoError(t, err)
		require.Equal(t, map[batch.State]int{batch.StateAccepted: 4}, states(t, results))
		require.Equal(t, 4*(1+4)*time.Second, time.Since(office.opened), "each message waits as the first one")
	})
}
