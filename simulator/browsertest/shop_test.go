package browsertest_test

import (
	"net/http"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

// asksToPay asks for the payment of an order of 210 rupees.
const asksToPay = `"type":"interactive","interactive":{"type":"order_details","body":{"text":"Your order is ready. Here is what it costs."},"footer":{"text":"Thank you"},"action":{"name":"review_and_pay","parameters":` +
	`{"reference_id":"order-1","type":"physical-goods","currency":"INR","total_amount":{"value":21000,"offset":100},"payment_settings":[{"type":"payment_gateway","payment_gateway":{"type":"razorpay","configuration_name":"` + graphtest.PaymentConfigurationName + `"}}],` +
	`"order":{"status":"pending","items":[{"retailer_id":"sku-1","name":"Fern","amount":{"value":10000,"offset":100},"quantity":2}],"subtotal":{"value":20000,"offset":100},"tax":{"value":1000,"offset":100}}}}}`

const orderIsShipped = `"type":"interactive","interactive":{"type":"order_status","body":{"text":"Good news"},"action":{"name":"review_order","parameters":{"reference_id":"order-1","order":{"status":"shipped","description":"It comes tomorrow"}}}}`

// set enters a value as a person does.
func (s *stage) set(selector, entered string) {
	s.t.Helper()
	s.until(`document.querySelector(` + quoted(selector) + `) !== null`)
	value[bool](s, `((field) => { field.value = `+quoted(entered)+`; return ["input", "change"].every((kind) => field.dispatchEvent(new Event(kind, { bubbles: true }))); })(document.querySelector(`+quoted(selector)+`))`)
}

func TestCatalogAndCart(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.request(http.MethodPost, "/v23.0/"+graphtest.PhoneNumberID+"/whatsapp_commerce_settings", `{"is_catalog_visible":true}`)
	s.write(`"type":"interactive","interactive":{"type":"catalog_message","body":{"text":"All that we have"},"action":{"name":"catalog_message","parameters":{"thumbnail_product_retailer_id":"sku-2"}}}`)
	s.write(`"type":"interactive","interactive":{"type":"product","body":{"text":"This one?"},"action":{"catalog_id":"` + graphtest.CatalogID + `","product_retailer_id":"sku-1"}}`)
	s.show("light")
	s.has(".product", "Cactus")
	s.has(".product", "14.50 USD")
	s.click(".phone-head [aria-label='Open the catalog']", "")
	s.has(".shop-line", "Watering can")
	require.True(t, value[bool](s, `document.querySelector(".shop [type=submit]").disabled`))
	s.click("[aria-label='One more of Fern']", "")
	s.click("[aria-label='One more of Fern']", "")
	s.click("[aria-label='One more of Moss']", "")
	s.has(".shop-total", "35.25 USD")
	s.click("[aria-label='One less of Fern']", "")
	s.set(".shop [name=note]", "As a present")
	s.click(".shop [type=submit]", "Send the order")
	order := s.hook(`"order"`)
	require.Contains(t, order, `"product_retailer_id":"sku-1","quantity":1,"item_price":14.5,"currency":"USD"`)
	require.Contains(t, order, `"text":"As a present"`)
	s.has(".own .order", "1 × Moss")
	s.until(`!document.querySelector("dialog")`)

	s.click(".tap", "View")
	s.click("dialog [aria-label^='Ask about']", "")
	s.has(".about", "Ask about")
	s.do(chromedp.SendKeys(chromedp.CSS(".composer textarea"), "Is it big?"), enter)
	require.Contains(t, s.hook("Is it big?"), `"referred_product"`)
	s.has(".own .quote", "Product")
}

func TestPayingOnThePage(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.write(asksToPay)
	s.show("light")
	s.has(".order .total", "210.00 INR")
	pay := func(button, status string) {
		s.click(".tap", button)
		s.set("dialog [name=status]", status)
		s.submit("Pay")
	}
	pay("Review and pay", "failed")
	require.Contains(t, s.hook(`"type":"payment"`), `"status":"failed"`)
	s.has(".order .bad", "The payment failed: incorrect pin")
	pay("Try again", "pending")
	require.Contains(t, s.hook(`"type":"payment"`), `"status":"pending"`)
	s.has(".order .waits", "pending")
	pay("Review and pay", "captured")
	require.Contains(t, s.hook(`"type":"payment"`), `"status":"captured"`)
	s.has(".order .good", "Paid by UPI")
	s.write(orderIsShipped)
	s.has(".order-status", "It comes tomorrow")
	s.has(".order", "Shipped")
	s.click(".tap", "View the order")
	s.has("dialog .order", "Paid by UPI")
	require.Zero(t, value[int](s, `document.querySelectorAll("dialog [type=submit]").length`))
}
