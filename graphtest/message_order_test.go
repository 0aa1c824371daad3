package graphtest_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

const rupees = `{"value":1000,"offset":100}`

// orderMessage returns an order with members that take precedence over those of
// all orders.
func orderMessage(payment, order string) string {
	return interactive("order_details", `{"name":"review_and_pay","parameters":`+orderOf(payment, order)+`}`)
}

func orderOf(payment, order string) string {
	return fmt.Sprintf(`{"reference_id":"order-17","type":"digital-goods","currency":"INR","total_amount":%s,"payment_settings":[
		{"type":"upi_intent_link","upi_intent_link":{"link":"upi://pay"}}]%s,"order":{"status":"pending","subtotal":%s,"tax":{"value":0,"offset":100},
		"items":[{"name":"Bread","amount":%s,"quantity":1}]%s}}`, rupees, payment, rupees, rupees, order)
}

func TestOrders(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{
		"an order":       orderMessage("", ""),
		"with all":       orderMessage(`,"total_amount":{"value":"1050","offset":"100"}`, `,"shipping":{"value":100,"offset":100},"discount":{"value":50,"offset":100}`),
		"on sale":        orderMessage("", `,"items":[{"name":"Bread","amount":{"value":900,"offset":100},"sale_amount":{"value":500,"offset":100},"quantity":2}]`),
		"with an image":  orderMessage("", `,"items":[{"name":"Bread","image":{"link":"https://shop.test/a.png"},"amount":`+rupees+`,"quantity":1}]`),
		"a status":       interactive("order_status", `{"name":"review_order","parameters":{"reference_id":"order-17","order":{"status":"shipped","description":"x"},"payment":{"status":"captured"}}}`),
		"another offset": orderMessage(`,"currency":"USD","total_amount":{"value":1000,"offset":1000}`, ""),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := graphtest.New()
			reply := call(t, srv, http.MethodPost, messages, contentBody("interactive", content))
			require.Equal(t, http.StatusOK, reply.Status, reply.Body)
			require.JSONEq(t, content, string(srv.Outbox()[0].Content))
		})
	}
}

func TestOrdersRefused(t *testing.T) {
	t.Parallel()
	item := func(members string) string {
		return `,"items":[{"name":"Bread","amount":` + rupees + `,"quantity":1` + members + `}]`
	}
	image := `,"image":{"link":"https://shop.test/a.png"}`
	eleven := `,"items":[` + strings.TrimSuffix(strings.Repeat(`{"name":"Bread","amount":`+rupees+`,"quantity":1`+image+`},`, 11), ",") + `]`
	status := func(parameters string) string {
		return interactive("order_status", `{"name":"review_order","parameters":`+parameters+`}`)
	}
	requireRefused(t, map[string]refusedContent{
		"a header of text":      {"interactive", headed("order_details", `{"type":"text","text":"x"}`, `{"name":"review_and_pay","parameters":`+orderOf("", "")+`}`), 131009, "Header of the type text"},
		"no parameters":         {"interactive", interactive("order_details", `{"name":"review_and_pay"}`), 131009, "['reference_id'] must have 1 to 60"},
		"a long reference":      {"interactive", orderMessage(`,"reference_id":"`+strings.Repeat("a", 36)+`"`, ""), 131009, "1 to 35 letters"},
		"a reference of spaces": {"interactive", orderMessage(`,"reference_id":"a b"`, ""), 131009, "got \\\"a b\\\""},
		"other goods":           {"interactive", orderMessage(`,"type":"services"`, ""), 131009, "digital-goods or physical-goods"},
		"no currency":           {"interactive", orderMessage(`,"currency":""`, ""), 131009, "['currency'] is required"},
		"a shipped order":       {"interactive", orderMessage("", `,"status":"shipped"`), 131009, "must be pending"},
		"barter":                {"interactive", orderMessage(`,"payment_settings":[{"type":"barter"}]`, ""), 100, "['payment_settings'][0]['type'] must be one of"},
		"a setting of nothing":  {"interactive", orderMessage(`,"payment_settings":[{"type":"boleto"}]`, ""), 131009, "['payment_settings'][0]['boleto'] is required"},
		"settings as a text":    {"interactive", orderMessage(`,"payment_settings":"none"`, ""), 100, "['payment_settings'] must be an array"},
		"no total":              {"interactive", orderMessage(`,"total_amount":null`, ""), 131009, "['total_amount'] is required"},
		"a total that is off":   {"interactive", orderMessage(`,"total_amount":{"value":999,"offset":100}`, ""), 131009, "subtotal + tax + shipping - discount is 1000"},
		"no tax":                {"interactive", orderMessage("", `,"tax":null`), 131009, "['tax'] is required"},
		"a negative tax":        {"interactive", orderMessage("", `,"tax":{"value":-1,"offset":100}`), 131009, "['tax']['value'] must be an integer"},
		"another offset":        {"interactive", orderMessage("", `,"tax":{"value":0,"offset":10}`), 131009, "['tax']['offset'] must be 100"},
		"a sum that is off":     {"interactive", orderMessage("", `,"subtotal":{"value":999,"offset":100}`), 131009, "the items cost 1000 together"},
		"no items":              {"interactive", orderMessage("", `,"items":[]`), 131009, "at least one item"},
		"a nameless item":       {"interactive", orderMessage("", item(`,"name":""`)), 131009, "Item name length invalid"},
		"an item for nothing":   {"interactive", orderMessage("", item(`,"amount":null`)), 131009, "['items'][0]['amount'] is required"},
		"a bad sale":            {"interactive", orderMessage("", item(`,"sale_amount":{"value":"a","offset":100}`)), 131009, "['sale_amount']['value']"},
		"half an item":          {"interactive", orderMessage("", item(`,"quantity":0.5`)), 131009, "['quantity'] must be a positive integer"},
		"an image and an id":    {"interactive", orderMessage("", item(image+`,"retailer_id":"b1"`)), 131009, "['image'] is not allowed"},
		"eleven images":         {"interactive", orderMessage("", eleven), 131009, "at most 10 items with images"},
		"no order":              {"interactive", status(`{"order":{"status":"shipped"}}`), 131009, "['reference_id'] is required"},
		"a lost order":          {"interactive", status(`{"reference_id":"a","order":{"status":"lost"}}`), 100, "['order']['status'] must be one of"},
		"a stolen payment":      {"interactive", status(`{"reference_id":"a","order":{"status":"shipped"},"payment":{"status":"stolen"}}`), 100, "['payment']['status'] must be one of"},
		"a long description":    {"interactive", status(`{"reference_id":"a","order":{"status":"shipped","description":"` + characters(121) + `"}}`), 131009, "Order description length invalid"},
		"an order as text":      {"interactive", status(`{"reference_id":"a","order":"shipped"}`), 100, "['order'] must be an object"},
	})
}

func TestRequestsOfBusinessesRefused(t *testing.T) {
	t.Parallel()
	call := func(parameters string) string {
		return interactive("voice_call", `{"name":"voice_call","parameters":{`+parameters+`}}`)
	}
	quick := func(ids ...string) string {
		header := `"header":{"type":"image","image":{"link":"https://shop.test/a.png"}}`
		replies := make([]string, len(ids))
		for i, id := range ids {
			replies[i] = `{"type":"quick_reply","quick_reply":{"id":"` + id + `","title":"` + id + `"}}`
		}
		return `{` + header + `,"action":` + buttons(replies...) + `}`
	}
	product := func(catalog string) string {
		return `{"type":"product","action":{"catalog_id":"` + catalog + `","product_retailer_id":"b1"}}`
	}
	cards := func(cards ...string) string {
		return interactive("carousel", `{"cards":[`+strings.Join(cards, ",")+`]}`)
	}
	requireRefused(t, map[string]refusedContent{
		"a long call":         {"interactive", call(`"display_text":"` + characters(21) + `"`), 131009, "Button display_text length invalid"},
		"a long payload":      {"interactive", call(`"payload":"` + characters(513) + `"`), 131009, "Payload length invalid"},
		"a call for ever":     {"interactive", call(`"ttl_minutes":43201`), 131009, "must be between 1 and 43200"},
		"a call of the past":  {"interactive", call(`"ttl_minutes":0`), 131009, "must be between 1 and 43200"},
		"values as a text":    {"interactive", interactive("address_message", `{"name":"address_message","parameters":{"country":"IN","values":"Pune"}}`), 131009, "['values'] must be an object"},
		"more replies":        {"interactive", cards(quick("1"), quick("1", "2")), 131009, "['cards'][1] must have the type"},
		"two catalogs":        {"interactive", cards(product("1"), product("2")), 131009, "['cards'][1] must have the type"},
		"two kinds of cards":  {"interactive", cards(product("1"), quick("1")), 131009, "['cards'][1] must have the type"},
		"cards, no picture":   {"interactive", carousel(strings.Replace(quick("1"), `"header"`, `"footer"`, 1)), 131009, "['cards'][0]['header'] is required"},
		"cards of four lines": {"interactive", carousel(`{"body":{"text":"a\nb\nc\nd"},` + quick("1")[1:]), 131009, "line breaks"},
	})
}

func TestPins(t *testing.T) {
	t.Parallel()
	pin := func(members string) payload {
		return jsonBody(`{"messaging_product":"whatsapp","recipient_type":"group","to":"Y2FwaV9ncm91cDox","type":"pin","pin":{"message_id":"wamid.1",` + members + `}}`)
	}
	srv := graphtest.New()
	for _, members := range []string{`"type":"pin","expiration_days":30`, `"type":"pin","expiration_days":"1"`, `"type":"unpin"`} {
		require.Equal(t, http.StatusOK, call(t, srv, http.MethodPost, messages, pin(members)).Status, members)
	}
	for _, members := range []string{`"type":"pin"`, `"type":"pin","expiration_days":31`, `"type":"pin","expiration_days":0`, `"type":"pin","expiration_days":"soon"`} {
		call(t, srv, http.MethodPost, messages, pin(members)).requireError(t, http.StatusBadRequest, 100)
	}
	require.Len(t, srv.Outbox(), 3)
}

func TestEnvelopesOfMessages(t *testing.T) {
	t.Parallel()
	send := func(srv *graphtest.Server, members string) answer {
		return call(t, srv, http.MethodPost, messages, jsonBody(`{"messaging_product":"whatsapp","to":"+15550123","text":{"body":"Hello"},`+members+`}`))
	}
	srv := graphtest.New()
	hooks := srv.Webhooks(http.NotFoundHandler(), "secret", graphtest.WithStatuses(webhook.MessageStatusSent))
	require.Equal(t, http.StatusOK, send(srv, `"category":"authentication","ttl_seconds":900,"recipient_identity_key_hash":"DF2l","messaging_account_id":"`+graphtest.WABAID+`"`).Status)
	sent := srv.Outbox()[0]
	require.Equal(t, "authentication", sent.Category)
	require.Equal(t, 900, sent.TTLSeconds)
	require.Equal(t, "DF2l", sent.RecipientIdentityKeyHash)
	require.Equal(t, graphtest.WABAID, sent.MessagingAccountID)
	notification, err := webhook.Parse(hooks.Deliveries()[0].Body)
	require.NoError(t, err)
	status := slices.Collect(notification.Events())[0].(*webhook.StatusEvent).Status
	require.Equal(t, "DF2l", status.RecipientIdentityKeyHash)
	require.Equal(t, "authentication", status.Pricing.Category)
	require.True(t, status.Pricing.Billable)
	require.Equal(t, http.StatusOK, send(srv, `"category":"utility","type":"interactive","interactive":`+interactive("cta_url", linkAction(1))).Status)
	for members, want := range map[string]string{
		`"category":"marketing"`:                        "category must be one of",
		`"ttl_seconds":60`:                              "messages with a category",
		`"category":"authentication","ttl_seconds":901`: "between 30 and 900",
		`"category":"utility","ttl_seconds":29`:         "between 30 and 43200",
		`"messaging_account_id":"1"`:                    "messaging_account_id",
		`"category":"utility","type":"location","location":{"latitude":1,"longitude":2}`:      "of the type location cannot",
		`"category":"utility","type":"template","template":{}`:                                "of the type template cannot",
		`"category":"utility","type":"interactive","interactive":{"type":"list","action":{}}`: "of the type list cannot",
	} {
		refused := send(srv, members)
		refused.requireError(t, http.StatusBadRequest, 100)
		require.Contains(t, refused.Body, want)
	}
	require.Len(t, srv.Outbox(), 2)
}

// A state that an order cannot reach fails the message after it was accepted.
func TestStatesOfAnOrder(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	send := func(body payload) int {
		require.Equal(t, http.StatusOK, call(t, srv, http.MethodPost, messages, body).Status)
		sent := srv.Outbox()
		if failure := sent[len(sent)-1].Failure; failure != nil {
			return failure.Code
		}
		return 0
	}
	status := func(reference, status, more string) int {
		return send(contentBody("interactive", interactive("order_status", `{"name":"review_order","parameters":{"reference_id":"`+reference+
			`","order":{"status":"`+status+`"}`+more+`}}`)))
	}
	require.Zero(t, status("order-17", "canceled", ""), "the server does not know the order")
	require.Zero(t, send(contentBody("interactive", orderMessage("", ""))))
	require.Zero(t, status("order-17", "processing", ""))
	require.Equal(t, 2046, status("order-17", "pending", ""))
	require.Zero(t, status("order-17", "shipped", `,"payment":{"status":"captured"}`))
	require.Equal(t, 2047, status("order-17", "canceled", ""))
	require.Zero(t, status("order-17", "completed", ""))
	require.Equal(t, 2046, status("order-17", "shipped", ""))

	details := buttonOf("order_details", 0, action(`"order_details":`+orderOf(`,"reference_id":"order-18"`, "")))
	require.Zero(t, send(templateBody("invoice", details)))
	require.Zero(t, status("order-18", "processing", `,"payment":{"status":"failed"}`))
	canceled := strings.NewReplacer(`"a"`, `"order-18"`, "shipped", "canceled").Replace(component("order_status", orderShipped))
	require.Zero(t, send(templateBody("canceled", canceled)))
	require.Equal(t, 2046, status("order-18", "shipped", ""))
	second := contentBody("interactive", interactive("order_status", `{"name":"review_order","parameters":{"reference_id":"order-18","order":{"status":"shipped"}}}`))
	require.Equal(t, http.StatusOK, call(t, srv, http.MethodPost, secondMessages, second).Status)
	sent := srv.Outbox()
	require.NotNil(t, sent[len(sent)-1].Failure, "orders belong to the account, whichever number tells of them")
}

func TestOrdersAreForgotten(t *testing.T) {
	t.Parallel()
	srv := graphtest.New(graphtest.WithHistory(1))
	for _, content := range []string{
		orderMessage("", ""), orderMessage(`,"reference_id":"order-18"`, ""),
		interactive("order_status", `{"name":"review_order","parameters":{"reference_id":"order-18","order":{"status":"completed"}}}`),
		interactive("order_status", `{"name":"review_order","parameters":{"reference_id":"order-17","order":{"status":"completed"}}}`),
		interactive("order_status", `{"name":"review_order","parameters":{"reference_id":"order-17","order":{"status":"shipped"}}}`),
	} {
		require.Equal(t, http.StatusOK, call(t, srv, http.MethodPost, messages, contentBody("interactive", content)).Status)
	}
	require.Nil(t, srv.Outbox()[0].Failure)
}
