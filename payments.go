package whatsapp

import (
	"context"
	"fmt"
	"net/http"
)

// PaymentService sets up how people in India pay for orders in a chat, looks up
// what has become of a payment, and refunds it. The order itself is a message:
// [InteractiveOrderDetails], or a template with an [OrderDetailsButton], whose
// [PaymentGateway] names the configuration.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/payments/payments-in/overview
type PaymentService service

// Get returns the payment of an order. Look it up before you hand anything
// over: a webhook alone does not prove that an order is paid.
//
//	GET /{phone-number-id}/payments/{configuration-name}/{reference-id}
//
// Permission: whatsapp_business_messaging. The two names are those of the
// order: [PaymentGateway.ConfigurationName] and [OrderPayment.ReferenceID]. An
// order that Graph does not know with this configuration is [ErrNotFound].
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/payments/payments-in/pg
func (s *PaymentService) Get(ctx context.Context, phoneNumberID, configurationName, referenceID string, opts ...RequestOption) (*Payment, error) {
	op := operation(http.MethodGet, "/{phone-number-id}/payments/{configuration-name}/{reference-id}", phoneNumberID, configurationName, referenceID)
	found, err := decode[foundPayments](ctx, s.client, op, opts)
	if err != nil {
		return nil, err
	}
	if len(found.Payments) == 0 {
		return nil, fmt.Errorf("whatsapp: %s: the answer has no payment with the reference_id %q: %w", op.name(), referenceID, ErrNotFound)
	}
	return &found.Payments[0], nil
}

type foundPayments struct {
	Payments []Payment `json:"payments"`
}

// Refund pays back all of a payment, or a part.
//
//	POST /{phone-number-id}/payments_refund
//
// Permission: whatsapp_business_messaging. Every refund that arrives pays, so
// the request is never repeated. When the outcome is unknown
// ([ErrOutcomeUnknown]), read the payment with [PaymentService.Get] and compare
// its [PaymentTransaction.Refunds] with those that you know, before you refund
// again. The end of a pending refund comes by webhook, as a status of the type
// payment.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/payments/payments-in/pg
func (s *PaymentService) Refund(ctx context.Context, phoneNumberID string, request RefundPaymentRequest, opts ...RequestOption) (*RefundedPayment, error) {
	op := operation(http.MethodPost, "/{phone-number-id}/payments_refund", phoneNumberID)
	op.Body = request
	op.Repeat = RepeatNever
	op.requires = "id"
	op.reconcile = "look up the payment and compare its refunds before refunding again"
	return decode[RefundedPayment](ctx, s.client, op, opts)
}

// RefundPaymentRequest says what to pay back. All but Speed is required.
type RefundPaymentRequest struct {
	// ReferenceID is the one of the order.
	ReferenceID string `json:"reference_id"`
	// Speed is a wish: [RefundedPayment.SpeedProcessed] is what it became.
	Speed RefundSpeed `json:"speed,omitempty"`
	// ConfigurationName is the configuration that the order was paid with.
	ConfigurationName string       `json:"payment_config_id"`
	Amount            RefundAmount `json:"amount"`
}

// RefundAmount is an amount of money: Value divided by Offset, so that 1234
// with the offset 100 is 12.34.
type RefundAmount struct {
	// Currency is INR.
	Currency string `json:"currency"`
	Value    int64  `json:"value,string"`
	// Offset is 100 for INR.
	Offset int64 `json:"offset,string"`
}

// Validate checks the limits that Meta documents.
func (r RefundPaymentRequest) Validate() error {
	var found violations
	found.length("reference_id", r.ReferenceID, 1, maxReferenceIDIndia)
	found.length("payment_config_id", r.ConfigurationName, 1, maxPaymentConfiguration)
	found.require("amount.currency", r.Amount.Currency)
	if r.Amount.Value <= 0 {
		found.add("amount.value", "must be positive, not %d", r.Amount.Value)
	}
	if r.Amount.Offset != moneyOffset {
		found.add("amount.offset", "must be %d, not %d", moneyOffset, r.Amount.Offset)
	}
	return found.err()
}

// moneyOffset is the offset of Indian rupees, the only currency of refunds.
const moneyOffset = 100

// RefundSpeed is how fast a refund is made.
type RefundSpeed string

// The speeds that Meta documents.
const (
	RefundSpeedInstant RefundSpeed = "instant"
	RefundSpeedNormal  RefundSpeed = "normal"
)

// RefundedPayment is the answer to [PaymentService.Refund].
type RefundedPayment struct {
	// ID is the refund's, and comes back in [PaymentRefund.ID].
	ID             string       `json:"id"`
	Status         RefundStatus `json:"status"`
	SpeedProcessed RefundSpeed  `json:"speed_processed"`
}

// RefundStatus is the state of a refund.
type RefundStatus string

// The states that Meta documents: the answer to a refund calls completed what
// look-ups and webhooks call a success.
const (
	RefundStatusPending   RefundStatus = "pending"
	RefundStatusSuccess   RefundStatus = "success"
	RefundStatusCompleted RefundStatus = "completed"
	RefundStatusFailed    RefundStatus = "failed"
)
