package whatsapp

import (
	"context"
	"iter"
	"net/http"
	"net/url"
)

// MessageHistoryService reads the delivery history of sent messages.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/reference/whatsapp-message-history/events-api
type MessageHistoryService service

// ListEvents returns one page of the delivery events of a message.
//
//	GET /{message-history-id}/events
//
// Permission: whatsapp_business_messaging.
func (s *MessageHistoryService) ListEvents(ctx context.Context, messageHistoryID string, page *ListEventsOptions, opts ...RequestOption) (*Page[MessageHistoryEvent], error) {
	return list[MessageHistoryEvent](ctx, s.client, operation(http.MethodGet, eventsOfMessage, messageHistoryID), page, opts)
}

// AllEvents iterates over the delivery events of a message; see
// [MessageHistoryService.ListEvents].
func (s *MessageHistoryService) AllEvents(ctx context.Context, messageHistoryID string, page *ListEventsOptions, opts ...RequestOption) iter.Seq2[*MessageHistoryEvent, error] {
	return all[MessageHistoryEvent](ctx, s.client, operation(http.MethodGet, eventsOfMessage, messageHistoryID), page, opts)
}

const eventsOfMessage = "/{message-history-id}/events"

// ListEventsOptions selects a page of events.
type ListEventsOptions struct {
	ListOptions
	// Status selects the events with this status.
	Status DeliveryStatus
}

func (o *ListEventsOptions) addFilters(query url.Values) error {
	setIfPresent(query, "status_filter", string(o.Status))
	return nil
}

// MessageHistoryEvent is one delivery event, with its place in the list.
type MessageHistoryEvent struct {
	// Cursor is the event's own paging cursor.
	Cursor string             `json:"cursor,omitempty"`
	Node   DeliveryOccurrence `json:"node"`
}

// DeliveryOccurrence is Graph's
// WhatsAppBusinessMessageDeliveryStatusOccurrence.
type DeliveryOccurrence struct {
	ID             string         `json:"id"`
	DeliveryStatus DeliveryStatus `json:"delivery_status"`
	// ErrorDescription says why a delivery failed.
	ErrorDescription string `json:"error_description,omitempty"`
	// OccurrenceTime is when Meta recorded the event, StatusTime when it
	// happened.
	OccurrenceTime Time         `json:"occurrence_timestamp,omitzero"`
	StatusTime     Time         `json:"status_timestamp,omitzero"`
	Application    *Application `json:"application,omitzero"`
}

// DeliveryStatus is a stage in the delivery of a message.
type DeliveryStatus string

// The stages that Meta documents, over several pages.
const (
	DeliveryStatusAccepted  DeliveryStatus = "ACCEPTED"
	DeliveryStatusSent      DeliveryStatus = "SENT"
	DeliveryStatusDelivered DeliveryStatus = "DELIVERED"
	DeliveryStatusRead      DeliveryStatus = "READ"
	DeliveryStatusError     DeliveryStatus = "ERROR"
	DeliveryStatusFailed    DeliveryStatus = "FAILED"
	DeliveryStatusDeleted   DeliveryStatus = "DELETED"
)
