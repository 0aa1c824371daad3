package batch

import (
	"encoding/json"
	"strconv"
	"time"
)

// appendEntry appends the line of an entry, as [json.Marshal] would write it.
// Two are written per message, and must cost less than sending it.
func appendEntry(line []byte, entry *JournalEntry) ([]byte, error) {
	line = append(line, entryStart...)
	line = strconv.AppendInt(line, int64(entry.Index), 10)
	line = appendText(line, `,"digest":`, entry.Digest)
	line = appendText(line, `,"state":`, string(entry.State))
	if entry.MessageID != "" {
		line = appendText(line, `,"message_id":`, entry.MessageID)
	}
	if entry.Error != "" {
		line = appendText(line, `,"error":`, entry.Error)
	}
	var err error
	if !entry.NotBefore.IsZero() {
		if line, err = appendTime(line, `,"not_before":"`, entry.NotBefore); err != nil {
			return nil, err
		}
	}
	if line, err = appendTime(line, `,"time":"`, entry.Time); err != nil {
		return nil, err
	}
	return append(line, "}\n"...), nil
}

func appendText(line []byte, name, text string) []byte {
	line = append(line, name...)
	if isPlain(text) {
		line = append(line, '"')
		line = append(line, text...)
		return append(line, '"')
	}
	quoted, _ := json.Marshal(text) // a string always encodes
	return append(line, quoted...)
}

func isPlain(text string) bool {
	for i := range len(text) {
		switch c := text[i]; {
		case c < ' ', c > '~', c == '"', c == '\\', c == '<', c == '>', c == '&':
			return false
		}
	}
	return true
}

func appendTime(line []byte, name string, moment time.Time) ([]byte, error) {
	line, err := moment.AppendText(append(line, name...))
	return append(line, '"'), err
}
