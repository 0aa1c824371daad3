package whatsapp_test

import (
	"context"
	"strings"

	"github.com/wabakit/whatsapp"
)

const (
	sampleHandle = "4::YXBwbGljYXRpb24vcGRm:ARYq:e:1772442000"
	sampleUpload = "%PDF-56789"
)

func sampleFile() whatsapp.File {
	return whatsapp.File{Content: strings.NewReader(sampleUpload), Name: "receipt.pdf"}
}

func uploadMethods() []method {
	upload := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return idResult(client.Uploads.Upload(ctx, id, sampleFile(), opts...))
	}
	startOf := func(name string) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			request := whatsapp.StartUploadRequest{FileName: name, FileLength: 10, FileType: "application/pdf"}
			return result(client.Uploads.Start(ctx, id, request, opts...))
		}
	}
	get := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return result(client.Uploads.Get(ctx, id, opts...))
	}
	resume := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return idResult(client.Uploads.Resume(ctx, id, sampleFile(), opts...))
	}
	started, halfway := &whatsapp.UploadSession{ID: sessionID}, &whatsapp.UploadSession{ID: sessionID, FileOffset: 6}
	const start, session = "POST /{app-id}/uploads", "GET /{upload-session-id}"
	return []method{
		{
			name: "Uploads.Upload", operation: start, repeat: whatsapp.RepeatSafe, id: appID,
			cases: []exchange{{fixtures: []string{"uploads/upload_start", "uploads/upload_send"}, call: upload, want: sampleHandle}},
		},
		{
			name: "Uploads.Start", operation: start, repeat: whatsapp.RepeatSafe, id: appID,
			cases: []exchange{
				one("uploads/start_success", startOf("receipt.pdf"), started),
				one("uploads/start_without_name", startOf(""), started),
			},
		},
		{
			name: "Uploads.Get", operation: session, repeat: whatsapp.RepeatSafe, id: sessionID, session: true,
			cases: []exchange{
				one("uploads/get_success", get, halfway),
				one("uploads/get_text_offset", get, halfway),
			},
		},
		{
			name: "Uploads.Resume", operation: session, repeat: whatsapp.RepeatSafe, id: sessionID, session: true,
			cases: []exchange{
				{fixtures: []string{"uploads/resume_offset", "uploads/resume_send"}, call: resume, want: sampleHandle},
				{fixtures: []string{"uploads/resume_complete_offset", "uploads/resume_complete_send"}, call: resume, want: sampleHandle},
			},
		},
	}
}
