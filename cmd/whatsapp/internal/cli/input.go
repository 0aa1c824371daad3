package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
)

// readJSON reads a file with one JSON value; - is standard input.
func (s *shell) readJSON(path string) (json.RawMessage, error) {
	content, err := s.readInput(path)
	if err != nil {
		return nil, err
	}
	var value json.RawMessage
	if err := json.Unmarshal(content, &value); err != nil {
		return nil, fmt.Errorf("%s: %w", path, withLine(content, err))
	}
	return value, nil
}

func (s *shell) readInput(path string) ([]byte, error) {
	var content []byte
	var err error
	if path == "-" {
		content, err = io.ReadAll(s.In)
	} else {
		content, err = os.ReadFile(s.path(path))
	}
	return bytes.TrimPrefix(content, []byte(byteOrderMark)), err
}

// byteOrderMark is what programs on Windows begin a text file with.
const byteOrderMark = "\ufeff"

// withLine adds the line of a syntax error in JSON.
func withLine(content []byte, err error) error {
	syntax, ok := err.(*json.SyntaxError)
	if !ok {
		return err
	}
	end := min(int(syntax.Offset), len(content))
	return fmt.Errorf("line %d: %w", 1+bytes.Count(content[:end], []byte("\n")), err)
}
