package webhook_test

import (
	"encoding/json"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/webhook"
)

// messageBatch is one change with n messages of n users.
func messageBatch(n int) []byte {
	var contacts, messages []string
	for i := range n {
		contacts = append(contacts, fmt.Sprintf(`{"wa_id":"1555010%04d","profile":{"name":"User %d"}}`, i, i))
		messages = append(messages, fmt.Sprintf(`{"id":"wamid.%04d","from":"1555010%04d","type":"text","text":{"body":%q}}`,
			i, i, strings.Repeat("word ", i%200)))
	}
	return messageBody(`"metadata":{"phone_number_id":"7"},"contacts":[` + strings.Join(contacts, ",") + `],"messages":[` +
		strings.Join(messages, ",") + `],"unknown":{"a":[1]}`)
}

// One event that is kept must not hold its batch, be it of many changes or of
// one. The test runs alone, since it measures the heap.
//
//nolint:paralleltest // it measures the memory of the process
func TestOneEventDoesNotHoldItsBatch(t *testing.T) {
	for name, body := range map[string][]byte{"many changes": statusBatch(1000), "one change": messageBatch(1000)} {
		parse(t, body)
		parse(t, body)
		before := heap()
		kept := func() webhook.Event {
			notification, err := webhook.Parse(body)
			require.NoError(t, err)
			return slices.Collect(notification.Events())[500]
		}()
		after := heap()
		assert.NotEmpty(t, kept.Key())
		assert.Less(t, after-before, int64(24<<10), "%s: %d bytes", name, len(body))
	}
}

func heap() int64 {
	runtime.GC()
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapAlloc)
}

// A long change with many events is told to each of them without the others.
func TestRawChangeOfALongChange(t *testing.T) {
	t.Parallel()
	events := parse(t, messageBatch(100))
	require.Len(t, events, 100)
	for i, event := range events {
		message := event.(*webhook.MessageEvent)
		assert.Equal(t, fmt.Sprintf("wamid.%04d", i), message.Message.ID)
		assert.Equal(t, fmt.Sprintf("User %d", i), message.Contact.Profile.Name)
		change := fmt.Sprintf(`{"value":{"messaging_product":"whatsapp","metadata":{"phone_number_id":"7"},`+
			`"contacts":[{"wa_id":"1555010%04d","profile":{"name":"User %d"}}],"messages":[%s],"unknown":{"a":[1]}},"field":"messages"}`,
			i, i, event.Raw())
		assert.Equal(t, change, string(event.RawChange()))
		var raw struct{ ID string }
		require.NoError(t, json.Unmarshal(event.Raw(), &raw))
		assert.Equal(t, message.Message.ID, raw.ID)
	}

	long := strings.Repeat("word ", 2000)
	only := only[*webhook.MessageEvent](t, messageBody(`"messages":[{"id":"a","text":{"body":"`+long+`"}}],"statuses":[]`))
	assert.Equal(t, long, only.Message.Text.Body)
	assert.Contains(t, string(only.RawChange()), string(only.Raw()))
	assert.Contains(t, string(only.RawChange()), `"statuses":[]`)

	events = parse(t, messageBody(`"messages":[{"id":"a","text":{"body":"`+long+`"}}],"statuses":[{"id":"b"}],"statuses":{"id":"c"},"errors":[7,{"code":1}]`))
	require.Len(t, events, 5)
	assert.Contains(t, string(events[0].RawChange()), `,"statuses":[],"statuses":{"id":"c"},"errors":[]`)
	assert.Contains(t, string(events[1].RawChange()), `"messages":[],"statuses":[{"id":"b"}],"statuses":{"id":"c"},"errors":[]`)
	assert.Contains(t, string(events[3].RawChange()), `"messages":[],"statuses":[],"statuses":{"id":"c"},"errors":[7]`)
	for _, event := range events {
		assert.True(t, json.Valid(event.RawChange()))
	}
}
