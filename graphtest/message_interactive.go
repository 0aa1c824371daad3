package graphtest

import (
	"encoding/json"
	"slices"
	"unicode/utf8"
)

// The most characters that the parts of an interactive message may have.
const (
	longestHeader      = 60
	longestFooter      = 60
	longestBody        = 1024
	longestListBody    = 4096
	longestButtonID    = 256
	longestButtonTitle = 20
	longestRowID       = 200
	longestRowTitle    = 24
	longestDescription = 72
)

// The most parts that an interactive message may have.
const (
	mostButtons  = 3
	mostSections = 10
	mostRows     = 10
)

// interactiveMessage is the content of an interactive message, as far as it is
// checked.
type interactiveMessage struct {
	Type   string           `json:"type"`
	Header *interactiveText `json:"header"`
	Body   *interactiveText `json:"body"`
	Footer *interactiveText `json:"footer"`
	Action struct {
		Button  string `json:"button"`
		Buttons []struct {
			Reply interactiveOption `json:"reply"`
		} `json:"buttons"`
		Sections []struct {
			Rows []interactiveOption `json:"rows"`
		} `json:"sections"`
	} `json:"action"`
}

type interactiveText struct {
	Text string `json:"text"`
}

// interactiveOption is what a user can choose: a button or a row.
type interactiveOption struct {
	ID          string `json:"id"`
	Title       string `json:"title"`
	Description string `json:"description"`
}

// checkInteractive checks the texts around an interactive message, and its
// buttons or its list. Of other types only these texts are checked.
func checkInteractive(sent Sent, content map[string]any) *failure {
	var message interactiveMessage
	if json.Unmarshal(sent.Content, &message) != nil {
		return notDecoded("interactive", content, message)
	}
	if message.Type == "" {
		return invalid("The parameter interactive['type'] is required.")
	}
	if f := message.checkTexts(); f != nil {
		return f
	}
	switch message.Type {
	case "button":
		return message.checkButtons()
	case "list":
		return message.checkList()
	}
	return nil
}

func (m interactiveMessage) checkTexts() *failure {
	body := longestBody
	if m.Type == "list" {
		body = longestListBody
	}
	if m.Body == nil && (m.Type == "button" || m.Type == "list") {
		return refused(131008, "The parameter interactive['body'] is required")
	}
	for _, part := range []struct {
		name  string
		given *interactiveText
		most  int
	}{{"Header", m.Header, longestHeader}, {"Body", m.Body, body}, {"Footer", m.Footer, longestFooter}} {
		if part.given == nil || part.name == "Header" && part.given.Text == "" {
			continue // a header may be an image
		}
		if f := checkLength(part.name+" text", part.given.Text, 1, part.most); f != nil {
			return f
		}
	}
	return nil
}

func (m interactiveMessage) checkButtons() *failure {
	if count := len(m.Action.Buttons); count < 1 || count > mostButtons {
		return refused(131009, "Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: %d - got %d", mostButtons, count)
	}
	options := make([]interactiveOption, len(m.Action.Buttons))
	for i, button := range m.Action.Buttons {
		options[i] = button.Reply
		if f := checkLength("Button id", button.Reply.ID, 1, longestButtonID); f != nil {
			return f
		}
		if f := checkLength("Button title", button.Reply.Title, 1, longestButtonTitle); f != nil {
			return f
		}
	}
	return checkUnique("button", options)
}

func (m interactiveMessage) checkList() *failure {
	if f := checkLength("Button label", m.Action.Button, 1, longestButtonTitle); f != nil {
		return f
	}
	if count := len(m.Action.Sections); count < 1 || count > mostSections {
		return refused(131009, "Invalid sections count. Min allowed sections: 1, Max allowed sections: %d - got %d", mostSections, count)
	}
	var rows []interactiveOption
	for _, section := range m.Action.Sections {
		rows = append(rows, section.Rows...)
	}
	if len(rows) < 1 || len(rows) > mostRows {
		return refused(131009, "Total row count must be 1 to %d - got %d", mostRows, len(rows))
	}
	for _, row := range rows {
		if f := row.checkRow(); f != nil {
			return f
		}
	}
	return checkUnique("row", rows)
}

func (o interactiveOption) checkRow() *failure {
	if f := checkLength("Row id", o.ID, 1, longestRowID); f != nil {
		return f
	}
	if f := checkLength("Row title", o.Title, 1, longestRowTitle); f != nil {
		return f
	}
	return checkLength("Row description", o.Description, 0, longestDescription)
}

func checkLength(name, text string, least, most int) *failure {
	if length := utf8.RuneCountInString(text); length < least || length > most {
		return refused(131009, "%s length invalid. Min length: %d, Max length: %d - got %d", name, least, most, length)
	}
	return nil
}

// checkUnique refuses two options with the same id: nobody could tell them
// apart in the answer.
func checkUnique(name string, options []interactiveOption) *failure {
	for i, option := range options {
		if slices.ContainsFunc(options[:i], func(earlier interactiveOption) bool { return earlier.ID == option.ID }) {
			return refused(131009, "Duplicated %s id %q", name, option.ID)
		}
	}
	return nil
}
