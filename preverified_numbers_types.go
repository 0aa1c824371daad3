package whatsapp

import (
	"net/url"
	"regexp"
)

// ListPreverifiedNumbersOptions selects a page of pre-verified numbers: those
// that match all filters that are set.
type ListPreverifiedNumbersOptions struct {
	ListOptions
	// VerificationStatus and AvailabilityStatus keep numbers in this state.
	VerificationStatus VerificationStatus
	AvailabilityStatus PreverifiedNumberAvailability
	// CountryCode keeps the numbers of a country: two capital letters, such as
	// "US".
	CountryCode string
}

func (o *ListPreverifiedNumbersOptions) addFilters(query url.Values) error {
	setIfPresent(query, "verification_status", string(o.VerificationStatus))
	setIfPresent(query, "availability_status", string(o.AvailabilityStatus))
	setIfPresent(query, "country_code", o.CountryCode)
	return nil
}

// SharePreverifiedNumberRequest names a number and the business to share it
// with.
type SharePreverifiedNumberRequest struct {
	PartnerBusinessID string `json:"partner_business_id"`
	PreverifiedID     string `json:"preverified_id"`
}

// Validate checks that both are ids.
func (r SharePreverifiedNumberRequest) Validate() error {
	var found violations
	found.digits("partner_business_id", r.PartnerBusinessID)
	found.digits("preverified_id", r.PreverifiedID)
	return found.err()
}

type preverifiedCode struct {
	Code Secret `json:"code"`
}

var preverifiedCodePattern = regexp.MustCompile(`^[0-9]{4,8}$`)

// Validate checks the form of the code.
func (c preverifiedCode) Validate() error {
	var found violations
	if !preverifiedCodePattern.MatchString(string(c.Code)) {
		found.add("code", "must be 4 to 8 digits")
	}
	return found.err()
}

func (c preverifiedCode) secrets() []string { return []string{string(c.Code)} }

// PreverifiedNumber is a phone number that clients can take without a code.
type PreverifiedNumber struct {
	ID                 string                        `json:"id"`
	DisplayPhoneNumber string                        `json:"display_phone_number"`
	VerificationStatus VerificationStatus            `json:"verification_status"`
	AvailabilityStatus PreverifiedNumberAvailability `json:"availability_status"`
	// CountryCode has two letters; CountryPrefix is the dialling code.
	CountryCode       string                     `json:"country_code"`
	CountryPrefix     int                        `json:"country_prefix"`
	Region            string                     `json:"region"`
	SupportedFeatures []PreverifiedNumberFeature `json:"supported_features,omitzero"`
	CreatedTime       Time                       `json:"created_time,omitzero"`
	LastUpdated       Time                       `json:"last_updated,omitzero"`
}

// PreverifiedNumberDetails is the answer to [PreverifiedNumberService.Get].
type PreverifiedNumberDetails struct {
	ID                 string `json:"id"`
	DisplayPhoneNumber string `json:"display_phone_number"`
	// CountryPrefix is the dialling code.
	CountryPrefix int `json:"country_prefix"`
	// IsInputIDValid is false if the id belongs to no such number; ErrorMessage
	// says why.
	IsInputIDValid bool   `json:"is_input_id_valid"`
	ErrorMessage   string `json:"error_msg"`
}

// PreverifiedNumberPartner is a business that a number is shared with.
type PreverifiedNumberPartner struct {
	ID                 string             `json:"id"`
	Name               string             `json:"name"`
	VerificationStatus VerificationStatus `json:"verification_status"`
	TwoFactorType      TwoFactorType      `json:"two_factor_type"`
	// PrimaryPage is the id of the business's Facebook page.
	PrimaryPage string `json:"primary_page"`
	// TimezoneID is nil when Graph leaves it out; 0 is a time zone.
	TimezoneID  *int `json:"timezone_id,omitzero"`
	CreatedTime Time `json:"created_time,omitzero"`
	UpdatedTime Time `json:"updated_time,omitzero"`
}

// PreverifiedNumberAvailability says whether a client can take a number.
type PreverifiedNumberAvailability string

// The states that Meta documents.
const (
	PreverifiedNumberAvailabilityAvailable   PreverifiedNumberAvailability = "AVAILABLE"
	PreverifiedNumberAvailabilityInUse       PreverifiedNumberAvailability = "IN_USE"
	PreverifiedNumberAvailabilityReserved    PreverifiedNumberAvailability = "RESERVED"
	PreverifiedNumberAvailabilityUnavailable PreverifiedNumberAvailability = "UNAVAILABLE"
)

// PreverifiedNumberFeature is what a number can be used for.
type PreverifiedNumberFeature string

// The features that Meta documents.
const (
	PreverifiedNumberFeatureMessaging       PreverifiedNumberFeature = "MESSAGING"
	PreverifiedNumberFeatureBusinessProfile PreverifiedNumberFeature = "BUSINESS_PROFILE"
	PreverifiedNumberFeatureWebhooks        PreverifiedNumberFeature = "WEBHOOKS"
	PreverifiedNumberFeatureTemplates       PreverifiedNumberFeature = "TEMPLATES"
	PreverifiedNumberFeatureAnalytics       PreverifiedNumberFeature = "ANALYTICS"
	PreverifiedNumberFeatureCommerce        PreverifiedNumberFeature = "COMMERCE"
	PreverifiedNumberFeatureFlows           PreverifiedNumberFeature = "FLOWS"
)

// TwoFactorType says whose login to a business needs a second factor.
type TwoFactorType string

// The types that Meta documents.
const (
	TwoFactorTypeNone          TwoFactorType = "none"
	TwoFactorTypeAdminRequired TwoFactorType = "admin_required"
	TwoFactorTypeAllRequired   TwoFactorType = "all_required"
)
