package whatsapp

import (
	"encoding/json"
	"strings"
)

// InteractiveCarousel shows two to ten cards side by side. All cards are of the
// same kind: with a link, with the same number of quick replies, or with a
// product of the same catalog.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/interactive-media-carousel-messages
// https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/interactive-product-carousel-messages
type InteractiveCarousel struct {
	// Body is required: at most 1024 characters.
	Body  string
	Cards []CarouselCard
}

// CarouselCard is a card of a carousel, with a link, quick replies or a
// product. Set the fields of one of the three.
type CarouselCard struct {
	// Header is an image or a video, which a card with a link or quick replies
	// must have. A product card has no header.
	Header *InteractiveHeader
	// Body is optional: at most 160 characters and two line breaks.
	Body string

	// DisplayText is the text of the button that leads to URL: at most 20
	// characters.
	DisplayText string
	URL         string

	// Buttons are quick replies.
	Buttons []ReplyButton

	// CatalogID and ProductRetailerID name a product.
	CatalogID         string
	ProductRetailerID string
}

const (
	minCards    = 2
	maxCards    = 10
	maxCardBody = 160

	maxCardLineBreaks = 2
)

type carouselAction struct {
	Cards []cardWire `json:"cards"`
}

type cardWire struct {
	Index  int                `json:"card_index"`
	Type   string             `json:"type,omitzero"`
	Header *InteractiveHeader `json:"header,omitzero"`
	Body   *interactiveText   `json:"body,omitzero"`
	Action json.RawMessage    `json:"action"`
}

// cardAction has the members of the actions of all kinds of cards.
type cardAction struct {
	buttonsAction
	urlAction
	productAction
}

func (InteractiveCarousel) contentType() string { return contentInteractive }

// MarshalJSON writes the message as Graph takes it.
func (i InteractiveCarousel) MarshalJSON() ([]byte, error) {
	action := carouselAction{Cards: make([]cardWire, len(i.Cards))}
	for n, card := range i.Cards {
		encoded, err := json.Marshal(card.action())
		if err != nil {
			return nil, err
		}
		action.Cards[n] = cardWire{Index: n, Type: card.kind(), Header: card.Header, Body: textOrNone(card.Body), Action: encoded}
	}
	wire := interactive{Type: "carousel", Body: textOrNone(i.Body)}
	return wire.encode(action)
}

// UnmarshalJSON reads a message in Graph's form.
func (i *InteractiveCarousel) UnmarshalJSON(data []byte) error {
	var carousel carouselAction
	wire, err := decodeInteractive(data, &carousel)
	*i = InteractiveCarousel{Body: wire.Body.text()}
	if err != nil {
		return err
	}
	for _, card := range carousel.Cards {
		var action cardAction
		if err := decodeJSON(card.Action, &action); err != nil {
			return err
		}
		i.Cards = append(i.Cards, CarouselCard{
			Header: card.Header, Body: card.Body.text(),
			DisplayText: action.Parameters.DisplayText, URL: action.Parameters.URL, Buttons: action.buttons(),
			CatalogID: action.CatalogID, ProductRetailerID: action.ProductRetailerID,
		})
	}
	return nil
}

func (c CarouselCard) kind() string {
	switch {
	case c.CatalogID != "" || c.ProductRetailerID != "":
		return "product"
	case c.URL != "" || c.DisplayText != "":
		return "cta_url"
	}
	return "" // quick replies have none
}

func (c CarouselCard) action() any {
	switch c.kind() {
	case "product":
		return productAction{CatalogID: c.CatalogID, ProductRetailerID: c.ProductRetailerID}
	case "cta_url":
		return newURLAction(c.DisplayText, c.URL)
	}
	return quickReplies(c.Buttons)
}

func (i InteractiveCarousel) violations() violations {
	var found violations
	found.frame(nil, i.Body, "", maxBody)
	if len(i.Cards) < minCards {
		found.add("action.cards", "has %d entries, at least %d are required", len(i.Cards), minCards)
	}
	found.atMost("action.cards", len(i.Cards), maxCards)
	for n, card := range i.Cards {
		entry := card.violations()
		entry.sameCard(i.Cards[0], card)
		found.addEntry("action.cards", n, entry)
	}
	return found
}

// sameCard checks that a card is like the first one.
func (v *violations) sameCard(first, card CarouselCard) {
	switch kind := card.kind(); {
	case kind != first.kind():
		v.add("type", "must match that of the first card")
	case kind == "" && len(card.Buttons) != len(first.Buttons):
		v.add("action.buttons", "has %d entries; the first card has %d", len(card.Buttons), len(first.Buttons))
	case kind == "product" && card.CatalogID != first.CatalogID:
		v.add("action.catalog_id", "is %q; the first card has %q", card.CatalogID, first.CatalogID)
	}
}

func (c CarouselCard) violations() violations {
	var found violations
	found.length("body.text", c.Body, 0, maxCardBody)
	if breaks := strings.Count(c.Body, "\n"); breaks > maxCardLineBreaks {
		found.add("body.text", "has %d line breaks, at most %d are allowed", breaks, maxCardLineBreaks)
	}
	if c.Header != nil {
		found.within("header", c.Header.violations())
	} else if c.kind() != "product" {
		found.add("header", "is required: an image or a video")
	}
	if c.Header != nil && (c.Header.Type == HeaderTypeText || c.Header.Type == HeaderTypeDocument) {
		found.add("header.type", "must be image or video on a card, not %q", c.Header.Type)
	}
	switch c.kind() {
	case "product":
		if c.Header != nil {
			found.add("header", "must be empty: a product has none")
		}
		found.require("action.catalog_id", c.CatalogID)
		found.require("action.product_retailer_id", c.ProductRetailerID)
	case "cta_url":
		found.linkButton("action", c.DisplayText, c.URL)
	default:
		found.buttons("action.buttons", "quick_reply", c.Buttons)
	}
	if c.saysTooMuch() {
		found.add("action", "must be a product, a link or quick replies, not more than one of them")
	}
	return found
}

// saysTooMuch reports whether fields are set that a card of this kind does not
// send.
func (c CarouselCard) saysTooMuch() bool {
	link, replies := c.URL != "" || c.DisplayText != "", len(c.Buttons) > 0
	if c.kind() == "product" {
		return link || replies
	}
	return link && replies
}
