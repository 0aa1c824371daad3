package durable_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/durable"
	"github.com/wabakit/whatsapp/webhook"
)

// What a parent tells its child.
const (
	childSource = "DURABLE_CHILD_SOURCE"
	childGraph  = "DURABLE_CHILD_GRAPH"
)

const (
	childSecret = "0123456789abcdef0123456789abcdef"
	childNumber = "106540352242922"
)

var childWebhook = webhook.Config{AppSecrets: []string{childSecret}, VerifyToken: "verify"}

// TestChild is not a test, but the process that the tests kill. It answers
// every message, and ends when its standard input does.
func TestChild(t *testing.T) { //nolint:paralleltest // it is alone in its process
	source := os.Getenv(childSource)
	if source == "" {
		t.Skip("it is for other tests")
	}
	ctx := t.Context()
	client, err := whatsapp.NewClient("token", whatsapp.WithBaseURL(os.Getenv(childGraph)))
	require.NoError(t, err)
	store, err := durable.Open(ctx, source, durable.Options{DeadAfter: time.Second, PollInterval: 10 * time.Millisecond})
	require.NoError(t, err)
	outbox, err := store.NewOutbox(durable.OutboxConfig{Sender: client.Messages})
	require.NoError(t, err)
	inbox, err := store.NewInbox(durable.InboxConfig{
		Webhook: childWebhook,
		// A crash during an attempt counts, and is not the event's fault here.
		MaxAttempts: 1000,
		Backoff:     func(int) time.Duration { return 100 * time.Millisecond },
		Callback: func(ctx context.Context, e webhook.Event) error {
			message, ok := e.(*webhook.MessageEvent)
			if !ok {
				return nil
			}
			time.Sleep(time.Duration(rand.IntN(30)) * time.Millisecond)
			_, err := outbox.Enqueue(ctx, durable.Outgoing{
				PhoneNumberID: childNumber, Key: "reply to " + message.Message.ID,
				Message: whatsapp.Message{To: message.Message.From, Content: whatsapp.Text{Body: message.Message.ID}},
			})
			return err
		},
	})
	require.NoError(t, err)
	require.NoError(t, store.Start(ctx))
	mux := http.NewServeMux()
	mux.Handle("/", inbox)
	mux.HandleFunc("GET /stats", func(w http.ResponseWriter, r *http.Request) {
		stats, err := store.Stats(r.Context())
		if err == nil && stats.Events+stats.Due+stats.Sending == 0 {
			fmt.Fprint(w, "idle")
			return
		}
		fmt.Fprint(w, stats, err)
	})
	server := httptest.NewServer(mux)
	fmt.Println(server.URL) //nolint:forbidigo // the parent reads it
	io.Copy(io.Discard, os.Stdin)
	server.Close()
	require.NoError(t, store.Stop(ctx))
	require.NoError(t, store.Close())
}

// A countingGraph is a server that counts messages, and has a status for each.
type countingGraph struct {
	url      string
	statuses chan string

	mutex   sync.Mutex
	counted map[string]int      // by the outbox's id
	bodies  map[string][]string // by recipient
}

func newCountingGraph(t *testing.T) *countingGraph {
	t.Helper()
	g := &countingGraph{statuses: make(chan string, 100_000), counted: map[string]int{}, bodies: map[string][]string{}}
	server := httptest.NewServer(g)
	t.Cleanup(server.Close)
	g.url = server.URL
	return g
}

// ServeHTTP takes a message. It counts it before and answers after a moment, so
// that answers are lost.
func (g *countingGraph) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var message struct {
		To           string `json:"to"`
		CallbackData string `json:"biz_opaque_callback_data"`
		Text         struct {
			Body string `json:"body"`
		} `json:"text"`
	}
	if err := json.NewDecoder(r.Body).Decode(&message); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	token := strings.Split(message.CallbackData, ".")[1]
	id := "wamid.out." + message.Text.Body
	g.mutex.Lock()
	g.counted[token]++
	g.bodies[message.To] = append(g.bodies[message.To], message.Text.Body)
	g.mutex.Unlock()
	g.statuses <- fmt.Sprintf(`{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{`+
		`"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550100000","phone_number_id":%q},"statuses":[{"id":%q,`+
		`"status":"delivered","timestamp":"1700000001","recipient_id":%q,"biz_opaque_callback_data":%q}]}}]}]}`,
		childNumber, id, strings.TrimPrefix(message.To, "+"), message.CallbackData)
	time.Sleep(time.Duration(rand.IntN(20)) * time.Millisecond)
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprintf(w, `{"messaging_product":"whatsapp","contacts":[{"input":%q,"wa_id":%q}],"messages":[{"id":%q}]}`,
		message.To, strings.TrimPrefix(message.To, "+"), id)
}

func (g *countingGraph) times(token string) int {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	return g.counted[token]
}

// checkOrder looks whether each recipient got the replies in order.
func (g *countingGraph) checkOrder(t *testing.T) {
	t.Helper()
	g.mutex.Lock()
	defer g.mutex.Unlock()
	for to, bodies := range g.bodies {
		last := -1
		for _, body := range bodies {
			var line, number int
			_, err := fmt.Sscanf(body, "wamid.%d.%d", &line, &number)
			require.NoError(t, err)
			assert.Greater(t, number, last, "%s got reply %d after reply %d", to, number, last)
			last = number
		}
	}
}

// inbound is a body with a text message.
func inbound(from, id string) string {
	return fmt.Sprintf(`{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{`+
		`"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550100000","phone_number_id":%q},"messages":[{"from":%q,`+
		`"id":%q,"timestamp":"1700000000","type":"text","text":{"body":"hello"}}]}}]}]}`, childNumber, from, id)
}
