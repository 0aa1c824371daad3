package whatsapp_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

type (
	createTemplate     = whatsapp.CreateMessageTemplateRequest
	templateComponents = whatsapp.MessageTemplateComponents
	templateBody       = whatsapp.MessageTemplateBody
	templateHeader     = whatsapp.MessageTemplateHeader
	templateFooter     = whatsapp.MessageTemplateFooter
	templateButtons    = whatsapp.MessageTemplateButtons
)

// marketing is a template that is good but for what is put into it.
func marketing(components ...whatsapp.MessageTemplateComponent) createTemplate {
	return createTemplate{
		Name: "spring_sale", Language: "en_US", Category: whatsapp.MessageTemplateCategoryMarketing,
		Components: append(templateComponents{templateBody{Text: "The sale is on."}}, components...),
	}
}

// bodyOnly is a template with this body only.
func bodyOnly(text string, examples ...whatsapp.TemplateExample) createTemplate {
	request := marketing()
	request.Components = templateComponents{templateBody{Text: text, Examples: examples}}
	return request
}

func namedBody(text string, examples ...whatsapp.TemplateExample) createTemplate {
	request := bodyOnly(text, examples...)
	request.ParameterFormat = new(whatsapp.MessageTemplateParameterFormatNamed)
	return request
}

func timed(category whatsapp.MessageTemplateCategory, seconds int) createTemplate {
	request := marketing()
	request.Category, request.SendTTLSeconds = category, &seconds
	return request
}

func TestTemplateRequestsOfTheFixturesAreGood(t *testing.T) {
	t.Parallel()
	require.NoError(t, shippedRequest().Validate())
	require.NoError(t, libraryRequest().Validate())
	require.NoError(t, upsertRequest().Validate())
}

func TestManagedTemplateLimits(t *testing.T) {
	t.Parallel()
	const utility, authentication = whatsapp.MessageTemplateCategoryUtility, whatsapp.MessageTemplateCategoryAuthentication
	ada := whatsapp.TemplateExamples("Ada")
	product := templateHeader{Format: whatsapp.MessageTemplateHeaderFormatProduct}
	offer := whatsapp.MessageTemplateLimitedTimeOffer{Text: "Spring offer"}
	name := func(name string) createTemplate { request := marketing(); request.Name = name; return request }
	tests := map[string]struct {
		request createTemplate
		want    []string
	}{
		"nothing": {createTemplate{}, []string{
			"name is required", "language is required", "category is required", "components needs at least one component",
		}},
		"the longest name": {name(strings.Repeat("a", 512)), nil},
		"a longer name":    {name(strings.Repeat("a", 513)), []string{"name has 513 characters, at most 512 are allowed"}},
		"another name":     {name("Spring sale"), []string{`name may have small letters, digits and underscores only, not "Spring sale"`}},

		"TTL of authentication":        {timed(authentication, 900), nil},
		"a longer TTL":                 {timed(authentication, 901), []string{"message_send_ttl_seconds must be between 30 and 900 for the category AUTHENTICATION, not 901"}},
		"TTL of utility":               {timed(utility, 30), nil},
		"a shorter TTL":                {timed(utility, 29), []string{"message_send_ttl_seconds must be between 30 and 43200 for the category UTILITY, not 29"}},
		"30 days":                      {timed(utility, -1), nil},
		"30 days of marketing":         {timed(whatsapp.MessageTemplateCategoryMarketing, -1), []string{"message_send_ttl_seconds must be between 43200 and 2592000 for the category MARKETING, not -1"}},
		"TTL of an unknown category":   {timed("TRANSACTIONAL", 5), nil},
		"the longest body":             {bodyOnly(strings.Repeat("é", 1024)), nil},
		"a longer body":                {bodyOnly(strings.Repeat("é", 1025)), []string{"components[0].text has 1025 characters, at most 1024 are allowed"}},
		"a body with an offer":         {templateWith(bodyOnly(strings.Repeat("é", 601)), offer), []string{"components[0].text has 601 characters, at most 600 are allowed"}},
		"a body with a product":        {templateWith(bodyOnly(strings.Repeat("é", 161)), product), []string{"components[0].text has 161 characters, at most 160 are allowed"}},
		"a footer and an offer":        {marketing(offer, templateFooter{Text: "Bye"}), []string{"components cannot have a FOOTER besides a LIMITED_TIME_OFFER"}},
		"no body":                      {createTemplate{Name: "a", Language: "en", Category: utility, Components: templateComponents{templateFooter{Text: "Bye"}}}, []string{"components needs a BODY"}},
		"a nil component":              {marketing(nil), []string{"components[1] must not be nil"}},
		"two footers":                  {marketing(templateFooter{Text: "Bye"}, templateFooter{Text: "Bye"}), []string{"components[2] is the second component of its type"}},
		"a long footer":                {marketing(templateFooter{Text: strings.Repeat("a", 61)}), []string{"components[1].text has 61 characters, at most 60 are allowed"}},
		"a footer with a variable":     {marketing(templateFooter{Text: "Bye {{1}}!"}), []string{"components[1].text must not have variables"}},
		"an unknown component":         {marketing(whatsapp.RawMessageTemplateComponent(`{"type":"NEW"}`)), nil},
		"an unknown component, broken": {marketing(whatsapp.RawMessageTemplateComponent(`{`)), []string{"components[1] must be valid JSON"}},

		"odd specs": {createTemplate{
			Name: "a", Language: "en", Category: utility, Components: templateComponents{templateBody{Text: "Hello."}},
			DegreesOfFreedomSpec: []byte("{"), CreativeSourcingSpec: []byte("}"),
		}, []string{"degrees_of_freedom_spec must be valid JSON", "creative_sourcing_spec must be valid JSON"}},
		"inputs of no library": {createTemplate{
			Name: "a", Language: "en", Category: utility, LibraryTemplateBodyInputs: &whatsapp.LibraryTemplateBodyInputs{},
		}, []string{"library_template_name is required with inputs for a template of the library"}},
		"odd inputs": {createTemplate{
			Name: "a", Language: "en", Category: utility, LibraryTemplateName: new("b"),
			LibraryTemplateBodyInputs:   &whatsapp.LibraryTemplateBodyInputs{CodeExpirationMinutes: new(91)},
			LibraryTemplateButtonInputs: []whatsapp.LibraryTemplateButtonInput{{Type: "URL"}, {}},
		}, []string{
			"library_template_body_inputs.code_expiration_minutes must be between 1 and 90, not 91",
			"library_template_button_inputs[0].url is required",
			"library_template_button_inputs[1].type is required",
		}},

		"numbered":         {bodyOnly("Hi {{1}}, {{2}} and {{1}}.", whatsapp.TemplateExamples("Ada", "17")...), nil},
		"a gap":            {bodyOnly("Hi {{1}}, {{3}}.", whatsapp.TemplateExamples("Ada", "17")...), []string{"components[0].text has 2 variables but no {{2}}; number them from 1, without gaps"}},
		"a missing sample": {bodyOnly("Hi {{1}}.", nil...), []string{"components[0].example.body_text has 0 samples; the text has 1 variables"}},
		"an empty sample":  {bodyOnly("Hi {{1}}.", whatsapp.TemplateExamples("")...), []string{"components[0].example.body_text[0] is required"}},
		"at the edge":      {bodyOnly("Hi {{1}}", ada...), []string{"components[0].text must not begin or end with a variable"}},
		"a name, unset":    {bodyOnly("Hi {{you}}.", ada...), []string{"components[0].text has the variable {{you}}; variables are numbered, unless parameter_format is NAMED", "components[0].text has 1 variables but no {{1}}; number them from 1, without gaps"}},
		"named":            {namedBody("Hi {{first_name}}.", whatsapp.TemplateExample{Name: "first_name", Value: "Ada"}), nil},
		"a name in capitals": {namedBody("Hi {{You}}.", whatsapp.TemplateExample{Name: "You", Value: "Ada"}), []string{
			"components[0].text has the variable {{You}}; the name of a variable has small letters, digits and underscores",
		}},
		"samples of others": {namedBody("Hi {{you}}.", whatsapp.TemplateExample{Name: "me", Value: "Ada"}), []string{
			`components[0].example.body_text_named_params[0].param_name is "me"; the text has no such variable`,
			"components[0].example.body_text_named_params has no sample for {{you}}",
		}},

		"a header without format": {marketing(templateHeader{}), []string{"components[1].format is required"}},
		"a text header":           {marketing(templateHeader{Format: "TEXT", Text: "Hi {{1}}", Examples: ada}), nil},
		"a header of 61":          {marketing(templateHeader{Format: "TEXT", Text: strings.Repeat("a", 61)}), []string{"components[1].text has 61 characters, at most 60 are allowed"}},
		"a header of variables": {marketing(templateHeader{Format: "TEXT", Text: "{{1}} {{2}}", Examples: whatsapp.TemplateExamples("a", "b")}), []string{
			"components[1].text has 2 variables, at most 1 is allowed",
		}},
		"a picture":            {marketing(templateHeader{Format: "IMAGE", Handles: []string{"4::aW"}}), nil},
		"a picture, no sample": {marketing(templateHeader{Format: "DOCUMENT"}), []string{"components[1].example.header_handle needs the handle of a sample, which an upload returns"}},
		"a location":           {marketing(templateHeader{Format: "LOCATION"}), nil},
		"a location with text": {marketing(templateHeader{Format: "LOCATION", Text: "Here"}), []string{"components[1].text is for the format TEXT, not LOCATION"}},
		"a GIF":                {marketing(templateHeader{Format: "GIF", Handles: []string{"4::aW"}}), nil},
		"a header of tomorrow": {marketing(templateHeader{Format: "HOLOGRAM"}), nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requireViolations(t, test.request.Validate(), test.want...)
		})
	}
}

func templateWith(request createTemplate, component whatsapp.MessageTemplateComponent) createTemplate {
	request.Components = append(request.Components, component)
	return request
}

func TestTemplateButtonLimits(t *testing.T) {
	t.Parallel()
	type b = whatsapp.MessageTemplateButton
	reply, link := b{Type: "QUICK_REPLY", Text: "Stop"}, b{Type: "URL", Text: "Open", URL: "https://shop.test"}
	call := b{Type: "PHONE_NUMBER", Text: "Call", PhoneNumber: "+15550100"}
	app := whatsapp.SupportedApp{PackageName: "com.shop.android", SignatureHash: "K8a/AINcGX7"}
	tests := map[string]struct {
		buttons templateButtons
		want    []string
	}{
		"all kinds":         {templateButtons{reply, reply, link, call, {Type: "COPY_CODE", Example: []string{"SPRING25"}}, {Type: "FLOW", Text: "Go", FlowID: "1"}, {Type: "CATALOG", Text: "View"}}, nil},
		"none":              {templateButtons{}, []string{"buttons needs at least one button"}},
		"eleven":            {templateButtons{reply, reply, reply, reply, reply, reply, reply, reply, reply, reply, reply}, []string{"buttons has 11 entries, at most 10 are allowed"}},
		"replies apart":     {templateButtons{reply, link, reply}, []string{"buttons must have the buttons of the type QUICK_REPLY next to each other"}},
		"two calls":         {templateButtons{call, call}, []string{"buttons[1] is one PHONE_NUMBER too many; at most 1 are allowed"}},
		"three links":       {templateButtons{link, link, link}, []string{"buttons[2] is one URL too many; at most 2 are allowed"}},
		"no type":           {templateButtons{{Text: "Go"}}, []string{"buttons[0].type is required"}},
		"a long label":      {templateButtons{{Type: "QUICK_REPLY", Text: strings.Repeat("a", 26)}}, []string{"buttons[0].text has 26 characters, at most 25 are allowed"}},
		"no label":          {templateButtons{{Type: "CATALOG"}}, []string{"buttons[0].text is required"}},
		"no URL":            {templateButtons{{Type: "URL", Text: "Open"}}, []string{"buttons[0].url is required"}},
		"a variable inside": {templateButtons{{Type: "URL", Text: "Open", URL: "https://{{1}}/a", Example: []string{"b"}}}, []string{"buttons[0].url must have its variable at the end"}},
		"no sample":         {templateButtons{{Type: "URL", Text: "Open", URL: "https://a/{{1}}"}}, []string{"buttons[0].example has 0 samples; the url has 1 variables"}},
		"no number":         {templateButtons{{Type: "PHONE_NUMBER", Text: "Call"}}, []string{"buttons[0].phone_number is required"}},
		"no code":           {templateButtons{{Type: "COPY_CODE"}}, []string{"buttons[0].example needs one sample of a code, not 0"}},
		"a long code":       {templateButtons{{Type: "COPY_CODE", Example: []string{strings.Repeat("A", 21)}}}, []string{"buttons[0].example has 21 characters, at most 20 are allowed"}},
		"two flows":         {templateButtons{{Type: "FLOW", Text: "Go", FlowID: "1", FlowName: "a"}}, []string{"buttons[0].flow_id or flow_name or flow_json is required, and only one of them"}},
		"a short call":      {templateButtons{{Type: "VOICE_CALL", Text: "Call", TTLMinutes: 5}}, []string{"buttons[0].ttl_minutes must be between 1440 and 43200, not 5"}},
		"a passcode":        {templateButtons{{Type: "OTP", OTPType: "COPY_CODE"}}, []string{"buttons[0].type may be OTP in the category AUTHENTICATION only"}},
		"one-tap, no app": {templateButtons{{Type: "OTP", OTPType: "ONE_TAP"}}, []string{
			"buttons[0].type may be OTP in the category AUTHENTICATION only", "buttons[0].supported_apps needs an app that takes the code, for ONE_TAP",
		}},
		"zero-tap, no terms": {templateButtons{{Type: "OTP", OTPType: "ZERO_TAP", SupportedApps: []whatsapp.SupportedApp{app}}}, []string{
			"buttons[0].type may be OTP in the category AUTHENTICATION only", "buttons[0].zero_tap_terms_accepted must be true for ZERO_TAP",
		}},
		"an odd app": {templateButtons{{Type: "OTP", OTPType: "ONE_TAP", SupportedApps: []whatsapp.SupportedApp{{PackageName: "shop", SignatureHash: "a"}}}}, []string{
			"buttons[0].type may be OTP in the category AUTHENTICATION only",
			`buttons[0].supported_apps[0].package_name must have the form "com.shop.android", not "shop"`,
			"buttons[0].supported_apps[0].signature_hash has 1 characters, exactly 11 are required",
		}},
		"a button of tomorrow": {templateButtons{{Type: "HOLOGRAM"}}, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var want []string
			for _, problem := range test.want {
				want = append(want, "components[1]."+problem)
			}
			requireViolations(t, marketing(test.buttons).Validate(), want...)
		})
	}
}

func TestTemplateCarouselLimits(t *testing.T) {
	t.Parallel()
	card := func(format whatsapp.MessageTemplateHeaderFormat, buttons ...whatsapp.MessageTemplateButton) whatsapp.MessageTemplateCard {
		return whatsapp.MessageTemplateCard{Components: templateComponents{templateHeader{Format: format, Handles: []string{"4::aW"}}, templateButtons(buttons)}}
	}
	reply := whatsapp.MessageTemplateButton{Type: "QUICK_REPLY", Text: "More"}
	good := card("IMAGE", reply)
	carousel := func(cards ...whatsapp.MessageTemplateCard) error {
		return marketing(whatsapp.MessageTemplateCarousel{Cards: cards}).Validate()
	}
	require.NoError(t, carousel(good, good))
	requireViolations(t, carousel(good), "components[1].cards must be 2 to 10, not 1")
	requireViolations(t, carousel(good, card("VIDEO", reply)), "components[1].cards[1].components differ from those of the first card; all cards have the same components")
	three := card("IMAGE", reply, reply, reply)
	requireViolations(t, carousel(three, three),
		"components[1].cards[0].components[1].buttons has 3 entries, at most 2 are allowed",
		"components[1].cards[1].components[1].buttons has 3 entries, at most 2 are allowed")
	text := whatsapp.MessageTemplateCard{Components: templateComponents{templateHeader{Format: "LOCATION"}, templateButtons{reply}}}
	requireViolations(t, carousel(text, text),
		"components[1].cards[0].components[0].format must be IMAGE, VIDEO or PRODUCT on a card, not LOCATION",
		"components[1].cards[1].components[0].format must be IMAGE, VIDEO or PRODUCT on a card, not LOCATION")
}
