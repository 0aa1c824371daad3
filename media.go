package whatsapp

import (
	"context"
	"log/slog"
	"net/http"
)

// MediaService uploads, downloads and deletes the media of messages: pictures,
// recordings and documents.
//
// https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media
type MediaService service

// Get returns the properties of a media object and a URL to fetch it from,
// which is valid for five minutes. To fetch it, use [MediaService.Download] or
// [MediaService.Open].
//
//	GET /{media-id}
//
// Permission: whatsapp_business_messaging. Pass phone_number_id with
// [WithQuery] to have Graph check that the media belongs to that number.
func (s *MediaService) Get(ctx context.Context, mediaID string, opts ...RequestOption) (*MediaInfo, error) {
	op := operation(http.MethodGet, "/{media-id}", mediaID)
	op.answersLink = true
	return decode[MediaInfo](ctx, s.client, op, opts)
}

// Delete removes a media object.
//
//	DELETE /{media-id}
//
// Permission: whatsapp_business_messaging.
func (s *MediaService) Delete(ctx context.Context, mediaID string, opts ...RequestOption) error {
	op := operation(http.MethodDelete, "/{media-id}", mediaID)
	op.Repeat = RepeatSafe
	return s.client.perform(ctx, op, nil, opts)
}

// Open fetches a media object as a stream, which the caller must close. It asks
// for the URL, and once more if that URL has expired. The access token is sent
// only to the hosts of [WithMediaHosts].
//
//	GET /{media-id}
//	GET the URL
//
// Permission: whatsapp_business_messaging. The context bounds the whole
// download, and the attempt timeout each wait for the next part. Open does not
// check the hash or resume after a broken connection; [MediaService.Download]
// does both.
func (s *MediaService) Open(ctx context.Context, mediaID string, opts ...RequestOption) (*MediaStream, error) {
	stream, err := s.open(ctx, mediaID, opts)
	if isExpiredLink(err) {
		stream, err = s.open(ctx, mediaID, opts)
	}
	return stream, err
}

func (s *MediaService) open(ctx context.Context, mediaID string, opts []RequestOption) (*MediaStream, error) {
	info, err := s.Get(ctx, mediaID, opts...)
	if err != nil {
		return nil, err
	}
	return s.fetch(ctx, info, position{}, false, opts)
}

// MediaInfo describes a media object.
type MediaInfo struct {
	ID               string `json:"id"`
	MessagingProduct string `json:"messaging_product"`
	// URL serves the bytes for five minutes, to the owner of the token. It
	// prints redacted.
	URL      SecretURL `json:"url"`
	MIMEType string    `json:"mime_type"`
	// SHA256 is the hash of the bytes in hexadecimal; webhooks give it in
	// base64.
	SHA256 string `json:"sha256"`
	// FileSize is in bytes.
	FileSize int64 `json:"file_size"`
}

// LogValue groups what is safe to log: the URL without its path and signature.
func (m MediaInfo) LogValue() slog.Value {
	return slog.GroupValue(
		slog.String("id", m.ID),
		slog.Any("url", m.URL),
		slog.String("mime_type", m.MIMEType),
		slog.String("sha256", m.SHA256),
		slog.Int64("file_size", m.FileSize),
	)
}
