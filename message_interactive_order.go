package whatsapp

// InteractiveOrderDetails asks a person to review and pay for an order. It is
// for businesses and their customers in Brazil and India.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/payments/payments-br/orders
// https://developers.facebook.com/documentation/business-messaging/whatsapp/payments/payments-in/overview
type InteractiveOrderDetails struct {
	// Header is optional, and of type image. Without it, the image of the first
	// product is shown.
	Header *InteractiveHeader
	// Body is required: at most 1024 characters.
	Body string
	// Footer has at most 60 characters.
	Footer string
	// Payment is the order and how it is paid.
	Payment OrderPayment
}

// InteractiveOrderStatus tells the state of an order. A change that is not
// possible, such as cancelling what has been paid, ends as a failed status with
// the code 2046 or 2047.
type InteractiveOrderStatus struct {
	// Header is optional.
	Header *InteractiveHeader
	// Body is required: at most 1024 characters.
	Body string
	// Footer has at most 60 characters.
	Footer string
	// ReferenceID is the one of the order's payment.
	ReferenceID string
	// Status is the new state. It is required.
	Status OrderStatus
	// Description is optional: at most 120 characters.
	Description string
	// Payment is the state of the payment, for businesses in Brazil.
	Payment *OrderPaymentUpdate
}

type paymentAction struct {
	Name       string       `json:"name"`
	Parameters OrderPayment `json:"parameters"`
}

type orderStatusAction struct {
	Name       string      `json:"name"`
	Parameters OrderUpdate `json:"parameters"`
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
	wire := interactive{Type: "order_status", Header: i.Header, Body: textOrNone(i.Body), Footer: textOrNone(i.Footer)}
	return wire.encode(orderStatusAction{Name: "review_order", Parameters: i.update()})
}

func (i InteractiveOrderStatus) update() OrderUpdate {
	return OrderUpdate{ReferenceID: i.ReferenceID, Status: i.Status, Description: i.Description, Payment: i.Payment}
}

// UnmarshalJSON reads a message in Graph's form.
func (i *InteractiveOrderStatus) UnmarshalJSON(data []byte) error {
	var action orderStatusAction
	wire, err := decodeInteractive(data, &action)
	update := action.Parameters
	*i = InteractiveOrderStatus{
		Header: wire.Header, Body: wire.Body.text(), Footer: wire.Footer.text(),
		ReferenceID: update.ReferenceID, Status: update.Status, Description: update.Description, Payment: update.Payment,
	}
	return err
}

func (i InteractiveOrderDetails) violations() violations {
	var found violations
	found.frame(i.Header, i.Body, i.Footer, maxBody)
	if i.Header != nil && i.Header.Type != HeaderTypeImage {
		found.add("header.type", "must be image on an order, not %q", i.Header.Type)
	}
	found.within("action.parameters", i.Payment.violations())
	return found
}

func (i InteractiveOrderStatus) violations() violations {
	var found violations
	found.frame(i.Header, i.Body, i.Footer, maxBody)
	found.within("action.parameters", i.update().violations())
	return found
}
