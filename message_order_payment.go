package whatsapp

import (
	"encoding/json"
	"regexp"
)

// OrderPayment is an order and how it is paid. It is sent with
// [InteractiveOrderDetails] or, at any time, with [OrderDetailsButton].
type OrderPayment struct {
	// ReferenceID is unique to the order, and comes back with its payment: at
	// most 60 characters, in India 35, of letters, digits, underscores, dashes
	// and dots.
	ReferenceID string `json:"reference_id,omitzero"`
	// Type is the kind of goods. It is required.
	Type GoodsType `json:"type,omitzero"`
	// Beneficiaries are whom physical goods are shipped to, which India asks
	// for. They are not shown.
	Beneficiaries []OrderBeneficiary `json:"beneficiaries,omitzero"`
	// PaymentType says how people pay; an Indian payment gateway needs none.
	PaymentType OrderPaymentType `json:"payment_type,omitzero"`
	// PaymentConfiguration names a configuration of the account: at most 60
	// characters.
	PaymentConfiguration string `json:"payment_configuration,omitzero"`
	// PaymentSettings are the ways to pay.
	PaymentSettings []PaymentSetting `json:"payment_settings,omitzero"`
	// Currency is an ISO 4217 code: BRL in Brazil, INR in India.
	Currency string `json:"currency,omitzero"`
	// TotalAmount is the order's Subtotal + Tax + Shipping - Discount.
	TotalAmount OrderAmount `json:"total_amount,omitzero"`
	Order       Order       `json:"order,omitzero"`
}

// GoodsType is a kind of goods.
type GoodsType string

// The kinds of goods that Meta documents.
const (
	GoodsTypeDigital  GoodsType = "digital-goods"
	GoodsTypePhysical GoodsType = "physical-goods"
)

// OrderPaymentType is how people pay for an order, by country.
type OrderPaymentType string

// The types that Meta documents.
const (
	OrderPaymentTypeBrazil OrderPaymentType = "br"
	OrderPaymentTypeUPI    OrderPaymentType = "upi" // in India
)

// OrderBeneficiary is whom goods are shipped to.
type OrderBeneficiary struct {
	// Name has at most 200 characters. All but AddressLine2 is required.
	Name string `json:"name"`
	// AddressLine1 and AddressLine2 have at most 100 characters each.
	AddressLine1 string `json:"address_line1"`
	AddressLine2 string `json:"address_line2,omitzero"`
	City         string `json:"city"`
	State        string `json:"state"`
	// Country is India.
	Country string `json:"country"`
	// PostalCode has six digits.
	PostalCode string `json:"postal_code"`
}

// OrderUpdate tells the state of an order. It is sent with
// [InteractiveOrderStatus] or, at any time, with a [Template].
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/payments/payments-in/orderstatustemplate
type OrderUpdate struct {
	// ReferenceID is the one of the order's payment. It is required.
	ReferenceID string
	// Status is the new state. It is required.
	Status OrderStatus
	// Description is optional: at most 120 characters.
	Description string
	// Payment is the state of the payment, for businesses in Brazil.
	Payment *OrderPaymentUpdate
}

// OrderPaymentUpdate tells the state of a payment.
type OrderPaymentUpdate struct {
	Status OrderPaymentStatus `json:"status"`
	// Timestamp is in Unix seconds. It is optional.
	Timestamp int64 `json:"timestamp,omitzero"`
}

// OrderPaymentStatus is the state of a payment.
type OrderPaymentStatus string

// The payment statuses that Meta documents.
const (
	OrderPaymentStatusPending OrderPaymentStatus = "pending"
	// OrderPaymentStatusCaptured shows the order as paid.
	OrderPaymentStatusCaptured OrderPaymentStatus = "captured"
	OrderPaymentStatusFailed   OrderPaymentStatus = "failed"
)

type orderUpdateWire struct {
	ReferenceID string              `json:"reference_id"`
	Order       orderUpdateState    `json:"order"`
	Payment     *OrderPaymentUpdate `json:"payment,omitzero"`
}

type orderUpdateState struct {
	Status      OrderStatus `json:"status"`
	Description string      `json:"description,omitzero"`
}

const (
	maxReferenceID          = 60
	maxReferenceIDIndia     = 35
	maxPaymentConfiguration = 60
	maxBeneficiaryName      = 200
	maxBeneficiaryAddress   = 100
)

var referenceIDPattern = regexp.MustCompile(`^[A-Za-z0-9_.-]+$`)

// MarshalJSON writes the update as Graph takes it.
func (u OrderUpdate) MarshalJSON() ([]byte, error) {
	return json.Marshal(orderUpdateWire{
		ReferenceID: u.ReferenceID, Order: orderUpdateState{Status: u.Status, Description: u.Description}, Payment: u.Payment,
	})
}

// UnmarshalJSON reads an update in Graph's form.
func (u *OrderUpdate) UnmarshalJSON(data []byte) error {
	var wire orderUpdateWire
	if err := decodeJSON(data, &wire); err != nil {
		return err
	}
	*u = OrderUpdate{
		ReferenceID: wire.ReferenceID, Status: wire.Order.Status, Description: wire.Order.Description, Payment: wire.Payment,
	}
	return nil
}

func (u OrderUpdate) violations() violations {
	var found violations
	found.require("reference_id", u.ReferenceID)
	found.require("order.status", string(u.Status))
	found.length("order.description", u.Description, 0, maxOrderDescription)
	if u.Payment != nil {
		found.require("payment.status", string(u.Payment.Status))
	}
	return found
}

func (p OrderPayment) violations() violations {
	var found violations
	longest := maxReferenceID
	if p.Currency == "INR" {
		longest = maxReferenceIDIndia
	}
	found.length("reference_id", p.ReferenceID, 1, longest)
	if p.ReferenceID != "" && !referenceIDPattern.MatchString(p.ReferenceID) {
		found.add("reference_id", "must have letters, digits, underscores, dashes and dots only, not %q", p.ReferenceID)
	}
	found.require("type", string(p.Type))
	for i, beneficiary := range p.Beneficiaries {
		found.addEntry("beneficiaries", i, beneficiary.violations())
	}
	found.length("payment_configuration", p.PaymentConfiguration, 0, maxPaymentConfiguration)
	for i, setting := range p.PaymentSettings {
		found.addEntry("payment_settings", i, setting.violations())
	}
	found.require("currency", p.Currency)
	found.within("total_amount", p.TotalAmount.violations(p.Currency))
	found.within("order", p.Order.violations(p.Currency))
	found.totals(p)
	return found
}

// totals checks the sums, unless an amount is missing or has another offset.
func (v *violations) totals(p OrderPayment) {
	subtotal, total, offset, ok := p.Order.sums()
	if !ok {
		return
	}
	if p.Order.Subtotal.Value != subtotal {
		v.add("order.subtotal.value", "is %d; the items cost %d together", p.Order.Subtotal.Value, subtotal)
	}
	if p.TotalAmount.Offset == offset && p.TotalAmount.Value != total {
		v.add("total_amount.value", "is %d; subtotal + tax + shipping - discount is %d", p.TotalAmount.Value, total)
	}
}

func (b OrderBeneficiary) violations() violations {
	var found violations
	found.length("name", b.Name, 1, maxBeneficiaryName)
	found.length("address_line1", b.AddressLine1, 1, maxBeneficiaryAddress)
	found.length("address_line2", b.AddressLine2, 0, maxBeneficiaryAddress)
	found.require("city", b.City)
	found.require("state", b.State)
	found.require("country", b.Country)
	found.require("postal_code", b.PostalCode)
	return found
}
