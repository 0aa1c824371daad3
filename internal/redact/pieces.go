package redact

import (
	"strings"
)

// pieceSize is the number of consecutive bytes that give a secret away.
const pieceSize = 8

// Pieces replaces every run of eight or more bytes that a text has in common
// with one of the secrets. This also finds a secret that is truncated, or
// escaped in places. The case of ASCII letters does not matter.
func Pieces(text string, secrets ...string) string {
	known := map[uint64]bool{}
	for _, secret := range secrets {
		eachPiece(secret, func(_ int, piece uint64) { known[piece] = true })
	}
	var clean strings.Builder
	begin, end := 0, -1 // of the kept text, of the last removed piece
	eachPiece(text, func(at int, piece uint64) {
		if !known[piece] {
			return
		}
		if at > end {
			clean.WriteString(text[begin:at])
			clean.WriteString(Mark)
		}
		end = at + pieceSize
		begin = end
	})
	if end < 0 {
		return text
	}
	clean.WriteString(text[begin:])
	return strings.ToValidUTF8(clean.String(), "\uFFFD")
}

// eachPiece calls yield for every piece of the text and its offset.
func eachPiece(text string, yield func(at int, piece uint64)) {
	var piece uint64
	for i := range len(text) {
		piece = piece<<8 | uint64(lower(text[i]))
		if i >= pieceSize-1 {
			yield(i-pieceSize+1, piece)
		}
	}
}

func lower(character byte) byte {
	if character >= 'A' && character <= 'Z' {
		character += 'a' - 'A'
	}
	return character
}

// URLs in a text, even in JSON with escaped slashes, and upload sessions.
var (
	signedURL     = compiledOnce(`(?i)(https?:\\*/\\*/[^\s"'<>\\/?#]*)[\\/?#][^\s"'<>]*`)
	uploadSession = compiledOnce(`upload:[^\s"'<>]+`)
)

// Links replaces everything after the host of every URL in a text, and the key
// of every upload session.
func Links(text string) string {
	text = signedURL().ReplaceAllString(text, "${1}/"+Mark)
	return uploadSession().ReplaceAllString(text, "upload:"+Mark)
}
