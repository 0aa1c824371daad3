package whatsapp_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

// shippedMessage fills in all that the template of shippedTemplate needs.
func shippedMessage() whatsapp.Template {
	return whatsapp.Template{
		Name: "order_shipped", Language: "en_US",
		Header: []whatsapp.TemplateParameter{whatsapp.Image{Link: "https://shop.test/a.jpg"}},
		Body: []whatsapp.TemplateParameter{
			whatsapp.TextParameter{Name: "order", Text: "17"}, whatsapp.TextParameter{Name: "first_name", Text: "Ada"},
		},
		Buttons:     []whatsapp.TemplateButton{whatsapp.URLButton(0, "17"), whatsapp.CopyCodeButton(3, "SPRING25")},
		OrderStatus: &whatsapp.OrderUpdate{ReferenceID: "order-17", Status: whatsapp.OrderStatusShipped},
	}
}

func TestCheckOfATemplateMessage(t *testing.T) {
	t.Parallel()
	type message = whatsapp.Template
	tests := map[string]struct {
		change func(*message)
		want   []string
	}{
		"good":              {func(*message) {}, nil},
		"another name":      {func(m *message) { m.Name = "a" }, []string{`name is "a"; the template has "order_shipped"`}},
		"another language":  {func(m *message) { m.Language = "es" }, []string{`language.code is "es"; the template has "en_US"`}},
		"no header":         {func(m *message) { m.Header = nil }, []string{"components.header.parameters has 0 parameters; the header needs 1 of the type image"}},
		"a video":           {func(m *message) { m.Header[0] = whatsapp.Video{ID: "1"} }, []string{"components.header.parameters[0] is of the type video; the header needs image"}},
		"a name is missing": {func(m *message) { m.Body = m.Body[:1] }, []string{"components.body.parameters has no value for {{first_name}}"}},
		"a name too many":   {func(m *message) { m.Body = append(m.Body, whatsapp.TextParameter{Name: "b", Text: "c"}) }, []string{`components.body.parameters[2].parameter_name is "b"; the template has {{first_name}}, {{order}}`}},
		"a name twice":      {func(m *message) { m.Body = append(m.Body, m.Body[0]) }, []string{`components.body.parameters[2].parameter_name is "order", which has a value already`}},
		"a picture in the text": {func(m *message) {
			m.Body = append(m.Body[:1], whatsapp.RawParameter(`{"type":"image","parameter_name":"first_name"}`))
		}, []string{"components.body.parameters[1] is of the type image; a text needs text, currency or date_time", `components.body.parameters[1].parameter_name is ""; the template has {{first_name}}, {{order}}`, "components.body.parameters has no value for {{first_name}}"}},
		"a nil parameter":        {func(m *message) { m.Header[0] = nil }, []string{"components.header.parameters[0] is of the type nil; the header needs image"}},
		"no button":              {func(m *message) { m.Buttons = nil }, []string{"components.buttons has no values for the button 0 of the type URL", "components.buttons has no values for the button 3 of the type COPY_CODE"}},
		"a button of no index":   {func(m *message) { m.Buttons[1].Index = 9 }, []string{"components.buttons[1].index is 9; the template has 5 buttons", "components.buttons has no values for the button 3 of the type COPY_CODE"}},
		"a button of another":    {func(m *message) { m.Buttons[0].Type = "flow" }, []string{"components.buttons[0].sub_type is flow; the button of the template needs url"}},
		"a button twice":         {func(m *message) { m.Buttons = append(m.Buttons, m.Buttons[0]) }, []string{"components.buttons[2].index is 0, which has values already"}},
		"a button, no parameter": {func(m *message) { m.Buttons[0].Parameters = nil }, []string{"components.buttons[0].parameters has 0 entries; the button needs 1"}},
		"a call for a link": {func(m *message) {
			m.Buttons[0].Parameters = []whatsapp.TemplateParameter{whatsapp.TTLParameter{Minutes: 5}}
		}, []string{"components.buttons[0].parameters[0] is of the type ttl_minutes; the button needs text"}},
		"a number to call": {func(m *message) { m.Buttons = append(m.Buttons, whatsapp.URLButton(1, "17")) }, []string{"components.buttons[2].parameters are too many; the button of the type PHONE_NUMBER takes none"}},
		"no order status":  {func(m *message) { m.OrderStatus = nil }, []string{"components.order_status is missing; it tells the state of the order"}},
		"a raw order status": {func(m *message) {
			m.OrderStatus, m.OtherComponents = nil, []json.RawMessage{json.RawMessage(`{"type":"order_status"}`)}
		}, nil},
		"a tap target":  {func(m *message) { m.TapTarget = &whatsapp.TapTarget{URL: "https://shop.test", Title: "Shop"} }, nil},
		"a quick reply": {func(m *message) { m.Buttons = append(m.Buttons, whatsapp.QuickReplyButton(2, "stop")) }, nil},
		"cards":         {func(m *message) { m.Cards = make([]whatsapp.TemplateCard, 2) }, []string{"components.carousel.cards has 2 entries; the template has 0 cards"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			message := shippedMessage()
			test.change(&message)
			requireViolations(t, shippedTemplate().Check(message), test.want...)
		})
	}
}

func TestCheckOfNumberedVariablesCardsAndOffers(t *testing.T) {
	t.Parallel()
	sale := saleTemplate()
	sale.Status = whatsapp.MessageTemplateStatusApproved
	message := whatsapp.Template{
		Name: "spring_sale", Language: "es", Header: whatsapp.TextParameters("Sunday"), Body: whatsapp.TextParameters("Ada", "25%"),
		Cards:           []whatsapp.TemplateCard{{Header: []whatsapp.TemplateParameter{whatsapp.Image{ID: "1"}}}},
		OtherComponents: []json.RawMessage{json.RawMessage(`{"type":"limited_time_offer","parameters":[]}`)},
	}
	require.NoError(t, sale.Check(message))
	message.OtherComponents, message.OfferExpiration = nil, time.UnixMilli(1772442000000)
	require.NoError(t, sale.Check(message))
	message.OfferExpiration = time.Time{}
	message.Body = whatsapp.TextParameters("Ada")
	message.Header = whatsapp.TextParameters("Sunday", "Monday")
	message.Cards[0].Header = nil
	message.OrderStatus = &whatsapp.OrderUpdate{ReferenceID: "order-17", Status: whatsapp.OrderStatusShipped}
	message.TapTarget = &whatsapp.TapTarget{URL: "https://shop.test", Title: "Shop"}
	sale.Status = whatsapp.MessageTemplateStatusPaused
	requireViolations(t, sale.Check(message),
		"name is a template that is PAUSED; only one that is APPROVED can be sent",
		"components.header.parameters has 2 parameters; the template has 1 variables",
		"components.body.parameters has no value for {{2}}",
		"components.carousel.cards[0].header.parameters has 0 parameters; the header needs 1 of the type image",
		"components.limited_time_offer is missing; it tells when the offer ends",
		"components.order_status is too much; the template is not of the sub-category ORDER_STATUS",
		"components.tap_target_configuration needs a button of the type URL, which the template does not have",
	)
}

func approved(components ...whatsapp.MessageTemplateComponent) *whatsapp.MessageTemplate {
	return &whatsapp.MessageTemplate{Name: "a", Language: "en", Status: whatsapp.MessageTemplateStatusApproved, Components: components}
}

func TestCheckOfTheWhiteSpaceOfValues(t *testing.T) {
	t.Parallel()
	template := approved(whatsapp.MessageTemplateBody{Text: "Hello {{1}}"})
	for value, good := range map[string]bool{
		"Ada    Byron": true, "Ada     Byron": false, "Ada\nByron": false, "Ada\tByron": false, "Ada\r": false,
	} {
		err := template.Check(whatsapp.Template{Name: "a", Language: "en", Body: whatsapp.TextParameters(value)})
		if good {
			require.NoError(t, err)
			continue
		}
		requireViolations(t, err, "components.body.parameters[0].text has a line break, a tab or more than 4 spaces in a row; a value must not")
	}
}

func TestCheckOfOrdersAndCalls(t *testing.T) {
	t.Parallel()
	buttons := func(kind whatsapp.MessageTemplateButtonType) *whatsapp.MessageTemplate {
		return approved(whatsapp.MessageTemplateBody{Text: "Hello."}, whatsapp.MessageTemplateButtons{{Type: kind, Text: "Open"}})
	}
	message := func(button whatsapp.TemplateButton) whatsapp.Template {
		return named(whatsapp.Template{Buttons: []whatsapp.TemplateButton{button}})
	}
	action := func(kind whatsapp.TemplateButtonType) whatsapp.TemplateButton {
		return whatsapp.TemplateButton{Type: kind, Parameters: []whatsapp.TemplateParameter{whatsapp.ActionParameter{FlowToken: "b"}}}
	}
	order := buttons(whatsapp.MessageTemplateButtonTypeOrderDetails)
	require.NoError(t, order.Check(message(whatsapp.OrderDetailsButton(0, brazilianOrder()))))
	requireViolations(t, order.Check(message(action(whatsapp.TemplateButtonTypeOrderDetails))),
		"components.buttons[0].parameters[0].action.order_details is required; the button asks to pay for an order")
	requireViolations(t, order.Check(named(whatsapp.Template{})), "components.buttons has no values for the button 0 of the type ORDER_DETAILS")

	call := buttons(whatsapp.MessageTemplateButtonTypeVoiceCall)
	require.NoError(t, call.Check(message(whatsapp.VoiceCallButton(0, 100, "order-17"))))
	require.NoError(t, call.Check(named(whatsapp.Template{})))
	requireViolations(t, call.Check(message(whatsapp.FlowButton(0, "b", nil))), "components.buttons[0].sub_type is flow; the button of the template needs voice_call")

	requireViolations(t, call.Check(named(whatsapp.Template{OfferExpiration: time.UnixMilli(1)})),
		"components.limited_time_offer is too much; the template has no limited-time offer")

	products := buttons(whatsapp.MessageTemplateButtonTypeMPM)
	requireViolations(t, products.Check(message(action(whatsapp.TemplateButtonTypeProducts))),
		"components.buttons[0].parameters[0].action.sections is required; the button shows products")
}

// A carousel of products is made with two cards and sent with two to ten.
func TestCheckOfProducts(t *testing.T) {
	t.Parallel()
	product := whatsapp.MessageTemplateHeader{Format: whatsapp.MessageTemplateHeaderFormatProduct}
	body := whatsapp.MessageTemplateBody{Text: "Hello."}
	bread := []whatsapp.TemplateParameter{whatsapp.ProductParameter{ProductRetailerID: "b1", CatalogID: "1"}}
	one := approved(product, body, whatsapp.MessageTemplateButtons{{Type: whatsapp.MessageTemplateButtonTypeSPM, Text: "View"}})
	require.NoError(t, one.Check(named(whatsapp.Template{Header: bread})))
	requireViolations(t, one.Check(named(whatsapp.Template{Header: bread, TapTarget: &whatsapp.TapTarget{URL: "https://shop.test", Title: "Shop"}})),
		"components.tap_target_configuration is for templates with an image, a text or nothing above the body, not PRODUCT",
		"components.tap_target_configuration needs a button of the type URL, which the template does not have")

	card := whatsapp.MessageTemplateCard{Components: whatsapp.MessageTemplateComponents{product}}
	many := approved(body, whatsapp.MessageTemplateCarousel{Cards: []whatsapp.MessageTemplateCard{card, card}})
	cards := func(count int) whatsapp.Template {
		template := named(whatsapp.Template{Cards: make([]whatsapp.TemplateCard, count)})
		for i := range template.Cards {
			template.Cards[i].Header = bread
		}
		return template
	}
	require.NoError(t, many.Check(cards(2)))
	require.NoError(t, many.Check(cards(10)))
	requireViolations(t, many.Check(cards(11)), "components.carousel.cards has 11 entries; the template has 2 cards")
	missing := cards(3)
	missing.Cards[2].Header = nil
	requireViolations(t, many.Check(missing), "components.carousel.cards[2].header.parameters has 0 parameters; the header needs 1 of the type product")

	card.Components[0] = whatsapp.MessageTemplateHeader{Format: whatsapp.MessageTemplateHeaderFormatImage}
	requireViolations(t, many.Check(cards(3)), "components.carousel.cards has 3 entries; the template has 2 cards")
}

func TestCheckOfAGIF(t *testing.T) {
	t.Parallel()
	template := approved(whatsapp.MessageTemplateHeader{Format: whatsapp.MessageTemplateHeaderFormatGIF}, whatsapp.MessageTemplateBody{Text: "Hello."})
	require.NoError(t, template.Check(named(whatsapp.Template{Header: []whatsapp.TemplateParameter{whatsapp.GIF{ID: "1"}}})))
}

func TestCheckOfAnAuthenticationTemplate(t *testing.T) {
	t.Parallel()
	code := func(buttons ...whatsapp.TemplateButton) whatsapp.Template {
		return whatsapp.Template{Name: "login_code", Language: "en_US", Body: whatsapp.TextParameters("123456"), Buttons: buttons}
	}
	withoutTexts := loginTemplate()
	withoutTexts.Components = upsertRequest().Components
	for _, template := range []*whatsapp.MessageTemplate{loginTemplate(), withoutTexts} {
		require.NoError(t, template.Check(code(whatsapp.URLButton(0, "123456"))))
		requireViolations(t, template.Check(code()), "components.buttons has no values for the button 0 of the type OTP")
		requireViolations(t, template.Check(code(whatsapp.CopyCodeButton(0, "123456"))),
			"components.buttons[0].sub_type is copy_code; the button of the template needs url")
	}
}
