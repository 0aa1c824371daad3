// Media downloads a media object, checks its hash, and deletes it. In memory the
// first link has expired: the download asks for another one and goes on.
//
//	go run ./examples/media
//	go run ./examples/media -out picture.png
//
// Without -out the bytes are only counted. With WHATSAPP_ACCESS_TOKEN and
// WHATSAPP_MEDIA_ID set, it does the same against Meta, and deletes nothing
// unless -apply is given.
package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/examples/internal/demo"
	"github.com/wabakit/whatsapp/graphtest"
)

func main() {
	out := flag.String("out", "", "the file to write the media to")
	ctx, session := demo.Start(whatsapp.WithObserver(whatsapp.Observer{AttemptDone: printAttempt}))
	mediaID := session.ID("WHATSAPP_MEDIA_ID", graphtest.MediaID)

	demo.Check(showInfo(ctx, session.Client, mediaID))
	if session.Server != nil {
		session.Server.Script(graphtest.MediaRoute, graphtest.ExpiredMedia())
	}
	demo.Check(download(ctx, session.Client, mediaID, *out))

	demo.Title("Delete %s", mediaID)
	if !session.Apply {
		demo.NotApplied()
		return
	}
	demo.Check(session.Client.Media.Delete(ctx, mediaID))
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

func download(ctx context.Context, client *whatsapp.Client, mediaID, out string) error {
	demo.Title("Download %s", mediaID)
	stream, err := client.Media.Open(ctx, mediaID)
	if err != nil {
		return err
	}
	defer stream.Close()
	if out == "" {
		return copyChecked(io.Discard, stream)
	}
	file, err := os.Create(out)
	if err != nil {
		return err
	}
	if err := copyChecked(file, stream); err != nil {
		file.Close()
		os.Remove(out) // part of a file is worse than none
		return err
	}
	return file.Close()
}

// copyChecked fails when the bytes are not the ones that Graph has described.
func copyChecked(destination io.Writer, stream *whatsapp.MediaStream) error {
	hash := sha256.New()
	size, err := io.Copy(io.MultiWriter(destination, hash), stream)
	if err != nil {
		return err
	}
	sum := hex.EncodeToString(hash.Sum(nil))
	if !strings.EqualFold(sum, stream.Info.SHA256) {
		return fmt.Errorf("the media has the SHA-256 %s, but should have %s", sum, stream.Info.SHA256)
	}
	fmt.Printf("  %d bytes, SHA-256 is right\n", size)
	return nil
}

func printAttempt(_ context.Context, attempt whatsapp.AttemptInfo) {
	fmt.Printf("  ... %s: HTTP %d\n", attempt.Operation, attempt.StatusCode)
}
