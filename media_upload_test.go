package whatsapp_test

import (
	"context"
	"io"
	"strings"

	"github.com/wabakit/whatsapp"
)

func mediaUploadMethods() []method {
	uploadOf := func(file func() whatsapp.File) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return idResult(client.Media.Upload(ctx, id, file(), opts...))
		}
	}
	voice := uploadOf(func() whatsapp.File {
		return whatsapp.File{Content: strings.NewReader("OggS and so on"), Name: `voice "note".ogg`, MIMEType: "audio/ogg; codecs=opus"}
	})
	sniffed := uploadOf(func() whatsapp.File {
		return whatsapp.File{Size: 9, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("%PDF-1.7\n")), nil }}
	})
	file := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return idResult(client.Media.UploadFile(ctx, id, "testdata/media/upload.txt", opts...))
	}
	data := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return idResult(client.Media.UploadBytes(ctx, id, "note.txt", []byte("0123456789"), opts...))
	}
	const operation = "POST /{phone-number-id}/media"
	return []method{
		{
			name: "Media.Upload", operation: operation, id: phoneNumberID,
			cases: []exchange{one("media/upload_success", voice, mediaID), one("media/upload_sniffed", sniffed, mediaID)},
		},
		{
			name: "Media.UploadFile", operation: operation, id: phoneNumberID,
			cases: []exchange{one("media/upload_file_success", file, mediaID)},
		},
		{
			name: "Media.UploadBytes", operation: operation, id: phoneNumberID,
			cases: []exchange{one("media/upload_bytes_success", data, mediaID)},
		},
	}
}
