package whatsapp

import (
	"context"
	"net/http"
	"net/url"
)

const settingsOfNumber = "/{phone-number-id}/settings"

// GetSettings returns the settings of a phone number: for calls, for where its
// messages are kept, and for their encryption.
//
//	GET /{phone-number-id}/settings
//
// Permission: whatsapp_business_management.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/reference/whatsapp-business-phone-number/settings-api
func (s *PhoneNumberService) GetSettings(ctx context.Context, phoneNumberID string, opts ...RequestOption) (*PhoneNumberSettings, error) {
	return decode[PhoneNumberSettings](ctx, s.client, operation(http.MethodGet, settingsOfNumber, phoneNumberID), opts)
}

// GetSettingsWithSIPCredentials returns the settings with the password that
// Meta has made for each SIP server, one for each number and app.
//
//	GET /{phone-number-id}/settings?include_sip_credentials=true
//
// Permission: whatsapp_business_management.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/sip
func (s *PhoneNumberService) GetSettingsWithSIPCredentials(ctx context.Context, phoneNumberID string, opts ...RequestOption) (*PhoneNumberSettings, error) {
	op := operation(http.MethodGet, settingsOfNumber, phoneNumberID)
	op.Query = url.Values{"include_sip_credentials": {"true"}}
	return decode[PhoneNumberSettings](ctx, s.client, op, opts)
}

// UpdateSettings changes one of the settings of a phone number, and leaves the
// others. Apps of users may take up to seven days to show a change.
//
//	POST /{phone-number-id}/settings
//
// Permission: whatsapp_business_management. Calls need a messaging limit of at
// least 2,000: code 138015 says that it is lower. Storage changes only while
// the number is not registered.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/reference/whatsapp-business-phone-number/settings-api
func (s *PhoneNumberService) UpdateSettings(ctx context.Context, phoneNumberID string, request UpdatePhoneNumberSettingsRequest, opts ...RequestOption) error {
	op := operation(http.MethodPost, settingsOfNumber, phoneNumberID)
	op.Body = request
	op.Repeat = RepeatSafe
	return s.client.perform(ctx, op, nil, opts)
}

// PhoneNumberSettings are the settings of a phone number.
type PhoneNumberSettings struct {
	Calling              *CallingSettings      `json:"calling,omitzero"`
	StorageConfiguration *StorageConfiguration `json:"storage_configuration,omitzero"`
	PayloadEncryption    *PayloadEncryption    `json:"payload_encryption,omitzero"`
	UserIdentityChange   *UserIdentityChange   `json:"user_identity_change,omitzero"`
}

// StorageConfiguration says where Meta keeps the content of messages.
type StorageConfiguration struct {
	Status StorageStatus `json:"status"`
	// DataLocalizationRegion is the country of in-country storage.
	DataLocalizationRegion DataLocalizationRegion `json:"data_localization_region"`
	// RetentionMinutes is how long messages are kept without storage.
	RetentionMinutes int `json:"retention_minutes"`
}

// PayloadEncryption says whether messages travel encrypted between the business
// and Meta.
type PayloadEncryption struct {
	Status FeatureStatus `json:"status"`
	// ClientKeyFingerprint tells which key of the business is in use.
	ClientKeyFingerprint string `json:"client_encryption_key_fingerprint"`
	// CloudKey is Meta's public key.
	CloudKey string `json:"cloud_encryption_key"`
}

// UpdatePhoneNumberSettingsRequest changes one setting: exactly one member is
// set.
type UpdatePhoneNumberSettingsRequest struct {
	Calling              *CallingSettingsRequest      `json:"calling,omitzero"`
	StorageConfiguration *StorageConfigurationRequest `json:"storage_configuration,omitzero"`
	PayloadEncryption    *PayloadEncryptionRequest    `json:"payload_encryption,omitzero"`
	UserIdentityChange   *UserIdentityChange          `json:"user_identity_change,omitzero"`
}

// StorageConfigurationRequest says where Meta shall keep the content of
// messages, in one of the two forms that Meta describes: the form of its
// guides, with a Status, or the form of its reference, with Enabled and Region.
// Servers are known to take the first.
type StorageConfigurationRequest struct {
	Status StorageStatus `json:"status,omitzero"`
	// DataLocalizationRegion is required for in-country storage.
	DataLocalizationRegion DataLocalizationRegion `json:"data_localization_region,omitzero"`
	// RetentionMinutes is required where nothing is stored, and 60.
	RetentionMinutes *int `json:"retention_minutes,omitzero"`

	Enabled *bool   `json:"enabled,omitzero"`
	Region  *string `json:"region,omitzero"`
}

// PayloadEncryptionRequest switches the encryption of messages on or off.
type PayloadEncryptionRequest struct {
	Status FeatureStatus `json:"status"`
	// ClientKey is the public key of the business in base64. It is required to
	// switch encryption on.
	ClientKey *string `json:"client_encryption_key,omitzero"`
}

// UserIdentityChange says whether Meta checks the identities of people. Then
// incoming messages tell the hash of their sender's identity, and a message
// with a RecipientIdentityKeyHash arrives only while the hash is right. One of
// the members is set; servers are known to take the first.
type UserIdentityChange struct {
	// EnableIdentityKeyCheck is the name in Meta's guides.
	EnableIdentityKeyCheck *bool `json:"enable_identity_key_check,omitzero"`
	// Enabled is the name in Meta's reference.
	Enabled *bool `json:"enabled,omitzero"`
}

// IsEnabled reports whether the check is on, under either name.
func (c UserIdentityChange) IsEnabled() bool {
	return c.EnableIdentityKeyCheck != nil && *c.EnableIdentityKeyCheck || c.Enabled != nil && *c.Enabled
}

// Validate checks that one setting changes, and the limits that Meta documents.
func (r UpdatePhoneNumberSettingsRequest) Validate() error {
	var found violations
	count := 0
	check := func(member string, given bool, judge func() violations) {
		if given {
			count++
			found.within(member, judge())
		}
	}
	check("calling", r.Calling != nil, func() violations { return r.Calling.check() })
	check("storage_configuration", r.StorageConfiguration != nil, func() violations { return r.StorageConfiguration.check() })
	check("payload_encryption", r.PayloadEncryption != nil, func() violations { return r.PayloadEncryption.check() })
	check("user_identity_change", r.UserIdentityChange != nil, func() violations { return r.UserIdentityChange.check() })
	if count != 1 {
		found.add("calling", "or one other setting must be set, not %d of them", count)
	}
	return found.err()
}

const noStorageMinutes = 60

func (r *StorageConfigurationRequest) check() violations {
	var found violations
	if (r.Status == "") == (r.Enabled == nil) {
		found.add("status", "or enabled must be set, and not both")
	}
	minutes := r.RetentionMinutes
	switch {
	case r.Status.is(StorageStatusInCountryEnabled):
		found.require("data_localization_region", string(r.DataLocalizationRegion))
	case r.Status.is(StorageStatusNoneEnabled) && minutes == nil:
		found.add("retention_minutes", "is required")
	}
	if minutes != nil && *minutes != noStorageMinutes {
		found.add("retention_minutes", "must be %d, not %d", noStorageMinutes, *minutes)
	}
	return found
}

func (r *PayloadEncryptionRequest) check() violations {
	var found violations
	found.require("status", string(r.Status))
	if r.Status.IsEnabled() && (r.ClientKey == nil || *r.ClientKey == "") {
		found.add("client_encryption_key", "is required to enable the encryption")
	}
	return found
}

func (r *UserIdentityChange) check() violations {
	var found violations
	if (r.EnableIdentityKeyCheck == nil) == (r.Enabled == nil) {
		found.add("enable_identity_key_check", "or enabled must be set, and not both")
	}
	return found
}
