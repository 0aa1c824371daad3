package graphtest

import (
	"fmt"
	"slices"
	"strings"
)

// checkValues holds the values of a message, or of a card, to the template.
func checkValues(place string, components []managedComponent, values []templateComponent) *failure {
	given := templateMessage{Components: values}
	if f := checkHeaderValues(place, componentOf(components, "HEADER"), given.parameters("header")); f != nil {
		return f
	}
	if f := checkTexts(place+"body", componentOf(components, "BODY").Text, given.parameters("body")); f != nil {
		return f
	}
	if f := checkButtonValues(place, componentOf(components, "BUTTONS").Buttons, values); f != nil {
		return f
	}
	return checkCardValues(componentOf(components, "CAROUSEL").Cards, values)
}

func checkHeaderValues(place string, header managedComponent, parameters []templateParameter) *failure {
	expected := strings.ToUpper(header.Format)
	if expected == "" || expected == "TEXT" {
		return checkTexts(place+"header", header.Text, parameters)
	}
	if len(parameters) != 1 {
		return refused(132012, "%sheader: Format mismatch, expected %s, received UNKNOWN", place, expected)
	}
	if kind := strings.ToUpper(parameters[0].Type); kind != expected && (expected != "GIF" || kind != "VIDEO") {
		return refused(132012, "%sheader: Format mismatch, expected %s, received %s", place, expected, orElse(kind, "UNKNOWN"))
	}
	return nil
}

func checkCardValues(cards []managedCard, values []templateComponent) *failure {
	var given []templateCard
	for _, value := range values {
		if strings.EqualFold(value.Type, "carousel") {
			given = append(given, value.Cards...)
		}
	}
	if !takesAnyProducts(cards, len(given)) {
		if f := checkCount("carousel", len(given), len(cards)); f != nil {
			return f
		}
	}
	for i, card := range given {
		components := cards[min(i, len(cards)-1)].Components
		if f := checkValues(fmt.Sprintf("card %d: ", i), components, card.Components); f != nil {
			return f
		}
	}
	return nil
}

// takesAnyProducts reports whether a message may have so many cards: a template
// with two product cards is sent with two to ten.
func takesAnyProducts(cards []managedCard, count int) bool {
	return len(cards) > 0 && count >= minCards && count <= maxCards && !slices.ContainsFunc(cards, func(card managedCard) bool {
		return !strings.EqualFold(componentOf(card.Components, "HEADER").Format, "PRODUCT")
	})
}

// checkExtras checks what only some templates have: an offer that ends, the
// state of an order, and where the message leads.
func (m templateMessage) checkExtras(components []managedComponent, subCategory string) *failure {
	offer := componentOf(components, "LIMITED_TIME_OFFER")
	for _, extra := range []struct {
		kind            string
		takes, mustHave bool
	}{
		{"limited_time_offer", offer.Type != "", offer.Offer.HasExpiration},
		{"order_status", strings.HasSuffix(subCategory, "ORDER_STATUS"), subCategory == "ORDER_STATUS"},
	} {
		given := len(m.parameters(extra.kind)) > 0
		switch {
		case extra.mustHave && !given:
			return refused(131008, "%s: the template requires a parameter", extra.kind)
		case given && !extra.takes:
			return refused(132018, "%s: the template takes no parameter", extra.kind)
		}
	}
	if len(m.parameters("tap_target_configuration")) == 0 {
		return nil
	}
	isLink := func(button managedButton) bool { return strings.EqualFold(button.Type, "URL") }
	header := componentOf(components, "HEADER").Format
	if header != "" && !isAmong(header, "TEXT", "IMAGE") || !slices.ContainsFunc(componentOf(components, "BUTTONS").Buttons, isLink) {
		return refused(132018, "tap_target_configuration: the template needs a URL button, and a text, an image or no header")
	}
	return nil
}
