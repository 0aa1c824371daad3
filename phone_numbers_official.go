package whatsapp

import (
	"context"
	"fmt"
	"net/http"
)

const officialAccountOfNumber = "/{phone-number-id}/official_business_account"

// GetOfficialBusinessAccount returns how the request for the badge of an
// Official Business Account stands.
//
//	GET /{phone-number-id}/official_business_account
//
// Permission: whatsapp_business_management.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/official-business-accounts
func (s *PhoneNumberService) GetOfficialBusinessAccount(ctx context.Context, phoneNumberID string, opts ...RequestOption) (*OfficialBusinessAccount, error) {
	return decode[OfficialBusinessAccount](ctx, s.client, operation(http.MethodGet, officialAccountOfNumber, phoneNumberID), opts)
}

// RequestOfficialBusinessAccount asks for the badge of an Official Business
// Account, or takes the request back. Success means that Meta has the request:
// [PhoneNumberService.GetOfficialBusinessAccount] tells what becomes of it.
//
//	POST /{phone-number-id}/official_business_account
//
// Permission: whatsapp_business_management. It is never repeated. After a
// rejection, wait 30 days before you ask again. Code 100 says that a request
// exists already, or that there is none to take back.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/official-business-accounts
func (s *PhoneNumberService) RequestOfficialBusinessAccount(ctx context.Context, phoneNumberID string, request OfficialBusinessAccountRequest, opts ...RequestOption) (*RequestedOfficialBusinessAccount, error) {
	op := operation(http.MethodPost, officialAccountOfNumber, phoneNumberID)
	op.Body = request
	op.Repeat = RepeatNever
	op.reconcile = "read the official business account to see whether it is under review"
	return decode[RequestedOfficialBusinessAccount](ctx, s.client, op, opts)
}

// OfficialBusinessAccount says whether a number has the badge.
type OfficialBusinessAccount struct {
	ID            string                        `json:"id"`
	Status        OfficialBusinessAccountStatus `json:"oba_status"`
	StatusMessage string                        `json:"status_message"`
}

// RequestedOfficialBusinessAccount is the answer to
// [PhoneNumberService.RequestOfficialBusinessAccount]. Live servers say no more
// than that they have the request.
type RequestedOfficialBusinessAccount struct {
	Success       bool                     `json:"success"`
	Message       string                   `json:"message"`
	TrackingID    string                   `json:"tracking_id"`
	UpdatedStatus *OfficialBusinessAccount `json:"updated_status,omitzero"`
}

// OfficialBusinessAccountStatus is the state of the request for the badge.
type OfficialBusinessAccountStatus string

// The states that Meta documents.
const (
	OfficialBusinessAccountStatusNotStarted  OfficialBusinessAccountStatus = "NOT_STARTED"
	OfficialBusinessAccountStatusPending     OfficialBusinessAccountStatus = "PENDING"
	OfficialBusinessAccountStatusUnderReview OfficialBusinessAccountStatus = "UNDER_REVIEW"
	OfficialBusinessAccountStatusApproved    OfficialBusinessAccountStatus = "APPROVED"
	OfficialBusinessAccountStatusRejected    OfficialBusinessAccountStatus = "REJECTED"
	OfficialBusinessAccountStatusExpired     OfficialBusinessAccountStatus = "EXPIRED"
	OfficialBusinessAccountStatusCancelled   OfficialBusinessAccountStatus = "CANCELLED"
)

// OfficialBusinessAccountRequest asks for the badge in one of the two forms
// that Meta describes: the form of its guides, with a BusinessWebsiteURL, or
// the form of its reference for v23.0, with an Action. Only the second can take
// a request back.
type OfficialBusinessAccountRequest struct {
	// BusinessWebsiteURL and PrimaryCountryOfOperation are required in the form
	// of the guides.
	BusinessWebsiteURL        string `json:"business_website_url,omitzero"`
	PrimaryCountryOfOperation string `json:"primary_country_of_operation,omitzero"`
	PrimaryLanguage           string `json:"primary_language,omitzero"`
	// ParentBusinessOrBrand has at most 255 characters.
	ParentBusinessOrBrand string `json:"parent_business_or_brand,omitzero"`
	// SupportingLinks are 5 to 10 articles about the business that it has not
	// paid for.
	SupportingLinks []string `json:"supporting_links,omitzero"`
	// AdditionalSupportingInformation has at most 1000 characters.
	AdditionalSupportingInformation string `json:"additional_supporting_information,omitzero"`

	// Action and ApplicationData are the form of the reference.
	Action          OfficialBusinessAccountAction       `json:"action,omitzero"`
	ApplicationData *OfficialBusinessAccountApplication `json:"application_data,omitzero"`
}

// OfficialBusinessAccountAction is what a request in the form of the reference
// does.
type OfficialBusinessAccountAction string

// The actions that Meta documents.
const (
	OfficialBusinessAccountActionSubmit   OfficialBusinessAccountAction = "SUBMIT_APPLICATION"
	OfficialBusinessAccountActionWithdraw OfficialBusinessAccountAction = "WITHDRAW_APPLICATION"
	OfficialBusinessAccountActionResubmit OfficialBusinessAccountAction = "RESUBMIT_APPLICATION"
)

// OfficialBusinessAccountApplication is about the business. BusinessName is
// required.
type OfficialBusinessAccountApplication struct {
	// BusinessName has at most 255 characters.
	BusinessName string `json:"business_name"`
	// BusinessDescription has at most 1000 characters.
	BusinessDescription string `json:"business_description,omitzero"`
	WebsiteURL          string `json:"website_url,omitzero"`
	ContactEmail        string `json:"contact_email,omitzero"`
}

const (
	maxBusinessName    = 255
	maxBusinessText    = 1000
	minSupportingLinks = 5
	maxSupportingLinks = 10
)

// Validate checks that the request has one of the two forms, and the limits
// that Meta documents.
func (r OfficialBusinessAccountRequest) Validate() error {
	var found violations
	switch hasGuide := r.BusinessWebsiteURL != "" || r.PrimaryCountryOfOperation != ""; {
	case hasGuide == (r.Action != ""):
		found.add("business_website_url", "or action must be set, and not both")
	case hasGuide:
		found = r.checkGuide()
	case r.Action == OfficialBusinessAccountActionWithdraw:
	case r.ApplicationData == nil:
		found.add("application_data", "is required to apply")
	default:
		found.within("application_data", r.ApplicationData.check())
	}
	return found.err()
}

func (r OfficialBusinessAccountRequest) checkGuide() violations {
	var found violations
	found.require("business_website_url", r.BusinessWebsiteURL)
	if r.BusinessWebsiteURL != "" {
		found.webLink("business_website_url", r.BusinessWebsiteURL)
	}
	found.require("primary_country_of_operation", r.PrimaryCountryOfOperation)
	found.length("parent_business_or_brand", r.ParentBusinessOrBrand, 0, maxBusinessName)
	found.length("additional_supporting_information", r.AdditionalSupportingInformation, 0, maxBusinessText)
	if count := len(r.SupportingLinks); count > 0 && count < minSupportingLinks {
		found.add("supporting_links", "has %d entries, at least %d are required", count, minSupportingLinks)
	}
	found.atMost("supporting_links", len(r.SupportingLinks), maxSupportingLinks)
	for i, link := range r.SupportingLinks {
		found.webLink(fmt.Sprintf("supporting_links[%d]", i), link)
	}
	return found
}

func (a *OfficialBusinessAccountApplication) check() violations {
	var found violations
	found.length("business_name", a.BusinessName, 1, maxBusinessName)
	found.length("business_description", a.BusinessDescription, 0, maxBusinessText)
	if a.WebsiteURL != "" {
		found.webLink("website_url", a.WebsiteURL)
	}
	return found
}
