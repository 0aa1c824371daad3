package whatsapp

import (
	"encoding/json"
	"fmt"
	"strconv"
)

// TemplateButton holds the values of a button of a template. Make one with
// [QuickReplyButton], [URLButton], [CopyCodeButton], [FlowButton],
// [CatalogButton], [ProductsButton], [OrderDetailsButton] or [VoiceCallButton].
type TemplateButton struct {
	// Index is the position of the button in the template, from 0.
	Index int
	// Type is the button's sub_type.
	Type       TemplateButtonType
	Parameters []TemplateParameter
}

// TemplateButtonType is a kind of button of a template.
type TemplateButtonType string

// The button types that Meta documents, as they are decoded in either case.
const (
	TemplateButtonTypeQuickReply   TemplateButtonType = "quick_reply"
	TemplateButtonTypeURL          TemplateButtonType = "url"
	TemplateButtonTypeCopyCode     TemplateButtonType = "copy_code"
	TemplateButtonTypeFlow         TemplateButtonType = "flow"
	TemplateButtonTypeCatalog      TemplateButtonType = "CATALOG"
	TemplateButtonTypeProducts     TemplateButtonType = "mpm"
	TemplateButtonTypeOrderDetails TemplateButtonType = "order_details"
	TemplateButtonTypeVoiceCall    TemplateButtonType = "voice_call"
)

// QuickReplyButton sets the payload that a webhook returns when the quick reply
// is tapped.
func QuickReplyButton(index int, payload string) TemplateButton {
	return templateButton(index, TemplateButtonTypeQuickReply, PayloadParameter{Payload: payload})
}

// URLButton sets the variable at the end of the button's URL.
func URLButton(index int, suffix string) TemplateButton {
	return templateButton(index, TemplateButtonTypeURL, TextParameter{Text: suffix})
}

// CopyCodeButton sets the coupon code that the button copies.
func CopyCodeButton(index int, code string) TemplateButton {
	return templateButton(index, TemplateButtonTypeCopyCode, CouponCodeParameter{Code: code})
}

// FlowButton sets the token of the flow that the button opens, and the data of
// its first screen; both may be empty.
func FlowButton(index int, token string, data map[string]any) TemplateButton {
	return templateButton(index, TemplateButtonTypeFlow, ActionParameter{FlowToken: token, FlowActionData: data})
}

// CatalogButton sets the product whose image represents the catalog.
func CatalogButton(index int, thumbnailProductRetailerID string) TemplateButton {
	return templateButton(index, TemplateButtonTypeCatalog, ActionParameter{ThumbnailProductRetailerID: thumbnailProductRetailerID})
}

// ProductsButton sets the products that the button shows.
func ProductsButton(index int, thumbnailProductRetailerID string, sections ...ProductSection) TemplateButton {
	return templateButton(index, TemplateButtonTypeProducts, ActionParameter{
		ThumbnailProductRetailerID: thumbnailProductRetailerID, Sections: sections,
	})
}

// OrderDetailsButton sets the order that the button shows and asks to pay for.
func OrderDetailsButton(index int, payment OrderPayment) TemplateButton {
	return templateButton(index, TemplateButtonTypeOrderDetails, ActionParameter{OrderDetails: &payment})
}

// VoiceCallButton sets how long the button that calls the business works, 1 to
// 43,200 minutes, and the payload that comes back as cta_payload in the
// webhooks of the call: at most 512 characters. Without minutes, it works for
// seven days; without a payload, none comes back.
func VoiceCallButton(index, ttlMinutes int, payload string) TemplateButton {
	button := TemplateButton{Index: index, Type: TemplateButtonTypeVoiceCall}
	if ttlMinutes != 0 {
		button.Parameters = append(button.Parameters, TTLParameter{Minutes: ttlMinutes})
	}
	if payload != "" {
		button.Parameters = append(button.Parameters, PayloadParameter{Payload: payload})
	}
	return button
}

func templateButton(index int, buttonType TemplateButtonType, parameter TemplateParameter) TemplateButton {
	return TemplateButton{Index: index, Type: buttonType, Parameters: []TemplateParameter{parameter}}
}

type buttonComponent struct {
	Type       string             `json:"type"`
	SubType    TemplateButtonType `json:"sub_type"`
	Index      string             `json:"index"`
	Parameters templateParameters `json:"parameters,omitzero"`
}

// MarshalJSON writes the button as Graph takes it.
func (b TemplateButton) MarshalJSON() ([]byte, error) {
	return json.Marshal(buttonComponent{Type: "button", SubType: b.Type, Index: strconv.Itoa(b.Index), Parameters: b.Parameters})
}

// UnmarshalJSON reads a button in Graph's form, with its index as a text or as
// a number.
func (b *TemplateButton) UnmarshalJSON(data []byte) error {
	var wire struct {
		SubType    TemplateButtonType `json:"sub_type"`
		Index      int                `json:"index"`
		Parameters templateParameters `json:"parameters"`
	}
	if err := decodeJSON(data, &wire); err != nil {
		return err
	}
	*b = TemplateButton{Index: wire.Index, Type: wire.SubType, Parameters: wire.Parameters}
	return nil
}

func (b TemplateButton) violations() violations {
	var found violations
	found.require("sub_type", string(b.Type))
	if b.Index < 0 || b.Index >= maxTemplateButtons {
		found.add("index", "is %d; it must be between 0 and %d", b.Index, maxTemplateButtons-1)
	}
	found.parameters("parameters", b.Parameters)
	for i, parameter := range b.Parameters {
		if payload, ok := parameter.(PayloadParameter); ok && b.Type == TemplateButtonTypeVoiceCall {
			found.length(fmt.Sprintf("parameters[%d].payload", i), payload.Payload, 0, maxCallButtonPayload)
		}
	}
	return found
}

// PayloadParameter is returned by a webhook when a quick reply is tapped.
type PayloadParameter struct {
	Payload string
}

// CouponCodeParameter is the code of a button that copies it.
type CouponCodeParameter struct {
	Code string
}

// ActionParameter configures a button that opens a flow, a catalog, products or
// an order.
type ActionParameter struct {
	FlowToken                  string           `json:"flow_token,omitzero"`
	FlowActionData             map[string]any   `json:"-"`
	ThumbnailProductRetailerID string           `json:"thumbnail_product_retailer_id,omitzero"`
	Sections                   []ProductSection `json:"sections,omitzero"`
	OrderDetails               *OrderPayment    `json:"order_details,omitzero"`
}

// TTLParameter is how long a button that calls the business works.
type TTLParameter struct {
	// Minutes is between 1 and 43,200, which are 30 days.
	Minutes int
}

// actionWire keeps the numbers of the data as they are.
type actionWire struct {
	ActionParameter
	Data anyJSON `json:"flow_action_data,omitzero"`
}

func (p PayloadParameter) wire() any {
	return parameterWire{Type: "payload", Payload: &p.Payload}
}

func (p CouponCodeParameter) wire() any {
	return parameterWire{Type: "coupon_code", CouponCode: &p.Code}
}

func (p ActionParameter) wire() any {
	return parameterWire{Type: "action", Action: &actionWire{ActionParameter: p, Data: p.FlowActionData}}
}

func (p TTLParameter) wire() any {
	return parameterWire{Type: parameterTTL, TTLMinutes: &p.Minutes}
}

func (p TTLParameter) parameterViolations() violations {
	var found violations
	found.callTTL(parameterTTL, p.Minutes)
	return found
}

func (p PayloadParameter) parameterViolations() violations {
	var found violations
	found.require("payload", p.Payload)
	return found
}

func (p CouponCodeParameter) parameterViolations() violations {
	var found violations
	found.require("coupon_code", p.Code)
	return found
}

// A flow, a catalog, products and an order each need members of their own, and
// some need none.
func (p ActionParameter) parameterViolations() violations {
	var found violations
	for i, section := range p.Sections {
		found.addEntry("action.sections", i, section.violations())
	}
	if p.OrderDetails != nil {
		found.within("action.order_details", p.OrderDetails.violations())
	}
	return found
}
