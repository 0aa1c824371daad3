package whatsapp

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// UploadService uploads files in sessions that can be resumed: the samples of
// template headers, and profile pictures. A complete upload returns a handle to
// refer to the file by. To upload media for messages, use
// [MediaService.Upload].
//
// https://developers.facebook.com/docs/graph-api/guides/upload
type UploadService service

const uploadsOfApp = "/{app-id}/uploads"

// Upload uploads a file in a new session and returns its handle.
//
//	POST /{app-id}/uploads
//	POST /{upload-session-id}
//
// Permission: any access token of the app.
//
// Upload resumes where a connection broke. [RetryPolicy.MaxRetries] limits the
// consecutive failures without new bytes. After that, it returns an
// [*UploadError] with the session, which [UploadService.Resume] continues.
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
// Permission: any access token of the app. A session that is not used expires.
func (s *UploadService) Start(ctx context.Context, appID string, request StartUploadRequest, opts ...RequestOption) (*UploadSession, error) {
	op := operation(http.MethodPost, uploadsOfApp, appID)
	op.checks = []validator{request}
	op.Query = request.query()
	op.Repeat = RepeatSafe // an unused session is harmless: it expires
	op.requires = "id"
	op.answersLink = true
	started, err := decode[createdNode](ctx, s.client, op, opts)
	if err != nil {
		return nil, err
	}
	return &UploadSession{ID: started.ID}, nil
}

// Get returns an upload session, with the number of bytes it has.
//
//	GET /{upload-session-id}
//
// Permission: any access token of the app.
func (s *UploadService) Get(ctx context.Context, sessionID string, opts ...RequestOption) (*UploadSession, error) {
	op := operation(http.MethodGet, "/{upload-session-id}", sessionID)
	op.session = true
	op.requires = "file_offset" // a missing one would upload from the beginning
	return decode[UploadSession](ctx, s.client, op, opts)
}

// Resume sends the rest of a session's file, and returns the handle. Pass the
// whole file, from its first byte.
//
//	GET /{upload-session-id}
//	POST /{upload-session-id}
//
// Permission: any access token of the app.
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
	// FileLength is the size in bytes.
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
