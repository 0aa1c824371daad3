package graphtest

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// The maximum number of characters of the parts of an interactive message.
const (
	maxHeader   = 60
	maxFooter   = 60
	maxBody     = 1024
	maxListBody = 4096
)

// interactiveMessage holds the parts of an interactive message that are
// checked.
type interactiveMessage struct {
	Type   string             `json:"type"`
	Header *interactiveHeader `json:"header"`
	Body   *interactiveText   `json:"body"`
	Footer *interactiveText   `json:"footer"`
	Action *interactiveAction `json:"action"`
}

type interactiveText struct {
	Text string `json:"text"`
}

// interactiveAction holds the members of the actions of all types.
type interactiveAction struct {
	Name              string               `json:"name"`
	Parameters        parameters           `json:"parameters"`
	Button            string               `json:"button"`
	Buttons           []interactiveButton  `json:"buttons"`
	Sections          []interactiveSection `json:"sections"`
	Cards             []interactiveCard    `json:"cards"`
	CatalogID         string               `json:"catalog_id"`
	ProductRetailerID string               `json:"product_retailer_id"`
}

// interactiveRule holds the requirements of one type of interactive message.
type interactiveRule struct {
	headers      []string // the allowed header types
	needsHeader  bool
	bodyOptional bool
	actionName   string
	parameters   []string // required by its action
	check        func(interactiveMessage) *failure
}

// interactiveRules holds the types that Meta documents.
var interactiveRules = map[string]interactiveRule{
	"button":                   {headers: headerTypes, check: interactiveMessage.checkButtons},
	"list":                     {headers: textHeader, check: interactiveMessage.checkList},
	"cta_url":                  {headers: headerTypes, actionName: "cta_url", parameters: []string{"display_text", "url"}, check: interactiveMessage.checkLink},
	"flow":                     {headers: headerTypes, actionName: "flow", parameters: []string{"flow_message_version", "flow_cta"}, check: interactiveMessage.checkFlow},
	"product":                  {bodyOptional: true, check: interactiveMessage.checkProduct},
	"product_list":             {headers: textHeader, needsHeader: true, check: interactiveMessage.checkProducts},
	"catalog_message":          {actionName: "catalog_message"},
	"location_request_message": {actionName: "send_location"},
	"address_message":          {headers: headerTypes, actionName: "address_message", parameters: []string{"country"}, check: interactiveMessage.checkAddress},
	"call_permission_request":  {bodyOptional: true, actionName: "call_permission_request"},
	"voice_call":               {headers: headerTypes, actionName: "voice_call", check: interactiveMessage.checkVoiceCall},
	"request_contact_info":     {headers: headerTypes, actionName: "request_contact_info"},
	"carousel":                 {check: interactiveMessage.checkCards},
	"order_details":            {headers: imageHeader, actionName: "review_and_pay", check: interactiveMessage.checkOrder},
	"order_status":             {headers: headerTypes, actionName: "review_order", check: interactiveMessage.checkOrderUpdate},
}

// checkInteractive checks an interactive message: first the parts common to all
// types, then those of its own type.
func checkInteractive(sent Sent) *failure {
	var message interactiveMessage
	if f := decodeContent("interactive", sent.Content, &message); f != nil {
		return f
	}
	if message.Type == "" {
		return required("interactive['type']")
	}
	message.Type = strings.ToLower(message.Type)
	rule, known := interactiveRules[message.Type]
	if !known {
		return notAmong("interactive['type']", message.Type, slices.Collect(maps.Keys(interactiveRules)))
	}
	if f := message.checkHeader(rule); f != nil {
		return f
	}
	if f := message.checkTexts(rule); f != nil {
		return f
	}
	if f := message.checkAction(rule); f != nil {
		return f
	}
	if rule.check == nil {
		return nil
	}
	return rule.check(message)
}

func (m interactiveMessage) checkTexts(rule interactiveRule) *failure {
	body := maxBody
	if m.Type == "list" {
		body = maxListBody
	}
	if m.Body == nil && !rule.bodyOptional {
		return refused(131008, "The parameter interactive['body'] is required")
	}
	if m.Body != nil {
		if f := checkLength("Body text", m.Body.Text, 1, body); f != nil {
			return f
		}
	}
	if m.Footer != nil {
		return checkLength("Footer text", m.Footer.Text, 1, maxFooter)
	}
	return nil
}

func (m interactiveMessage) checkAction(rule interactiveRule) *failure {
	if m.Action == nil {
		return required("interactive['action']")
	}
	if rule.actionName != "" && m.Action.Name != rule.actionName {
		return refused(131009, "The parameter interactive['action']['name'] must be %s - got %q", rule.actionName, m.Action.Name)
	}
	for _, name := range rule.parameters {
		if text, _ := m.Action.Parameters.text(name); text == "" {
			return refused(131009, "The parameter interactive['action']['parameters']['%s'] is required", name)
		}
	}
	return nil
}

func checkLength(name, text string, least, most int) *failure {
	if length := utf8.RuneCountInString(text); length < least || length > most {
		return refused(131009, "%s length invalid. Min length: %d, Max length: %d - got %d", name, least, most, length)
	}
	return nil
}

func checkNumber(name string, count, least, most int) *failure {
	if count < least || count > most {
		return refused(131009, "Invalid %s count. Min allowed %s: %d, Max allowed %s: %d - got %d", name, name, least, name, most, count)
	}
	return nil
}
