package whatsapp

import (
	"encoding/json"
	"strconv"
)

// TemplateButton holds the values of a button of a template. Make one with
// [QuickReplyButton], [URLButton], [CopyCodeButton], [FlowButton],
// [CatalogButton] or [ProductsButton].
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
	TemplateButtonTypeQuickReply TemplateButtonType = "quick_reply"
	TemplateButtonTypeURL        TemplateButtonType = "url"
	TemplateButtonTypeCopyCode   TemplateButtonType = "copy_code"
	TemplateButtonTypeFlow       TemplateButtonType = "flow"
	TemplateButtonTypeCatalog    TemplateButtonType = "CATALOG"
	TemplateButtonTypeProducts   TemplateButtonType = "mpm"
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
	return found
}
