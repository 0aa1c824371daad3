package webhook

import "encoding/json"

// AccountEventName names what happened to an account. Meta adds values without
// notice.
type AccountEventName string

// The values of [AccountUpdateEvent.Event].
const (
	AccountEventNameDeleted                          AccountEventName = "ACCOUNT_DELETED"
	AccountEventNameViolation                        AccountEventName = "ACCOUNT_VIOLATION"
	AccountEventNameRestriction                      AccountEventName = "ACCOUNT_RESTRICTION"
	AccountEventNameOffboarded                       AccountEventName = "ACCOUNT_OFFBOARDED"
	AccountEventNameReconnected                      AccountEventName = "ACCOUNT_RECONNECTED"
	AccountEventNameAdAccountLinked                  AccountEventName = "AD_ACCOUNT_LINKED"
	AccountEventNameAuthIntlPriceEligibility         AccountEventName = "AUTH_INTL_PRICE_ELIGIBILITY_UPDATE"
	AccountEventNamePrimaryLocationCountry           AccountEventName = "BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE"
	AccountEventNameDisabledUpdate                   AccountEventName = "DISABLED_UPDATE"
	AccountEventNameMMLiteTermsSigned                AccountEventName = "MM_LITE_TERMS_SIGNED"
	AccountEventNamePartnerAdded                     AccountEventName = "PARTNER_ADDED"
	AccountEventNamePartnerRemoved                   AccountEventName = "PARTNER_REMOVED"
	AccountEventNamePartnerAppInstalled              AccountEventName = "PARTNER_APP_INSTALLED"
	AccountEventNamePartnerAppUninstalled            AccountEventName = "PARTNER_APP_UNINSTALLED"
	AccountEventNamePartnerClientCertificationNeeded AccountEventName = "PARTNER_CLIENT_CERTIFICATION_NEEDED"
	AccountEventNamePartnerClientCertificationUpdate AccountEventName = "PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE"
	AccountEventNameVolumeBasedPricingTierUpdate     AccountEventName = "VOLUME_BASED_PRICING_TIER_UPDATE"
)

// An AccountUpdateEvent is a value of the field account_update. Event says what
// happened and so which of the other members are set.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/account_update
type AccountUpdateEvent struct {
	Envelope
	Event           AccountEventName  `json:"event"`
	BanInfo         *BanInfo          `json:"ban_info,omitzero"`
	RestrictionInfo []RestrictionInfo `json:"restriction_info,omitzero"`
	ViolationInfo   *ViolationInfo    `json:"violation_info,omitzero"`
	WABAInfo        *WABAInfo         `json:"waba_info,omitzero"`
	Country         string            `json:"country,omitzero"`
	// PhoneNumber and DisconnectionInfo say which number left the platform,
	// and why.
	PhoneNumber       string             `json:"phone_number,omitzero"`
	DisconnectionInfo *DisconnectionInfo `json:"disconnection_info,omitzero"`

	// PartnerClientCertificationNeededInfo names a client that its partner must
	// submit for verification, before which it cannot send.
	PartnerClientCertificationNeededInfo *PartnerClientCertificationNeededInfo `json:"partner_client_certification_needed_info,omitzero"`
	// PartnerClientCertificationInfo is the decision about a client that a
	// partner has submitted for verification.
	PartnerClientCertificationInfo *PartnerClientCertificationInfo `json:"partner_client_certification_info,omitzero"`

	// These two are kept as they came: their forms depend on the programme the
	// business takes part in.
	AuthInternationalRateEligibility json.RawMessage `json:"auth_international_rate_eligibility,omitzero"`
	VolumeTierInfo                   json.RawMessage `json:"volume_tier_info,omitzero"`
}

// BanInfo says how far the ban of an account has come.
type BanInfo struct {
	WABABanState string `json:"waba_ban_state"`
	WABABanDate  string `json:"waba_ban_date,omitzero"` // prose, such as April 17, 2025
}

// RestrictionInfo is something that an account may not do until it expires.
type RestrictionInfo struct {
	RestrictionType string `json:"restriction_type"`
	Expiration      Time   `json:"expiration,omitzero"`
	Remediation     string `json:"remediation,omitzero"`
}

// ViolationInfo is the policy that an account violated.
type ViolationInfo struct {
	ViolationType string `json:"violation_type"`
}

// DisconnectionInfo says why a number left the platform.
type DisconnectionInfo struct {
	Reason      string `json:"reason"`
	InitiatedBy string `json:"initiated_by,omitzero"`
}

// WABAInfo is the account of a customer, and who is connected to it.
type WABAInfo struct {
	WABAID                     string   `json:"waba_id,omitzero"`
	OwnerBusinessID            string   `json:"owner_business_id,omitzero"`
	AdAccountLinked            string   `json:"ad_account_linked,omitzero"`
	PartnerAppID               string   `json:"partner_app_id,omitzero"`
	SolutionID                 string   `json:"solution_id,omitzero"`
	SolutionPartnerBusinessIDs []string `json:"solution_partner_business_ids,omitzero"`
}

// PartnerClientCertificationNeededInfo names a client whose business is not
// verified.
type PartnerClientCertificationNeededInfo struct {
	ClientBusinessID string `json:"client_business_id"`
}

// PartnerClientCertificationInfo says whether Meta has verified a client that
// a partner has submitted.
type PartnerClientCertificationInfo struct {
	ClientBusinessID string              `json:"client_business_id"`
	Status           CertificationStatus `json:"status"`
	// RejectionReasons are NONE after approval. Meta writes them with
	// underscores, as in LEGAL_NAME_NOT_MATCHING, or with blanks.
	RejectionReasons []string `json:"rejection_reasons,omitzero"`
}

// CertificationStatus is the state of a client's verification.
type CertificationStatus string

// The states that Meta documents.
const (
	CertificationStatusApproved  CertificationStatus = "APPROVED"
	CertificationStatusDiscarded CertificationStatus = "DISCARDED"
	CertificationStatusFailed    CertificationStatus = "FAILED"
	CertificationStatusPending   CertificationStatus = "PENDING"
	CertificationStatusRevoked   CertificationStatus = "REVOKED"
)
