package whatsapp

import (
	"context"
	"net/http"
	"time"
)

// SetMigrationIntent starts, schedules, confirms or cancels the move of an
// account from one solution to another. A move that was started waits to be
// confirmed, and one that was scheduled begins by itself. Both steps name the
// solution that the account leaves:
//
//	started, err := client.Solutions.SetMigrationIntent(ctx, wabaID, whatsapp.SetMigrationIntentRequest{
//		Intent:     whatsapp.SolutionMigrationIntentInitiate,
//		SolutionID: from, TargetSolutionID: to,
//	})
//	...
//	_, err = client.Solutions.SetMigrationIntent(ctx, wabaID, whatsapp.SetMigrationIntentRequest{
//		Intent: whatsapp.SolutionMigrationIntentConfirm, SolutionID: from,
//	})
//
// [SolutionService.GetMigrationIntent] says how far it has got.
//
//	POST /{waba-id}/set_solution_migration_intent
//
// Permission: whatsapp_business_management. A solution in another state than
// the step needs is [ErrInvalidRequest].
func (s *SolutionService) SetMigrationIntent(ctx context.Context, wabaID string, request SetMigrationIntentRequest, opts ...RequestOption) (*SolutionMigration, error) {
	op := operation(http.MethodPost, "/{waba-id}/set_solution_migration_intent", wabaID)
	op.Body = request
	op.requires = "migration_intent_id"
	op.reconcile = "list the solutions that the account belongs to before taking the step again"
	return decode[SolutionMigration](ctx, s.client, op, opts)
}

// GetMigrationIntent returns how far a move has got.
//
//	GET /{migration-intent-id}
//
// Permission: whatsapp_business_management.
func (s *SolutionService) GetMigrationIntent(ctx context.Context, migrationIntentID string, opts ...RequestOption) (*MigrationIntent, error) {
	op := operation(http.MethodGet, "/{migration-intent-id}", migrationIntentID)
	return decode[MigrationIntent](ctx, s.client, op, opts)
}

// SetMigrationIntentRequest is one step of a move.
type SetMigrationIntentRequest struct {
	Intent SolutionMigrationIntent `json:"migration_intent"`
	// SolutionID is the solution that the account leaves.
	SolutionID string `json:"solution_id"`
	// TargetSolutionID is where it goes. To initiate or schedule needs it.
	TargetSolutionID string `json:"target_solution_id,omitempty"`
	// ScheduledTime is when a scheduled move begins.
	ScheduledTime time.Time `json:"scheduled_migration_time,omitzero"`
	// Reason has at most 500 characters.
	Reason string `json:"migration_reason,omitempty"`
}

// Validate checks the limits that Meta documents.
func (r SetMigrationIntentRequest) Validate() error {
	var found violations
	found.require("migration_intent", string(r.Intent))
	found.digits("solution_id", r.SolutionID)
	starts := r.Intent == SolutionMigrationIntentInitiate || r.Intent == SolutionMigrationIntentSchedule
	if starts || r.TargetSolutionID != "" {
		found.digits("target_solution_id", r.TargetSolutionID)
	}
	if r.Intent == SolutionMigrationIntentSchedule && r.ScheduledTime.IsZero() {
		found.add("scheduled_migration_time", "is required")
	}
	found.length("migration_reason", r.Reason, 0, maxSolutionReason)
	return found.err()
}

// SolutionMigrationIntent is a step in the move from one solution to another.
type SolutionMigrationIntent string

// The steps that Meta documents.
const (
	SolutionMigrationIntentInitiate SolutionMigrationIntent = "INITIATE_MIGRATION"
	SolutionMigrationIntentSchedule SolutionMigrationIntent = "SCHEDULE_MIGRATION"
	SolutionMigrationIntentConfirm  SolutionMigrationIntent = "CONFIRM_MIGRATION"
	SolutionMigrationIntentCancel   SolutionMigrationIntent = "CANCEL_MIGRATION"
)

// SolutionMigration is the answer to [SolutionService.SetMigrationIntent].
type SolutionMigration struct {
	Success bool `json:"success"`
	// MigrationIntentID is the id for [SolutionService.GetMigrationIntent].
	MigrationIntentID       string                  `json:"migration_intent_id"`
	Status                  SolutionMigrationStatus `json:"status"`
	EstimatedCompletionTime Time                    `json:"estimated_completion_time,omitzero"`
}

// SolutionMigrationStatus says whether a move will take place.
type SolutionMigrationStatus string

// The states that Meta documents.
const (
	SolutionMigrationStatusPending   SolutionMigrationStatus = "PENDING"
	SolutionMigrationStatusApproved  SolutionMigrationStatus = "APPROVED"
	SolutionMigrationStatusRejected  SolutionMigrationStatus = "REJECTED"
	SolutionMigrationStatusScheduled SolutionMigrationStatus = "SCHEDULED"
)

// MigrationIntent is the move of an account.
type MigrationIntent struct {
	ID     string                `json:"id"`
	Status MigrationIntentStatus `json:"status"`
}

// MigrationIntentStatus is how far a move has got.
type MigrationIntentStatus string

// The states that Meta documents.
const (
	MigrationIntentStatusInitiated MigrationIntentStatus = "INITIATED"
	MigrationIntentStatusAccepted  MigrationIntentStatus = "ACCEPTED"
	MigrationIntentStatusRejected  MigrationIntentStatus = "REJECTED"
	MigrationIntentStatusCompleted MigrationIntentStatus = "COMPLETED"
)
