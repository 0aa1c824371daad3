package whatsapp

import "encoding/json"

// InteractiveOrderDetails asks a person to review and pay for an order.
type InteractiveOrderDetails struct {
	// Header is optional, and of type image.
	Header *InteractiveHeader
	// Body is required: at most 1024 characters.
	Body string
	// Footer has at most 60 characters.
	Footer string
	// Payment is the order and how it is paid.
	Payment OrderPayment
}

// OrderPayment is an order and how it is paid.
type OrderPayment struct {
	// ReferenceID is unique to the order, and comes back with its payment.
	ReferenceID string `json:"reference_id"`
	// Type is the kind of goods: digital-goods or physical-goods.
	Type                 string `json:"type,omitzero"`
	PaymentType          string `json:"payment_type,omitzero"`
	PaymentConfiguration string `json:"payment_configuration,omitzero"`
	// PaymentSettings are the settings of countries that need more than a
	// configuration, as JSON.
	PaymentSettings json.RawMessage `json:"payment_settings,omitzero"`
	// Currency is an ISO 4217 code.
	Currency    string      `json:"currency"`
	TotalAmount OrderAmount `json:"total_amount"`
	Order       Order       `json:"order"`
}

// OrderAmount is an amount of money: Value divided by Offset, so that 1050 with
// the offset 100 is 10.50.
type OrderAmount struct {
	Value  int64 `json:"value"`
	Offset int64 `json:"offset"`
	// Description is for tax, shipping and discount.
	Description string `json:"description,omitzero"`
	// DiscountProgramName is for a discount.
	DiscountProgramName string `json:"discount_program_name,omitzero"`
}

// Order lists the goods and their prices.
type Order struct {
	Status     string           `json:"status"`
	CatalogID  string           `json:"catalog_id,omitzero"`
	Items      []OrderItem      `json:"items,omitzero"`
	Subtotal   *OrderAmount     `json:"subtotal,omitzero"`
	Tax        *OrderAmount     `json:"tax,omitzero"`
	Shipping   *OrderAmount     `json:"shipping,omitzero"`
	Discount   *OrderAmount     `json:"discount,omitzero"`
	Expiration *OrderExpiration `json:"expiration,omitzero"`
}

// OrderItem is a line of an order.
type OrderItem struct {
	RetailerID string       `json:"retailer_id"`
	Name       string       `json:"name"`
	Amount     OrderAmount  `json:"amount"`
	Quantity   int          `json:"quantity"`
	SaleAmount *OrderAmount `json:"sale_amount,omitzero"`
}

// OrderExpiration says until when an order can be paid.
type OrderExpiration struct {
	// Timestamp is in Unix seconds.
	Timestamp   string `json:"timestamp"`
	Description string `json:"description,omitzero"`
}

// InteractiveOrderStatus tells the state of an order.
type InteractiveOrderStatus struct {
	// Body is required: at most 1024 characters.
	Body string
	// Footer has at most 60 characters.
	Footer string
	// ReferenceID is the one of the order's payment.
	ReferenceID string
	// Status is the state, such as processing, shipped or completed.
	Status string
	// Description is optional.
	Description string
}

type paymentAction struct {
	Name       string       `json:"name"`
	Parameters OrderPayment `json:"parameters"`
}

type orderStatusAction struct {
	Name       string                `json:"name"`
	Parameters orderStatusParameters `json:"parameters"`
}

type orderStatusParameters struct {
	ReferenceID string      `json:"reference_id"`
	Order       orderStatus `json:"order"`
}

type orderStatus struct {
	Status      string `json:"status"`
	Description string `json:"description,omitzero"`
}

func (InteractiveOrderDetails) contentType() string { return contentInteractive }
func (InteractiveOrderStatus) contentType() string  { return contentInteractive }

// MarshalJSON writes the message as Graph takes it.
func (i InteractiveOrderDetails) MarshalJSON() ([]byte, error) {
	wire := interactive{Type: "order_details", Header: i.Header, Body: textOrNone(i.Body), Footer: textOrNone(i.Footer)}
	return wire.encode(paymentAction{Name: "review_and_pay", Parameters: i.Payment})
}

// UnmarshalJSON reads a message in Graph's form.
func (i *InteractiveOrderDetails) UnmarshalJSON(data []byte) error {
	var action paymentAction
	wire, err := decodeInteractive(data, &action)
	*i = InteractiveOrderDetails{
		Header: wire.Header, Body: wire.Body.text(), Footer: wire.Footer.text(), Payment: action.Parameters,
	}
	return err
}

// MarshalJSON writes the message as Graph takes it.
func (i InteractiveOrderStatus) MarshalJSON() ([]byte, error) {
	wire := interactive{Type: "order_status", Body: textOrNone(i.Body), Footer: textOrNone(i.Footer)}
	return wire.encode(orderStatusAction{Name: "review_order", Parameters: orderStatusParameters{
		ReferenceID: i.ReferenceID, Order: orderStatus{Status: i.Status, Description: i.Description},
	}})
}

// UnmarshalJSON reads a message in Graph's form.
func (i *InteractiveOrderStatus) UnmarshalJSON(data []byte) error {
	var action orderStatusAction
	wire, err := decodeInteractive(data, &action)
	*i = InteractiveOrderStatus{
		Body: wire.Body.text(), Footer: wire.Footer.text(), ReferenceID: action.Parameters.ReferenceID,
		Status: action.Parameters.Order.Status, Description: action.Parameters.Order.Description,
	}
	return err
}

func (i InteractiveOrderDetails) violations() violations {
	var found violations
	found.frame(i.Header, i.Body, i.Footer, maxBody)
	found.require("action.parameters.reference_id", i.Payment.ReferenceID)
	found.require("action.parameters.currency", i.Payment.Currency)
	found.require("action.parameters.order.status", i.Payment.Order.Status)
	return found
}

func (i InteractiveOrderStatus) violations() violations {
	var found violations
	found.frame(nil, i.Body, i.Footer, maxBody)
	found.require("action.parameters.reference_id", i.ReferenceID)
	found.require("action.parameters.order.status", i.Status)
	return found
}
