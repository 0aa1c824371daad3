package graphtest_test

import (
	"bytes"
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

func TestHistoryIsBounded(t *testing.T) {
	t.Parallel()
	srv := graphtest.New(graphtest.WithHistory(3))
	hooks := srv.Webhooks(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}), "secret", graphtest.WithStatuses("sent"))
	var ids []string
	for i := range 8 {
		ids = append(ids, send(t, srv, fmt.Sprintf(`{"messaging_product":"whatsapp","to":"15550100%d","text":{"body":"%d"}}`, 100+i, i)))
	}

	bodies := ""
	for _, sent := range srv.Outbox() {
		bodies += sent.Text()
	}
	require.Equal(t, "567", bodies, "the latest, in order")
	requests := srv.Requests()
	require.Len(t, requests, 3)
	require.Contains(t, string(requests[0].Body), `"body":"5"`)
	require.Contains(t, string(requests[2].Body), `"body":"7"`)
	require.Len(t, hooks.Deliveries(), 3)
	require.Equal(t, 8, hooks.Pending(), "what is still to be delivered is not forgotten")
	require.NoError(t, hooks.Flush(t.Context()))

	known, err := hooks.Body(graphtest.StatusUpdate{MessageID: ids[7], Status: webhook.MessageStatusRead})
	require.NoError(t, err)
	require.Contains(t, string(known), "15550100107")
	forgotten, err := hooks.Body(graphtest.StatusUpdate{MessageID: ids[0], Status: webhook.MessageStatusRead})
	require.NoError(t, err)
	require.NotContains(t, string(forgotten), "15550100100", "nobody knows any more who got it")

	srv.ResetRequests()
	require.Empty(t, srv.Requests())
	get(t, srv, "/"+graphtest.WABAID)
	require.Len(t, srv.Requests(), 1)
}

func TestHistoryWithoutBound(t *testing.T) {
	t.Parallel()
	srv := graphtest.New(graphtest.WithHistory(0))
	for range 30 {
		get(t, srv, "/"+graphtest.WABAID)
	}
	require.Len(t, srv.Requests(), 30)
}

// Bodies are forgotten before their requests are: 64 MiB of them are kept.
func TestBodiesAreBounded(t *testing.T) {
	t.Parallel()
	upload := func(srv *graphtest.Server) {
		request := newRequest(t, http.MethodPost, "/upload:none")
		request.Body = http.NoBody
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, request.URL.String(), bytes.NewReader(make([]byte, 25<<20)))
		require.NoError(t, err)
		request.Header.Set("Authorization", "OAuth token")
		do(t, srv.Client(), request)
	}
	kept := func(srv *graphtest.Server) string {
		var found strings.Builder
		for _, request := range srv.Requests() {
			fmt.Fprintf(&found, "%d ", len(request.Body)>>20)
		}
		return found.String()
	}
	bounded := graphtest.New()
	for range 4 {
		upload(bounded)
	}
	require.Equal(t, "0 0 25 25 ", kept(bounded))
	call(t, bounded, http.MethodPost, "/1", form("a", "1"))
	require.Len(t, bounded.Requests(), 5)

	unbounded := graphtest.New(graphtest.WithHistory(0))
	for range 4 {
		upload(unbounded)
	}
	require.Equal(t, "25 25 25 25 ", kept(unbounded))
}

func TestHistoryByManyGoroutines(t *testing.T) {
	t.Parallel()
	srv := graphtest.New(graphtest.WithHistory(1))
	var senders sync.WaitGroup
	for range 8 {
		senders.Go(func() {
			for range 50 {
				send(t, srv, fmt.Sprintf(textTo, "15550123"))
				srv.Requests()
			}
		})
	}
	senders.Wait()
	require.Len(t, srv.Requests(), 1)
	require.Len(t, srv.Outbox(), 1)
	srv.ResetRequests()
	require.Empty(t, srv.Requests())
}

// A server that has sent many messages uses no more memory than one that has
// sent few. The test is not parallel: it measures the allocations of the whole
// process.
func TestSendingCostsTheSameForever(t *testing.T) {
	srv := graphtest.New(graphtest.WithHistory(100), graphtest.WithThroughput(1_000_000), graphtest.WithPairRate(time.Nanosecond, 1))
	hooks := srv.Webhooks(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}), "secret", graphtest.WithRedelivery())
	sendMany := func(from, count int) {
		for i := range count {
			send(t, srv, fmt.Sprintf(textTo, fmt.Sprintf("1555%07d", from+i)))
			if i%100 == 0 {
				require.NoError(t, hooks.Flush(t.Context()))
			}
		}
		require.NoError(t, hooks.Flush(t.Context()))
	}
	sendMany(0, 1_000)
	early, held := allocated(func() { sendMany(1_000, 1_000) }), heap()
	sendMany(2_000, 8_000)
	late := allocated(func() { sendMany(10_000, 1_000) })
	require.InEpsilon(t, early, late, 0.1, "bytes allocated by a thousand messages")
	require.Less(t, heap(), held+(768<<10), "bytes held")
	runtime.KeepAlive(hooks)
}

// A page of a sorted list does not sort the list again. This test is not
// parallel either.
func TestPagesOfASortedListShareTheSorting(t *testing.T) {
	page := func(numbers int) float64 {
		srv := graphtest.New(graphtest.WithoutSampleWorld())
		account := srv.AddWABA(srv.AddBusiness(graphtest.Business{}), graphtest.WABA{})
		for range numbers {
			srv.AddPhoneNumber(account, graphtest.PhoneNumber{})
		}
		first := "/" + account + "/phone_numbers?limit=1&sort=creation_time.desc"
		get(t, srv, first)
		return allocated(func() {
			for range 20 {
				get(t, srv, first)
			}
		})
	}
	require.InEpsilon(t, page(10), page(5_000), 0.1, "bytes allocated by twenty pages")
}

// allocated returns the number of bytes that f allocates.
func allocated(f func()) float64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return float64(after.TotalAlloc - before.TotalAlloc)
}

// heap returns the number of bytes in use.
func heap() uint64 {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}

func BenchmarkSendWithWebhooks(b *testing.B) {
	for _, sent := range []int{0, 100_000} {
		b.Run(fmt.Sprintf("after %d", sent), func(b *testing.B) {
			srv := graphtest.New(graphtest.WithHistory(0))
			srv.Webhooks(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}), "secret")
			for range sent {
				send(b, srv, fmt.Sprintf(textTo, "15550123"))
			}
			for b.Loop() {
				send(b, srv, fmt.Sprintf(textTo, "15550123"))
			}
		})
	}
}
