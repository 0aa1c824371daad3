package whatsapp

import "time"

// ConversationAnalyticsRequest says which conversations to count. Lists that
// are empty leave nothing out.
type ConversationAnalyticsRequest struct {
	// Start and End bound the time, to the second; Start is at most one year
	// ago. Both are required.
	Start, End time.Time
	// Granularity is the length of the intervals. It is required.
	Granularity AnalyticsGranularity
	// PhoneNumbers keeps the conversations of these numbers of the account,
	// with country code and digits only.
	PhoneNumbers []string
	// CountryCodes keeps the conversations with people in these countries.
	// Meta's guide does not have it, but its other SDKs do.
	CountryCodes []string
	// MetricTypes are what is counted.
	MetricTypes []ConversationAnalyticsMetric
	Categories  []ConversationCategory
	Types       []ConversationType
	Directions  []ConversationDirection
	// Dimensions break the points down. Without any, there is one point for
	// each interval.
	Dimensions []ConversationAnalyticsDimension
}

// Validate checks what Graph requires.
func (r ConversationAnalyticsRequest) Validate() error {
	var found violations
	found.analytics(r.Start, r.End, r.Granularity)
	found.analyticsFilters(r.PhoneNumbers, r.CountryCodes)
	return found.err()
}

func (r ConversationAnalyticsRequest) expression() *fieldExpression {
	return newFieldExpression("conversation_analytics").between(r.Start, r.End).
		word("granularity", r.Granularity.inReports()).
		with("phone_numbers", jsonList(r.PhoneNumbers)).
		with("country_codes", jsonWords(r.CountryCodes)).
		with("metric_types", jsonWords(r.MetricTypes)).
		with("conversation_categories", jsonWords(r.Categories)).
		with("conversation_types", jsonWords(r.Types)).
		with("conversation_directions", jsonWords(r.Directions)).
		with("dimensions", jsonWords(r.Dimensions))
}

// ConversationDataPoint is an interval with conversations. What was not asked
// for in the dimensions is empty.
type ConversationDataPoint struct {
	Start        Time `json:"start"`
	End          Time `json:"end"`
	Conversation int  `json:"conversation"`
	// Cost is in the account's currency. It is nil for an account that pays
	// through a partner, and where the metric was not asked for.
	Cost        *float64              `json:"cost,omitzero"`
	PhoneNumber string                `json:"phone_number"`
	Country     string                `json:"country"`
	Type        ConversationType      `json:"conversation_type"`
	Direction   ConversationDirection `json:"conversation_direction"`
	Category    ConversationCategory  `json:"conversation_category"`
}

// ConversationAnalyticsMetric is what is counted of conversations.
type ConversationAnalyticsMetric string

// The metrics that Meta documents.
const (
	ConversationAnalyticsMetricConversation ConversationAnalyticsMetric = "CONVERSATION"
	ConversationAnalyticsMetricCost         ConversationAnalyticsMetric = "COST"
)

// ConversationAnalyticsDimension is what points are broken down by.
type ConversationAnalyticsDimension string

// The dimensions that Meta documents.
const (
	ConversationAnalyticsDimensionConversationCategory  ConversationAnalyticsDimension = "CONVERSATION_CATEGORY"
	ConversationAnalyticsDimensionConversationDirection ConversationAnalyticsDimension = "CONVERSATION_DIRECTION"
	ConversationAnalyticsDimensionConversationType      ConversationAnalyticsDimension = "CONVERSATION_TYPE"
	ConversationAnalyticsDimensionCountry               ConversationAnalyticsDimension = "COUNTRY"
	ConversationAnalyticsDimensionPhone                 ConversationAnalyticsDimension = "PHONE"
)

// ConversationCategory is the rate of a conversation.
type ConversationCategory string

// The categories that Meta documents.
const (
	ConversationCategoryAuthentication              ConversationCategory = "AUTHENTICATION"
	ConversationCategoryAuthenticationInternational ConversationCategory = "AUTHENTICATION_INTERNATIONAL"
	ConversationCategoryMarketing                   ConversationCategory = "MARKETING"
	ConversationCategoryMarketingLite               ConversationCategory = "MARKETING_LITE"
	ConversationCategoryService                     ConversationCategory = "SERVICE"
	ConversationCategoryUtility                     ConversationCategory = "UTILITY"
)

// ConversationType says whether a conversation was free.
type ConversationType string

// The types that Meta documents.
const (
	// ConversationTypeFreeEntryPoint began with an ad that clicks to WhatsApp
	// or the button of a Facebook page.
	ConversationTypeFreeEntryPoint ConversationType = "FREE_ENTRY_POINT"
	// ConversationTypeFreeTier was within the month's free conversations.
	ConversationTypeFreeTier ConversationType = "FREE_TIER"
	ConversationTypeRegular  ConversationType = "REGULAR"
	ConversationTypeUnknown  ConversationType = "UNKNOWN"
)

// ConversationDirection says who began a conversation.
type ConversationDirection string

// The directions that Meta documents.
const (
	ConversationDirectionBusinessInitiated ConversationDirection = "BUSINESS_INITIATED"
	ConversationDirectionUserInitiated     ConversationDirection = "USER_INITIATED"
	ConversationDirectionUnknown           ConversationDirection = "UNKNOWN"
)
