package whatsapp

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/url"
	"os"

	"github.com/wabakit/whatsapp/internal/filebody"
)

// Upload stores a file with Meta and returns its media id. The id is valid for
// 30 days, for messages from this phone number.
//
//	POST /{phone-number-id}/media
//
// Permission: whatsapp_business_messaging.
//
// The file is checked against the types and sizes that Meta documents before
// anything is sent, and streams: it is never in memory as a whole. The attempt
// timeout bounds each wait during the upload, not the whole upload. If Graph
// may have stored the file before a failure, the error is [ErrOutcomeUnknown];
// uploading it again makes a second media object.
func (s *MediaService) Upload(ctx context.Context, phoneNumberID string, file File, opts ...RequestOption) (string, error) {
	source, err := file.source(ctx, s.client.config.attemptTimeout)
	if err != nil {
		return "", err
	}
	op := operation(http.MethodPost, "/{phone-number-id}/media", phoneNumberID)
	op.checks = []validator{mediaCheck{source}}
	op.Multipart = &MultipartForm{
		Fields:  url.Values{"messaging_product": {messagingProduct}, "type": {source.MIMEType}},
		File:    &file,
		sources: []*filebody.Source{source},
	}
	op.requires = "id"
	op.reconcile = "upload it again, which makes a second media object if the first one was stored"
	answer, err := decode[createdNode](ctx, s.client, op, opts)
	if err != nil {
		return "", err
	}
	return answer.ID, nil
}

// UploadFile uploads the file with the given path. [MediaService.Upload] can
// also report the progress.
//
//	POST /{phone-number-id}/media
//
// Permission: whatsapp_business_messaging.
func (s *MediaService) UploadFile(ctx context.Context, phoneNumberID, path string, opts ...RequestOption) (id string, err error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	return s.Upload(ctx, phoneNumberID, File{Content: file}, opts...)
}

// UploadBytes uploads a file that is in memory; see [MediaService.Upload]. The
// name may be empty.
//
//	POST /{phone-number-id}/media
//
// Permission: whatsapp_business_messaging.
func (s *MediaService) UploadBytes(ctx context.Context, phoneNumberID, name string, data []byte, opts ...RequestOption) (string, error) {
	return s.Upload(ctx, phoneNumberID, File{Content: bytes.NewReader(data), Name: name}, opts...)
}
