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

// List returns one page of the histories of a phone number's messages, each
// with its latest events; [MessageHistoryService.ListEvents] returns the
// others.
//
//	GET /{phone-number-id}/message_history
//
// Permission: whatsapp_business_messaging. A MessageID without a history is
// [ErrInvalidRequest].
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/reference/whatsapp-business-phone-number/message-history-api
func (s *MessageHistoryService) List(ctx context.Context, phoneNumberID string, page *ListMessageHistoryOptions, opts ...RequestOption) (*Page[MessageHistory], error) {
	return list[MessageHistory](ctx, s.client, operation(http.MethodGet, historyOfNumber, phoneNumberID), page, opts)
}

// All iterates over the histories of a phone number's messages; see
// [MessageHistoryService.List].
func (s *MessageHistoryService) All(ctx context.Context, phoneNumberID string, page *ListMessageHistoryOptions, opts ...RequestOption) iter.Seq2[*MessageHistory, error] {
	return all[MessageHistory](ctx, s.client, operation(http.MethodGet, historyOfNumber, phoneNumberID), page, opts)
}

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

const (
	historyOfNumber = "/{phone-number-id}/message_history"
	eventsOfMessage = "/{message-history-id}/events"
)

// ListMessageHistoryOptions selects a page of histories.
type ListMessageHistoryOptions struct {
	ListOptions
	// MessageID selects the history of one message: its wamid.
	MessageID string
}

func (o *ListMessageHistoryOptions) addFilters(query url.Values) error {
	setIfPresent(query, "message_id", o.MessageID)
	return nil
}

// MessageHistory is the history of one message.
type MessageHistory struct {
	ID        string `json:"id"`
	MessageID string `json:"message_id"`
	// Events are the first page of the message's events.
	Events *Page[DeliveryEvent] `json:"events,omitzero"`
}

// DeliveryEvent is one event in a [MessageHistory]. Graph writes it otherwise
// there than in the list of a message's events.
type DeliveryEvent struct {
	ID             string         `json:"id"`
	DeliveryStatus DeliveryStatus `json:"delivery_status"`
	// ErrorDescription says why a delivery failed.
	ErrorDescription string `json:"error_description"`
	Timestamp        Time   `json:"timestamp,omitzero"`
	// WebhookUpdateState says whether the webhook about the event arrived, and
	// WebhookURI where.
	WebhookUpdateState WebhookUpdateState `json:"webhook_update_state"`
	WebhookURI         string             `json:"webhook_uri"`
	Application        *Application       `json:"application,omitzero"`
}

// WebhookUpdateState is the state of a webhook.
type WebhookUpdateState string

// The states that Meta documents.
const (
	WebhookUpdateStatePending   WebhookUpdateState = "PENDING"
	WebhookUpdateStateDelivered WebhookUpdateState = "DELIVERED"
	WebhookUpdateStateFailed    WebhookUpdateState = "FAILED"
	WebhookUpdateStateRetrying  WebhookUpdateState = "RETRYING"
)

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
