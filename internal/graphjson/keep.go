package graphjson

import "strings"

const (
	// maxBlock limits the memory that a string may keep alive besides its own.
	maxBlock = 1 << 10
	// maxShared is the longest string that shares a block.
	maxShared = maxBlock / 4
)

// An arena holds strings that outlive the text, many in one allocation.
type arena struct {
	block strings.Builder
}

// keep copies a string. left is the size of the text that may still follow.
func (a *arena) keep(text []byte, left int) string {
	if len(text) == 0 {
		return ""
	}
	if len(text) > maxShared {
		return string(text)
	}
	if a.block.Cap()-a.block.Len() < len(text) {
		a.block.Reset()
		a.block.Grow(max(min(left, maxBlock), len(text)))
	}
	start := a.block.Len()
	a.block.Write(text)
	return a.block.String()[start:]
}

// A window is a copy of a part of the text, shared by strings.
type window struct {
	start int
	text  string
}

// Window copies the next size bytes of the text, to be shared by the strings in
// them: one allocation for an element and all its strings. Each of these
// strings keeps the whole window alive. Strings beyond its end are copied
// separately.
func (d *Decoder) Window(size int) {
	d.Peek()
	d.window = window{start: d.pos, text: string(d.text[d.pos:min(len(d.text), d.pos+size)])}
}

// Room returns the number of bytes ahead that are inside the window.
func (d *Decoder) Room() int {
	if d.pos < d.window.start {
		return 0
	}
	return max(0, d.window.start+len(d.window.text)-d.pos)
}

// InWindow returns the text between two offsets, if it is inside the window.
func (d *Decoder) InWindow(start, end int) (string, bool) { return d.window.slice(start, end) }

func (w *window) slice(start, end int) (string, bool) {
	from, to := start-w.start, end-w.start
	if from < 0 || to > len(w.text) {
		return "", false
	}
	return w.text[from:to], true
}

// keep returns a copy of a part of the text.
func (d *Decoder) keep(start, end int) string {
	if text, ok := d.window.slice(start, end); ok {
		return text
	}
	return d.kept.keep(d.text[start:end], len(d.text)-start)
}
