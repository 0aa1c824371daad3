package batch_test

import (
	"encoding/json"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/batch"
)

// Messages that have waited in a queue go on under the journal that was begun
// with them: decoded messages have the digests of their originals.
func TestSendGoesOnWithDecodedMessages(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var newer whatsapp.Message
		require.NoError(t, json.Unmarshal([]byte(`{"to":"15550100123","type":"text","ttl":60,"text":{"style":{"z":1,"a":"<"},"body":"0"}}`), &newer))
		type seats struct{ Row, Number int }
		messages := append(texts(1, 1), newer,
			whatsapp.Message{To: "15550100124", Content: whatsapp.RawContent{Type: "poll", Body: json.RawMessage(`{"z": 1, "a": "<"}`)}},
			whatsapp.Message{To: "15550100125", Content: whatsapp.InteractiveFlow{
				Body: "Book", FlowID: "1", CallToAction: "Go", Screen: "FIRST", Data: map[string]any{"seats": seats{3, 4}},
			}},
		)
		journal := &memoryJournal{}
		office := newPostOffice()
		_, err := batch.Send(t.Context(), newClient(t, office).Messages, phoneNumberID, messages, &batch.Options{Journal: journal})
		require.NoError(t, err)
		require.Len(t, office.accepted, len(messages))

		queued, err := json.Marshal(messages)
		require.NoError(t, err)
		var decoded []whatsapp.Message
		require.NoError(t, json.Unmarshal(queued, &decoded))
		results, err := batch.Send(t.Context(), newClient(t, office).Messages, phoneNumberID, decoded, &batch.Options{Journal: journal})
		require.NoError(t, err)
		require.Len(t, results, len(messages))
		require.Len(t, office.accepted, len(messages), "nothing is sent again")
	})
}
