package simulator_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

func TestProducts(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	require.Len(t, b.api(http.MethodGet, "/products", "")["products"], 4)
	added := `{"product_retailer_id":"sku-9","name":"Rake","price":12.5}`
	require.Equal(t, graphtest.CatalogID, b.api(http.MethodPost, "/products", added)["catalog_id"])
	b.api(http.MethodPost, "/products", `{"product_retailer_id":"sku-9","name":"Rake","price":11}`)
	products := b.api(http.MethodGet, "/state", "")["products"]
	require.Len(t, products, 5)
	require.InEpsilon(t, 11.0, find(t, products, "product_retailer_id", "sku-9")["price"], 0.001)
	b.refused(http.MethodPost, "/products", `{"name":"nothing"}`, http.StatusBadRequest)
	b.refused(http.MethodPost, "/products", `{"product_retailer_id":"a","name":"b","price":-1}`, http.StatusBadRequest)
	number := find(t, b.api(http.MethodGet, "/state", "")["numbers"], "id", graphtest.PhoneNumberID)
	require.Equal(t, map[string]any{"catalog_id": graphtest.CatalogID, "is_catalog_visible": false, "is_cart_enabled": true}, number["commerce"])
}

func TestOrderAndQuestionAboutAProduct(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	asked := b.write(firstUser, `"type":"interactive","interactive":{"type":"product","action":{"catalog_id":"`+graphtest.CatalogID+`","product_retailer_id":"sku-1"}}`)
	for range 3 {
		b.status()
	}
	b.api(http.MethodPost, "/users/u1/messages", `{"order":{"catalog_id":"`+graphtest.CatalogID+`","text":"Please","product_items":[{"product_retailer_id":"sku-1","quantity":2,"item_price":14.5,"currency":"USD"}]},"reply_to":"`+asked+`"}`)
	order := b.message()
	require.Equal(t, asked, order.Context.ID)
	require.Equal(t, json.Number("14.5"), order.Order.ProductItems[0].ItemPrice)

	told := b.api(http.MethodPost, "/users/u1/messages",
		`{"text":"Is it big?","context":{"referred_product":{"catalog_id":"`+graphtest.CatalogID+`","product_retailer_id":"sku-1"}},"reply_to":"`+asked+`"}`)
	require.Equal(t, "sku-1", told["referred_product"].(map[string]any)["product_retailer_id"])
	question := b.message()
	require.Equal(t, "sku-1", question.Context.ReferredProduct.ProductRetailerID)
	require.Equal(t, asked, question.Context.ID)
}

// orderDetails asks for the payment of an order of 210 rupees.
func orderDetails(reference string) string {
	return `{"reference_id":"` + reference + `","type":"digital-goods","currency":"INR","total_amount":{"value":21000,"offset":100},"payment_settings":[{"type":"payment_gateway","payment_gateway":{"type":"razorpay","configuration_name":"` +
		graphtest.PaymentConfigurationName + `"}}],"order":{"status":"pending","items":[{"retailer_id":"sku-1","name":"Fern","amount":{"value":10000,"offset":100},"quantity":2}],"subtotal":{"value":20000,"offset":100},"tax":{"value":1000,"offset":100}}}`
}

func asksToPay(reference string) string {
	return `"type":"interactive","interactive":{"type":"order_details","body":{"text":"Your order"},"action":{"name":"review_and_pay","parameters":` + orderDetails(reference) + `}}`
}

func orderIs(reference, status string) string {
	return `"type":"interactive","interactive":{"type":"order_status","body":{"text":"News"},"action":{"name":"review_order","parameters":{"reference_id":"` + reference + `","order":{"status":"` + status + `"}}}}`
}

// paymentOf returns the payment and the order of a message, as the phone shows
// them.
func (b *bench) shown(id string) map[string]any {
	b.t.Helper()
	return find(b.t, b.api(http.MethodGet, "/messages", "")["messages"], "id", id)
}

func TestPayingForAnOrder(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.write(firstUser, asksToPay("order-1"))
	for range 3 {
		b.status()
	}
	pay := func(more string) { b.api(http.MethodPost, "/users/u1/payments", `{"message_id":"`+id+`"`+more+`}`) }
	next := func() webhook.Status {
		status := b.status()
		require.Equal(t, webhook.StatusTypePayment, status.Type)
		require.Equal(t, id, status.ID)
		require.Equal(t, "order-1", status.Payment.ReferenceID)
		return status
	}
	pay(`,"status":"failed","reason":"incorrect_pin"`)
	require.Equal(t, webhook.MessageStatus("failed"), next().Status)
	require.Equal(t, map[string]any{"status": "failed", "method": "upi", "reason": "incorrect_pin"}, b.shown(id)["payment"])
	require.Equal(t, "read", b.shown(id)["status"], "the message itself has not failed")
	pay(`,"status":"pending","method":"card"`)
	pending := next()
	require.Equal(t, webhook.MessageStatus("pending"), pending.Status)
	pay("")
	paid := next()
	require.Equal(t, webhook.MessageStatus("captured"), paid.Status)
	require.Equal(t, pending.Payment.Transaction.ID, paid.Payment.Transaction.ID, "what was pending is settled")
	require.Contains(t, b.refused(http.MethodPost, "/users/u1/payments", `{"message_id":"`+id+`"}`, http.StatusBadRequest), "paid already")

	b.write(firstUser, orderIs("order-1", "shipped"))
	require.Equal(t, "shipped", b.shown(id)["order_status"])
	for range 3 {
		b.status()
	}
	status, text := b.graph(http.MethodPost, "/"+graphtest.PhoneNumberID+"/payments_refund",
		`{"reference_id":"order-1","payment_config_id":"`+graphtest.PaymentConfigurationName+`","amount":{"currency":"INR","value":"100","offset":"100"}}`)
	require.Equal(t, http.StatusOK, status, text)
	require.Len(t, next().Payment.Refunds, 1)
	require.Equal(t, true, b.shown(id)["payment"].(map[string]any)["refunded"])

	b.refused(http.MethodPost, "/users/u2/payments", `{"message_id":"`+id+`"}`, http.StatusNotFound)
	b.refused(http.MethodPost, "/users/u1/payments", `{"message_id":"`+id+`","status":"perhaps"}`, http.StatusBadRequest)
	plain := b.write(firstUser, textHello)
	b.refused(http.MethodPost, "/users/u1/payments", `{"message_id":"`+plain+`"}`, http.StatusNotFound)
}

// A template can ask for a payment too, and tell of the order.
func TestPayingForAnOrderOfATemplate(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.sim.Server().AddTemplate(graphtest.WABAID, graphtest.Template{Name: "your_order", Category: "UTILITY", Components: `[
		{"type":"BODY","text":"Your order"},{"type":"BUTTONS","buttons":[{"type":"ORDER_DETAILS","text":"Review and pay"}]}]`})
	id := b.write(firstUser, `"type":"template","template":{"name":"your_order","language":{"code":"en_US"},"components":[{"type":"button","sub_type":"order_details","index":"0","parameters":[{"type":"action","action":{"order_details":`+orderDetails("order-2")+`}}]}]}`)
	for range 3 {
		b.status()
	}
	button := b.shown(id)["template"].(map[string]any)["buttons"].([]any)[0].(map[string]any)
	require.Equal(t, "order-2", button["order"].(map[string]any)["reference_id"])
	b.api(http.MethodPost, "/users/u1/payments", `{"message_id":"`+id+`"}`)
	require.Equal(t, webhook.MessageStatus("captured"), b.status().Status)
	b.write(firstUser, orderIs("order-2", "completed"))
	require.Equal(t, "completed", b.shown(id)["order_status"])
}
