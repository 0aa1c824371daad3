package whatsapp

import (
	"encoding/json"
	"slices"
)

func (t *MessageTemplate) checkCards(cards []TemplateCard) violations {
	var found violations
	carousel, _ := t.Components.Carousel()
	if len(cards) != len(carousel.Cards) && !carousel.takesAnyProducts(len(cards)) {
		found.add("cards", "has %d entries; the template has %d cards", len(cards), len(carousel.Cards))
		return found
	}
	for i, card := range cards {
		components := carousel.Cards[min(i, len(carousel.Cards)-1)].Components
		found.addEntry("cards", i, t.checkValues(components, card))
	}
	return found
}

// takesAnyProducts reports whether a message may have so many cards: a template
// with two product cards is sent with two to ten.
func (c MessageTemplateCarousel) takesAnyProducts(cards int) bool {
	return cards >= minCards && cards <= maxCards && len(c.Cards) > 0 &&
		!slices.ContainsFunc(c.Cards, func(card MessageTemplateCard) bool {
			header, _ := card.Components.Header()
			return header.Format != MessageTemplateHeaderFormatProduct
		})
}

// checkExtras checks what only some templates have.
func (t *MessageTemplate) checkExtras(message Template) violations {
	var found violations
	has := func(kind string) bool {
		return slices.ContainsFunc(message.OtherComponents, func(component json.RawMessage) bool { return typeOf(component) == kind })
	}
	_, hasRaw := component[RawMessageTemplateComponent](t.Components)
	offer, isOffer := component[MessageTemplateLimitedTimeOffer](t.Components)
	switch ends := !message.OfferExpiration.IsZero(); {
	case offer.HasExpiration && !ends && !has(componentOffer):
		found.add(componentOffer, "is missing; it tells when the offer ends")
	case ends && !isOffer && !hasRaw:
		found.add(componentOffer, "is too much; the template has no limited-time offer")
	}
	switch isStatus := t.SubCategory == MessageTemplateSubCategoryOrderStatus; {
	case isStatus && message.OrderStatus == nil && !has(componentOrderStatus):
		found.add(componentOrderStatus, "is missing; it tells the state of the order")
	case message.OrderStatus != nil && (t.SubCategory == "" || t.SubCategory == MessageTemplateSubCategoryOrderDetails):
		found.add(componentOrderStatus, "is too much; the template is not of the sub-category %s", MessageTemplateSubCategoryOrderStatus)
	}
	if message.TapTarget != nil {
		found.tapTarget(t.Components)
	}
	return found
}

// tapTarget checks that the message of a template can lead somewhere.
func (v *violations) tapTarget(components MessageTemplateComponents) {
	header, _ := components.Header()
	switch header.Format {
	case "", MessageTemplateHeaderFormatText, MessageTemplateHeaderFormatImage:
	default:
		v.add(componentTapTarget, "is for templates with an image, a text or nothing above the body, not %s", header.Format)
	}
	isLink := func(button MessageTemplateButton) bool { return button.Type == MessageTemplateButtonTypeURL }
	if !slices.ContainsFunc(components.Buttons(), isLink) {
		v.add(componentTapTarget, "needs a button of the type %s, which the template does not have", MessageTemplateButtonTypeURL)
	}
}
