package graphtest_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/batch"
	"github.com/wabakit/whatsapp/graphtest"
)

const secondMessages = "/" + graphtest.SecondPhoneNumberID + "/messages"

// burst sends this many messages at once and returns how many were accepted.
// All others must have been rejected with the code.
func burst(t *testing.T, srv *graphtest.Server, path, to string, count, code int) (accepted int) {
	t.Helper()
	for range count {
		reply := call(t, srv, http.MethodPost, path, jsonBody(fmt.Sprintf(textTo, to)))
		if reply.Status == http.StatusOK {
			accepted++
			continue
		}
		reply.requireDetails(t, http.StatusBadRequest, code, "too many requests")
		require.Empty(t, reply.Header.Get("Retry-After"), "Meta does not say how long to wait")
	}
	return accepted
}

func TestThroughput(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := graphtest.New(graphtest.WithThroughput(10))
		require.Equal(t, 4, burst(t, srv, messages, "15550123", 4, 130429))
		time.Sleep(600 * time.Millisecond)
		require.Equal(t, 6, burst(t, srv, messages, "15550124", 9, 130429), "whoever they are for")
		require.Equal(t, 10, burst(t, srv, secondMessages, "15550123", 12, 130429), "each number has its own")
		call(t, srv, http.MethodPost, marketing, offer("spring_sale", "")).requireError(t, http.StatusBadRequest, 130429)
		call(t, srv, http.MethodPost, messages, contentBody("fax", "{}")).requireError(t, http.StatusBadRequest, 100)
		read := jsonBody(`{"messaging_product":"whatsapp","status":"read","message_id":"wamid.1"}`)
		require.Equal(t, http.StatusOK, call(t, srv, http.MethodPost, messages, read).Status)

		time.Sleep(399 * time.Millisecond)
		require.Zero(t, burst(t, srv, messages, "15550123", 1, 130429))
		time.Sleep(time.Millisecond)
		require.Equal(t, 4, burst(t, srv, messages, "15550123", 9, 130429), "the first ones are a second ago")
		require.Len(t, srv.Outbox(), 24)
	})
}

func TestPairRate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := graphtest.New(graphtest.WithPairRate(6*time.Second, 45))
		require.Equal(t, 45, burst(t, srv, messages, "15550123", 50, 131056))
		require.Zero(t, burst(t, srv, messages, "+1 (555) 0123", 1, 131056), "the same user")
		require.Equal(t, 45, burst(t, srv, messages, "15550124", 50, 131056), "each user has their own limit")
		require.Equal(t, 45, burst(t, srv, secondMessages, "15550123", 50, 131056), "and each number")

		time.Sleep(6*time.Second - time.Nanosecond)
		require.Zero(t, burst(t, srv, messages, "15550123", 1, 131056))
		time.Sleep(time.Nanosecond)
		require.Equal(t, 1, burst(t, srv, messages, "15550123", 3, 131056), "one is paid for")
		time.Sleep(time.Minute)
		require.Equal(t, 10, burst(t, srv, messages, "15550123", 15, 131056))
		time.Sleep(time.Hour)
		require.Equal(t, 45, burst(t, srv, messages, "15550123", 60, 131056), "no more than a burst is saved up")
	})
}

func TestPairRateOfUserIDsAndGroups(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := graphtest.New(graphtest.WithPairRate(time.Second, 0))
		user := jsonBody(`{"messaging_product":"whatsapp","recipient":"US.7","text":{"body":"x"}}`)
		require.Equal(t, http.StatusOK, call(t, srv, http.MethodPost, messages, user).Status)
		call(t, srv, http.MethodPost, messages, user).requireError(t, http.StatusBadRequest, 131056)
		for range 2 {
			send(t, srv, `{"messaging_product":"whatsapp","recipient_type":"group","to":"Y2FwaV9ncm91cDox","text":{"body":"x"}}`)
		}
	})
}

// What one limit rejects must not count for the other.
func TestRefusedMessagesDoNotCount(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := graphtest.New(graphtest.WithThroughput(2), graphtest.WithPairRate(time.Hour, 1))
		require.Equal(t, 1, burst(t, srv, messages, "15550123", 5, 131056))
		require.Equal(t, 1, burst(t, srv, messages, "15550124", 1, 0))
		require.Zero(t, burst(t, srv, messages, "15550125", 3, 130429))
		time.Sleep(time.Second)
		require.Equal(t, 1, burst(t, srv, messages, "15550125", 1, 0))
	})
}

func TestWithoutLimits(t *testing.T) {
	t.Parallel()
	require.Equal(t, 200, burst(t, graphtest.New(), messages, "15550123", 200, 0))
}

// TestBatchAgainstLimits sends a batch that both limits throttle. Every message
// must arrive once and in order.
func TestBatchAgainstLimits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const users, each = 10, 50
		srv := graphtest.New(graphtest.WithThroughput(80), graphtest.WithPairRate(6*time.Second, 45))
		srv.Always("POST /{phone}/messages", graphtest.Slow(100*time.Millisecond))
		var throughput, pair atomic.Int64
		client, err := whatsapp.NewClient(graphtest.AccessToken, whatsapp.WithHTTPClient(srv.Client()),
			whatsapp.WithObserver(whatsapp.Observer{AttemptDone: func(_ context.Context, attempt whatsapp.AttemptInfo) {
				switch {
				case errors.Is(attempt.Err, whatsapp.ErrPairRateLimited):
					pair.Add(1)
				case errors.Is(attempt.Err, whatsapp.ErrRateLimited):
					throughput.Add(1)
				}
			}}))
		require.NoError(t, err)
		many := make([]whatsapp.Message, 0, users*each)
		for i := range users * each {
			to := fmt.Sprintf("+155501%05d", i%users)
			many = append(many, whatsapp.Message{To: to, Content: whatsapp.Text{Body: strconv.Itoa(i)}})
		}

		options := &batch.Options{Concurrency: 2 * users, MaxRetries: 10}
		results, err := batch.Send(t.Context(), client.Messages, graphtest.PhoneNumberID, many, options)

		require.NoError(t, err)
		ids := map[string]bool{}
		for _, result := range results {
			require.Equal(t, batch.StateAccepted, result.State, "%v", result.Err)
			ids[result.MessageID] = true
		}
		require.Len(t, ids, users*each)
		next := map[string]int{}
		for _, sent := range srv.Outbox() {
			i, err := strconv.Atoi(sent.Text())
			require.NoError(t, err)
			require.Equal(t, many[i].To, sent.To)
			require.Equal(t, next[sent.To], i/users, "once, and in order")
			next[sent.To]++
		}
		require.Len(t, srv.Outbox(), users*each)
		require.Positive(t, throughput.Load(), "throttles of the number")
		require.Positive(t, pair.Load(), "throttles of a pair")
	})
}
