package graphtest

import (
	"fmt"
	"slices"
	"strings"
)

// The maximum number of characters of the options that a user can choose.
const (
	maxButtonID       = 256
	maxButtonTitle    = 20
	maxRowID          = 200
	maxRowTitle       = 24
	maxRowDescription = 72
	maxSectionTitle   = 24
)

// The maximum number of parts of an interactive message.
const (
	maxReplyButtons = 3
	maxSections     = 10
	maxRows         = 10
)

type interactiveButton struct {
	Type       string            `json:"type"`
	Reply      interactiveOption `json:"reply"`
	QuickReply interactiveOption `json:"quick_reply"` // of a carousel
}

type interactiveSection struct {
	Title        string              `json:"title"`
	Rows         []interactiveOption `json:"rows"`
	ProductItems []productItem       `json:"product_items"`
}

// interactiveOption is an option that a user can choose: a button or a row.
type interactiveOption struct {
	ID          string `json:"id"`
	Title       string `json:"title"`
	Description string `json:"description"`
}

func (m interactiveMessage) checkButtons() *failure {
	return checkButtons("interactive['action']", "reply", m.Action.Buttons)
}

// checkButtons requires one to three buttons of this type.
func checkButtons(action, buttonType string, buttons []interactiveButton) *failure {
	if f := checkNumber("buttons", len(buttons), 1, maxReplyButtons); f != nil {
		return f
	}
	options := make([]interactiveOption, len(buttons))
	for i, button := range buttons {
		switch path := fmt.Sprintf("%s['buttons'][%d]['type']", action, i); {
		case button.Type == "":
			return required(path)
		case !strings.EqualFold(button.Type, buttonType):
			return notAmong(path, button.Type, []string{buttonType})
		}
		options[i] = button.Reply
		if buttonType == "quick_reply" {
			options[i] = button.QuickReply
		}
		if f := options[i].checkButton(); f != nil {
			return f
		}
	}
	if f := checkUnique("button id", options, interactiveOption.id); f != nil {
		return f
	}
	return checkUnique("button title", options, interactiveOption.title)
}

func (o interactiveOption) checkButton() *failure {
	if f := checkLength("Button id", o.ID, 1, maxButtonID); f != nil {
		return f
	}
	if strings.TrimSpace(o.ID) != o.ID {
		return refused(131009, "Button id must not begin or end with a blank: %q", o.ID)
	}
	return checkLength("Button title", o.Title, 1, maxButtonTitle)
}

func (m interactiveMessage) checkList() *failure {
	if f := checkLength("Button label", m.Action.Button, 1, maxButtonTitle); f != nil {
		return f
	}
	if f := checkSections(m.Action.Sections); f != nil {
		return f
	}
	var rows []interactiveOption
	for _, section := range m.Action.Sections {
		rows = append(rows, section.Rows...)
	}
	if len(rows) < 1 || len(rows) > maxRows {
		return refused(131009, "Total row count must be 1 to %d - got %d", maxRows, len(rows))
	}
	for i, section := range m.Action.Sections {
		if len(section.Rows) == 0 {
			return refused(131009, "Section %d has no rows", i)
		}
	}
	for _, row := range rows {
		if f := row.checkRow(); f != nil {
			return f
		}
	}
	return checkUnique("row id", rows, interactiveOption.id)
}

// checkSections checks the sections of lists of rows or products. A section
// needs a title unless it is the only one.
func checkSections(sections []interactiveSection) *failure {
	if f := checkNumber("sections", len(sections), 1, maxSections); f != nil {
		return f
	}
	least := min(1, len(sections)-1)
	for _, section := range sections {
		if f := checkLength("Section title", section.Title, least, maxSectionTitle); f != nil {
			return f
		}
	}
	return nil
}

func (o interactiveOption) checkRow() *failure {
	if f := checkLength("Row id", o.ID, 1, maxRowID); f != nil {
		return f
	}
	if f := checkLength("Row title", o.Title, 1, maxRowTitle); f != nil {
		return f
	}
	return checkLength("Row description", o.Description, 0, maxRowDescription)
}

func (o interactiveOption) id() string    { return o.ID }
func (o interactiveOption) title() string { return o.Title }

// checkUnique rejects options that share a part that must be unique.
func checkUnique(name string, options []interactiveOption, part func(interactiveOption) string) *failure {
	for i, option := range options {
		alike := func(earlier interactiveOption) bool { return part(earlier) == part(option) }
		if slices.ContainsFunc(options[:i], alike) {
			return refused(131009, "Duplicated %s %q", name, part(option))
		}
	}
	return nil
}
