package graphtest

import (
	"slices"
	"strings"
)

var libraryKind = &kind{
	typeName: "WhatsAppBusinessTemplateLibraryEntry",
	standard: "id name language category topic usecase industry header body body_params body_param_types buttons",
}

// The library is an object with one connection.
const libraryEdge = "message_template_library"

var templateLibrary = newLibrary()

func newLibrary() *node {
	library := newNode(&kind{}, "", map[string]any{})
	link := map[string]any{"type": "URL", "text": "Track", "url": "https://www.shop.test"}
	for _, entry := range []map[string]any{
		{
			"id": "7147013345418901", "name": "delivery_update_1", "language": "en_US", "category": utilityTemplate,
			"topic": "ORDER_MANAGEMENT", "usecase": "DELIVERY_UPDATE", "industry": []any{"E_COMMERCE"},
			"header": "Your parcel", "body": "Hi {{1}}, your parcel {{2}} arrives soon.",
			"body_params": []any{"Ada", "17"}, "body_param_types": []any{"TEXT", "TEXT"}, "buttons": []any{link},
		},
		{
			"id": "7147013345418902", "name": "payment_overdue_1", "language": "en_US", "category": utilityTemplate,
			"topic": "PAYMENTS", "usecase": "PAYMENT_OVERDUE", "industry": []any{"FINANCIAL_SERVICES"},
			"body": "Hi {{1}}, a payment of {{2}} is due.", "body_params": []any{"Ada", "20 EUR"}, "body_param_types": []any{"TEXT", "AMOUNT"},
		},
		{
			"id": "7147013345418903", "name": "feedback_survey_1", "language": "en_US", "category": utilityTemplate,
			"topic": "CUSTOMER_FEEDBACK", "usecase": "FEEDBACK_SURVEY", "industry": []any{"E_COMMERCE", "FINANCIAL_SERVICES"},
			"body": "Please tell us how we did.",
		},
	} {
		id, _ := entry["id"].(string)
		library.connect(libraryEdge, newNode(libraryKind, id, entry))
	}
	return library
}

func (c *call) listTemplateLibrary() (any, *failure) {
	search, _ := c.params.text("search")
	connection := listing{edge: libraryEdge, view: libraryKind, keep: func(entry *node) bool {
		for _, name := range []string{"name", "language", "topic", "usecase"} {
			if wanted, given := c.params.text(name); given && wanted != entry.text(name) {
				return false
			}
		}
		industries, _ := entry.values["industry"].([]any)
		industry, given := c.params.text("industry")
		text := strings.ToLower(entry.text("name") + " " + entry.text("header") + " " + entry.text("body"))
		return (!given || slices.Contains(industries, any(industry))) && strings.Contains(text, strings.ToLower(search))
	}}
	c.node = templateLibrary
	return c.list(connection)
}

// createFromLibrary makes a template that is approved at once.
func (c *call) createFromLibrary(library, name, language string) (any, *failure) {
	i := slices.IndexFunc(templateLibrary.connected(libraryEdge), func(entry *node) bool {
		return entry.text("name") == library && entry.text("language") == language
	})
	if i < 0 {
		return nil, invalid("The library has no template %s in %s", library, language)
	}
	entry := templateLibrary.connected(libraryEdge)[i]
	components := []any{}
	if header := entry.text("header"); header != "" {
		components = append(components, map[string]any{"type": "HEADER", "format": "TEXT", "text": header})
	}
	body := map[string]any{"type": "BODY", "text": entry.values["body"]}
	if params, given := entry.values["body_params"]; given {
		body["example"] = map[string]any{"body_text": []any{params}}
	}
	components = append(components, body)
	buttons, f := c.libraryButtons(entry)
	if f != nil {
		return nil, f
	}
	if len(buttons) > 0 {
		components = append(components, map[string]any{"type": "BUTTONS", "buttons": buttons})
	}
	template := c.graph.addTemplate(c.node, Template{
		Name: name, Language: language, Category: entry.text("category"),
		Fields: map[string]any{"components": components, "library_template_name": library},
	})
	template.hidden["whole"] = "true"
	return createdTemplate(template), nil
}

// libraryButtons fills in the buttons of an entry.
func (c *call) libraryButtons(entry *node) ([]any, *failure) {
	buttons, _ := entry.values["buttons"].([]any)
	value, _ := c.params.object("library_template_button_inputs")
	inputs, _ := value.([]any)
	if len(inputs) != len(buttons) {
		return nil, invalid("Param library_template_button_inputs must have %d items - got %d", len(buttons), len(inputs))
	}
	filled := make([]any, 0, len(buttons))
	for i, button := range buttons {
		input, _ := inputs[i].(map[string]any)
		address, _ := input["url"].(map[string]any)
		base, _ := address["base_url"].(string)
		label, _ := button.(map[string]any)
		if input["type"] != "URL" || base == "" {
			return nil, required("library_template_button_inputs['url']['base_url']")
		}
		link := map[string]any{"type": "URL", "text": label["text"], "url": base}
		if sample, given := address["url_suffix_example"]; given {
			link["example"] = []any{sample}
		}
		filled = append(filled, link)
	}
	return filled, nil
}
