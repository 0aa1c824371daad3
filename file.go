package whatsapp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"time"
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

// A source is a File that is ready to be sent.
type source struct {
	name     string
	mimeType string
	size     int64
	head     []byte // the first bytes, where the type depends on them
	progress func(sent, total int64)

	ctx      context.Context // of the call
	patience time.Duration   // how long one read may take
	mayBlock bool
	blocked  bool // a read has not come back; the file must be left alone

	// open returns the bytes from an offset on.
	open func(offset int64) (io.ReadCloser, error)
	// holds reports whether open can return the bytes from an offset on.
	holds func(offset int64) bool
}

func (s *source) canRead(offset int64) bool { return !s.blocked && s.holds(offset) }

// source finds out what the file leaves to be found out.
func (f File) source(ctx context.Context, patience time.Duration) (*source, error) {
	if ctx == nil {
		ctx = context.Background() // sending refuses it
	}
	found := &source{name: f.Name, mimeType: f.MIMEType, size: f.Size, progress: f.Progress, ctx: ctx, patience: patience}
	switch {
	case (f.Content == nil) == (f.Open == nil):
		return nil, invalidFile("needs Content or Open, and not both")
	case f.Open != nil:
		found.open, found.holds, found.mayBlock = opened(f.Open), always, true
	default:
		found.readFrom(f.Content)
	}
	if found.size < 0 || found.size == 0 && f.Open != nil {
		return nil, invalidFile("needs Size, the number of its bytes")
	}
	if named, ok := f.Content.(interface{ Name() string }); ok && found.name == "" {
		found.name = filepath.Base(named.Name())
	}
	return found, found.detectType()
}

func invalidFile(problem string) error {
	return &ValidationError{Violations: []Violation{{Field: "file", Problem: problem}}}
}

// readFrom makes reader the file. A size that cannot be found is negative.
func (s *source) readFrom(reader io.Reader) {
	if seeker, ok := reader.(io.ReadSeeker); ok && s.seekIn(seeker) {
		return
	}
	if s.size == 0 {
		s.size = -1
		if sized, ok := reader.(interface{ Len() int }); ok {
			s.size = int64(sized.Len())
		}
	}
	single := newSinglePass(reader)
	s.open, s.holds, s.mayBlock = single.open, single.holds, true
}

// seekIn reads from where the file stands. It returns false for a file that
// cannot seek after all, such as a pipe.
func (s *source) seekIn(file io.ReadSeeker) bool {
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
	if s.size == 0 {
		s.size = end - start
	}
	s.holds = always
	s.open = func(offset int64) (io.ReadCloser, error) {
		if parts, ok := file.(io.ReaderAt); ok {
			// The file's own position, which others may use, stays where it is.
			return io.NopCloser(io.NewSectionReader(parts, start+offset, end-start-offset)), nil
		}
		_, err := file.Seek(start+offset, io.SeekStart)
		return io.NopCloser(file), err
	}
	return true
}

func always(int64) bool { return true }

// opened skips what comes before the offset.
func opened(open func() (io.ReadCloser, error)) func(int64) (io.ReadCloser, error) {
	return func(offset int64) (io.ReadCloser, error) {
		file, err := open()
		if err != nil {
			return nil, fmt.Errorf("open the file: %w", err)
		}
		if file == nil {
			return nil, errors.New("the file's Open has returned no reader")
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
