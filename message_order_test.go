package whatsapp_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

func TestOrderLimits(t *testing.T) {
	t.Parallel()
	long := func(length int) string { return strings.Repeat("a", length) }
	type payment = whatsapp.OrderPayment
	tests := map[string]struct {
		change func(*payment)
		want   []string
	}{
		"good":                 {func(*payment) {}, nil},
		"the longest id":       {func(p *payment) { p.ReferenceID = long(60) }, nil},
		"a long id":            {func(p *payment) { p.ReferenceID = long(61) }, []string{"reference_id has 61 characters, at most 60 are allowed"}},
		"an id of spaces":      {func(p *payment) { p.ReferenceID = "a b" }, []string{`reference_id must have letters, digits, underscores, dashes and dots only, not "a b"`}},
		"a total that is off":  {func(p *payment) { p.TotalAmount.Value = 49999 }, []string{"total_amount.value is 49999; subtotal + tax + shipping - discount is 50000"}},
		"a sum that is off":    {func(p *payment) { p.Order.Items[0].Quantity = 3 }, []string{"order.subtotal.value is 50000; the items cost 75000 together"}},
		"another offset":       {func(p *payment) { p.Order.Tax.Offset = 1 }, []string{"order.tax.offset is 1; it must be 100 for BRL"}},
		"no offset":            {func(p *payment) { p.Currency, p.TotalAmount.Offset = "USD", 0 }, []string{"total_amount.offset is 0; it must be at least 1"}},
		"a negative tax":       {func(p *payment) { p.Order.Tax.Value, p.TotalAmount.Value = -1, 49999 }, []string{"order.tax.value is -1; it must not be negative"}},
		"a shipped order":      {func(p *payment) { p.Order.Status = whatsapp.OrderStatusShipped }, []string{`order.status is "shipped"; a new order is pending`}},
		"a nameless item":      {func(p *payment) { p.Order.Items[0].Name = "" }, []string{"order.items[0].name is required"}},
		"none of an item":      {func(p *payment) { p.Order.Items[0].Quantity = 0 }, []string{"order.items[0].quantity is 0, at least 1 is required", "order.subtotal.value is 50000; the items cost 0 together"}},
		"an image and an id":   {func(p *payment) { p.Order.Items[0].Image = &whatsapp.OrderItemImage{Link: "no"} }, []string{"order.items[0].image.link must be an http or https URL", "order.items[0].image must be empty: an item of a catalog has its own"}},
		"a long configuration": {func(p *payment) { p.PaymentConfiguration = long(61) }, []string{"payment_configuration has 61 characters, at most 60 are allowed"}},
		"an endless order":     {func(p *payment) { p.Order.Expiration = &whatsapp.OrderExpiration{} }, []string{"order.expiration.timestamp is required", "order.expiration.description is required"}},
		"long texts": {func(p *payment) {
			p.Order.Discount = &whatsapp.OrderAmount{Offset: 100, Description: long(61), DiscountProgramName: long(61)}
			p.Order.Expiration = &whatsapp.OrderExpiration{Timestamp: "1", Description: long(121)}
		}, []string{
			"order.discount.description has 61 characters, at most 60 are allowed", "order.discount.discount_program_name has 61 characters, at most 60 are allowed",
			"order.expiration.description has 121 characters, at most 120 are allowed",
		}},
		"nobody": {func(p *payment) { p.Beneficiaries = make([]whatsapp.OrderBeneficiary, 1) }, []string{
			"beneficiaries[0].name is required", "beneficiaries[0].address_line1 is required", "beneficiaries[0].city is required",
			"beneficiaries[0].state is required", "beneficiaries[0].country is required", "beneficiaries[0].postal_code is required",
		}},
		"empty settings": {func(p *payment) {
			p.PaymentSettings = []whatsapp.PaymentSetting{
				{}, {Type: "barter"}, whatsapp.PixPayment(whatsapp.PixCode{}), whatsapp.LinkPayment("shop"), whatsapp.BoletoPayment(""),
				whatsapp.CardPayment("123", ""), whatsapp.GatewayPayment(whatsapp.PaymentGateway{}), whatsapp.UPIPayment(""),
			}
		}, []string{
			"payment_settings[0].type is required", "payment_settings[2].pix_dynamic_code.code is required",
			"payment_settings[2].pix_dynamic_code.merchant_name is required", "payment_settings[2].pix_dynamic_code.key is required",
			"payment_settings[2].pix_dynamic_code.key_type is required", "payment_settings[3].payment_link.uri must be an http or https URL",
			"payment_settings[4].boleto.digitable_line is required", "payment_settings[5].offsite_card_pay.last_four_digits has 3 characters, at least 4 are required",
			"payment_settings[5].offsite_card_pay.credential_id is required", "payment_settings[6].payment_gateway.type is required",
			"payment_settings[6].payment_gateway.configuration_name is required", "payment_settings[7].upi_intent_link.link is required",
		}},
		"settings without their member": {func(p *payment) {
			p.PaymentSettings = nil
			for _, kind := range []whatsapp.PaymentSettingType{
				whatsapp.PaymentSettingTypePix, whatsapp.PaymentSettingTypeLink, whatsapp.PaymentSettingTypeBoleto,
				whatsapp.PaymentSettingTypeCard, whatsapp.PaymentSettingTypeGateway, whatsapp.PaymentSettingTypeUPI,
			} {
				p.PaymentSettings = append(p.PaymentSettings, whatsapp.PaymentSetting{Type: kind})
			}
		}, []string{
			"payment_settings[0].pix_dynamic_code is required", "payment_settings[1].payment_link is required", "payment_settings[2].boleto is required",
			"payment_settings[3].offsite_card_pay is required", "payment_settings[4].payment_gateway is required", "payment_settings[5].upi_intent_link is required",
		}},
		"a long receipt": {func(p *payment) {
			p.PaymentSettings = []whatsapp.PaymentSetting{whatsapp.GatewayPayment(whatsapp.PaymentGateway{
				Type: whatsapp.PaymentGatewayTypeRazorpay, ConfigurationName: "main", Razorpay: &whatsapp.RazorpayFields{Receipt: long(41)},
			})}
		}, []string{"payment_settings[0].payment_gateway.razorpay.receipt has 41 characters, at most 40 are allowed"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			order := brazilianOrder()
			test.change(&order)
			for place, content := range map[string]whatsapp.Content{
				"interactive.action.parameters.": whatsapp.InteractiveOrderDetails{Body: "Your order", Payment: order},
				"template.components.buttons[0].parameters[0].action.order_details.": named(whatsapp.Template{
					Buttons: []whatsapp.TemplateButton{whatsapp.OrderDetailsButton(0, order)},
				}),
			} {
				var want []string
				for _, problem := range test.want {
					want = append(want, place+problem)
				}
				requireViolations(t, whatsapp.Message{To: recipient, Content: content}.Validate(), want...)
			}
		})
	}
}

func TestLimitsOfIndianOrders(t *testing.T) {
	t.Parallel()
	order := importedOrder()
	order.ReferenceID = strings.Repeat("a", 36)
	item := order.Order.Items[0]
	for range 10 {
		order.Order.Items = append(order.Order.Items, item)
	}
	order.Order.Subtotal.Value, order.TotalAmount.Value = 11_000, 11_000
	content := whatsapp.InteractiveOrderDetails{Header: whatsapp.TextHeader("Order"), Body: "Your order", Payment: order}
	requireViolations(t, whatsapp.Message{To: recipient, Content: content}.Validate(),
		`interactive.header.type must be image on an order, not "text"`,
		"interactive.action.parameters.reference_id has 36 characters, at most 35 are allowed",
		"interactive.action.parameters.order.items has 11 entries, at most 10 are allowed with images")
}

func TestOrderStatusLimits(t *testing.T) {
	t.Parallel()
	update := whatsapp.OrderUpdate{Description: strings.Repeat("a", 121), Payment: &whatsapp.OrderPaymentUpdate{}}
	want := []string{
		"reference_id is required", "order.status is required", "order.description has 121 characters, at most 120 are allowed", "payment.status is required",
	}
	var inMessage, inTemplate []string
	for _, problem := range want {
		inMessage = append(inMessage, "interactive.action.parameters."+problem)
		inTemplate = append(inTemplate, "template.components.order_status."+problem)
	}
	message := whatsapp.InteractiveOrderStatus{Body: "a", Description: update.Description, Payment: update.Payment}
	requireViolations(t, whatsapp.Message{To: recipient, Content: message}.Validate(), inMessage...)
	template := named(whatsapp.Template{OrderStatus: &update, TapTarget: &whatsapp.TapTarget{}})
	requireViolations(t, whatsapp.Message{To: recipient, Content: template}.Validate(), append(inTemplate,
		"template.components.tap_target_configuration.url must be an http or https URL",
		"template.components.tap_target_configuration.title is required")...)
}

// A component of a template that says more than the fields hold is kept as it
// is.
func TestExtraComponentsThatAreKept(t *testing.T) {
	t.Parallel()
	for _, component := range []string{
		`{"type":"limited_time_offer","parameters":[]}`,
		`{"type":"limited_time_offer","parameters":[{"type":"limited_time_offer"}]}`,
		`{"type":"limited_time_offer","parameters":[{"type":"text","text":"a"}]}`,
		`{"type":"limited_time_offer","parameters":5}`,
		`{"type":"tap_target_configuration","parameters":[{"type":"tap_target_configuration","tap_target_configuration":[]}]}`,
		`{"type":"order_status","parameters":[{"type":"order_status"}]}`,
	} {
		var template whatsapp.Template
		body := `{"name":"a","language":{"code":"en"},"components":[` + component + `]}`
		require.NoError(t, json.Unmarshal([]byte(body), &template))
		require.Equal(t, whatsapp.Template{Name: "a", Language: "en", OtherComponents: []json.RawMessage{json.RawMessage(component)}}, template)
		encoded, err := json.Marshal(template)
		require.NoError(t, err)
		require.JSONEq(t, body, string(encoded))
	}
}
