// Package filebody streams a caller's files as the body of an HTTP request: it
// determines the size and the type, reads a file again for another attempt if
// it can, wraps it in a multipart form, and protects the call from a reader
// that blocks, panics or breaks the rules of io.Reader. [New] takes a file,
// [Source.From] and [NewFileForm] make a body, and [Body.Open] returns the
// reader for each attempt.
package filebody

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"
)

// A File has the fields of the root package's File, which documents them.
type File struct {
	Content  io.Reader
	Open     func() (io.ReadCloser, error)
	Size     int64
	Name     string
	MIMEType string
	Progress func(sent, total int64)
}

// An InputError says which field of a File cannot be used, and why.
type InputError struct{ Field, Problem string }

// Error names the field and the problem.
func (e *InputError) Error() string { return e.Field + " " + e.Problem }

// A Source is a File ready to be sent.
type Source struct {
	Name     string
	MIMEType string // empty before DetectType, unless the file states it
	Size     int64

	progress func(sent, total int64)
	head     []byte // the first bytes, once they have been read

	ctx         context.Context // of the call
	readTimeout time.Duration   // of a single read
	mayBlock    bool
	blocked     bool // a read did not return; the file must be left alone

	// open returns the bytes from an offset on.
	open func(offset int64) (io.ReadCloser, error)
	// canOpen reports whether open can return the bytes from an offset on.
	canOpen func(offset int64) bool
}

// New returns a Source for the file, and finds the size and the name if the
// file does not state them. Each read may take readTimeout. If the file cannot
// be used, the error is an [*InputError].
func New(ctx context.Context, file File, readTimeout time.Duration) (*Source, error) {
	if ctx == nil {
		ctx = context.Background() // the request reports it
	}
	source := &Source{
		Name: file.Name, MIMEType: file.MIMEType, Size: file.Size, progress: file.Progress, ctx: ctx, readTimeout: readTimeout,
	}
	switch {
	case (file.Content == nil) == (file.Open == nil):
		return nil, &InputError{"file", "needs Content or Open, and not both"}
	case file.Open != nil:
		source.open, source.canOpen, source.mayBlock = openFrom(file.Open), always, true
	default:
		source.readFrom(file.Content)
	}
	if source.Size < 0 || source.Size == 0 && file.Open != nil {
		return nil, &InputError{"file", "needs Size, the number of its bytes"}
	}
	if strings.ContainsFunc(file.MIMEType, isControl) {
		return nil, &InputError{"type", fmt.Sprintf("is %q, which is not a MIME type", file.MIMEType)}
	}
	if named, ok := file.Content.(interface{ Name() string }); ok && source.Name == "" {
		source.Name = filepath.Base(named.Name())
	}
	return source, nil
}

// isControl reports characters that would break the header in which the type is
// sent.
func isControl(r rune) bool { return r < ' ' || r == 0x7f }

// CanRead reports whether the bytes from an offset on can be read.
func (s *Source) CanRead(offset int64) bool { return !s.blocked && s.canOpen(offset) }

// readFrom reads the file from reader. The size is negative if it is unknown.
func (s *Source) readFrom(reader io.Reader) {
	if seeker, ok := reader.(io.ReadSeeker); ok && s.seekIn(seeker) {
		return
	}
	if s.Size == 0 {
		s.Size = -1
		if sized, ok := reader.(interface{ Len() int }); ok {
			s.Size = int64(sized.Len())
		}
	}
	once := newOnceReader(reader)
	s.open, s.canOpen, s.mayBlock = once.open, once.canOpen, true
}

// seekIn reads from the file's current position. It returns false for a file
// that cannot seek after all, such as a pipe.
func (s *Source) seekIn(file io.ReadSeeker) bool {
	start, err := file.Seek(0, io.SeekCurrent)
	if err != nil {
		return false
	}
	end, err := file.Seek(0, io.SeekEnd)
	if err != nil {
		return false
	}
	if _, err := file.Seek(start, io.SeekStart); err != nil {
		return false
	}
	if s.Size == 0 {
		s.Size = end - start
	}
	s.canOpen = always
	s.open = func(offset int64) (io.ReadCloser, error) {
		if parts, ok := file.(io.ReaderAt); ok {
			// The file's own position, which others may use, does not change.
			return io.NopCloser(io.NewSectionReader(parts, start+offset, end-start-offset)), nil
		}
		_, err := file.Seek(start+offset, io.SeekStart)
		return io.NopCloser(file), err
	}
	return true
}

func always(int64) bool { return true }

// openFrom opens the file and skips the bytes before the offset.
func openFrom(open func() (io.ReadCloser, error)) func(offset int64) (io.ReadCloser, error) {
	return func(offset int64) (io.ReadCloser, error) {
		file, err := open()
		if err != nil {
			return nil, fmt.Errorf("open the file: %w", err)
		}
		if file == nil {
			return nil, errors.New("the file's Open returned a nil reader")
		}
		if err := skip(file, offset); err != nil {
			return nil, errors.Join(err, file.Close())
		}
		return file, nil
	}
}

func skip(file io.Reader, count int64) error {
	if seeker, ok := file.(io.Seeker); ok {
		if _, err := seeker.Seek(count, io.SeekCurrent); err == nil {
			return nil
		}
	}
	if _, err := io.CopyN(io.Discard, strictReader{file}, count); err != nil {
		return fmt.Errorf("skip the first %d bytes of the file: %w", count, err)
	}
	return nil
}
