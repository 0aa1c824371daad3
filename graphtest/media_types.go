package graphtest

import (
	"bytes"
	"maps"
	"slices"
	"strings"
)

const (
	mostImage           = 5 << 20
	mostAudio           = 16 << 20
	mostVideo           = 16 << 20
	mostDocument        = 100 << 20
	mostSticker         = 100 << 10
	mostAnimatedSticker = 500 << 10
)

const (
	stickerType  = "image/webp"
	officePrefix = "application/vnd.openxmlformats-officedocument."
)

// uploadLimits maps the types of media that can be uploaded to their maximum
// size in bytes.
var uploadLimits = map[string]int64{
	"audio/aac":                     mostAudio,
	"audio/amr":                     mostAudio,
	"audio/mpeg":                    mostAudio,
	"audio/mp4":                     mostAudio,
	"audio/ogg":                     mostAudio,
	"text/plain":                    mostDocument,
	"application/pdf":               mostDocument,
	"application/msword":            mostDocument,
	"application/vnd.ms-excel":      mostDocument,
	"application/vnd.ms-powerpoint": mostDocument,
	officePrefix + "wordprocessingml.document":   mostDocument,
	officePrefix + "spreadsheetml.sheet":         mostDocument,
	officePrefix + "presentationml.presentation": mostDocument,
	"image/jpeg": mostImage,
	"image/png":  mostImage,
	stickerType:  mostAnimatedSticker,
	"video/mp4":  mostVideo,
	"video/3gpp": mostVideo,
}

// bareType returns a type without parameters such as "codecs=opus".
func bareType(mimeType string) string {
	bare, _, _ := strings.Cut(mimeType, ";")
	return strings.ToLower(strings.TrimSpace(bare))
}

// mostBytes returns the maximum size of a file of this type, or the largest
// maximum if the type is not known yet.
func mostBytes(mimeType string) int64 {
	if most, known := uploadLimits[bareType(mimeType)]; known {
		return most
	}
	return mostDocument
}

// checkFile rejects a file whose type or size Graph does not accept.
func checkFile(mimeType string, upload file) *failure {
	bare := bareType(mimeType)
	if _, known := uploadLimits[bare]; !known {
		return invalid("Param file must be a file with one of the following types: %s. Received file of type '%s'.",
			strings.Join(slices.Sorted(maps.Keys(uploadLimits)), ", "), bare)
	}
	most := mostBytes(bare)
	if bare == stickerType && !isAnimated(upload.content) {
		most = mostSticker
	}
	if upload.tooLarge || int64(len(upload.content)) > most {
		return refused(131053, "The file is too large: one of the type %s may have %d bytes", bare, most)
	}
	return nil
}

// isAnimated reports whether a WebP file is animated, by a flag in its header.
func isAnimated(webp []byte) bool {
	const animation = 1 << 1
	return len(webp) > 20 && bytes.Equal(webp[8:16], []byte("WEBPVP8X")) && webp[20]&animation != 0
}
