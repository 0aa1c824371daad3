package graphtest

import "slices"

const (
	historyEdge = "message_history"
	eventsEdge  = "events"
)

var deliveryStatuses = []string{"ACCEPTED", "DELIVERED", "ERROR", "READ", "SENT"}

var briefHistoryEvents = listing{edge: eventsEdge, view: briefEventKind}

func (c *call) listMessageHistory() (any, *failure) {
	connection := listing{edge: historyEdge, view: historyOnPhoneKind}
	if id, given := c.params.text("message_id"); given {
		connection.keep = func(history *node) bool { return history.text("message_id") == id }
		if connection.count(c.node) == 0 {
			return nil, unprocessable("The message_id %q is not in the message history", id)
		}
	}
	return c.list(connection)
}

func (c *call) listHistoryEvents() (any, *failure) {
	status, f := c.params.choice("status_filter", deliveryStatuses...)
	if f != nil {
		return nil, f
	}
	connection := listing{edge: eventsEdge, view: eventEdgeKind, wrap: wrapEvent}
	if status != "" {
		connection.keep = func(event *node) bool { return event.text("delivery_status") == status }
	}
	c.fields = fieldsOfEdge(c.fields)
	return c.list(connection)
}

// fieldsOfEdge moves fields of the event itself under node, where they are shown.
func fieldsOfEdge(fields []selection) []selection {
	var kept, moved []selection
	for _, field := range fields {
		if eventKind.has(field.name) {
			moved = append(moved, field)
			continue
		}
		kept = append(kept, field)
	}
	if moved == nil {
		return fields
	}
	position := slices.IndexFunc(kept, func(field selection) bool { return field.name == "node" })
	if position < 0 {
		return append(kept, selection{name: "node", children: moved})
	}
	kept[position].children = append(kept[position].children, moved...)
	return kept
}

// wrapEvent puts an event into the pair of cursor and node that its list holds.
func wrapEvent(event *node, cursor string) *node {
	shown := map[string]any{}
	for name, value := range event.values {
		if eventKind.has(name) {
			shown[name] = value
		}
	}
	return &node{values: map[string]any{"cursor": cursor, "node": shown}}
}

// briefDeliveryStatus is the status of an event inside a message history, where
// Meta documents other words than in the list of events.
func briefDeliveryStatus(event *node) any {
	switch status := event.text("delivery_status"); status {
	case "ACCEPTED":
		return "SENT"
	case "ERROR":
		return "FAILED"
	default:
		return status
	}
}

func briefApplication(event *node) any {
	application, ok := event.values["application"].(map[string]any)
	if !ok {
		return nil
	}
	return map[string]any{"id": application["id"]}
}
