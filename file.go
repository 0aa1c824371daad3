package whatsapp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/wabakit/whatsapp/internal/filebody"
)

// A File is a file to upload: its bytes, as a reader or a function that opens
// one, and their name and type. It streams, and is never in memory as a whole.
//
// Graph may refuse an upload and ask for it again, and a connection may fail
// before anything is sent. The upload is then repeated if the file can be read
// again: a Content that is also an io.Seeker, such as an *os.File or a
// *bytes.Reader, is read again from its position before the call, and Open is
// called again. Any other reader is read once.
type File struct {
	// Content holds the bytes. It is not closed, and not used after the call. A
	// Read that blocks ends the upload after the attempt timeout, or one second
	// after the context ends; Content is then in use until that Read returns.
	Content io.Reader
	// Open returns a reader of the whole file. Set it instead of Content.
	Open func() (io.ReadCloser, error)
	// Size is the exact number of bytes. It is optional for a Content that is
	// an io.Seeker or has a Len method.
	Size int64
	// Name is the name of the file. It is optional for an *os.File, and where
	// nobody sees the name.
	Name string
	// MIMEType is the type, such as "image/jpeg". By default, it is detected
	// from the first bytes and the name.
	MIMEType string
	// Progress is called after each part that was read to be sent, with the
	// number of bytes so far and the total. Graph may have received less. When
	// an upload is repeated, the number goes back to zero or, in an upload
	// session, to what Graph has. The calls come one at a time, from another
	// goroutine, and end with the upload. A panic ends the upload and continues
	// in the goroutine of the caller.
	Progress func(sent, total int64)
}

// source prepares the file, and determines the size, name and type if they are
// not set.
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

// sourcesOf prepares the files of a list that has a name in requests, and stops
// at the first that cannot be sent.
func sourcesOf(ctx context.Context, list string, files []File, readTimeout time.Duration) ([]*filebody.Source, error) {
	sources := make([]*filebody.Source, len(files))
	for i, file := range files {
		source, err := file.source(ctx, readTimeout)
		if invalid, ok := errors.AsType[*ValidationError](err); ok {
			var found violations
			found.addEntry(list, i, fileViolations(invalid.Violations))
			return nil, found.err()
		}
		if err != nil {
			return nil, err
		}
		sources[i] = source
	}
	return sources, nil
}

// fileViolations leaves the problems of a file without the field "file", where
// the name of the list stands for it.
func fileViolations(found []Violation) violations {
	for i := range found {
		if found[i].Field == "file" {
			found[i].Field = ""
		}
	}
	return found
}
