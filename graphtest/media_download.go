package graphtest

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

func mediaLink(host, id string, now time.Time) string {
	expiry := strconv.FormatInt(now.Add(mediaLifetime).Unix(), 10)
	query := url.Values{}
	query.Set("mid", id)
	query.Set("ext", expiry)
	query.Set("hash", mediaHash(id, expiry))
	return host + mediaPath + "?" + query.Encode()
}

func mediaHash(id, expiry string) string {
	code := hmac.New(sha256.New, mediaKey)
	code.Write([]byte(id + "|" + expiry))
	return hex.EncodeToString(code.Sum(nil))
}

func mediaNotFound() *failure {
	return &failure{http.StatusNotFound, Error{
		Message: "The media does not exist or its link has expired. Read the media object again for a fresh link.",
		Type:    graphMethodException,
		Code:    803,
	}}
}

// serveMedia answers the download of a media link.
func (s *Server) serveMedia(answer *reply, r *http.Request, body *requestBody) {
	if r.Method != http.MethodGet {
		answer.setFailure(unsupported("download", r.URL.Path))
		return
	}
	if f := s.checkToken(accessToken(r, body.params)); f != nil {
		answer.setFailure(f)
		return
	}
	if r.Header.Get("User-Agent") == "" {
		answer.setFailure(invalid("A media download needs a User-Agent header"))
		return
	}
	media := s.linkedMedia(r.URL.Query())
	if media == nil {
		answer.setFailure(mediaNotFound())
		return
	}
	answer.header.Set("Content-Type", media.text("mime_type"))
	content := &recorder{header: answer.header}
	http.ServeContent(content, r, "", time.Time{}, bytes.NewReader(media.content)) // handles ranges
	if content.status >= http.StatusBadRequest {
		answer.setFailure(invalid("The requested range is not part of the media"))
		answer.status = content.status
		return
	}
	answer.status, answer.body = content.status, content.body.Bytes()
}

// linkedMedia returns the media that a link points to, or nil.
func (s *Server) linkedMedia(query url.Values) *node {
	id, expiry := query.Get("mid"), query.Get("ext")
	seconds, err := strconv.ParseInt(expiry, 10, 64)
	if err != nil || !hmac.Equal([]byte(query.Get("hash")), []byte(mediaHash(id, expiry))) {
		return nil
	}
	if !s.now().Before(time.Unix(seconds, 0)) {
		return nil
	}
	s.world.Lock()
	defer s.world.Unlock()
	return s.graph.find(mediaKind, id)
}
