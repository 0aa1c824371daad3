package inbox

import (
	"context"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/examples/engines/internal/partition"
	"github.com/wabakit/whatsapp/webhook"
)

// A server that says nothing for a while does not end a partition.
func TestPartitionGoesOnAfterSilence(t *testing.T) {
	t.Parallel()
	body := &message{body: []byte(`{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{` +
		`"messages":[{"from":"15550100123","id":"wamid.1","timestamp":"1700000000","type":"text","text":{"body":"hello"}}]}}]}]}`)}
	partitions, err := partition.In(body.body)
	require.NoError(t, err)
	require.Len(t, partitions, 1)
	var processed []string
	var reported []error
	processAll(t.Context(), partition.Work{
		Callback: func(_ context.Context, event webhook.Event) error {
			processed = append(processed, event.Key())
			return nil
		},
		Events: webhook.NewMemoryStore(0, 0), Lease: time.Minute, MaxAttempts: 3,
		OnError: func(_ context.Context, err error) { reported = append(reported, err) },
	}, partitions[0], &messages{next: []any{jetstream.ErrNoHeartbeat, body, jetstream.ErrMsgIteratorClosed}})
	assert.Equal(t, []string{"wamid.1"}, processed)
	assert.Equal(t, []error{jetstream.ErrNoHeartbeat}, reported)
	assert.Equal(t, 1, body.acknowledged)
}

// messages is what a consumer delivers: messages and errors.
type messages struct {
	jetstream.MessagesContext

	next []any
}

func (m *messages) Next(...jetstream.NextOpt) (jetstream.Msg, error) {
	next := m.next[0]
	m.next = m.next[1:]
	if err, ok := next.(error); ok {
		return nil, err
	}
	return next.(jetstream.Msg), nil
}

type message struct {
	jetstream.Msg

	body         []byte
	acknowledged int
}

func (m *message) Metadata() (*jetstream.MsgMetadata, error) {
	return &jetstream.MsgMetadata{NumDelivered: 1}, nil
}
func (m *message) Data() []byte      { return m.body }
func (m *message) InProgress() error { return nil }

func (m *message) DoubleAck(context.Context) error {
	m.acknowledged++
	return nil
}
