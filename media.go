package whatsapp

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
)

// MediaService uploads, downloads and deletes media: pictures, recordings and
// documents of messages.
//
// https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media
type MediaService service

// Get returns what is known about a media object, and the URL to fetch it from,
// which is valid for five minutes. To fetch it, use [MediaService.Download]
// or [MediaService.Open].
//
//	GET /{media-id}
//
// Permission: whatsapp_business_messaging. Pass phone_number_id with [WithQuery]
// to have Graph check that the media belongs to that number.
func (s *MediaService) Get(ctx context.Context, mediaID string, opts ...CallOption) (*MediaInfo, error) {
	return decode[MediaInfo](ctx, s.client, operation(http.MethodGet, "/{media-id}", mediaID), opts)
}

// Delete removes a media object.
//
//	DELETE /{media-id}
//
// Permission: whatsapp_business_messaging.
func (s *MediaService) Delete(ctx context.Context, mediaID string, opts ...CallOption) error {
	op := operation(http.MethodDelete, "/{media-id}", mediaID)
	op.Repeat = Repeatable
	return s.client.perform(ctx, op, nil, opts)
}

// Open fetches a media object as a stream, which the caller must close. It asks
// for the URL, and asks once more when the URL has expired. The access token is
// sent to the hosts of [WithMediaHosts] only.
//
//	GET /{media-id}
//	GET the URL
//
// Permission: whatsapp_business_messaging. The context bounds the whole
// download; the attempt timeout, each wait for its next part. Neither the hash
// is checked nor a broken connection taken up again: [MediaService.Download]
// does both.
func (s *MediaService) Open(ctx context.Context, mediaID string, opts ...CallOption) (*MediaStream, error) {
	stream, err := s.open(ctx, mediaID, opts)
	if isExpiredLink(err) {
		stream, err = s.open(ctx, mediaID, opts)
	}
	return stream, err
}

func (s *MediaService) open(ctx context.Context, mediaID string, opts []CallOption) (*MediaStream, error) {
	info, err := s.Get(ctx, mediaID, opts...)
	if err != nil {
		return nil, err
	}
	return s.fetch(ctx, info, 0, opts)
}

// fetch opens the link of a media object, from an offset on if the server knows
// how.
func (s *MediaService) fetch(ctx context.Context, info *MediaInfo, offset int64, opts []CallOption) (*MediaStream, error) {
	link, err := s.client.mediaLink(info.URL)
	if err != nil {
		return nil, err
	}
	op := operation(http.MethodGet, "/{media-url}")
	op.link = link
	// A compressed answer would have neither its length nor ranges.
	op.header = map[string]string{"Accept-Encoding": "identity"}
	if offset > 0 {
		op.header["Range"] = fmt.Sprintf("bytes=%d-", offset)
	}
	response, err := s.client.send(ctx, op, nil, true, opts)
	if err != nil {
		return nil, err
	}
	part, err := partOf(response, offset)
	if err != nil {
		return nil, errors.Join(err, response.Body.Close())
	}
	return &MediaStream{
		Info: *info, ContentType: response.Header.Get("Content-Type"), ContentLength: response.ContentLength,
		body: response.Body, part: part,
	}, nil
}

// partOf says which part of the media an answer holds: all of it, or what was
// asked for.
func partOf(response *http.Response, offset int64) (contentRange, error) {
	if response.StatusCode != http.StatusPartialContent {
		return contentRange{total: -1}, nil
	}
	part, ok := parseContentRange(response.Header.Get("Content-Range"))
	if !ok || part.first != offset {
		return contentRange{}, fmt.Errorf("whatsapp: %s: asked for the bytes from %d on, but the server sends %q",
			downloadName, offset, oneLine(response.Header.Get("Content-Range")))
	}
	return part, nil
}

// isExpiredLink reports whether a download failed as it does after the link's
// five minutes.
func isExpiredLink(err error) bool {
	failure, ok := errors.AsType[*GraphAPIError](err)
	return ok && failure.Operation == downloadName && (failure.StatusCode == http.StatusNotFound || failure.StatusCode == http.StatusForbidden)
}

const downloadName = http.MethodGet + " /{media-url}"

// mediaLink checks that the token may be sent to the link's host.
func (c *Client) mediaLink(link SecretURL) (*url.URL, error) {
	target, err := url.Parse(string(link))
	if err != nil || target.Host == "" {
		return nil, errors.New("whatsapp: the media has no usable URL")
	}
	if !isSafe(target) {
		return nil, fmt.Errorf("whatsapp: the media URL of host %s is not https; not sending the access token there", target.Host)
	}
	if target.Host != c.config.base.Host && !c.config.allowsMediaHost(target) {
		return nil, fmt.Errorf("whatsapp: the media URL points to the host %s, which is not allowed to see the access token; see WithMediaHosts", target.Host)
	}
	return target, nil
}

func (c *config) allowsMediaHost(target *url.URL) bool {
	host := strings.ToLower(target.Hostname())
	if port := target.Port(); port != "" && port != "443" || strings.ContainsFunc(host, isOutsideHostName) {
		return false
	}
	for _, allowed := range c.mediaHosts {
		parent, isPattern := strings.CutPrefix(strings.ToLower(allowed), "*")
		if !isPattern && host == parent || isPattern && strings.HasSuffix(host, parent) && host[0] != '.' {
			return true
		}
	}
	return false
}

// isOutsideHostName finds what some transports would map to other characters.
func isOutsideHostName(r rune) bool {
	return (r < '0' || r > '9') && (r < 'a' || r > 'z') && r != '-' && r != '.'
}

// MediaInfo describes a media object.
type MediaInfo struct {
	ID               string `json:"id"`
	MessagingProduct string `json:"messaging_product"`
	// URL serves the bytes for five minutes, to the token's owner. It prints redacted.
	URL      SecretURL `json:"url"`
	MIMEType string    `json:"mime_type"`
	// SHA256 is the hash of the bytes in hexadecimal; webhooks give it in base64.
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
