package whatsapp

import (
	"fmt"
	"mime"
	"path/filepath"
	"slices"
	"strings"

	"github.com/wabakit/whatsapp/internal/filebody"
)

// A mediaType is a type of media that messages may carry.
type mediaType struct {
	mimeType   string
	extensions []string // the usual one first
	most       int64    // bytes
}

const (
	kilobyte = 1 << 10
	megabyte = 1 << 20

	mostAudio           = 16 * megabyte
	mostVideo           = 16 * megabyte
	mostImage           = 5 * megabyte
	mostDocument        = 100 * megabyte
	mostSticker         = 100 * kilobyte
	mostAnimatedSticker = 500 * kilobyte
)

const (
	typeSticker  = "image/webp"
	officePrefix = "application/vnd.openxmlformats-officedocument."
)

// mediaTypes is what may be uploaded for messages, and how large it may be.
//
// https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media#supported-media-types
var mediaTypes = [...]mediaType{
	{"audio/aac", []string{".aac"}, mostAudio},
	{"audio/amr", []string{".amr"}, mostAudio},
	{"audio/mpeg", []string{".mp3"}, mostAudio},
	{"audio/mp4", []string{".m4a"}, mostAudio},
	{"audio/ogg", []string{".ogg", ".opus"}, mostAudio},
	{"text/plain", []string{".txt"}, mostDocument},
	{"application/pdf", []string{".pdf"}, mostDocument},
	{"application/msword", []string{".doc"}, mostDocument},
	{"application/vnd.ms-excel", []string{".xls"}, mostDocument},
	{"application/vnd.ms-powerpoint", []string{".ppt"}, mostDocument},
	{officePrefix + "wordprocessingml.document", []string{".docx"}, mostDocument},
	{officePrefix + "spreadsheetml.sheet", []string{".xlsx"}, mostDocument},
	{officePrefix + "presentationml.presentation", []string{".pptx"}, mostDocument},
	{"image/jpeg", []string{".jpg", ".jpeg"}, mostImage},
	{"image/png", []string{".png"}, mostImage},
	{typeSticker, []string{".webp"}, mostAnimatedSticker},
	{"video/mp4", []string{".mp4"}, mostVideo},
	{"video/3gpp", []string{".3gp"}, mostVideo},
}

// lookUpMediaType finds a type by its name, with or without parameters such as
// "codecs=opus".
func lookUpMediaType(name string) (mediaType, bool) {
	name = bareType(name)
	index := slices.IndexFunc(mediaTypes[:], func(row mediaType) bool { return row.mimeType == name })
	if index < 0 {
		return mediaType{}, false
	}
	return mediaTypes[index], true
}

func bareType(name string) string {
	bare, _, _ := strings.Cut(name, ";")
	return strings.ToLower(strings.TrimSpace(bare))
}

// typeOfName finds a type by the extension of a file's name.
func typeOfName(name string) string {
	extension := strings.ToLower(filepath.Ext(name))
	for _, row := range mediaTypes {
		if slices.Contains(row.extensions, extension) {
			return row.mimeType
		}
	}
	return ""
}

// usualName is the name of a file that has none; a form needs one.
func usualName(mimeType string) string {
	if row, known := lookUpMediaType(mimeType); known {
		return "media" + row.extensions[0]
	}
	return "media"
}

// A mediaCheck holds a file to the types and sizes of messages.
type mediaCheck struct{ file *filebody.Source }

// Validate checks the type, and the size against the type's limit.
func (c mediaCheck) Validate() error {
	var found violations
	if c.file.Size == 0 {
		found.add("file", "is empty")
		return found.err()
	}
	row, known := lookUpMediaType(c.file.MIMEType)
	if !known {
		found.add("type", "is %s, which messages cannot have; they can have %s", c.file.MIMEType, namesOfMediaTypes())
		return found.err()
	}
	found.mimeType("type", c.file.MIMEType)
	most, err := c.limit(row)
	if err != nil {
		return fmt.Errorf("whatsapp: %w", err)
	}
	if c.file.Size > most {
		found.add("file", "has %d bytes, at most %d are allowed for %s", c.file.Size, most, row.mimeType)
	}
	return found.err()
}

// limit returns the most bytes that a file of the type may have. Animated
// stickers, which only their first bytes tell, may have more than the others.
func (c mediaCheck) limit(row mediaType) (int64, error) {
	if row.mimeType != typeSticker {
		return row.most, nil
	}
	head, err := c.file.Head()
	if err != nil || filebody.IsAnimatedWebP(head) {
		return row.most, err
	}
	return mostSticker, nil
}

// mimeType checks what becomes a header.
func (v *violations) mimeType(field, value string) {
	if _, _, err := mime.ParseMediaType(value); err != nil {
		v.add(field, "is %q, which is not a MIME type", value)
	}
}

func namesOfMediaTypes() string {
	names := make([]string, len(mediaTypes))
	for i, row := range mediaTypes {
		names[i] = row.mimeType
	}
	return strings.Join(names, ", ")
}
