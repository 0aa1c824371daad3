package oteldurable_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/durable"
	"github.com/wabakit/whatsapp/durable/oteldurable"
	"github.com/wabakit/whatsapp/otelwhatsapp"
	"github.com/wabakit/whatsapp/webhook"
)

const (
	appSecret     = "0123456789abcdef0123456789abcdef"
	phoneNumberID = "106540352242922"
	sender        = "15550100123"
)

// measured returns what was measured: for each metric and its labels, the value
// of a counter or gauge, or how often a histogram was recorded.
func measured(t *testing.T, reader metric.Reader) map[string]float64 {
	t.Helper()
	var collected metricdata.ResourceMetrics
	require.NoError(t, reader.Collect(t.Context(), &collected))
	found := map[string]float64{}
	note := func(name string, labels attribute.Set, value float64) {
		found[name+"{"+labels.Encoded(attribute.DefaultEncoder())+"}"] += value
	}
	for _, scope := range collected.ScopeMetrics {
		for _, m := range scope.Metrics {
			switch data := m.Data.(type) {
			case metricdata.Histogram[float64]:
				for _, p := range data.DataPoints {
					note(m.Name, p.Attributes, float64(p.Count))
				}
			case metricdata.Histogram[int64]:
				for _, p := range data.DataPoints {
					note(m.Name, p.Attributes, float64(p.Sum))
				}
			case metricdata.Sum[int64]:
				for _, p := range data.DataPoints {
					note(m.Name, p.Attributes, float64(p.Value))
				}
			case metricdata.Gauge[int64]:
				for _, p := range data.DataPoints {
					note(m.Name, p.Attributes, float64(p.Value))
				}
			case metricdata.Gauge[float64]:
				for _, p := range data.DataPoints {
					note(m.Name, p.Attributes, p.Value)
				}
			default:
				t.Fatalf("%s is a %T", m.Name, data)
			}
		}
	}
	return found
}

func TestObserver(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "test.db")
	reader := metric.NewManualReader()
	to := otelwhatsapp.WithMeterProvider(metric.NewMeterProvider(metric.WithReader(reader)))
	synctest.Test(t, func(t *testing.T) {
		store, err := durable.Open(t.Context(), file, durable.Options{PollInterval: time.Second, Observer: oteldurable.Observer(to)})
		require.NoError(t, err)
		outbox, err := store.NewOutbox(durable.OutboxConfig{Sender: refusing(map[string]error{
			"spam": &whatsapp.GraphAPIError{StatusCode: 400, Code: 131048},
			"lost": errors.New("the answer was lost"),
		})})
		require.NoError(t, err)
		inbox, err := store.NewInbox(durable.InboxConfig{
			Webhook:     webhook.Config{AppSecrets: []string{appSecret}, VerifyToken: "verify"},
			MaxAttempts: 2,
			Backoff:     func(int) time.Duration { return time.Second },
			Callback: func(_ context.Context, e webhook.Event) error {
				if e.Key() == "wamid.bad" {
					return errors.New("not this one")
				}
				return nil
			},
		})
		require.NoError(t, err)
		require.Equal(t, http.StatusOK, post(inbox, inbound("wamid.good", "wamid.bad")))
		require.Equal(t, http.StatusOK, post(inbox, inbound("wamid.good")))
		require.Equal(t, http.StatusOK, post(inbox, "["))
		require.NoError(t, store.Start(t.Context()))
		for _, body := range []string{"good", "lost", "spam"} {
			_, err := outbox.Enqueue(t.Context(), durable.Outgoing{
				PhoneNumberID: phoneNumberID, Message: whatsapp.Message{To: "+" + sender, Content: whatsapp.Text{Body: body}},
			})
			require.NoError(t, err)
			time.Sleep(time.Minute)
		}
		stop := oteldurable.ObserveStats(store, to)
		time.Sleep(time.Minute)
		found := measured(t, reader)
		for name := range found {
			for _, secret := range []string{phoneNumberID, sender, "wamid", "spam", "lost"} {
				assert.NotContains(t, name, secret)
			}
		}
		for name, want := range map[string]float64{
			"whatsapp.queue.added{whatsapp.queue.addition=new,whatsapp.queue.name=inbox}":       2,
			"whatsapp.queue.added{whatsapp.queue.addition=duplicate,whatsapp.queue.name=inbox}": 1,
			"whatsapp.queue.added{whatsapp.queue.addition=malformed,whatsapp.queue.name=inbox}": 1,
			"whatsapp.queue.add.duration{whatsapp.queue.name=inbox}":                            3,
			"whatsapp.queue.wait{whatsapp.queue.name=inbox}":                                    3,
			"whatsapp.queue.lag{whatsapp.queue.name=inbox}":                                     3,
			"whatsapp.queue.wait{whatsapp.queue.name=outbox}":                                   3,

			"whatsapp.queue.process.duration{messaging.destination.name=messages,whatsapp.queue.name=inbox,whatsapp.queue.outcome=done}":                                                1,
			"whatsapp.queue.process.duration{error.type=_OTHER,messaging.destination.name=messages,whatsapp.queue.name=inbox,whatsapp.queue.outcome=retry}":                             1,
			"whatsapp.queue.process.duration{error.type=_OTHER,messaging.destination.name=messages,whatsapp.queue.name=inbox,whatsapp.queue.outcome=dead}":                              1,
			"whatsapp.queue.process.duration{messaging.destination.name=message,whatsapp.queue.name=outbox,whatsapp.queue.outcome=accepted}":                                            1,
			"whatsapp.queue.process.duration{error.type=outcome_unknown,messaging.destination.name=message,whatsapp.queue.name=outbox,whatsapp.queue.outcome=unknown}":                  1,
			"whatsapp.queue.process.duration{error.type=policy,messaging.destination.name=message,whatsapp.error.code=131048,whatsapp.queue.name=outbox,whatsapp.queue.outcome=queued}": 1,
			"whatsapp.queue.attempts{messaging.destination.name=messages,whatsapp.queue.name=inbox,whatsapp.queue.outcome=done}":                                                        1,
			"whatsapp.queue.attempts{error.type=_OTHER,messaging.destination.name=messages,whatsapp.queue.name=inbox,whatsapp.queue.outcome=dead}":                                      2,
			"whatsapp.queue.attempts{messaging.destination.name=message,whatsapp.queue.name=outbox,whatsapp.queue.outcome=accepted}":                                                    1,
			"whatsapp.queue.attempts{error.type=outcome_unknown,messaging.destination.name=message,whatsapp.queue.name=outbox,whatsapp.queue.outcome=unknown}":                          1,
			"whatsapp.queue.holds{whatsapp.error.code=131048,whatsapp.queue.hold.kind=number,whatsapp.queue.hold.passing=false,whatsapp.queue.name=outbox}":                             1,
			"whatsapp.queue.depth{whatsapp.queue.name=inbox,whatsapp.queue.state=pending}":                                                                                              0,
			"whatsapp.queue.depth{whatsapp.queue.name=inbox,whatsapp.queue.state=dead}":                                                                                                 2,
			"whatsapp.queue.depth{whatsapp.queue.name=outbox,whatsapp.queue.state=due}":                                                                                                 1,
			"whatsapp.queue.depth{whatsapp.queue.name=outbox,whatsapp.queue.state=sending}":                                                                                             0,
			"whatsapp.queue.depth{whatsapp.queue.name=outbox,whatsapp.queue.state=unknown}":                                                                                             1,
			"whatsapp.queue.oldest{whatsapp.queue.name=inbox}":                                                                                                                          0,
			"whatsapp.queue.oldest{whatsapp.queue.name=outbox}":                                                                                                                         0, // its number is held
		} {
			got, there := found[name]
			assert.True(t, there, name)
			assert.InDelta(t, want, got, 0, name)
			delete(found, name)
		}
		assert.Empty(t, found, "what nobody has looked at")

		require.NoError(t, stop())
		for name := range measured(t, reader) {
			assert.NotContains(t, name, "depth")
			assert.NotContains(t, name, "oldest")
		}
		require.NoError(t, store.Stop(t.Context()))
		require.NoError(t, store.Close())
	})
}

// While the database is away, there are no gauges, and the collection says why.
func TestStatsWithoutADatabase(t *testing.T) {
	t.Parallel()
	reader := metric.NewManualReader()
	to := otelwhatsapp.WithMeterProvider(metric.NewMeterProvider(metric.WithReader(reader)))
	store, err := durable.Open(t.Context(), filepath.Join(t.TempDir(), "test.db"), durable.Options{})
	require.NoError(t, err)
	defer oteldurable.ObserveStats(store, to)()
	require.NoError(t, store.Close())
	var collected metricdata.ResourceMetrics
	require.ErrorContains(t, reader.Collect(t.Context(), &collected), "database is closed")
	assert.Empty(t, collected.ScopeMetrics)
}

// A reader that gives up spoils nothing for the next one.
func TestStatsAfterACancelledReader(t *testing.T) {
	t.Parallel()
	reader := metric.NewManualReader()
	to := otelwhatsapp.WithMeterProvider(metric.NewMeterProvider(metric.WithReader(reader)))
	store, err := durable.Open(t.Context(), filepath.Join(t.TempDir(), "test.db"), durable.Options{})
	require.NoError(t, err)
	defer store.Close()
	defer oteldurable.ObserveStats(store, to)()
	taken, err := store.DB().Conn(t.Context()) // so that the first reader waits
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	given := make(chan error)
	go func() {
		var collected metricdata.ResourceMetrics
		given <- reader.Collect(ctx, &collected)
	}()
	for store.DB().Stats().WaitCount == 0 {
		runtime.Gosched()
	}
	cancel()
	require.ErrorIs(t, <-given, context.Canceled)
	require.NoError(t, taken.Close())
	assert.NotEmpty(t, measured(t, reader))
}

// refusing is a sender that has answers for some texts.
type refusing map[string]error

func (r refusing) Send(_ context.Context, _ string, message whatsapp.Message, _ ...whatsapp.RequestOption) (*whatsapp.SentMessage, error) {
	if err := r[message.Content.(whatsapp.Text).Body]; err != nil {
		return nil, err
	}
	return &whatsapp.SentMessage{Messages: []whatsapp.AcceptedMessage{{ID: "wamid." + message.CallbackData}}}, nil
}

func (r refusing) SendMarketing(context.Context, string, whatsapp.MarketingMessage, ...whatsapp.RequestOption) (*whatsapp.SentMessage, error) {
	return nil, errors.New("nobody sends one")
}

// inbound is a body with messages.
func inbound(ids ...string) string {
	messages := make([]string, len(ids))
	for i, id := range ids {
		messages[i] = `{"from":"` + sender + `","id":"` + id + `","timestamp":"900000000","type":"text","text":{"body":"hello"}}`
	}
	return `{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"messaging_product":"whatsapp",` +
		`"metadata":{"display_phone_number":"15550100000","phone_number_id":"` + phoneNumberID + `"},"messages":[` + strings.Join(messages, ",") + `]}}]}]}`
}

func post(inbox http.Handler, body string) int {
	request := httptest.NewRequest(http.MethodPost, "/webhook", strings.NewReader(body))
	request.Header.Set(webhook.SignatureHeader, webhook.Sign([]byte(body), appSecret))
	answer := httptest.NewRecorder()
	inbox.ServeHTTP(answer, request)
	return answer.Code
}
