package whatsapp

import (
	"context"
	"net/http"
	"net/url"
)

// Migrate copies flows from another account of the same business portfolio. The
// copies have the names of the originals, and are published if those are. A
// name that the account has already is left out, and listed in the answer.
//
//	POST /{waba-id}/migrate_flows
//
// Permission: whatsapp_business_management, for both accounts.
//
// https://developers.facebook.com/docs/whatsapp/flows/reference/flowsapi#migrate
func (s *FlowService) Migrate(ctx context.Context, wabaID string, request MigrateFlowsRequest, opts ...RequestOption) (*FlowMigration, error) {
	op := operation(http.MethodPost, "/{waba-id}/migrate_flows", wabaID)
	op.checks = []validator{request}
	op.Multipart = &MultipartForm{Fields: request.form()}
	op.reconcile = "list the flows of the account to see which have arrived"
	return decode[FlowMigration](ctx, s.client, op, opts)
}

const maxMigratedFlows = 100

// MigrateFlowsRequest says which flows to copy.
type MigrateFlowsRequest struct {
	// SourceWABAID is the account that has the flows. It is required.
	SourceWABAID string
	// SourceFlowNames selects flows, at most 100. Without it, all are copied.
	SourceFlowNames []string
}

// Validate checks the limits that Meta documents.
func (r MigrateFlowsRequest) Validate() error {
	var found violations
	found.digits("source_waba_id", r.SourceWABAID)
	found.atMost("source_flow_names", len(r.SourceFlowNames), maxMigratedFlows)
	for i, name := range r.SourceFlowNames {
		found.requireEntry("source_flow_names", i, "", name)
	}
	return found.err()
}

func (r MigrateFlowsRequest) form() url.Values {
	form := url.Values{"source_waba_id": {r.SourceWABAID}}
	setIfPresent(form, "source_flow_names", jsonList(r.SourceFlowNames))
	return form
}

// FlowMigration is the answer to [FlowService.Migrate].
type FlowMigration struct {
	MigratedFlows []MigratedFlow `json:"migrated_flows,omitzero"`
	FailedFlows   []FailedFlow   `json:"failed_flows,omitzero"`
}

// MigratedFlow is a flow that was copied.
type MigratedFlow struct {
	SourceName string `json:"source_name"`
	SourceID   string `json:"source_id"`
	// MigratedID is the id of the copy.
	MigratedID string `json:"migrated_id"`
}

// FailedFlow is a flow that was not copied, and why.
type FailedFlow struct {
	SourceName   string `json:"source_name"`
	ErrorCode    string `json:"error_code"`
	ErrorMessage string `json:"error_message"`
}
