package graphjson

import (
	"unicode/utf16"
	"unicode/utf8"
)

// unquote appends the value of the inside of a JSON string, whose escapes the
// scanner has checked. Half a surrogate pair and bytes that are not UTF-8
// become U+FFFD, as with encoding/json.
func unquote(to, raw []byte) []byte {
	for i := 0; i < len(raw); {
		r, size := rune(raw[i]), 1
		switch {
		case r == '\\':
			r, size = unescape(raw[i:])
		case r >= utf8.RuneSelf:
			r, size = utf8.DecodeRune(raw[i:])
		}
		to = utf8.AppendRune(to, r)
		i += size
	}
	return to
}

// unescape returns the rune of the escape sequence at the start of text, and
// its length.
func unescape(text []byte) (rune, int) {
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

// hexRune parses hexadecimal digits, or returns -1.
func hexRune(digits []byte) rune {
	var r rune
	for _, c := range digits {
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
