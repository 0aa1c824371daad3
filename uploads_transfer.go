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

// transfer sends the rest of a file. After a temporary failure it continues
// where Meta's copy ends.
func (s *UploadService) transfer(ctx context.Context, session *UploadSession, file *filebody.Source, opts []RequestOption) (string, error) {
	resumer := s.client.newResumer(transferName, opts)
	resumer.advance(session.FileOffset)
	for {
		handle, err := s.send(ctx, session, file, opts)
		if err == nil {
			return handle, nil
		}
		if err := s.advance(ctx, resumer, session, file, err, opts); err != nil {
			return "", &UploadError{Session: *session, Err: err}
		}
	}
}

// advance asks where to continue. Its error ends the transfer.
func (s *UploadService) advance(ctx context.Context, resumer *resumer, session *UploadSession, file *filebody.Source, cause error, opts []RequestOption) error {
	if !mayPass(cause) {
		return cause
	}
	if err := resumer.wait(ctx, cause); err != nil {
		return err
	}
	reached, err := s.Get(ctx, session.ID, opts...)
	if err != nil {
		return err
	}
	session.FileOffset = reached.FileOffset
	resumer.advance(session.FileOffset)
	if !file.CanRead(session.FileOffset) {
		return errors.Join(cause, filebody.ErrReadOnce)
	}
	return nil
}

func mayPass(err error) bool {
	return errors.Is(err, ErrTransient) || errors.Is(err, ErrOutcomeUnknown) || errors.Is(err, ErrRateLimited)
}

// send sends the file from the session's offset on. After a failure only Meta
// knows how much has arrived, so send never repeats the request.
func (s *UploadService) send(ctx context.Context, session *UploadSession, file *filebody.Source, opts []RequestOption) (string, error) {
	offset := session.FileOffset
	if offset < 0 || offset > file.Size {
		return "", fmt.Errorf("whatsapp: %s: offset %d of the session is outside the file of %d bytes; pass the file that the session was started with", transferName, offset, file.Size)
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

// An UploadError says that an upload failed before the file was complete. The
// session keeps the bytes that arrived; [UploadService.Resume] sends the rest.
type UploadError struct {
	// Session is the session, with the last known offset.
	Session UploadSession
	// Err is the cause.
	Err error
}

// Error returns the cause and the offset of the session.
func (e *UploadError) Error() string {
	return fmt.Sprintf("%s; the upload session is at byte %d", e.Err, e.Session.FileOffset)
}

// Unwrap returns the cause.
func (e *UploadError) Unwrap() error { return e.Err }
