package graphtest

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
)

// The values of [Template.Category] that a server tells apart.
const (
	authenticationTemplate = "AUTHENTICATION"
	marketingTemplate      = "MARKETING"
	utilityTemplate        = "UTILITY"
)

const approvedTemplate = "APPROVED"

// Template is a message template of a WABA in one language.
//
//	srv.AddTemplate(graphtest.WABAID, graphtest.Template{
//		Name: "order_shipped", Body: "Hello {{1}}, your order {{2}} is on its way.",
//	})
type Template struct {
	ID   string
	Name string
	// Language is the code of the language, en_US unless it is set.
	Language string
	// Category is UTILITY unless it is set. A message with a template of the
	// category AUTHENTICATION must have its code twice: as the only parameter
	// of the body, and as the parameter of the URL button with the index 0.
	// Only MARKETING can be sent by the Marketing Messages API.
	Category string
	// Status is APPROVED unless it is set. PAUSED is refused with code 132015,
	// DISABLED with 132016, and whatever else is not approved with 132001.
	Status string
	// Body is the text of the body. A message must fill its variables, such as
	// {{1}} or {{name}}. Without a text the body is not checked, and of
	// AUTHENTICATION templates Meta writes the text.
	Body string
	// Components is a JSON list of all components, in place of Body. Then a
	// message is held to all of them: header, buttons, cards and the end of an
	// offer, and with the sub_category ORDER_STATUS the state of an order.
	Components string
	// Fields holds further fields under their Graph names, such as
	// quality_score; it wins over the rest.
	Fields map[string]any
}

var templateKind = &kind{
	name:     "template",
	typeName: "WhatsAppMessageTemplate",
	standard: "id name parameter_format components language status category",
	optional: "previous_category correct_category sub_category rejected_reason quality_score message_send_ttl_seconds " +
		"library_template_name cta_url_link_tracking_opted_out last_updated_time",
	objects: map[string]*kind{"quality_score": {typeName: "WhatsAppMessageTemplateQuality", standard: "score date"}},
}

const templatesEdge = "message_templates"

// templateName names a template in all its languages.
type templateName struct{ account, name string }

// AddTemplate adds a template to a WABA and returns its id. From then on,
// messages with a template of that name are checked. A server accepts all
// others, since it cannot know them; see [WithKnownTemplatesOnly].
func (s *Server) AddTemplate(wabaID string, t Template) string {
	s.world.Lock()
	defer s.world.Unlock()
	waba := s.graph.must(wabaKind, wabaID)
	t.Language = orElse(t.Language, "en_US")
	if s.graph.templates[templateName{waba.id, t.Name}][t.Language] != nil {
		panic(fmt.Sprintf("graphtest: %s has a template %s in %s already", wabaID, t.Name, t.Language))
	}
	return s.graph.addTemplate(waba, t).id
}

func (g *graph) addTemplate(waba *node, t Template) *node {
	components := []any{}
	switch {
	case t.Components != "":
		if decodeJSON([]byte(t.Components), &components) != nil {
			panic("graphtest: the components of the template " + t.Name + " are not a JSON list")
		}
	case t.Body != "":
		components = append(components, map[string]any{"type": "BODY", "text": t.Body})
	}
	values := map[string]any{
		"name":              t.Name,
		"language":          t.Language,
		"category":          orElse(t.Category, utilityTemplate),
		"status":            orElse(t.Status, approvedTemplate),
		"components":        components,
		"parameter_format":  "POSITIONAL",
		"rejected_reason":   "NONE",
		"quality_score":     map[string]any{"score": "UNKNOWN"},
		"last_updated_time": graphTime(g.now()),
	}
	maps.Copy(values, t.Fields)
	template := g.add(templateKind, t.ID, values)
	template.links["owner"] = waba
	if t.Components != "" {
		template.hidden["whole"] = "true"
	}
	waba.connect(templatesEdge, template)
	name := templateName{waba.id, t.Name}
	if g.templates[name] == nil {
		g.templates[name] = map[string]*node{}
	}
	g.templates[name][t.Language] = template
	return template
}

// removeTemplate takes a template out of the world.
func (g *graph) removeTemplate(template *node) {
	waba := template.links["owner"]
	waba.disconnect(templatesEdge, template.id)
	for _, group := range waba.connected(templateGroupsEdge) {
		group.disconnect(templatesOfGroupEdge, template.id)
	}
	translations := g.templates[templateName{waba.id, template.text("name")}]
	delete(translations, template.text("language"))
	delete(g.nodes, template.id)
}

// translations are the languages of a template that a phone number can send.
func (g *graph) translations(phone *node, name string) map[string]*node {
	return g.templates[templateName{phone.account().id, name}]
}

// graphTime writes a moment as Graph does.
func graphTime(moment time.Time) string { return moment.UTC().Format(graphTimeLayout) }

const graphTimeLayout = "2006-01-02T15:04:05-0700"

var templateVariable = regexp.MustCompile(`\{\{\s*(\w+)\s*\}\}`)

// variablesOf are the names or numbers of the variables of a text.
func variablesOf(text string) []string {
	var names []string
	for _, match := range templateVariable.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(names, match[1]) {
			names = append(names, match[1])
		}
	}
	return names
}

// categoryOf is the category of a template message in the spelling of prices.
func (g *graph) categoryOf(sent Sent) string {
	var message templateMessage
	switch {
	case sent.Marketing:
		return "marketing_lite"
	case sent.Category != "":
		return sent.Category
	}
	if json.Unmarshal(sent.Content, &message) == nil {
		if template := g.translations(g.nodes[sent.PhoneNumberID], message.Name)[message.Language.Code]; template != nil {
			return strings.ToLower(template.text("category"))
		}
	}
	return "utility"
}
