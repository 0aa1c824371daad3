package whatsapp

// PhoneNumber is a business phone number: Graph's
// WhatsAppBusinessAccountToNumberCurrentStatus, also called
// WhatsAppAccountNumber, with the fields of all edges that return one. Only the
// fields that were asked for are filled.
type PhoneNumber struct {
	ID                 string `json:"id"`
	DisplayPhoneNumber string `json:"display_phone_number"`
	// VerifiedName is the display name that people see.
	VerifiedName      string     `json:"verified_name"`
	NameStatus        NameStatus `json:"name_status"`
	NewDisplayName    string     `json:"new_display_name"`
	NewNameStatus     NameStatus `json:"new_name_status"`
	UnifiedCertStatus CertStatus `json:"unified_cert_status" fields:"-"`
	Certificate       string     `json:"certificate"`
	// NewCertificate is that of a new display name, once it is approved.
	NewCertificate string `json:"new_certificate" fields:"-"`
	// Username is nil when the number has none.
	Username *string `json:"username" fields:"-"`

	Status                    PhoneNumberStatus      `json:"status"`
	AccountMode               AccountMode            `json:"account_mode"`
	CodeVerificationStatus    CodeVerificationStatus `json:"code_verification_status"`
	CountryCode               string                 `json:"country_code"`      // ISO 3166-1: "DE"
	CountryDialCode           string                 `json:"country_dial_code"` // "49"
	IsOfficialBusinessAccount bool                   `json:"is_official_business_account"`
	IsOnBusinessApp           bool                   `json:"is_on_biz_app"`
	IsPINEnabled              bool                   `json:"is_pin_enabled"`
	IsPreverifiedNumber       bool                   `json:"is_preverified_number"`
	LastOnboardedTime         Time                   `json:"last_onboarded_time,omitzero"`
	SearchVisibility          SearchVisibility       `json:"search_visibility"`
	PlatformType              PlatformType           `json:"platform_type"`
	HostPlatform              PlatformType           `json:"host_platform"`

	QualityRating QualityRating `json:"quality_rating"`
	QualityScore  *QualityScore `json:"quality_score,omitzero"`
	Throughput    *Throughput   `json:"throughput,omitzero"`
	HealthStatus  *HealthStatus `json:"health_status,omitzero"`
	// MessagingLimitTier is the limit of the number, up to v23.0. Later
	// versions refuse the field.
	MessagingLimitTier MessagingLimit `json:"messaging_limit_tier" fields:"-"`
	// MessagingLimit is the limit of the portfolio, which all its numbers
	// share, from v24.0.
	MessagingLimit MessagingLimit `json:"whatsapp_business_manager_messaging_limit" fields:"-"`

	// ThreadLimitPerDay comes from live accounts. Meta does not document it.
	ThreadLimitPerDay int `json:"thread_limit_per_day" fields:"-"`
	// GlobalSearchEligibility says whether the number may be found by
	// searching.
	GlobalSearchEligibility string `json:"eligibility_for_api_business_global_search" fields:"-"`
	// OfficialBusinessAccount is the request for the badge, of which
	// IsOfficialBusinessAccount says whether the number has it.
	OfficialBusinessAccount *OfficialBusinessAccount `json:"official_business_account,omitzero" fields:"-"`

	ConversationalAutomation *ConversationalAutomation `json:"conversational_automation,omitzero"`
	WebhookConfiguration     *WebhookConfiguration     `json:"webhook_configuration,omitzero"`
}

// QualityScore is the quality rating with its context.
type QualityScore struct {
	Score QualityRating `json:"score"`
}

// Throughput is the level of a number's messages per second, sent and received.
type Throughput struct {
	Level ThroughputLevel `json:"level"`
}

// ThroughputLevel is how many messages a second a number may send and receive.
type ThroughputLevel string

// The levels that Meta documents.
const (
	ThroughputLevelStandard      ThroughputLevel = "STANDARD" // 80, or 20 with the WhatsApp Business app
	ThroughputLevelHigh          ThroughputLevel = "HIGH"     // 1,000
	ThroughputLevelNotApplicable ThroughputLevel = "NOT_APPLICABLE"
)

// MessagesPerSecond returns how many messages a second the number may send and
// receive, by its throughput, is_on_biz_app and platform_type. It is zero if
// these fields do not tell.
func (n *PhoneNumber) MessagesPerSecond() int {
	switch {
	case n.IsOnBusinessApp && n.PlatformType == PlatformTypeCloudAPI:
		return CoexistenceThroughput
	case n.Throughput == nil:
		return 0
	case n.Throughput.Level == ThroughputLevelHigh:
		return HighThroughput
	case n.Throughput.Level == ThroughputLevelStandard:
		return StandardThroughput
	}
	return 0
}

// WebhookConfiguration says where the webhooks of a number go: to the override
// of the number, else of the account, else to the app's own address.
type WebhookConfiguration struct {
	PhoneNumber             string `json:"phone_number,omitempty"`
	WhatsAppBusinessAccount string `json:"whatsapp_business_account,omitempty"`
	Application             string `json:"application,omitempty"`
}

// PhoneNumberStatus is the state of a phone number.
type PhoneNumberStatus string

// The states that Meta documents, over several edges.
const (
	PhoneNumberStatusConnected    PhoneNumberStatus = "CONNECTED"
	PhoneNumberStatusDisconnected PhoneNumberStatus = "DISCONNECTED"
	PhoneNumberStatusUnverified   PhoneNumberStatus = "UNVERIFIED"
	PhoneNumberStatusPending      PhoneNumberStatus = "PENDING"
	PhoneNumberStatusFlagged      PhoneNumberStatus = "FLAGGED"
	PhoneNumberStatusRestricted   PhoneNumberStatus = "RESTRICTED"
	PhoneNumberStatusRateLimited  PhoneNumberStatus = "RATE_LIMITED"
	PhoneNumberStatusBanned       PhoneNumberStatus = "BANNED"
	PhoneNumberStatusDeleted      PhoneNumberStatus = "DELETED"
	PhoneNumberStatusMigrated     PhoneNumberStatus = "MIGRATED"
	PhoneNumberStatusLinked       PhoneNumberStatus = "LINKED"
	PhoneNumberStatusUnlinked     PhoneNumberStatus = "UNLINKED"
)

// QualityRating is how people have received a number's messages lately.
type QualityRating string

// The ratings that Meta documents.
const (
	QualityRatingGreen   QualityRating = "GREEN"
	QualityRatingYellow  QualityRating = "YELLOW"
	QualityRatingRed     QualityRating = "RED"
	QualityRatingNA      QualityRating = "NA"
	QualityRatingUnknown QualityRating = "UNKNOWN"
)

// CodeVerificationStatus says whether the number has been verified by a code.
type CodeVerificationStatus string

// The states that Meta documents, over several edges.
const (
	CodeVerificationStatusVerified    CodeVerificationStatus = "VERIFIED"
	CodeVerificationStatusUnverified  CodeVerificationStatus = "UNVERIFIED"
	CodeVerificationStatusNotVerified CodeVerificationStatus = "NOT_VERIFIED"
	CodeVerificationStatusExpired     CodeVerificationStatus = "EXPIRED"
)

// NameStatus is the state of the review of a display name.
type NameStatus string

// The states that Meta documents.
const (
	NameStatusApproved               NameStatus = "APPROVED"
	NameStatusAvailableWithoutReview NameStatus = "AVAILABLE_WITHOUT_REVIEW"
	NameStatusDeclined               NameStatus = "DECLINED"
	NameStatusExpired                NameStatus = "EXPIRED"
	NameStatusPendingReview          NameStatus = "PENDING_REVIEW"
	NameStatusNone                   NameStatus = "NONE"
)

// CertStatus is the state of a number's certificate, which display name and
// account review lead to.
type CertStatus string

// The states that Meta documents.
const (
	CertStatusApproved                CertStatus = "APPROVED"
	CertStatusNamePendingReview       CertStatus = "NAME_PENDING_REVIEW"
	CertStatusNameNotApproved         CertStatus = "NAME_NOT_APPROVED"
	CertStatusAccountReviewNotStarted CertStatus = "ACCOUNT_REVIEW_NOT_STARTED"
	CertStatusLimitedAccess           CertStatus = "LIMITED_ACCESS"
)

// AccountMode says whether a number is in production.
type AccountMode string

// The modes that Meta documents.
const (
	AccountModeLive    AccountMode = "LIVE"
	AccountModeSandbox AccountMode = "SANDBOX"
)

// PlatformType says where a number is hosted.
type PlatformType string

// The platforms that Meta documents.
const (
	PlatformTypeCloudAPI      PlatformType = "CLOUD_API"
	PlatformTypeOnPremise     PlatformType = "ON_PREMISE"
	PlatformTypeNotApplicable PlatformType = "NOT_APPLICABLE"
)
