package graphjson

import (
	"encoding/json"
	"unicode/utf8"
)

// AppendString appends a string to a text, in the form that encoding/json gives
// it.
func AppendString(text []byte, value string) []byte {
	before := text
	text = append(text, '"')
	written := 0
	for i, char := range value {
		switch char {
		case '"', '\\':
			text = append(append(text, value[written:i]...), '\\', byte(char))
			written = i + 1
		case '\n':
			text = append(append(text, value[written:i]...), `\n`...)
			written = i + 1
		case '<', '>', '&', '\u2028', '\u2029', utf8.RuneError:
			return appendRare(before, value)
		default:
			if char < ' ' {
				return appendRare(before, value)
			}
		}
	}
	return append(append(text, value[written:]...), '"')
}

// appendRare leaves to encoding/json what hardly any text has: characters that
// would mean something in HTML or JavaScript, control characters and broken
// UTF-8.
func appendRare(text []byte, value string) []byte {
	quoted, _ := json.Marshal(value) // never fails for a string
	return append(text, quoted...)
}
