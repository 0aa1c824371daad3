package webhook

import "strconv"

// A valueContext holds what a value says about all of its elements.
type valueContext struct {
	metadata            Metadata
	contacts            contactBook
	conversationContext *ConversationContext
}

// begin forgets the value before.
func (v *valueContext) begin() {
	*v = valueContext{contacts: contactBook{spans: v.contacts.spans[:0]}}
}

// lists turns a value that carries lists into one event for each element.
func (p *parser) lists(v *valueContext) {
	field := p.change.used
	for name := range p.d.Members {
		build := listOf(field, string(name))
		switch key := string(name); {
		case build != nil:
			p.list(build)
		case key == "metadata":
			p.d.Decode(&v.metadata)
			p.skip(key, -1)
		case key == "contacts":
			p.contacts(&v.contacts)
			p.skip(key, -1)
		case key == "conversation_context":
			p.d.Decode(&v.conversationContext)
			p.skip(key, -1)
		case key == FieldStandby && field == FieldStandby && p.d.Peek() == '{':
			p.lists(v) // the same lists, one level deeper
		default:
			p.d.Skip()
		}
	}
}

func (p *parser) list(build constructor) {
	switch p.d.Peek() {
	case 'n':
		p.d.Skip()
	case '[':
		p.elements(func() { p.event(build, false) })
	default:
		p.event(build, false)
	}
}

// elements walks a list and notes where its elements stand.
func (p *parser) elements(read func()) {
	var all span
	for range p.d.Elements {
		p.room(p.change.element)
		start := p.start()
		if all.from == 0 {
			all.from = start
		}
		read()
		all.to = p.d.Offset()
	}
	if all.from > 0 {
		p.change.lists = append(p.change.lists, all)
	}
}

// contacts reads the contacts one by one, to know where each stands.
func (p *parser) contacts(book *contactBook) {
	if p.d.Peek() != '[' {
		p.d.Decode(&book.all)
		return
	}
	index := 0
	p.elements(func() {
		n, start := len(book.all), p.start()
		book.all = append(book.all, Contact{})
		if p.d.Decode(&book.all[n]) {
			book.spans = append(book.spans, span{start, p.d.Offset()})
		} else {
			book.all = book.all[:n]
		}
		p.skip("contacts", index)
		index++
	})
}

// skip notes what was left out of a member that belongs to all elements, or of
// an element of that member.
func (p *parser) skip(member string, index int) {
	left := p.d.TakeMismatches()
	if len(left) == 0 {
		return
	}
	if index >= 0 {
		member += "[" + strconv.Itoa(index) + "]"
	}
	skipped := skippedMembers(member, left)
	p.change.skipped = append(p.change.skipped, skipped[:min(len(skipped), maxSkipped-len(p.change.skipped))]...)
}
