package cli

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"time"
)

// A recorded is a webhook as a line of a recording. There is no signature in
// it: a replay signs the body again.
type recorded struct {
	ReceivedAt time.Time `json:"received_at,omitzero"`
	// Body is the body, or a string with the body where that is not JSON.
	Body json.RawMessage `json:"body"`
}

// writeRecorded appends a body to a recording.
func writeRecorded(to io.Writer, body []byte, at time.Time) error {
	line := recorded{ReceivedAt: at.UTC(), Body: body}
	if !json.Valid(body) {
		text, err := json.Marshal(string(body))
		if err != nil {
			return err
		}
		line.Body = text
	}
	encoder := json.NewEncoder(to)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(line)
}

// readRecorded calls yield with each body of a recording. A line may also be a
// body as it is.
func readRecorded(name string, from io.Reader, yield func(body []byte, err error) bool) {
	reader := bufio.NewReader(from)
	for number := 1; ; number++ {
		line, err := reader.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			body, err := bodyOf(line)
			if err != nil {
				yield(nil, fmt.Errorf("%s: line %d: %w", name, number, err))
				return
			}
			if !yield(body, nil) {
				return
			}
		}
		if err == io.EOF {
			return
		}
		if err != nil {
			yield(nil, err)
			return
		}
	}
}

func bodyOf(line []byte) ([]byte, error) {
	var entry recorded
	if err := json.Unmarshal(line, &entry); err != nil {
		return nil, err
	}
	var text string
	switch {
	case len(entry.Body) == 0:
		return bytes.TrimSpace(line), nil
	case json.Unmarshal(entry.Body, &text) == nil:
		return []byte(text), nil
	}
	return entry.Body, nil
}

// openRecording opens a file to append to. What people write is nobody else's
// business.
func openRecording(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
}
