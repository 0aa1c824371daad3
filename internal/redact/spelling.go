package redact

import (
	"fmt"
	"strings"
)

// spelled reports whether a text begins with a secret, and how long it is
// there. A server may write marks as in a URL, in JSON or in HTML, also one
// inside the other. A text that ends before the secret does counts, once it has
// enough of it.
func spelled(text, secret string) (length int, found bool) {
	if strings.HasPrefix(text, secret) {
		return len(secret), true
	}
	if strings.HasPrefix(secret, text) {
		return len(text), len(text) >= shortestStart
	}
	for i := range len(secret) {
		step, ends := spelledMark(text[length:], secret[i])
		switch {
		case ends:
			return len(text), i >= shortestStart
		case step == 0:
			return 0, false
		}
		length += step
	}
	return length, true
}

// spelledMark is how many bytes at the beginning of a text stand for a
// character, zero when it does not begin with it. Ends says that the text is
// too short to tell.
func spelledMark(text string, character byte) (length int, ends bool) {
	switch {
	case text == "":
		return 0, true
	case character == '\\' && text[0] == '\\': // JSON doubles it, and doubles that inside a string
		return len(text) - len(strings.TrimLeft(text, `\`)), false
	}
	if !isAlphanumeric(character) {
		for _, form := range forms(text[0], character) {
			if length, ends := form.spelledAs(text); length > 0 || ends {
				return length, ends
			}
		}
	}
	if text[0] == character {
		return 1, false
	}
	return 0, false
}

// A form is one of the spellings of a character: a start, any number of fillers
// and an end.
type form struct{ start, filler, end string }

// forms are the spellings of a character that begin with a mark.
func forms(mark, character byte) []form {
	switch mark {
	case '%':
		return []form{{"%", "25", fmt.Sprintf("%02x", character)}}
	case '&':
		found := []form{{"&#", "", fmt.Sprintf("%d;", character)}, {"&#x", "0", fmt.Sprintf("%x;", character)}}
		if name := entities[character]; name != "" {
			found = append(found, form{"&", "amp;", name})
		}
		return found
	case '\\':
		return []form{{`\`, `\`, fmt.Sprintf("u%04x", character)}, {`\`, `\`, string(character)}}
	}
	return nil
}

var entities = map[byte]string{'&': "amp;", '<': "lt;", '>': "gt;", '"': "quot;", '\'': "apos;"}

// spelledAs compares the beginning of a text with the form, whatever the case.
func (f form) spelledAs(text string) (length int, ends bool) {
	rest, found, short := cutFold(text, f.start)
	if !found {
		return 0, short
	}
	for f.filler != "" && !hasFold(rest, f.end) {
		more, found, _ := cutFold(rest, f.filler)
		if !found {
			break
		}
		rest = more
	}
	rest, found, short = cutFold(rest, f.end)
	if !found {
		return 0, short
	}
	return len(text) - len(rest), false
}

func hasFold(text, prefix string) bool {
	return len(text) >= len(prefix) && strings.EqualFold(text[:len(prefix)], prefix)
}

// cutFold cuts a prefix. Short says that the text is shorter, but may go on so.
func cutFold(text, prefix string) (rest string, found, short bool) {
	if hasFold(text, prefix) {
		return text[len(prefix):], true, false
	}
	return text, false, hasFold(prefix, text)
}

func isAlphanumeric(b byte) bool {
	return b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z'
}
