package whatsapp

import (
	"fmt"
	"io"

	"github.com/wabakit/whatsapp/internal/httprange"
	"github.com/wabakit/whatsapp/internal/redact"
)

// A MediaStream is a download under way. Close it after reading.
type MediaStream struct {
	// Info holds the properties of the media.
	Info MediaInfo
	// ContentType and ContentLength are the headers of the download;
	// ContentLength is -1 if it is not known.
	ContentType   string
	ContentLength int64

	body      io.Closer
	reader    io.Reader
	part      httprange.ContentRange // of the media, that the body has
	validator string
	hideLink  func(string) string // in the errors of the body
	read      int64
}

// Read reads the bytes of the media. A download that ends early returns an
// error that unwraps to [io.ErrUnexpectedEOF].
func (s *MediaStream) Read(buffer []byte) (int, error) {
	count, err := s.reader.Read(buffer)
	s.read += int64(count)
	switch {
	case err == nil:
		return count, nil
	case err == io.EOF && s.read >= s.wanted():
		return count, io.EOF
	case err == io.EOF:
		err = fmt.Errorf("the connection ended after %d of %d bytes: %w", s.read, s.wanted(), io.ErrUnexpectedEOF)
	}
	return count, &TransportError{
		Operation: downloadName, Attempts: 1, Err: redact.Rewrite(redact.Secrets{}.Error(err), s.hideLink),
		fromCall: true, passing: !isContextError(err),
	}
}

// wanted returns the number of bytes that the body must have, zero if it is not
// known.
func (s *MediaStream) wanted() int64 {
	switch {
	case s.part.Total != httprange.NoTotal:
		return s.part.Total - s.part.First
	case s.part.First > 0:
		// The answer may have a part only of what is missing.
		return max(0, s.ContentLength, s.Info.FileSize-s.part.First)
	case s.ContentLength >= 0:
		return s.ContentLength
	}
	return max(0, s.Info.FileSize)
}

// Close ends the download.
func (s *MediaStream) Close() error { return s.body.Close() }
