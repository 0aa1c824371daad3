package webhook

// valueContext is what a value says about all of its elements.
type valueContext struct {
	metadata            Metadata
	contacts            contactBook
	conversationContext *ConversationContext
	incomplete          bool // a part of it could not be read
}

// change turns one change into its events; one at least, so that nothing is lost.
func (p *parser) change(o *origin) {
	if o.value == "" {
		p.unknown(o, o.change, nil)
		return
	}
	p.scan = scanner{text: o.value}
	if build := wholeOf(o.field); build != nil {
		p.element(o, o.change, build)
		return
	}
	p.lists(o)
}

// lists turns a value that carries lists into one event for each element.
func (p *parser) lists(o *origin) {
	if !p.scan.expect('{', "an object") {
		p.unknown(o, o.change, p.scan.err)
		return
	}
	first := len(p.events)
	var v valueContext
	p.members(o, &v)
	if len(p.events) == first {
		p.unknown(o, o.change, nil)
	}
	for _, event := range p.events[first:] {
		event.envelope().Metadata = v.metadata
		if event, ok := event.(attacher); ok {
			event.attach(&v)
		}
	}
}

func (p *parser) members(o *origin, v *valueContext) {
	for key := range p.scan.members {
		build := listOf(o.field, key)
		switch {
		case build != nil:
			p.list(o, build)
		case key == "metadata":
			p.part(o, v, &v.metadata)
		case key == "contacts":
			p.part(o, v, &v.contacts.all)
		case key == "conversation_context":
			p.part(o, v, &v.conversationContext)
		case key == FieldStandby && o.field == FieldStandby && p.scan.peek() == '{':
			p.members(o, v) // the same lists, one level deeper
		default:
			p.scan.skip()
		}
	}
}

func (p *parser) list(o *origin, build constructor) {
	switch p.scan.peek() {
	case '[':
		for range p.scan.elements {
			p.element(o, "", build)
		}
	case 'n':
		p.scan.skip()
	default:
		p.element(o, "", build)
	}
}

// element turns the next value into an event. Its raw text is the value's own unless raw is given.
func (p *parser) element(o *origin, raw string, build constructor) {
	event, target := build()
	text, err := p.decode(target, true)
	if raw == "" {
		raw = text
	}
	if err != nil {
		p.unknown(o, raw, err)
		return
	}
	envelope := event.envelope()
	envelope.origin, envelope.raw = o, raw
	p.events = append(p.events, event)
	if event, ok := event.(finisher); ok {
		event.finish()
	}
}

// part decodes what belongs to all elements. If it cannot be read they do without, and an event says so: one for the
// whole change, which it holds, or a key that is repeated a thousand times would hold it a thousand times.
func (p *parser) part(o *origin, v *valueContext, target any) {
	if _, err := p.decode(target, false); err != nil && !v.incomplete {
		v.incomplete = true
		p.unknown(o, o.change, err)
	}
}

// decode consumes one value, whether it fits the target or not, and returns its text. A required value is not null.
func (p *parser) decode(target any, required bool) (text string, err error) {
	s := &p.scan
	s.peek()
	start, depth := s.pos, s.depth
	if required && s.peek() == 'n' {
		s.mismatch("an object")
	} else {
		decodeInto(s, target)
	}
	if err = s.err; err != nil {
		s.err, s.pos, s.depth = nil, start, depth
		s.skip()
	}
	return s.text[start:s.pos], err
}

func (p *parser) unknown(o *origin, raw string, err error) {
	p.events = append(p.events, &UnknownEvent{Envelope: Envelope{origin: o, raw: raw}, Err: err})
}
