package whatsapp

import (
	"context"
	"net/http"
)

// reconcileSolution is the advice for every request of one side to the other.
const reconcileSolution = "get the solution, whose status says how far it has come"

// Accept takes up the invitation to a solution. Only the app that was invited
// can do so.
//
//	POST /{solution-id}/accept
//
// Permission: whatsapp_business_management. A solution that is not
// [SolutionStatusInitiated] cannot be accepted: [ErrInvalidRequest].
func (s *SolutionService) Accept(ctx context.Context, solutionID string, request AcceptSolutionRequest, opts ...RequestOption) (*AcceptedSolution, error) {
	op := operation(http.MethodPost, "/{solution-id}/accept", solutionID)
	op.Body = request
	op.reconcile = reconcileSolution
	return decode[AcceptedSolution](ctx, s.client, op, opts)
}

// Reject declines what the other side has asked for: an invitation, or the end
// of the solution.
//
//	POST /{solution-id}/reject
//
// Permission: whatsapp_business_management. Without such a request pending, the
// error is [ErrNotFound].
func (s *SolutionService) Reject(ctx context.Context, solutionID string, request RejectSolutionRequest, opts ...RequestOption) (*RejectedSolution, error) {
	op := operation(http.MethodPost, "/{solution-id}/reject", solutionID)
	op.Body = request
	op.reconcile = reconcileSolution
	return decode[RejectedSolution](ctx, s.client, op, opts)
}

// SendDeactivationRequest asks the other side to end a solution, with a reason
// of at most 500 characters, or none.
//
//	POST /{solution-id}/send_deactivation_request
//
// Permission: whatsapp_business_management. Only an active solution can be
// ended: [ErrInvalidRequest].
func (s *SolutionService) SendDeactivationRequest(ctx context.Context, solutionID, reason string, opts ...RequestOption) (*SolutionDeactivationRequest, error) {
	op := operation(http.MethodPost, "/{solution-id}/send_deactivation_request", solutionID)
	op.Body = deactivateSolutionRequest{Reason: reason}
	op.reconcile = reconcileSolution
	return decode[SolutionDeactivationRequest](ctx, s.client, op, opts)
}

// AcceptDeactivationRequest ends a solution, as the other side has asked.
//
//	POST /{solution-id}/accept_deactivation_request
//
// Permission: whatsapp_business_management. Without such a request pending, the
// error is [ErrInvalidRequest].
func (s *SolutionService) AcceptDeactivationRequest(ctx context.Context, solutionID string, opts ...RequestOption) (*Solution, error) {
	op := operation(http.MethodPost, "/{solution-id}/accept_deactivation_request", solutionID)
	op.Body = struct{}{}
	op.reconcile = reconcileSolution
	return decode[Solution](ctx, s.client, op, opts)
}

// RejectDeactivationRequest keeps a solution that the other side wants to end.
//
//	POST /{solution-id}/reject_deactivation_request
//
// Permission: whatsapp_business_management. Without such a request pending, the
// error is [ErrInvalidRequest].
func (s *SolutionService) RejectDeactivationRequest(ctx context.Context, solutionID string, opts ...RequestOption) (*Solution, error) {
	op := operation(http.MethodPost, "/{solution-id}/reject_deactivation_request", solutionID)
	op.Body = rejectDeactivation{Reject: true}
	op.reconcile = reconcileSolution
	return decode[Solution](ctx, s.client, op, opts)
}

// AcceptSolutionRequest takes up an invitation.
type AcceptSolutionRequest struct {
	// PartnerAppID is the app that was invited.
	PartnerAppID string `json:"partner_app_id"`
	// LogSessionID ties together the calls of one acceptance in Meta's logs.
	LogSessionID string `json:"log_session_id,omitempty"`
}

// Validate checks that the app is an id.
func (r AcceptSolutionRequest) Validate() error {
	var found violations
	found.digits("partner_app_id", r.PartnerAppID)
	return found.err()
}

// AcceptedSolution is the answer to [SolutionService.Accept]. Graph may answer
// with Success alone.
type AcceptedSolution struct {
	Success       bool                  `json:"success"`
	SolutionID    string                `json:"solution_id"`
	PartnerStatus SolutionPartnerStatus `json:"partner_status"`
	Message       string                `json:"message"`
	UpdateTime    Time                  `json:"update_time,omitzero"`
}

// RejectSolutionRequest declines a request of the other side.
type RejectSolutionRequest struct {
	RequestType SolutionRequestType `json:"request_type"`
	// PartnerAppID is the app that asked. A rejected partnership needs it.
	PartnerAppID string `json:"partner_app_id,omitempty"`
	// Reason has at most 500 characters.
	Reason string `json:"rejection_reason,omitempty"`
}

// Validate checks the limits that Meta documents.
func (r RejectSolutionRequest) Validate() error {
	var found violations
	found.require("request_type", string(r.RequestType))
	if r.RequestType == SolutionRequestTypePartnership || r.PartnerAppID != "" {
		found.digits("partner_app_id", r.PartnerAppID)
	}
	found.length("rejection_reason", r.Reason, 0, maxSolutionReason)
	return found.err()
}

// maxSolutionReason is the length of a reason in characters.
const maxSolutionReason = 500

// RejectedSolution is the answer to [SolutionService.Reject]. Graph may answer
// with Success alone.
type RejectedSolution struct {
	Success             bool                `json:"success"`
	SolutionID          string              `json:"solution_id"`
	RejectedRequestType SolutionRequestType `json:"rejected_request_type"`
	PartnerAppID        string              `json:"partner_app_id,omitzero"`
	RejectionTime       Time                `json:"rejection_timestamp,omitzero"`
}

// SolutionRequestType is what one side asks of the other.
type SolutionRequestType string

// The requests that Meta documents.
const (
	SolutionRequestTypePartnership  SolutionRequestType = "PARTNERSHIP_REQUEST"
	SolutionRequestTypeDeactivation SolutionRequestType = "DEACTIVATION_REQUEST"
)

type deactivateSolutionRequest struct {
	Reason string `json:"reason,omitempty"`
}

func (r deactivateSolutionRequest) Validate() error {
	var found violations
	found.length("reason", r.Reason, 0, maxSolutionReason)
	return found.err()
}

// SolutionDeactivationRequest is the answer to
// [SolutionService.SendDeactivationRequest].
type SolutionDeactivationRequest struct {
	Success   bool   `json:"success"`
	Message   string `json:"message"`
	RequestID string `json:"request_id"`
}

type rejectDeactivation struct {
	Reject bool `json:"reject_deactivation_request"`
}
