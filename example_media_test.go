package whatsapp_test

import (
	"context"
	"fmt"
	"io"
	"log"
	"os"
	"strings"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

func ExampleMediaService_Upload() {
	client, _ := inMemory()
	invoice := strings.NewReader("%PDF-1.7 and so on") // any reader; one that can seek can be sent again
	id, err := client.Media.Upload(context.Background(), graphtest.PhoneNumberID, whatsapp.File{Content: invoice, Name: "invoice.pdf"})
	if err != nil {
		log.Fatal(err)
	}
	info, err := client.Media.Download(context.Background(), id, os.Stdout, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("\n" + info.MIMEType)
	// Output:
	// %PDF-1.7 and so on
	// application/pdf
}

func ExampleMediaService_Open() {
	client, _ := inMemory()
	stream, err := client.Media.Open(context.Background(), graphtest.MediaID)
	if err != nil {
		log.Fatal(err)
	}
	defer stream.Close()
	size, err := io.Copy(io.Discard, stream)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(stream.ContentType, size == stream.Info.FileSize)
	// Output: image/png true
}
