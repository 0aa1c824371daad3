package cli

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"iter"
	"sync"

	"github.com/wabakit/whatsapp"
)

// batchSent knows of each message that is under way where it comes from and how
// its status webhooks can be recognized. A stream bounds how many these are.
type batchSent struct {
	numberID string

	mu    sync.Mutex
	known map[int]batchOrigin
}

type batchOrigin struct {
	Line         int    `json:"line"`
	CallbackData string `json:"callback_data,omitzero"`
}

// messages returns the messages of a file, each with callback data.
func (b *batchSent) messages(rows iter.Seq2[batchRow, error]) iter.Seq2[whatsapp.Message, error] {
	return func(yield func(whatsapp.Message, error) bool) {
		index := 0
		for row, err := range rows {
			if err != nil {
				yield(whatsapp.Message{}, err)
				return
			}
			if row.message.CallbackData == "" {
				row.message.CallbackData = callbackDataOf(b.numberID, row.message)
			}
			b.mu.Lock()
			b.known[index] = batchOrigin{row.line, row.message.CallbackData}
			b.mu.Unlock()
			if !yield(row.message, nil) {
				return
			}
			index++
		}
	}
}

// origin returns where a message comes from, and forgets it.
func (b *batchSent) origin(index int) batchOrigin {
	b.mu.Lock()
	defer b.mu.Unlock()
	defer delete(b.known, index)
	return b.known[index]
}

// callbackDataOf returns callback data that depends on nothing but the message
// and its sender. A position in the file would not do: the journal knows a
// message by all that is sent, so that it would not know one again whose line
// has moved, and send it twice.
func callbackDataOf(numberID string, message whatsapp.Message) string {
	encoded, err := json.Marshal(message)
	if err != nil {
		return "" // it is rejected
	}
	sum := sha256.Sum256(append([]byte(numberID+"\n"), encoded...))
	return "batch-" + hex.EncodeToString(sum[:12])
}
