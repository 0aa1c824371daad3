package simulator_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/simulator"
	"github.com/wabakit/whatsapp/webhook"
)

const firstUser = "15550100123"

// bench is a simulator that runs, behind a socket, and its callback.
type bench struct {
	t       *testing.T
	sim     *simulator.Simulator
	address string
	hooks   chan webhook.Event
	bodies  chan []byte

	mutex   sync.Mutex
	refuses int // how many webhooks are still refused
}

func newBench(t *testing.T, opts ...simulator.Option) *bench {
	t.Helper()
	b := &bench{t: t, hooks: make(chan webhook.Event, 1000), bodies: make(chan []byte, 1000)}
	callback := httptest.NewServer(b.callback())
	t.Cleanup(callback.Close)
	sim, err := simulator.New(append([]simulator.Option{
		simulator.WithCallbackURL(callback.URL + "/webhook"), simulator.WithLatency(0), simulator.WithReading(simulator.ReadingAlways),
	}, opts...)...)
	require.NoError(t, err)
	b.sim = sim
	web := httptest.NewServer(sim)
	b.address = web.URL
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- sim.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		require.ErrorIs(t, <-ended, context.Canceled)
		web.Close()
	})
	return b
}

func (b *bench) callback() http.Handler {
	handler, err := webhook.NewHandler(webhook.Config{
		AppSecrets: []string{simulator.DefaultAppSecret}, VerifyToken: simulator.DefaultVerifyToken,
	}, func(_ context.Context, e webhook.Event) error {
		b.mutex.Lock()
		defer b.mutex.Unlock()
		if b.refuses > 0 {
			b.refuses--
			return errors.New("not now")
		}
		b.hooks <- e
		return nil
	})
	require.NoError(b.t, err)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if r.Method == http.MethodPost {
			b.bodies <- body
		}
		r.Body = io.NopCloser(strings.NewReader(string(body)))
		handler.ServeHTTP(w, r)
	})
}

// refuse has the callback refuse the next webhooks.
func (b *bench) refuse(times int) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.refuses = times
}

// message returns the next webhook, which must be a message.
func (b *bench) message() webhook.Message {
	b.t.Helper()
	event, isMessage := b.next().(*webhook.MessageEvent)
	require.True(b.t, isMessage)
	return event.Message
}

// status returns the next webhook, which must be a status.
func (b *bench) status() webhook.Status {
	b.t.Helper()
	event, isStatus := b.next().(*webhook.StatusEvent)
	require.True(b.t, isStatus)
	return event.Status
}

func (b *bench) next() webhook.Event {
	b.t.Helper()
	select {
	case e := <-b.hooks:
		return e
	case <-b.t.Context().Done():
		b.t.Fatal("no webhook came")
		return nil
	}
}

// request sends a request and returns its answer.
func (b *bench) request(method, path, body string, headers ...string) (int, string) {
	b.t.Helper()
	request, err := http.NewRequestWithContext(b.t.Context(), method, b.address+path, strings.NewReader(body))
	require.NoError(b.t, err)
	request.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
		if headers[i] == "Host" {
			request.Host = headers[i+1]
		}
	}
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		return 0, err.Error()
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	require.NoError(b.t, err)
	return response.StatusCode, string(text)
}

// api calls the REST interface and decodes its answer.
func (b *bench) api(method, path, body string) map[string]any {
	b.t.Helper()
	status, text := b.request(method, "/_simulator/api"+path, body)
	require.Equal(b.t, http.StatusOK, status, "%s %s: %s", method, path, text)
	var answer map[string]any
	require.NoError(b.t, json.Unmarshal([]byte(text), &answer), text)
	return answer
}

// refused calls the REST interface, which must refuse, and returns why.
func (b *bench) refused(method, path, body string, want int) string {
	b.t.Helper()
	status, text := b.request(method, "/_simulator/api"+path, body)
	require.Equal(b.t, want, status, text)
	var answer struct {
		Error struct{ Message string }
	}
	require.NoError(b.t, json.Unmarshal([]byte(text), &answer), text)
	require.NotEmpty(b.t, answer.Error.Message)
	return answer.Error.Message
}

// graph sends a request to the Graph API as a program does.
func (b *bench) graph(method, path, body string) (int, string) {
	b.t.Helper()
	return b.request(method, "/v23.0"+path, body, "Authorization", "Bearer a token")
}

// write has the business send a message, and returns its id.
func (b *bench) write(to, content string) string {
	b.t.Helper()
	status, text := b.graph(http.MethodPost, "/"+graphtest.PhoneNumberID+"/messages",
		`{"messaging_product":"whatsapp","to":"`+to+`",`+content+`}`)
	require.Equal(b.t, http.StatusOK, status, text)
	var answer struct{ Messages []struct{ ID string } }
	require.NoError(b.t, json.Unmarshal([]byte(text), &answer))
	return answer.Messages[0].ID
}

const textHello = `"type":"text","text":{"body":"hello"}`

// find returns the first of a list of objects for which a member has a value.
func find(t *testing.T, list any, member string, value any) map[string]any {
	t.Helper()
	items, _ := list.([]any)
	for _, item := range items {
		if object, _ := item.(map[string]any); object[member] == value {
			return object
		}
	}
	require.Failf(t, "not found", "no object has %s %v in %v", member, value, list)
	return nil
}

// inMemory reads from the REST interface without a socket.
func (b *bench) inMemory(method, path string) map[string]any {
	b.t.Helper()
	recorder := httptest.NewRecorder()
	b.sim.ServeHTTP(recorder, httptest.NewRequestWithContext(b.t.Context(), method, "http://localhost/_simulator/api"+path, nil))
	var answer map[string]any
	require.NoError(b.t, json.Unmarshal(recorder.Body.Bytes(), &answer))
	return answer
}
