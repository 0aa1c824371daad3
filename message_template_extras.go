package whatsapp

import (
	"encoding/json"
	"time"
)

// TapTarget makes the image or the text of a template message lead where its
// first URL button leads, under a title of its own. It is for verified accounts
// of high quality, and for templates with an image, a text or nothing above the
// body.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/tap-target-url-title-override
type TapTarget struct {
	// URL and Title are required.
	URL   string `json:"url"`
	Title string `json:"title"`
}

// The components that only some templates have, by their types, which are those
// of their one parameter too.
const (
	componentOffer       = "limited_time_offer"
	componentOrderStatus = "order_status"
	componentTapTarget   = "tap_target_configuration"
)

type extraComponent struct {
	Type       string           `json:"type"`
	Parameters []extraParameter `json:"parameters"`
}

type extraParameter struct {
	Type        string       `json:"type"`
	Offer       *offerEnd    `json:"limited_time_offer,omitzero"`
	OrderStatus *OrderUpdate `json:"order_status,omitzero"`
	TapTarget   []TapTarget  `json:"tap_target_configuration,omitzero"`
}

type offerEnd struct {
	Milliseconds int64 `json:"expiration_time_ms"`
}

// extras returns the components that only some templates have.
func (t Template) extras() []any {
	var list []any
	add := func(parameter extraParameter) {
		list = append(list, extraComponent{Type: parameter.Type, Parameters: []extraParameter{parameter}})
	}
	if !t.OfferExpiration.IsZero() {
		add(extraParameter{Type: componentOffer, Offer: &offerEnd{t.OfferExpiration.UnixMilli()}})
	}
	if t.OrderStatus != nil {
		add(extraParameter{Type: componentOrderStatus, OrderStatus: t.OrderStatus})
	}
	if t.TapTarget != nil {
		add(extraParameter{Type: componentTapTarget, TapTarget: []TapTarget{*t.TapTarget}})
	}
	return list
}

// readExtra reads a component that only some templates have, and reports
// whether the fields hold it.
func (t *Template) readExtra(kind string, data json.RawMessage) bool {
	var component extraComponent
	if decodeJSON(data, &component) != nil || len(component.Parameters) != 1 {
		return false
	}
	parameter := component.Parameters[0]
	switch {
	case parameter.Type != kind:
	case kind == componentOffer && parameter.Offer != nil && parameter.Offer.Milliseconds != 0 && t.OfferExpiration.IsZero():
		t.OfferExpiration = time.UnixMilli(parameter.Offer.Milliseconds).UTC()
		return true
	case kind == componentOrderStatus && parameter.OrderStatus != nil && t.OrderStatus == nil:
		t.OrderStatus = parameter.OrderStatus
		return true
	case kind == componentTapTarget && len(parameter.TapTarget) == 1 && t.TapTarget == nil:
		t.TapTarget = &parameter.TapTarget[0]
		return true
	}
	return false
}

func (v *violations) extras(t Template) {
	if t.OrderStatus != nil {
		v.within("components."+componentOrderStatus, t.OrderStatus.violations())
	}
	if t.TapTarget != nil {
		v.webLink("components."+componentTapTarget+".url", t.TapTarget.URL)
		v.require("components."+componentTapTarget+".title", t.TapTarget.Title)
	}
}
