package whatsapp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/wabakit/whatsapp/internal/httprange"
)

const downloadName = http.MethodGet + " /{media-url}"

// A position is the place where a download continues.
type position struct {
	offset int64
	// validator identifies the version of the media that the bytes before
	// offset came from. It is empty if the server gave none.
	validator string
}

// fetch opens the link of a media object at a position if the server supports
// ranges, else at the beginning. A public link gets no access token.
func (s *MediaService) fetch(ctx context.Context, info *MediaInfo, from position, public bool, opts []RequestOption) (*MediaStream, error) {
	checked := s.client.mediaLink
	if public {
		checked = s.client.publicLink
	}
	link, err := checked(info.URL)
	if err != nil {
		return nil, err
	}
	op := operation(http.MethodGet, "/{media-url}")
	op.link, op.noToken = link, public
	// A compressed answer would have neither the media's length nor its ranges.
	op.header = map[string]string{"Accept-Encoding": "identity"}
	if from.offset > 0 {
		op.header["Range"] = fmt.Sprintf("bytes=%d-", from.offset)
		if from.validator != "" {
			op.header["If-Range"] = from.validator // the whole media if it has changed
		}
	}
	response, err := s.client.send(ctx, op, nil, true, opts)
	if err != nil {
		return nil, err
	}
	part, err := partOf(response, from.offset)
	if err != nil {
		return nil, errors.Join(err, response.Body.Close())
	}
	stream := &MediaStream{
		Info: *info, ContentType: response.Header.Get("Content-Type"), ContentLength: response.ContentLength,
		body: response.Body, reader: response.Body, part: part, validator: validatorOf(response.Header),
		hideLink: func(text string) string { return withoutLinks(text, link.String()) },
	}
	if response.StatusCode == http.StatusPartialContent {
		stream.reader = io.LimitReader(response.Body, part.Len())
	}
	return stream, nil
}

// partOf returns the part of the media that an answer has: all of it, or the
// part requested.
func partOf(response *http.Response, offset int64) (httprange.ContentRange, error) {
	if response.StatusCode != http.StatusPartialContent {
		return httprange.ContentRange{Total: httprange.NoTotal}, nil
	}
	part, ok := httprange.Parse(response.Header.Get("Content-Range"))
	if !ok || part.First != offset {
		return httprange.ContentRange{}, fmt.Errorf("whatsapp: %s: requested the bytes from %d on, but the server sent %s",
			downloadName, offset, describeRange(part, ok))
	}
	return part, nil
}

// describeRange does not quote the header, in which a server may put any text.
func describeRange(part httprange.ContentRange, ok bool) string {
	if !ok {
		return "a part without a usable Content-Range"
	}
	return fmt.Sprintf("those from %d on", part.First)
}

// validatorOf returns the value for If-Range: a strong entity tag or, if there
// is no tag at all, the time of the last change. A change shortly before the
// answer does not count: another one could follow in the same second.
func validatorOf(header http.Header) string {
	if tag := header.Get("ETag"); tag != "" {
		if len(tag) > 1 && tag[0] == '"' && tag[len(tag)-1] == '"' {
			return tag
		}
		return ""
	}
	modified, err := http.ParseTime(header.Get("Last-Modified"))
	if err != nil {
		return ""
	}
	answered, _ := http.ParseTime(header.Get("Date")) // or the year 1
	if answered.Sub(modified) < time.Minute {
		return ""
	}
	return header.Get("Last-Modified")
}

// isExpiredLink reports whether a download failed because the five minutes of
// its link are over.
func isExpiredLink(err error) bool {
	failure, ok := errors.AsType[*GraphAPIError](err)
	return ok && failure.Operation == downloadName && (failure.StatusCode == http.StatusNotFound || failure.StatusCode == http.StatusForbidden)
}

// mediaLink checks that the token may be sent to the link's host.
func (c *Client) mediaLink(link SecretURL) (*url.URL, error) {
	target, err := url.Parse(string(link))
	if err != nil || target.Host == "" {
		return nil, errors.New("whatsapp: the media has no usable URL")
	}
	if !isSafe(target) {
		return nil, fmt.Errorf("whatsapp: the media URL of host %s is not https; the access token must not be sent there", target.Host)
	}
	if !c.config.allowsMediaHost(target) {
		return nil, fmt.Errorf("whatsapp: the media URL has the host %s, which may not receive the access token; see WithMediaHosts", target.Host)
	}
	return target, nil
}

// publicLink checks a link that holds all that is needed to fetch its file.
func (c *Client) publicLink(link SecretURL) (*url.URL, error) {
	target, err := url.Parse(string(link))
	switch {
	case err != nil || target.Host == "":
		return nil, errors.New("whatsapp: the file has no usable URL")
	case !isSafe(target):
		return nil, fmt.Errorf("whatsapp: the file's URL of host %s is not https", target.Host)
	case !c.config.allowsMediaHost(target):
		return nil, fmt.Errorf("whatsapp: the file's URL has the host %s, which no file is fetched from; see WithMediaHosts", target.Host)
	}
	return target, nil
}

func (c *config) allowsMediaHost(target *url.URL) bool {
	if target.Host == c.base.Host {
		return true
	}
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

// isOutsideHostName finds characters that some transports would map to others.
func isOutsideHostName(r rune) bool {
	return (r < '0' || r > '9') && (r < 'a' || r > 'z') && r != '-' && r != '.'
}
