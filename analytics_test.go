package whatsapp_test

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/wabakit/whatsapp"
)

func analyticsMethods() []method {
	return slices.Concat(
		analyticsReports(), templateAnalyticsLists(), templateGroupAnalyticsLists(), groupAnalyticsLists(), templatePerformanceLists(),
	)
}

// The time of the requests in the fixtures: June 2025 in the account's time
// zone.
var (
	juneStart = time.Unix(1748761200, 0)
	juneEnd   = time.Unix(1751353200, 0)
)

func analyticsReports() []method {
	messaging := func(request whatsapp.MessagingAnalyticsRequest, first ...whatsapp.RequestOption) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.Analytics.GetMessaging(ctx, id, request, append(first, opts...)...))
		}
	}
	conversations := func(request whatsapp.ConversationAnalyticsRequest) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.Analytics.GetConversations(ctx, id, request, opts...))
		}
	}
	pricing := func(request whatsapp.PricingAnalyticsRequest) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.Analytics.GetPricing(ctx, id, request, opts...))
		}
	}
	calls := func(request whatsapp.CallAnalyticsRequest) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.Analytics.GetCalls(ctx, id, request, opts...))
		}
	}
	row := func(name, field string, cases ...exchange) method {
		return method{
			name: "Analytics." + name, operation: "GET /{waba-id}", repeat: whatsapp.RepeatSafe, id: wabaID,
			holds: member(field), cases: cases,
		}
	}
	return []method{
		row("GetMessaging", "analytics",
			one("analytics/get_messaging_success", messaging(whatsapp.MessagingAnalyticsRequest{
				Start: juneStart, End: juneEnd, Granularity: whatsapp.AnalyticsGranularityDaily,
			}), messagingReport()),
			one("analytics/get_messaging_everything", messaging(fullMessagingRequest()), messagingReport()),
			one("analytics/get_messaging_none", messaging(whatsapp.MessagingAnalyticsRequest{
				Start: juneStart, End: juneEnd, Granularity: whatsapp.AnalyticsGranularityMonthly,
			}), &whatsapp.AnalyticsReport[whatsapp.MessagingDataPoint]{}),
			one("analytics/get_messaging_beyond_limits", messaging(whatsapp.MessagingAnalyticsRequest{
				Granularity: "DAY).limit(1", PhoneNumbers: []string{`1"]).limit([1`},
			}, whatsapp.WithoutValidation()), &whatsapp.AnalyticsReport[whatsapp.MessagingDataPoint]{}),
		),
		row("GetConversations", "conversation_analytics",
			one("analytics/get_conversations_success", conversations(fullConversationRequest()), conversationReport()),
		),
		row("GetPricing", "pricing_analytics",
			one("analytics/get_pricing_success", pricing(fullPricingRequest()), pricingReport()),
			one("analytics/get_pricing_without_cost", pricing(whatsapp.PricingAnalyticsRequest{
				Start: juneStart, End: juneEnd, Granularity: whatsapp.AnalyticsGranularityHalfHour,
			}), pricingReportWithoutCost()),
		),
		row("GetCalls", "call_analytics",
			one("analytics/get_calls_success", calls(fullCallRequest()), callReport()),
			one("analytics/get_calls_one_direction", calls(whatsapp.CallAnalyticsRequest{
				Start: juneStart, End: juneEnd, Granularity: whatsapp.AnalyticsGranularityMonth,
				Directions: []whatsapp.CallAnalyticsDirection{whatsapp.CallAnalyticsDirectionUserInitiated},
			}), oneDirectionReport()),
		),
	}
}

func templateAnalyticsLists() []method {
	return listRow[whatsapp.TemplateAnalytics, whatsapp.ListOptions]{
		list:      (*whatsapp.AnalyticsService).ListTemplates,
		all:       (*whatsapp.AnalyticsService).AllTemplates,
		operation: "GET /{waba-id}/template_analytics",
		ids:       []string{wabaID},
		request: func(until time.Time) any {
			return whatsapp.TemplateAnalyticsRequest{
				Start: until.AddDate(0, 0, -75), End: until, UseWABATimezone: true, TemplateIDs: []string{sampleTemplateID},
				MetricTypes: []whatsapp.TemplateAnalyticsMetric{whatsapp.TemplateAnalyticsMetricSent, whatsapp.TemplateAnalyticsMetricCost},
				ProductType: whatsapp.TemplateProductTypeCloudAPI,
			}
		},
		options: secondPage,
		fields:  []string{"data_points"},
		page:    &whatsapp.Page[whatsapp.TemplateAnalytics]{Paging: lastPage, Data: []whatsapp.TemplateAnalytics{countedTemplates()}},
	}.methods()
}

func templateGroupAnalyticsLists() []method {
	return listRow[whatsapp.TemplateAnalytics, whatsapp.ListOptions]{
		list:      (*whatsapp.AnalyticsService).ListTemplateGroups,
		all:       (*whatsapp.AnalyticsService).AllTemplateGroups,
		operation: "GET /{waba-id}/template_group_analytics",
		ids:       []string{wabaID},
		request: func(until time.Time) any {
			return whatsapp.TemplateGroupAnalyticsRequest{
				Start: until.AddDate(0, 0, -75), End: until, TemplateGroupIDs: []string{sampleTemplateGroupID},
				MetricTypes: []whatsapp.TemplateAnalyticsMetric{"read", whatsapp.TemplateAnalyticsMetricDelivered},
			}
		},
		options: secondPage,
		fields:  []string{"data_points"},
		page: &whatsapp.Page[whatsapp.TemplateAnalytics]{Paging: lastPage, Data: []whatsapp.TemplateAnalytics{{
			Granularity: whatsapp.AnalyticsGranularityDaily,
			DataPoints: []whatsapp.TemplateDataPoint{{
				TemplateGroupID: sampleTemplateGroupID, Start: moment(`1772323200`), End: moment(`1772409600`), Delivered: 1460, Read: 1399,
			}},
		}}},
	}.methods()
}

func groupAnalyticsLists() []method {
	return listRow[whatsapp.GroupAnalytics, whatsapp.ListOptions]{
		list:      (*whatsapp.AnalyticsService).ListGroups,
		all:       (*whatsapp.AnalyticsService).AllGroups,
		operation: "GET /{waba-id}/group_analytics",
		ids:       []string{wabaID},
		request: func(until time.Time) any {
			return whatsapp.GroupAnalyticsRequest{Start: until.AddDate(0, 0, -75), End: until, GroupID: sampleGroupID}
		},
		options: secondPage,
		fields:  []string{"data_points"},
		page: &whatsapp.Page[whatsapp.GroupAnalytics]{Paging: lastPage, Data: []whatsapp.GroupAnalytics{{
			Granularity: whatsapp.AnalyticsGranularityDaily,
			DataPoints: []whatsapp.GroupDataPoint{{
				GroupID: sampleGroupID, Start: moment(`1772323200`), End: moment(`1772409600`),
				Sent: 100, Delivered: 250, Read: 200, Joined: 3, Left: 1,
			}},
		}}},
	}.methods()
}

func templatePerformanceLists() []method {
	return listRow[whatsapp.TemplatePerformance, whatsapp.ListTemplatePerformanceOptions]{
		list:      (*whatsapp.AnalyticsService).ListTemplatePerformance,
		all:       (*whatsapp.AnalyticsService).AllTemplatePerformance,
		operation: "GET /{waba-id}/template_performance_metrics",
		ids:       []string{wabaID},
		options:   whatsapp.ListTemplatePerformanceOptions{ListOptions: secondPage, Name: "order_shipped", TemplateID: templateID},
		fields:    []string{"id", "name"},
		page: &whatsapp.Page[whatsapp.TemplatePerformance]{Paging: lastPage, Data: []whatsapp.TemplatePerformance{
			{Raw: json.RawMessage(`{"id":"594425479261596","name":"order_shipped"}`)},
		}},
	}.methods()
}
