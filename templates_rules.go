package whatsapp

import (
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"slices"
)

// The limits of a template's parts, in characters unless another unit is said.
const (
	maxTemplateName          = 512
	maxTemplateHeader        = 60
	maxTemplateBody          = 1024
	maxTemplateBodyWithOffer = 600
	maxTemplateBodyOfProduct = 160
	maxTemplateFooter        = 60
	maxTemplateOffer         = 16
	minTemplateCards         = 2
	maxTemplateCards         = 10
	maxTemplateCardButtons   = 2
	maxCodeExpiration        = 90 // minutes
)

// templateRules are what the components of a template are held to, as they
// depend on the rest of the template.
type templateRules struct {
	category MessageTemplateCategory // "" when not known
	named    bool
	maxBody  int
	card     bool // of a carousel
	maxCode  int  // of a coupon
}

func (r templateRules) isNot(category MessageTemplateCategory) bool {
	return r.category != "" && r.category != category
}

var templateNamePattern = regexp.MustCompile(`^[a-z0-9_]*$`)

// Validate checks the limits that Meta documents.
func (r CreateMessageTemplateRequest) Validate() error {
	var found violations
	found.templateName(r.Name)
	found.require("language", r.Language)
	found.require("category", string(r.Category))
	found.templateTTL(r.Category, r.SendTTLSeconds)
	switch fromLibrary := r.LibraryTemplateName != nil; {
	case fromLibrary && len(r.Components) > 0:
		found.add("components", "exclude library_template_name")
	case fromLibrary:
		found.require("library_template_name", *r.LibraryTemplateName)
		found.libraryInputs(r)
	case r.LibraryTemplateBodyInputs != nil || len(r.LibraryTemplateButtonInputs) > 0:
		found.add("library_template_name", "is required with inputs for a template of the library")
	default:
		found.templateComponents(r.Components, templateRules{category: r.Category, named: isNamed(r.ParameterFormat)})
	}
	found.validJSON("degrees_of_freedom_spec", r.DegreesOfFreedomSpec)
	found.validJSON("creative_sourcing_spec", r.CreativeSourcingSpec)
	return found.err()
}

func (v *violations) validJSON(field string, value json.RawMessage) {
	if value != nil && !json.Valid(value) {
		v.add(field, "must be valid JSON")
	}
}

func isNamed(format *MessageTemplateParameterFormat) bool {
	return format != nil && *format == MessageTemplateParameterFormatNamed
}

// Validate checks the limits that Meta documents.
func (r UpdateMessageTemplateRequest) Validate() error {
	var found violations
	if r.Category == nil && r.Components == nil && r.SendTTLSeconds == nil && r.LinkTrackingOptedOut == nil {
		found.changesNothing("components")
	}
	var category MessageTemplateCategory
	if r.Category != nil {
		category = *r.Category
		found.require("category", string(category))
	}
	found.templateTTL(category, r.SendTTLSeconds)
	if r.Components != nil {
		found.templateComponents(r.Components, templateRules{category: category, named: isNamed(r.ParameterFormat)})
	}
	return found.err()
}

func (v *violations) templateName(name string) {
	v.length("name", name, 1, maxTemplateName)
	if !templateNamePattern.MatchString(name) {
		v.add("name", "may have small letters, digits and underscores only, not %q", name)
	}
}

// templateTTL checks how long Meta shall try to deliver, in seconds.
func (v *violations) templateTTL(category MessageTemplateCategory, seconds *int) {
	const field, forever = "message_send_ttl_seconds", -1
	bounds, known := map[MessageTemplateCategory][2]int{
		MessageTemplateCategoryAuthentication: {30, 900},
		MessageTemplateCategoryUtility:        {30, 43_200},
		MessageTemplateCategoryMarketing:      {43_200, 2_592_000},
	}[category]
	if seconds == nil || !known || *seconds == forever && category != MessageTemplateCategoryMarketing {
		return
	}
	if *seconds < bounds[0] || *seconds > bounds[1] {
		v.add(field, "must be between %d and %d for the category %s, not %d", bounds[0], bounds[1], category, *seconds)
	}
}

// templateComponents checks the components of a template or of a card, and what
// they demand of each other.
func (v *violations) templateComponents(components MessageTemplateComponents, rules templateRules) {
	if len(components) == 0 {
		v.add("components", "needs at least one component")
	}
	header, _ := components.Header()
	_, offers := component[MessageTemplateLimitedTimeOffer](components)
	rules.maxBody, rules.maxCode = maxTemplateBody, maxCouponCode
	switch {
	case rules.card || header.Format == MessageTemplateHeaderFormatProduct:
		rules.maxBody = maxTemplateBodyOfProduct
	case offers:
		rules.maxBody, rules.maxCode = maxTemplateBodyWithOffer, maxCouponCodeWithOffer
	}
	seen := map[reflect.Type]bool{}
	for i, component := range components {
		if isNil(component) {
			v.addEntry("components", i, violations{{Problem: "must not be nil"}})
			continue
		}
		v.addEntry("components", i, component.violations(rules))
		kind := reflect.TypeOf(component)
		if _, raw := component.(RawMessageTemplateComponent); seen[kind] && !raw {
			v.addEntry("components", i, violations{{Problem: "is the second component of its type"}})
		}
		seen[kind] = true
	}
	_, hasBody := components.Body()
	_, hasFooter := components.Footer()
	if hasRaw := seen[reflect.TypeFor[RawMessageTemplateComponent]()]; !hasBody && !rules.card && len(components) > 0 && !hasRaw {
		v.add("components", "needs a BODY")
	}
	if offers && hasFooter {
		v.add("components", "cannot have a FOOTER besides a LIMITED_TIME_OFFER")
	}
}

func (h MessageTemplateHeader) violations(rules templateRules) violations {
	var found violations
	switch h.Format {
	case "":
		found.require("format", "")
	case MessageTemplateHeaderFormatText:
		found.length("text", h.Text, 1, maxTemplateHeader)
		found.variables(templateTextRules{"text", "header_text", "header_text_named_params", rules.named}, h.Text, h.Examples)
		if count := len(variablesOf(h.Text)); count > 1 {
			found.add("text", "has %d variables, at most 1 is allowed", count)
		}
	case MessageTemplateHeaderFormatImage, MessageTemplateHeaderFormatVideo, MessageTemplateHeaderFormatGIF, MessageTemplateHeaderFormatDocument:
		if len(h.Handles) == 0 {
			found.add("example.header_handle", "needs the handle of a sample, which an upload returns")
		}
		for i, handle := range h.Handles {
			found.require(fmt.Sprintf("example.header_handle[%d]", i), handle)
		}
	}
	if h.Format == MessageTemplateHeaderFormatGIF && rules.isNot(MessageTemplateCategoryMarketing) {
		found.add("format", "may be GIF in the category MARKETING only")
	}
	inCards := []MessageTemplateHeaderFormat{MessageTemplateHeaderFormatImage, MessageTemplateHeaderFormatVideo, MessageTemplateHeaderFormatProduct}
	if rules.card && h.Format != "" && !slices.Contains(inCards, h.Format) {
		found.add("format", "must be IMAGE, VIDEO or PRODUCT on a card, not %s", h.Format)
	}
	if h.Format != MessageTemplateHeaderFormatText && h.Text != "" {
		found.add("text", "is for the format TEXT, not %s", h.Format)
	}
	return found
}

func (b MessageTemplateBody) violations(rules templateRules) violations {
	var found violations
	byMeta := rules.category == MessageTemplateCategoryAuthentication
	if byMeta && b.Text == "" {
		return found
	}
	if rules.category == "" && b.Text == "" && b.AddSecurityRecommendation != nil {
		return found // of an authentication template
	}
	found.length("text", b.Text, 1, rules.maxBody)
	if byMeta {
		return found
	}
	found.variables(templateTextRules{"text", "body_text", "body_text_named_params", rules.named}, b.Text, b.Examples)
	if edgeOfTemplateText.MatchString(b.Text) {
		found.add("text", "must not begin or end with a variable")
	}
	if b.AddSecurityRecommendation != nil && rules.isNot(MessageTemplateCategoryAuthentication) {
		found.add("add_security_recommendation", "is for the category AUTHENTICATION")
	}
	return found
}

func (f MessageTemplateFooter) violations(rules templateRules) violations {
	var found violations
	if minutes := f.CodeExpirationMinutes; minutes != nil && (*minutes < 1 || *minutes > maxCodeExpiration) {
		found.add("code_expiration_minutes", "must be between 1 and %d, not %d", maxCodeExpiration, *minutes)
	}
	if f.CodeExpirationMinutes != nil && rules.isNot(MessageTemplateCategoryAuthentication) {
		found.add("code_expiration_minutes", "is for the category AUTHENTICATION")
	}
	least := 1
	if f.CodeExpirationMinutes != nil || rules.category == MessageTemplateCategoryAuthentication {
		least = 0
	}
	found.length("text", f.Text, least, maxTemplateFooter)
	if len(variablesOf(f.Text)) > 0 {
		found.add("text", "must not have variables")
	}
	return found
}

func (c MessageTemplateCarousel) violations(rules templateRules) violations {
	var found violations
	if count := len(c.Cards); count < minTemplateCards || count > maxTemplateCards {
		found.add("cards", "must be %d to %d, not %d", minTemplateCards, maxTemplateCards, count)
	}
	rules.card = true
	for i, card := range c.Cards {
		var entry violations
		entry.templateComponents(card.Components, rules)
		if _, ok := card.Components.Header(); !ok {
			entry.add("components", "needs a HEADER")
		}
		if !slices.Equal(shapeOf(card), shapeOf(c.Cards[0])) {
			entry.add("components", "differ from those of the first card; all cards have the same components")
		}
		found.addEntry("cards", i, entry)
	}
	return found
}

// shapeOf lists the kinds of a card's components, its header's format and its
// buttons' types.
func shapeOf(card MessageTemplateCard) []string {
	var shape []string
	for _, component := range card.Components {
		part := fmt.Sprintf("%T", component)
		switch component := component.(type) {
		case MessageTemplateHeader:
			part += string(component.Format)
		case MessageTemplateButtons:
			for _, button := range component {
				part += " " + string(button.Type) //nolint:modernize,perfsprint // few buttons
			}
		}
		shape = append(shape, part)
	}
	slices.Sort(shape)
	return shape
}

func (o MessageTemplateLimitedTimeOffer) violations(rules templateRules) violations {
	var found violations
	found.length("limited_time_offer.text", o.Text, 1, maxTemplateOffer)
	if rules.isNot(MessageTemplateCategoryMarketing) {
		found.add("type", "may be LIMITED_TIME_OFFER in the category MARKETING only")
	}
	return found
}

func (MessageTemplateCallPermission) violations(templateRules) violations { return nil }

func (c RawMessageTemplateComponent) violations(templateRules) violations {
	var found violations
	if !json.Valid(c) {
		found.add("", "must be valid JSON")
	}
	return found
}
