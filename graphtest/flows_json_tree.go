package graphtest

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"
)

// span is a part of a text: the bytes from start to before end.
type span struct{ start, end int }

// flowValue is a value of the JSON of a flow, and where it is.
type flowValue struct {
	span
	path    string // screens[0].layout
	kind    string // object, array, string, number, boolean or null
	text    string // of a string
	members []flowMember
	items   []*flowValue
}

type flowMember struct {
	name  string
	key   span
	value *flowValue
}

// member returns the member with this name, or nil.
func (v *flowValue) member(name string) *flowMember {
	for i := range v.members {
		if v.members[i].name == name {
			return &v.members[i]
		}
	}
	return nil
}

// stringAt returns the text of a member that is a string, or nothing.
func (v *flowValue) stringAt(name string) string {
	if member := v.member(name); member != nil && member.value.kind == "string" {
		return member.value.text
	}
	return ""
}

// flowReader reads JSON that is known to be valid.
type flowReader struct {
	text    []byte
	decoder *json.Decoder
}

func readFlowTree(text []byte) *flowValue {
	reader := &flowReader{text: text, decoder: json.NewDecoder(bytes.NewReader(text))}
	reader.decoder.UseNumber()
	return reader.value("")
}

// next returns the next token and where it is.
func (r *flowReader) next() (json.Token, span) {
	start := int(r.decoder.InputOffset())
	for start < len(r.text) && strings.IndexByte(" \t\r\n,:", r.text[start]) >= 0 {
		start++
	}
	token, _ := r.decoder.Token()
	return token, span{start, int(r.decoder.InputOffset())}
}

func (r *flowReader) value(path string) *flowValue {
	token, where := r.next()
	read := &flowValue{span: where, path: path}
	switch token := token.(type) {
	case json.Delim:
		r.fill(read, token)
	case string:
		read.kind, read.text = "string", token
	case json.Number:
		read.kind = "number"
	case bool:
		read.kind = "boolean"
	default:
		read.kind = "null"
	}
	return read
}

// fill reads the rest of an object or an array.
func (r *flowReader) fill(read *flowValue, opening json.Delim) {
	read.kind = "array"
	if opening == '{' {
		read.kind = "object"
	}
	for r.decoder.More() {
		if opening == '[' {
			read.items = append(read.items, r.value(read.path+"["+strconv.Itoa(len(read.items))+"]"))
			continue
		}
		token, where := r.next()
		name, _ := token.(string)
		read.members = append(read.members, flowMember{name, where, r.value(joinFlowPath(read.path, name))})
	}
	_, where := r.next()
	read.end = where.end
}

func joinFlowPath(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// place is the line and the column of a byte, both from one. A column is a
// character.
func place(text []byte, offset int) (line, column int) {
	before := text[:min(offset, len(text))]
	start := bytes.LastIndexByte(before, '\n') + 1
	return bytes.Count(before, []byte("\n")) + 1, utf8.RuneCount(before[start:]) + 1
}
