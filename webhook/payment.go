package webhook

import "encoding/json"

// Payment is what a [Status] of type [StatusTypePayment] is about: how far the
// payment of an order has come.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/payments
type Payment struct {
	// ReferenceID is what the order_details message gave.
	ReferenceID string              `json:"reference_id"`
	Amount      *PaymentAmount      `json:"amount,omitzero"`
	Currency    string              `json:"currency,omitzero"`
	Transaction *PaymentTransaction `json:"transaction,omitzero"`
	Receipt     string              `json:"receipt,omitzero"`
	Notes       json.RawMessage     `json:"notes,omitzero"`
	// Refunds is what was paid back.
	Refunds []PaymentRefund `json:"refunds,omitzero"`
}

// keyParts tells the attempts to pay one order apart, their states, and the
// refunds with theirs.
func (p *Payment) keyParts() []string {
	if p == nil {
		return []string{"", "", ""}
	}
	parts := []string{p.ReferenceID, "", ""}
	if transaction := p.Transaction; transaction != nil {
		parts = []string{p.ReferenceID, transaction.ID, transaction.Status}
		if transaction.GatewayTransactionID != "" {
			parts = append(parts, transaction.GatewayTransactionID)
		}
	}
	for _, refund := range p.Refunds {
		parts = append(parts, refund.ID, refund.Status)
	}
	return parts
}

// PaymentAmount is an amount of money: Value divided by Offset.
type PaymentAmount struct {
	Value  json.Number `json:"value"`
	Offset json.Number `json:"offset,omitzero"`
}

// PaymentTransaction is one attempt to pay.
type PaymentTransaction struct {
	ID string `json:"id"` // the gateway's id of the order
	// GatewayTransactionID is the gateway's id of the payment.
	GatewayTransactionID string         `json:"pg_transaction_id,omitzero"`
	Type                 string         `json:"type,omitzero"`   // the payment gateway
	Status               string         `json:"status,omitzero"` // pending, success, failed
	CreatedTimestamp     Time           `json:"created_timestamp,omitzero"`
	UpdatedTimestamp     Time           `json:"updated_timestamp,omitzero"`
	Amount               *PaymentAmount `json:"amount,omitzero"`
	Currency             string         `json:"currency,omitzero"`
	// Method and Error have forms of the gateway's own.
	Method json.RawMessage `json:"method,omitzero"`
	Error  json.RawMessage `json:"error,omitzero"`
}

// PaymentRefund is money paid back for an order.
type PaymentRefund struct {
	ID             string         `json:"id"`
	Amount         *PaymentAmount `json:"amount,omitzero"`
	SpeedProcessed string         `json:"speed_processed,omitzero"` // instant, normal
	Status         string         `json:"status,omitzero"`          // pending, success, failed

	CreatedTimestamp Time `json:"created_timestamp,omitzero"`
	UpdatedTimestamp Time `json:"updated_timestamp,omitzero"`
}
