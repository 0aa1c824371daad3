package webhook

import (
	"errors"
	"fmt"
	"iter"
	"time"
)

// A Notification is one webhook body: any number of events, of one or several accounts. Its JSON form is the body it
// was parsed from.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview
type Notification struct {
	// Object is the kind of object that was subscribed to, "whatsapp_business_account" for all of WhatsApp.
	Object string

	text   string
	events []element
}

// Parse takes a webhook body apart. It needs the body alone, so a body that was verified and stored can be parsed
// later and elsewhere. The body is copied.
//
// The error wraps [ErrMalformed] if the body is not one JSON object, or is nested more than 256 levels deep. Everything
// else is an event: a part that does not have the documented form is an [UnknownEvent] and leaves the other events
// alone.
func Parse(body []byte) (*Notification, error) {
	return parse(string(body))
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

// MarshalJSON implements [json.Marshaler]. It returns the body that was parsed.
func (n *Notification) MarshalJSON() ([]byte, error) {
	if n.text == "" {
		return nil, errors.New("webhook: only a parsed notification can be encoded")
	}
	return []byte(n.text), nil
}

// UnmarshalJSON implements [json.Unmarshaler]. It is [Parse].
func (n *Notification) UnmarshalJSON(body []byte) error {
	parsed, err := Parse(body)
	if err != nil {
		return err
	}
	*n = *parsed
	return nil
}

// A parser works in two passes. The first checks that the whole body is JSON and notes where each change is, because
// a change may name its field, and an entry its id, after what they apply to. The second decodes the values.
type parser struct {
	scan    scanner
	origins []*origin
	events  []element
}

func parse(text string) (*Notification, error) {
	p := parser{scan: scanner{text: text}}
	object := p.body()
	p.scan.end()
	if p.scan.err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMalformed, p.scan.err)
	}
	if p.origins == nil {
		p.origins = append(p.origins, &origin{change: text})
	}
	p.events = make([]element, 0, len(p.origins))
	for _, o := range p.origins {
		o.object = object
		p.change(o)
	}
	return &Notification{Object: object, text: text, events: p.events}, nil
}

// body notes the changes of all entries and returns the object. A body without entries leaves origins nil.
func (p *parser) body() (object string) {
	for key := range p.scan.members {
		switch key {
		case "object":
			object = p.text()
		case "entry":
			if p.scan.peek() != '[' {
				p.scan.skip()
				continue
			}
			if p.origins == nil {
				p.origins = make([]*origin, 0, 1)
			}
			for range p.scan.elements {
				p.entry()
			}
		default:
			p.scan.skip()
		}
	}
	return object
}

// entry notes the changes of one entry, or the entry itself if it has none.
func (p *parser) entry() {
	first := len(p.origins)
	var id, field string
	var sent time.Time
	p.scan.peek()
	start := p.scan.pos
	if p.scan.peek() != '{' {
		p.scan.skip()
	} else {
		for key := range p.scan.members {
			switch key {
			case "id":
				id = p.text()
			case "time":
				sent = p.time()
			case "field":
				field = p.text()
			case "changes":
				p.changes()
			default:
				p.scan.skip()
			}
		}
	}
	if len(p.origins) == first {
		p.origins = append(p.origins, &origin{change: p.scan.text[start:p.scan.pos]})
	}
	for _, o := range p.origins[first:] {
		o.entryID, o.time = id, sent
		if o.field == "" {
			o.field = field
		}
	}
}

func (p *parser) changes() {
	if p.scan.peek() != '[' {
		p.origins = append(p.origins, &origin{change: p.scan.span()})
		return
	}
	for range p.scan.elements {
		p.scan.peek()
		start := p.scan.pos
		o := new(origin)
		if p.scan.peek() != '{' {
			p.scan.skip()
		} else {
			for key := range p.scan.members {
				switch key {
				case "field":
					o.field = p.text()
				case "value":
					o.value = p.scan.span()
				default:
					p.scan.skip()
				}
			}
		}
		o.change = p.scan.text[start:p.scan.pos]
		p.origins = append(p.origins, o)
	}
}

// text consumes one value and returns it if it is a string or number.
func (p *parser) text() string {
	switch p.scan.peek() {
	case '"':
		return p.scan.string()
	case '{', '[', 't', 'f', 'n':
		p.scan.skip()
		return ""
	}
	return p.scan.span()
}

// time consumes one value and returns it if it is a time.
func (p *parser) time() time.Time {
	switch p.scan.peek() {
	case '{', '[', 't', 'f', 'n':
		p.scan.skip()
		return time.Time{}
	}
	literal := p.scan.span()
	if p.scan.err != nil {
		return time.Time{}
	}
	return readTime(literal)
}
