package whatsapp

import (
	"encoding/json"
	"slices"
)

// MessageTemplateComponent is a part of a managed template: a
// [MessageTemplateHeader], [MessageTemplateBody], [MessageTemplateFooter],
// [MessageTemplateButtons], [MessageTemplateCarousel],
// [MessageTemplateLimitedTimeOffer] or [MessageTemplateCallPermission], or a
// [RawMessageTemplateComponent] for what this package does not know.
type MessageTemplateComponent interface {
	// wire returns the component as Graph takes it.
	wire() any
	// violations lists the problems, by fields relative to the component.
	violations(rules templateRules) violations
}

// MessageTemplateComponents are the parts of a template, in their order.
type MessageTemplateComponents []MessageTemplateComponent

// Header returns the header and reports whether there is one.
func (c MessageTemplateComponents) Header() (MessageTemplateHeader, bool) {
	return component[MessageTemplateHeader](c)
}

// Body returns the body and reports whether there is one.
func (c MessageTemplateComponents) Body() (MessageTemplateBody, bool) {
	return component[MessageTemplateBody](c)
}

// Footer returns the footer and reports whether there is one.
func (c MessageTemplateComponents) Footer() (MessageTemplateFooter, bool) {
	return component[MessageTemplateFooter](c)
}

// Buttons returns the buttons, nil if there are none.
func (c MessageTemplateComponents) Buttons() MessageTemplateButtons {
	buttons, _ := component[MessageTemplateButtons](c)
	return buttons
}

// Carousel returns the carousel and reports whether there is one.
func (c MessageTemplateComponents) Carousel() (MessageTemplateCarousel, bool) {
	return component[MessageTemplateCarousel](c)
}

// component returns the first component of type T.
func component[T MessageTemplateComponent](components MessageTemplateComponents) (found T, ok bool) {
	index := slices.IndexFunc(components, func(c MessageTemplateComponent) bool { _, is := c.(T); return is })
	if index < 0 {
		return found, false
	}
	return components[index].(T), true
}

// MessageTemplateHeader is what stands above the body: a text, media, a
// location or a product.
type MessageTemplateHeader struct {
	// Format is what the header shows.
	Format MessageTemplateHeaderFormat
	// Text is for a header of the format TEXT: at most 60 characters, with at
	// most one variable.
	Text string
	// Examples has a sample for the variable of the text; see
	// [TemplateExamples].
	Examples []TemplateExample
	// Handles has the handle of a sample of the media, which
	// [UploadService.Upload] returns. Templates that Graph returns have its URL
	// in place of the handle.
	Handles []string
}

// MessageTemplateHeaderFormat is what a header shows.
type MessageTemplateHeaderFormat string

// The header formats that Meta documents.
const (
	MessageTemplateHeaderFormatText  MessageTemplateHeaderFormat = "TEXT"
	MessageTemplateHeaderFormatImage MessageTemplateHeaderFormat = "IMAGE"
	MessageTemplateHeaderFormatVideo MessageTemplateHeaderFormat = "VIDEO"
	// MessageTemplateHeaderFormatGIF is an MP4 file of at most 3.5 MB, for the
	// Marketing Messages API only.
	MessageTemplateHeaderFormatGIF      MessageTemplateHeaderFormat = "GIF"
	MessageTemplateHeaderFormatDocument MessageTemplateHeaderFormat = "DOCUMENT"
	MessageTemplateHeaderFormatLocation MessageTemplateHeaderFormat = "LOCATION"
	MessageTemplateHeaderFormatProduct  MessageTemplateHeaderFormat = "PRODUCT"
)

// MessageTemplateBody is the text of a template.
type MessageTemplateBody struct {
	// Text has at most 1,024 characters: 600 with a limited-time offer, 160 on
	// a card or with a product. An authentication template has none: Meta
	// writes it.
	Text string
	// Examples has a sample for each variable; see [TemplateExamples].
	Examples []TemplateExample
	// AddSecurityRecommendation adds to an authentication template that the
	// code must not be shared.
	AddSecurityRecommendation *bool
}

// MessageTemplateFooter is the line below the body.
type MessageTemplateFooter struct {
	// Text has at most 60 characters. An authentication template has none.
	Text string
	// CodeExpirationMinutes tells how long the code of an authentication
	// template is valid: 1 to 90 minutes.
	CodeExpirationMinutes *int
}

// MessageTemplateButtons are the buttons below the text: at most ten, of which
// at most two open a URL, one calls and one copies a code. Quick replies stand
// next to each other.
type MessageTemplateButtons []MessageTemplateButton

// MessageTemplateCarousel shows two to ten cards side by side, all with the
// same components.
type MessageTemplateCarousel struct {
	Cards []MessageTemplateCard
}

// MessageTemplateCard is a card of a carousel: a header with media or a
// product, optionally a body, and one or two buttons.
type MessageTemplateCard struct {
	Components MessageTemplateComponents `json:"components"`
}

// MessageTemplateLimitedTimeOffer announces an offer and counts down to its
// end, in a marketing template.
type MessageTemplateLimitedTimeOffer struct {
	// Text has at most 16 characters.
	Text string `json:"text"`
	// HasExpiration shows when the offer ends, which each message states.
	HasExpiration bool `json:"has_expiration"`
}

// MessageTemplateCallPermission asks for the permission to call.
type MessageTemplateCallPermission struct{}

// RawMessageTemplateComponent is a component that this package does not know,
// as JSON: {"type": ..., ...}.
type RawMessageTemplateComponent json.RawMessage

// TemplateExample is a sample value of a variable, for the people who review
// the template.
type TemplateExample struct {
	// Name is the name of the variable. Numbered variables have none.
	Name string
	// Value is the sample.
	Value string
}

// TemplateExamples returns samples for numbered variables, in their order:
//
//	whatsapp.MessageTemplateBody{
//		Text:     "Hi {{1}}, order {{2}} is on its way.",
//		Examples: whatsapp.TemplateExamples("Ada", "17"),
//	}
func TemplateExamples(values ...string) []TemplateExample {
	examples := make([]TemplateExample, len(values))
	for i, value := range values {
		examples[i].Value = value
	}
	return examples
}
