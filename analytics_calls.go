package whatsapp

import "time"

// CallAnalyticsRequest says which calls to count. Lists that are empty leave
// nothing out.
type CallAnalyticsRequest struct {
	// Start and End bound the time, to the second. Both are required.
	Start, End time.Time
	// Granularity is the length of the intervals. It is required.
	Granularity AnalyticsGranularity
	// PhoneNumbers keeps the calls of these numbers of the account, with
	// country code and digits only: "16505550111".
	PhoneNumbers []string
	// CountryCodes keeps the calls with people in these countries: "DE".
	CountryCodes []string
	Directions   []CallAnalyticsDirection
	// MetricTypes are what is counted.
	MetricTypes []CallAnalyticsMetric
	// Dimensions break the points down. Without any, there is one point for
	// each interval.
	Dimensions []CallAnalyticsDimension
}

// Validate checks what Graph requires.
func (r CallAnalyticsRequest) Validate() error {
	var found violations
	found.analytics(r.Start, r.End, r.Granularity)
	found.analyticsFilters(r.PhoneNumbers, r.CountryCodes)
	return found.err()
}

func (r CallAnalyticsRequest) expression() *fieldExpression {
	return newFieldExpression("call_analytics").between(r.Start, r.End).
		word("granularity", r.Granularity.inReports()).
		with("phone_numbers", jsonList(r.PhoneNumbers)).
		with("country_codes", jsonWords(r.CountryCodes)).
		with("directions", jsonWords(r.Directions)).
		with("metric_types", jsonWords(r.MetricTypes)).
		with("dimensions", jsonWords(r.Dimensions))
}

// CallDataPoint is an interval with calls. What was not asked for in the
// dimensions is empty.
type CallDataPoint struct {
	Start       Time                   `json:"start"`
	End         Time                   `json:"end"`
	PhoneNumber string                 `json:"phone_number"`
	Country     string                 `json:"country"`
	Tier        string                 `json:"tier"`
	Direction   CallAnalyticsDirection `json:"direction"`
	Count       int                    `json:"count"`
	// Cost is nil where Graph does not say it. Meta's guide does not name the
	// unit; the cost of messages is in the account's currency.
	Cost *float64 `json:"cost,omitzero"`
	// AverageDuration has no documented unit either. The values in Meta's guide
	// look like seconds.
	AverageDuration float64 `json:"average_duration"`
}

// CallAnalyticsMetric is what is counted of calls.
type CallAnalyticsMetric string

// The metrics that Meta documents.
const (
	CallAnalyticsMetricAverageDuration CallAnalyticsMetric = "AVERAGE_DURATION"
	CallAnalyticsMetricCost            CallAnalyticsMetric = "COST"
	CallAnalyticsMetricCount           CallAnalyticsMetric = "COUNT"
)

// CallAnalyticsDimension is what points are broken down by.
type CallAnalyticsDimension string

// The dimensions that Meta documents: its guide in small letters, its other
// SDKs in capitals and with the tier.
const (
	CallAnalyticsDimensionCountry   CallAnalyticsDimension = "COUNTRY"
	CallAnalyticsDimensionDirection CallAnalyticsDimension = "DIRECTION"
	CallAnalyticsDimensionPhone     CallAnalyticsDimension = "PHONE"
	CallAnalyticsDimensionTier      CallAnalyticsDimension = "TIER"
)

// CallAnalyticsDirection says who called.
type CallAnalyticsDirection string

// The directions that Meta documents.
const (
	CallAnalyticsDirectionBusinessInitiated CallAnalyticsDirection = "BUSINESS_INITIATED"
	CallAnalyticsDirectionUserInitiated     CallAnalyticsDirection = "USER_INITIATED"
	CallAnalyticsDirectionUnknown           CallAnalyticsDirection = "UNKNOWN"
)
