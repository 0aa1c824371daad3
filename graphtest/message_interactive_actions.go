package graphtest

import (
	"fmt"
	"slices"
	"strings"
)

const (
	maxFlowCallToAction = 30
	maxProducts         = 30
	minCards            = 2
	maxCards            = 10
	maxCardBody         = 160
)

type productItem struct {
	ProductRetailerID string `json:"product_retailer_id"`
}

// interactiveCard is a card of a carousel. A card with quick replies has no
// type.
type interactiveCard struct {
	Type   string             `json:"type"`
	Header *interactiveHeader `json:"header"`
	Body   *interactiveText   `json:"body"`
	Action *interactiveAction `json:"action"`
}

func (m interactiveMessage) checkLink() *failure { return m.Action.checkLink("interactive['action']") }

func (a interactiveAction) checkLink(path string) *failure {
	text, _ := a.Parameters.text("display_text")
	if f := checkLength("Button display_text", text, 1, maxButtonTitle); f != nil {
		return f
	}
	if link, _ := a.Parameters.text("url"); !isWebLink(link) {
		return refused(131009, "The parameter %s['parameters']['url'] is not a valid URI", path)
	}
	return nil
}

func (m interactiveMessage) checkFlow() *failure {
	flow := m.Action.Parameters
	id, _ := flow.text("flow_id")
	name, _ := flow.text("flow_name")
	if (id == "") == (name == "") {
		return refused(131009, "A flow needs one of {flow_id, flow_name}")
	}
	action, given := flow.text("flow_action")
	if given && !slices.Contains([]string{"navigate", "data_exchange"}, strings.ToLower(action)) {
		return refused(131009, "The flow_action must be navigate or data_exchange - got %q", action)
	}
	text, _ := flow.text("flow_cta")
	return checkLength("Flow cta", text, 1, maxFlowCallToAction)
}

func (m interactiveMessage) checkProduct() *failure {
	return m.Action.checkProduct("interactive['action']")
}

func (a interactiveAction) checkProduct(path string) *failure {
	switch {
	case a.CatalogID == "":
		return refused(131009, "The parameter %s['catalog_id'] is required", path)
	case a.ProductRetailerID == "":
		return refused(131009, "The parameter %s['product_retailer_id'] is required", path)
	}
	return nil
}

func (m interactiveMessage) checkProducts() *failure {
	if m.Action.CatalogID == "" {
		return refused(131009, "The parameter interactive['action']['catalog_id'] is required")
	}
	if f := checkSections(m.Action.Sections); f != nil {
		return f
	}
	total := 0
	for i, section := range m.Action.Sections {
		if f := checkNumber("products", len(section.ProductItems), 1, maxProducts); f != nil {
			return f
		}
		for k, item := range section.ProductItems {
			if item.ProductRetailerID == "" {
				return refused(131009, "The parameter interactive['action']['sections'][%d]['product_items'][%d]['product_retailer_id'] is required", i, k)
			}
		}
		total += len(section.ProductItems)
	}
	return checkNumber("products", total, 1, maxProducts)
}

func (m interactiveMessage) checkCards() *failure {
	if f := checkNumber("cards", len(m.Action.Cards), minCards, maxCards); f != nil {
		return f
	}
	for i, card := range m.Action.Cards {
		if f := card.check(fmt.Sprintf("interactive['action']['cards'][%d]", i)); f != nil {
			return f
		}
	}
	return nil
}

func (c interactiveCard) check(path string) *failure {
	if c.Header != nil {
		headerType, f := c.Header.knownType(path)
		if f != nil {
			return f
		}
		if headerType != "image" && headerType != "video" {
			return refused(131009, "Header of the type %s is not allowed on a card", headerType)
		}
		if f := c.Header.check(path, headerType); f != nil {
			return f
		}
	}
	if c.Body != nil {
		if f := checkLength("Card body text", c.Body.Text, 1, maxCardBody); f != nil {
			return f
		}
	}
	if c.Action == nil {
		return required(path + "['action']")
	}
	switch cardType := strings.ToLower(c.Type); cardType {
	case "product":
		return c.Action.checkProduct(path + "['action']")
	case "cta_url":
		return c.Action.checkLink(path + "['action']")
	case "":
		return checkButtons(path+"['action']", "quick_reply", c.Action.Buttons)
	default:
		return notAmong(path+"['type']", c.Type, []string{"cta_url", "product"})
	}
}
