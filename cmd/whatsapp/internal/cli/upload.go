package cli

import (
	"context"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/wabakit/whatsapp"
)

// A mediaKind is what media is sent as.
type mediaKind struct {
	title string
	types []string // of the files, or what they begin with; nil is all that messages support
}

var (
	imageKind    = mediaKind{"an image", []string{"image/jpeg", "image/png"}}
	videoKind    = mediaKind{"a video", []string{"video/mp4", "video/3gpp"}}
	audioKind    = mediaKind{"a sound", []string{"audio/"}}
	voiceKind    = mediaKind{"a voice message", []string{"audio/ogg"}}
	stickerKind  = mediaKind{"a sticker", []string{"image/webp"}}
	documentKind = mediaKind{"a document", nil}
)

func (k mediaKind) always() mediaKind { return k }

func (k mediaKind) takes(mimeType string) bool {
	return k.types == nil || slices.ContainsFunc(k.types, func(begin string) bool { return strings.HasPrefix(mimeType, begin) })
}

// A rehearsal takes the place of Graph during an upload, and learns which type
// the file has. It is the library itself that checks the file so.
type rehearsal struct{ mimeType string }

// RoundTrip answers without a network.
func (r *rehearsal) RoundTrip(request *http.Request) (*http.Response, error) {
	defer request.Body.Close()
	_, parameters, err := mime.ParseMediaType(request.Header.Get("Content-Type"))
	if err != nil {
		return nil, err
	}
	form := multipart.NewReader(request.Body, parameters["boundary"])
	for part, err := form.NextPart(); err == nil && r.mimeType == ""; part, err = form.NextPart() {
		if part.FormName() != "type" {
			continue
		}
		value, err := io.ReadAll(part)
		if err != nil {
			return nil, err
		}
		r.mimeType = string(value)
	}
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(strings.NewReader(`{"id":"1"}`)), Request: request,
	}, nil
}

// checkUpload reports what would keep a file from being sent.
func (s *shell) checkUpload(ctx context.Context, path string, kind mediaKind) error {
	file, err := os.Open(s.path(path))
	if err != nil {
		return err
	}
	defer file.Close()
	graph := new(rehearsal)
	client, err := whatsapp.NewClient("none", whatsapp.WithHTTPClient(&http.Client{Transport: graph}))
	if err != nil {
		return err
	}
	if _, err := client.Media.Upload(ctx, "1", whatsapp.File{Content: file, Name: filepath.Base(path)}); err != nil {
		return err
	}
	if !kind.takes(graph.mimeType) {
		return &whatsapp.ValidationError{Violations: []whatsapp.Violation{{
			Field: path, Problem: fmt.Sprintf("is %s; %s wants %s", graph.mimeType, kind.title, strings.Join(kind.types, " or ")),
		}}}
	}
	return nil
}

// upload uploads a file with a bar, and returns the id of the media.
func (s *shell) upload(ctx context.Context, client *whatsapp.Client, numberID, path, mimeType string) (string, error) {
	file, err := os.Open(s.path(path))
	if err != nil {
		return "", err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return "", err
	}
	bar := s.progress(info.Size(), filepath.Base(path), true)
	defer func() { _ = bar.Finish() }()
	return client.Media.Upload(ctx, numberID, whatsapp.File{
		Content: file, Name: filepath.Base(path), MIMEType: mimeType,
		Progress: func(sent, _ int64) { _ = bar.Set64(sent) },
	})
}
