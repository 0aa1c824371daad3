package whatsapp

import "time"

// OnBehalfRequest asks for an account to be managed on behalf of its owner.
type OnBehalfRequest struct {
	ID string `json:"id"`
	// BusinessOwnedObject is the id of the account.
	BusinessOwnedObject string                `json:"business_owned_object"`
	Status              OnBehalfRequestStatus `json:"status"`
	RequestingBusiness  *BusinessSummary      `json:"requesting_business,omitzero"`
	ReceivingBusiness   *BusinessSummary      `json:"receiving_business,omitzero"`
}

// OnBehalfRequestStatus is the state of a request.
type OnBehalfRequestStatus string

// The states that Meta documents.
const (
	OnBehalfRequestStatusApprove    OnBehalfRequestStatus = "APPROVE"
	OnBehalfRequestStatusDecline    OnBehalfRequestStatus = "DECLINE"
	OnBehalfRequestStatusInProgress OnBehalfRequestStatus = "IN_PROGRESS"
	OnBehalfRequestStatusExpired    OnBehalfRequestStatus = "EXPIRED"
	OnBehalfRequestStatusPending    OnBehalfRequestStatus = "PENDING"
	OnBehalfRequestStatusCanceled   OnBehalfRequestStatus = "CANCELED"
	OnBehalfRequestStatusInvalid    OnBehalfRequestStatus = "INVALID"
)

// CreateOBOMobilityIntentRequest is one step of a transfer or a handover.
type CreateOBOMobilityIntentRequest struct {
	IntentType OBOIntentType `json:"intent_type"`
	// SolutionID is the solution that the account leaves.
	SolutionID string `json:"solution_id"`
	// TargetSolutionID is where it goes. To initiate a transfer needs it.
	TargetSolutionID string `json:"target_solution_id,omitempty"`
	// ScheduledTime is when a handover takes place, if not now.
	ScheduledTime time.Time `json:"scheduled_execution_time,omitzero"`
	// Reason has at most 500 characters.
	Reason string `json:"mobility_reason,omitempty"`
	// Metadata is kept with the intent.
	Metadata map[string]any `json:"metadata,omitzero"`
}

// Validate checks the limits that Meta documents.
func (r CreateOBOMobilityIntentRequest) Validate() error {
	var found violations
	found.require("intent_type", string(r.IntentType))
	found.digits("solution_id", r.SolutionID)
	if r.IntentType == OBOIntentTypeInitiateTransfer || r.TargetSolutionID != "" {
		found.digits("target_solution_id", r.TargetSolutionID)
	}
	found.length("mobility_reason", r.Reason, 0, maxSolutionReason)
	return found.err()
}

// OBOIntentType is a step of a transfer or a handover.
type OBOIntentType string

// The steps that Meta documents.
const (
	OBOIntentTypeInitiateTransfer OBOIntentType = "INITIATE_TRANSFER"
	OBOIntentTypeConfirmTransfer  OBOIntentType = "CONFIRM_TRANSFER"
	OBOIntentTypeCancelTransfer   OBOIntentType = "CANCEL_TRANSFER"
	OBOIntentTypeRequestHandover  OBOIntentType = "REQUEST_HANDOVER"
	OBOIntentTypeApproveHandover  OBOIntentType = "APPROVE_HANDOVER"
	OBOIntentTypeRejectHandover   OBOIntentType = "REJECT_HANDOVER"
)

// CreatedOBOMobilityIntent is the answer to [OnBehalfService.CreateIntent].
type CreatedOBOMobilityIntent struct {
	Success bool `json:"success"`
	// MobilityIntentID is the id for [OnBehalfService.GetIntent].
	MobilityIntentID        string          `json:"mobility_intent_id"`
	Status                  OBOIntentStatus `json:"status"`
	ApprovalRequired        bool            `json:"approval_required"`
	EstimatedCompletionTime Time            `json:"estimated_completion_time,omitzero"`
	// NextSteps say in words what is left to do.
	NextSteps []string `json:"next_steps,omitzero"`
}

// OBOIntentStatus is how far a step has got.
type OBOIntentStatus string

// The states that Meta documents.
const (
	OBOIntentStatusPending    OBOIntentStatus = "PENDING"
	OBOIntentStatusApproved   OBOIntentStatus = "APPROVED"
	OBOIntentStatusRejected   OBOIntentStatus = "REJECTED"
	OBOIntentStatusScheduled  OBOIntentStatus = "SCHEDULED"
	OBOIntentStatusInProgress OBOIntentStatus = "IN_PROGRESS"
	OBOIntentStatusCompleted  OBOIntentStatus = "COMPLETED"
	OBOIntentStatusFailed     OBOIntentStatus = "FAILED"
)

// SetOBOMobilityIntentRequest says where an account is to move. Every field is
// optional.
type SetOBOMobilityIntentRequest struct {
	SolutionID string `json:"solution_id,omitempty"`
	AppID      string `json:"app_id,omitempty"`
	ActorID    string `json:"actor_id,omitempty"`
	// ClientMutationID comes back in the answer. It has at most 255 characters.
	ClientMutationID string `json:"client_mutation_id,omitempty"`
}

// oboIntentOf adds the account, which Meta wants in the body as well.
type oboIntentOf struct {
	WABAID string `json:"waba_id"`
	SetOBOMobilityIntentRequest
}

const maxClientMutationID = 255

// Validate checks the limits that Meta documents.
func (r SetOBOMobilityIntentRequest) Validate() error {
	var found violations
	for _, id := range []struct{ field, value string }{
		{"solution_id", r.SolutionID}, {"app_id", r.AppID}, {"actor_id", r.ActorID},
	} {
		if id.value != "" {
			found.digits(id.field, id.value)
		}
	}
	found.length("client_mutation_id", r.ClientMutationID, 0, maxClientMutationID)
	return found.err()
}

// DeclaredOBOMobilityIntent is the answer to [OnBehalfService.SetIntent].
type DeclaredOBOMobilityIntent struct {
	Success          bool   `json:"success"`
	IntentID         string `json:"intent_id"`
	ClientMutationID string `json:"client_mutation_id"`
	// ErrorMessage is empty after success.
	ErrorMessage string `json:"error_msg"`
}

// OBOMobilityIntent is the move of an account from one partner to another.
type OBOMobilityIntent struct {
	ID          string                  `json:"id"`
	WABA        *OBOMobilityAsset       `json:"waba,omitzero"`
	Solution    *OBOMobilityAsset       `json:"solution,omitzero"`
	Status      OBOMobilityIntentStatus `json:"status"`
	CreatedTime Time                    `json:"created_time,omitzero"`
	UpdatedTime Time                    `json:"updated_time,omitzero"`
}

// OBOMobilityAsset is the account or the solution of an intent.
type OBOMobilityAsset struct {
	ID     string                 `json:"id"`
	Name   string                 `json:"name"`
	Status OBOMobilityAssetStatus `json:"status,omitzero"`
	// PartnerID is set for a solution.
	PartnerID string `json:"partner_id,omitzero"`
}

// OBOMobilityAssetStatus is the state of an account or a solution.
type OBOMobilityAssetStatus string

// The states that Meta documents.
const (
	OBOMobilityAssetStatusActive   OBOMobilityAssetStatus = "ACTIVE"
	OBOMobilityAssetStatusInactive OBOMobilityAssetStatus = "INACTIVE"
	OBOMobilityAssetStatusPending  OBOMobilityAssetStatus = "PENDING"
)

// OBOMobilityIntentStatus is how far the move of an account has got.
type OBOMobilityIntentStatus string

// The states that Meta documents.
const (
	OBOMobilityIntentStatusPending   OBOMobilityIntentStatus = "PENDING"
	OBOMobilityIntentStatusActive    OBOMobilityIntentStatus = "ACTIVE"
	OBOMobilityIntentStatusCompleted OBOMobilityIntentStatus = "COMPLETED"
	OBOMobilityIntentStatusCancelled OBOMobilityIntentStatus = "CANCELLED"
	OBOMobilityIntentStatusFailed    OBOMobilityIntentStatus = "FAILED"
)
