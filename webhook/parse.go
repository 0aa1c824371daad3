package webhook

import (
	"errors"
	"fmt"
	"iter"
	"sync"
	"time"

	"github.com/wabakit/whatsapp/internal/graphjson"
	"github.com/wabakit/whatsapp/internal/graphtime"
)

// A Notification is one webhook body: any number of events, of one or several
// accounts. Its JSON form is the body it was parsed from.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview
type Notification struct {
	// Object is the kind of object that was subscribed to,
	// "whatsapp_business_account" for all of WhatsApp.
	Object string

	text   string
	events []element
}

// Parse takes a webhook body apart. It needs the body alone, so a body that was
// verified and stored can be parsed later and elsewhere. The body is copied.
//
// The error wraps [ErrMalformed] if the body is not one JSON object, or is
// nested more than 256 levels deep, and [ErrTooLarge] if it has more than
// [DefaultMaxElements] elements. Everything else is an event. A member that
// does not have the documented form is left out of its event, see
// [Envelope.Skipped]; an element of another form altogether is an
// [UnknownEvent]. Either leaves the other events alone.
func Parse(body []byte) (*Notification, error) {
	n, err := parse(body, DefaultMaxElements)
	if err != nil {
		return nil, err
	}
	n.text = string(body)
	return n, nil
}

// Events returns the events in the order of the body.
func (n *Notification) Events() iter.Seq[Event] {
	return func(yield func(Event) bool) {
		for _, event := range n.events {
			if !yield(event) {
				return
			}
		}
	}
}

// MarshalJSON returns the body that was parsed.
func (n *Notification) MarshalJSON() ([]byte, error) {
	if n.text == "" {
		return nil, errors.New("webhook: only a parsed notification can be encoded")
	}
	return []byte(n.text), nil
}

// UnmarshalJSON parses a body, as [Parse] does.
func (n *Notification) UnmarshalJSON(body []byte) error {
	parsed, err := Parse(body)
	if err != nil {
		return err
	}
	*n = *parsed
	return nil
}

// A parser goes through a body once. It copies what events keep, block by
// block, so that none of them holds more of the body than a block besides
// itself.
type parser struct {
	d    *graphjson.Decoder
	body []byte

	hasEntries bool
	most       int // elements, and events

	entry   entry
	change  change
	value   valueContext
	origins []*origin // of all changes
	events  []element

	changeSize int // of the change before
}

// An entry is what the parser knows about the entry that it is in.
type entry struct {
	start  int
	field  string // that stands in the entry, for changes without one
	sought bool   // the field has been looked for
}

var parsers = sync.Pool{New: func() any { return &parser{d: codec.NewDecoder(nil)} }}

// errTooMany becomes an [ErrTooLarge] that names the limit.
var errTooMany = errors.New("too many elements")

func parse(body []byte, most int) (*Notification, error) {
	p := parsers.Get().(*parser)
	defer p.release()
	p.d.Reset(body)
	p.d.Limit(most, errTooMany)
	p.body, p.most = body, most
	p.room(0)
	object := p.object()
	p.d.End()
	switch err := p.d.Err(); {
	case err == errTooMany:
		return nil, fmt.Errorf("%w: more than %d elements", ErrTooLarge, most)
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	if !p.hasEntries {
		p.unknownWhole(string(body))
	}
	for _, o := range p.origins {
		o.object = object
	}
	return &Notification{Object: object, events: p.events}, nil
}

// release gives the parser back without anything that it has read.
func (p *parser) release() {
	p.d.Reset(nil)
	clear(p.origins)
	*p = parser{
		d:       p.d,
		change:  change{spans: kept(p.change.spans), lists: kept(p.change.lists)},
		value:   valueContext{contacts: contactBook{spans: kept(p.value.contacts.spans)}},
		origins: kept(p.origins),
	}
	parsers.Put(p)
}

// kept returns the room of a slice, unless one huge body has made it large.
func kept[E any](slice []E) []E {
	const most = 1 << 10
	if cap(slice) > most {
		return nil
	}
	return slice[:0]
}

// block is the number of bytes that are copied at a time.
const block = 4 << 10

// room copies the next block unless size bytes from here on are copied already.
func (p *parser) room(size int) {
	if p.d.Room() < max(size, 1) {
		p.d.Window(block)
	}
}

// object reads the outermost object and returns its kind.
func (p *parser) object() (kind string) {
	for name := range p.d.Members {
		switch string(name) {
		case "object":
			kind = p.text()
		case "entry":
			if p.d.Peek() != '[' {
				p.d.Skip()
				continue
			}
			p.hasEntries = true
			for range p.d.Elements {
				p.readEntry()
			}
		default:
			p.d.Skip()
		}
	}
	return kind
}

// readEntry reads the changes of one entry, or makes an event of the entry
// itself if it has none.
func (p *parser) readEntry() {
	first := len(p.origins)
	var id string
	var sent time.Time
	start := p.start()
	p.entry = entry{start: start}
	if p.d.Peek() != '{' {
		p.d.Skip()
	} else {
		for name := range p.d.Members {
			switch string(name) {
			case "id":
				id = p.text()
			case "time":
				sent = p.time()
			case "changes":
				p.changes()
			default:
				p.d.Skip()
			}
		}
	}
	if len(p.origins) == first {
		p.unknownWhole(string(p.body[start:p.d.Offset()]))
	}
	for _, o := range p.origins[first:] {
		o.entryID, o.time = id, sent
	}
}

func (p *parser) changes() {
	if p.d.Peek() != '[' {
		start := p.start()
		p.d.Skip()
		p.unknownWhole(string(p.body[start:p.d.Offset()]))
		p.origins[len(p.origins)-1].field = p.entryField()
		return
	}
	for range p.d.Elements {
		p.readChange()
	}
}

// unknownWhole makes an event of something that should hold changes and does
// not.
func (p *parser) unknownWhole(raw string) {
	o := &origin{change: raw}
	p.origins = append(p.origins, o)
	p.count()
	p.events = append(p.events, &UnknownEvent{Envelope: Envelope{origin: o, raw: raw}})
}

// count bounds the events, which need not be elements of lists.
func (p *parser) count() {
	if len(p.events) >= p.most {
		p.d.Fail(errTooMany)
	}
}

// entryField returns the field that stands in the entry, perhaps behind its
// changes. It reads the entry once more, but only for the first change that has
// none.
func (p *parser) entryField() string {
	if p.entry.sought {
		return p.entry.field
	}
	p.entry.sought = true
	ahead := codec.NewDecoder(p.body[p.entry.start:])
	for name := range ahead.Members {
		if string(name) == "field" {
			p.entry.field = text(ahead)
		} else {
			ahead.Skip()
		}
	}
	return p.entry.field
}

// start returns where the next value begins.
func (p *parser) start() int {
	p.d.Peek()
	return p.d.Offset()
}

// text consumes one value and returns it if it is a string or number.
func (p *parser) text() string { return text(p.d) }

func text(d *graphjson.Decoder) string {
	switch d.Peek() {
	case 't', 'f', 'n', '{', '[':
		d.Skip()
		return ""
	}
	text, _ := d.Scalar()
	return text
}

// time consumes one value and returns it if it is a time.
func (p *parser) time() time.Time { return graphtime.Parse(p.text()).UTC() }
