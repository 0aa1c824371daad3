package graphtest

import (
	"bytes"
	"encoding/json"
	"slices"

	"github.com/wabakit/whatsapp/webhook"
)

// orders records the states of the orders that businesses have sent, as many as
// the server remembers messages.
type orders struct {
	latest history[orderKey]
	states map[orderKey]orderState
}

type orderKey struct{ account, reference string }

type orderState struct {
	status  string
	paid    bool     // or about to be
	payment *payment // nil for an order that was not sent
}

func newOrders(most int) orders {
	return orders{latest: history[orderKey]{most: most}, states: map[orderKey]orderState{}}
}

// orderFailures are the titles of what Meta reports of orders.
var orderFailures = map[int]string{2046: "Order status invalid transition", 2047: "Order cancellation failure"}

// followOrder follows the orders that a message is about. A state that cannot
// be reached fails the message, after it was accepted.
func (c *call) followOrder(message *Sent) {
	if !bytes.Contains(message.Content, []byte("order_")) {
		return
	}
	details, update := ordersOf(*message)
	account := c.node.account().id
	if details.ReferenceID != "" {
		c.graph.orders.set(orderKey{account, details.ReferenceID}, orderState{status: "pending", payment: newPayment(message, details)})
	}
	key := orderKey{account, update.ReferenceID}
	state, known := c.graph.orders.states[key]
	if !known {
		return
	}
	if code := state.refuses(update.Order.Status); code != 0 {
		title := orderFailures[code]
		message.Failure = &webhook.Error{Code: code, Title: title, Message: title, ErrorData: &webhook.ErrorData{
			Details: "The order is " + state.status + " and cannot become " + update.Order.Status,
		}}
		return
	}
	state.status = update.Order.Status
	if update.Payment != nil {
		state.paid = !isAmong(update.Payment.Status, "failed")
	}
	c.graph.orders.states[key] = state
}

func (o *orders) set(key orderKey, state orderState) {
	if _, known := o.states[key]; !known {
		if forgotten, full := o.latest.add(key); full {
			delete(o.states, forgotten)
		}
	}
	o.states[key] = state
}

// refuses returns the code with which a change fails, or 0.
func (s orderState) refuses(next string) int {
	switch {
	case isAmong(s.status, "completed", "canceled"), isAmong(next, "pending") && !isAmong(s.status, "pending"):
		return 2046
	case isAmong(next, "canceled") && s.paid:
		return 2047
	}
	return 0
}

// ordersOf returns the order that a message asks to pay for, and the one whose
// state it tells, in an interactive message or in a template.
func ordersOf(message Sent) (details orderDetails, update orderUpdate) {
	switch message.Type {
	case "interactive":
		var content struct {
			Type   string
			Action struct{ Parameters json.RawMessage }
		}
		_ = decodeJSON(message.Content, &content) // it has been checked
		switch {
		case isAmong(content.Type, "order_details"):
			_ = decodeJSON(content.Action.Parameters, &details)
		case isAmong(content.Type, "order_status"):
			_ = decodeJSON(content.Action.Parameters, &update)
		}
	case "template":
		var content templateMessage
		_ = decodeJSON(message.Content, &content)
		for _, parameter := range slices.Concat(content.parameters("button"), content.parameters("order_status")) {
			into(parameter.Action["order_details"], &details)
			into(parameter.Order, &update)
		}
	}
	return details, update
}

// into decodes a value that has been checked, if it is there.
func into[T any](value any, target *T) {
	encoded, err := json.Marshal(value)
	if err == nil && string(encoded) != "null" {
		_ = decodeJSON(encoded, target)
	}
}
