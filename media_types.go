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
	maxSize    int64    // in bytes
}

const (
	kilobyte = 1 << 10
	megabyte = 1 << 20

	maxAudio           = 16 * megabyte
	maxVideo           = 16 * megabyte
	maxImage           = 5 * megabyte
	maxDocument        = 100 * megabyte
	maxSticker         = 100 * kilobyte
	maxAnimatedSticker = 500 * kilobyte
)

const (
	typeSticker  = "image/webp"
	officePrefix = "application/vnd.openxmlformats-officedocument."
)

// mediaTypes lists the types of media for messages and their size limits.
//
// https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media#supported-media-types
var mediaTypes = [...]mediaType{
	{"audio/aac", []string{".aac"}, maxAudio},
	{"audio/amr", []string{".amr"}, maxAudio},
	{"audio/mpeg", []string{".mp3"}, maxAudio},
	{"audio/mp4", []string{".m4a"}, maxAudio},
	{"audio/ogg", []string{".ogg", ".opus"}, maxAudio},
	{"text/plain", []string{".txt"}, maxDocument},
	{"application/pdf", []string{".pdf"}, maxDocument},
	{"application/msword", []string{".doc"}, maxDocument},
	{"application/vnd.ms-excel", []string{".xls"}, maxDocument},
	{"application/vnd.ms-powerpoint", []string{".ppt"}, maxDocument},
	{officePrefix + "wordprocessingml.document", []string{".docx"}, maxDocument},
	{officePrefix + "spreadsheetml.sheet", []string{".xlsx"}, maxDocument},
	{officePrefix + "presentationml.presentation", []string{".pptx"}, maxDocument},
	{"image/jpeg", []string{".jpg", ".jpeg"}, maxImage},
	{"image/png", []string{".png"}, maxImage},
	{typeSticker, []string{".webp"}, maxAnimatedSticker},
	{"video/mp4", []string{".mp4"}, maxVideo},
	{"video/3gpp", []string{".3gp"}, maxVideo},
}

// lookUpMediaType returns a type by its name, with or without parameters such
// as "codecs=opus".
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

// typeOfName returns the type for the extension of a file's name.
func typeOfName(name string) string {
	extension := strings.ToLower(filepath.Ext(name))
	for _, row := range mediaTypes {
		if slices.Contains(row.extensions, extension) {
			return row.mimeType
		}
	}
	return ""
}

// usualName returns a name for a file without one; a form needs it.
func usualName(mimeType string) string {
	if row, known := lookUpMediaType(mimeType); known {
		return "media" + row.extensions[0]
	}
	return "media"
}

// A mediaCheck checks a file against the types and sizes that messages allow.
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
		found.add("type", "is %s, which messages do not support; they support %s", c.file.MIMEType, namesOfMediaTypes())
		return found.err()
	}
	found.mimeType("type", c.file.MIMEType)
	limit, err := c.limit(row)
	if err != nil {
		return fmt.Errorf("whatsapp: %w", err)
	}
	if c.file.Size > limit {
		found.add("file", "has %d bytes, at most %d are allowed for %s", c.file.Size, limit, row.mimeType)
	}
	return found.err()
}

// limit returns the largest size of a file of the type. Animated stickers,
// which are recognized by their first bytes, may be larger than others.
func (c mediaCheck) limit(row mediaType) (int64, error) {
	if row.mimeType != typeSticker {
		return row.maxSize, nil
	}
	head, err := c.file.Head()
	if err != nil || filebody.IsAnimatedWebP(head) {
		return row.maxSize, err
	}
	return maxSticker, nil
}

// mimeType checks a MIME type that becomes a header.
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
