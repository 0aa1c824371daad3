package whatsapp

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/wabakit/whatsapp/internal/graphjson"
)

// SendEvents reports conversion events to a dataset. Graph takes all of them or
// none: one that is wrong, or more than seven days old, fails the request.
//
//	POST /{dataset-id}/events
//
// Permission: whatsapp_business_manage_events. Subcode 2804066 says that events
// from messages cannot have this name, and 2804087 that Meta does not know the
// click.
//
// Events are sent once, because Meta does not tell a repeated event from a new
// one, not even by its id: a purchase would count twice, for reports and for
// the ads that are shown because of it. If the outcome is unknown, the error is
// [ErrOutcomeUnknown].
func (s *ConversionService) SendEvents(ctx context.Context, datasetID string, request SendConversionEventsRequest, opts ...RequestOption) (*ConversionEventsReceipt, error) {
	op := operation(http.MethodPost, "/{dataset-id}/events", datasetID)
	op.Body = request
	op.requires = "events_received"
	op.reconcile = "look into Meta's Events Manager to see whether the events have arrived"
	return decode[ConversionEventsReceipt](ctx, s.client, op, opts)
}

// SendConversionEventsRequest is a batch of events.
type SendConversionEventsRequest struct {
	// Events has 1 to 1,000 events.
	Events []ConversionEvent `json:"data"`
	// PartnerAgent names the platform that reports for a client.
	PartnerAgent *string `json:"partner_agent,omitzero"`
	// TestEventCode, from the Events Manager, shows the events there and counts
	// them nowhere.
	TestEventCode *string `json:"test_event_code,omitzero"`
}

const maxConversionEvents = 1000

// Validate checks the limits that Meta documents, but for the age of the
// events.
func (r SendConversionEventsRequest) Validate() error {
	var found violations
	if len(r.Events) == 0 {
		found.add("data", "needs at least one event")
	}
	found.atMost("data", len(r.Events), maxConversionEvents)
	for i := range r.Events {
		found.addEntry("data", i, r.Events[i].violations())
	}
	return found.err()
}

// ConversionEvent is something that a person has done in a chat, or because of
// it. It encodes with the members that say so: action_source and
// messaging_channel.
type ConversionEvent struct {
	// Name is required.
	Name ConversionEventName `json:"event_name"`
	// Time is required: when it happened, to the second.
	Time time.Time `json:"event_time"`
	// ID is your name of the event. Meta does not drop an event from messages
	// whose id it has seen: do so before sending.
	ID string `json:"event_id,omitempty"`
	// UserData is required: who it was.
	UserData ConversionUserData `json:"user_data"`
	// CustomData says more about it. A purchase needs its value and currency.
	CustomData *ConversionData `json:"custom_data,omitzero"`
	// MessagingOutcome marks an event that Meta has detected itself, and told
	// of in a webhook.
	MessagingOutcome *MessagingOutcome `json:"messaging_outcome_data,omitzero"`
	// OptOut keeps the event from being used to optimise the delivery of ads.
	OptOut *bool `json:"opt_out,omitzero"`
	// DataProcessingOptions limits how Meta may use the data: "LDU", for the
	// country and state below, or an empty list for no limit. 0 and 0 leave the
	// place to Meta.
	DataProcessingOptions        []string `json:"data_processing_options,omitzero"`
	DataProcessingOptionsCountry *int     `json:"data_processing_options_country,omitzero"`
	DataProcessingOptionsState   *int     `json:"data_processing_options_state,omitzero"`
}

const (
	fromMessaging = "business_messaging"
	fromWhatsApp  = "whatsapp"
)

// MarshalJSON writes the time as Unix seconds, and where the event comes from.
func (e ConversionEvent) MarshalJSON() ([]byte, error) {
	type fields ConversionEvent
	return json.Marshal(struct {
		fields
		Time             int64  `json:"event_time"`
		ActionSource     string `json:"action_source"`
		MessagingChannel string `json:"messaging_channel"`
	}{fields(e), e.Time.Unix(), fromMessaging, fromWhatsApp})
}

// UnmarshalJSON reads what MarshalJSON writes, so that events can wait in a
// queue.
func (e *ConversionEvent) UnmarshalJSON(data []byte) error { return readGraph(data, e) }

func (e *ConversionEvent) decodeGraph(d *graphjson.Decoder) bool {
	type fields ConversionEvent
	var wire struct {
		fields
		Time Time `json:"event_time"`
	}
	if !d.Decode(&wire) {
		return false
	}
	*e = ConversionEvent(wire.fields)
	e.Time = wire.Time.Time
	return true
}

func (e *ConversionEvent) violations() violations {
	var found violations
	found.require("event_name", string(e.Name))
	if e.Time.IsZero() {
		found.add("event_time", "is required")
	}
	found.within("user_data", e.UserData.violations())
	data := ConversionData{}
	if e.CustomData != nil {
		data = *e.CustomData
	}
	if e.Name == ConversionEventNamePurchase && data.Value == nil {
		found.add("custom_data.value", "is required for a purchase")
	}
	switch {
	case data.Currency != "" && !isCurrencyCode(data.Currency):
		found.add("custom_data.currency", "must be three capital letters such as %q, not %q", "EUR", data.Currency)
	case data.Currency == "" && data.Value != nil:
		found.add("custom_data.currency", "is required with a value")
	}
	return found
}

// ConversionEventName says what has happened.
type ConversionEventName string

// The events that Meta documents for business messaging. Graph refuses others,
// such as the Lead of websites.
const (
	ConversionEventNameAddToCart        ConversionEventName = "AddToCart"
	ConversionEventNameCartAbandoned    ConversionEventName = "CartAbandoned"
	ConversionEventNameInitiateCheckout ConversionEventName = "InitiateCheckout"
	ConversionEventNameLeadSubmitted    ConversionEventName = "LeadSubmitted"
	ConversionEventNameOrderCanceled    ConversionEventName = "OrderCanceled"
	ConversionEventNameOrderCreated     ConversionEventName = "OrderCreated"
	ConversionEventNameOrderDelivered   ConversionEventName = "OrderDelivered"
	ConversionEventNameOrderReturned    ConversionEventName = "OrderReturned"
	ConversionEventNameOrderShipped     ConversionEventName = "OrderShipped"
	ConversionEventNamePurchase         ConversionEventName = "Purchase"
	ConversionEventNameQualifiedLead    ConversionEventName = "QualifiedLead"
	ConversionEventNameRatingProvided   ConversionEventName = "RatingProvided"
	ConversionEventNameReviewProvided   ConversionEventName = "ReviewProvided"
	ConversionEventNameViewContent      ConversionEventName = "ViewContent"
)

// ConversionData says more about an event.
type ConversionData struct {
	// Value is an amount in Currency, which is ISO 4217: "EUR".
	Value           *float64            `json:"value,omitzero"`
	Currency        string              `json:"currency,omitempty"`
	ContentName     string              `json:"content_name,omitempty"`
	ContentCategory string              `json:"content_category,omitempty"`
	ContentType     string              `json:"content_type,omitempty"` // "product" or "product_group"
	ContentIDs      []string            `json:"content_ids,omitzero"`
	Contents        []ConversionContent `json:"contents,omitzero"`
	NumItems        *int                `json:"num_items,omitzero"`
	OrderID         string              `json:"order_id,omitempty"`
}

// ConversionContent is a product that an event is about.
type ConversionContent struct {
	ID        string   `json:"id"`
	Quantity  *int     `json:"quantity,omitzero"`
	ItemPrice *float64 `json:"item_price,omitzero"`
}

// MessagingOutcome says how an event came to be known.
type MessagingOutcome struct {
	Type MessagingOutcomeType `json:"outcome_type"`
}

// MessagingOutcomeType is a way in which an event came to be known.
type MessagingOutcomeType string

// MessagingOutcomeTypeAutomaticEvents is for events that Meta has detected in a
// chat, and sent in webhooks of the field automatic_events.
const MessagingOutcomeTypeAutomaticEvents MessagingOutcomeType = "automatic_events"

// ConversionEventsReceipt is the answer to [ConversionService.SendEvents].
type ConversionEventsReceipt struct {
	EventsReceived int `json:"events_received"`
	// Messages has Graph's remarks on events that it took.
	Messages []string `json:"messages,omitzero"`
	TraceID  string   `json:"fbtrace_id"`
}
