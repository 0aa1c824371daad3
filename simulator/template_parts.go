package simulator

import (
	"encoding/json"
	"fmt"
	"strings"
)

// renderCard fills in the header, the body and the buttons of a template, or of
// one of its cards.
func renderCard(components []managedComponent, given []givenComponent) renderedCard {
	card := renderedCard{Header: renderHeader(componentOf(components, "HEADER"), parametersFor(given, "header"))}
	body := componentOf(components, "BODY")
	card.Body = fill(body.Text, parametersFor(given, "body"))
	if body.AddSecurityRecommendation {
		card.Body += " For your security, do not share this code."
	}
	for i, button := range componentOf(components, "BUTTONS").Buttons {
		card.Buttons = append(card.Buttons, renderButton(button, i, given))
	}
	return card
}

func renderHeader(header managedComponent, parameters []givenParameter) *renderedHeader {
	switch {
	case header.Type == "":
		return nil
	case header.Format == "" || strings.EqualFold(header.Format, "TEXT"):
		return &renderedHeader{Format: "text", Text: fill(header.Text, parameters)}
	}
	rendered := &renderedHeader{Format: strings.ToLower(header.Format)}
	if len(parameters) > 0 {
		rendered.Media = parameters[0].media
	}
	return rendered
}

func renderButton(button managedButton, index int, given []givenComponent) renderedButton {
	rendered := renderedButton{Type: strings.ToLower(button.Type), Text: button.Text, Phone: button.Phone, URL: button.URL}
	parameter, isGiven := buttonParameter(given, index)
	switch rendered.Type {
	case "quick_reply":
		rendered.Payload = firstOf(parameter.others.Payload, button.Text)
	case "url":
		if isGiven {
			rendered.URL = strings.NewReplacer("{{1}}", parameter.Text).Replace(button.URL)
		}
	case "flow":
		rendered.Flow = templateLaunch(button, parameter.others.Action)
	case "order_details":
		rendered.Order, rendered.Text = orderOf(parameter.others.Action).Order, firstOf(button.Text, "Review and pay")
	case "mpm":
		rendered.Sections = orderOf(parameter.others.Action).Sections
	case "copy_code":
		rendered.Code, rendered.Text = parameter.others.Coupon, firstOf(button.Text, "Copy code")
	case "otp":
		rendered.Code, rendered.Text = parameter.Text, firstOf(button.Text, "Copy code")
	}
	return rendered
}

func renderCards(components []managedComponent, given []givenComponent) []renderedCard {
	managed := componentOf(components, "CAROUSEL").Cards
	var cards []renderedCard
	for _, component := range given {
		if !strings.EqualFold(component.Type, "carousel") || len(managed) == 0 {
			continue
		}
		for i, card := range component.Cards {
			of := managed[min(i, len(managed)-1)]
			cards = append(cards, renderCard(of.Components, card.Components))
		}
	}
	return cards
}

func footerOf(components []managedComponent) string {
	footer := componentOf(components, "FOOTER")
	if footer.CodeExpirationMinutes > 0 {
		return fmt.Sprintf("This code expires in %d minutes.", footer.CodeExpirationMinutes)
	}
	return footer.Text
}

func renderOffer(components []managedComponent, given []givenComponent) *renderedOffer {
	offer := componentOf(components, "LIMITED_TIME_OFFER").LimitedTimeOffer
	if offer == nil {
		return nil
	}
	rendered := &renderedOffer{Text: offer.Text}
	for _, parameter := range parametersFor(given, "limited_time_offer") {
		if parameter.others.Offer != nil {
			rendered.Expires = parameter.others.Offer.Expires
		}
	}
	return rendered
}

// buttonOrder is what a button that sells something was given.
type buttonOrder struct {
	Order    json.RawMessage `json:"order_details"`
	Sections json.RawMessage `json:"sections"`
}

func orderOf(action json.RawMessage) buttonOrder {
	var order buttonOrder
	_ = json.Unmarshal(action, &order) // of another form: it is empty
	return order
}
