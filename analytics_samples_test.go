package whatsapp_test

import (
	"encoding/json"
	"strings"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

const (
	sampleTemplateID      = graphtest.LoginTemplateID
	sampleTemplateGroupID = graphtest.TemplateGroupID
	sampleGroupID         = graphtest.GroupID
)

func fullMessagingRequest() whatsapp.MessagingAnalyticsRequest {
	return whatsapp.MessagingAnalyticsRequest{
		Start: juneStart, End: juneEnd, Granularity: "half_hour", PhoneNumbers: []string{"16505550111", "16505550112"},
		CountryCodes: []string{"US", "de"},
		ProductTypes: []whatsapp.MessagingProductType{
			whatsapp.MessagingProductTypeTemplate, whatsapp.MessagingProductTypeOther, whatsapp.MessagingProductTypeIncoming,
		},
	}
}

func messagingReport() *whatsapp.AnalyticsReport[whatsapp.MessagingDataPoint] {
	return &whatsapp.AnalyticsReport[whatsapp.MessagingDataPoint]{
		PhoneNumbers: []string{"16505550111", "16505550112"}, CountryCodes: []string{"US", "DE"},
		Granularity: whatsapp.AnalyticsGranularityDay,
		DataPoints: []whatsapp.MessagingDataPoint{
			{Start: moment(`1748761200`), End: moment(`1748847600`), Sent: 196093, Delivered: 179715},
			{Start: moment(`1748847600`), End: moment(`1748934000`), Sent: 147649, Delivered: 139032},
		},
	}
}

func fullConversationRequest() whatsapp.ConversationAnalyticsRequest {
	return whatsapp.ConversationAnalyticsRequest{
		Start: juneStart, End: juneEnd, Granularity: whatsapp.AnalyticsGranularityMonthly,
		PhoneNumbers: []string{"16505550111"}, CountryCodes: []string{"US"},
		MetricTypes: []whatsapp.ConversationAnalyticsMetric{whatsapp.ConversationAnalyticsMetricCost, whatsapp.ConversationAnalyticsMetricConversation},
		Categories:  []whatsapp.ConversationCategory{whatsapp.ConversationCategoryMarketing},
		Types:       []whatsapp.ConversationType{whatsapp.ConversationTypeRegular, whatsapp.ConversationTypeFreeTier},
		Directions:  []whatsapp.ConversationDirection{whatsapp.ConversationDirectionUnknown},
		Dimensions: []whatsapp.ConversationAnalyticsDimension{
			whatsapp.ConversationAnalyticsDimensionConversationCategory, whatsapp.ConversationAnalyticsDimensionConversationDirection,
			whatsapp.ConversationAnalyticsDimensionConversationType,
			whatsapp.ConversationAnalyticsDimensionCountry, whatsapp.ConversationAnalyticsDimensionPhone,
		},
	}
}

func conversationReport() *whatsapp.AnalyticsReport[whatsapp.ConversationDataPoint] {
	start, end := moment(`1748761200`), moment(`1751353200`)
	return inSeries([]whatsapp.ConversationDataPoint{
		{
			Start: start, End: end, Conversation: 1558, PhoneNumber: "16505550111", Country: "US",
			Type: whatsapp.ConversationTypeRegular, Direction: whatsapp.ConversationDirectionUnknown,
			Category: whatsapp.ConversationCategoryMarketing, Cost: new(15.58),
		},
		{
			Start: start, End: end, Conversation: 12, PhoneNumber: "16505550111", Country: "US",
			Type: whatsapp.ConversationTypeFreeTier, Category: whatsapp.ConversationCategoryMarketing, Cost: new(0.0),
		},
	}, 2)
}

func fullPricingRequest() whatsapp.PricingAnalyticsRequest {
	return whatsapp.PricingAnalyticsRequest{
		Start: juneStart, End: juneEnd, Granularity: whatsapp.AnalyticsGranularityDaily,
		PhoneNumbers: []string{"16505550111"}, CountryCodes: []string{"US", "IN"},
		MetricTypes: []whatsapp.PricingAnalyticsMetric{whatsapp.PricingAnalyticsMetricCost, whatsapp.PricingAnalyticsMetricVolume},
		Types:       []whatsapp.PricingType{whatsapp.PricingTypeRegular, whatsapp.PricingTypeFreeCustomerService},
		Categories:  []whatsapp.PricingCategory{whatsapp.PricingCategoryAuthentication, "service"},
		Dimensions: []whatsapp.PricingAnalyticsDimension{
			whatsapp.PricingAnalyticsDimensionPricingCategory, whatsapp.PricingAnalyticsDimensionPricingType,
			whatsapp.PricingAnalyticsDimensionTier, whatsapp.PricingAnalyticsDimensionCountry, whatsapp.PricingAnalyticsDimensionPhone,
		},
	}
}

func pricingReport() *whatsapp.AnalyticsReport[whatsapp.PricingDataPoint] {
	return inSeries([]whatsapp.PricingDataPoint{
		{
			Start: moment(`1749193200`), End: moment(`1749279600`), PhoneNumber: "16505550111", Country: "IN",
			Type: whatsapp.PricingTypeFreeCustomerService, Category: whatsapp.PricingCategoryService, Volume: 2, Cost: new(0.0),
		},
		{
			Start: moment(`1748761200`), End: moment(`1748847600`), PhoneNumber: "16505550111", Country: "US", Tier: "0:750000",
			Type: whatsapp.PricingTypeRegular, Category: whatsapp.PricingCategoryAuthentication, Volume: 2, Cost: new(4.6),
		},
	}, 2)
}

func pricingReportWithoutCost() *whatsapp.AnalyticsReport[whatsapp.PricingDataPoint] {
	report := inSeries([]whatsapp.PricingDataPoint{
		{Start: moment(`1748761200`), End: moment(`1748763000`), Volume: 7},
		{Start: moment(`1748763000`), End: moment(`1748764800`), Volume: 1},
		{Start: moment(`1748764800`), End: moment(`1748766600`), Volume: 3},
	}, 2, 1)
	report.Paging = lastPage
	return report
}

func fullCallRequest() whatsapp.CallAnalyticsRequest {
	return whatsapp.CallAnalyticsRequest{
		Start: juneStart, End: juneEnd, Granularity: whatsapp.AnalyticsGranularityDaily,
		PhoneNumbers: []string{"16505550111"}, CountryCodes: []string{"US"},
		Directions: []whatsapp.CallAnalyticsDirection{whatsapp.CallAnalyticsDirectionUserInitiated, whatsapp.CallAnalyticsDirectionBusinessInitiated},
		MetricTypes: []whatsapp.CallAnalyticsMetric{
			whatsapp.CallAnalyticsMetricCount, whatsapp.CallAnalyticsMetricCost, whatsapp.CallAnalyticsMetricAverageDuration,
		},
		Dimensions: []whatsapp.CallAnalyticsDimension{whatsapp.CallAnalyticsDimensionDirection, "phone"},
	}
}

func callReport() *whatsapp.AnalyticsReport[whatsapp.CallDataPoint] {
	return &whatsapp.AnalyticsReport[whatsapp.CallDataPoint]{
		Granularity: whatsapp.AnalyticsGranularityDaily,
		Directions:  []whatsapp.CallAnalyticsDirection{whatsapp.CallAnalyticsDirectionUserInitiated, whatsapp.CallAnalyticsDirectionBusinessInitiated},
		DataPoints: []whatsapp.CallDataPoint{{
			Start: moment(`1748761200`), End: moment(`1748847600`), PhoneNumber: "16505550111", Country: "US", Tier: "0:MAX",
			Direction: whatsapp.CallAnalyticsDirectionUserInitiated, Count: 35, Cost: new(0.47795), AverageDuration: 106.5,
		}},
	}
}

func oneDirectionReport() *whatsapp.AnalyticsReport[whatsapp.CallDataPoint] {
	report := readReport[whatsapp.CallDataPoint](`{"directions":"USER_INITIATED"}`)
	report.Granularity = whatsapp.AnalyticsGranularityMonthly
	report.DataPoints = []whatsapp.CallDataPoint{{Start: moment(`1748761200`), End: moment(`1751353200`), Count: 20, Cost: new(0.0), AverageDuration: 103}}
	return report
}

func countedTemplates() whatsapp.TemplateAnalytics {
	return whatsapp.TemplateAnalytics{
		Granularity: whatsapp.AnalyticsGranularityDaily, ProductType: whatsapp.TemplateProductTypeCloudAPI, WABATimezone: "America/Los_Angeles",
		DataPoints: []whatsapp.TemplateDataPoint{
			{
				TemplateID: sampleTemplateID, Start: moment(`1772323200`), End: moment(`1772409600`), Sent: 4, Delivered: 3, Read: 2, Replied: 1,
				Clicked: []whatsapp.TemplateClicks{
					{Type: whatsapp.TemplateClickTypeQuickReplyButton, ButtonContent: "Contact support", Count: 108},
					{Type: whatsapp.TemplateClickTypeUniqueURLButton, ButtonContent: "Tell me more", Count: 16},
				},
				Cost: []whatsapp.TemplateCost{
					{Type: whatsapp.TemplateCostTypeAmountSpent, Value: new(0.03)},
					{Type: whatsapp.TemplateCostTypeCostPerDelivered, Value: new(0.01)},
					{Type: whatsapp.TemplateCostTypeCostPerURLButtonClick},
				},
				AppActivations: 1, AppAddToCart: 2, AppCheckoutsInitiated: 3, AppPurchases: 4, AppPurchasesConversionValue: 5.5,
				WebsiteAddToCart: 6, WebsiteCheckoutsInitiated: 7, WebsitePurchases: 8, WebsitePurchasesConversionValue: 9.25,
			},
		},
	}
}

// readReport reads a report, which remembers its form.
func readReport[P any](body string) *whatsapp.AnalyticsReport[P] {
	var report whatsapp.AnalyticsReport[P]
	if err := json.Unmarshal([]byte(body), &report); err != nil {
		panic(err)
	}
	return &report
}

// inSeries is a report whose points came in lists of these lengths.
func inSeries[P any](points []P, lengths ...int) *whatsapp.AnalyticsReport[P] {
	var lists []string
	for _, length := range lengths {
		lists = append(lists, `{"data_points":[`+strings.TrimSuffix(strings.Repeat("{},", length), ",")+`]}`)
	}
	report := readReport[P](`{"data":[` + strings.Join(lists, ",") + `]}`)
	report.DataPoints = points
	return report
}
