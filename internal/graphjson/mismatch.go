package graphjson

import (
	"fmt"
	"strconv"
	"strings"
)

// A Mismatch reports a value of an unexpected shape, which was left out. It
// never quotes the value.
type Mismatch struct {
	Path  string // such as "data[3].quality_score.date", empty for the whole text
	Want  string // such as "an object"
	Found string // such as "an array"
}

// Error says where the value is, what it is, and what was expected.
func (m *Mismatch) Error() string {
	text := fmt.Sprintf("found %s where %s is expected", m.Found, m.Want)
	if m.Path != "" {
		text = m.Path + ": " + text
	}
	return text
}

const (
	maxMismatches = 16
	maxPathName   = 64 // bytes of a name taken from the text
)

// Mismatch consumes the next value, which does not fit, and records that want
// was expected. It returns false, so that the caller can return it.
func (d *Decoder) Mismatch(want string) bool {
	d.Note(want)
	d.Skip()
	return false
}

// Note records that want was expected instead of the next value. It consumes
// nothing.
func (d *Decoder) Note(want string) { d.Misread(want, kindOf(d.Peek())) }

// Misread records a consumed value that does not fit. It returns false, so that
// the caller can return it.
func (d *Decoder) Misread(want, found string) bool {
	if d.err == nil && len(d.mismatches) < maxMismatches {
		d.mismatches = append(d.mismatches, Mismatch{Want: want, Found: found})
	}
	return false
}

// TakeMismatches returns the mismatches since it was last called.
func (d *Decoder) TakeMismatches() []Mismatch {
	taken := d.mismatches
	d.mismatches = nil
	return taken
}

// within adds the name of the enclosing member to the mismatches from first on.
func (d *Decoder) within(first int, name string) {
	for i := first; i < len(d.mismatches); i++ {
		path := &d.mismatches[i].Path
		if *path != "" && !strings.HasPrefix(*path, "[") {
			*path = "." + *path
		}
		*path = name + *path
	}
}

// withinIndex adds the index of the enclosing element.
func (d *Decoder) withinIndex(first, index int) {
	if len(d.mismatches) > first {
		d.within(first, "["+strconv.Itoa(index)+"]")
	}
}

// withinName adds a name taken from the text.
func (d *Decoder) withinName(first int, name string) {
	if len(d.mismatches) > first {
		d.within(first, strings.ToValidUTF8(name[:min(len(name), maxPathName)], ""))
	}
}

func kindOf(c byte) string {
	switch c {
	case '{':
		return "an object"
	case '[':
		return "an array"
	case '"':
		return "a string"
	case 't', 'f':
		return "a boolean"
	case 'n':
		return "null"
	}
	return "a number"
}
