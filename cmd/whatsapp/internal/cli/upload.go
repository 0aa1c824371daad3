package cli

import (
	"context"
	"os"
	"path/filepath"

	"github.com/wabakit/whatsapp"
)

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
