package whatsapp_test

import (
	"context"
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
