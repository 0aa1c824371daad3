package whatsapp

import (
	"fmt"

	"github.com/wabakit/whatsapp/internal/redact"
)

// A MediaHashError says that the bytes of a download do not have the hash that
// Meta or [DownloadOptions.SHA256] states. They are complete, but not the right
// ones, and must not be used.
type MediaHashError struct {
	// MediaID is the media object.
	MediaID string
	// Want and Got are the SHA-256 hashes in hexadecimal.
	Want, Got string
}

// Error names both hashes.
func (e *MediaHashError) Error() string {
	return fmt.Sprintf("whatsapp: the download of media %s has the SHA-256 %s, but should have %s", redact.Line(e.MediaID), e.Got, e.Want)
}

// A MediaSizeError says that a media object is larger than
// [DownloadOptions.MaxBytes] allows.
type MediaSizeError struct {
	// MediaID is the media object.
	MediaID string
	// Size is how large it is, or how much had come when the download ended.
	Size int64
	// Limit is the largest size that was allowed.
	Limit int64
}

// Error names the size and the limit.
func (e *MediaSizeError) Error() string {
	return fmt.Sprintf("whatsapp: media %s has %d bytes or more, at most %d are allowed; see DownloadOptions.MaxBytes", redact.Line(e.MediaID), e.Size, e.Limit)
}
