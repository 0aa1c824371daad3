package whatsapp

import "time"

// PricingAnalyticsRequest says which delivered messages to add up. Lists that
// are empty leave nothing out.
type PricingAnalyticsRequest struct {
	// Start and End bound the time of delivery, to the second; Start is at most
	// one year ago. Both are required.
	Start, End time.Time
	// Granularity is the length of the intervals. It is required.
	Granularity AnalyticsGranularity
	// PhoneNumbers keeps the messages of these numbers of the account, with
	// country code and digits only: "16505550111".
	PhoneNumbers []string
	// CountryCodes keeps the messages to people in these countries: "DE".
	CountryCodes []string
	// MetricTypes are what is added up.
	MetricTypes []PricingAnalyticsMetric
	Types       []PricingType
	Categories  []PricingCategory
	// Dimensions break the points down. Without any, there is one point for
	// each interval. The volume tier needs the category and the country as
	// well.
	Dimensions []PricingAnalyticsDimension
}

// Validate checks what Graph requires.
func (r PricingAnalyticsRequest) Validate() error {
	var found violations
	found.analytics(r.Start, r.End, r.Granularity)
	found.analyticsFilters(r.PhoneNumbers, r.CountryCodes)
	return found.err()
}

func (r PricingAnalyticsRequest) expression() *fieldExpression {
	return newFieldExpression("pricing_analytics").between(r.Start, r.End).
		word("granularity", r.Granularity.inReports()).
		with("phone_numbers", jsonList(r.PhoneNumbers)).
		with("country_codes", jsonWords(r.CountryCodes)).
		with("metric_types", jsonWords(r.MetricTypes)).
		with("pricing_types", jsonWords(r.Types)).
		with("pricing_categories", jsonWords(r.Categories)).
		with("dimensions", jsonWords(r.Dimensions))
}

// PricingDataPoint is an interval with delivered messages. What was not asked
// for in the dimensions is empty.
type PricingDataPoint struct {
	Start       Time   `json:"start"`
	End         Time   `json:"end"`
	PhoneNumber string `json:"phone_number"`
	Country     string `json:"country"`
	// Tier is the volume tier, as its first message and its last one or MAX:
	// "0:750000". Free messages have none.
	Tier     string          `json:"tier"`
	Type     PricingType     `json:"pricing_type"`
	Category PricingCategory `json:"pricing_category"`
	// Volume is the number of messages delivered.
	Volume int `json:"volume"`
	// Cost is about what they cost, in the account's currency. It is nil for an
	// account that pays through a partner, and where the metric was not asked
	// for.
	Cost *float64 `json:"cost,omitzero"`
}

// PricingAnalyticsMetric is what is added up of messages.
type PricingAnalyticsMetric string

// The metrics that Meta documents.
const (
	PricingAnalyticsMetricCost   PricingAnalyticsMetric = "COST"
	PricingAnalyticsMetricVolume PricingAnalyticsMetric = "VOLUME"
)

// PricingAnalyticsDimension is what points are broken down by.
type PricingAnalyticsDimension string

// The dimensions that Meta documents.
const (
	PricingAnalyticsDimensionCountry         PricingAnalyticsDimension = "COUNTRY"
	PricingAnalyticsDimensionPhone           PricingAnalyticsDimension = "PHONE"
	PricingAnalyticsDimensionPricingCategory PricingAnalyticsDimension = "PRICING_CATEGORY"
	PricingAnalyticsDimensionPricingType     PricingAnalyticsDimension = "PRICING_TYPE"
	PricingAnalyticsDimensionTier            PricingAnalyticsDimension = "TIER"
)

// PricingType says whether a message was charged.
type PricingType string

// The types that Meta documents.
const (
	PricingTypeRegular                  PricingType = "REGULAR"
	PricingTypeFreeCustomerService      PricingType = "FREE_CUSTOMER_SERVICE"
	PricingTypeFreeEntryPoint           PricingType = "FREE_ENTRY_POINT"
	PricingTypeFreeGroupCustomerService PricingType = "FREE_GROUP_CUSTOMER_SERVICE"
)

// PricingCategory is the rate of a message.
type PricingCategory string

// The categories that Meta documents, in its guide or in its other SDKs.
const (
	PricingCategoryAIBot                       PricingCategory = "AI_BOT"
	PricingCategoryAuthentication              PricingCategory = "AUTHENTICATION"
	PricingCategoryAuthenticationInternational PricingCategory = "AUTHENTICATION_INTERNATIONAL"
	PricingCategoryGroupMarketing              PricingCategory = "GROUP_MARKETING"
	PricingCategoryGroupMarketingLite          PricingCategory = "GROUP_MARKETING_LITE"
	PricingCategoryGroupService                PricingCategory = "GROUP_SERVICE"
	PricingCategoryGroupUtility                PricingCategory = "GROUP_UTILITY"
	PricingCategoryMarketing                   PricingCategory = "MARKETING"
	PricingCategoryMarketingLite               PricingCategory = "MARKETING_LITE"
	PricingCategoryMarketingLiteDynamic        PricingCategory = "MARKETING_LITE_DYNAMIC"
	PricingCategoryReferralConversion          PricingCategory = "REFERRAL_CONVERSION"
	PricingCategoryService                     PricingCategory = "SERVICE"
	PricingCategoryUtility                     PricingCategory = "UTILITY"
)
