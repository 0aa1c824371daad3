package graphtest

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
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
}

// templateName names a template in all its languages.
type templateName struct{ account, name string }

// AddTemplate adds a template to a WABA. From then on, messages with a template
// of that name are checked. A server accepts all others, since it cannot know
// them; see [WithKnownTemplatesOnly].
func (s *Server) AddTemplate(wabaID string, t Template) {
	s.world.Lock()
	defer s.world.Unlock()
	t.Language = orElse(t.Language, "en_US")
	t.Category = orElse(t.Category, utilityTemplate)
	t.Status = orElse(t.Status, approvedTemplate)
	name := templateName{s.graph.must(wabaKind, wabaID).id, t.Name}
	if _, taken := s.graph.templates[name][t.Language]; taken {
		panic(fmt.Sprintf("graphtest: %s has a template %s in %s already", wabaID, t.Name, t.Language))
	}
	if s.graph.templates[name] == nil {
		s.graph.templates[name] = map[string]Template{}
	}
	s.graph.templates[name][t.Language] = t
}

// translations are the languages of a template that a phone number can send.
func (g *graph) translations(phone *node, name string) map[string]Template {
	return g.templates[templateName{phone.account().id, name}]
}

var templateVariable = regexp.MustCompile(`\{\{\s*(\w+)\s*\}\}`)

// variables are the names or numbers of the variables of the body.
func (t Template) variables() []string {
	if t.Category == authenticationTemplate {
		return []string{"1"}
	}
	var names []string
	for _, match := range templateVariable.FindAllStringSubmatch(t.Body, -1) {
		if !slices.Contains(names, match[1]) {
			names = append(names, match[1])
		}
	}
	return names
}

// categoryOf is the category of a template message in the spelling of prices.
func (g *graph) categoryOf(sent Sent) string {
	var message templateMessage
	if sent.Marketing {
		return "marketing_lite"
	}
	if json.Unmarshal(sent.Content, &message) == nil {
		template := g.translations(g.nodes[sent.PhoneNumberID], message.Name)[message.Language.Code]
		return strings.ToLower(orElse(template.Category, utilityTemplate))
	}
	return "utility"
}
