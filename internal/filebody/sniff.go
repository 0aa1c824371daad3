package filebody

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"unicode/utf8"
)

// headSize is the number of leading bytes examined to detect a type.
const headSize = 512

// Types that are detected without a signature.
const (
	textType    = "text/plain"
	unknownType = "application/octet-stream"
)

// DetectType sets MIMEType if the file does not state it: from the first bytes,
// or if these do not tell, with typeOfName from the name.
func (s *Source) DetectType(typeOfName func(name string) string) error {
	if s.MIMEType != "" {
		return nil
	}
	head, err := s.Head()
	if err != nil {
		return err
	}
	s.MIMEType = cmp.Or(sniff(head), typeOfName(s.Name), unknownType)
	return nil
}

// Head returns the first bytes. They are read only once.
func (s *Source) Head() ([]byte, error) {
	if s.head != nil || s.Size == 0 {
		return s.head, nil
	}
	head, err := s.readHead()
	if err != nil {
		return nil, fmt.Errorf("read the beginning of the file: %w", err)
	}
	s.head = head
	return head, nil
}

func (s *Source) readHead() ([]byte, error) {
	head := make([]byte, headSize)
	if !s.mayBlock {
		count, err := s.fillHead(head)
		return head[:count], err
	}
	aside := s.aside(headSize, s.fillHead, func() error { return nil })
	defer aside.Close()
	count, err := aside.Read(head)
	return head[:count], err
}

func (s *Source) fillHead(head []byte) (int, error) {
	file, err := s.open(0)
	if err != nil {
		return 0, err
	}
	if once, ok := file.(*onceReader); ok {
		return once.peek(head)
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

// A signature begins all files of a type. The type is empty if several types
// share it; then the name decides.
type signature struct {
	offset   int
	bytes    string
	mimeType string
}

// signatures are tried in order, so a brand of MP4 comes before MP4 itself.
var signatures = [...]signature{
	{0, "\xFF\xD8\xFF", "image/jpeg"},
	{0, "\x89PNG\r\n\x1a\n", "image/png"},
	{8, "WEBP", "image/webp"},
	{0, "%PDF-", "application/pdf"},
	{0, "OggS", "audio/ogg"},
	{0, "#!AMR", "audio/amr"},
	{0, "ID3", "audio/mpeg"},
	{4, "ftypM4A", "audio/mp4"},
	{4, "ftypM4B", "audio/mp4"},
	{4, "ftyp3g", "video/3gpp"},
	{4, "ftypqt", unknownType},
	{4, "ftyphe", unknownType}, // HEIC, AVIF and similar pictures
	{4, "ftypmif1", unknownType},
	{4, "ftypmsf1", unknownType},
	{4, "ftypavi", unknownType},
	{4, "ftyp", "video/mp4"},
	{0, "PK\x03\x04", ""},                       // documents in ZIP files
	{0, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", ""}, // documents in OLE files
}

// sniff returns the type of a file by its first bytes, or an empty string if
// they do not tell.
func sniff(head []byte) string {
	for _, known := range signatures {
		if bytes.HasPrefix(head[min(known.offset, len(head)):], []byte(known.bytes)) {
			return known.mimeType
		}
	}
	switch {
	case isAudioFrame(head, 0xF6, 0xF0):
		return "audio/aac"
	case isAudioFrame(head, 0xE6, 0xE2):
		return "audio/mpeg"
	case len(head) > 0 && isText(head):
		return textType
	}
	return ""
}

// isAudioFrame recognises the header of an audio frame: eleven set bits, then
// the layer, in which mask selects the bits that tell AAC from MP3.
func isAudioFrame(head []byte, mask, want byte) bool {
	return len(head) > 1 && head[0] == 0xFF && head[1]&mask == want
}

// isText reports whether the beginning of a file is text. Its last character
// may be incomplete.
func isText(head []byte) bool {
	for utf8.FullRune(head) {
		character, size := utf8.DecodeRune(head)
		isControl := character < ' ' && character != '\t' && character != '\n' && character != '\r' && character != '\f'
		if isControl || character == utf8.RuneError && size == 1 {
			return false
		}
		head = head[size:]
	}
	return true
}

// IsAnimatedWebP reports whether the first bytes are those of an animated WebP
// image.
func IsAnimatedWebP(head []byte) bool {
	const flags, animation = 20, 0x02
	return len(head) > flags && string(head[12:16]) == "VP8X" && head[flags]&animation != 0
}
