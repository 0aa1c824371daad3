// Media uploads a file, downloads a media object, checks its hash, and deletes
// the uploaded file. In memory, the first link has expired and the connection
// breaks: the download asks for a new link and resumes.
//
//	go run ./examples/media
//	go run ./examples/media -out picture.png -upload receipt.pdf
//
// Without -out it only counts the bytes; without -upload it uploads a line of
// text. With WHATSAPP_ACCESS_TOKEN and WHATSAPP_MEDIA_ID set, it does the same
// against Meta, and uploads nothing unless -apply is given. Then it needs
// WHATSAPP_PHONE_NUMBER_ID too.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/examples/internal/demo"
	"github.com/wabakit/whatsapp/graphtest"
)

func main() {
	out := flag.String("out", "", "the file to write the media to")
	path := flag.String("upload", "", "the file to upload")
	ctx, session := demo.Start(whatsapp.WithObserver(whatsapp.Observer{AttemptDone: printAttempt}))
	mediaID := session.ID("WHATSAPP_MEDIA_ID", graphtest.MediaID)

	demo.Check(showInfo(ctx, session.Client, mediaID))
	if session.Server != nil {
		session.Server.Script(graphtest.MediaRoute, graphtest.ExpiredMedia(), graphtest.Truncated(40))
	}
	demo.Check(download(ctx, session.Client, mediaID, *out))

	demo.Title("Upload a file, and delete it")
	if !session.Apply {
		demo.NotApplied()
		return
	}
	phoneNumberID := session.ID("WHATSAPP_PHONE_NUMBER_ID", graphtest.PhoneNumberID)
	uploaded, err := upload(ctx, session.Client, phoneNumberID, *path)
	demo.Check(err)
	fmt.Printf("  uploaded as %s\n", uploaded)
	demo.Check(session.Client.Media.Delete(ctx, uploaded))
}

func showInfo(ctx context.Context, client *whatsapp.Client, mediaID string) error {
	demo.Title("Media %s", mediaID)
	info, err := client.Media.Get(ctx, mediaID)
	if err != nil {
		return err
	}
	fmt.Printf("  type  %s\n", info.MIMEType)
	fmt.Printf("  size  %d bytes\n", info.FileSize)
	fmt.Printf("  link  %s\n", info.URL)
	return nil
}

// download leaves no file behind if it fails, not even part of one.
func download(ctx context.Context, client *whatsapp.Client, mediaID, out string) (err error) {
	demo.Title("Download %s", mediaID)
	size := int64(0)
	options := &whatsapp.DownloadOptions{Progress: func(written, total int64) {
		size = written
		fmt.Printf("  %d of %d bytes\n", written, total)
	}}
	if out == "" {
		_, err = client.Media.Download(ctx, mediaID, io.Discard, options)
	} else {
		_, err = client.Media.DownloadFile(ctx, mediaID, out, options)
	}
	if err != nil {
		return err
	}
	fmt.Printf("  %d bytes, SHA-256 matches\n", size)
	return nil
}

func upload(ctx context.Context, client *whatsapp.Client, phoneNumberID, path string) (string, error) {
	if path == "" {
		return client.Media.UploadBytes(ctx, phoneNumberID, "note.txt", []byte("Your order is on its way.\n"))
	}
	return client.Media.UploadFile(ctx, phoneNumberID, path)
}

func printAttempt(_ context.Context, attempt whatsapp.AttemptInfo) {
	fmt.Printf("  ... %s: HTTP %d\n", attempt.Operation, attempt.StatusCode)
}
