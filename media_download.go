package whatsapp

import (
	"context"
	"errors"
	"io"
)

// Download writes a media object to destination and returns what Graph says
// about it. The bytes are checked against the SHA-256 hash while they pass, and
// are never in memory whole.
//
//	GET /{media-id}
//	GET the URL
//
// Permission: whatsapp_business_messaging. The access token is sent to the hosts
// of [WithMediaHosts] only.
//
// A URL that has expired is asked for once more. A connection that breaks is
// taken up where it broke. [RetryPolicy.MaxRetries] limits the failures in a row,
// and further bytes begin the count again: the context bounds the whole download.
// A server that starts again at the first byte has to send the same bytes as
// before. The
// attempt timeout bounds each wait for the next part.
//
// After an error, destination holds some of the bytes or, with a
// [*MediaHashError], the wrong ones. [MediaService.DownloadFile] leaves
// nothing behind then.
func (s *MediaService) Download(ctx context.Context, mediaID string, destination io.Writer, options *DownloadOptions, opts ...RequestOption) (*MediaInfo, error) {
	if destination == nil {
		return nil, errors.New("whatsapp: the download needs a destination, not nil")
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

// DownloadOptions changes what a download accepts, and watches it.
type DownloadOptions struct {
	// MaxBytes is the most that is written: 100 MiB, which is the most that Meta
	// stores, where it is zero, and anything where it is negative. Beyond it the
	// download ends with a [*MediaSizeError].
	MaxBytes int64
	// SHA256 is a hash that the bytes must have besides the one that Graph states:
	// the base64 of a webhook, or hexadecimal.
	SHA256 string
	// Progress is called after each part that is written, with the number of
	// bytes so far and in all. The total is zero when nobody has said it.
	Progress func(written, total int64)
}

// Validate checks that the hash is one.
func (o DownloadOptions) Validate() error {
	var found violations
	if _, ok := parseSHA256(o.SHA256); !ok && o.SHA256 != "" {
		found.add("sha256", "is neither the hexadecimal nor the base64 of a SHA-256 hash")
	}
	return found.err()
}

func (o DownloadOptions) limit() int64 {
	const most = 100 * megabyte
	if o.MaxBytes == 0 {
		return most
	}
	return o.MaxBytes
}
