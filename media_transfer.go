package whatsapp

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"strings"
	"sync"

	"github.com/wabakit/whatsapp/internal/httprange"
	"github.com/wabakit/whatsapp/internal/redact"
)

// A download copies one media object to its destination, over as many
// connections as it takes.
type download struct {
	service     *MediaService
	mediaID     string
	lookUp      func(context.Context) (*MediaInfo, error)
	public      bool // the link needs no access token, and gets none
	options     DownloadOptions
	opts        []RequestOption
	destination io.Writer
	resumer     *resumer

	info      *MediaInfo
	hash      hash.Hash
	written   int64
	total     int64  // zero when unknown
	validator string // of the answer that the written bytes came from
	length    int64  // of the media in that answer, or unknownLength
}

// unknownLength is what net/http says where a server does not state the length.
const unknownLength = -1

// newDownload asks for the link, so that the destination is not touched for
// media that cannot be downloaded.
func (s *MediaService) newDownload(ctx context.Context, mediaID string, options *DownloadOptions, opts []RequestOption) (*download, error) {
	d := s.download(mediaID, options, opts)
	d.lookUp = func(ctx context.Context) (*MediaInfo, error) { return s.Get(ctx, mediaID, opts...) }
	if err := d.options.Validate(); err != nil {
		return nil, err
	}
	return d, d.resolve(ctx)
}

func (s *MediaService) download(id string, options *DownloadOptions, opts []RequestOption) *download {
	d := &download{service: s, mediaID: id, opts: opts, resumer: s.client.newResumer(downloadName, opts), hash: sha256.New()}
	if options != nil {
		d.options = *options
	}
	return d
}

// run fetches the media after its link is known.
func (d *download) run(ctx context.Context) error {
	for {
		broken, err := d.connect(ctx)
		switch {
		case err == nil, broken && d.total > 0 && d.written == d.total:
			return d.verify()
		case !broken:
			return err
		}
		d.resumer.advance(d.written)
		if err := d.resumer.wait(ctx, err); err != nil {
			return err
		}
	}
}

// resolve asks for the link and the properties of the media.
func (d *download) resolve(ctx context.Context) (err error) {
	d.info, err = d.lookUp(ctx)
	if err != nil {
		return err
	}
	if _, ok := parseSHA256(d.info.SHA256); !ok && d.info.SHA256 != "" {
		return fmt.Errorf("whatsapp: media %s: Graph sent an invalid SHA-256 of %d characters; want 64 in hexadecimal, or 44 in base64",
			redact.Line(d.mediaID), len(d.info.SHA256))
	}
	d.total = max(0, d.info.FileSize)
	return d.checkSize(d.total)
}

// checkSize compares an announced or reached size with the limit.
func (d *download) checkSize(size int64) error {
	if limit := d.options.limit(); size > limit {
		return &MediaSizeError{MediaID: d.mediaID, Size: size, Limit: limit}
	}
	return nil
}

// connect fetches the missing bytes over one connection. Broken means that
// another connection may bring the rest.
func (d *download) connect(ctx context.Context) (broken bool, err error) {
	from := position{offset: d.written, validator: d.validator}
	stream, err := d.service.fetch(ctx, d.info, from, d.public, d.opts)
	if isExpiredLink(err) {
		if err := d.resolve(ctx); err != nil {
			return false, err
		}
		stream, err = d.service.fetch(ctx, d.info, from, d.public, d.opts)
	}
	if err != nil {
		return false, err
	}
	defer stream.Close()
	if d.total == 0 {
		d.total = stream.part.First + stream.wanted()
		if err := d.checkSize(d.total); err != nil {
			return false, err
		}
	}
	if broken, err := d.catchUp(stream); err != nil {
		return broken, err
	}
	return d.copy(stream)
}

// catchUp makes sure that the stream continues after the written bytes. If the
// server starts again at the first byte, catchUp skips what is written, after
// checking that it is the same: otherwise the rest would not fit.
func (d *download) catchUp(stream *MediaStream) (broken bool, err error) {
	if part := stream.part; part.First > 0 {
		if part.Total != httprange.NoTotal && d.length != unknownLength && part.Total != d.length {
			return false, d.changed()
		}
		return false, nil
	}
	again := sha256.New()
	if _, err := io.CopyN(again, stream, d.written); err != nil && err != io.EOF {
		return true, err
	}
	if string(again.Sum(nil)) != string(d.hash.Sum(nil)) {
		return false, d.changed()
	}
	d.validator, d.length = stream.validator, max(stream.part.Total, stream.ContentLength)
	return false, nil
}

func (d *download) changed() error {
	return fmt.Errorf("whatsapp: %s: the bytes of media %s changed during the download", downloadName, redact.Line(d.mediaID))
}

const copyBuffer = 32 << 10

var copyBuffers = sync.Pool{New: func() any { return new([copyBuffer]byte) }}

// copy writes the stream to the destination. Only a failed read counts as
// broken.
func (d *download) copy(stream io.Reader) (broken bool, err error) {
	buffer := copyBuffers.Get().(*[copyBuffer]byte)
	defer copyBuffers.Put(buffer)
	for {
		count, readErr := stream.Read(buffer[:])
		if count > 0 {
			if err := d.write(buffer[:count]); err != nil {
				return false, err
			}
		}
		switch {
		case readErr == io.EOF:
			return false, nil
		case readErr != nil:
			return true, readErr
		}
	}
}

func (d *download) write(part []byte) error {
	reached := d.written + int64(len(part))
	if err := d.checkSize(reached); err != nil {
		return err
	}
	count, err := d.destination.Write(part)
	if err == nil && count < len(part) {
		err = io.ErrShortWrite
	}
	if err != nil {
		return fmt.Errorf("whatsapp: write the media: %w", err)
	}
	d.hash.Write(part)
	d.written = reached
	if d.options.Progress != nil {
		d.options.Progress(d.written, d.total)
	}
	return nil
}

// verify checks the hash or, if none is known, the size.
func (d *download) verify() error {
	got := hex.EncodeToString(d.hash.Sum(nil))
	known := false
	for _, stated := range [...]string{d.info.SHA256, d.options.SHA256} {
		want, ok := parseSHA256(stated)
		if ok && want != got {
			return &MediaHashError{MediaID: d.mediaID, Want: want, Got: got}
		}
		known = known || ok
	}
	if !known && d.info.FileSize > 0 && d.written != d.info.FileSize {
		return &TransportError{
			Operation: downloadName, Attempts: d.resumer.attempts + 1, fromCall: true, passing: true,
			Err: errors.Join(fmt.Errorf("received %d bytes of the media; want %d", d.written, d.info.FileSize), io.ErrUnexpectedEOF),
		}
	}
	return nil
}

// parseSHA256 parses a hash in hexadecimal, as Graph writes it, or in base64,
// as webhooks do, and returns it in hexadecimal.
func parseSHA256(text string) (string, bool) {
	const hexDigits, base64Digits = 64, 43
	switch bare := strings.TrimRight(text, "="); len(bare) {
	case hexDigits:
		_, err := hex.DecodeString(bare)
		return strings.ToLower(bare), err == nil
	case base64Digits:
		encoding := base64.RawStdEncoding
		if strings.ContainsAny(bare, "-_") {
			encoding = base64.RawURLEncoding
		}
		sum, err := encoding.DecodeString(bare)
		return hex.EncodeToString(sum), err == nil
	}
	return "", false
}
