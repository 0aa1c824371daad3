package whatsapp

import (
	"context"
	"errors"
	"io"
	"math"
)

// Download writes a media object to destination and returns its properties. The
// bytes are checked against the SHA-256 hash, and stream: the media is never in
// memory as a whole.
//
//	GET /{media-id}
//	GET the URL
//
// Permission: whatsapp_business_messaging. The access token is sent only to the
// hosts of [WithMediaHosts].
//
// Download asks for another URL if the first has expired, and resumes where a
// connection broke. [RetryPolicy.MaxRetries] limits the consecutive failures
// without new bytes. If the server starts again at the first byte, it must send
// the same bytes as before. The context bounds the whole download, and the
// attempt timeout each wait for the next part.
//
// After an error, destination has some of the bytes or, with a
// [*MediaHashError], the wrong ones. [MediaService.DownloadFile] leaves nothing
// behind.
func (s *MediaService) Download(ctx context.Context, mediaID string, destination io.Writer, options *DownloadOptions, opts ...RequestOption) (*MediaInfo, error) {
	if destination == nil {
		return nil, errors.New("whatsapp: the destination of the download is nil")
	}
	download, err := s.newDownload(ctx, mediaID, options, opts)
	if err != nil {
		return nil, err
	}
	download.destination = destination
	if err := download.run(ctx); err != nil {
		return nil, err
	}
	return download.info, nil
}

// DownloadOptions limits a download, checks it and reports its progress.
type DownloadOptions struct {
	// MaxBytes is the largest size; a larger download fails with a
	// [*MediaSizeError]. Zero means 100 MiB, the largest size that Meta stores.
	// A negative value means no limit.
	MaxBytes int64
	// SHA256 is a hash that the bytes must have, besides the one that Graph
	// states. It may be in base64, as in webhooks, or in hexadecimal.
	SHA256 string
	// Progress is called after each part is written, with the number of bytes
	// so far and the total, which is zero if it is not known.
	Progress func(written, total int64)
}

// Validate checks the form of the hash.
func (o DownloadOptions) Validate() error {
	var found violations
	if _, ok := parseSHA256(o.SHA256); !ok && o.SHA256 != "" {
		found.add("sha256", "is not a SHA-256 hash in hexadecimal or base64")
	}
	return found.err()
}

func (o DownloadOptions) limit() int64 {
	const stored = 100 * megabyte
	switch {
	case o.MaxBytes > 0:
		return o.MaxBytes
	case o.MaxBytes == 0:
		return stored
	}
	return math.MaxInt64
}
