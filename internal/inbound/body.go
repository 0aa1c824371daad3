package inbound

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"
)

// Body says how the body of a request is read. The errors are those of the
// package that reads, and have what is wrong appended.
type Body struct {
	MaxBytes int64
	Timeout  time.Duration
	Verifier Verifier // nil accepts every body

	ErrSignature  error
	ErrTooLarge   error
	ErrIncomplete error
}

// Read reads and verifies the body of a request. What can be refused without
// reading is.
func (b *Body) Read(into *bytes.Buffer, w http.ResponseWriter, r *http.Request) error {
	if r.ContentLength > b.MaxBytes {
		return b.ErrTooLarge
	}
	signature := r.Header.Get(SignatureHeader)
	if b.Verifier != nil {
		if _, err := readSignature(signature); err != nil {
			return fmt.Errorf("%w: %w", b.ErrSignature, err)
		}
	}
	if r.Body == nil { // servers never leave it nil, but adapters of other platforms do
		r.Body = http.NoBody
	}
	if err := b.fill(into, w, r); err != nil {
		return err
	}
	if b.Verifier == nil {
		return nil
	}
	if err := b.Verifier.Verify(into.Bytes(), signature); err != nil {
		return fmt.Errorf("%w: %w", b.ErrSignature, err)
	}
	return nil
}

// grownBuffer is the most memory that is spent on the mere announcement of a
// body.
const grownBuffer = 64 << 10

func (b *Body) fill(into *bytes.Buffer, w http.ResponseWriter, r *http.Request) error {
	if r.ContentLength > 0 {
		into.Grow(int(min(r.ContentLength, grownBuffer)) + bytes.MinRead)
	}
	_, err := into.ReadFrom(http.MaxBytesReader(w, r.Body, b.MaxBytes))
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return b.ErrTooLarge
	}
	if err != nil {
		return fmt.Errorf("%w: %w", b.ErrIncomplete, err)
	}
	return nil
}

// Bound ends the reading of the body after Timeout, unless the server ends it
// earlier. It comes first: net/http reads what is left of a body before it
// sends the answer, also of a request that was refused unread.
func (b *Body) Bound(w http.ResponseWriter, r *http.Request) {
	if r.Body == nil || r.Body == http.NoBody {
		return
	}
	server, _ := r.Context().Value(http.ServerContextKey).(*http.Server)
	if server != nil && server.ReadTimeout > 0 && server.ReadTimeout <= b.Timeout {
		return
	}
	// As http.ResponseController does, but without an allocation where there
	// are no deadlines, as in tests and adapters of other platforms.
	for {
		switch at := w.(type) {
		case interface {
			SetReadDeadline(deadline time.Time) error
		}:
			_ = at.SetReadDeadline(time.Now().Add(b.Timeout))
			return
		case interface{ Unwrap() http.ResponseWriter }:
			w = at.Unwrap()
		default:
			return
		}
	}
}

// Places bounds how many bodies are in progress.
type Places struct {
	Most  int64
	taken atomic.Int64
}

// Enter takes a place, if there is any.
func (p *Places) Enter() bool {
	if p.taken.Add(1) > p.Most {
		p.taken.Add(-1)
		return false
	}
	return true
}

// Leave gives a place back.
func (p *Places) Leave() { p.taken.Add(-1) }
