package whatsapp

import (
	"fmt"

	"github.com/wabakit/whatsapp/internal/redact"
)

// A MediaHashError says that a complete download does not have the hash that
// Meta or [DownloadOptions.SHA256] states. Do not use its bytes.
type MediaHashError struct {
	// MediaID is the id of the media object.
	MediaID string
	// Want and Got are the SHA-256 hashes in hexadecimal.
	Want, Got string
}

// Error names both hashes.
func (e *MediaHashError) Error() string {
	return fmt.Sprintf("whatsapp: the download of media %s has SHA-256 %s; want %s", redact.Line(e.MediaID), e.Got, e.Want)
}

// A MediaSizeError says that a media object is larger than
// [DownloadOptions.MaxBytes] allows.
type MediaSizeError struct {
	// MediaID is the id of the media object.
	MediaID string
	// Size is the size in bytes, or what had arrived when the download ended.
	Size int64
	// Limit is the largest size allowed.
	Limit int64
}

// Error names the size and the limit.
func (e *MediaSizeError) Error() string {
	return fmt.Sprintf("whatsapp: media %s has at least %d bytes, more than the limit of %d; see DownloadOptions.MaxBytes", redact.Line(e.MediaID), e.Size, e.Limit)
}
