package whatsapp

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"github.com/wabakit/whatsapp/internal/filebody"
)

const transferName = http.MethodPost + " /{upload-session-id}"

// transfer sends the rest of a file, and goes on from where Meta has got to
// after a failure that may pass.
func (s *UploadService) transfer(ctx context.Context, session *UploadSession, file *filebody.Source, opts []RequestOption) (string, error) {
	resumption, err := s.client.newResumption(transferName, opts)
	if err != nil {
		return "", err
	}
	resumption.advance(session.FileOffset)
	for {
		handle, err := s.send(ctx, session, file, opts)
		if err == nil {
			return handle, nil
		}
		if err := s.advance(ctx, resumption, session, file, err, opts); err != nil {
			return "", &UploadError{Session: *session, Err: err}
		}
	}
}

// advance finds out where to go on. Its error is the end of the transfer.
func (s *UploadService) advance(ctx context.Context, resumption *resumption, session *UploadSession, file *filebody.Source, cause error, opts []RequestOption) error {
	if !mayPass(cause) {
		return cause
	}
	if err := resumption.wait(ctx, cause); err != nil {
		return err
	}
	reached, err := s.Get(ctx, session.ID, opts...)
	if err != nil {
		return err
	}
	session.FileOffset = reached.FileOffset
	resumption.advance(session.FileOffset)
	if !file.CanRead(session.FileOffset) {
		return errors.Join(cause, filebody.ErrReadOnce)
	}
	return nil
}

func mayPass(err error) bool {
	return errors.Is(err, ErrTransient) || errors.Is(err, ErrOutcomeUnknown) || errors.Is(err, ErrRateLimited)
}

// send sends the file from the session's offset on. What of it has arrived
// after a failure only Meta knows, so that it is never sent again blindly.
func (s *UploadService) send(ctx context.Context, session *UploadSession, file *filebody.Source, opts []RequestOption) (string, error) {
	offset := session.FileOffset
	if offset < 0 || offset > file.Size {
		return "", fmt.Errorf("whatsapp: %s: the session is at byte %d of a file of %d bytes; is it the session of another file?", transferName, offset, file.Size)
	}
	op := operation(http.MethodPost, "/{upload-session-id}", session.ID)
	op.session = true
	op.Repeat = RepeatNever
	op.header = map[string]string{"file_offset": strconv.FormatInt(offset, 10)}
	if offset < file.Size {
		op.content = file.From(offset)
	}
	op.requires = "h"
	answer, err := decode[uploadedFile](ctx, s.client, op, opts)
	if err != nil {
		return "", err
	}
	return answer.Handle, nil
}

type uploadedFile struct {
	Handle string `json:"h"`
}

// An UploadError is an upload that has ended before its file was complete. The
// session keeps what has arrived: [UploadService.Resume] sends the rest.
type UploadError struct {
	// Session is where the upload stands, as far as is known.
	Session UploadSession
	// Err is why it has ended.
	Err error
}

// Error says why the upload has ended, and where.
func (e *UploadError) Error() string {
	return fmt.Sprintf("%s; the session of the upload is at byte %d", e.Err, e.Session.FileOffset)
}

// Unwrap returns the cause.
func (e *UploadError) Unwrap() error { return e.Err }
