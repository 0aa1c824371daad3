package whatsapp

import "time"

// MessagingAnalyticsRequest says which messages to count.
type MessagingAnalyticsRequest struct {
	// Start and End bound the time, to the second; Start is at most one year
	// ago. Both are required.
	Start, End time.Time
	// Granularity is the length of the intervals. It is required.
	Granularity AnalyticsGranularity
	// PhoneNumbers keeps the messages of these numbers of the account, with
	// country code and digits only: "16505550111".
	PhoneNumbers []string
	// CountryCodes keeps the messages of people in these countries: "DE".
	CountryCodes []string
	// ProductTypes keeps messages of these types only.
	ProductTypes []MessagingProductType
}

// Validate checks what Graph requires.
func (r MessagingAnalyticsRequest) Validate() error {
	var found violations
	found.analytics(r.Start, r.End, r.Granularity)
	found.analyticsFilters(r.PhoneNumbers, r.CountryCodes)
	return found.err()
}

func (r MessagingAnalyticsRequest) expression() *fieldExpression {
	return newFieldExpression("analytics").between(r.Start, r.End).
		word("granularity", r.Granularity.inMessaging()).
		with("phone_numbers", jsonList(r.PhoneNumbers)).
		with("product_types", jsonNumbers(r.ProductTypes)).
		with("country_codes", jsonWords(r.CountryCodes))
}

// MessagingDataPoint is an interval in which messages were sent.
type MessagingDataPoint struct {
	Start     Time `json:"start"`
	End       Time `json:"end"`
	Sent      int  `json:"sent"`
	Delivered int  `json:"delivered"`
}

// MessagingProductType is a type of message, as a number.
type MessagingProductType int

// The types that Meta documents.
const (
	// MessagingProductTypeTemplate and MessagingProductTypeOther are messages
	// of the business, with and without a template.
	MessagingProductTypeTemplate MessagingProductType = 0
	MessagingProductTypeOther    MessagingProductType = 2
	// MessagingProductTypeIncoming are messages of people to the business.
	MessagingProductTypeIncoming MessagingProductType = 100
)
