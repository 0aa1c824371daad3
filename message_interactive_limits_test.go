package whatsapp_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/wabakit/whatsapp"
)

func itoa(number int) string { return strconv.Itoa(number) }

func TestInteractiveLimits(t *testing.T) {
	t.Parallel()
	long := func(length int) string { return strings.Repeat("a", length) }
	picture := whatsapp.ImageHeader(whatsapp.Image{ID: "1"})
	card := whatsapp.CarouselCard{Header: picture, Body: "Card\n\nText", DisplayText: "Open", URL: "https://shop.test"}
	tests := map[string]struct {
		content whatsapp.Content
		want    []string
	}{
		"the longest buttons": {whatsapp.InteractiveButtons{
			Header: whatsapp.TextHeader(long(60)), Body: long(1024), Footer: long(60), Buttons: []whatsapp.ReplyButton{{ID: long(256), Title: long(20)}},
		}, nil},
		"long buttons": {whatsapp.InteractiveButtons{
			Header: whatsapp.TextHeader(long(61)), Body: long(1025), Footer: long(61), Buttons: []whatsapp.ReplyButton{{ID: long(257), Title: long(21)}},
		}, []string{
			"header.text has 61 characters, at most 60 are allowed", "body.text has 1025 characters, at most 1024 are allowed",
			"footer.text has 61 characters, at most 60 are allowed", "action.buttons[0].reply.id has 257 characters, at most 256 are allowed",
			"action.buttons[0].reply.title has 21 characters, at most 20 are allowed",
		}},
		"no buttons": {whatsapp.InteractiveButtons{}, []string{"body.text is required", "action.buttons needs at least one button"}},
		"four buttons": {whatsapp.InteractiveButtons{Body: "a", Buttons: []whatsapp.ReplyButton{{ID: "1", Title: "A"}, {ID: "2", Title: "B"}, {ID: "3", Title: "C"}, {ID: "4", Title: "D"}}}, []string{
			"action.buttons has 4 entries, at most 3 are allowed",
		}},
		"equal buttons": {whatsapp.InteractiveButtons{Body: "a", Buttons: []whatsapp.ReplyButton{{ID: "1", Title: "A"}, {ID: "1", Title: "A"}}}, []string{
			`action.buttons[1].reply.id "1" is used by action.buttons[0] already`, `action.buttons[1].reply.title "A" is used by action.buttons[0] already`,
		}},
		"an empty header":   {buttonsWith(&whatsapp.InteractiveHeader{SubText: long(61)}), []string{"header.sub_text has 61 characters, at most 60 are allowed", "header.type is required"}},
		"no text":           {buttonsWith(whatsapp.TextHeader("")), []string{"header.text is required"}},
		"no image":          {buttonsWith(&whatsapp.InteractiveHeader{Type: whatsapp.HeaderTypeImage}), []string{"header.image is required"}},
		"no video":          {buttonsWith(&whatsapp.InteractiveHeader{Type: whatsapp.HeaderTypeVideo}), []string{"header.video is required"}},
		"no document":       {buttonsWith(&whatsapp.InteractiveHeader{Type: whatsapp.HeaderTypeDocument}), []string{"header.document is required"}},
		"an unknown header": {buttonsWith(&whatsapp.InteractiveHeader{Type: "gif"}), nil},
		"a bad image":       {buttonsWith(whatsapp.ImageHeader(whatsapp.Image{Caption: "a"})), []string{"header.image.id or link is required", "header.image.caption must be empty: a header has none"}},
		"a bad video":       {buttonsWith(whatsapp.VideoHeader(whatsapp.Video{})), []string{"header.video.id or link is required"}},
		"a bad document":    {buttonsWith(whatsapp.DocumentHeader(whatsapp.Document{})), []string{"header.document.id or link is required"}},

		"an empty list": {whatsapp.InteractiveList{}, []string{"body.text is required", "action.button is required", "action.sections needs at least one section"}},
		"the longest list": {whatsapp.InteractiveList{
			Body: long(4096), Button: long(20),
			Sections: []whatsapp.ListSection{{Rows: []whatsapp.ListRow{{ID: long(200), Title: long(24), Description: long(72)}}}},
		}, nil},
		"a long list": {whatsapp.InteractiveList{
			Header: whatsapp.ImageHeader(whatsapp.Image{ID: "1"}), Body: long(4097), Button: long(21),
			Sections: []whatsapp.ListSection{{Title: long(25), Rows: []whatsapp.ListRow{{ID: long(201), Title: long(25), Description: long(73)}}}, {}},
		}, []string{
			"body.text has 4097 characters, at most 4096 are allowed", `header.type must be text in a list, not "image"`,
			"action.button has 21 characters, at most 20 are allowed", "action.sections[0].title has 25 characters, at most 24 are allowed",
			"action.sections[0].rows[0].id has 201 characters, at most 200 are allowed", "action.sections[0].rows[0].title has 25 characters, at most 24 are allowed",
			"action.sections[0].rows[0].description has 73 characters, at most 72 are allowed",
			"action.sections[1].title is required", "action.sections[1].rows needs at least one row",
		}},
		"too many rows": {whatsapp.InteractiveList{Body: "a", Button: "b", Sections: []whatsapp.ListSection{{Title: "A", Rows: rows(0, 6)}, {Title: "B", Rows: rows(5, 5)}}}, []string{
			`action.sections[1].rows[0].id "5" is used by action.sections[0].rows[5] already`, "action.sections have 11 rows together, at most 10 are allowed",
		}},
		"too many sections": {whatsapp.InteractiveList{Body: "a", Button: "b", Sections: sectionsOfRows(11)}, []string{
			"action.sections has 11 entries, at most 10 are allowed", "action.sections have 11 rows together, at most 10 are allowed",
		}},

		"a link to nowhere": {whatsapp.InteractiveURL{Body: "a", DisplayText: long(21), URL: "shop.test"}, []string{
			"action.parameters.display_text has 21 characters, at most 20 are allowed", "action.parameters.url must be an http or https URL",
		}},
		"no flow": {whatsapp.InteractiveFlow{Body: "a"}, []string{"action.parameters.flow_id or flow_name is required", "action.parameters.flow_cta is required"}},
		"a bad flow": {whatsapp.InteractiveFlow{
			Body: "a", FlowID: "1", FlowName: "b", CallToAction: "🎉" + long(30), Action: whatsapp.FlowActionDataExchange, Screen: "FIRST",
		}, []string{
			"action.parameters.flow_name must be empty when there is a flow_id", "action.parameters.flow_cta has 31 characters, at most 30 are allowed",
			"action.parameters.flow_cta must not contain emoji, found '🎉'", "action.parameters.flow_action_payload must be empty when flow_action is data_exchange",
		}},
		"no product": {whatsapp.InteractiveProduct{Body: long(1025), Footer: long(61)}, []string{
			"body.text has 1025 characters, at most 1024 are allowed", "footer.text has 61 characters, at most 60 are allowed",
			"action.catalog_id is required", "action.product_retailer_id is required",
		}},
		"no products": {whatsapp.InteractiveProductList{Body: "a"}, []string{"header is required", "action.catalog_id is required", "action.sections needs at least one section"}},
		"bad products": {whatsapp.InteractiveProductList{
			Header: whatsapp.ImageHeader(whatsapp.Image{ID: "1"}), Body: "a", CatalogID: "1",
			Sections: []whatsapp.ProductSection{{Products: make([]whatsapp.ProductItem, 1)}, {Title: "B"}},
		}, []string{
			`header.type must be text in a product list, not "image"`, "action.sections[0].title is required",
			"action.sections[0].product_items[0].product_retailer_id is required", "action.sections[1].product_items needs at least one product",
		}},
		"many products": {whatsapp.InteractiveProductList{
			Header: whatsapp.TextHeader("a"), Body: "a", CatalogID: "1", Sections: []whatsapp.ProductSection{{Products: products(31)}},
		}, []string{"action.sections[0].product_items has 31 entries, at most 30 are allowed", "action.sections have 31 products together, at most 30 are allowed"}},
		"an empty catalog":         {whatsapp.InteractiveCatalog{}, []string{"body.text is required"}},
		"an empty contact request": {whatsapp.InteractiveContactRequest{}, []string{"body.text is required"}},
		"the longest voice call":   {whatsapp.InteractiveVoiceCall{Body: "a", DisplayText: long(20), TTLMinutes: 43_200, Payload: long(512)}, nil},
		"a long voice call": {whatsapp.InteractiveVoiceCall{DisplayText: long(21), TTLMinutes: 43_201, Payload: long(513)}, []string{
			"body.text is required", "action.parameters.display_text has 21 characters, at most 20 are allowed",
			"action.parameters.ttl_minutes is 43201; it must be between 1 and 43200", "action.parameters.payload has 513 characters, at most 512 are allowed",
		}},
		"a voice call of the past": {whatsapp.InteractiveVoiceCall{Body: "a", TTLMinutes: -1}, []string{
			"action.parameters.ttl_minutes is -1; it must be between 1 and 43200",
		}},
		"an empty location request": {whatsapp.InteractiveLocationRequest{}, []string{"body.text is required"}},
		"a long call permission":    {whatsapp.InteractiveCallPermission{Body: long(1025)}, []string{"body.text has 1025 characters, at most 1024 are allowed"}},
		"an empty address":          {whatsapp.InteractiveAddress{}, []string{"body.text is required", "action.parameters.country is required"}},
		"an empty order": {whatsapp.InteractiveOrderDetails{}, []string{
			"body.text is required", "action.parameters.reference_id is required", "action.parameters.type is required", "action.parameters.currency is required",
			"action.parameters.total_amount.offset is 0; it must be at least 1", "action.parameters.order.status is required",
			"action.parameters.order.items needs at least one item", "action.parameters.order.subtotal is required", "action.parameters.order.tax is required",
		}},
		"an empty order status": {whatsapp.InteractiveOrderStatus{}, []string{
			"body.text is required", "action.parameters.reference_id is required", "action.parameters.order.status is required",
		}},

		"blanks around an id": {whatsapp.InteractiveButtons{Body: "a", Buttons: []whatsapp.ReplyButton{{ID: " 1", Title: "A"}}}, []string{
			`action.buttons[0].reply.id must not begin or end with a space: " 1"`,
		}},
		"empty data": {whatsapp.InteractiveFlow{Body: "a", FlowID: "1", CallToAction: "Go", Data: map[string]any{}}, []string{
			"action.parameters.flow_action_payload.data must not be empty; leave it out",
		}},
		"cards of two kinds": {whatsapp.InteractiveCarousel{Body: "a", Cards: []whatsapp.CarouselCard{
			{CatalogID: "1", ProductRetailerID: "b1", URL: "https://shop.test"}, {CatalogID: "1", ProductRetailerID: "b1", Buttons: replyButtons(1)},
		}}, []string{
			"action.cards[0].action must be a product, a link or quick replies, not more than one of them",
			"action.cards[1].action must be a product, a link or quick replies, not more than one of them",
		}},
		"a link and replies": {whatsapp.InteractiveCarousel{Body: "a", Cards: cards(whatsapp.CarouselCard{
			Header: picture, DisplayText: "Open", URL: "https://shop.test", Buttons: replyButtons(1),
		}, 2)}, []string{
			"action.cards[0].action must be a product, a link or quick replies, not more than one of them",
			"action.cards[1].action must be a product, a link or quick replies, not more than one of them",
		}},
		"half a product and half a link": {whatsapp.InteractiveCarousel{Body: "a", Cards: []whatsapp.CarouselCard{
			{CatalogID: "1", Header: picture}, {Header: picture, DisplayText: "Open"},
		}}, []string{
			"action.cards[0].header must be empty: a product has none", "action.cards[0].action.product_retailer_id is required",
			"action.cards[1].action.parameters.url must be an http or https URL", "action.cards[1].type must match that of the first card",
		}},
		"bad replies": {whatsapp.InteractiveCarousel{Body: "a", Cards: []whatsapp.CarouselCard{
			{Header: picture, Buttons: replyButtons(2)}, {Header: picture, Buttons: []whatsapp.ReplyButton{{}, {}}},
		}}, []string{
			"action.cards[1].action.buttons[0].quick_reply.id is required", "action.cards[1].action.buttons[0].quick_reply.title is required",
			"action.cards[1].action.buttons[1].quick_reply.id is required", "action.cards[1].action.buttons[1].quick_reply.title is required",
		}},
		"cards with other numbers of replies": {whatsapp.InteractiveCarousel{Body: "a", Cards: []whatsapp.CarouselCard{
			{Header: picture, Buttons: replyButtons(2)}, {Header: picture, Body: "\n\n\n", Buttons: replyButtons(1)},
		}}, []string{
			"action.cards[1].body.text has 3 line breaks, at most 2 are allowed", "action.cards[1].action.buttons has 1 entries; the first card has 2",
		}},
		"products of two catalogs": {whatsapp.InteractiveCarousel{Body: "a", Cards: []whatsapp.CarouselCard{
			{CatalogID: "1", ProductRetailerID: "b1"}, {CatalogID: "2", ProductRetailerID: "b1"},
		}}, []string{`action.cards[1].action.catalog_id is "2"; the first card has "1"`}},
		"one card":   {whatsapp.InteractiveCarousel{Body: "a", Cards: []whatsapp.CarouselCard{card}}, []string{"action.cards has 1 entries, at least 2 are required"}},
		"many cards": {whatsapp.InteractiveCarousel{Body: "a", Cards: cards(card, 11)}, []string{"action.cards has 11 entries, at most 10 are allowed"}},
		"bad cards": {whatsapp.InteractiveCarousel{Body: "a", Cards: []whatsapp.CarouselCard{
			card, {Header: whatsapp.TextHeader(""), Body: long(161), URL: "nowhere"}, {ProductRetailerID: "b1"}, {},
		}}, []string{
			"action.cards[1].body.text has 161 characters, at most 160 are allowed", "action.cards[1].header.text is required",
			`action.cards[1].header.type must be image or video on a card, not "text"`,
			"action.cards[1].action.parameters.display_text is required", "action.cards[1].action.parameters.url must be an http or https URL",
			"action.cards[2].action.catalog_id is required", "action.cards[2].type must match that of the first card",
			"action.cards[3].header is required: an image or a video", "action.cards[3].action.buttons needs at least one button",
			"action.cards[3].type must match that of the first card",
		}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := make([]string, len(test.want))
			for i := range want {
				want[i] = "interactive." + test.want[i]
			}
			if test.want == nil {
				want = nil
			}
			requireViolations(t, whatsapp.Message{To: recipient, Content: test.content}.Validate(), want...)
		})
	}
}

func buttonsWith(header *whatsapp.InteractiveHeader) whatsapp.Content {
	return whatsapp.InteractiveButtons{Header: header, Body: "a", Buttons: []whatsapp.ReplyButton{{ID: "1", Title: "A"}}}
}

func rows(from, count int) []whatsapp.ListRow {
	list := make([]whatsapp.ListRow, count)
	for i := range list {
		list[i] = whatsapp.ListRow{ID: itoa(from + i), Title: "Row"}
	}
	return list
}

func sectionsOfRows(count int) []whatsapp.ListSection {
	list := make([]whatsapp.ListSection, count)
	for i := range list {
		list[i] = whatsapp.ListSection{Title: "Section", Rows: rows(i, 1)}
	}
	return list
}

func products(count int) []whatsapp.ProductItem {
	list := make([]whatsapp.ProductItem, count)
	for i := range list {
		list[i].ProductRetailerID = itoa(i)
	}
	return list
}

func cards(card whatsapp.CarouselCard, count int) []whatsapp.CarouselCard {
	list := make([]whatsapp.CarouselCard, count)
	for i := range list {
		list[i] = card
	}
	return list
}
