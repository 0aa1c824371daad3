package whatsapp_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"

	"github.com/wabakit/whatsapp"
)

// downloaded is a download with its bytes.
type downloaded struct {
	Info  whatsapp.MediaInfo
	Bytes string
}

func mediaDownloadMethods() []method {
	download := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		var content bytes.Buffer
		info, err := client.Media.Download(ctx, id, &content, nil, opts...)
		if info == nil {
			return nil, err
		}
		return &downloaded{*info, content.String()}, err
	}
	file := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		folder, err := os.MkdirTemp("", "download")
		if err != nil {
			return nil, err
		}
		defer os.RemoveAll(folder)
		path := filepath.Join(folder, "picture.png")
		info, err := client.Media.DownloadFile(ctx, id, path, nil, opts...)
		if info == nil {
			return nil, err
		}
		content, readErr := os.ReadFile(path)
		if readErr != nil {
			return nil, readErr
		}
		return &downloaded{*info, string(content)}, err
	}
	info := sampleMediaInfo()
	info.SHA256 = "84d89877f0d4041efb6bf91a16f0248f2fd573e6af05c19f96bedb9f882f7882"
	want := &downloaded{info, "0123456789"}
	fixtures := []string{"media/download_metadata", "media/download_success"}
	return []method{
		{
			name: "Media.Download", operation: "GET /{media-id}", repeat: whatsapp.RepeatSafe, id: mediaID,
			cases: []exchange{{fixtures: fixtures, call: download, want: want}},
		},
		{
			name: "Media.DownloadFile", operation: "GET /{media-id}", repeat: whatsapp.RepeatSafe, id: mediaID,
			cases: []exchange{{fixtures: fixtures, call: file, want: want}},
		},
	}
}
