package graphtest

import (
	"fmt"
	"strings"
)

const (
	minCards          = 2
	maxCards          = 10
	maxCardBody       = 160
	maxCardLineBreaks = 2
)

// interactiveCard is a card of a carousel. A card with quick replies has no
// type.
type interactiveCard struct {
	Type   string             `json:"type"`
	Header *interactiveHeader `json:"header"`
	Body   *interactiveText   `json:"body"`
	Action *interactiveAction `json:"action"`
}

func (m interactiveMessage) checkCards() *failure {
	if f := checkNumber("cards", len(m.Action.Cards), minCards, maxCards); f != nil {
		return f
	}
	for i, card := range m.Action.Cards {
		path := fmt.Sprintf("interactive['action']['cards'][%d]", i)
		if f := card.check(path); f != nil {
			return f
		}
		if !card.isLike(m.Action.Cards[0]) {
			return refused(131009, "The parameter %s must have the type, the catalog and the number of buttons of the first card", path)
		}
	}
	return nil
}

// isLike compares what all cards have in common.
func (c interactiveCard) isLike(first interactiveCard) bool {
	return strings.EqualFold(c.Type, first.Type) && c.Action.CatalogID == first.Action.CatalogID &&
		len(c.Action.Buttons) == len(first.Action.Buttons)
}

func (c interactiveCard) check(path string) *failure {
	if c.Header != nil {
		if f := c.checkHeader(path); f != nil {
			return f
		}
	}
	if c.Body != nil {
		if f := checkLength("Card body text", c.Body.Text, 1, maxCardBody); f != nil {
			return f
		}
		if strings.Count(c.Body.Text, "\n") > maxCardLineBreaks {
			return refused(131009, "Card body text has more than %d line breaks", maxCardLineBreaks)
		}
	}
	if f := c.checkAction(path); f != nil {
		return f
	}
	if c.Header == nil && !isAmong(c.Type, "product") {
		return refused(131009, "The parameter %s['header'] is required", path)
	}
	return nil
}

func (c interactiveCard) checkHeader(path string) *failure {
	headerType, f := c.Header.knownType(path)
	if f != nil {
		return f
	}
	if headerType != "image" && headerType != "video" {
		return refused(131009, "Header of the type %s is not allowed on a card", headerType)
	}
	return c.Header.check(path, headerType)
}

func (c interactiveCard) checkAction(path string) *failure {
	if c.Action == nil {
		return required(path + "['action']")
	}
	action := path + "['action']"
	switch cardType := strings.ToLower(c.Type); cardType {
	case "product":
		return c.Action.checkProduct(action)
	case "cta_url":
		return c.Action.checkLink(action)
	case "":
		return checkButtons(action, "quick_reply", c.Action.Buttons)
	default:
		return notAmong(path+"['type']", c.Type, []string{"cta_url", "product"})
	}
}
