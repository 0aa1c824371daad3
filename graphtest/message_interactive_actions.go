package graphtest

import (
	"slices"
	"strconv"
	"strings"
)

const (
	maxFlowCallToAction  = 30
	maxProducts          = 30
	maxCallButtonTTL     = 43_200 // minutes
	maxCallButtonPayload = 512
)

type productItem struct {
	ProductRetailerID string `json:"product_retailer_id"`
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

func (m interactiveMessage) checkAddress() *failure {
	for _, name := range []string{"values", "validation_errors"} {
		value, given := m.Action.Parameters.object(name)
		if _, isObject := value.(map[string]any); given && !isObject {
			return refused(131009, "The parameter interactive['action']['parameters']['%s'] must be an object", name)
		}
	}
	return nil
}

func (m interactiveMessage) checkVoiceCall() *failure {
	call := m.Action.Parameters
	text, _ := call.text("display_text")
	if f := checkLength("Button display_text", text, 0, maxButtonTitle); f != nil {
		return f
	}
	payload, _ := call.text("payload")
	if f := checkLength("Payload", payload, 0, maxCallButtonPayload); f != nil {
		return f
	}
	if minutes, given := call.text("ttl_minutes"); given {
		return checkCallTTL("interactive['action']['parameters']['ttl_minutes']", minutes)
	}
	return nil
}

func checkCallTTL(path, minutes string) *failure {
	if number, err := strconv.Atoi(minutes); err != nil || number < 1 || number > maxCallButtonTTL {
		return refused(131009, "The parameter %s must be between 1 and %d - got %q", path, maxCallButtonTTL, minutes)
	}
	return nil
}

func (m interactiveMessage) checkOrder() *failure {
	return checkOrderDetails("interactive['action']['parameters']", m.Action.Parameters)
}

func (m interactiveMessage) checkOrderUpdate() *failure {
	return checkOrderStatus("interactive['action']['parameters']", m.Action.Parameters)
}
