package graphtest

import (
	"fmt"
	"strconv"
	"strings"
)

var previewKind = &kind{
	typeName: "WhatsAppMessageTemplatePreview",
	idField:  "language",
	standard: "language body footer buttons",
}

const previewsEdge = "message_template_previews"

// codeTexts are the texts of authentication templates, by language.
var codeTexts = []struct{ language, body, advice, footer, copy, fill string }{
	{"en_US", "*{{1}}* is your verification code.", " For your security, do not share this code.", "This code expires in %d minutes.", "Copy code", "Autofill"},
	{"de", "Dein Verifizierungscode lautet *{{1}}*.", " Teile diesen Code zu deiner Sicherheit nicht.", "Dieser Code läuft in %d Minuten ab.", "Code kopieren", "Ausfüllen"},
	{"es", "Tu código de verificación es *{{1}}*.", " Por tu seguridad, no lo compartas.", "Este código caduca en %d minutos.", "Copiar código", "Autocompletar"},
}

func (c *call) previewTemplates() (any, *failure) {
	category, f := c.params.choice("category", authenticationTemplate)
	if f != nil {
		return nil, f
	}
	if category == "" {
		return nil, missing("category")
	}
	languages, given, f := c.params.texts("languages")
	if f != nil {
		return nil, f
	}
	advice, _, f := c.params.flag("add_security_recommendation")
	if f != nil {
		return nil, f
	}
	minutes, f := c.expiration()
	if f != nil {
		return nil, f
	}
	previews := newNode(&kind{}, "", map[string]any{})
	for _, texts := range codeTexts {
		if given && !isAmong(texts.language, languages...) {
			continue
		}
		values := map[string]any{"body": texts.body, "buttons": []any{map[string]any{"text": texts.copy, "autofill_text": texts.fill}}}
		if advice {
			values["body"] = texts.body + texts.advice
		}
		if minutes > 0 {
			values["footer"] = fmt.Sprintf(texts.footer, minutes)
		}
		previews.connect(previewsEdge, newNode(previewKind, texts.language, values))
	}
	c.node = previews
	return c.list(listing{edge: previewsEdge, view: previewKind})
}

func (c *call) expiration() (minutes int, f *failure) {
	text, given := c.params.text("code_expiration_minutes")
	if !given {
		return 0, nil
	}
	minutes, err := strconv.Atoi(text)
	if err != nil || minutes < 1 || minutes > 90 {
		return 0, invalid("Param code_expiration_minutes must be between 1 and 90 - got %q", text)
	}
	return minutes, nil
}

func (c *call) upsertTemplates() (any, *failure) {
	name, f := c.params.bounded("name", 1, maxTemplateName)
	if f != nil {
		return nil, f
	}
	languages, _, f := c.params.texts("languages")
	if f != nil {
		return nil, f
	}
	category, _ := c.params.text("category")
	switch {
	case len(languages) == 0:
		return nil, missing("languages")
	case category != authenticationTemplate:
		return nil, invalid("Param category must be one of {AUTHENTICATION} - got %q", category)
	}
	components, text, f := c.submittedComponents(category)
	if f != nil {
		return nil, f
	}
	if strings.Contains(text, `"text":`) || strings.Contains(text, `"autofill_text":`) {
		return nil, invalid("Param components must have no texts: Meta writes them in all languages")
	}
	data := []any{}
	for _, language := range languages {
		template := c.graph.templates[templateName{c.node.id, name}][language]
		if template == nil {
			if f := c.roomForTemplate(c.node, name, language); f != nil {
				return nil, f
			}
			template = c.graph.addTemplate(c.node, Template{Name: name, Language: language, Category: category, Components: text})
			c.server.submit(template)
		}
		template.values["components"] = components
		data = append(data, map[string]any{"id": template.id, "status": template.values["status"], "language": language})
	}
	return map[string]any{"data": data}, nil
}
