package cli

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"strings"
)

// An interruption ends what waits for somebody, or for something to be read.
type interruption struct{ err error }

func (e *interruption) Error() string {
	if errors.Is(e.err, context.DeadlineExceeded) {
		return "the time of --timeout is over"
	}
	return "interrupted"
}

func (e *interruption) Unwrap() error { return e.err }

// interrupted returns the error of a context that has ended, or else nil.
func interrupted(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return &interruption{err}
	}
	return nil
}

// An input reads until its context ends. A read of a terminal or of a pipe
// cannot be ended, so that it goes on in a goroutine until the program ends.
type input struct {
	ctx  context.Context //nolint:containedctx // a Read has no other way to get it
	from io.Reader
}

type readResult struct {
	count int
	err   error
}

// Read reads what is next, or fails once the context has ended.
func (in *input) Read(p []byte) (int, error) {
	if err := interrupted(in.ctx); err != nil {
		return 0, err
	}
	buffer, done := make([]byte, len(p)), make(chan readResult, 1)
	go func() {
		count, err := in.from.Read(buffer)
		done <- readResult{count, err}
	}()
	select {
	case result := <-done:
		return copy(p, buffer[:result.count]), result.err
	case <-in.ctx.Done():
		return 0, interrupted(in.ctx)
	}
}

// openInput opens a file, or standard input for -.
func (s *shell) openInput(path string) (io.ReadCloser, error) {
	if path == "-" {
		return io.NopCloser(s.In), nil
	}
	file, err := os.Open(s.path(path))
	if err != nil && strings.HasPrefix(strings.TrimSpace(path), "{") {
		return nil, &hintError{err, "JSON itself goes to standard input, with - in place of the file."}
	}
	return file, err
}

// readInput reads a file, or standard input for -.
func (s *shell) readInput(path string) ([]byte, error) {
	file, err := s.openInput(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	content, err := io.ReadAll(file)
	return bytes.TrimPrefix(content, []byte(byteOrderMark)), err
}

// byteOrderMark is what programs on Windows begin a text file with.
const byteOrderMark = "\ufeff"

// readLine reads a line that somebody types or a program writes. The last one
// need not end.
func readLine(in *bufio.Reader) (string, error) {
	line, err := in.ReadString('\n')
	if err == io.EOF && line != "" {
		err = nil
	}
	return line, err
}

// readSecret reads a secret from the terminal, or else a line from in.
func (s *shell) readSecret(ctx context.Context, prompt string, in *bufio.Reader) (string, error) {
	var secret string
	var err error
	if s.ReadSecret != nil {
		secret, err = s.ReadSecret(ctx, prompt)
	} else {
		secret, err = readLine(in)
	}
	if err != nil && ctx.Err() != nil {
		err = interrupted(ctx)
	}
	return strings.TrimSpace(secret), err
}
