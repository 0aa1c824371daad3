package cli

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
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

// A cutOffError is a line that was not written to its end.
type cutOffError struct {
	file string
	line int
	last bool
}

func (e *cutOffError) Error() string {
	which := ""
	if e.last {
		which = ", the last one,"
	}
	return fmt.Sprintf("%s: line %d%s is cut off, and was left out", e.file, e.line, which)
}

// isCutOff reports whether a line is the beginning of JSON.
func isCutOff(line []byte) bool {
	var value json.RawMessage
	return json.NewDecoder(bytes.NewReader(bytes.TrimSpace(line))).Decode(&value) == io.ErrUnexpectedEOF
}

// readRecorded calls yield with each body of a recording, and with a
// cutOffError for a line that is cut off; others follow where the file was
// appended to. A line may also be a body as it is.
func readRecorded(name string, from io.Reader, yield func(body []byte, err error) bool) {
	reader := bufio.NewReader(from)
	if begin, err := reader.Peek(len(byteOrderMark)); err == nil && string(begin) == byteOrderMark {
		_, _ = reader.Discard(len(byteOrderMark))
	}
	for number := 1; ; number++ {
		line, err := reader.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			body, failed := bodyOf(line)
			switch {
			case failed == nil:
			case isCutOff(line):
				failed = &cutOffError{name, number, err == io.EOF}
			default:
				yield(nil, fmt.Errorf("%s: line %d: %w", name, number, failed))
				return
			}
			if !yield(body, failed) {
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
// business. A last line that is cut off is ended, so that it does not take the
// next one with it.
func openRecording(path string) (*os.File, error) {
	endsOpen := endsInLine(path)
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil || !endsOpen {
		return file, err
	}
	if _, err := file.WriteString("\n"); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// endsInLine reports whether the last line of a file has no end.
func endsInLine(path string) bool {
	if found, err := os.Stat(path); err != nil || !found.Mode().IsRegular() || found.Size() == 0 {
		return false
	}
	file, err := os.Open(path)
	if err != nil {
		return false
	}
	defer file.Close()
	last := make([]byte, 1)
	_, err = file.Seek(-1, io.SeekEnd)
	if err == nil {
		_, err = file.Read(last)
	}
	return err == nil && last[0] != '\n'
}
