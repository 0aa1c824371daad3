package whatsapp

import (
	"encoding/json"
	"strings"
)

// BusinessAccount is a WhatsApp Business Account (WABA): Graph's
// WhatsAppBusinessAccount, with the fields of all edges that return one. Only
// the fields that were asked for are filled.
type BusinessAccount struct {
	ID                         string             `json:"id"`
	Name                       string             `json:"name"`
	AccountReviewStatus        ReviewStatus       `json:"account_review_status"`
	BusinessVerificationStatus VerificationStatus `json:"business_verification_status"`
	// Country is that of the owning portfolio, as ISO 3166-1: "DE".
	Country string `json:"country"`
	// Currency is that of payments, as ISO 4217: "EUR".
	Currency             string        `json:"currency"`
	HealthStatus         *HealthStatus `json:"health_status,omitzero"`
	IsEnabledForInsights bool          `json:"is_enabled_for_insights"`
	IsSharedWithPartners bool          `json:"is_shared_with_partners"`
	// MarketingMessagesStatus says whether the account may use the Marketing
	// Messages API, and MarketingMessagesOnboardingStatus what is missing.
	MarketingMessagesStatus           MarketingMessagesStatus           `json:"marketing_messages_lite_api_status"`
	MarketingMessagesOnboardingStatus MarketingMessagesOnboardingStatus `json:"marketing_messages_onboarding_status"`
	MessageTemplateNamespace          string                            `json:"message_template_namespace"`
	OnBehalfOfBusinessInfo            *OnBehalfOfBusinessInfo           `json:"on_behalf_of_business_info,omitzero"`
	OwnershipType                     OwnershipType                     `json:"ownership_type"`
	PrimaryBusinessLocation           string                            `json:"primary_business_location"`
	PrimaryFundingID                  string                            `json:"primary_funding_id"`
	PurchaseOrderNumber               string                            `json:"purchase_order_number"`
	Status                            AccountStatus                     `json:"status"`
	TimezoneID                        string                            `json:"timezone_id"`
	// MessagingLimit is how many people the portfolio may write to first within
	// 24 hours, over all its numbers.
	MessagingLimit MessagingLimit `json:"whatsapp_business_manager_messaging_limit"`

	// Analytics comes with a request such as
	// WithFields("analytics.start(1700000000).end(1700086400).granularity(DAY)").
	Analytics json.RawMessage `json:"analytics,omitzero"`

	// The edges below come with requests that name them as fields.

	Audiences        []string          `json:"audiences,omitzero"`
	DCCConfig        *DCCConfig        `json:"dcc_config,omitzero"`
	MessageTemplates []AccountTemplate `json:"message_templates,omitzero"`
	PhoneNumbers     []PhoneNumber     `json:"phone_numbers,omitzero"`
	Schedules        []AccountSchedule `json:"schedules,omitzero"`
	SubscribedApps   []AccountApp      `json:"subscribed_apps,omitzero"`
}

// BusinessAccountFields lists the fields that [WABAService.Get] can ask for
// without further parameters:
//
//	client.WABAs.Get(ctx, wabaID, whatsapp.WithFields(whatsapp.BusinessAccountFields()...))
func BusinessAccountFields() []string {
	return []string{
		"id", "name", "account_review_status", "business_verification_status", "country", "currency",
		"health_status", "is_enabled_for_insights", "is_shared_with_partners",
		"marketing_messages_lite_api_status", "marketing_messages_onboarding_status",
		"message_template_namespace", "on_behalf_of_business_info", "ownership_type",
		"primary_business_location", "primary_funding_id", "purchase_order_number", "status",
		"timezone_id", "whatsapp_business_manager_messaging_limit",
	}
}

// OnBehalfOfBusinessInfo names the client that an account is run for.
type OnBehalfOfBusinessInfo struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Status string `json:"status,omitempty"`
	Type   string `json:"type,omitempty"`
}

// DCCConfig is the configuration of direct consumer contact.
type DCCConfig struct {
	Enabled   bool   `json:"enabled"`
	PolicyURL string `json:"policy_url"`
}

// AccountTemplate is a message template as it stands in an account.
type AccountTemplate struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Status string `json:"status"`
}

// AccountSchedule is the opening time of one day.
type AccountSchedule struct {
	DayOfWeek string `json:"day_of_week"` // "MONDAY"
	OpenTime  string `json:"open_time"`   // "09:00"
	CloseTime string `json:"close_time"`
}

// AccountApp is an app that receives an account's webhooks.
type AccountApp struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// BusinessType is a kind of account.
type BusinessType string

// The business types that Meta documents, over several edges.
const (
	BusinessTypeEnterprise BusinessType = "ENTERPRISE"
	BusinessTypeSMB        BusinessType = "SMB"
	BusinessTypeStandard   BusinessType = "STANDARD"
	BusinessTypePremium    BusinessType = "PREMIUM"
)

// ReviewStatus is the state of Meta's review of an account.
type ReviewStatus string

// The review states that Meta documents.
const (
	ReviewApproved     ReviewStatus = "APPROVED"
	ReviewPending      ReviewStatus = "PENDING"
	ReviewRejected     ReviewStatus = "REJECTED"
	ReviewRestricted   ReviewStatus = "RESTRICTED"
	ReviewDeferred     ReviewStatus = "DEFERRED"
	ReviewLimitReached ReviewStatus = "LIMIT_REACHED"
)

// VerificationStatus is the state of a business verification. Graph writes it in
// capitals or in small letters, depending on the edge; use [VerificationStatus.Is].
type VerificationStatus string

// The verification states that Meta documents.
const (
	VerificationVerified            VerificationStatus = "VERIFIED"
	VerificationUnverified          VerificationStatus = "UNVERIFIED"
	VerificationNotVerified         VerificationStatus = "NOT_VERIFIED"
	VerificationPending             VerificationStatus = "PENDING"
	VerificationPendingNeedMoreInfo VerificationStatus = "PENDING_NEED_MORE_INFO"
	VerificationPendingSubmission   VerificationStatus = "PENDING_SUBMISSION"
	VerificationRejected            VerificationStatus = "REJECTED"
	VerificationRevoked             VerificationStatus = "REVOKED"
	VerificationExpired             VerificationStatus = "EXPIRED"
	VerificationFailed              VerificationStatus = "FAILED"
	VerificationIneligible          VerificationStatus = "INELIGIBLE"
)

// Is compares without regard to case.
func (s VerificationStatus) Is(other VerificationStatus) bool {
	return strings.EqualFold(string(s), string(other))
}

// OwnershipType says who owns an account.
type OwnershipType string

// The ownership types that Meta documents.
const (
	OwnershipSelf   OwnershipType = "SELF_OWNED"
	OwnershipClient OwnershipType = "CLIENT_OWNED"
	OwnershipAgency OwnershipType = "AGENCY_OWNED"
)

// AccountStatus is the state of an account.
type AccountStatus string

// The account states that Meta documents.
const (
	AccountActive     AccountStatus = "ACTIVE"
	AccountPending    AccountStatus = "PENDING"
	AccountRestricted AccountStatus = "RESTRICTED"
	AccountDisabled   AccountStatus = "DISABLED"
)

// MarketingMessagesStatus is the state of an account in the Marketing Messages API.
type MarketingMessagesStatus string

// The states that Meta documents.
const (
	MarketingMessagesIneligible MarketingMessagesStatus = "INELIGIBLE"
	MarketingMessagesEligible   MarketingMessagesStatus = "ELIGIBLE"
	MarketingMessagesOnboarded  MarketingMessagesStatus = "ONBOARDED"
	MarketingMessagesUnknown    MarketingMessagesStatus = "UNKNOWN"
)

// MarketingMessagesOnboardingStatus is how far an account has come in joining
// the Marketing Messages API.
type MarketingMessagesOnboardingStatus string

// The onboarding states that Meta documents.
const (
	OnboardingIneligibleOnBehalfOf       MarketingMessagesOnboardingStatus = "INELIGIBLE_ON_BEHALF_OF_WABA"
	OnboardingIneligibleRestricted       MarketingMessagesOnboardingStatus = "INELIGIBLE_INACTIVE_OR_RESTRICTED"
	OnboardingIneligibleCountry          MarketingMessagesOnboardingStatus = "INELIGIBLE_COUNTRY_NOT_SUPPORTED"
	OnboardingIneligibleUsingBusinessApp MarketingMessagesOnboardingStatus = "INELIGIBLE_USING_WHATSAPP_BUSINESS_APP"
	OnboardingEligible                   MarketingMessagesOnboardingStatus = "ELIGIBLE"
	OnboardingPendingValidPaymentMethod  MarketingMessagesOnboardingStatus = "PENDING_VALID_PAYMENT_METHOD"
	OnboardingPendingInternalSetup       MarketingMessagesOnboardingStatus = "PENDING_INTERNAL_SETUP"
	OnboardingOnboarded                  MarketingMessagesOnboardingStatus = "ONBOARDED"
)

// MessagingLimit is how many people may be written to first within 24 hours.
type MessagingLimit string

// The messaging limits that Meta documents, old and new.
const (
	MessagingLimit50        MessagingLimit = "TIER_50"
	MessagingLimit250       MessagingLimit = "TIER_250"
	MessagingLimit1K        MessagingLimit = "TIER_1K"
	MessagingLimit2K        MessagingLimit = "TIER_2K"
	MessagingLimit10K       MessagingLimit = "TIER_10K"
	MessagingLimit100K      MessagingLimit = "TIER_100K"
	MessagingLimitUnlimited MessagingLimit = "TIER_UNLIMITED"
	MessagingLimitUntiered  MessagingLimit = "UNTIERED"
	MessagingLimitNotSet    MessagingLimit = "TIER_NOT_SET"
)
