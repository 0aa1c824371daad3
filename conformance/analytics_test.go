package conformance

import (
	"time"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

// undocumentedAnalyticsMethods has the methods that read a field of an account.
// The document has the account, but neither these fields nor their parameters;
// Meta's guide to analytics has both:
// https://developers.facebook.com/documentation/business-messaging/whatsapp/analytics
func undocumentedAnalyticsMethods() []method {
	return []method{
		{"Analytics.EstimateReach", pricingGuide, func(s *session) (any, error) {
			request := whatsapp.EstimateReachRequest{Countries: []string{"IN"}, DateInterval: whatsapp.ReachIntervalL1D}
			return s.Analytics.EstimateReach(s, graphtest.WABAID, request, s.opts...)
		}},
		{"Analytics.GetMessaging", analyticsGuide, func(s *session) (any, error) {
			start, end := counted75Days()
			return s.Analytics.GetMessaging(s, graphtest.WABAID, whatsapp.MessagingAnalyticsRequest{
				Start: start, End: end, Granularity: whatsapp.AnalyticsGranularityDaily, PhoneNumbers: []string{"15550100"},
				CountryCodes: []string{"US"}, ProductTypes: []whatsapp.MessagingProductType{whatsapp.MessagingProductTypeTemplate},
			}, s.opts...)
		}},
		{"Analytics.GetConversations", analyticsGuide, func(s *session) (any, error) {
			start, end := counted75Days()
			return s.Analytics.GetConversations(s, graphtest.WABAID, whatsapp.ConversationAnalyticsRequest{
				Start: start, End: end, Granularity: whatsapp.AnalyticsGranularityMonthly,
				MetricTypes: []whatsapp.ConversationAnalyticsMetric{whatsapp.ConversationAnalyticsMetricCost},
				Categories:  []whatsapp.ConversationCategory{whatsapp.ConversationCategoryMarketing},
				Types:       []whatsapp.ConversationType{whatsapp.ConversationTypeRegular},
				Directions:  []whatsapp.ConversationDirection{whatsapp.ConversationDirectionUnknown},
				Dimensions:  []whatsapp.ConversationAnalyticsDimension{whatsapp.ConversationAnalyticsDimensionPhone},
			}, s.opts...)
		}},
		{"Analytics.GetPricing", analyticsGuide, func(s *session) (any, error) {
			start, end := counted75Days()
			return s.Analytics.GetPricing(s, graphtest.WABAID, whatsapp.PricingAnalyticsRequest{
				Start: start, End: end, Granularity: whatsapp.AnalyticsGranularityMonthly,
				MetricTypes: []whatsapp.PricingAnalyticsMetric{whatsapp.PricingAnalyticsMetricCost, whatsapp.PricingAnalyticsMetricVolume},
				Types:       []whatsapp.PricingType{whatsapp.PricingTypeRegular},
				Categories:  []whatsapp.PricingCategory{whatsapp.PricingCategoryMarketing},
				Dimensions:  []whatsapp.PricingAnalyticsDimension{whatsapp.PricingAnalyticsDimensionTier},
			}, s.opts...)
		}},
		{"Analytics.GetCalls", analyticsGuide, func(s *session) (any, error) {
			start, end := counted75Days()
			return s.Analytics.GetCalls(s, graphtest.WABAID, whatsapp.CallAnalyticsRequest{
				Start: start, End: end, Granularity: whatsapp.AnalyticsGranularityDaily,
				Directions:  []whatsapp.CallAnalyticsDirection{whatsapp.CallAnalyticsDirectionUserInitiated},
				MetricTypes: []whatsapp.CallAnalyticsMetric{whatsapp.CallAnalyticsMetricCount},
				Dimensions:  []whatsapp.CallAnalyticsDimension{whatsapp.CallAnalyticsDimensionDirection},
			}, s.opts...)
		}},
	}
}

// counted75Days is a time in which the sample world has counted something.
func counted75Days() (start, end time.Time) {
	end = time.Now()
	return end.AddDate(0, 0, -75), end
}

func countedTemplates() whatsapp.TemplateAnalyticsRequest {
	start, end := counted75Days()
	return whatsapp.TemplateAnalyticsRequest{
		Start: start, End: end, TemplateIDs: []string{graphtest.HelloTemplateID}, ProductType: whatsapp.TemplateProductTypeCloudAPI,
		MetricTypes: []whatsapp.TemplateAnalyticsMetric{whatsapp.TemplateAnalyticsMetricRead}, UseWABATimezone: true,
	}
}

func countedTemplateGroups() whatsapp.TemplateGroupAnalyticsRequest {
	start, end := counted75Days()
	return whatsapp.TemplateGroupAnalyticsRequest{Start: start, End: end, TemplateGroupIDs: []string{graphtest.TemplateGroupID}}
}

func countedGroup() whatsapp.GroupAnalyticsRequest {
	start, end := counted75Days()
	return whatsapp.GroupAnalyticsRequest{Start: start, End: end, GroupID: graphtest.GroupID}
}
