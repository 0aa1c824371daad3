package webhook

import (
	"encoding/json"
	"slices"
)

// A frame is the text of a change without the elements of its lists. It stands
// in for a long change with many events, so that none of them holds all the
// others.
type frame struct {
	text  string
	holes []hole
}

// A hole is where the elements of a list were.
type hole struct {
	at    int // in the text of the frame
	start int // in the body
}

// newFrame cuts the lists, which are in order, out of a change that began at
// start.
func newFrame(change []byte, start int, lists []span) *frame {
	f := &frame{holes: make([]hole, 0, len(lists))}
	var text []byte
	from := start
	for _, list := range lists {
		text = append(text, change[from-start:list.from-start]...)
		f.holes = append(f.holes, hole{at: len(text), start: list.from})
		from = list.to
	}
	f.text = string(append(text, change[from-start:]...))
	return f
}

// A part is what an event puts into the holes of its change.
type part struct {
	element int // the hole of the event's own element, or -1
	contact int // the hole of its contact, or -1
	text    string
}

func (f *frame) part(body []byte, at *eventSpan) *part {
	p := &part{element: f.holeOf(at.from), contact: -1}
	if at.contact != (span{}) {
		p.contact = f.holeOf(at.contact.from)
		p.text = string(body[at.contact.from:at.contact.to])
	}
	return p
}

// holeOf returns the hole that what stands at the offset in the body fell into,
// or -1.
func (f *frame) holeOf(offset int) int {
	i, found := slices.BinarySearchFunc(f.holes, offset, func(h hole, offset int) int { return h.start - offset })
	if !found {
		i--
	}
	return i
}

// fill returns the change with the event's own element and contact alone.
func (f *frame) fill(p *part, element string) json.RawMessage {
	text := make([]byte, 0, len(f.text)+len(element)+len(p.text))
	from := 0
	for i, hole := range f.holes {
		text = append(text, f.text[from:hole.at]...)
		from = hole.at
		switch i {
		case p.element:
			text = append(text, element...)
		case p.contact:
			text = append(text, p.text...)
		}
	}
	return append(text, f.text[from:]...)
}
