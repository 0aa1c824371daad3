package whatsapp

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// UploadService uploads files in sessions that can be taken up again: the
// examples of template headers, and profile pictures. Both are referred to by
// the handle that a complete upload returns. Media of messages are uploaded with
// [MediaService.Upload].
//
// https://developers.facebook.com/docs/graph-api/guides/upload
type UploadService service

// Upload sends a file in a session of its own and returns its handle.
//
//	POST /{app-id}/uploads
//	POST /{upload-session-id}
//
// Permission: none beside those of the app's own token, a user's or a system
// user's.
//
// A connection that breaks is taken up where it broke. [RetryPolicy.MaxRetries]
// limits the failures in a row, and further bytes begin the count again. After
// that, an [*UploadError] has the session, which [UploadService.Resume] takes up
// later.
func (s *UploadService) Upload(ctx context.Context, appID string, file File, opts ...RequestOption) (string, error) {
	source, err := file.source(ctx, s.client.config.attemptTimeout)
	if err != nil {
		return "", err
	}
	request := StartUploadRequest{FileName: source.Name, FileLength: source.Size, FileType: source.MIMEType}
	session, err := s.Start(ctx, appID, request, opts...)
	if err != nil {
		return "", err
	}
	return s.transfer(ctx, session, source, opts)
}

// Start opens a session for a file, without sending it.
//
//	POST /{app-id}/uploads
//
// Permission: none beside those of the app's own token, a user's or a system
// user's. A session that is not used expires.
func (s *UploadService) Start(ctx context.Context, appID string, request StartUploadRequest, opts ...RequestOption) (*UploadSession, error) {
	op := operation(http.MethodPost, "/{app-id}/uploads", appID)
	op.Repeat = RepeatSafe // a session too many is never seen
	op.checks = []validator{request}
	op.Query = request.query()
	op.requires = "id"
	op.answersLink = true
	started, err := decode[createdNode](ctx, s.client, op, opts)
	if err != nil {
		return nil, err
	}
	return &UploadSession{ID: started.ID}, nil
}

// Get returns how much of its file a session has.
//
//	GET /{upload-session-id}
//
// Permission: none beside those of the app's own token, a user's or a system
// user's.
func (s *UploadService) Get(ctx context.Context, sessionID string, opts ...RequestOption) (*UploadSession, error) {
	op := operation(http.MethodGet, "/{upload-session-id}", sessionID)
	op.session = true
	op.requires = "file_offset" // zero would send from the beginning
	return decode[UploadSession](ctx, s.client, op, opts)
}

// Resume sends what a session does not have yet of its file, and returns the
// handle. The file is the whole file, from its first byte.
//
//	GET /{upload-session-id}
//	POST /{upload-session-id}
//
// Permission: none beside those of the app's own token, a user's or a system
// user's.
func (s *UploadService) Resume(ctx context.Context, sessionID string, file File, opts ...RequestOption) (string, error) {
	source, err := file.source(ctx, s.client.config.attemptTimeout)
	if err != nil {
		return "", err
	}
	session, err := s.Get(ctx, sessionID, opts...)
	if err != nil {
		return "", err
	}
	session.ID = sessionID
	return s.transfer(ctx, session, source, opts)
}

// StartUploadRequest describes the file of an upload session. FileLength and
// FileType are required.
type StartUploadRequest struct {
	FileName string
	// FileLength is the number of bytes.
	FileLength int64
	// FileType is one of application/pdf, image/jpeg, image/jpg, image/png and
	// video/mp4.
	FileType string
}

var sessionTypes = []string{"application/pdf", "image/jpeg", "image/jpg", "image/png", "video/mp4"}

// Validate checks the length and the type.
func (r StartUploadRequest) Validate() error {
	var found violations
	if r.FileLength <= 0 {
		found.add("file_length", "must be the number of bytes, not %d", r.FileLength)
	}
	if !slices.Contains(sessionTypes, r.FileType) {
		found.add("file_type", "must be one of %s, not %q", strings.Join(sessionTypes, ", "), r.FileType)
	}
	return found.err()
}

func (r StartUploadRequest) query() url.Values {
	query := url.Values{"file_length": {strconv.FormatInt(r.FileLength, 10)}, "file_type": {r.FileType}}
	if r.FileName != "" {
		query.Set("file_name", r.FileName)
	}
	return query
}
