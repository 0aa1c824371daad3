package graphtest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// maxAuthenticationCode is the most characters that the code of an
// authentication template may have.
const maxAuthenticationCode = 15

// templateMessage is the content of a template message.
type templateMessage struct {
	Name     string `json:"name"`
	Language struct {
		Code string `json:"code"`
	} `json:"language"`
	Components []templateComponent `json:"components"`
}

type templateComponent struct {
	Type       string              `json:"type"`
	SubType    string              `json:"sub_type"`
	Index      any                 `json:"index"` // a text or a number
	Parameters []templateParameter `json:"parameters"`
	Cards      []templateCard      `json:"cards"`
}

type templateCard struct {
	Components []templateComponent `json:"components"`
}

// scalar is a text, or a number or truth value in its place, which Meta's
// examples have too.
type scalar string

func (s *scalar) UnmarshalJSON(data []byte) error {
	var value any
	if err := decodeJSON(data, &value); err != nil {
		return err
	}
	text, isScalar := parameters{"": value}.text("")
	if !isScalar && value != nil {
		return errors.New("neither a text nor a number nor a truth value")
	}
	*s = scalar(text)
	return nil
}

// checkTemplate holds a template message to the template, if it is known.
func (c *call) checkTemplate(sent Sent) *failure {
	var message templateMessage
	if f := decodeContent("template", sent.Content, &message); f != nil {
		return f
	}
	if message.Name == "" {
		return invalid("The parameter template['name'] is required.")
	}
	if message.Language.Code == "" {
		return invalid("The parameter template['language']['code'] is required.")
	}
	if f := checkComponents("template", message.Components); f != nil {
		return f
	}
	template, known, f := c.findTemplate(message)
	if f != nil || !known {
		return f
	}
	category := template.text("category")
	if sent.Marketing && category != marketingTemplate {
		return refused(134100, "template name (%s) is of the category %s", message.Name, category)
	}
	if !sent.Marketing && category == marketingTemplate && c.node.account().values["disable_marketing_messages_on_cloud_api"] == true {
		return refused(131063, "template name (%s): marketing templates are disabled for this account", message.Name)
	}
	if category == authenticationTemplate {
		return message.checkAuthentication(sent)
	}
	components := managedComponents(template)
	if template.hidden["whole"] != "" {
		if f := checkValues("", components, message.Components); f != nil {
			return f
		}
		return message.checkExtras(components, template.text("sub_category"))
	}
	if body := componentOf(components, "BODY"); body.Text != "" {
		return checkTexts("body", body.Text, message.parameters("body"))
	}
	return nil
}

// checkComponents checks what all templates have, and all cards of a carousel.
func checkComponents(path string, components []templateComponent) *failure {
	for i, component := range components {
		path := fmt.Sprintf("%s['components'][%d]", path, i)
		switch isButton := strings.EqualFold(component.Type, "button"); {
		case component.Type == "":
			return required(path + "['type']")
		case isButton && component.SubType == "":
			return required(path + "['sub_type']")
		case isButton && component.Index == nil && !isAmong(component.SubType, "voice_call"):
			return required(path + "['index']")
		}
		if f := checkParameters(path, component.Parameters); f != nil {
			return f
		}
		for k, card := range component.Cards {
			if f := checkComponents(fmt.Sprintf("%s['cards'][%d]", path, k), card.Components); f != nil {
				return f
			}
		}
	}
	return nil
}

// findTemplate finds the template of a message. One that the server does not
// know is no failure, unless it is to know them all.
func (c *call) findTemplate(message templateMessage) (template *node, known bool, f *failure) {
	translations := c.graph.translations(c.node, message.Name)
	if len(translations) == 0 && !c.server.config.knownTemplatesOnly {
		return nil, false, nil
	}
	template, known = translations[message.Language.Code]
	status := ""
	if known {
		status = template.text("status")
	}
	switch status {
	case approvedTemplate:
		return template, true, nil
	case pausedTemplate:
		return template, false, refused(132015, "template name (%s) is paused in %s", message.Name, message.Language.Code)
	case "DISABLED":
		return template, false, refused(132016, "template name (%s) is disabled in %s", message.Name, message.Language.Code)
	}
	return template, false, refused(132001, "template name (%s) does not exist in %s", message.Name, message.Language.Code)
}

// parameters are those of all components of a type.
func (m templateMessage) parameters(componentType string) []templateParameter {
	var found []templateParameter
	for _, component := range m.Components {
		if strings.EqualFold(component.Type, componentType) {
			found = append(found, component.Parameters...)
		}
	}
	return found
}

// checkAuthentication wants the code twice: the body shows it, the button
// copies it or fills it in. The reply never repeats it.
func (m templateMessage) checkAuthentication(sent Sent) *failure {
	switch {
	case sent.To == "":
		return refused(131062, "An authentication template needs a phone number in the parameter to")
	case sent.RecipientType == group:
		return refused(131009, "An authentication template cannot be sent to a group")
	}
	if f := checkCount("header", len(m.parameters("header")), 0); f != nil {
		return f
	}
	if f := checkVariables("body", []string{"1"}, m.parameters("body")); f != nil {
		return f
	}
	copied, f := m.copiedCode()
	if f != nil {
		return f
	}
	shown := string(m.parameters("body")[0].Text)
	switch length := utf8.RuneCountInString(shown); {
	case length == 0 || length > maxAuthenticationCode:
		return refused(132018, "body: the code must be 1 to %d characters long - got %d", maxAuthenticationCode, length)
	case shown != copied:
		return refused(132018, "buttons: the code of the button at index 0 is not the code of the body")
	}
	return nil
}

// copiedCode is the code that the button of an authentication template has,
// which is a URL button whatever it does.
func (m templateMessage) copiedCode() (string, *failure) {
	i := slices.IndexFunc(m.Components, func(component templateComponent) bool {
		return strings.EqualFold(component.Type, "button") && fmt.Sprint(component.Index) == "0"
	})
	if i < 0 {
		return "", refused(131008, "buttons: Button at index 0 of type Url requires a parameter")
	}
	button := m.Components[i]
	if !strings.EqualFold(button.SubType, "url") {
		return "", refused(132012, "buttons: Button at index 0 is of type Url, received %q", button.SubType)
	}
	if f := checkCount("buttons", len(button.Parameters), 1); f != nil {
		return "", f
	}
	if parameter := button.Parameters[0]; !isAmong(parameter.Type, "text") {
		return "", refused(132012, "buttons: Format mismatch, expected TEXT, received %s", orElse(strings.ToUpper(parameter.Type), "UNKNOWN"))
	}
	return string(button.Parameters[0].Text), nil
}
