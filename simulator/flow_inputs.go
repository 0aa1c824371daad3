package simulator

import (
	"fmt"
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// flowInput is a kind of component that has a value.
type flowInput struct {
	// chooses says that the value is one of the component's options, or
	// several.
	chooses bool
	isDate  bool
	// blank is the value of a field that is not filled in.
	blank any
	// read checks the form of a value.
	read func(c *flowComponent, value any, dates flowDates) (any, error)
}

// flowInputs are the components that have a value.
var flowInputs = map[string]flowInput{
	"TextInput":         {blank: "", read: readFlowText},
	"TextArea":          {blank: "", read: readFlowText},
	"Dropdown":          {blank: "", chooses: true, read: readFlowText},
	"RadioButtonsGroup": {blank: "", chooses: true, read: readFlowText},
	"CheckboxGroup":     {blank: []any{}, chooses: true, read: readFlowTexts},
	"ChipsSelector":     {blank: []any{}, chooses: true, read: readFlowTexts},
	"OptIn":             {blank: false, read: readFlowBool},
	"DatePicker":        {blank: "", isDate: true, read: readFlowDate},
	"CalendarPicker":    {isDate: true, read: readFlowDate},
	"PhotoPicker":       {blank: []any{}, read: readFlowFiles},
	"DocumentPicker":    {blank: []any{}, read: readFlowFiles},
}

const (
	maxFlowText  = 64 << 10
	maxFlowItems = 200
)

// accept returns a value in the form that it has in the payload of an action,
// nil for a field that is empty.
func (c *flowComponent) accept(value any, dates flowDates) (any, error) {
	if value == nil {
		return nil, nil
	}
	return flowInputs[c.kind].read(c, value, dates)
}

func (c *flowComponent) wants(form string) error {
	return invalid("invalid value of %s; want %s", c.name, form)
}

func readFlowText(c *flowComponent, value any, _ flowDates) (any, error) {
	// An init-value of radio buttons is a list in Meta's document.
	if list, isList := value.([]any); isList && len(list) == 1 {
		value = list[0]
	}
	switch jsonTypeOf(value) {
	case "string", "number":
	default:
		return nil, c.wants("a text")
	}
	text := textOf(value)
	if len(text) > maxFlowText {
		return nil, c.wants(fmt.Sprintf("at most %d bytes", maxFlowText))
	}
	if text == "" {
		return nil, nil
	}
	return text, nil
}

func readFlowTexts(c *flowComponent, value any, _ flowDates) (any, error) {
	list, isList := value.([]any)
	if !isList || len(list) > maxFlowItems {
		return nil, c.wants("a list of ids")
	}
	var ids []any
	for _, item := range list {
		if jsonTypeOf(item) != "string" {
			return nil, c.wants("a list of ids")
		}
		if !slices.Contains(ids, item) {
			ids = append(ids, item)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	return ids, nil
}

func readFlowBool(c *flowComponent, value any, _ flowDates) (any, error) {
	if checked, isBool := value.(bool); isBool {
		return checked, nil
	}
	return nil, c.wants("true or false")
}

func readFlowDate(c *flowComponent, value any, dates flowDates) (any, error) {
	if value == "" {
		return nil, nil
	}
	if parts, isRange := value.(map[string]any); isRange && c.text("mode") == "range" {
		days := map[string]any{}
		for _, name := range []string{"start-date", "end-date"} {
			if day, isDate := dateOf(parts[name]); isDate {
				days[name] = dates.written(c.kind, day)
			}
		}
		if len(days) == 0 {
			return nil, nil
		}
		return days, nil
	}
	day, isDate := dateOf(value)
	if !isDate || c.text("mode") == "range" {
		return nil, c.wants("a date such as 2026-05-31, or for a range start-date and end-date")
	}
	return dates.written(c.kind, day), nil
}

// readFlowFiles checks a list of files. Their ids become objects when they are
// entered.
func readFlowFiles(c *flowComponent, value any, _ flowDates) (any, error) {
	list, isList := value.([]any)
	if !isList || len(list) > maxFlowItems {
		return nil, c.wants("a list of files with id and file_name")
	}
	for _, item := range list {
		if textOf(memberAt(item, []string{"id"})) == "" {
			return nil, c.wants("a list of files with id and file_name")
		}
	}
	if len(list) == 0 {
		return nil, nil
	}
	return list, nil
}

// check says what is wrong with the value of a component, for its user.
func (c *flowComponent) check(value any) string {
	if isBlank(value) {
		least, limited := numberOf(c.members["min-uploaded-photos"])
		if c.kind == "DocumentPicker" {
			least, limited = numberOf(c.members["min-uploaded-documents"])
		}
		if c.requires("start-date") || c.requires("end-date") || limited && least > 0 {
			return "Fill this in"
		}
		return ""
	}
	switch c.kind {
	case "TextInput":
		return c.checkText(textOf(value))
	case "TextArea":
		return c.checkLength(textOf(value), 0, c.limit("max-length", 600))
	case "CheckboxGroup", "ChipsSelector":
		return c.checkCount(value, "min-selected-items", "max-selected-items", maxFlowItems)
	case "PhotoPicker":
		return c.checkFiles(value, "min-uploaded-photos", "max-uploaded-photos")
	case "DocumentPicker":
		return c.checkFiles(value, "min-uploaded-documents", "max-uploaded-documents")
	case "DatePicker", "CalendarPicker":
		if days, isRange := value.(map[string]any); isRange {
			return c.checkRange(days)
		}
		return c.checkDate(value)
	}
	return ""
}

// isBlank reports whether a field is not filled in. A box that is not ticked is
// not.
func isBlank(value any) bool {
	switch value := value.(type) {
	case nil:
		return true
	case bool:
		return !value
	case string:
		return strings.TrimSpace(value) == ""
	case []any:
		return len(value) == 0
	}
	return false
}

// limit returns a limit of the component, or the default.
func (c *flowComponent) limit(name string, otherwise float64) float64 {
	if limit, given := numberOf(c.members[name]); given {
		return limit
	}
	return otherwise
}

func (c *flowComponent) checkLength(text string, least, most float64) string {
	switch length := float64(utf8.RuneCountInString(text)); {
	case length < least:
		return fmt.Sprintf("Enter at least %v characters", least)
	case length > most:
		return fmt.Sprintf("Enter at most %v characters", most)
	}
	return ""
}

// flowPatterns are what the types of a TextInput allow.
var flowPatterns = map[string]struct{ pattern, fault string }{
	"number":   {`^-?[0-9]+([.,][0-9]+)?$`, "Enter a number"},
	"passcode": {`^[0-9]+$`, "Enter digits"},
	"phone":    {`^\+?[0-9 ().\-]{4,20}$`, "Enter a phone number"},
}

func (c *flowComponent) checkText(text string) string {
	if fault := c.checkLength(text, c.limit("min-chars", 0), c.limit("max-chars", 80)); fault != "" {
		return fault
	}
	kind := c.text("input-type")
	if base, isKnown := flowPatterns[kind]; isKnown && !regexp.MustCompile(base.pattern).MatchString(text) {
		return base.fault
	}
	if address, err := mail.ParseAddress(text); kind == "email" && (err != nil || address.Address != text) {
		return "Enter an email address"
	}
	pattern := c.text("pattern")
	if pattern == "" {
		return ""
	}
	// What this package's regular expressions do not know is not held against
	// the user.
	if expression, err := regexp.Compile("^(?:" + pattern + ")$"); err == nil && !expression.MatchString(text) {
		return firstOf(c.text("helper-text"), "This is not in the right form")
	}
	return ""
}

func (c *flowComponent) checkCount(value any, least, most string, otherwise float64) string {
	list, _ := value.([]any)
	switch count := float64(len(list)); {
	case count < c.limit(least, 0):
		return fmt.Sprintf("Choose at least %v", c.limit(least, 0))
	case count > c.limit(most, otherwise):
		return fmt.Sprintf("Choose at most %v", c.limit(most, otherwise))
	}
	return ""
}

const (
	maxFlowFiles   = 30
	maxFlowFileKiB = 25 << 10
)

func (c *flowComponent) checkFiles(value any, least, most string) string {
	if fault := c.checkCount(value, least, most, maxFlowFiles); fault != "" {
		return fault
	}
	list, _ := value.([]any)
	allowed, limited := c.members["allowed-mime-types"].([]any)
	for _, item := range list {
		file, _ := item.(flowFile)
		if float64(file.size) > c.limit("max-file-size-kb", maxFlowFileKiB)*1024 {
			return file.Name + " is too large"
		}
		if limited && !slices.Contains(allowed, any(file.Type)) {
			return file.Name + " is not one of the kinds of file that are accepted"
		}
	}
	return ""
}

// flowFile is a file that a user has picked, as it is in the answer to a flow.
type flowFile struct {
	Name string `json:"file_name"`
	Type string `json:"mime_type"`
	Hash string `json:"sha256"`
	ID   string `json:"id"`

	size int
}
