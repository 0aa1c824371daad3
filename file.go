package whatsapp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/wabakit/whatsapp/internal/filebody"
)

// A File is what is uploaded: its bytes, as a reader or a function that opens
// one, and what there is to say about them. It is never held in memory whole.
//
// Graph may refuse an upload and ask for it again, and a connection may fail
// before anything is sent. The upload is repeated then if the file can be read
// again: a Content that is also an io.Seeker, such as an *os.File or a
// *bytes.Reader, is read from where it stands; Open is called anew. Any other
// reader is read once.
type File struct {
	// Content holds the bytes. It is not closed, and not used after the call. A
	// Read that blocks ends the upload after the attempt timeout, or a second after
	// the end of the context; then Content stays in use until that Read comes back.
	Content io.Reader
	// Open returns the bytes from the beginning. It takes the place of Content.
	Open func() (io.ReadCloser, error)
	// Size is the number of bytes, no more and no less. It may be left out for a
	// Content that is an io.Seeker or has a Len method.
	Size int64
	// Name is what the file is called. It may be left out for an *os.File, and
	// where nobody sees the name.
	Name string
	// MIMEType is the type, such as "image/jpeg". Left out, it is found from the
	// first bytes and the name.
	MIMEType string
	// Progress is called after each part that is taken to be sent, with the number
	// of bytes so far and in all. These have been read, which is ahead of what
	// Graph has. What is sent again is counted again: the number goes back to
	// zero or, in an upload session, to where Graph has got to. The calls come one
	// at a time, from another goroutine, and end with the upload; a panic ends
	// the upload, and goes on in the goroutine that called it.
	Progress func(sent, total int64)
}

// source finds what the file does not state.
func (f File) source(ctx context.Context, readTimeout time.Duration) (*filebody.Source, error) {
	found, err := filebody.New(ctx, filebody.File(f), readTimeout)
	if err == nil {
		err = found.DetectType(typeOfName)
	}
	if problem, ok := errors.AsType[*filebody.InputError](err); ok {
		return nil, &ValidationError{Violations: []Violation{{Field: problem.Field, Problem: problem.Problem}}}
	}
	if err != nil {
		return nil, fmt.Errorf("whatsapp: %w", err)
	}
	return found, nil
}
