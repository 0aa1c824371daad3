package whatsapp

import "net/url"

// CreditLine is a credit line of a business with Meta, an extended credit.
// [WithFields] asks for more than the id.
type CreditLine struct {
	ID string `json:"id"`
	// LegalEntityName is the company that the credit line belongs to.
	LegalEntityName string `json:"legal_entity_name"`

	CreditType             string `json:"credit_type,omitempty"`
	OwnerBusinessName      string `json:"owner_business_name,omitempty"`
	LiableBusinessName     string `json:"liable_biz_name,omitempty"`
	SendBillToBusinessName string `json:"send_bill_to_biz_name,omitempty"`
	IsAccessRevoked        *bool  `json:"is_access_revoked,omitzero"`
	LastPaymentTime        Time   `json:"last_payment_time,omitzero"`

	Balance         *CurrencyAmount `json:"balance,omitzero"`
	MaxBalance      *CurrencyAmount `json:"max_balance,omitzero"`
	AllocatedAmount *CurrencyAmount `json:"allocated_amount,omitzero"`
	CreditAvailable *CurrencyAmount `json:"credit_available,omitzero"`
}

// CurrencyAmount is an amount of money.
type CurrencyAmount struct {
	// Amount is a decimal number: "1250.00".
	Amount string `json:"amount"`
	// AmountInHundredths is the same in hundredths: "125000".
	AmountInHundredths string `json:"amount_in_hundredths"`
	Currency           string `json:"currency"` // ISO 4217: "EUR"
}

// AttachCreditLineRequest names the account that a credit line is to pay for.
type AttachCreditLineRequest struct {
	WABAID string
	// Currency is what the account is invoiced in, as ISO 4217. Meta documents
	// AUD, EUR, GBP, IDR, INR and USD. It cannot be changed later.
	Currency string
}

// Validate checks the form of both.
func (r AttachCreditLineRequest) Validate() error {
	var found violations
	if !isCurrencyCode(r.Currency) {
		found.add("waba_currency", "must be three capital letters such as %q, not %q", "EUR", r.Currency)
	}
	found.digits("waba_id", r.WABAID)
	return found.err()
}

// SharedCreditLine is the answer to [CreditLineService.Share].
type SharedCreditLine struct {
	Success bool `json:"success"`
	// AllocationConfigID is the id for [CreditLineService.GetAllocation] and
	// [CreditLineService.Revoke].
	AllocationConfigID string `json:"allocation_config_id"`
}

// AttachedCreditLine is the answer to [CreditLineService.ShareAndAttach] and
// [CreditLineService.Attach].
type AttachedCreditLine struct {
	// Success is only in the answer to Attach.
	Success bool `json:"success,omitzero"`
	// AllocationConfigID is the id for [CreditLineService.Verify] and
	// [CreditLineService.Revoke].
	AllocationConfigID string `json:"allocation_config_id"`
	WABAID             string `json:"waba_id"`
}

// ListCreditAllocationsOptions selects a page of allocations.
type ListCreditAllocationsOptions struct {
	ListOptions
	// ReceivingBusinessID keeps those of one client.
	ReceivingBusinessID string
}

func (o *ListCreditAllocationsOptions) addFilters(query url.Values) error {
	setIfPresent(query, "receiving_business_id", o.ReceivingBusinessID)
	return nil
}

// CreditAllocation is the share that a business has in the credit line of
// another.
type CreditAllocation struct {
	ID string `json:"id"`
	// ReceivingBusiness is the client.
	ReceivingBusiness *BusinessSummary `json:"receiving_business,omitzero"`
	// ReceivingCredential is the credit line that the client got by it. Its id
	// is the primary funding id of the accounts it pays for.
	ReceivingCredential *CreditLine      `json:"receiving_credential,omitzero"`
	OwningBusiness      *BusinessSummary `json:"owning_business,omitzero"`
	OwningCredential    *CreditLine      `json:"owning_credential,omitzero"`
	// RequestStatus is [CreditAllocationStatusDeleted] once the credit line was
	// revoked.
	RequestStatus CreditAllocationStatus `json:"request_status,omitempty"`

	CurrencyAmount *CurrencyAmount `json:"currency_amount,omitzero"`
	LiabilityType  string          `json:"liability_type,omitempty"`
	PartitionType  string          `json:"partition_type,omitempty"`
	SendBillTo     string          `json:"send_bill_to,omitempty"`
}

// CreditAllocationStatus is the state of an allocation.
type CreditAllocationStatus string

// CreditAllocationStatusDeleted is the state after
// [CreditLineService.Revoke]. It is the only one that Meta documents.
const CreditAllocationStatusDeleted CreditAllocationStatus = "DELETED"

// Funds reports whether the allocation pays for an account. Both must have been
// read with the fields that tell: receiving_credential and request_status, and
// primary_funding_id.
func (a *CreditAllocation) Funds(account *WABA) bool {
	return a.RequestStatus != CreditAllocationStatusDeleted && a.ReceivingCredential != nil &&
		a.ReceivingCredential.ID != "" && a.ReceivingCredential.ID == account.PrimaryFundingID
}

// CreditVerification is what [CreditLineService.Verify] has found.
type CreditVerification struct {
	// Shared says that the allocation pays for the account.
	Shared     bool
	Allocation CreditAllocation
	// PrimaryFundingID is what pays for the account, empty if nothing does.
	PrimaryFundingID string
}
