package whatsapp

import (
	"context"
	"net/http"
	"net/url"

	"github.com/wabakit/whatsapp/internal/graphjson"
)

// AnalyticsService reads what Meta counts of an account: messages, what they
// cost, calls, and how templates and groups fare.
//
// All numbers are approximate and may differ from an invoice. They cover the
// phone numbers and templates that the account has at the time of the request.
// Messages, conversations and prices go back one year, templates, template
// groups and groups 90 days; Graph refuses what is older. Intervals in which
// nothing happened have no data point.
//
// Costs are in [WABA.Currency]. Graph leaves them out for an account that pays
// through a partner, and refuses a request for nothing else.
//
// What is counted of templates must be switched on once for the account, and
// can never be switched off: see [AnalyticsService.ListTemplates].
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/analytics
type AnalyticsService service

// GetMessaging counts the messages that an account has sent, and how many of
// them were delivered.
//
//	GET /{waba-id}?fields=analytics.start().end().granularity()
//
// Permission: whatsapp_business_management.
func (s *AnalyticsService) GetMessaging(ctx context.Context, wabaID string, request MessagingAnalyticsRequest, opts ...RequestOption) (*AnalyticsReport[MessagingDataPoint], error) {
	return reportOf[MessagingDataPoint](ctx, s.client, wabaID, request, opts)
}

// GetConversations counts the conversations of an account and what they cost.
// Meta has charged for messages and not for conversations since July 2025:
// [AnalyticsService.GetPricing] has the cost since then.
//
//	GET /{waba-id}?fields=conversation_analytics.start().end().granularity()
//
// Permission: whatsapp_business_management.
func (s *AnalyticsService) GetConversations(ctx context.Context, wabaID string, request ConversationAnalyticsRequest, opts ...RequestOption) (*AnalyticsReport[ConversationDataPoint], error) {
	return reportOf[ConversationDataPoint](ctx, s.client, wabaID, request, opts)
}

// GetPricing adds up what the delivered messages of an account cost. The cost
// of a month by category is
//
//	report, err := client.Analytics.GetPricing(ctx, wabaID, whatsapp.PricingAnalyticsRequest{
//		Start:       month,
//		End:         month.AddDate(0, 1, 0),
//		Granularity: whatsapp.AnalyticsGranularityMonthly,
//		Dimensions:  []whatsapp.PricingAnalyticsDimension{whatsapp.PricingAnalyticsDimensionPricingCategory},
//	})
//
// in the Cost of each of report.DataPoints.
//
//	GET /{waba-id}?fields=pricing_analytics.start().end().granularity()
//
// Permission: whatsapp_business_management.
func (s *AnalyticsService) GetPricing(ctx context.Context, wabaID string, request PricingAnalyticsRequest, opts ...RequestOption) (*AnalyticsReport[PricingDataPoint], error) {
	return reportOf[PricingDataPoint](ctx, s.client, wabaID, request, opts)
}

// GetCalls counts the calls of an account, what they cost and how long they
// lasted.
//
//	GET /{waba-id}?fields=call_analytics.start().end().granularity()
//
// Permission: whatsapp_business_management.
func (s *AnalyticsService) GetCalls(ctx context.Context, wabaID string, request CallAnalyticsRequest, opts ...RequestOption) (*AnalyticsReport[CallDataPoint], error) {
	return reportOf[CallDataPoint](ctx, s.client, wabaID, request, opts)
}

// An analyticsRequest asks for one of the fields that count.
type analyticsRequest interface {
	validator
	expression() *fieldExpression
}

func reportOf[P any](ctx context.Context, client *Client, wabaID string, request analyticsRequest, opts []RequestOption) (*AnalyticsReport[P], error) {
	expression := request.expression()
	op := operation(http.MethodGet, "/{waba-id}", wabaID)
	op.checks = []validator{request}
	op.Query = url.Values{"fields": {expression.text}}
	answer := analyticsAnswer[P]{field: expression.name}
	if err := client.perform(ctx, op, &answer, opts); err != nil {
		return nil, err
	}
	return &answer.report, nil
}

// An analyticsAnswer is an account with a field that counts. Where nothing has
// been counted, Graph leaves out the field.
type analyticsAnswer[P any] struct {
	field  string
	report AnalyticsReport[P]
}

func (a *analyticsAnswer[P]) decodeGraph(d *graphjson.Decoder) bool {
	if d.Peek() != '{' {
		return d.Mismatch("an object")
	}
	fits := true
	for name := range d.Members {
		switch string(name) {
		case a.field:
			fits = d.DecodeMember(a.field, &a.report) && fits
		case "data": // in one of Meta's samples, the report stands without its name
			var found []analyticsSeries[P]
			fits = d.DecodeMember("data", &found) && fits
			a.report.take(analyticsSeries[P]{Data: found})
		default:
			d.Skip()
		}
	}
	return fits
}
