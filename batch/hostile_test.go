package batch_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/batch"
)

// hazards are ways to answer a message that was accepted.
var hazards = []func(w http.ResponseWriter, r *http.Request){
	func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
	func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) },
	func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusRequestTimeout) },
	func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) },
	func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "<html>Service Unavailable</html>") },
	func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, `{"messages":[{}]}`) },
	func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, graphError("131016")) },
	func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1000")
		io.WriteString(w, `{"messages":[`)
	},
	func(w http.ResponseWriter, r *http.Request) {
		if r.ProtoMajor == 1 { // over HTTP/2, it would disown what others have sent
			w.Header().Set("Connection", "close")
		}
		io.WriteString(w, graphError("1"))
	},
	func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "0")
		w.WriteHeader(http.StatusServiceUnavailable)
	},
}

// A server that accepts every message and answers most of them badly gets none
// twice, and no message that it has is reported as rejected.
func TestSendAtAHostileServer(t *testing.T) {
	t.Parallel()
	for _, version := range []int{1, 2} {
		t.Run(fmt.Sprintf("HTTP/%d", version), func(t *testing.T) {
			t.Parallel()
			var mutex sync.Mutex
			arrived := map[string]int{}
			server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				var message struct{ Text struct{ Body string } }
				if err := json.NewDecoder(r.Body).Decode(&message); err != nil {
					panic(http.ErrAbortHandler)
				}
				mutex.Lock()
				arrived[message.Text.Body]++
				place := len(arrived)
				mutex.Unlock()
				if place%4 != 0 {
					hazards[place%len(hazards)](w, r)
					return
				}
				fmt.Fprintf(w, `{"messaging_product":"whatsapp","messages":[{"id":"wamid.%s"}]}`, message.Text.Body)
			}))
			server.EnableHTTP2 = version == 2
			server.StartTLS()
			t.Cleanup(server.Close)
			client, err := whatsapp.NewClient(testToken, whatsapp.WithBaseURL(server.URL), whatsapp.WithHTTPClient(server.Client()))
			require.NoError(t, err)

			results, err := batch.Send(t.Context(), client.Messages, phoneNumberID, texts(220, 100), nil)
			require.NoError(t, err)
			found := states(t, results)
			require.Equal(t, 55, found[batch.StateAccepted])
			for i, result := range results {
				require.Equal(t, 1, arrived[itoa(i)], "message %d", i)
				require.Equal(t, result.State == batch.StateUnknown, errors.Is(result.Err, whatsapp.ErrOutcomeUnknown), "%v", result.Err)
				require.NotEqual(t, batch.StateRejected, result.State, "%v", result.Err)
			}
		})
	}
}
