package graphtest

import (
	"strconv"
	"strings"
	"time"

	"github.com/wabakit/whatsapp/webhook"
)

// PaymentAttempt is how somebody pays for an order.
type PaymentAttempt struct {
	// Method is upi, card, wallet or netbanking, by default upi.
	Method string
	// FailureReason is why the payment fails, such as incorrect_pin. Without
	// one, it succeeds.
	FailureReason string
	// Pending says that the bank has not decided yet: the next attempt settles
	// this one.
	Pending bool
}

// payment is what has become of the payment of an order.
type payment struct {
	phone, messageID, payer  string
	configuration, reference string
	gateway, currency        string
	value                    int64
	transactions             []map[string]any
	refunds                  []any // of the transaction that has succeeded
	refunded                 int64
}

const (
	paymentCaptured = "captured"
	paymentPending  = "pending"
	paymentFailed   = "failed"
	paymentSuccess  = "success"
)

// newPayment returns the payment that an order asks for.
func newPayment(message *Sent, order orderDetails) *payment {
	asked := &payment{
		phone: message.PhoneNumberID, messageID: message.ID, payer: recipientKey(orElse(message.To, message.Recipient)),
		reference: order.ReferenceID, currency: order.Currency, configuration: order.PaymentConfiguration,
	}
	if order.TotalAmount != nil {
		asked.value, _ = strconv.ParseInt(string(order.TotalAmount.Value), 10, 64)
	}
	for _, setting := range order.PaymentSettings {
		gateway, _ := setting["payment_gateway"].(map[string]any)
		if name, _ := gateway["configuration_name"].(string); name != "" {
			asked.configuration = name
			asked.gateway, _ = gateway["type"].(string)
		}
	}
	return asked
}

// PayOrder has the recipient of an order pay for it, or fail to, and sends the
// webhook. The order must have been sent before.
func (s *Server) PayOrder(phoneNumberID, referenceID string, attempt PaymentAttempt) {
	s.world.Lock()
	defer s.world.Unlock()
	account := s.graph.must(phoneKind, phoneNumberID).account()
	key := orderKey{account.id, referenceID}
	state := s.graph.orders.states[key]
	if state.payment == nil {
		panic("graphtest: no order of " + account.id + " has the reference " + referenceID + "; send it first")
	}
	state.payment.attempt(s.graph.newID(), attempt, s.now())
	state.paid = state.payment.status() == paymentCaptured
	s.graph.orders.states[key] = state
	s.notifyOfPayment(state.payment)
}

// attempt adds a transaction, or settles one that is pending.
func (p *payment) attempt(id string, attempt PaymentAttempt, at time.Time) {
	if last := len(p.transactions) - 1; last >= 0 && p.transactions[last]["status"] == paymentPending {
		p.transactions[last]["updated_timestamp"] = at.Unix()
		settle(p.transactions[last], attempt)
		return
	}
	transaction := map[string]any{
		"id": "order_" + id, "pg_transaction_id": "pay_" + id, "type": orElse(p.gateway, "razorpay"), "status": paymentSuccess,
		"created_timestamp": at.Unix(), "updated_timestamp": at.Unix(),
		"amount": amountOf(p.value), "order_amount": amountOf(p.value), "currency": p.currency,
		"method": map[string]any{"type": orElse(attempt.Method, "upi")},
	}
	settle(transaction, attempt)
	p.transactions = append(p.transactions, transaction)
}

// settle sets how a transaction ends.
func settle(transaction map[string]any, attempt PaymentAttempt) {
	switch {
	case attempt.Pending:
		transaction["status"] = paymentPending
	case attempt.FailureReason != "":
		transaction["status"] = paymentFailed
		transaction["error"] = map[string]any{"code": "BAD_REQUEST_ERROR", "reason": attempt.FailureReason}
	default:
		transaction["status"] = paymentSuccess
	}
}

func amountOf(value int64) map[string]any { return map[string]any{"value": value, "offset": 100} }

// status is captured once an attempt has succeeded.
func (p *payment) status() string {
	if p.captured() == nil {
		return paymentPending
	}
	return paymentCaptured
}

// captured returns the transaction that has succeeded, or nil.
func (p *payment) captured() map[string]any {
	for _, transaction := range p.transactions {
		if transaction["status"] == paymentSuccess {
			return transaction
		}
	}
	return nil
}

// notifyOfPayment sends the webhook about the last attempt, or the refunds.
func (s *Server) notifyOfPayment(p *payment) {
	transaction := p.transactions[len(p.transactions)-1]
	status := transaction["status"]
	if p.captured() != nil {
		transaction, status = p.captured(), paymentCaptured
	}
	content := map[string]any{
		"reference_id": p.reference, "amount": amountOf(p.value), "currency": p.currency, "transaction": transaction,
	}
	if len(p.refunds) > 0 {
		content["refunds"] = p.refunds
	}
	s.notify(Event{Field: webhook.FieldMessages, PhoneNumberID: p.phone, Value: map[string]any{"statuses": []any{map[string]any{
		"id": p.messageID, "recipient_id": p.payer, "from": p.payer, "type": webhook.StatusTypePayment, "status": status,
		"timestamp": strconv.FormatInt(s.now().Unix(), 10), "payment": content,
	}}}})
}

func (c *call) readPayment() (any, *failure) {
	found, f := c.payment(c.path["payment-configuration"], c.path["reference"])
	if f != nil {
		return nil, f
	}
	shown := map[string]any{
		"reference_id": found.reference, "status": found.status(), "amount": amountOf(found.value), "currency": found.currency,
	}
	if len(found.transactions) > 0 {
		transactions := make([]any, len(found.transactions))
		for i, transaction := range found.transactions {
			transactions[i] = transaction
		}
		if captured := found.captured(); captured != nil && len(found.refunds) > 0 {
			captured["refunds"] = found.refunds
		}
		shown["transactions"] = transactions
	}
	return map[string]any{"payments": []any{shown}}, nil
}

// payment returns the payment of an order that asked for it with this
// configuration.
func (c *call) payment(configuration, reference string) (*payment, *failure) {
	found := c.graph.orders.states[orderKey{c.node.account().id, reference}].payment
	if found == nil || found.configuration != configuration {
		return nil, notFound("The payment does not exist").because("graphtest knows the orders that were sent to it")
	}
	return found, nil
}

func (c *call) refundPayment() (any, *failure) {
	reference, f := c.params.bounded("reference_id", 1, maxReferenceIDIndia)
	if f != nil {
		return nil, f
	}
	configuration, f := c.params.bounded("payment_config_id", 1, maxPaymentConfiguration)
	if f != nil {
		return nil, f
	}
	speed, f := c.params.choice("speed", "instant", "normal")
	if f != nil {
		return nil, f
	}
	value, f := c.refundedValue()
	if f != nil {
		return nil, f
	}
	paid, f := c.payment(configuration, reference)
	switch {
	case f != nil:
		return nil, f
	case paid.captured() == nil:
		return nil, unprocessable("The order %q is not paid", reference)
	case paid.refunded+value > paid.value:
		return nil, unprocessable("The refunds of the order %q must not exceed what was paid", reference)
	}
	now := c.now().Unix()
	refund := map[string]any{
		"id": "rfnd_" + c.graph.newID(), "amount": amountOf(value), "speed_processed": orElse(speed, "normal"),
		"status": paymentSuccess, "created_timestamp": now, "updated_timestamp": now,
	}
	paid.refunds, paid.refunded = append(paid.refunds, refund), paid.refunded+value
	c.server.notifyOfPayment(paid)
	return map[string]any{"id": refund["id"], "status": paymentPending, "speed_processed": refund["speed_processed"]}, nil
}

// refundedValue returns the amount to pay back, in hundredths.
func (c *call) refundedValue() (int64, *failure) {
	value, given := c.params.object("amount")
	if !given {
		return 0, missing("amount")
	}
	members, isObject := value.(map[string]any)
	if !isObject {
		return 0, invalid("Param amount must be an object")
	}
	amount := parameters(members)
	currency, _ := amount.text("currency")
	if !strings.EqualFold(currency, "INR") {
		return 0, invalid("Param amount[currency] must be INR - got %q", currency)
	}
	if offset, _ := amount.text("offset"); offset != "100" {
		return 0, invalid("Param amount[offset] must be 100 - got %q", offset)
	}
	text, _ := amount.text("value")
	number, err := strconv.ParseInt(text, 10, 64)
	if err != nil || number < 1 {
		return 0, invalid("Param amount[value] must be a positive integer - got %q", text)
	}
	return number, nil
}
