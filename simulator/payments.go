package simulator

import (
	"encoding/json"
	"net/http"
	"slices"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

// payment is what has become of the payment that a message asks for.
type payment struct {
	// Status is captured, pending or failed.
	Status   string `json:"status"`
	Method   string `json:"method,omitempty"`
	Reason   string `json:"reason,omitempty"` // why it has failed
	Refunded bool   `json:"refunded,omitempty"`
}

// order is the part of a message that asks for a payment, or tells the state of
// an order.
type order struct {
	ReferenceID string `json:"reference_id"`
	Order       struct {
		Status      string `json:"status"`
		Description string `json:"description"`
	} `json:"order"`
}

// ordersIn returns the order that a message asks to pay for, and the one whose
// state it tells. Either may be empty.
func ordersIn(kind string, content json.RawMessage) (asked, told order) {
	switch kind {
	case "interactive":
		var shown struct {
			Type   string
			Action struct{ Parameters order }
		}
		_ = json.Unmarshal(content, &shown) // of another form, it is not an order
		switch shown.Type {
		case "order_details":
			asked = shown.Action.Parameters
		case "order_status":
			told = shown.Action.Parameters
		}
	case "template":
		var shown struct {
			Components []struct {
				Parameters []struct {
					Action struct {
						Details order `json:"order_details"`
					}
					Status order `json:"order_status"`
				}
			}
		}
		_ = json.Unmarshal(content, &shown)
		for _, component := range shown.Components {
			for _, p := range component.Parameters {
				asked.take(p.Action.Details)
				told.take(p.Status)
			}
		}
	}
	return asked, told
}

func (o *order) take(other order) {
	if other.ReferenceID != "" {
		*o = other
	}
}

// followOrder shows the state of an order in the message that has asked for the
// payment. The mutex must be held.
func (s *Simulator) followOrder(told *message) {
	_, state := ordersIn(told.Type, told.Content)
	if state.ReferenceID == "" {
		return
	}
	for _, m := range slices.Backward(s.chats.place(told).messages) {
		if asked, _ := ordersIn(m.Type, m.Content); !m.FromUser && asked.ReferenceID == state.ReferenceID {
			m.OrderStatus = state.Order.Status
			s.publishMessage(m)
			return
		}
	}
}

// postPayment has a user pay for what a message asks for, or fail to.
func (s *Simulator) postPayment(r *http.Request) (any, error) {
	u, err := s.pathUser(r)
	if err != nil {
		return nil, err
	}
	var fields struct {
		MessageID string `json:"message_id"`
		Method    string `json:"method"`
		// Status is captured unless it is said to be pending or failed.
		Status string `json:"status"`
		Reason string `json:"reason"`
	}
	if err := readJSON(r, &fields); err != nil {
		return nil, err
	}
	switch fields.Method {
	case "", "upi", "card", "wallet", "netbanking":
	default:
		return nil, invalid("invalid method %q; want upi, card, wallet or netbanking", fields.Method)
	}
	attempt := graphtest.PaymentAttempt{Method: fields.Method}
	switch fields.Status {
	case "", "captured":
	case "pending":
		attempt.Pending = true
	case "failed":
		attempt.FailureReason = firstOf(fields.Reason, "payment_failed")
	default:
		return nil, invalid("invalid status %q; want captured, pending or failed", fields.Status)
	}
	w, number, asked, err := s.orderToPay(u, fields.MessageID)
	if err != nil {
		return nil, err
	}
	if err := attempted(func() { w.graph.PayOrder(number, asked.ReferenceID, attempt) }); err != nil {
		return nil, err
	}
	s.drain()
	return nil, nil
}

// orderToPay returns the order that a message asks a user to pay for.
func (s *Simulator) orderToPay(u *user, id string) (w *world, number string, asked order, err error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	m := s.chats.byID[id]
	if m != nil && !m.FromUser && m.User == u.Key {
		asked, _ = ordersIn(m.Type, m.Content)
	}
	switch {
	case asked.ReferenceID == "":
		return nil, "", asked, notFound("the user has no message %q that asks for a payment", id)
	case m.Payment != nil && m.Payment.Status == "captured":
		return nil, "", asked, invalid("the order %q is paid already", asked.ReferenceID)
	}
	return s.world, m.PhoneNumberID, asked, nil
}

// notePayment shows on the phone what a webhook says of a payment. The mutex
// must be held.
func (s *Simulator) notePayment(status *webhook.Status) {
	m := s.chats.byID[status.ID]
	if status.Payment == nil || m == nil {
		return
	}
	m.Payment = &payment{Status: string(status.Status), Refunded: len(status.Payment.Refunds) > 0}
	if made := status.Payment.Transaction; made != nil {
		var method struct{ Type string }
		var cause struct{ Reason string }
		_ = json.Unmarshal(made.Method, &method) // of another form, it says nothing
		_ = json.Unmarshal(made.Error, &cause)
		m.Payment.Method, m.Payment.Reason = method.Type, cause.Reason
	}
	s.publishMessage(m)
}
