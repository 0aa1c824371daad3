package whatsapp

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
)

// A MediaHashError says that a download is not what Meta has described. The
// bytes are complete, but not the right ones: what was written must not be used.
type MediaHashError struct {
	// MediaID is the media object.
	MediaID string
	// Want and Got are the SHA-256 hashes in hexadecimal.
	Want, Got string
}

// Error names both hashes.
func (e *MediaHashError) Error() string {
	return fmt.Sprintf("whatsapp: the download of media %s has the SHA-256 %s, but should have %s", oneLine(e.MediaID), e.Got, e.Want)
}

// parseSHA256 reads a hash in hexadecimal, as Graph writes it, or in base64, as
// webhooks do, and returns it in hexadecimal.
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
