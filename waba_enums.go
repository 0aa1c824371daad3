package whatsapp

import "strings"

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
	ReviewStatusApproved     ReviewStatus = "APPROVED"
	ReviewStatusPending      ReviewStatus = "PENDING"
	ReviewStatusRejected     ReviewStatus = "REJECTED"
	ReviewStatusRestricted   ReviewStatus = "RESTRICTED"
	ReviewStatusDeferred     ReviewStatus = "DEFERRED"
	ReviewStatusLimitReached ReviewStatus = "LIMIT_REACHED"
)

// VerificationStatus is the state of a business verification. Graph writes it
// in capitals or in small letters, depending on the edge. Decoding takes either
// for the constant, so that == is right; the case, which says nothing, is not
// kept.
type VerificationStatus string

// The verification states that Meta documents.
const (
	VerificationStatusVerified            VerificationStatus = "VERIFIED"
	VerificationStatusUnverified          VerificationStatus = "UNVERIFIED"
	VerificationStatusNotVerified         VerificationStatus = "NOT_VERIFIED"
	VerificationStatusPending             VerificationStatus = "PENDING"
	VerificationStatusPendingNeedMoreInfo VerificationStatus = "PENDING_NEED_MORE_INFO"
	VerificationStatusPendingSubmission   VerificationStatus = "PENDING_SUBMISSION"
	VerificationStatusRejected            VerificationStatus = "REJECTED"
	VerificationStatusRevoked             VerificationStatus = "REVOKED"
	VerificationStatusExpired             VerificationStatus = "EXPIRED"
	VerificationStatusFailed              VerificationStatus = "FAILED"
	VerificationStatusIneligible          VerificationStatus = "INELIGIBLE"
)

// Is compares without regard to case, for a value that does not come from an
// answer.
func (s VerificationStatus) Is(other VerificationStatus) bool {
	return strings.EqualFold(string(s), string(other))
}

// OwnershipType says who owns an account.
type OwnershipType string

// The ownership types that Meta documents. Live accounts also have "SELF".
const (
	OwnershipTypeSelfOwned   OwnershipType = "SELF_OWNED"
	OwnershipTypeClientOwned OwnershipType = "CLIENT_OWNED"
	OwnershipTypeAgencyOwned OwnershipType = "AGENCY_OWNED"
	OwnershipTypeSelf        OwnershipType = "SELF" // as live accounts have it
)

// WABAStatus is the state of an account.
type WABAStatus string

// The account states that Meta documents.
const (
	WABAStatusActive     WABAStatus = "ACTIVE"
	WABAStatusPending    WABAStatus = "PENDING"
	WABAStatusRestricted WABAStatus = "RESTRICTED"
	WABAStatusDisabled   WABAStatus = "DISABLED"
)

// MarketingMessagesStatus is the state of an account in the Marketing Messages
// API.
type MarketingMessagesStatus string

// The states that Meta documents.
const (
	MarketingMessagesStatusIneligible MarketingMessagesStatus = "INELIGIBLE"
	MarketingMessagesStatusEligible   MarketingMessagesStatus = "ELIGIBLE"
	MarketingMessagesStatusOnboarded  MarketingMessagesStatus = "ONBOARDED"
	MarketingMessagesStatusUnknown    MarketingMessagesStatus = "UNKNOWN"
)

// MarketingMessagesOnboardingStatus is the progress of an account in joining
// the Marketing Messages API.
type MarketingMessagesOnboardingStatus string

// The onboarding states that Meta documents.
const (
	MarketingMessagesOnboardingStatusIneligibleOnBehalfOf       MarketingMessagesOnboardingStatus = "INELIGIBLE_ON_BEHALF_OF_WABA"
	MarketingMessagesOnboardingStatusIneligibleRestricted       MarketingMessagesOnboardingStatus = "INELIGIBLE_INACTIVE_OR_RESTRICTED"
	MarketingMessagesOnboardingStatusIneligibleCountry          MarketingMessagesOnboardingStatus = "INELIGIBLE_COUNTRY_NOT_SUPPORTED"
	MarketingMessagesOnboardingStatusIneligibleUsingBusinessApp MarketingMessagesOnboardingStatus = "INELIGIBLE_USING_WHATSAPP_BUSINESS_APP"
	MarketingMessagesOnboardingStatusEligible                   MarketingMessagesOnboardingStatus = "ELIGIBLE"
	MarketingMessagesOnboardingStatusPendingValidPaymentMethod  MarketingMessagesOnboardingStatus = "PENDING_VALID_PAYMENT_METHOD"
	MarketingMessagesOnboardingStatusPendingInternalSetup       MarketingMessagesOnboardingStatus = "PENDING_INTERNAL_SETUP"
	MarketingMessagesOnboardingStatusOnboarded                  MarketingMessagesOnboardingStatus = "ONBOARDED"
)

// MessagingLimit is the number of people that may be written to first within 24
// hours.
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

// DayOfWeek is a day of an account's schedule.
type DayOfWeek string

// The days of the week.
const (
	DayOfWeekMonday    DayOfWeek = "MONDAY"
	DayOfWeekTuesday   DayOfWeek = "TUESDAY"
	DayOfWeekWednesday DayOfWeek = "WEDNESDAY"
	DayOfWeekThursday  DayOfWeek = "THURSDAY"
	DayOfWeekFriday    DayOfWeek = "FRIDAY"
	DayOfWeekSaturday  DayOfWeek = "SATURDAY"
	DayOfWeekSunday    DayOfWeek = "SUNDAY"
)
