package graphtest

import (
	"strconv"
	"strings"
)

// maxFieldDepth keeps a hostile fields expression from exhausting the stack.
const maxFieldDepth = 16

// selection is one item of a fields expression such as
// "name,phone_numbers.limit(5){id}".
type selection struct {
	name   string
	limit  string
	after  string
	before string
	// parameters are the modifiers by their names.
	parameters map[string]string
	children   []selection // nil when the item has no braces
}

// parseFields parses a fields expression. For an empty one, which selects the
// standard fields, it returns nil.
func parseFields(text string) ([]selection, *failure) {
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	parser := &fieldParser{text: text}
	selections, f := parser.list(0)
	if f != nil {
		return nil, f
	}
	if parser.position < len(text) {
		return nil, parser.unexpected("end of string")
	}
	return selections, nil
}

type fieldParser struct {
	text     string
	position int
}

func (p *fieldParser) list(depth int) ([]selection, *failure) {
	if depth > maxFieldDepth {
		return nil, badQuery("Syntax error: the fields expression is nested too deeply")
	}
	var selections []selection
	for {
		item, f := p.item(depth)
		if f != nil {
			return nil, f
		}
		selections = append(selections, item)
		if !p.accept(',') {
			return selections, nil
		}
	}
}

func (p *fieldParser) item(depth int) (selection, *failure) {
	name := p.word()
	if name == "" {
		return selection{}, p.unexpected("name")
	}
	item := selection{name: name}
	for p.accept('.') {
		if f := p.modifier(&item); f != nil {
			return selection{}, f
		}
	}
	if !p.accept('{') {
		return item, nil
	}
	children, f := p.list(depth + 1)
	if f != nil {
		return selection{}, f
	}
	if !p.accept('}') {
		return selection{}, p.unexpected(`"}"`)
	}
	item.children = children
	return item, nil
}

// modifier parses "limit(5)". What modifiers there are depends on the field.
func (p *fieldParser) modifier(item *selection) *failure {
	name := p.word()
	if name == "" || !p.accept('(') {
		return p.unexpected("modifier")
	}
	argument, closed := p.argument()
	if !closed {
		return p.unexpected(`")"`)
	}
	if item.parameters == nil {
		item.parameters = map[string]string{}
	}
	item.parameters[name] = argument
	switch name {
	case "limit":
		item.limit = argument
	case "after":
		item.after = argument
	case "before":
		item.before = argument
	}
	return nil
}

// argument reads up to the parenthesis that closes it. One between double
// quotes does not.
func (p *fieldParser) argument() (text string, closed bool) {
	start, quoted := p.position, false
	for ; p.position < len(p.text); p.position++ {
		switch c := p.text[p.position]; {
		case c == '\\' && quoted:
			p.position++
		case c == '"':
			quoted = !quoted
		case c == ')' && !quoted:
			p.position++
			return p.text[start : p.position-1], true
		}
	}
	p.position = len(p.text)
	return "", false
}

func (p *fieldParser) word() string {
	p.skipSpace()
	start := p.position
	for p.position < len(p.text) && isWordByte(p.text[p.position]) {
		p.position++
	}
	return p.text[start:p.position]
}

func (p *fieldParser) accept(b byte) bool {
	p.skipSpace()
	if p.position < len(p.text) && p.text[p.position] == b {
		p.position++
		return true
	}
	return false
}

func (p *fieldParser) skipSpace() {
	for p.position < len(p.text) && p.text[p.position] == ' ' {
		p.position++
	}
}

func (p *fieldParser) unexpected(wanted string) *failure {
	return badQuery("Syntax error: expected %s at character %s of the fields expression",
		wanted, strconv.Itoa(p.position))
}

func isWordByte(b byte) bool {
	return 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || '0' <= b && b <= '9' || b == '_'
}
