package simulator

import (
	"bytes"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"
)

// maxUpload is the size of the largest file that a user can send here.
const maxUpload = 16 << 20

// postMedia keeps a file that a user is about to send: the body, with its type
// as Content-Type.
func (s *Simulator) postMedia(r *http.Request) (any, error) {
	number, err := s.numberOrFirst(r.URL.Query().Get("phone_number_id"))
	if err != nil {
		return nil, err
	}
	mimeType := r.Header.Get("Content-Type")
	if _, _, err := mime.ParseMediaType(mimeType); err != nil {
		return nil, invalid("invalid Content-Type %q; want a type such as image/png", mimeType)
	}
	content, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, invalid("the file is larger than %d bytes", maxUpload)
	}
	return map[string]string{"id": s.current().graph.AddMedia(number, mimeType, content)}, nil
}

// shownTypes are the files that a browser shows or plays. All others are saved,
// since they could do something in the page's name.
var shownTypes = []string{"image/png", "image/jpeg", "image/webp", "image/gif", "audio/", "video/"}

// serveMedia serves a file that was sent or received.
func (s *Simulator) serveMedia(w http.ResponseWriter, r *http.Request) {
	mimeType, content, found := s.current().graph.MediaContent(r.PathValue("id"))
	if !found {
		writeAnswer(w, nil, notFound("there is no media object %q", r.PathValue("id")))
		return
	}
	serveFile(w, r, mimeType, content)
}

func serveFile(w http.ResponseWriter, r *http.Request, mimeType string, content []byte) {
	h := w.Header()
	h.Set("Content-Security-Policy", filePolicy)
	h.Set("Content-Type", mimeType)
	h.Set("Cache-Control", "private, max-age=600")
	if !isShown(mimeType) {
		h.Set("Content-Disposition", "attachment")
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
}

func isShown(mimeType string) bool {
	for _, shown := range shownTypes {
		if strings.HasPrefix(mimeType, shown) {
			return true
		}
	}
	return false
}
