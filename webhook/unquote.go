package webhook

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// unquote returns what the inside of a JSON string means. The scanner has checked its escapes.
// Half a surrogate pair and bytes that are not UTF-8 become U+FFFD, as with encoding/json.
func unquote(raw string) string {
	var b strings.Builder
	b.Grow(len(raw))
	for i := 0; i < len(raw); {
		if raw[i] == '\\' {
			r, size := unescape(raw[i:])
			b.WriteRune(r)
			i += size
			continue
		}
		r, size := utf8.DecodeRuneInString(raw[i:])
		b.WriteRune(r)
		i += size
	}
	return b.String()
}

// unescape returns the rune that the escape at the start of text stands for, and the bytes it takes.
func unescape(text string) (rune, int) {
	switch text[1] {
	case 'b':
		return '\b', 2
	case 'f':
		return '\f', 2
	case 'n':
		return '\n', 2
	case 'r':
		return '\r', 2
	case 't':
		return '\t', 2
	case 'u':
		r := hexRune(text[2:6])
		if !utf16.IsSurrogate(r) {
			return r, 6
		}
		if len(text) >= 12 && text[6] == '\\' && text[7] == 'u' {
			if pair := utf16.DecodeRune(r, hexRune(text[8:12])); pair != utf8.RuneError {
				return pair, 12
			}
		}
		return utf8.RuneError, 6
	}
	return rune(text[1]), 2
}

// hexRune reads hexadecimal digits, or returns -1.
func hexRune(digits string) rune {
	var r rune
	for i := range len(digits) {
		c := digits[i]
		switch {
		case '0' <= c && c <= '9':
			c -= '0'
		case 'a' <= c && c <= 'f':
			c -= 'a' - 10
		case 'A' <= c && c <= 'F':
			c -= 'A' - 10
		default:
			return -1
		}
		r = r<<4 | rune(c)
	}
	return r
}
