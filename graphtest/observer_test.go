package graphtest_test

import (
	"net/http"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

func TestObserver(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	var order []string
	var exchanges []graphtest.Exchange
	srv.Observe(graphtest.Observer{
		Sent: func(sent graphtest.Sent) {
			order = append(order, "sent "+sent.Text())
			require.Len(t, srv.Outbox(), 1, "an observer may call the server")
		},
		Exchange: func(exchange graphtest.Exchange) {
			order = append(order, exchange.Method)
			exchanges = append(exchanges, exchange)
		},
	})
	srv.Observe(graphtest.Observer{})

	id := send(t, srv, `{"messaging_product":"whatsapp","to":"15550100123","text":{"body":"hello"}}`)
	require.Equal(t, []string{"sent hello", "POST"}, order)
	require.Contains(t, string(exchanges[0].Body), `"hello"`)
	require.Contains(t, string(exchanges[0].ResponseBody), id)
	require.Equal(t, http.StatusOK, exchanges[0].Status)
	require.NotEmpty(t, exchanges[0].ResponseHeader.Get("X-Fb-Trace-Id"))
	require.False(t, exchanges[0].At.IsZero())
	require.Equal(t, "Bearer", exchanges[0].Header.Get("Authorization"), "the token is redacted")

	srv.Script("*", graphtest.DropAfter(), graphtest.Truncated(4))
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, host+"/v23.0/"+graphtest.WABAID+"?access_token=secret", nil)
	require.NoError(t, err)
	_, err = srv.Client().Do(request)
	require.Error(t, err)
	require.Zero(t, exchanges[1].Status, "the reply is lost")
	require.True(t, exchanges[1].Processed)
	require.Empty(t, exchanges[1].ResponseBody)
	require.True(t, exchanges[1].Faulted)
	response, err := srv.Client().Do(request)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Len(t, exchanges[2].ResponseBody, 4)
	require.Equal(t, "REDACTED", exchanges[2].Query.Get("access_token"))

	srv.Script("*", graphtest.DropBefore())
	_, err = srv.Client().Do(request)
	require.Error(t, err)
	require.False(t, exchanges[3].Processed)
}

func TestObserverSeesEveryMessageOnce(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	var mutex sync.Mutex
	seen := map[string]int{}
	srv.Observe(graphtest.Observer{Sent: func(sent graphtest.Sent) {
		mutex.Lock()
		defer mutex.Unlock()
		seen[sent.ID]++
	}})
	var senders sync.WaitGroup
	for range 8 {
		senders.Go(func() {
			for range 10 {
				send(t, srv, `{"messaging_product":"whatsapp","to":"15550100123","text":{"body":"hello"}}`)
			}
		})
	}
	senders.Wait()
	require.Len(t, seen, 80)
	for id, times := range seen {
		require.Equal(t, 1, times, id)
	}
}

func TestRead(t *testing.T) {
	t.Parallel()
	srv := graphtest.New(graphtest.WithAccessToken("another"))
	srv.Always("*", graphtest.Transient())
	text, err := srv.Read("/" + graphtest.PhoneNumberID + "?fields=verified_name")
	require.NoError(t, err)
	require.JSONEq(t, `{"id":"`+graphtest.PhoneNumberID+`","verified_name":"Support line"}`, string(text))
	require.Empty(t, srv.Requests())

	_, err = srv.Read("/" + graphtest.WABAID + "?fields=nothing")
	require.ErrorContains(t, err, "nonexisting field (nothing)")
	for _, path := range []string{"", graphtest.WABAID, "/%"} {
		_, err = srv.Read(path)
		require.Error(t, err, path)
	}

	srv.HandleFunc("GET /{waba}/extra", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`{"own":true}`)) })
	srv.HandleFunc("GET /{waba}/broken", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	text, err = srv.Read("/" + graphtest.WABAID + "/extra")
	require.NoError(t, err)
	require.JSONEq(t, `{"own":true}`, string(text))
	_, err = srv.Read("/" + graphtest.WABAID + "/broken")
	require.Error(t, err)
}

func TestMediaContent(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	id := srv.AddMedia(graphtest.PhoneNumberID, "text/plain", []byte("hello"))
	mimeType, content, found := srv.MediaContent(id)
	require.True(t, found)
	require.Equal(t, "text/plain", mimeType)
	require.Equal(t, "hello", string(content))
	_, _, found = srv.MediaContent(graphtest.WABAID)
	require.False(t, found)
}

func TestIDs(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	require.Equal(t, []string{graphtest.WABAID, graphtest.SecondWABAID, graphtest.ClientWABAID}, srv.IDs("waba"))
	require.Empty(t, srv.IDs("spaceship"))
}

func TestFlowJSON(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	id := srv.AddFlow(graphtest.WABAID, graphtest.Flow{Name: "another", JSON: `{"version":"7.3","screens":[]}`})
	text, found := srv.FlowJSON(id)
	require.True(t, found)
	require.JSONEq(t, `{"version":"7.3","screens":[]}`, string(text))
	_, found = srv.FlowJSON(graphtest.WABAID)
	require.False(t, found, "it is not a flow")
}
