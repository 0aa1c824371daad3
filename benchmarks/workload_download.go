package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"

	"github.com/wabakit/whatsapp"
)

// measureDownload asks for the link of a document, follows it, and verifies the
// hash.
func measureDownload(secure bool) func(context.Context, settings) ([]result, error) {
	return func(ctx context.Context, s settings) ([]result, error) {
		server, err := newTransferServer(s, secure)
		if err != nil {
			return nil, err
		}
		defer server.close()
		first, second := newRaw(server.URL, tunedTransport()), newRaw(server.URL, tunedTransport())
		whole := newRaw(server.URL, tunedTransport())
		sdk, err := newSDK(server.URL, nil)
		if err != nil {
			return nil, err
		}
		return s.compareTransfers(map[string]figures{"whatsapp": {Time: downloadTime, Held: heldKiB}},
			transferring("raw", server.hash, func() (string, error) { return first.download(ctx) }),
			transferring("raw again", server.hash, func() (string, error) { return second.download(ctx) }),
			transferring("raw, io.ReadAll", server.hash, func() (string, error) { return whole.downloadWhole(ctx) }),
			transferring("whatsapp", server.hash, func() (string, error) {
				info, err := sdk.Media.Download(ctx, mediaID, nowhere{}, nil)
				if err != nil {
					return "", err
				}
				return info.SHA256, nil
			}),
		)
	}
}

// nowhere discards downloads, since disks differ more than libraries.
type nowhere struct{}

func (nowhere) Write(part []byte) (int, error) { return len(part), nil }

// download copies a media object and returns the hash of its bytes.
func (r raw) download(ctx context.Context) (string, error) {
	body, err := r.openMedia(ctx)
	if err != nil {
		return "", err
	}
	defer body.Close()
	hash := sha256.New()
	if _, err := io.Copy(io.MultiWriter(nowhere{}, hash), body); err != nil {
		return "", err
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}

// downloadWhole reads a media object into memory, as many programs do.
func (r raw) downloadWhole(ctx context.Context) (string, error) {
	body, err := r.openMedia(ctx)
	if err != nil {
		return "", err
	}
	defer body.Close()
	content, err := io.ReadAll(body)
	if err != nil {
		return "", err
	}
	hash := sha256.Sum256(content)
	return hex.EncodeToString(hash[:]), nil
}

func (r raw) openMedia(ctx context.Context) (io.ReadCloser, error) {
	var info whatsapp.MediaInfo
	if err := r.get(ctx, endpoint(r.base, mediaID, ""), &info); err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, string(info.URL), nil)
	if err != nil {
		return nil, err
	}
	setHeaders(request)
	response, err := r.client.Do(request)
	if err != nil {
		return nil, err
	}
	return response.Body, nil
}
