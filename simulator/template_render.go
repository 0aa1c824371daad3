package simulator

import (
	"encoding/json"
	"net/url"
	"strconv"
	"strings"

	"github.com/wabakit/whatsapp/graphtest"
)

// renderedTemplate is a template message as its recipient sees it.
type renderedTemplate struct {
	Name     string `json:"name"`
	Language string `json:"language"`
	Category string `json:"category,omitempty"`
	// Known says that the server has the template. An unknown one shows its
	// parameters only.
	Known bool `json:"known"`
	renderedCard
	Footer string         `json:"footer,omitempty"`
	Offer  *renderedOffer `json:"offer,omitempty"`
	Cards  []renderedCard `json:"cards,omitempty"`
}

// renderedCard is a card of a carousel, or the message around it.
type renderedCard struct {
	Header  *renderedHeader  `json:"header,omitempty"`
	Body    string           `json:"body,omitempty"`
	Buttons []renderedButton `json:"buttons,omitempty"`
}

type renderedHeader struct {
	Format string `json:"format"` // text, image, video, document, location, product
	Text   string `json:"text,omitempty"`
	// Media is the parameter with the name of the format.
	Media json.RawMessage `json:"media,omitempty"`
}

type renderedButton struct {
	Type    string `json:"type"` // quick_reply, url, phone_number, copy_code, otp, flow, ...
	Text    string `json:"text"`
	Payload string `json:"payload,omitempty"`
	URL     string `json:"url,omitempty"`
	Phone   string `json:"phone_number,omitempty"`
	Code    string `json:"code,omitempty"`
	// Flow is what the button opens.
	Flow *flowLaunch `json:"flow,omitempty"`
	// Order is what an order_details button asks to pay for.
	Order json.RawMessage `json:"order,omitempty"`
	// Sections are the products that an mpm button offers.
	Sections json.RawMessage `json:"sections,omitempty"`
}

type renderedOffer struct {
	Text    string `json:"text,omitempty"`
	Expires int64  `json:"expires_ms,omitempty"`
}

// managedTemplate is a template as Graph describes it.
type managedTemplate struct {
	ID             string             `json:"id"`
	Name           string             `json:"name"`
	Language       string             `json:"language"`
	Status         string             `json:"status"`
	Category       string             `json:"category"`
	RejectedReason string             `json:"rejected_reason,omitempty"`
	Components     []managedComponent `json:"components"`
}

type managedComponent struct {
	Type    string          `json:"type"`
	Format  string          `json:"format,omitempty"`
	Text    string          `json:"text,omitempty"`
	Buttons []managedButton `json:"buttons,omitempty"`
	Cards   []struct {
		Components []managedComponent `json:"components"`
	} `json:"cards,omitempty"`
	CodeExpirationMinutes     int  `json:"code_expiration_minutes,omitempty"`
	AddSecurityRecommendation bool `json:"add_security_recommendation,omitempty"`
	LimitedTimeOffer          *struct {
		Text string `json:"text"`
	} `json:"limited_time_offer,omitempty"`
}

type managedButton struct {
	Type  string `json:"type"`
	Text  string `json:"text"`
	URL   string `json:"url,omitempty"`
	Phone string `json:"phone_number,omitempty"`

	FlowID         flowID `json:"flow_id,omitempty"`
	FlowName       string `json:"flow_name,omitempty"`
	FlowAction     string `json:"flow_action,omitempty"`
	NavigateScreen string `json:"navigate_screen,omitempty"`
}

// givenComponent is what a message fills in.
type givenComponent struct {
	Type       string           `json:"type"`
	SubType    string           `json:"sub_type"`
	Index      json.RawMessage  `json:"index"`
	Parameters []givenParameter `json:"parameters"`
	Cards      []struct {
		Components []givenComponent `json:"components"`
	} `json:"cards"`
}

type givenParameter struct {
	Type   string `json:"type"`
	Name   string `json:"parameter_name"`
	Text   string `json:"text"`
	media  json.RawMessage
	others struct {
		Payload  string          `json:"payload"`
		Coupon   string          `json:"coupon_code"`
		Action   json.RawMessage `json:"action"`
		Currency *struct {
			Fallback string `json:"fallback_value"`
		} `json:"currency"`
		DateTime *struct {
			Fallback string `json:"fallback_value"`
		} `json:"date_time"`
		Offer *struct {
			Expires int64 `json:"expiration_time_ms"`
		} `json:"limited_time_offer"`
	}
}

// UnmarshalJSON also keeps the media, whose name depends on the type.
func (p *givenParameter) UnmarshalJSON(text []byte) error {
	type plain givenParameter
	if err := json.Unmarshal(text, (*plain)(p)); err != nil {
		return err
	}
	if err := json.Unmarshal(text, &p.others); err != nil {
		return err
	}
	members := map[string]json.RawMessage{}
	err := json.Unmarshal(text, &members)
	p.Type = strings.ToLower(p.Type)
	p.media = members[p.Type]
	return err
}

// value returns what takes the place of a variable.
func (p *givenParameter) value() string {
	switch {
	case p.others.Currency != nil:
		return p.others.Currency.Fallback
	case p.others.DateTime != nil:
		return p.others.DateTime.Fallback
	}
	return p.Text
}

// renderTemplate returns what the recipient of a template message sees, nil for
// any other message, and the category of the template.
func (s *Simulator) renderTemplate(sent graphtest.Sent) (rendered *renderedTemplate, category string) {
	if sent.Type != "template" {
		return nil, ""
	}
	var message struct {
		Name     string `json:"name"`
		Language struct {
			Code string `json:"code"`
		} `json:"language"`
		Components []givenComponent `json:"components"`
	}
	if json.Unmarshal(sent.Content, &message) != nil {
		return nil, ""
	}
	rendered = &renderedTemplate{Name: message.Name, Language: message.Language.Code}
	template := s.current().template(sent.PhoneNumberID, message.Name, message.Language.Code)
	if template == nil {
		rendered.Body = parametersOf(message.Components)
		return rendered, ""
	}
	rendered.Known, rendered.Category = true, template.Category
	rendered.renderedCard = renderCard(template.Components, message.Components)
	rendered.Footer = footerOf(template.Components)
	rendered.Cards = renderCards(template.Components, message.Components)
	rendered.Offer = renderOffer(template.Components, message.Components)
	return rendered, template.Category
}

// template returns a template of the account that a phone number belongs to,
// nil if there is none.
func (w *world) template(phoneNumberID, name, language string) *managedTemplate {
	for _, template := range w.templates(w.accountOf(phoneNumberID), name) {
		if template.Name == name && template.Language == language {
			return &template
		}
	}
	return nil
}

// templates returns the templates of an account, at most 100, and only those of
// a name if it is not empty.
func (w *world) templates(waba, name string) []managedTemplate {
	query := url.Values{"limit": {"100"}, "fields": {"id,name,language,status,category,rejected_reason,components"}}
	if name != "" {
		query.Set("name", name)
	}
	var page struct {
		Data []managedTemplate `json:"data"`
	}
	w.read("/"+waba+"/message_templates?"+query.Encode(), &page)
	return page.Data
}

// contains reports whether a text is in what the recipient sees.
func (t *renderedTemplate) contains(text string) bool {
	shown, err := json.Marshal(t)
	return err == nil && strings.Contains(string(shown), text)
}

// parametersOf lists the parameters of a template that is not known.
func parametersOf(components []givenComponent) string {
	var values []string
	for _, component := range components {
		for _, parameter := range component.Parameters {
			if value := parameter.value(); value != "" {
				values = append(values, value)
			}
		}
	}
	return strings.Join(values, ", ")
}

func componentOf(components []managedComponent, kind string) managedComponent {
	for _, component := range components {
		if strings.EqualFold(component.Type, kind) {
			return component
		}
	}
	return managedComponent{}
}

func parametersFor(components []givenComponent, kind string) []givenParameter {
	for _, component := range components {
		if strings.EqualFold(component.Type, kind) {
			return component.Parameters
		}
	}
	return nil
}

// buttonParameter returns the parameter of the button at an index.
func buttonParameter(components []givenComponent, index int) (givenParameter, bool) {
	for _, component := range components {
		at := strings.Trim(string(component.Index), `"`)
		isButton := strings.EqualFold(component.Type, "button") && at == strconv.Itoa(index)
		if isButton && len(component.Parameters) > 0 {
			return component.Parameters[0], true
		}
	}
	return givenParameter{}, false
}

// fill replaces the variables of a text, {{1}} or {{name}}.
func fill(text string, parameters []givenParameter) string {
	var pairs []string
	for i, parameter := range parameters {
		name := firstOf(parameter.Name, strconv.Itoa(i+1))
		pairs = append(pairs, "{{"+name+"}}", parameter.value())
	}
	return strings.NewReplacer(pairs...).Replace(text)
}
