package webhook

import (
	"cmp"

	"github.com/wabakit/whatsapp/internal/graphjson"
)

// A change is what the parser knows about the change that it is in.
type change struct {
	start  int
	first  int    // of its events
	values int    // seen so far
	field  string // as the change itself says
	used   string // the field that its values are read as

	spans    []eventSpan // of its events
	lists    []span      // of all elements of each list
	element  int         // the size of the last element
	skipped  []SkippedMember
	metadata Metadata
}

// A span is a part of the body.
type span struct{ from, to int }

// An eventSpan says where the parts of an event stand.
type eventSpan struct {
	span
	isValue bool // it is a value of the change, not an element of a list in it
	contact span // the contact that belongs to it
}

// readChange turns one change into its events; one at least, so that nothing is
// lost.
//
// A change usually names its field after the value. So the value is read as one
// of the field that the change before it had, and once more in the rare case
// that it is of another.
func (p *parser) readChange() {
	c := &p.change
	p.room(p.changeSize)
	c.begin(p.start(), len(p.events), cmp.Or(c.used, FieldMessages))
	left := p.d.Left()
	if p.d.Peek() != '{' {
		p.d.Skip()
		c.used = p.entryField()
	} else {
		p.members()
		if field := p.fieldOfChange(); field != c.used && p.d.Err() == nil {
			clear(p.events[c.first:])
			p.events = p.events[:c.first]
			p.d.Rewind(c.start)
			p.d.Limit(left, errTooMany)
			c.begin(c.start, c.first, field)
			p.members()
		}
	}
	if p.d.Err() == nil {
		p.settle()
	}
}

// begin forgets the change before.
func (c *change) begin(start, first int, used string) {
	*c = change{start: start, first: first, used: used, spans: c.spans[:0], lists: c.lists[:0]}
}

// fieldOfChange returns the field of a change that has been read.
func (p *parser) fieldOfChange() string {
	if p.change.field != "" {
		return p.change.field
	}
	return p.entryField()
}

func (p *parser) members() {
	for name := range p.d.Members {
		switch string(name) {
		case "field":
			p.change.field = p.text()
			if p.change.values == 0 {
				p.change.used = p.change.field
			}
		case "value":
			p.change.values++
			p.readValue()
		default:
			p.d.Skip()
		}
	}
}

// readValue turns a value into its events. A value that stands twice in a
// change is two values.
func (p *parser) readValue() {
	c := &p.change
	if build := wholeOf(c.used); build != nil {
		p.event(build, true)
		return
	}
	if p.d.Peek() != '{' {
		start := p.start()
		p.d.Mismatch("an object")
		p.unknown(eventSpan{span: span{start, p.d.Offset()}, isValue: true}, p.d.TakeMismatches())
		return
	}
	first := len(p.events)
	v := &p.value
	v.begin()
	p.lists(v)
	v.contacts.alone = len(v.contacts.all) == 1 && p.attachers(first) == 1
	for i := first; i < len(p.events); i++ {
		p.events[i].envelope().Metadata = v.metadata
		if event, ok := p.events[i].(attacher); ok {
			v.contacts.found = span{}
			event.attach(v)
			c.spans[i-c.first].contact = v.contacts.found
		}
	}
	if c.metadata == (Metadata{}) {
		c.metadata = v.metadata
	}
}

// attachers returns how many events from the first on may have a contact.
func (p *parser) attachers(first int) int {
	n := 0
	for _, event := range p.events[first:] {
		if _, ok := event.(attacher); ok {
			n++
		}
	}
	return n
}

// event turns the next value into an event.
func (p *parser) event(build constructor, isValue bool) {
	event, target := build()
	start := p.start()
	fits := false
	if p.d.Peek() == 'n' {
		p.d.Mismatch("an object")
	} else {
		fits = p.d.Decode(target)
	}
	at := eventSpan{span: span{start, p.d.Offset()}, isValue: isValue}
	p.change.element = at.to - at.from
	left := p.d.TakeMismatches()
	if !fits {
		p.unknown(at, left)
		return
	}
	event.envelope().skipped = skippedMembers("", left)
	p.add(event, at)
}

// unknown makes an event of what does not fit; the last mismatch says why.
func (p *parser) unknown(at eventSpan, left []graphjson.Mismatch) {
	event := new(UnknownEvent)
	if len(left) > 0 {
		event.Err = &left[len(left)-1]
	}
	p.add(event, at)
}

func (p *parser) add(event element, at eventSpan) {
	p.count()
	event.envelope().raw, _ = p.d.InWindow(at.from, at.to)
	p.events = append(p.events, event)
	p.change.spans = append(p.change.spans, at)
}

// settle gives the events of a change what they share.
func (p *parser) settle() {
	c := &p.change
	text := p.body[c.start:p.d.Offset()]
	p.changeSize = len(text)
	if len(p.events) == c.first {
		p.unknown(eventSpan{span: span{c.start, p.d.Offset()}}, nil)
		p.events[c.first].envelope().Metadata = c.metadata
	}
	events := p.events[c.first:]
	o := &origin{field: c.used, skipped: c.skipped}
	p.origins = append(p.origins, o)
	o.change, _ = p.d.InWindow(c.start, p.d.Offset())
	switch {
	case o.change != "":
	case len(events) == 1 || len(text) <= block:
		o.change = string(text)
	default:
		o.frame = newFrame(text, c.start, c.lists)
	}
	for i, event := range events {
		e, at := event.envelope(), &c.spans[i]
		e.origin = o
		switch {
		case at.isValue && len(events) == 1:
			e.raw = o.change
		case e.raw == "" && o.frame == nil:
			e.raw = o.change[at.from-c.start : at.to-c.start]
		case e.raw == "":
			e.raw = string(p.body[at.from:at.to])
		}
		if o.frame != nil {
			e.part = o.frame.part(p.body, at)
		}
		if event, ok := event.(finisher); ok {
			event.finish(text)
		}
	}
}
