package whatsapp

import "fmt"

// InteractiveList offers a list of rows behind a button, to choose one from.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/interactive-list-messages
type InteractiveList struct {
	// Header is optional, and of type text.
	Header *InteractiveHeader
	// Body is required: at most 4096 characters.
	Body string
	// Footer has at most 60 characters.
	Footer string
	// Button opens the list: at most 20 characters.
	Button string
	// Sections holds one to ten sections, with at most ten rows in total.
	Sections []ListSection
}

// ListSection is a section of a list.
type ListSection struct {
	// Title has at most 24 characters and is required when there is more than
	// one section.
	Title string    `json:"title,omitzero"`
	Rows  []ListRow `json:"rows"`
}

// ListRow is a choice in a list. A webhook returns its id.
type ListRow struct {
	// ID has at most 200 characters and is unique among the rows.
	ID string `json:"id"`
	// Title has at most 24 characters.
	Title string `json:"title"`
	// Description has at most 72 characters.
	Description string `json:"description,omitzero"`
}

const (
	maxSections       = 10
	maxSectionTitle   = 24
	maxRows           = 10
	maxRowID          = 200
	maxRowTitle       = 24
	maxRowDescription = 72
)

type listAction struct {
	Button   string        `json:"button"`
	Sections []ListSection `json:"sections"`
}

func (InteractiveList) contentType() string { return contentInteractive }

// MarshalJSON writes the message as Graph takes it.
func (i InteractiveList) MarshalJSON() ([]byte, error) {
	wire := interactive{Type: "list", Header: i.Header, Body: textOrNone(i.Body), Footer: textOrNone(i.Footer)}
	return wire.encode(listAction{Button: i.Button, Sections: i.Sections})
}

// UnmarshalJSON reads a message in Graph's form.
func (i *InteractiveList) UnmarshalJSON(data []byte) error {
	var action listAction
	wire, err := decodeInteractive(data, &action)
	*i = InteractiveList{
		Header: wire.Header, Body: wire.Body.text(), Footer: wire.Footer.text(),
		Button: action.Button, Sections: action.Sections,
	}
	return err
}

func (i InteractiveList) violations() violations {
	var found violations
	found.frame(i.Header, i.Body, i.Footer, maxListBody)
	if i.Header != nil && i.Header.Type != HeaderTypeText {
		found.add("header.type", "must be text in a list, not %q", i.Header.Type)
	}
	found.length("action.button", i.Button, 1, maxButtonTitle)
	if len(i.Sections) == 0 {
		found.add("action.sections", "needs at least one section")
	}
	found.atMost("action.sections", len(i.Sections), maxSections)
	rows, places := 0, map[string]string{}
	for n, section := range i.Sections {
		found.sectionTitle(n, section.Title, len(i.Sections))
		found.addEntry("action.sections", n, section.violations(n, places))
		rows += len(section.Rows)
	}
	if rows > maxRows {
		found.add("action.sections", "have %d rows together, at most %d are allowed", rows, maxRows)
	}
	return found
}

// sectionTitle checks the title of a section in lists of rows and of products.
func (v *violations) sectionTitle(index int, title string, sections int) {
	least := 0
	if sections > 1 {
		least = 1
	}
	v.length(fmt.Sprintf("action.sections[%d].title", index), title, least, maxSectionTitle)
}

// violations also notes the places of the ids, which are unique over all
// sections.
func (s ListSection) violations(index int, places map[string]string) violations {
	var found violations
	if len(s.Rows) == 0 {
		found.add("rows", "needs at least one row")
	}
	for i, row := range s.Rows {
		var entry violations
		entry.length("id", row.ID, 1, maxRowID)
		if place, taken := places[row.ID]; taken && row.ID != "" {
			entry.add("id", "%q is used by %s already", row.ID, place)
		} else {
			places[row.ID] = fmt.Sprintf("action.sections[%d].rows[%d]", index, i)
		}
		entry.length("title", row.Title, 1, maxRowTitle)
		entry.length("description", row.Description, 0, maxRowDescription)
		found.addEntry("rows", i, entry)
	}
	return found
}
