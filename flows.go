package whatsapp

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"net/url"
	"strconv"
)

// FlowService manages the flows of a WhatsApp Business Account: forms of one or
// more screens that people fill in without leaving the chat. To send one, put
// an [InteractiveFlow] into a [Message]. Package
// github.com/wabakit/whatsapp/flowcrypto answers the requests of a flow with an
// endpoint.
//
// https://developers.facebook.com/docs/whatsapp/flows/reference/flowsapi
type FlowService service

const (
	flowsOfWABA = "/{waba-id}/flows"
	oneFlow     = "/{flow-id}"
)

// List returns one page of an account's flows.
//
//	GET /{waba-id}/flows
//
// Permission: whatsapp_business_management.
func (s *FlowService) List(ctx context.Context, wabaID string, page *ListOptions, opts ...RequestOption) (*Page[Flow], error) {
	return list[Flow](ctx, s.client, flowsOf(wabaID), page, opts)
}

// All iterates over an account's flows; see [FlowService.List].
func (s *FlowService) All(ctx context.Context, wabaID string, page *ListOptions, opts ...RequestOption) iter.Seq2[*Flow, error] {
	return all[Flow](ctx, s.client, flowsOf(wabaID), page, opts)
}

func flowsOf(wabaID string) Operation {
	op := operation(http.MethodGet, flowsOfWABA, wabaID)
	op.answersLink = true // the preview's, if it is asked for
	return op
}

// Get returns a flow. Graph answers with the id, name, status, categories and
// validation_errors unless [WithFields] asks for more; [FieldsOf] lists what
// there is. Whether the flow can be sent from a certain number is in
// "health_status.phone_number({phone-number-id})".
//
//	GET /{flow-id}
//
// Permission: whatsapp_business_management.
func (s *FlowService) Get(ctx context.Context, flowID string, opts ...RequestOption) (*Flow, error) {
	op := operation(http.MethodGet, oneFlow, flowID)
	op.answersLink = true
	return decode[Flow](ctx, s.client, op, opts)
}

// Create makes a flow, a draft unless [CreateFlowRequest.Publish] is set. The
// flow is made even if its JSON has mistakes, which the answer lists: see
// [CreatedFlow.ValidationErrors].
//
//	POST /{waba-id}/flows
//
// Permission: whatsapp_business_management. A name that the account has given
// to another flow is refused with code 100, and code 139000 says that the
// account may not create flows.
func (s *FlowService) Create(ctx context.Context, wabaID string, request CreateFlowRequest, opts ...RequestOption) (*CreatedFlow, error) {
	op := operation(http.MethodPost, flowsOfWABA, wabaID)
	op.checks = []validator{request}
	op.Multipart = &MultipartForm{Fields: request.form()}
	op.requires = "id"
	op.reconcile = "list the flows to see whether there is one with this name"
	return decode[CreatedFlow](ctx, s.client, op, opts)
}

// Update changes the name, the categories, the endpoint or the app of a flow. A
// published flow becomes a draft again: messages keep showing what was
// published last until it is published again.
//
//	POST /{flow-id}
//
// Permission: whatsapp_business_management. Code 139001 says that the flow
// cannot be changed; [GraphAPIError.UserMessage] says why.
func (s *FlowService) Update(ctx context.Context, flowID string, request UpdateFlowRequest, opts ...RequestOption) error {
	op := operation(http.MethodPost, oneFlow, flowID)
	op.checks = []validator{request}
	op.Multipart = &MultipartForm{Fields: request.form()}
	op.Repeat = RepeatSafe
	return s.client.perform(ctx, op, nil, opts)
}

// Publish makes a draft available to users. Its JSON must have no mistakes, and
// the endpoint of a flow that has one must answer the health check.
//
//	POST /{flow-id}/publish
//
// Permission: whatsapp_business_management. Code 139002 says that the flow
// cannot be published; [GraphAPIError.UserMessage] says which of the many
// checks has failed.
func (s *FlowService) Publish(ctx context.Context, flowID string, opts ...RequestOption) error {
	op := operation(http.MethodPost, "/{flow-id}/publish", flowID)
	op.reconcile = "read the status of the flow, which cannot be published twice"
	return s.client.perform(ctx, op, nil, opts)
}

// Deprecate ends a published flow for good: it can no longer be sent or opened.
//
//	POST /{flow-id}/deprecate
//
// Permission: whatsapp_business_management. Code 139003 says that the flow is a
// draft, or deprecated already.
func (s *FlowService) Deprecate(ctx context.Context, flowID string, opts ...RequestOption) error {
	op := operation(http.MethodPost, "/{flow-id}/deprecate", flowID)
	op.reconcile = "read the status of the flow, which cannot be deprecated twice"
	return s.client.perform(ctx, op, nil, opts)
}

// Delete deletes a draft. A flow that has been published is deprecated instead.
//
//	DELETE /{flow-id}
//
// Permission: whatsapp_business_management. Code 139004 says that the flow is
// not a draft.
func (s *FlowService) Delete(ctx context.Context, flowID string, opts ...RequestOption) error {
	op := operation(http.MethodDelete, oneFlow, flowID)
	op.Repeat = RepeatSafe
	return s.client.perform(ctx, op, nil, opts)
}

// CreateFlowRequest describes a new flow.
type CreateFlowRequest struct {
	// Name is for the business: users do not see it. It is required, and unique
	// within the account.
	Name string
	// Categories say what the flow is for. At least one is required.
	Categories []FlowCategory
	// FlowJSON describes the screens, in at most 10 MB. Without it,
	// [FlowService.UpdateJSON] follows.
	FlowJSON json.RawMessage
	// Publish publishes the flow at once, if its FlowJSON has no mistakes.
	Publish *bool
	// CloneFlowID is the id of a flow to copy.
	CloneFlowID *string
	// EndpointURI is the https address that the screens get their data from. It
	// is for flows with a data_api_version, from version 3.0 of the Flow JSON.
	EndpointURI *string
}

// maxFlowJSON is the size of the largest Flow JSON.
const maxFlowJSON = 10 * megabyte

// Validate checks the limits that Meta documents. It does not check the JSON of
// the flow, whose mistakes Graph lists in its answer.
func (r CreateFlowRequest) Validate() error {
	var found violations
	found.require("name", r.Name)
	found.categories(r.Categories)
	if len(r.FlowJSON) > maxFlowJSON {
		found.add("flow_json", "has %d bytes, at most %d are allowed", len(r.FlowJSON), maxFlowJSON)
	}
	if r.Publish != nil && *r.Publish && len(r.FlowJSON) == 0 {
		found.add("flow_json", "is required to publish the flow at once")
	}
	if r.CloneFlowID != nil {
		found.digits("clone_flow_id", *r.CloneFlowID)
	}
	if r.EndpointURI != nil {
		found.callback("endpoint_uri", *r.EndpointURI)
	}
	return found.err()
}

func (v *violations) categories(categories []FlowCategory) {
	if len(categories) == 0 {
		v.add("categories", "needs at least one entry")
	}
	for i, category := range categories {
		v.requireEntry("categories", i, "", string(category))
	}
}

func (r CreateFlowRequest) form() url.Values {
	form := url.Values{"name": {r.Name}}
	setIfPresent(form, "categories", jsonList(r.Categories))
	setIfPresent(form, "flow_json", string(r.FlowJSON))
	if r.Publish != nil {
		form.Set("publish", strconv.FormatBool(*r.Publish))
	}
	setIfGiven(form, "clone_flow_id", r.CloneFlowID)
	setIfGiven(form, "endpoint_uri", r.EndpointURI)
	return form
}

func setIfGiven(form url.Values, name string, value *string) {
	if value != nil {
		form.Set(name, *value)
	}
}

// CreatedFlow is the answer to [FlowService.Create].
type CreatedFlow struct {
	ID string `json:"id"`
	// Success is not part of every answer.
	Success bool `json:"success,omitzero"`
	// ValidationErrors are the mistakes in the JSON of the flow, which is a
	// draft as long as there are any.
	ValidationErrors FlowValidationErrors `json:"validation_errors,omitzero"`
}

// UpdateFlowRequest changes a flow; nil fields are left unchanged.
type UpdateFlowRequest struct {
	Name *string
	// Categories replace the ones that the flow has.
	Categories []FlowCategory
	// EndpointURI is the https address that the screens get their data from.
	EndpointURI *string
	// ApplicationID is the app that signs the requests to the endpoint. A flow
	// with an endpoint needs one; it is that of the token by default.
	ApplicationID *string
}

// Validate checks the limits that Meta documents.
func (r UpdateFlowRequest) Validate() error {
	var found violations
	if r.Name == nil && r.Categories == nil && r.EndpointURI == nil && r.ApplicationID == nil {
		found.changesNothing("name")
	}
	if r.Name != nil {
		found.require("name", *r.Name)
	}
	if r.Categories != nil {
		found.categories(r.Categories)
	}
	if r.EndpointURI != nil {
		found.callback("endpoint_uri", *r.EndpointURI)
	}
	if r.ApplicationID != nil {
		found.digits("application_id", *r.ApplicationID)
	}
	return found.err()
}

func (r UpdateFlowRequest) form() url.Values {
	form := url.Values{}
	setIfGiven(form, "name", r.Name)
	setIfPresent(form, "categories", jsonList(r.Categories))
	setIfGiven(form, "endpoint_uri", r.EndpointURI)
	setIfGiven(form, "application_id", r.ApplicationID)
	return form
}
