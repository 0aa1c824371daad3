package whatsapp

import (
	"context"
	"net/http"
	"regexp"
)

// Create adds a phone number to a WhatsApp Business Account. Verify the number
// next, with [PhoneNumberService.RequestCode], then register it.
//
//	POST /{waba-id}/phone_numbers
//
// Permission: whatsapp_business_management. A portfolio may have 2 registered
// numbers, and 20 when it is verified; beyond that the error is
// [ErrPermission]. A number that is in use already is [ErrAlreadyRegistered].
// It is never repeated.
//
// https://developers.facebook.com/docs/whatsapp/business-management-api/manage-phone-numbers
func (s *PhoneNumberService) Create(ctx context.Context, wabaID string, request CreatePhoneNumberRequest, opts ...RequestOption) (*CreatedPhoneNumber, error) {
	op := operation(http.MethodPost, numbersOfWABA, wabaID)
	op.Body = request
	op.Repeat = RepeatNever
	op.requires = "id"
	op.reconcile = "list the account's phone numbers before adding it again"
	return decode[CreatedPhoneNumber](ctx, s.client, op, opts)
}

// Register connects a verified phone number to the Cloud API, so that it can
// send and receive, and sets its two-step verification PIN, if it has none. Do
// so too when a new display name was approved.
//
//	POST /{phone-number-id}/register
//
// Permission: whatsapp_business_management. It is never repeated: a number has
// 10 registrations and deregistrations in 72 hours, and the requests that fail
// count too. With one more, it is [ErrRateLimited] with code 133016, and can be
// neither registered nor deregistered for the next 72 hours. Code 133005 is a
// wrong PIN, 133006 a number that is not verified.
//
// https://developers.facebook.com/docs/whatsapp/cloud-api/reference/registration
func (s *PhoneNumberService) Register(ctx context.Context, phoneNumberID string, request RegisterPhoneNumberRequest, opts ...RequestOption) error {
	op := operation(http.MethodPost, "/{phone-number-id}/register", phoneNumberID)
	op.Body = request
	op.product = true
	op.Repeat = RepeatNever
	op.reconcile = "read the number's status before registering it again"
	return s.client.perform(ctx, op, nil, opts)
}

// Deregister disconnects a phone number from the Cloud API. It stays in its
// account and can be registered again.
//
//	POST /{phone-number-id}/deregister
//
// Permission: whatsapp_business_management. It is never repeated, because it
// counts with the registrations; see [PhoneNumberService.Register] for code
// 133016. A number that is shared with the WhatsApp Business app cannot be
// deregistered: code 100.
//
// https://developers.facebook.com/docs/whatsapp/cloud-api/reference/registration
func (s *PhoneNumberService) Deregister(ctx context.Context, phoneNumberID string, opts ...RequestOption) error {
	op := operation(http.MethodPost, "/{phone-number-id}/deregister", phoneNumberID)
	op.Repeat = RepeatNever
	op.reconcile = "read the number's status before deregistering it again"
	return s.client.perform(ctx, op, nil, opts)
}

// CreatePhoneNumberRequest describes a number for an account. PhoneNumber and
// VerifiedName are required.
type CreatePhoneNumberRequest struct {
	// CountryCode is the dialling code: "1".
	CountryCode *string `json:"cc,omitzero"`
	// PhoneNumber has 7 to 15 digits with the country code, and no plus sign.
	PhoneNumber string `json:"phone_number"`
	// VerifiedName is the display name, of 2 to 75 characters, which Meta
	// reviews.
	VerifiedName string `json:"verified_name"`
	// PreverifiedID is the id of a number that the solution partner has
	// verified before.
	PreverifiedID *string `json:"preverified_id,omitzero"`
	// MigratePhoneNumber moves a number from another account.
	MigratePhoneNumber *bool `json:"migrate_phone_number,omitzero"`
}

const (
	minDisplayName = 2
	maxDisplayName = 75
)

var (
	plainNumberPattern = regexp.MustCompile(`^[1-9][0-9]{6,14}$`)
	dialCodePattern    = regexp.MustCompile(`^[0-9]{1,3}$`)
	sixDigitsPattern   = regexp.MustCompile(`^[0-9]{6}$`)
)

// Validate checks the limits that Meta documents.
func (r CreatePhoneNumberRequest) Validate() error {
	var found violations
	if r.CountryCode != nil && !dialCodePattern.MatchString(*r.CountryCode) {
		found.add("cc", "must be 1 to 3 digits, not %q", *r.CountryCode)
	}
	if !plainNumberPattern.MatchString(r.PhoneNumber) {
		found.add("phone_number", "must be 7 to 15 digits with the country code and without a plus sign, not %q", r.PhoneNumber)
	}
	found.length("verified_name", r.VerifiedName, minDisplayName, maxDisplayName)
	if r.PreverifiedID != nil {
		found.require("preverified_id", *r.PreverifiedID)
	}
	return found.err()
}

// RegisterPhoneNumberRequest registers a number. PIN is required.
type RegisterPhoneNumberRequest struct {
	// PIN has six digits. It is the number's two-step verification PIN, or
	// becomes it.
	PIN Secret `json:"pin"`
	// DataLocalizationRegion is where messages are kept, if not where Meta
	// does. It cannot be changed while the number is registered.
	DataLocalizationRegion *DataLocalizationRegion `json:"data_localization_region,omitzero"`
	// RetentionMinutes is how long Meta keeps messages for delivery: 60.
	// Versions from v21.0 ignore it.
	RetentionMinutes *int              `json:"meta_store_retention_minutes,omitzero"`
	Tier             *RegistrationTier `json:"tier,omitzero"`
	// Backup moves a number here from the On-Premises API.
	Backup *RegistrationBackup `json:"backup,omitzero"`
}

// RegistrationBackup is what an On-Premises API client has exported.
type RegistrationBackup struct {
	Data     Secret `json:"data"`
	Password Secret `json:"password"`
}

// Validate checks the limits that Meta documents.
func (r RegisterPhoneNumberRequest) Validate() error {
	var found violations
	found.sixDigits("pin", string(r.PIN))
	if minutes := r.RetentionMinutes; minutes != nil && *minutes != 60 {
		found.add("meta_store_retention_minutes", "must be 60, not %d", *minutes)
	}
	if r.Backup != nil {
		found.require("backup.data", string(r.Backup.Data))
		found.require("backup.password", string(r.Backup.Password))
	}
	return found.err()
}

func (r RegisterPhoneNumberRequest) secrets() []string {
	if r.Backup == nil {
		return []string{string(r.PIN)}
	}
	return []string{string(r.PIN), string(r.Backup.Data), string(r.Backup.Password)}
}

// sixDigits checks a code or a PIN. It is a secret and stays out of the error.
func (v *violations) sixDigits(field, value string) {
	if !sixDigitsPattern.MatchString(value) {
		v.add(field, "must be six digits")
	}
}

// RegistrationTier says whether a number is registered for production.
type RegistrationTier string

// The tiers that Meta documents.
const (
	RegistrationTierProd    RegistrationTier = "PROD"
	RegistrationTierSandbox RegistrationTier = "SANDBOX"
)

// DataLocalizationRegion is a country that keeps a number's messages: its code
// in ISO 3166-1.
type DataLocalizationRegion string

// The regions that Meta documents.
const (
	DataLocalizationRegionAE DataLocalizationRegion = "AE"
	DataLocalizationRegionAU DataLocalizationRegion = "AU"
	DataLocalizationRegionBH DataLocalizationRegion = "BH"
	DataLocalizationRegionBR DataLocalizationRegion = "BR"
	DataLocalizationRegionCA DataLocalizationRegion = "CA"
	DataLocalizationRegionCH DataLocalizationRegion = "CH"
	DataLocalizationRegionDE DataLocalizationRegion = "DE"
	DataLocalizationRegionGB DataLocalizationRegion = "GB"
	DataLocalizationRegionID DataLocalizationRegion = "ID"
	DataLocalizationRegionIN DataLocalizationRegion = "IN"
	DataLocalizationRegionJP DataLocalizationRegion = "JP"
	DataLocalizationRegionKR DataLocalizationRegion = "KR"
	DataLocalizationRegionSG DataLocalizationRegion = "SG"
	DataLocalizationRegionZA DataLocalizationRegion = "ZA"
)
