package graphtest_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

// The components of templates that messages are held to.
const (
	namedTemplate = `[{"type":"HEADER","format":"TEXT","text":"Hi {{who}}"},{"type":"BODY","text":"Your {{what}} costs {{price}} now."},
		{"type":"BUTTONS","buttons":[{"type":"URL","text":"Open","url":"https://shop.test/{{1}}"},{"type":"URL","text":"Shop","url":"https://shop.test"},
		{"type":"QUICK_REPLY","text":"Stop"},{"type":"PHONE_NUMBER","text":"Call","phone_number":"+15550100"}]}]`
	offerTemplate = `[{"type":"HEADER","format":"IMAGE"},{"type":"LIMITED_TIME_OFFER","limited_time_offer":{"text":"Ends soon","has_expiration":true}},
		{"type":"BODY","text":"Hello."},{"type":"BUTTONS","buttons":[{"type":"COPY_CODE"},{"type":"URL","text":"Open","url":"https://shop.test/{{1}}"}]}]`
	orderTemplate    = `[{"type":"BODY","text":"Your order."},{"type":"BUTTONS","buttons":[{"type":"ORDER_DETAILS","text":"Pay"}]}]`
	callTemplate     = `[{"type":"BODY","text":"Hello."},{"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY","text":"Stop"},{"type":"VOICE_CALL","text":"Call"}]}]`
	productTemplate  = `[{"type":"HEADER","format":"PRODUCT"},{"type":"BODY","text":"Hello."},{"type":"BUTTONS","buttons":[{"type":"SPM","text":"View"}]}]`
	productsTemplate = `[{"type":"BODY","text":"Hello."},{"type":"BUTTONS","buttons":[{"type":"MPM","text":"View"}]}]`
	catalogTemplate  = `[{"type":"BODY","text":"Hello."},{"type":"BUTTONS","buttons":[{"type":"CATALOG","text":"View"},{"type":"FLOW","text":"Book"}]}]`
	cardsTemplate    = `[{"type":"BODY","text":"Hello."},{"type":"CAROUSEL","cards":[{"components":[{"type":"HEADER","format":"PRODUCT"}]},{"components":[{"type":"HEADER","format":"PRODUCT"}]}]}]`
	placeTemplate    = `[{"type":"HEADER","format":"LOCATION"},{"type":"BODY","text":"Hello {{1}}!"}]`
	gifTemplate      = `[{"type":"HEADER","format":"GIF"},{"type":"BODY","text":"Hello."}]`
)

func component(kind, parameters string) string {
	return `{"type":"` + kind + `","parameters":[` + parameters + `]}`
}

func buttonOf(kind string, index int, parameters string) string {
	return fmt.Sprintf(`{"type":"button","sub_type":"%s","index":%d,"parameters":[%s]}`, kind, index, parameters)
}

func namedText(name, text string) string {
	return `{"type":"text","parameter_name":"` + name + `","text":"` + text + `"}`
}

func action(members string) string { return `{"type":"action","action":{` + members + `}}` }

func productCards(count int) string {
	card := `{"components":[` + component("header", productHeader) + `]}`
	return `{"type":"carousel","cards":[` + strings.TrimSuffix(strings.Repeat(card+",", count), ",") + `]}`
}

const (
	productHeader = `{"type":"product","product":{"product_retailer_id":"b1","catalog_id":"1"}}`
	imageHeader   = `{"type":"image","image":{"link":"https://shop.test/a.png"}}`
	offerEnds     = `{"type":"limited_time_offer","limited_time_offer":{"expiration_time_ms":1772442000000}}`
	tapTarget     = `{"type":"tap_target_configuration","tap_target_configuration":[{"url":"https://shop.test","title":"Shop"}]}`
	coupon        = `{"type":"coupon_code","coupon_code":"SPRING25"}`
	orderShipped  = `{"type":"order_status","order_status":{"reference_id":"a","order":{"status":"shipped"}}}`
)

var (
	whoHeader  = component("header", namedText("who", "Ada"))
	whatBody   = component("body", namedText("what", "parcel")+`,`+namedText("price", "2"))
	openLink   = buttonOf("url", 0, textParameter("17"))
	wholeHi    = whoHeader + "," + whatBody + "," + openLink
	wholeOffer = component("header", imageHeader) + "," + component("limited_time_offer", offerEnds) + "," +
		buttonOf("copy_code", 0, coupon) + "," + buttonOf("url", 1, textParameter("a"))
)

// sendTemplate sends a message with a template of these components.
func sendTemplate(t *testing.T, template graphtest.Template, components string) (answer, *graphtest.Server) {
	t.Helper()
	srv := graphtest.New()
	template.Name = "spring"
	srv.AddTemplate(graphtest.WABAID, template)
	return call(t, srv, http.MethodPost, messages, templateBody("spring", components)), srv
}

func TestTemplateMessages(t *testing.T) {
	t.Parallel()
	status := graphtest.Template{Components: `[{"type":"BODY","text":"Hello."}]`, Fields: map[string]any{"sub_category": "ORDER_STATUS"}}
	of := func(components string) graphtest.Template { return graphtest.Template{Components: components} }
	tests := map[string]struct {
		template   graphtest.Template
		components string
	}{
		"by name":               {of(namedTemplate), wholeHi},
		"in another order":      {of(namedTemplate), openLink + "," + component("body", namedText("price", "2")+","+namedText("what", "parcel")) + "," + whoHeader},
		"with a payload":        {of(namedTemplate), wholeHi + "," + buttonOf("quick_reply", 2, `{"type":"payload","payload":"stop"}`)},
		"with a tap target":     {of(namedTemplate), wholeHi + "," + component("tap_target_configuration", tapTarget)},
		"an offer":              {of(offerTemplate), wholeOffer},
		"order details":         {of(orderTemplate), buttonOf("order_details", 0, action(`"order_details":`+orderOf("", "")))},
		"an order status":       {status, component("order_status", orderShipped)},
		"a call":                {of(callTemplate), buttonOf("voice_call", 1, `{"type":"ttl_minutes","ttl_minutes":100},{"type":"payload","payload":"a"}`)},
		"a call, no index":      {of(callTemplate), `{"type":"button","sub_type":"voice_call","parameters":[{"type":"ttl_minutes","ttl_minutes":100}]}`},
		"a call as it is":       {of(callTemplate), ""},
		"a product":             {of(productTemplate), component("header", productHeader)},
		"products":              {of(productsTemplate), buttonOf("mpm", 0, action(`"thumbnail_product_retailer_id":"b1","sections":[{"title":"A","product_items":[{"product_retailer_id":"b1"}]}]`))},
		"a catalog and a flow":  {of(catalogTemplate), buttonOf("CATALOG", 0, action(`"thumbnail_product_retailer_id":"b1"`)) + "," + buttonOf("flow", 1, action(`"flow_token":"a"`))},
		"two cards":             {of(cardsTemplate), productCards(2)},
		"ten cards":             {of(cardsTemplate), productCards(10)},
		"a place":               {of(placeTemplate), component("header", `{"type":"location","location":{"latitude":1,"longitude":2}}`) + "," + bodyOf(textParameter("Ada"))},
		"an amount and a day":   {of(namedTemplate), whoHeader + "," + openLink + "," + component("body", `{"type":"currency","parameter_name":"price","currency":{"fallback_value":"$1","code":"USD","amount_1000":1000}},{"type":"date_time","parameter_name":"what","date_time":{"fallback_value":"Monday"}}`)},
		"a GIF":                 {of(gifTemplate), component("header", `{"type":"gif","gif":{"link":"https://shop.test/a.mp4"}}`)},
		"a video in its place":  {of(gifTemplate), component("header", `{"type":"video","video":{"link":"https://shop.test/a.mp4"}}`)},
		"the longest text":      {of(placeTemplate), component("header", `{"type":"location","location":{"latitude":1,"longitude":2}}`) + "," + bodyOf(textParameter(characters(1017)))},
		"only the body is told": {graphtest.Template{Body: "Hello {{1}}!"}, component("header", imageHeader) + "," + bodyOf(textParameter("Ada"))},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			reply, srv := sendTemplate(t, test.template, test.components)
			require.Equal(t, http.StatusOK, reply.Status, reply.Body)
			require.Len(t, srv.Outbox(), 1)
		})
	}
}

func TestTemplateMessagesRefused(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		template, components string
		code                 int
		want                 string
	}{
		"no header":              {namedTemplate, whatBody + "," + openLink, 132000, "header: number of localizable_params (0)"},
		"another name":           {namedTemplate, component("header", namedText("whom", "Ada")) + "," + whatBody + "," + openLink, 100, "variables {who} - got"},
		"no name":                {namedTemplate, component("header", textParameter("Ada")) + "," + whatBody + "," + openLink, 100, "variables {who} - got"},
		"a name twice":           {namedTemplate, whoHeader + "," + component("body", namedText("what", "a")+","+namedText("what", "b")) + "," + openLink, 100, "{what, price} - got"},
		"a picture for a text":   {namedTemplate, component("header", imageHeader) + "," + whatBody + "," + openLink, 132012, "header: Format mismatch, expected TEXT, received IMAGE"},
		"an empty text":          {placeTemplate, component("header", `{"type":"location","location":{"latitude":1,"longitude":2}}`) + "," + bodyOf(textParameter("")), 131008, "missing text value"},
		"a line break":           {placeTemplate, component("header", `{"type":"location","location":{"latitude":1,"longitude":2}}`) + "," + bodyOf(textParameter(`a\nb`)), 132018, "new-line/tab"},
		"five spaces":            {placeTemplate, component("header", `{"type":"location","location":{"latitude":1,"longitude":2}}`) + "," + bodyOf(textParameter("a     b")), 132018, "4 consecutive spaces"},
		"a text too long":        {placeTemplate, component("header", `{"type":"location","location":{"latitude":1,"longitude":2}}`) + "," + bodyOf(textParameter(characters(1018))), 132005, "body: the text has 1025 characters"},
		"a header too long":      {namedTemplate, component("header", namedText("who", characters(58))) + "," + whatBody + "," + openLink, 132005, "header: the text has 61 characters"},
		"nowhere":                {placeTemplate, component("header", `{"type":"location","location":{"latitude":1}}`) + "," + bodyOf(textParameter("Ada")), 100, "longitude"},
		"no link":                {namedTemplate, whoHeader + "," + whatBody, 131008, "Button at index 0 of type URL requires a parameter"},
		"a link without a value": {namedTemplate, whoHeader + "," + whatBody + "," + buttonOf("url", 0, ""), 131008, "Button at index 0 of type URL requires a parameter"},
		"a link of nothing":      {namedTemplate, whoHeader + "," + whatBody + "," + buttonOf("url", 0, textParameter("")), 131008, "missing text value"},
		"two values of a link":   {namedTemplate, whoHeader + "," + whatBody + "," + buttonOf("url", 0, textParameter("1")+","+textParameter("2")), 132000, "Button at index 0: number of localizable_params (2)"},
		"a coupon for a link":    {namedTemplate, whoHeader + "," + whatBody + "," + buttonOf("url", 0, coupon), 132012, "expected TEXT, received COUPON_CODE"},
		"a link twice":           {namedTemplate, wholeHi + "," + openLink, 132018, "Button at index 0 has parameters already"},
		"a link that is fixed":   {namedTemplate, wholeHi + "," + buttonOf("url", 1, textParameter("1")), 132018, "Button at index 1 of type URL takes no parameter"},
		"another button":         {namedTemplate, wholeHi + "," + buttonOf("url", 2, textParameter("1")), 132012, `Button at index 2 is of type QUICK_REPLY, received "url"`},
		"a button too far":       {namedTemplate, wholeHi + "," + buttonOf("url", 4, textParameter("1")), 132018, "no button at index 4"},
		"an offer without end":   {offerTemplate, strings.Replace(wholeOffer, component("limited_time_offer", offerEnds)+",", "", 1), 131008, "limited_time_offer: the template requires a parameter"},
		"an end of no offer":     {namedTemplate, wholeHi + "," + component("limited_time_offer", offerEnds), 132018, "limited_time_offer: the template takes no parameter"},
		"an end that is no time": {offerTemplate, strings.Replace(wholeOffer, "1772442000000", `"soon"`, 1), 131009, "must be a time in milliseconds"},
		"no coupon":              {offerTemplate, strings.Replace(wholeOffer, "SPRING25", "", 1), 131008, "['coupon_code'] is required"},
		"a tap target elsewhere": {productTemplate, component("header", productHeader) + "," + component("tap_target_configuration", tapTarget), 132018, "needs a URL button"},
		"a tap target of none":   {namedTemplate, wholeHi + "," + component("tap_target_configuration", `{"type":"tap_target_configuration"}`), 131008, "['tap_target_configuration'] is required"},
		"a tap to nowhere":       {namedTemplate, wholeHi + "," + component("tap_target_configuration", strings.Replace(tapTarget, "https", "shop", 1)), 131009, "['url'] is not a valid URI"},
		"a tap without a title":  {namedTemplate, wholeHi + "," + component("tap_target_configuration", strings.Replace(tapTarget, `"Shop"`, `""`, 1)), 131008, "['title'] is required"},
		"an order status":        {namedTemplate, wholeHi + "," + component("order_status", orderShipped), 132018, "order_status: the template takes no parameter"},
		"no order":               {orderTemplate, "", 131008, "Button at index 0 of type ORDER_DETAILS requires a parameter"},
		"an empty order":         {orderTemplate, buttonOf("order_details", 0, action(`"flow_token":"a"`)), 131008, "requires order_details"},
		"a wrong order":          {orderTemplate, buttonOf("order_details", 0, action(`"order_details":`+orderOf(`,"currency":""`, ""))), 131009, "['action']['order_details']['currency'] is required"},
		"a call for ever":        {callTemplate, buttonOf("voice_call", 1, `{"type":"ttl_minutes","ttl_minutes":43201}`), 131009, "between 1 and 43200"},
		"an empty payload":       {callTemplate, buttonOf("voice_call", 1, `{"type":"payload"}`), 131008, "['payload'] is required"},
		"no product":             {productTemplate, component("header", `{"type":"product","product":{"catalog_id":"1"}}`), 131008, "['product_retailer_id'] is required"},
		"a picture for it":       {productTemplate, component("header", imageHeader), 132012, "expected PRODUCT, received IMAGE"},
		"no products":            {productsTemplate, buttonOf("mpm", 0, action("")), 131008, "requires sections"},
		"eleven cards":           {cardsTemplate, productCards(11), 132000, "carousel: number of localizable_params (11)"},
		"a card of nothing":      {cardsTemplate, strings.Replace(productCards(2), component("header", productHeader), "", 1), 132012, "card 0: header: Format mismatch, expected PRODUCT"},
		"a card of a bad kind":   {cardsTemplate, strings.Replace(productCards(2), `"type":"header",`, "", 1), 100, "['cards'][0]['components'][0]['type'] is required"},
		"no image":               {offerTemplate, strings.Replace(wholeOffer, `{"link":"https://shop.test/a.png"}`, `{}`, 1), 100, "['image'] must have one of {id, link}"},
		"an amount of nothing":   {placeTemplate, component("header", `{"type":"location","location":{"latitude":1,"longitude":2}}`) + "," + bodyOf(`{"type":"currency","currency":{"code":"USD"}}`), 131008, "['currency']['fallback_value'] is required"},
		"a day of nothing":       {placeTemplate, component("header", `{"type":"location","location":{"latitude":1,"longitude":2}}`) + "," + bodyOf(`{"type":"date_time"}`), 131008, "['date_time']['fallback_value'] is required"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			reply, srv := sendTemplate(t, graphtest.Template{Components: test.template}, test.components)
			reply.requireError(t, http.StatusBadRequest, test.code)
			require.Contains(t, strings.ReplaceAll(reply.Body, `\"`, `"`), test.want)
			require.Empty(t, srv.Outbox())
		})
	}
	reply, _ := sendTemplate(t, graphtest.Template{Components: `[{"type":"BODY","text":"Hello."}]`, Fields: map[string]any{"sub_category": "ORDER_STATUS"}}, "")
	reply.requireDetails(t, http.StatusBadRequest, 131008, "order_status: the template requires a parameter")
	media, _ := sendTemplate(t, graphtest.Template{Components: gifTemplate}, component("header", `{"type":"gif","gif":{"id":"7"}}`))
	media.requireError(t, http.StatusBadRequest, 100)
}
