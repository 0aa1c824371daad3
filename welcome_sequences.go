package whatsapp

import (
	"cmp"
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"net/url"

	"github.com/wabakit/whatsapp/internal/graphjson"
)

// WelcomeSequenceService manages the welcome message sequences of a WhatsApp
// Business Account, which greet people who come from click-to-WhatsApp ads.
//
// https://developers.facebook.com/docs/whatsapp/embedded-signup/welcome-message-sequences
type WelcomeSequenceService service

// Create adds a sequence.
//
//	POST /{waba-id}/welcome_message_sequences
//
// Permission: whatsapp_business_management. An account that does not have the
// feature yet gets code 4027007.
func (s *WelcomeSequenceService) Create(ctx context.Context, wabaID string, request CreateWelcomeSequenceRequest, opts ...RequestOption) (*CreatedWelcomeSequence, error) {
	op := operation(http.MethodPost, "/{waba-id}/welcome_message_sequences", wabaID)
	op.checks = []validator{request}
	message, err := request.Message.text()
	if err != nil {
		return nil, err
	}
	op.Form = url.Values{"name": {request.Name}, "welcome_message_sequence": {message}}
	op.requires = "sequence_id|id"
	op.reconcile = "list the sequences to see whether there is one with this name"
	return decode[CreatedWelcomeSequence](ctx, s.client, op, opts)
}

// Update changes a sequence.
//
//	POST /{waba-id}/welcome_message_sequences
//
// Permission: whatsapp_business_management. A sequence that belongs to an
// active ad is not changed: [ErrSequenceInUse]. One that does not exist is
// [ErrNotFound].
func (s *WelcomeSequenceService) Update(ctx context.Context, wabaID, sequenceID string, request UpdateWelcomeSequenceRequest, opts ...RequestOption) error {
	op := operation(http.MethodPost, "/{waba-id}/welcome_message_sequences", wabaID)
	op.checks = []validator{sequenceCheck{sequenceID, request}}
	op.Form = url.Values{"sequence_id": {sequenceID}}
	op.Repeat = RepeatSafe
	if request.Name != nil {
		op.Form.Set("name", *request.Name)
	}
	if request.Message != nil {
		message, err := request.Message.text()
		if err != nil {
			return err
		}
		op.Form.Set("welcome_message_sequence", message)
	}
	return s.client.perform(ctx, op, nil, opts)
}

// Get returns one sequence.
//
//	GET /{waba-id}/welcome_message_sequences?sequence_id=
//
// Permission: whatsapp_business_management. A sequence that does not exist is
// [ErrNotFound].
func (s *WelcomeSequenceService) Get(ctx context.Context, wabaID, sequenceID string, opts ...RequestOption) (*WelcomeSequence, error) {
	op := operation(http.MethodGet, "/{waba-id}/welcome_message_sequences", wabaID)
	op.checks = []validator{sequenceCheck{sequenceID, nil}}
	op.Query = url.Values{"sequence_id": {sequenceID}}
	return decodeOne(ctx, s.client, op, opts, sequenceID, func(sequence *WelcomeSequence) bool { return sequence.ID == sequenceID })
}

// List returns one page of the account's sequences.
//
//	GET /{waba-id}/welcome_message_sequences
//
// Permission: whatsapp_business_management.
func (s *WelcomeSequenceService) List(ctx context.Context, wabaID string, page *ListWelcomeSequencesOptions, opts ...RequestOption) (*Page[WelcomeSequence], error) {
	return list[WelcomeSequence](ctx, s.client, sequencesOf(wabaID), page, opts)
}

// All iterates over the account's sequences; see [WelcomeSequenceService.List].
func (s *WelcomeSequenceService) All(ctx context.Context, wabaID string, page *ListWelcomeSequencesOptions, opts ...RequestOption) iter.Seq2[*WelcomeSequence, error] {
	return all[WelcomeSequence](ctx, s.client, sequencesOf(wabaID), page, opts)
}

func sequencesOf(wabaID string) Operation {
	return operation(http.MethodGet, "/{waba-id}/welcome_message_sequences", wabaID)
}

// Delete removes a sequence.
//
//	DELETE /{waba-id}/welcome_message_sequences?sequence_id=
//
// Permission: whatsapp_business_management. A sequence that belongs to an
// active ad is not removed: [ErrSequenceInUse]. One that does not exist is
// [ErrNotFound].
func (s *WelcomeSequenceService) Delete(ctx context.Context, wabaID, sequenceID string, opts ...RequestOption) error {
	op := operation(http.MethodDelete, "/{waba-id}/welcome_message_sequences", wabaID)
	op.checks = []validator{sequenceCheck{sequenceID, nil}}
	op.Query = url.Values{"sequence_id": {sequenceID}}
	op.Repeat = RepeatSafe
	return s.client.perform(ctx, op, nil, opts)
}

// ListWelcomeSequencesOptions selects a page of sequences.
type ListWelcomeSequencesOptions struct {
	ListOptions
	// AppID keeps the sequences of this app only.
	AppID string
}

func (o *ListWelcomeSequencesOptions) addFilters(query url.Values) error {
	setIfPresent(query, "app_id", o.AppID)
	return nil
}

// CreateWelcomeSequenceRequest describes a new sequence. Both fields are
// required.
type CreateWelcomeSequenceRequest struct {
	Name    string
	Message WelcomeMessage
}

// Validate checks that the required fields are set.
func (r CreateWelcomeSequenceRequest) Validate() error {
	var found violations
	found.require("name", r.Name)
	r.Message.validate(&found)
	return found.err()
}

// UpdateWelcomeSequenceRequest changes a sequence; nil fields are left
// unchanged.
type UpdateWelcomeSequenceRequest struct {
	Name    *string
	Message *WelcomeMessage
}

// Validate checks that there is something to change, and that its required
// fields are set.
func (r UpdateWelcomeSequenceRequest) Validate() error {
	var found violations
	if r.Name == nil && r.Message == nil {
		found.add("name", "or welcome_message_sequence is required")
	}
	if r.Name != nil {
		found.require("name", *r.Name)
	}
	if r.Message != nil {
		r.Message.validate(&found)
	}
	return found.err()
}

// sequenceCheck validates a sequence id, which travels in a query or a form,
// together with the request that goes with it.
type sequenceCheck struct {
	sequenceID string
	request    validator
}

func (c sequenceCheck) Validate() error {
	if c.sequenceID == "" {
		return &ValidationError{Violations: []Violation{{Field: "sequence_id", Problem: "is required"}}}
	}
	if c.request == nil {
		return nil
	}
	return c.request.Validate()
}

// WelcomeSequence is a welcome message sequence.
type WelcomeSequence struct {
	// ID is sequence_id. Ad creatives name it as
	// partner_app_welcome_message_flow_id.
	ID      string         `json:"sequence_id"`
	Name    string         `json:"name"`
	Message WelcomeMessage `json:"welcome_message_sequence,omitzero"`
	// IsUsedInAd means that the sequence can be neither changed nor deleted.
	IsUsedInAd bool `json:"is_used_in_ad"`

	// The fields below are documented only by Meta's SDKs.

	LastUpdateTime      Time            `json:"last_update_time,omitzero"`
	CompatiblePlatforms []string        `json:"compatible_platforms,omitzero"`
	EligiblePlatforms   []string        `json:"eligible_platforms,omitzero"`
	IsInstagramOnly     *bool           `json:"is_ig_only_flow,omitzero"`
	MessageFlow         json.RawMessage `json:"welcome_message_flow,omitzero"`
}

// UnmarshalJSON accepts the id as sequence_id and as id.
func (s *WelcomeSequence) UnmarshalJSON(data []byte) error { return readGraph(data, s) }

func (s *WelcomeSequence) decodeGraph(d *graphjson.Decoder) bool {
	type fields WelcomeSequence
	var wire struct {
		fields
		NodeID string `json:"id"`
	}
	if !d.Decode(&wire) {
		return false
	}
	*s = WelcomeSequence(wire.fields)
	if s.ID == "" {
		s.ID = wire.NodeID
	}
	return true
}

// CreatedWelcomeSequence is the answer to [WelcomeSequenceService.Create].
type CreatedWelcomeSequence struct {
	ID string `json:"sequence_id"`
}

// UnmarshalJSON accepts the id as sequence_id and as id.
func (c *CreatedWelcomeSequence) UnmarshalJSON(data []byte) error { return readGraph(data, c) }

func (c *CreatedWelcomeSequence) decodeGraph(d *graphjson.Decoder) bool {
	var wire struct {
		SequenceID string `json:"sequence_id"`
		ID         string `json:"id"`
	}
	if !d.Decode(&wire) {
		return false
	}
	c.ID = cmp.Or(wire.SequenceID, wire.ID)
	return true
}
