package graphtest

import (
	"fmt"
	"strconv"
	"strings"
)

// templateParameter holds the members of the parameters of all types.
type templateParameter struct {
	Type       string           `json:"type"`
	Name       string           `json:"parameter_name"`
	Text       scalar           `json:"text"`
	Image      map[string]any   `json:"image"`
	Video      map[string]any   `json:"video"`
	GIF        map[string]any   `json:"gif"`
	Document   map[string]any   `json:"document"`
	Location   map[string]any   `json:"location"`
	Product    map[string]any   `json:"product"`
	Currency   map[string]any   `json:"currency"`
	DateTime   map[string]any   `json:"date_time"`
	Action     map[string]any   `json:"action"`
	Payload    scalar           `json:"payload"`
	CouponCode scalar           `json:"coupon_code"`
	TTLMinutes scalar           `json:"ttl_minutes"`
	Offer      map[string]any   `json:"limited_time_offer"`
	Order      map[string]any   `json:"order_status"`
	TapTarget  []map[string]any `json:"tap_target_configuration"`
}

// checkParameters checks that every parameter has what its type names. One of
// a type that the server does not know is left alone.
func checkParameters(component string, parameters []templateParameter) *failure {
	for i, parameter := range parameters {
		if f := parameter.check(fmt.Sprintf("%s['parameters'][%d]", component, i)); f != nil {
			return f
		}
	}
	return nil
}

func (p templateParameter) check(path string) *failure {
	switch kind := strings.ToLower(p.Type); kind {
	case "image", "video", "gif", "document":
		media := map[string]map[string]any{"image": p.Image, "video": p.Video, "gif": p.GIF, "document": p.Document}[kind]
		return checkMedia(path+"['"+kind+"']", media)
	case "location":
		return checkLocation(p.Location)
	case "product":
		return p.checkMembers(path, "product", p.Product, "product_retailer_id", "catalog_id")
	case "currency":
		return p.checkMembers(path, kind, p.Currency, "fallback_value", "code", "amount_1000")
	case "date_time":
		return p.checkMembers(path, kind, p.DateTime, "fallback_value")
	case "payload":
		return p.checkScalar(path, kind, p.Payload)
	case "coupon_code":
		return p.checkScalar(path, kind, p.CouponCode)
	case "ttl_minutes":
		return checkCallTTL(path+"['ttl_minutes']", string(p.TTLMinutes))
	case "action":
		if order, given := p.Action["order_details"]; given {
			return checkOrderDetails(path+"['action']['order_details']", order)
		}
	case "order_status":
		return checkOrderStatus(path+"['order_status']", p.Order)
	case "limited_time_offer":
		return p.checkOffer(path)
	case "tap_target_configuration":
		return p.checkTapTarget(path)
	}
	return nil
}

func (p templateParameter) checkMembers(path, member string, object map[string]any, names ...string) *failure {
	for _, name := range names {
		if text, _ := parameters(object).text(name); text == "" {
			return refused(131008, "The parameter %s['%s']['%s'] is required", path, member, name)
		}
	}
	return nil
}

func (p templateParameter) checkScalar(path, member string, value scalar) *failure {
	if value == "" {
		return refused(131008, "The parameter %s['%s'] is required", path, member)
	}
	return nil
}

func (p templateParameter) checkOffer(path string) *failure {
	text, _ := parameters(p.Offer).text("expiration_time_ms")
	if moment, err := strconv.ParseInt(text, 10, 64); err != nil || moment <= 0 {
		return refused(131009, "The parameter %s['limited_time_offer']['expiration_time_ms'] must be a time in milliseconds - got %q", path, text)
	}
	return nil
}

func (p templateParameter) checkTapTarget(path string) *failure {
	if len(p.TapTarget) == 0 {
		return refused(131008, "The parameter %s['tap_target_configuration'] is required", path)
	}
	for i, target := range p.TapTarget {
		place := fmt.Sprintf("%s['tap_target_configuration'][%d]", path, i)
		link, _ := target["url"].(string)
		title, _ := target["title"].(string)
		switch {
		case !isWebLink(link):
			return refused(131009, "The parameter %s['url'] is not a valid URI", place)
		case title == "":
			return refused(131008, "The parameter %s['title'] is required", place)
		}
	}
	return nil
}
