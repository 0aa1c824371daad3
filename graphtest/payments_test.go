package graphtest_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

const (
	configurationsPath = "/" + graphtest.WABAID + "/payment_configurations"
	configurationPath  = "/" + graphtest.WABAID + "/payment_configuration"
	paymentLinkPath    = "/" + graphtest.WABAID + "/generate_payment_configuration_oauth_link"
	refundPath         = "/" + graphtest.PhoneNumberID + "/payments_refund"
	paidPath           = "/" + graphtest.PhoneNumberID + "/payments/" + graphtest.PaymentConfigurationName + "/" + graphtest.PaidOrderID
)

func TestPaymentConfigurations(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	told := srv.Webhooks(http.NotFoundHandler(), hookSecret)
	created := call(t, srv, "POST", configurationPath, jsonBody(`{"configuration_name":"second","provider_name":"razorpay","purpose_code":"03"}`)).object(t)
	require.Regexp(t, "^https://www.facebook.com/payment/onboarding/init/", created["oauth_url"])
	second := get(t, srv, configurationPath+"/second").data(t)[0]
	require.Equal(t, "Needs_Connecting", second["status"])
	require.Equal(t, map[string]any{"code": "03", "description": "Code 03"}, second["purpose_code"])
	upi := call(t, srv, "POST", configurationPath, jsonBody(`{"configuration_name":"upi","provider_name":"UPI_VPA","merchant_vpa":"shop@bank"}`)).object(t)
	require.Equal(t, map[string]any{"success": true}, upi)

	srv.SetPaymentConfigurationStatus(graphtest.WABAID, "second", "Needs_Testing")
	require.Equal(t, 1, told.Pending())
	require.NotEmpty(t, get(t, srv, configurationPath+"/second").data(t)[0]["provider_mid"])

	groups := get(t, srv, configurationsPath).data(t)
	require.Len(t, groups, 1)
	require.Len(t, groups[0]["payment_configurations"], 3)
	call(t, srv, "DELETE", configurationPath, jsonBody(`{"configuration_name":"upi"}`)).object(t)
	get(t, srv, configurationPath+"/upi").requireError(t, http.StatusNotFound, 803)
}

func TestRefusedPaymentConfigurations(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	call(t, srv, "POST", configurationPath, jsonBody(`{"configuration_name":"upi","provider_name":"upi_vpa","merchant_vpa":"shop@bank"}`)).object(t)
	for body, status := range map[string]int{
		`{"provider_name":"payu"}`:                                          http.StatusBadRequest,
		`{"configuration_name":"a"}`:                                        http.StatusBadRequest,
		`{"configuration_name":"a","provider_name":"bank"}`:                 http.StatusBadRequest,
		`{"configuration_name":"a","provider_name":"upi_vpa"}`:              http.StatusBadRequest,
		`{"configuration_name":"shop-payments","provider_name":"razorpay"}`: http.StatusBadRequest,
	} {
		require.Equal(t, status, call(t, srv, "POST", configurationPath, jsonBody(body)).Status, body)
	}
	for body, status := range map[string]int{
		`{}`: http.StatusBadRequest, `{"configuration_name":"none"}`: http.StatusNotFound, `{"configuration_name":"upi"}`: http.StatusUnprocessableEntity,
	} {
		require.Equal(t, status, call(t, srv, "POST", paymentLinkPath, jsonBody(body)).Status, body)
	}
	call(t, srv, "DELETE", configurationPath, jsonBody(`{}`)).requireError(t, http.StatusBadRequest, 100)
	call(t, srv, "DELETE", configurationPath, jsonBody(`{"configuration_name":"none"}`)).requireError(t, http.StatusNotFound, 803)
	for body, status := range map[string]int{`{}`: http.StatusBadRequest, `{"data_endpoint_url":"http://shop.test"}`: http.StatusBadRequest} {
		require.Equal(t, status, call(t, srv, "POST", configurationPath+"/upi", jsonBody(body)).Status, body)
	}
	call(t, srv, "POST", configurationPath+"/none", jsonBody(`{"data_endpoint_url":""}`)).requireError(t, http.StatusNotFound, 803)
	require.Panics(t, func() { srv.SetPaymentConfigurationStatus(graphtest.WABAID, "none", "Active") })
	require.Panics(t, func() { srv.PayOrder(graphtest.PhoneNumberID, "none", graphtest.PaymentAttempt{}) })
}

// What is paid can be paid back once, and not more of it.
func TestRefunds(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	told := srv.Webhooks(http.NotFoundHandler(), hookSecret)
	refund := func(reference, value, more string) string {
		return `{"reference_id":"` + reference + `","payment_config_id":"shop-payments","amount":{"currency":"INR","value":"` + value + `","offset":"100"}` + more + `}`
	}
	call(t, srv, "POST", refundPath, jsonBody(refund(graphtest.PaidOrderID, "20000", `,"speed":"instant"`))).object(t)
	call(t, srv, "POST", refundPath, jsonBody(refund(graphtest.PaidOrderID, "1001", ""))).requireError(t, http.StatusUnprocessableEntity, 100)
	call(t, srv, "POST", refundPath, jsonBody(refund(graphtest.PaidOrderID, "1000", ""))).object(t)
	call(t, srv, "POST", refundPath, jsonBody(refund("none", "1", ""))).requireError(t, http.StatusNotFound, 803)
	call(t, srv, "POST", refundPath, jsonBody(refund("", "1", ""))).requireError(t, http.StatusBadRequest, 100)
	call(t, srv, "POST", refundPath, jsonBody(refund(graphtest.PaidOrderID, "0", ""))).requireError(t, http.StatusBadRequest, 100)
	call(t, srv, "POST", refundPath, jsonBody(refund(graphtest.PaidOrderID, "1", `,"speed":"slow"`))).requireError(t, http.StatusBadRequest, 100)
	for _, amount := range []string{`"1"`, `{}`, `{"currency":"INR","value":1,"offset":1}`, `{"currency":"BRL","value":1,"offset":100}`} {
		body := `{"reference_id":"order-7781","payment_config_id":"shop-payments","amount":` + amount + `}`
		call(t, srv, "POST", refundPath, jsonBody(body)).requireError(t, http.StatusBadRequest, 100)
	}
	call(t, srv, "POST", refundPath, jsonBody(`{"reference_id":"order-7781"}`)).requireError(t, http.StatusBadRequest, 100)
	call(t, srv, "POST", refundPath, jsonBody(`{"reference_id":"order-7781","payment_config_id":"shop-payments"}`)).requireError(t, http.StatusBadRequest, 100)

	require.Equal(t, 2, told.Pending(), "a webhook for each refund")

	payments, _ := get(t, srv, paidPath).object(t)["payments"].([]any)
	transactions, _ := payments[0].(map[string]any)["transactions"].([]any)
	require.Len(t, transactions[0].(map[string]any)["refunds"], 2)
	get(t, srv, "/"+graphtest.PhoneNumberID+"/payments/another/"+graphtest.PaidOrderID).requireError(t, http.StatusNotFound, 803)
}

// The next attempt settles a payment that is pending.
func TestPendingPayment(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	order := `{"messaging_product":"whatsapp","to":"15550100123","type":"interactive","interactive":{"type":"order_details","body":{"text":"Your order"},"action":{"name":"review_and_pay","parameters":{` +
		`"reference_id":"slow","type":"digital-goods","currency":"INR","total_amount":{"value":100,"offset":100},"payment_configuration":"` + graphtest.PaymentConfigurationName + `",` +
		`"order":{"status":"pending","items":[{"name":"Fern","amount":{"value":100,"offset":100},"quantity":1}],"subtotal":{"value":100,"offset":100},"tax":{"value":0,"offset":100}}}}}}`
	call(t, srv, "POST", "/"+graphtest.PhoneNumberID+"/messages", jsonBody(order)).object(t)
	path := "/" + graphtest.PhoneNumberID + "/payments/" + graphtest.PaymentConfigurationName + "/slow"
	state := func() (status any, transactions []any) {
		payments, _ := get(t, srv, path).object(t)["payments"].([]any)
		payment, _ := payments[0].(map[string]any)
		transactions, _ = payment["transactions"].([]any)
		return payment["status"], transactions
	}
	srv.PayOrder(graphtest.PhoneNumberID, "slow", graphtest.PaymentAttempt{Pending: true})
	status, transactions := state()
	require.Equal(t, "pending", status)
	require.Equal(t, "pending", transactions[0].(map[string]any)["status"])
	srv.PayOrder(graphtest.PhoneNumberID, "slow", graphtest.PaymentAttempt{FailureReason: "payment_timed_out"})
	_, transactions = state()
	require.Len(t, transactions, 1)
	require.Equal(t, "failed", transactions[0].(map[string]any)["status"])
	srv.PayOrder(graphtest.PhoneNumberID, "slow", graphtest.PaymentAttempt{})
	status, transactions = state()
	require.Equal(t, "captured", status)
	require.Len(t, transactions, 2)
}
