package whatsapp

import (
	"bytes"
	"fmt"
	"io"
	"unicode/utf8"
)

// headSize is how many of the first bytes are looked at to find a type.
const headSize = 512

// detectType reads the first bytes where the type, or the limit of the type,
// depends on them.
func (s *source) detectType() error {
	if s.size == 0 || s.mimeType != "" && bareType(s.mimeType) != typeSticker {
		return nil
	}
	head, err := s.readHead()
	if err != nil {
		return fmt.Errorf("whatsapp: read the beginning of the file: %w", err)
	}
	s.head = head
	if s.mimeType == "" {
		s.mimeType = sniff(head, s.name)
	}
	return nil
}

func (s *source) readHead() ([]byte, error) {
	head := make([]byte, headSize)
	if !s.mayBlock {
		count, err := s.fillHead(head)
		return head[:count], err
	}
	side := s.aside(headSize, s.fillHead, func() error { return nil })
	defer side.Close()
	count, err := side.Read(head)
	return head[:count], err
}

func (s *source) fillHead(head []byte) (int, error) {
	file, err := s.open(0)
	if err != nil {
		return 0, err
	}
	if single, ok := file.(*singlePass); ok {
		return single.peek(head)
	}
	count, err := io.ReadFull(strictReader{file}, head)
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		err = nil
	}
	if closeErr := file.Close(); err == nil {
		err = closeErr
	}
	return count, err
}

// A signature is what files of a type begin with. A type that is shared by
// several kinds of files is empty: the file's name decides.
type signature struct {
	offset   int
	bytes    string
	mimeType string
}

// signatures are tried in order: a brand of MP4 comes before MP4 itself.
var signatures = [...]signature{
	{0, "\xFF\xD8\xFF", "image/jpeg"},
	{0, "\x89PNG\r\n\x1a\n", "image/png"},
	{8, "WEBP", typeSticker},
	{0, "%PDF-", "application/pdf"},
	{0, "OggS", "audio/ogg"},
	{0, "#!AMR", "audio/amr"},
	{0, "ID3", "audio/mpeg"},
	{4, "ftypM4A", "audio/mp4"},
	{4, "ftypM4B", "audio/mp4"},
	{4, "ftyp3g", "video/3gpp"},
	{4, "ftypqt", typeUnknown},
	{4, "ftyphe", typeUnknown}, // pictures that phones take: HEIC, AVIF and their kin
	{4, "ftypmif1", typeUnknown},
	{4, "ftypmsf1", typeUnknown},
	{4, "ftypavi", typeUnknown},
	{4, "ftyp", "video/mp4"},
	{0, "PK\x03\x04", ""},                       // documents in ZIP files
	{0, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", ""}, // documents in OLE files
}

// sniff finds the type of a file from its first bytes, and from its name where
// these leave it open.
func sniff(head []byte, name string) string {
	found := sniffBytes(head)
	if found == "" {
		found = typeOfName(name)
	}
	if found == "" {
		return typeUnknown
	}
	return found
}

func sniffBytes(head []byte) string {
	for _, known := range signatures {
		if len(head) > known.offset && bytes.HasPrefix(head[known.offset:], []byte(known.bytes)) {
			return known.mimeType
		}
	}
	switch {
	case isFrame(head, 0xF6, 0xF0):
		return "audio/aac"
	case isFrame(head, 0xE6, 0xE2):
		return "audio/mpeg"
	case isText(head):
		return typeText
	}
	return ""
}

// isFrame recognises the header of an audio frame: eleven bits that are set,
// then the layer, of which mask selects what tells AAC from MP3.
func isFrame(head []byte, mask, want byte) bool {
	return len(head) > 1 && head[0] == 0xFF && head[1]&mask == want
}

// isText reports whether the beginning of a file is text. Its last character
// may be cut.
func isText(head []byte) bool {
	for len(head) > 0 {
		character, size := utf8.DecodeRune(head)
		cut := character == utf8.RuneError && size == 1 && !utf8.FullRune(head)
		if cut {
			return true
		}
		isControl := character < ' ' && character != '\t' && character != '\n' && character != '\r' && character != '\f'
		if isControl || character == utf8.RuneError && size == 1 {
			return false
		}
		head = head[size:]
	}
	return true
}

// isAnimated reads the flag of an animated WebP image.
func isAnimated(head []byte) bool {
	const flags, animation = 20, 0x02
	return len(head) > flags && string(head[12:16]) == "VP8X" && head[flags]&animation != 0
}
