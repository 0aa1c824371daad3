package whatsapp

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/wabakit/whatsapp/internal/graphjson"
)

// TemplateParameter is the value of a variable of a template: [TextParameter],
// [CurrencyParameter], [DateTimeParameter], [PayloadParameter],
// [CouponCodeParameter], [ActionParameter], [TTLParameter], one of [Image],
// [Video], [GIF], [Document], [Location] and [ProductParameter] in a header, or
// [RawParameter] for what this package does not know.
type TemplateParameter interface {
	// wire is the whole parameter as Graph takes it.
	wire() any
	// parameterViolations lists the problems, by fields relative to the
	// parameter.
	parameterViolations() violations
}

// TextParameter is a text.
type TextParameter struct {
	// Name is the name of the variable, for templates with named ones.
	Name string
	// Text must not be empty, and has at most 32768 characters.
	Text string
}

// TextParameters returns the values of variables without names, in their order.
// Where variables have names, write a [TextParameter] with a Name for each.
func TextParameters(texts ...string) []TemplateParameter {
	parameters := make([]TemplateParameter, len(texts))
	for i, text := range texts {
		parameters[i] = TextParameter{Text: text}
	}
	return parameters
}

// CurrencyParameter is an amount of money.
type CurrencyParameter struct {
	// Name is the name of the variable, for templates with named ones.
	Name string
	// FallbackValue is shown when the amount cannot be localized.
	FallbackValue string
	// Code is an ISO 4217 code.
	Code string
	// Amount1000 is the amount times 1000.
	Amount1000 int64
}

// DateTimeParameter is a moment.
type DateTimeParameter struct {
	// Name is the name of the variable, for templates with named ones.
	Name string `json:"-"`
	// FallbackValue is the text that is shown. It is required: Graph does not
	// localize the moment, whatever the other fields say.
	FallbackValue string `json:"fallback_value"`
	Calendar      string `json:"calendar,omitzero"`
	DayOfWeek     *int   `json:"day_of_week,omitzero"`
	Year          *int   `json:"year,omitzero"`
	Month         *int   `json:"month,omitzero"`
	DayOfMonth    *int   `json:"day_of_month,omitzero"`
	Hour          *int   `json:"hour,omitzero"`
	Minute        *int   `json:"minute,omitzero"`
}

// RawParameter is a parameter of a type that this package does not know, as
// JSON: {"type": ..., ...}.
type RawParameter json.RawMessage

// The types of parameters that only templates have.
const (
	parameterGIF     = "gif"
	parameterProduct = "product"
	parameterTTL     = "ttl_minutes"
)

// parameterWire has the members of all types of parameters.
type parameterWire struct {
	Type       string             `json:"type"`
	Name       string             `json:"parameter_name,omitzero"`
	Text       *string            `json:"text,omitzero"`
	Currency   *currencyWire      `json:"currency,omitzero"`
	DateTime   *DateTimeParameter `json:"date_time,omitzero"`
	Image      *Image             `json:"image,omitzero"`
	Video      *Video             `json:"video,omitzero"`
	Document   *Document          `json:"document,omitzero"`
	Location   *Location          `json:"location,omitzero"`
	GIF        *GIF               `json:"gif,omitzero"`
	Product    *ProductParameter  `json:"product,omitzero"`
	TTLMinutes *int               `json:"ttl_minutes,omitzero"`
	Payload    *string            `json:"payload,omitzero"`
	CouponCode *string            `json:"coupon_code,omitzero"`
	Action     *actionWire        `json:"action,omitzero"`
}

type currencyWire struct {
	FallbackValue string `json:"fallback_value"`
	Code          string `json:"code"`
	Amount1000    int64  `json:"amount_1000"`
}

func (p TextParameter) wire() any {
	return parameterWire{Type: "text", Name: p.Name, Text: &p.Text}
}

func (p CurrencyParameter) wire() any {
	currency := currencyWire{FallbackValue: p.FallbackValue, Code: p.Code, Amount1000: p.Amount1000}
	return parameterWire{Type: "currency", Name: p.Name, Currency: &currency}
}

func (p DateTimeParameter) wire() any {
	return parameterWire{Type: "date_time", Name: p.Name, DateTime: &p}
}

func (p RawParameter) wire() any { return json.RawMessage(p) }

// templateParameters is the list as it goes on the wire.
type templateParameters []TemplateParameter

// MarshalJSON writes the parameters as Graph takes them.
func (p templateParameters) MarshalJSON() ([]byte, error) {
	list := make([]any, len(p))
	for i, parameter := range p {
		if isNil(parameter) {
			return nil, errors.New("whatsapp: a template parameter is nil")
		}
		list[i] = parameter.wire()
	}
	return json.Marshal(list)
}

// decodeGraph reads parameters in Graph's form. None of them may be left out.
func (p *templateParameters) decodeGraph(d *graphjson.Decoder) bool {
	switch {
	case d.Null():
		return true
	case d.Peek() != '[':
		return d.Mismatch("a list")
	}
	for range d.Elements {
		parameter, err := decodeParameter(json.RawMessage(d.Raw()))
		if err != nil {
			d.Fail(err)
			break
		}
		*p = append(*p, parameter)
	}
	return true
}

// decodeParameter finds the Go type of a parameter: by its type, where the
// member of that type is there.
func decodeParameter(data json.RawMessage) (TemplateParameter, error) {
	var wire parameterWire
	if err := decodeJSON(data, &wire); err != nil {
		return nil, fmt.Errorf("whatsapp: decode a template parameter: %w", err)
	}
	switch {
	case wire.Type == "text" && wire.Text != nil:
		return TextParameter{Name: wire.Name, Text: *wire.Text}, nil
	case wire.Type == "currency" && wire.Currency != nil:
		return CurrencyParameter{
			Name: wire.Name, FallbackValue: wire.Currency.FallbackValue,
			Code: wire.Currency.Code, Amount1000: wire.Currency.Amount1000,
		}, nil
	case wire.Type == "date_time" && wire.DateTime != nil:
		wire.DateTime.Name = wire.Name
		return *wire.DateTime, nil
	case wire.Type == contentImage && wire.Image != nil:
		return *wire.Image, nil
	case wire.Type == contentVideo && wire.Video != nil:
		return *wire.Video, nil
	case wire.Type == contentDocument && wire.Document != nil:
		return *wire.Document, nil
	case wire.Type == contentLocation && wire.Location != nil:
		return *wire.Location, nil
	case wire.Type == parameterGIF && wire.GIF != nil:
		return *wire.GIF, nil
	case wire.Type == parameterProduct && wire.Product != nil:
		return *wire.Product, nil
	case wire.Type == parameterTTL && wire.TTLMinutes != nil:
		return TTLParameter{Minutes: *wire.TTLMinutes}, nil
	case wire.Type == "payload" && wire.Payload != nil:
		return PayloadParameter{Payload: *wire.Payload}, nil
	case wire.Type == "coupon_code" && wire.CouponCode != nil:
		return CouponCodeParameter{Code: *wire.CouponCode}, nil
	case wire.Type == "action" && wire.Action != nil:
		wire.Action.FlowActionData = wire.Action.Data
		return wire.Action.ActionParameter, nil
	}
	return RawParameter(data), nil
}

// parameters checks each parameter, and that either all or none have names.
func (v *violations) parameters(list string, parameters []TemplateParameter) {
	named := 0
	for i, parameter := range parameters {
		if isNil(parameter) {
			v.addEntry(list, i, violations{{Problem: "must not be nil"}})
			continue
		}
		v.addEntry(list, i, parameter.parameterViolations())
		if nameOf(parameter) != "" {
			named++
		}
	}
	if named > 0 && named < len(parameters) {
		v.add(list, "have a parameter_name in %d of %d cases; name all of them or none", named, len(parameters))
	}
}

func nameOf(parameter TemplateParameter) string {
	wire, ok := parameter.wire().(parameterWire)
	if !ok {
		return ""
	}
	return wire.Name
}

const maxTextParameter = 32768

func (p TextParameter) parameterViolations() violations {
	var found violations
	found.length("text", p.Text, 1, maxTextParameter)
	return found
}

func (p CurrencyParameter) parameterViolations() violations {
	var found violations
	found.require("currency.fallback_value", p.FallbackValue)
	found.require("currency.code", p.Code)
	return found
}

func (p DateTimeParameter) parameterViolations() violations {
	var found violations
	found.require("date_time.fallback_value", p.FallbackValue)
	return found
}

func (p RawParameter) parameterViolations() violations {
	var found violations
	if !json.Valid(p) {
		found.add("", "must be valid JSON")
	}
	return found
}
