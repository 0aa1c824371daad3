package graphtest

import (
	"encoding/json"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// The states of a template that the server tells apart, besides approved.
const (
	pendingTemplate  = "PENDING"
	pausedTemplate   = "PAUSED"
	rejectedTemplate = "REJECTED"
	archivedTemplate = "ARCHIVED"
)

// What Graph allows of templates.
const (
	maxTemplates         = 250 // of an account whose business is not verified
	maxVerifiedTemplates = 6000
	maxTemplateName      = 512
	maxTemplateBody      = 1024
	maxTemplateHeader    = 60
	maxTemplateFooter    = 60
	maxTemplateButtons   = 10
	maxTemplateButton    = 25
	editsOfApproved      = 24 * time.Hour
)

var templateNamePattern = regexp.MustCompile(`^[a-z0-9_]+$`)

// templateFailure is a refusal that is about templates only.
func templateFailure(code int, text string) *failure {
	f := invalid("%s", text)
	f.envelope.Code = code
	f.envelope.Message = strings.TrimPrefix(f.envelope.Message, "(#100) ")
	f.status = http.StatusBadRequest
	return f
}

var templateCategories = []string{authenticationTemplate, marketingTemplate, utilityTemplate}

func (c *call) createTemplate() (any, *failure) {
	name, f := c.params.bounded("name", 1, maxTemplateName)
	if f != nil {
		return nil, f
	}
	if !templateNamePattern.MatchString(name) {
		return nil, invalid("Param name must have small letters, digits and underscores only - got %q", name)
	}
	language, _ := c.params.text("language")
	category, f := c.params.choice("category", templateCategories...)
	switch {
	case f != nil:
		return nil, f
	case language == "":
		return nil, missing("language")
	case category == "":
		return nil, missing("category")
	}
	if f := c.roomForTemplate(c.node, name, language); f != nil {
		return nil, f
	}
	if library, given := c.params.text("library_template_name"); given {
		return c.createFromLibrary(library, name, language)
	}
	components, text, f := c.submittedComponents(category)
	if f != nil {
		return nil, f
	}
	template := c.graph.addTemplate(c.node, Template{
		Name: name, Language: language, Category: category, Components: text,
		Fields: c.templateFields("message_send_ttl_seconds", "sub_category", "parameter_format", "cta_url_link_tracking_opted_out"),
	})
	template.values["components"] = components
	c.server.submit(template)
	return createdTemplate(template), nil
}

func createdTemplate(template *node) map[string]any {
	return map[string]any{"id": template.id, "status": template.values["status"], "category": template.values["category"]}
}

// roomForTemplate checks that an account can have one more.
func (c *call) roomForTemplate(waba *node, name, language string) *failure {
	most := maxTemplates
	if waba.text("business_verification_status") == "VERIFIED" {
		most = maxVerifiedTemplates
	}
	if len(waba.connected(templatesEdge)) >= most {
		return templateFailure(2388019, "The account has as many templates as it may have")
	}
	if c.graph.templates[templateName{waba.id, name}][language] != nil {
		f := invalid("The template %s exists in %s already", name, language)
		f.envelope.Subcode = 2388024
		return f
	}
	return nil
}

// templateFields are the parameters that a template keeps as they are.
func (c *call) templateFields(names ...string) map[string]any {
	fields := map[string]any{}
	for _, name := range names {
		if value, given := c.params[name]; given {
			fields[name] = value
		}
	}
	return fields
}

// submittedComponents reads and checks the components of a request.
func (c *call) submittedComponents(category string) (components []any, text string, f *failure) {
	value, given := c.params.object("components")
	if !given {
		return nil, "", missing("components")
	}
	components, isList := value.([]any)
	if !isList {
		return nil, "", invalid("Param components must be an array")
	}
	encoded, err := json.Marshal(components)
	if err != nil {
		return nil, "", invalid("Param components must be an array")
	}
	var managed []managedComponent
	if decodeJSON(encoded, &managed) != nil {
		return nil, "", invalid("Param components must be an array of objects")
	}
	named, _ := c.params.text("parameter_format")
	return components, string(encoded), checkSubmitted(managed, category, named == "NAMED")
}

func (c *call) editTemplate() (any, *failure) {
	status := c.node.text("status")
	if !slices.Contains([]string{approvedTemplate, rejectedTemplate, pausedTemplate}, status) {
		return nil, templateFailure(2388039, "A template that is "+status+" cannot be edited")
	}
	category, f := c.params.choice("category", templateCategories...)
	if f != nil {
		return nil, f
	}
	if status == approvedTemplate && category != "" && category != c.node.text("category") {
		return nil, templateFailure(2388039, "The category of an approved template cannot be changed")
	}
	fields := c.templateFields("message_send_ttl_seconds", "cta_url_link_tracking_opted_out", "parameter_format")
	if category != "" {
		fields["category"] = category
	}
	_, hasComponents := c.params["components"]
	if hasComponents {
		components, _, f := c.submittedComponents(orElse(category, c.node.text("category")))
		if f != nil {
			return nil, f
		}
		fields["components"] = components
	}
	if len(fields) == 0 {
		return nil, missing("components")
	}
	if f := c.countEdit(status); f != nil {
		return nil, f
	}
	maps.Copy(c.node.values, fields)
	c.node.values["last_updated_time"] = graphTime(c.now())
	if hasComponents {
		c.node.hidden["whole"] = "true"
		c.server.submit(c.node)
	}
	return success(), nil
}

// countEdit allows one edit of an approved template a day.
func (c *call) countEdit(status string) *failure {
	last, err := time.Parse(time.RFC3339, c.node.hidden["edited"])
	if err == nil && status == approvedTemplate && c.now().Sub(last) < editsOfApproved {
		return templateFailure(2388039, "An approved template can be edited once in 24 hours")
	}
	c.node.hidden["edited"] = c.now().Format(time.RFC3339)
	return nil
}

// checkSubmitted checks components as Graph does before a review.
func checkSubmitted(components []managedComponent, category string, named bool) *failure {
	for _, component := range components {
		if f := component.checkSubmitted(category, named); f != nil {
			return f
		}
	}
	if componentOf(components, "BODY").Type == "" {
		return invalid("Param components must have a component of the type BODY")
	}
	return nil
}

func (m managedComponent) checkSubmitted(category string, named bool) *failure {
	switch strings.ToUpper(m.Type) {
	case "":
		return required("components['type']")
	case "HEADER":
		return m.checkHeader(named)
	case "BODY":
		return m.checkBody(category, named)
	case "FOOTER":
		if utf8.RuneCountInString(m.Text) > maxTemplateFooter {
			return templateFailure(2388073, "The footer is too long")
		}
	case "BUTTONS":
		if len(m.Buttons) == 0 || len(m.Buttons) > maxTemplateButtons {
			return invalid("Param components['buttons'] must have 1 to %d items - got %d", maxTemplateButtons, len(m.Buttons))
		}
		for _, button := range m.Buttons {
			if utf8.RuneCountInString(button.Text) > maxTemplateButton {
				return templateFailure(2388040, "The text of a button is too long")
			}
		}
	}
	return nil
}

func (m managedComponent) checkHeader(named bool) *failure {
	variables := variablesOf(m.Text)
	switch {
	case m.Format == "":
		return required("components['format']")
	case utf8.RuneCountInString(m.Text) > maxTemplateHeader || len(variables) > 1:
		return templateFailure(2388047, "The header is too long, or has more than one variable")
	case isAmong(m.Format, "IMAGE", "VIDEO", "GIF", "DOCUMENT") && len(m.Example.HeaderHandle) == 0:
		return invalid("A header of the format %s needs a sample in example['header_handle']", m.Format)
	}
	return checkSamples("header", variables, len(m.Example.HeaderText)+len(m.Example.HeaderNamed), named)
}

func (m managedComponent) checkBody(category string, named bool) *failure {
	switch text := strings.TrimSpace(m.Text); {
	case category == authenticationTemplate:
		return nil
	case text == "" || utf8.RuneCountInString(text) > maxTemplateBody:
		return templateFailure(2388072, "The body is empty or too long")
	case strings.HasPrefix(text, "{{") || strings.HasSuffix(text, "}}"):
		return templateFailure(2388299, "The body begins or ends with a variable")
	}
	samples := len(m.Example.BodyNamed)
	if len(m.Example.BodyText) > 0 {
		samples += len(m.Example.BodyText[0])
	}
	return checkSamples("body", variablesOf(m.Text), samples, named)
}

func checkSamples(component string, variables []string, samples int, named bool) *failure {
	if samples != len(variables) {
		f := invalid("The %s has %d variables and %d samples", component, len(variables), samples)
		f.envelope.Subcode = 2388043
		return f
	}
	for _, variable := range variables {
		if named == digits.MatchString(variable) {
			return invalid("The %s has the variable {{%s}}, which does not fit its parameter_format", component, variable)
		}
	}
	return nil
}
