package graphtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// maxFlowMistakes keeps a hostile JSON from costing more than it should.
const maxFlowMistakes = 100

var (
	flowVersion  = regexp.MustCompile(`^[0-9]+\.[0-9]+$`)
	flowScreenID = regexp.MustCompile(`^[A-Za-z_]+$`)
)

// What the parts of a flow may have.
var (
	flowProperties   = []string{"version", "data_api_version", "data_channel_uri", "routing_model", "screens"}
	screenProperties = []string{"id", "title", "data", "terminal", "success", "refresh_on_back", "sensitive", "layout"}
	flowComponents   = []string{
		"CalendarPicker", "CheckboxGroup", "ChipsSelector", "DatePicker", "DocumentPicker", "Dropdown", "EmbeddedLink", "Footer", "Form",
		"If", "Image", "ImageCarousel", "NavigationList", "OptIn", "PhotoPicker", "RadioButtonsGroup", "RichText", "Switch",
		"TextArea", "TextBody", "TextCaption", "TextHeading", "TextInput", "TextSubheading",
	}
)

// flowCheck looks for mistakes in the JSON of a flow: whether it is JSON, its
// version, its screens, their components and the routing model. The properties
// of components are not checked.
type flowCheck struct {
	text     []byte
	mistakes []any
	screens  []string // ids
	terminal bool
}

// checkFlowJSON returns the mistakes as Graph reports them.
func checkFlowJSON(text []byte) []any {
	check := &flowCheck{text: text, mistakes: []any{}}
	var whole any
	err := json.Unmarshal(text, &whole)
	if syntax, isSyntax := errors.AsType[*json.SyntaxError](err); isSyntax {
		at := max(0, int(syntax.Offset)-1)
		check.add("INVALID_FLOW_JSON", "Flow JSON is not valid: "+syntax.Error()+".", "", span{at, at + 1})
		return check.mistakes
	}
	root := readFlowTree(text)
	if root.kind != "object" {
		check.wrongType(root, "object")
		return check.mistakes
	}
	check.root(root)
	return check.mistakes
}

func (c *flowCheck) add(code, message, path string, where span) {
	if len(c.mistakes) == maxFlowMistakes {
		return
	}
	lineStart, columnStart := place(c.text, where.start)
	lineEnd, columnEnd := place(c.text, max(where.start, where.end-1))
	pointer := map[string]any{
		"line_start": lineStart, "line_end": lineEnd, "column_start": columnStart, "column_end": columnEnd,
	}
	mistake := map[string]any{
		"error": code, "error_type": "FLOW_JSON_ERROR", "message": message,
		"line_start": lineStart, "line_end": lineEnd, "column_start": columnStart, "column_end": columnEnd,
	}
	if path != "" {
		pointer["path"] = path
		mistake["pointers"] = []any{pointer}
	}
	c.mistakes = append(c.mistakes, mistake)
}

func (c *flowCheck) wrongType(value *flowValue, want string) {
	c.add("INVALID_PROPERTY_TYPE", fmt.Sprintf("Expected property '%s' to be of type '%s', but found '%s'.", value.path, want, value.kind), value.path, value.span)
}

// needs returns a member of this kind, or reports that there is none.
func (c *flowCheck) needs(parent *flowValue, name, kind string) *flowValue {
	member := parent.member(name)
	if member == nil {
		c.add("MISSING_REQUIRED_TYPE_PROPERTY", "Required property '"+name+"' is missing.", parent.path, span{parent.start, parent.start + 1})
		return nil
	}
	if member.value.kind != kind {
		c.wrongType(member.value, kind)
		return nil
	}
	return member.value
}

// allows reports the members that an object may not have.
func (c *flowCheck) allows(parent *flowValue, names []string) {
	for _, member := range parent.members {
		if !slices.Contains(names, member.name) {
			c.add("INVALID_PROPERTY_KEY", "Property '"+member.name+"' cannot be specified at '"+orElse(parent.path, "root")+"'.", member.value.path, member.key)
		}
	}
}

func (c *flowCheck) root(root *flowValue) {
	c.allows(root, flowProperties)
	version := root.member("version")
	switch {
	case version == nil:
		c.add("MISSING_FLOW_JSON_VERSION", "Flow JSON version is not specified.", "", span{root.start, root.start + 1})
	case version.value.kind != "string" || !flowVersion.MatchString(version.value.text):
		c.add("INVALID_FLOW_JSON_VERSION", "Invalid Flow JSON version.", version.value.path, version.value.span)
	}
	screens := c.needs(root, "screens", "array")
	if screens == nil {
		return
	}
	if len(screens.items) == 0 {
		c.add("MIN_ITEMS_REQUIRED", "Property 'screens' should have at least '1' items.", screens.path, screens.span)
		return
	}
	for _, screen := range screens.items {
		c.screen(screen)
	}
	if !c.terminal {
		c.add("INVALID_PROPERTY_VALUE", "At least one screen must be terminal.", screens.path, screens.span)
	}
	c.routing(root)
}

func (c *flowCheck) screen(screen *flowValue) {
	if screen.kind != "object" {
		c.wrongType(screen, "object")
		return
	}
	c.allows(screen, screenProperties)
	if id := c.needs(screen, "id", "string"); id != nil {
		c.screenID(id)
	}
	if terminal := screen.member("terminal"); terminal != nil {
		c.terminal = c.terminal || string(c.text[terminal.value.start:terminal.value.end]) == "true"
	}
	layout := c.needs(screen, "layout", "object")
	if layout == nil {
		return
	}
	if kind := c.needs(layout, "type", "string"); kind != nil && kind.text != "SingleColumnLayout" {
		c.invalidValue(kind, "type")
	}
	if children := c.needs(layout, "children", "array"); children != nil {
		c.components(children)
	}
}

func (c *flowCheck) screenID(id *flowValue) {
	switch {
	case !flowScreenID.MatchString(id.text):
		c.add("PATTERN_MISMATCH", "Property 'id' should only consist of alphabets and underscores.", id.path, id.span)
	case id.text == "SUCCESS", slices.Contains(c.screens, id.text):
		c.invalidValue(id, "id")
	}
	c.screens = append(c.screens, id.text)
}

func (c *flowCheck) invalidValue(value *flowValue, property string) {
	c.add("INVALID_PROPERTY_VALUE", "Invalid value found for property '"+property+"'.", value.path, value.span)
}

// components checks the components of a layout or a form.
func (c *flowCheck) components(children *flowValue) {
	for _, child := range children.items {
		if child.kind != "object" {
			c.wrongType(child, "object")
			continue
		}
		kind := c.needs(child, "type", "string")
		if kind == nil {
			continue
		}
		if !slices.Contains(flowComponents, kind.text) {
			c.invalidValue(kind, "type")
		}
		if inner := child.member("children"); inner != nil && inner.value.kind == "array" {
			c.components(inner.value)
		}
	}
}

// routing checks that the routing model knows every screen, and no other.
func (c *flowCheck) routing(root *flowValue) {
	routes := root.member("routing_model")
	if routes == nil || routes.value.kind != "object" {
		if root.stringAt("data_api_version") != "" {
			c.add("INVALID_ROUTING_MODEL", "A flow with a data_api_version needs a routing_model.", "", span{root.start, root.start + 1})
		}
		return
	}
	var missing []string
	for _, screen := range c.screens {
		if routes.value.member(screen) == nil {
			missing = append(missing, screen)
		}
	}
	if len(missing) > 0 {
		c.add("INVALID_ROUTING_MODEL", "Following screens are missing in the routing model: "+strings.Join(missing, ", ")+".", routes.value.path, routes.key)
	}
	for _, from := range routes.value.members {
		if !slices.Contains(c.screens, from.name) {
			c.unknownScreen(from.name, from.value.path, from.key)
		}
		for _, to := range from.value.items {
			if !slices.Contains(c.screens, to.text) {
				c.unknownScreen(to.text, to.path, to.span)
			}
		}
	}
}

func (c *flowCheck) unknownScreen(name, path string, where span) {
	c.add("INVALID_ROUTING_MODEL", "Invalid screens found in the routing model: "+name+".", path, where)
}
