package whatsapp_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

// contents has each kind of content in its Go form. The wire form of each is in
// testdata/message_contents.json.
func contents() map[string]whatsapp.Content {
	photo := whatsapp.Image{Link: "https://shop.test/photo.png"}
	replies := []whatsapp.ReplyButton{{ID: "yes", Title: "Yes"}, {ID: "no", Title: "No"}}
	sections := []whatsapp.ProductSection{
		{Title: "Bread", Products: []whatsapp.ProductItem{{ProductRetailerID: "b1"}, {ProductRetailerID: "b2"}}},
		{Title: "Cakes", Products: []whatsapp.ProductItem{{ProductRetailerID: "c1"}}},
	}
	return map[string]whatsapp.Content{
		"text":     whatsapp.Text{Body: "See https://shop.test", PreviewURL: true},
		"image":    whatsapp.Image{ID: mediaID, Caption: "A photo"},
		"audio":    whatsapp.Audio{Link: "https://shop.test/jingle.mp3"},
		"voice":    whatsapp.Audio{ID: mediaID, Voice: true},
		"video":    whatsapp.Video{ID: mediaID, Caption: "A film"},
		"document": whatsapp.Document{ID: mediaID, Caption: "Your invoice", Filename: "invoice.pdf"},
		"sticker":  whatsapp.Sticker{ID: mediaID},
		"location": whatsapp.Location{Latitude: 37.758056, Longitude: -122.425332, Name: "Store", Address: "1 Main Street"},
		"contacts": whatsapp.Contacts{{
			Name:         whatsapp.ContactName{FormattedName: "Support line", FirstName: "Support", LastName: "line", MiddleName: "M", Suffix: "S", Prefix: "P"},
			Phones:       []whatsapp.ContactPhone{{Phone: "+1 555 0100", Type: whatsapp.ContactTypeWork, WAID: "15550100"}},
			Emails:       []whatsapp.ContactEmail{{Email: "support@shop.test", Type: whatsapp.ContactTypeWork}},
			Addresses:    []whatsapp.ContactAddress{{Street: "1 Main Street", City: "Springfield", State: "IL", Zip: "62701", Country: "United States", CountryCode: "us", Type: whatsapp.ContactTypeHome}},
			Organization: &whatsapp.ContactOrganization{Company: "Retail account", Department: "Support", Title: "Desk"},
			URLs:         []whatsapp.ContactURL{{URL: "https://shop.test", Type: whatsapp.ContactTypeWork}},
			Birthday:     "2012-08-18",
		}},
		"reaction":            whatsapp.Reaction{MessageID: question, Emoji: "👍"},
		"reaction is removed": whatsapp.Reaction{MessageID: question},
		"template": whatsapp.Template{
			Name: "order_shipped", Language: "en_US", LanguagePolicy: whatsapp.LanguagePolicyDeterministic,
			Header: []whatsapp.TemplateParameter{whatsapp.Document{Link: "https://shop.test/17.pdf", Filename: "17.pdf"}},
			Body: []whatsapp.TemplateParameter{
				whatsapp.TextParameter{Name: "first_name", Text: "Ada"},
				whatsapp.CurrencyParameter{Name: "price", FallbackValue: "$100.99", Code: "USD", Amount1000: 100990},
				whatsapp.DateTimeParameter{
					Name: "day", FallbackValue: "February 25, 1977", Calendar: "GREGORIAN", DayOfWeek: new(5),
					Year: new(1977), Month: new(2), DayOfMonth: new(25), Hour: new(15), Minute: new(0),
				},
			},
			Buttons: []whatsapp.TemplateButton{
				whatsapp.QuickReplyButton(0, "stop"), whatsapp.URLButton(1, "17"), whatsapp.CopyCodeButton(2, "SAVE10"),
				whatsapp.FlowButton(3, "token-17", map[string]any{"screen": "first"}), whatsapp.CatalogButton(4, "b1"),
				whatsapp.ProductsButton(5, "b1", sections...),
			},
			OtherComponents: []json.RawMessage{json.RawMessage(`{"type":"limited_time_offer","parameters":[]}`)},
		},
		"template with an offer": whatsapp.Template{
			Name: "offer", Language: "en_US", Header: []whatsapp.TemplateParameter{whatsapp.GIF{Link: "https://shop.test/offer.mp4"}},
			Buttons:         []whatsapp.TemplateButton{whatsapp.CopyCodeButton(0, "CARIBE25"), whatsapp.URLButton(1, "n3mtql")},
			OfferExpiration: time.UnixMilli(1698562800000).UTC(), TapTarget: &whatsapp.TapTarget{URL: "https://shop.test/", Title: "Offer details"},
		},
		"template with a product": whatsapp.Template{
			Name: "product", Language: "en_US", Header: []whatsapp.TemplateParameter{whatsapp.ProductParameter{ProductRetailerID: "b1", CatalogID: "146265584024623"}},
		},
		"template with order details": whatsapp.Template{
			Name: "invoice", Language: "pt_BR", Buttons: []whatsapp.TemplateButton{whatsapp.OrderDetailsButton(0, brazilianOrder())},
		},
		"template with an order status": whatsapp.Template{
			Name: "shipped", Language: "en_US", OrderStatus: &whatsapp.OrderUpdate{
				ReferenceID: "order-17", Status: whatsapp.OrderStatusPartiallyShipped, Description: "The bread",
			},
		},
		"template that calls": whatsapp.Template{
			Name: "call", Language: "en", Buttons: []whatsapp.TemplateButton{whatsapp.VoiceCallButton(0, 100, "order-17"), whatsapp.VoiceCallButton(1, 0, "")},
		},
		"template with media": whatsapp.Template{Name: "film", Language: "en", Header: []whatsapp.TemplateParameter{whatsapp.Video{ID: mediaID}}},
		"template with a place": whatsapp.Template{
			Name: "store", Language: "en", Header: []whatsapp.TemplateParameter{whatsapp.Location{Latitude: 1, Longitude: 2, Name: "Store", Address: "1 Main Street"}},
			Body: []whatsapp.TemplateParameter{whatsapp.RawParameter(`{"type":"glitter","glitter":5}`)},
		},
		"template carousel": whatsapp.Template{Name: "offers", Language: "en", Body: whatsapp.TextParameters("Ada"), Cards: []whatsapp.TemplateCard{
			{Header: []whatsapp.TemplateParameter{photo}, Body: whatsapp.TextParameters("10%"), Buttons: []whatsapp.TemplateButton{whatsapp.URLButton(0, "bread")}},
			{Header: []whatsapp.TemplateParameter{photo}, Body: whatsapp.TextParameters("20%"), Buttons: []whatsapp.TemplateButton{whatsapp.QuickReplyButton(0, "cakes")}},
			{},
		}},
		"buttons": whatsapp.InteractiveButtons{Header: whatsapp.ImageHeader(photo), Body: "Deliver today?", Footer: "Support line", Buttons: replies},
		"list": whatsapp.InteractiveList{
			Header: whatsapp.TextHeader("Delivery"), Body: "When?", Footer: "Support line", Button: "Choose", Sections: []whatsapp.ListSection{
				{Title: "Today", Rows: []whatsapp.ListRow{{ID: "t1", Title: "Morning", Description: "8 to 12"}, {ID: "t2", Title: "Evening"}}},
				{Title: "Tomorrow", Rows: []whatsapp.ListRow{{ID: "m1", Title: "Morning"}}},
			},
		},
		"link": whatsapp.InteractiveURL{
			Header: whatsapp.VideoHeader(whatsapp.Video{ID: mediaID}), Body: "See what is new", Footer: "Retail account",
			DisplayText: "Open", URL: "https://shop.test/new",
		},
		"flow": whatsapp.InteractiveFlow{
			Header: whatsapp.DocumentHeader(whatsapp.Document{ID: mediaID, Filename: "terms.pdf"}), Body: "Book a table", Footer: "Retail account",
			FlowID: "5561", CallToAction: "Book", Token: "token-17", Action: whatsapp.FlowActionNavigate, Mode: whatsapp.FlowModeDraft,
			Screen: "FIRST", Data: map[string]any{"seats": json.Number("12345678901234567890"), "name": "Ada"},
		},
		"flow with an endpoint": whatsapp.InteractiveFlow{Body: "Book a table", FlowName: "booking", CallToAction: "Book", Action: whatsapp.FlowActionDataExchange},
		"product":               whatsapp.InteractiveProduct{Body: "Fresh", Footer: "Retail account", CatalogID: "146265584024623", ProductRetailerID: "b1"},
		"product list":          whatsapp.InteractiveProductList{Header: whatsapp.TextHeader("Today"), Body: "Fresh", Footer: "Retail account", CatalogID: "146265584024623", Sections: sections},
		"catalog":               whatsapp.InteractiveCatalog{Body: "Browse", Footer: "Retail account", ThumbnailProductRetailerID: "b1"},
		"catalog by default":    whatsapp.InteractiveCatalog{Body: "Browse"},
		"location request":      whatsapp.InteractiveLocationRequest{Body: "Where to?"},
		"call permission":       whatsapp.InteractiveCallPermission{Body: "May we call?"},
		"address": whatsapp.InteractiveAddress{
			Header: whatsapp.TextHeader("Delivery"), Body: "Where to?", Footer: "Retail account", Country: "IN", Values: map[string]string{"city": "Pune"},
			SavedAddresses:   []whatsapp.SavedAddress{{ID: "home", Value: map[string]string{"city": "Pune"}}},
			ValidationErrors: map[string]string{"city": "is too far"},
		},
		"carousel of links": whatsapp.InteractiveCarousel{Body: "Offers", Cards: []whatsapp.CarouselCard{
			{Header: whatsapp.ImageHeader(photo), Body: "Bread", DisplayText: "Open", URL: "https://shop.test/bread"},
			{Header: whatsapp.ImageHeader(photo), Body: "Cakes", DisplayText: "Open", URL: "https://shop.test/cakes"},
		}},
		"carousel of replies": whatsapp.InteractiveCarousel{Body: "Offers", Cards: []whatsapp.CarouselCard{
			{Header: whatsapp.ImageHeader(photo), Body: "Bread", Buttons: replies}, {Header: whatsapp.ImageHeader(photo), Body: "Cakes", Buttons: replies},
		}},
		"carousel of products": whatsapp.InteractiveCarousel{Body: "Offers", Cards: []whatsapp.CarouselCard{
			{CatalogID: "146265584024623", ProductRetailerID: "b1"}, {CatalogID: "146265584024623", ProductRetailerID: "c1"},
		}},
		"contact request":         whatsapp.InteractiveContactRequest{Body: "Which number?"},
		"voice call":              whatsapp.InteractiveVoiceCall{Header: whatsapp.TextHeader("Support"), Body: "Call us", Footer: "Retail account", DisplayText: "Call", TTLMinutes: 100, Payload: "order-17"},
		"plain voice call":        whatsapp.InteractiveVoiceCall{Body: "Call us"},
		"pin":                     whatsapp.Pin{Type: whatsapp.PinTypePin, MessageID: question, ExpirationDays: 7},
		"unpin":                   whatsapp.Pin{Type: whatsapp.PinTypeUnpin, MessageID: question},
		"order details in Brazil": whatsapp.InteractiveOrderDetails{Body: "Your order", Payment: brazilianOrder()},
		"order details": whatsapp.InteractiveOrderDetails{
			Header: whatsapp.ImageHeader(photo), Body: "Your order", Footer: "Retail account", Payment: whatsapp.OrderPayment{
				ReferenceID: "order-17", Type: whatsapp.GoodsTypePhysical, PaymentType: whatsapp.OrderPaymentTypeUPI, PaymentConfiguration: "main",
				Beneficiaries: []whatsapp.OrderBeneficiary{{
					Name: "Buyer", AddressLine1: "1 Main Street", AddressLine2: "Gate", City: "Pune", State: "MH", Country: "India", PostalCode: "411001",
				}},
				PaymentSettings: []whatsapp.PaymentSetting{
					whatsapp.GatewayPayment(whatsapp.PaymentGateway{
						Type: whatsapp.PaymentGatewayTypeRazorpay, ConfigurationName: "main",
						Razorpay: &whatsapp.RazorpayFields{Receipt: "r-17", Notes: map[string]string{"shop": "2"}},
					}),
					whatsapp.UPIPayment("upi://pay?pa=shop"),
				},
				Currency: "INR", TotalAmount: whatsapp.OrderAmount{Value: 1100, Offset: 100},
				Order: whatsapp.Order{
					Status: "pending", CatalogID: "146265584024623",
					Items: []whatsapp.OrderItem{{
						RetailerID: "b1", Name: "Bread", Amount: whatsapp.OrderAmount{Value: 1500, Offset: 100}, Quantity: 1,
						SaleAmount: &whatsapp.OrderAmount{Value: 1000, Offset: 100},
					}},
					Subtotal: &whatsapp.OrderAmount{Value: 1000, Offset: 100}, Tax: &whatsapp.OrderAmount{Value: 100, Offset: 100, Description: "VAT"},
					Shipping: &whatsapp.OrderAmount{Value: 100, Offset: 100}, Discount: &whatsapp.OrderAmount{Value: 100, Offset: 100, DiscountProgramName: "Loyalty"},
					Expiration: &whatsapp.OrderExpiration{Timestamp: "1772442000", Description: "Today"},
				},
			},
		},
		"order of importer": whatsapp.InteractiveOrderDetails{Body: "Your order", Payment: importedOrder()},
		"order status": whatsapp.InteractiveOrderStatus{
			Header: whatsapp.TextHeader("Order 17"), Body: "On its way", Footer: "Retail account", ReferenceID: "order-17", Status: whatsapp.OrderStatusShipped, Description: "Tomorrow",
			Payment: &whatsapp.OrderPaymentUpdate{Status: whatsapp.OrderPaymentStatusCaptured, Timestamp: 1722445231},
		},
		"unknown type": whatsapp.RawContent{Type: "hologram", Body: json.RawMessage(`{"depth":3}`)},
		"unknown interactive type": whatsapp.RawContent{
			Type: "interactive", Body: json.RawMessage(`{"type":"poll","body":{"text":"Which?"},"action":{"options":["One"]}}`),
		},
	}
}

func brazilianOrder() whatsapp.OrderPayment {
	return whatsapp.OrderPayment{
		ReferenceID: "order-17", Type: whatsapp.GoodsTypeDigital, PaymentType: whatsapp.OrderPaymentTypeBrazil, Currency: "BRL",
		PaymentSettings: []whatsapp.PaymentSetting{
			whatsapp.PixPayment(whatsapp.PixCode{Code: "00020101", MerchantName: "Shop", Key: "39580525000189", KeyType: whatsapp.PixKeyTypeCNPJ}),
			whatsapp.LinkPayment("https://shop.test/pay/17"), whatsapp.BoletoPayment("03399026944140000002628346101018898510000008848"),
			whatsapp.CardPayment("5235", "1234567"),
		},
		TotalAmount: whatsapp.OrderAmount{Value: 50000, Offset: 100},
		Order: whatsapp.Order{
			Status:   whatsapp.OrderStatusPending,
			Items:    []whatsapp.OrderItem{{RetailerID: "1234567", Name: "Cake", Amount: whatsapp.OrderAmount{Value: 25000, Offset: 100}, Quantity: 2}},
			Subtotal: &whatsapp.OrderAmount{Value: 50000, Offset: 100}, Tax: &whatsapp.OrderAmount{Value: 0, Offset: 100},
		},
	}
}

// importedOrder has what an order has only without a catalog.
func importedOrder() whatsapp.OrderPayment {
	rupees := func(value int64) *whatsapp.OrderAmount { return &whatsapp.OrderAmount{Value: value, Offset: 100} }
	return whatsapp.OrderPayment{
		ReferenceID: "order-18", Type: whatsapp.GoodsTypePhysical, PaymentType: whatsapp.OrderPaymentTypeUPI, Currency: "INR", TotalAmount: *rupees(1000),
		Order: whatsapp.Order{
			Status: whatsapp.OrderStatusPending, Type: whatsapp.OrderTypeQuickPay, Subtotal: rupees(1000), Tax: rupees(0),
			Items: []whatsapp.OrderItem{{
				Name: "Bread", Image: &whatsapp.OrderItemImage{Link: "https://shop.test/bread.png"}, Amount: *rupees(1000), Quantity: 1,
				CountryOfOrigin: "FR", ImporterName: "Imports", ImporterAddress: &whatsapp.OrderAddress{
					AddressLine1: "1 Main Street", AddressLine2: "Gate", City: "Pune", ZoneCode: "MH", PostalCode: "411001", CountryCode: "IN",
				},
			}},
		},
	}
}

// Every content keeps to its limits, encodes as it is recorded, and decodes to
// what it was.
func TestContents(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile(filepath.Join("testdata", "message_contents.json"))
	require.NoError(t, err)
	var recorded map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(data, &recorded))
	require.Len(t, recorded, len(contents()))
	for name, content := range contents() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			message := whatsapp.Message{To: recipient, Content: content}
			if _, isPin := content.(whatsapp.Pin); isPin {
				message.To, message.RecipientType = "Y2FwaV9ncm91cDox", whatsapp.RecipientTypeGroup
			}
			require.NoError(t, message.Validate())
			encoded, err := json.Marshal(message)
			require.NoError(t, err)
			require.JSONEq(t, string(recorded[name]), string(encoded))
			var decoded whatsapp.Message
			require.NoError(t, json.Unmarshal(encoded, &decoded))
			require.Equal(t, message, decoded)
		})
	}
}

// Meta's examples leave out the type, write the index of a button as a number
// and coordinates as texts.
func TestLenientMessages(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		body string
		want whatsapp.Content
	}{
		"without a type":        {`{"text":{"body":"Hello"}}`, whatsapp.Text{Body: "Hello"}},
		"coordinates as texts":  {`{"type":"location","location":{"latitude":"1.5","longitude":"-2"}}`, whatsapp.Location{Latitude: 1.5, Longitude: -2}},
		"an index as a number":  {`{"type":"template","template":{"name":"a","language":{"code":"en"},"components":[{"type":"button","sub_type":"url","index":1,"parameters":[{"type":"text","text":true}]}]}}`, whatsapp.Template{Name: "a", Language: "en", Buttons: []whatsapp.TemplateButton{whatsapp.URLButton(1, "true")}}},
		"reply without buttons": {`{"type":"interactive","interactive":{"type":"button","action":{"buttons":[{"type":"reply"}]}}}`, whatsapp.InteractiveButtons{}},
		"parameter without its member": {
			`{"type":"template","template":{"components":[{"type":"body","parameters":[{"type":"text"}]}]}}`,
			whatsapp.Template{Body: []whatsapp.TemplateParameter{whatsapp.RawParameter(`{"type":"text"}`)}},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var decoded whatsapp.Message
			require.NoError(t, json.Unmarshal([]byte(test.body), &decoded))
			require.Equal(t, test.want, decoded.Content)
		})
	}
}

func TestMessagesThatDoNotDecode(t *testing.T) {
	t.Parallel()
	for body, problem := range map[string]string{
		`5`:                            "found a number where an object is expected",
		`{}`:                           `of type "" has no content`,
		`{"type":"text"}`:              `of type "text" has no content`,
		`{"type":"text","text":null}`:  `of type "text" has no content`,
		`{"type":"text","text":[]}`:    "decode the text",
		`{"type":"image","image":5}`:   "decode the image",
		`{"type":"contacts","to":"1"}`: `of type "contacts" has no content`,
		`{"type":"to","to":"1"}`:       `of type "to" has no content`,
		`{"type":"interactive","interactive":{"type":"list"}}`:                                                                        "the message has no action",
		`{"type":"interactive","interactive":{"type":"carousel"}}`:                                                                    "the message has no action",
		`{"type":"interactive","interactive":{"type":"carousel","action":{"cards":[{"action":5}]}}}`:                                  "decode the interactive",
		`{"type":"interactive","interactive":{"type":"flow","action":{"parameters":{"flow_action_payload":{"data":[]}}}}}`:            "decode the interactive",
		`{"type":"interactive","interactive":5}`:                                                                                      "decode the interactive",
		`{"type":"template","template":{"components":[5]}}`:                                                                           "decode the template",
		`{"type":"template","template":{"components":5}}`:                                                                             "decode the template",
		`{"type":"template","template":{"components":[{"type":"body","parameters":5}]}}`:                                              "decode the template",
		`{"type":"template","template":{"components":[{"type":"body","parameters":[{"type":"text","text":{}}]}]}}`:                    "decode a template parameter",
		`{"type":"template","template":{"components":[{"type":"button","index":"first"}]}}`:                                           "decode the template",
		`{"type":"template","template":{"components":[{"type":"carousel","cards":[{"components":[5]}]}]}}`:                            "decode the template",
		`{"type":"template","template":{"components":[{"type":"carousel","cards":[{"components":[{"type":"button","index":{}}]}]}]}}`: "decode the template",
	} {
		var decoded whatsapp.Message
		require.ErrorContains(t, json.Unmarshal([]byte(body), &decoded), problem, body)
	}
	var marketing whatsapp.MarketingMessage
	require.NoError(t, json.Unmarshal([]byte(`{"to":"15550100123","recipient":"US.1","template":{"name":"a","language":{"code":"en"}},"product_policy":"STRICT","message_activity_sharing":true,"biz_opaque_callback_data":"b"}`), &marketing))
	require.Equal(t, whatsapp.MarketingMessage{
		To: "15550100123", Recipient: "US.1", Template: whatsapp.Template{Name: "a", Language: "en"},
		ProductPolicy: whatsapp.ProductPolicyStrict, MessageActivitySharing: new(true), CallbackData: "b",
	}, marketing)
	require.Error(t, json.Unmarshal([]byte(`{"template":5}`), &marketing))
}

// What cannot be encoded is an error, also when validation is off.
func TestMessagesThatDoNotEncode(t *testing.T) {
	t.Parallel()
	template := func(parameters ...whatsapp.TemplateParameter) whatsapp.Content {
		return whatsapp.Template{Name: "a", Language: "en", Body: parameters}
	}
	for name, content := range map[string]whatsapp.Content{
		"nothing":           nil,
		"a nil pointer":     (*whatsapp.Text)(nil),
		"a nil parameter":   template(nil),
		"a nil pointer in":  template((*whatsapp.TextParameter)(nil)),
		"a second address":  whatsapp.RawContent{Type: "to", Body: json.RawMessage(`"15550100199"`)},
		"a broken body":     whatsapp.RawContent{Type: "poll", Body: json.RawMessage(`{`)},
		"a broken value":    template(whatsapp.RawParameter(`{`)),
		"a broken card":     whatsapp.Template{Name: "a", Language: "en", Cards: []whatsapp.TemplateCard{{Body: []whatsapp.TemplateParameter{nil}}}},
		"a broken part":     whatsapp.Template{Name: "a", Language: "en", OtherComponents: []json.RawMessage{json.RawMessage(`{`)}},
		"a channel in data": whatsapp.InteractiveFlow{Body: "a", FlowID: "1", CallToAction: "Go", Data: map[string]any{"a": make(chan int)}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			message := whatsapp.Message{To: recipient, Content: content}
			_, err := json.Marshal(message)
			require.Error(t, err)
			transport, log := replay(t)
			_, err = newClient(t, transport).Messages.Send(t.Context(), phoneNumberID, message, whatsapp.WithoutValidation())
			require.Error(t, err)
			require.NotErrorIs(t, err, whatsapp.ErrOutcomeUnknown)
			require.Empty(t, log.sent())
		})
	}
}

func FuzzMessage(f *testing.F) {
	for _, content := range contents() {
		encoded, err := json.Marshal(whatsapp.Message{To: recipient, Content: content, ReplyTo: question, CallbackData: "a"})
		require.NoError(f, err)
		f.Add(encoded)
		f.Add([]byte(strings.ReplaceAll(string(encoded), `"`+"text"+`":`, `"action":`)))
	}
	f.Add([]byte(`{"type":"template","template":{"components":[{"type":"body","parameters":[null,{},5]}]}}`))
	f.Add([]byte(`{"type":"contacts","contacts":[null]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var message whatsapp.Message
		if json.Unmarshal(data, &message) != nil {
			return
		}
		_ = message.Validate()
		_ = message.LogValue()
		requireEncodes(t, &message)
	})
}
