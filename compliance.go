package whatsapp

import (
	"context"
	"net/http"
	"regexp"
	"strings"
)

// ComplianceService reads and changes what the law of India has a business tell
// its customers: what it is, and whom they can turn to. People with Indian
// numbers see it in the profile of a phone number.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/reference/whatsapp-business-phone-number/business-compliance-information-api
type ComplianceService service

const complianceInfo = "/{phone-number-id}/business_compliance_info"

// Get returns the compliance information of a phone number. [WithFields]
// selects what it holds.
//
//	GET /{phone-number-id}/business_compliance_info
//
// Permission: whatsapp_business_management. A number without any is
// [ErrNotFound], or comes with an answer that has only its account.
func (s *ComplianceService) Get(ctx context.Context, phoneNumberID string, opts ...RequestOption) (*ComplianceInfo, error) {
	op := operation(http.MethodGet, complianceInfo, phoneNumberID)
	return decodeOne(ctx, s.client, op, opts, phoneNumberID, func(*ComplianceInfo) bool { return true })
}

// Update replaces the compliance information of a phone number.
//
//	POST /{phone-number-id}/business_compliance_info
//
// Permission: whatsapp_business_management. Code 192 says that a phone number
// in it is wrong.
func (s *ComplianceService) Update(ctx context.Context, phoneNumberID string, request UpdateComplianceInfoRequest, opts ...RequestOption) error {
	op := operation(http.MethodPost, complianceInfo, phoneNumberID)
	op.Body = request
	op.product = true
	op.Repeat = RepeatSafe
	return s.client.perform(ctx, op, nil, opts)
}

// ComplianceInfo is Graph's BusinessComplianceInfo.
type ComplianceInfo struct {
	WABAID           string             `json:"whatsapp_business_account_id"`
	MessagingProduct string             `json:"messaging_product"`
	EntityName       string             `json:"entity_name"`
	EntityType       BusinessEntityType `json:"entity_type"`
	// EntityTypeCustom says what a business of BusinessEntityTypeOther is.
	EntityTypeCustom string            `json:"entity_type_custom"`
	IsRegistered     *bool             `json:"is_registered,omitzero"`
	GrievanceOfficer *GrievanceOfficer `json:"grievance_officer_details,omitzero"`
	CustomerCare     *CustomerCare     `json:"customer_care_details,omitzero"`
}

// GrievanceOfficer is who deals with complaints. Name and Email are required.
type GrievanceOfficer struct {
	// Name and Email have at most 128 characters each.
	Name  string `json:"name"`
	Email string `json:"email"`
	// LandlineNumber and MobileNumber have their country code: "+913857614343".
	LandlineNumber string `json:"landline_number,omitempty"`
	MobileNumber   string `json:"mobile_number,omitempty"`
}

// CustomerCare is who helps customers. Email is required.
type CustomerCare struct {
	// Email has at most 128 characters.
	Email string `json:"email"`
	// LandlineNumber and MobileNumber have their country code: "+913857614343".
	LandlineNumber string `json:"landline_number,omitempty"`
	MobileNumber   string `json:"mobile_number,omitempty"`
}

// UpdateComplianceInfoRequest is the new compliance information, as a whole.
type UpdateComplianceInfoRequest struct {
	// EntityName is required, with 2 to 128 characters: the legal name.
	EntityName string `json:"entity_name"`
	// EntityType is required.
	EntityType BusinessEntityType `json:"entity_type"`
	// EntityTypeCustom is required for BusinessEntityTypeOther, with at most
	// 1,024 characters, and is for no other type.
	EntityTypeCustom string `json:"entity_type_custom,omitempty"`
	// IsRegistered is required for BusinessEntityTypeOther and
	// BusinessEntityTypePartnership, and is for no other type.
	IsRegistered *bool `json:"is_registered,omitzero"`
	// GrievanceOfficer and CustomerCare are required.
	GrievanceOfficer GrievanceOfficer `json:"grievance_officer_details"`
	CustomerCare     CustomerCare     `json:"customer_care_details"`
}

const (
	minEntityName       = 2
	maxEntityName       = 128
	maxEntityTypeCustom = 1024
	maxComplianceText   = 128
)

// Validate checks the limits that Meta documents.
func (r UpdateComplianceInfoRequest) Validate() error {
	var found violations
	found.length("entity_name", r.EntityName, minEntityName, maxEntityName)
	found.require("entity_type", string(r.EntityType))
	isOther := r.EntityType == BusinessEntityTypeOther
	if isOther {
		found.length("entity_type_custom", r.EntityTypeCustom, 1, maxEntityTypeCustom)
	} else if r.EntityTypeCustom != "" {
		found.add("entity_type_custom", "must be empty unless entity_type is %q", BusinessEntityTypeOther)
	}
	mayRegister := isOther || r.EntityType == BusinessEntityTypePartnership
	switch {
	case mayRegister && r.IsRegistered == nil:
		found.add("is_registered", "is required for entity_type %q", r.EntityType)
	case !mayRegister && r.IsRegistered != nil:
		found.add("is_registered", "must be nil unless entity_type is %q or %q", BusinessEntityTypeOther, BusinessEntityTypePartnership)
	}
	found.within("grievance_officer_details", r.GrievanceOfficer.violations())
	found.within("customer_care_details", r.CustomerCare.violations())
	return found.err()
}

func (o GrievanceOfficer) violations() violations {
	var found violations
	found.length("name", o.Name, 1, maxComplianceText)
	return append(found, CustomerCare{o.Email, o.LandlineNumber, o.MobileNumber}.violations()...)
}

func (c CustomerCare) violations() violations {
	var found violations
	found.length("email", c.Email, 1, maxComplianceText)
	if c.Email != "" && !strings.Contains(c.Email, "@") {
		found.add("email", "must be an email address")
	}
	found.withCountryCode("landline_number", c.LandlineNumber)
	found.withCountryCode("mobile_number", c.MobileNumber)
	return found
}

var numberWithCountryCode = regexp.MustCompile(`^\+[1-9][0-9]{1,14}$`)

// withCountryCode checks a phone number that may be left out.
func (v *violations) withCountryCode(field, number string) {
	if number != "" && !numberWithCountryCode.MatchString(number) {
		v.add(field, "must have the form %q, not %q", "+913857614343", number)
	}
}

// BusinessEntityType is the legal form of a business. Graph takes it in
// capitals and returns it in words, such as "Partnership"; decoding takes
// either for the constant.
type BusinessEntityType string

// The legal forms that Meta documents.
const (
	BusinessEntityTypeLimitedLiabilityPartnership BusinessEntityType = "LIMITED_LIABILITY_PARTNERSHIP"
	BusinessEntityTypeSoleProprietorship          BusinessEntityType = "SOLE_PROPRIETORSHIP"
	BusinessEntityTypePartnership                 BusinessEntityType = "PARTNERSHIP"
	BusinessEntityTypePublicCompany               BusinessEntityType = "PUBLIC_COMPANY"
	BusinessEntityTypePrivateCompany              BusinessEntityType = "PRIVATE_COMPANY"
	BusinessEntityTypeOther                       BusinessEntityType = "OTHER"
)
