package whatsapp_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"strings"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

// The handle goes into the header of a template, or into a profile.
func ExampleUploadService_Upload() {
	client, _ := inMemory()
	sample := whatsapp.File{Content: strings.NewReader("\x89PNG\r\n\x1a\n"), Name: "parcel.png", MIMEType: "image/png"}
	handle, err := client.Uploads.Upload(context.Background(), graphtest.AppID, sample)
	if err != nil {
		log.Fatal(err)
	}
	header := whatsapp.MessageTemplateHeader{Format: whatsapp.MessageTemplateHeaderFormatImage, Handles: []string{handle}}
	fmt.Println(header.Format, "with", len(header.Handles), "sample")
	// Output: IMAGE with 1 sample
}

// A program that was interrupted goes on with the bytes that are missing. The
// id of the session is all that it has to keep.
func ExampleUploadService_Resume() {
	client, server := inMemory()
	ctx := context.Background()
	server.Script("POST /{upload}", graphtest.DropWithin(1000))
	video := func() whatsapp.File {
		return whatsapp.File{Name: "oven.mp4", MIMEType: "video/mp4", Content: strings.NewReader(strings.Repeat("frame", 1000))}
	}
	_, err := client.Uploads.Upload(ctx, graphtest.AppID, video(), whatsapp.WithMaxRetries(0))
	interrupted, _ := errors.AsType[*whatsapp.UploadError](err)

	session, err := client.Uploads.Get(ctx, interrupted.Session.ID)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(session.FileOffset, "of 5000 bytes have arrived")
	handle, err := client.Uploads.Resume(ctx, session.ID, video())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(handle != "")
	// Output:
	// 1000 of 5000 bytes have arrived
	// true
}
