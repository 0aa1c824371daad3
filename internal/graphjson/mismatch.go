package graphjson

import (
	"fmt"
	"strconv"
	"strings"
)

// A Mismatch says that a value has another shape than expected, and was left
// out. It never quotes the value.
type Mismatch struct {
	Path  string // such as "data[3].quality_score.date", empty for the whole text
	Want  string // such as "an object"
	Found string // such as "an array"
}

// Error returns where the value is, what it is and what is expected.
func (m *Mismatch) Error() string {
	text := fmt.Sprintf("found %s where %s is expected", m.Found, m.Want)
	if m.Path != "" {
		text = m.Path + ": " + text
	}
	return text
}

const (
	maxMismatches = 16
	maxPathName   = 64 // of a name that the text chose
)

// Mismatch consumes the next value, which does not fit, and notes that want was
// expected. It returns false, for its caller to return.
func (d *Decoder) Mismatch(want string) bool {
	d.Note(want)
	d.Skip()
	return false
}

// Note notes that want was expected in place of the next value. It consumes
// nothing.
func (d *Decoder) Note(want string) { d.Misread(want, kindOf(d.Peek())) }

// Misread notes a value that has been consumed and does not fit. It returns
// false, for its caller to return.
func (d *Decoder) Misread(want, found string) bool {
	if d.err == nil && len(d.mismatches) < maxMismatches {
		d.mismatches = append(d.mismatches, Mismatch{Want: want, Found: found})
	}
	return false
}

// TakeMismatches returns what has been left out since it was last called.
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

// withinName adds a name that the text chose.
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
