package graphtest

import (
	"maps"
	"slices"
	"time"
)

// MessageHistory is the history of one message.
type MessageHistory struct {
	ID        string
	MessageID string
}

// MessageHistoryEvent is one step in the delivery of a message.
type MessageHistoryEvent struct {
	ID               string
	Status           string // ACCEPTED, SENT, DELIVERED, READ or ERROR
	OccurredAt       time.Time
	ErrorDescription string
	ApplicationID    string
	ApplicationName  string
	Fields           map[string]any
}

var historyKind = &kind{
	name:     "message-history",
	typeName: "WhatsAppMessageHistory",
	standard: "id message_id",
	edges:    map[string]listing{"events": briefHistoryEvents},
}

// historyOnPhoneKind is a message history in the list of its phone number,
// which includes its events.
var historyOnPhoneKind = &kind{
	typeName: "WhatsAppMessageHistory",
	standard: "id message_id events",
	edges:    map[string]listing{"events": briefHistoryEvents},
}

// briefEventKind is an event inside a message history.
var briefEventKind = &kind{
	typeName: "WhatsAppMessageHistoryEvent",
	standard: "id delivery_status timestamp application",
	optional: "error_description webhook_update_state webhook_uri",
	computed: map[string]func(*node) any{
		"delivery_status": briefDeliveryStatus,
		"timestamp":       func(n *node) any { return n.values["occurrence_timestamp"] },
		"application":     briefApplication,
	},
	objects: map[string]*kind{"application": referenceKind},
}

// eventEdgeKind is an event in its own list: Graph wraps it in a cursor and a
// node.
var eventEdgeKind = &kind{
	typeName: "WhatsAppMessageHistoryEventEdge",
	standard: "cursor node",
	objects:  map[string]*kind{"node": eventKind},
}

var eventKind = &kind{
	typeName: "WhatsAppMessageHistoryEvent",
	standard: "id delivery_status occurrence_timestamp status_timestamp application error_description",
	objects:  map[string]*kind{"application": referenceKind},
}

const (
	historyEdge = "message_history"
	eventsEdge  = "events"
)

var deliveryStatuses = []string{"ACCEPTED", "DELIVERED", "ERROR", "READ", "SENT"}

var briefHistoryEvents = listing{edge: eventsEdge, view: briefEventKind}

// AddMessageHistory adds the history of a message to a phone number and returns
// its id.
func (s *Server) AddMessageHistory(phoneNumberID string, h MessageHistory) string {
	s.world.Lock()
	defer s.world.Unlock()
	phone := s.graph.must(phoneKind, phoneNumberID)
	history := s.graph.add(historyKind, h.ID, map[string]any{})
	history.values["message_id"] = orElse(h.MessageID, "wamid."+history.id)
	history.links["owner"] = phone
	phone.connect(historyEdge, history)
	return history.id
}

// AddMessageHistoryEvent adds an event to a message history and returns its id.
func (s *Server) AddMessageHistoryEvent(historyID string, e MessageHistoryEvent) string {
	s.world.Lock()
	defer s.world.Unlock()
	history := s.graph.must(historyKind, historyID)
	occurred := orElse(e.OccurredAt, sampleMoment)
	values := map[string]any{
		"delivery_status":      orElse(e.Status, "SENT"),
		"occurrence_timestamp": occurred.Unix(),
		"status_timestamp":     occurred.Unix(),
		"webhook_update_state": "DELIVERED",
		"application": map[string]any{
			"id":   orElse(e.ApplicationID, AppID),
			"name": orElse(e.ApplicationName, "Application"),
		},
	}
	if e.ErrorDescription != "" {
		values["error_description"] = e.ErrorDescription
	}
	maps.Copy(values, e.Fields)
	event := newNode(eventKind, orElse(e.ID, s.graph.newID()), values)
	history.connect(eventsEdge, event)
	return event.id
}

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

// fieldsOfEdge moves the fields of the event under node, where replies have
// them.
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

// wrapEvent wraps an event into the pair of cursor and node that its list
// contains.
func wrapEvent(event *node, cursor string) *node {
	shown := map[string]any{}
	for name, value := range event.values {
		if eventKind.has(name) {
			shown[name] = value
		}
	}
	return &node{values: map[string]any{"cursor": cursor, "node": shown}}
}

// briefDeliveryStatus returns the status of an event inside a message history,
// for which Meta documents other values than in the list of events.
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
