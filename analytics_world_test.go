package whatsapp_test

import (
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

// The cost of last month by category, as the documentation reads it.
func TestCostOfLastMonth(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		_, client := world(t)
		now := time.Now().UTC()
		end := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC)
		request := whatsapp.PricingAnalyticsRequest{
			Start: end.AddDate(0, -1, 0), End: end, Granularity: whatsapp.AnalyticsGranularityMonthly,
			Dimensions: []whatsapp.PricingAnalyticsDimension{whatsapp.PricingAnalyticsDimensionPricingCategory},
		}
		report, err := client.Analytics.GetPricing(t.Context(), graphtest.WABAID, request)
		require.NoError(t, err)
		costs, volumes := map[whatsapp.PricingCategory]float64{}, map[whatsapp.PricingCategory]int{}
		for _, point := range report.DataPoints {
			require.True(t, point.Start.Equal(request.Start))
			require.True(t, point.End.Equal(request.End))
			costs[point.Category] += *point.Cost
			volumes[point.Category] += point.Volume
		}
		require.Equal(t, map[whatsapp.PricingCategory]float64{"MARKETING": 3, "UTILITY": 0.8, "AUTHENTICATION": 1.21, "SERVICE": 0}, costs)
		require.Equal(t, map[whatsapp.PricingCategory]int{"MARKETING": 120, "UTILITY": 200, "AUTHENTICATION": 100, "SERVICE": 360}, volumes)

		request.Dimensions = append(request.Dimensions, whatsapp.PricingAnalyticsDimensionCountry, whatsapp.PricingAnalyticsDimensionTier,
			whatsapp.PricingAnalyticsDimensionPhone, whatsapp.PricingAnalyticsDimensionPricingType)
		request.CountryCodes, request.Categories = []string{"in"}, []whatsapp.PricingCategory{"authentication", "SERVICE"}
		request.MetricTypes = []whatsapp.PricingAnalyticsMetric{whatsapp.PricingAnalyticsMetricVolume}
		report, err = client.Analytics.GetPricing(t.Context(), graphtest.WABAID, request)
		require.NoError(t, err)
		require.Len(t, report.DataPoints, 1)
		report.DataPoints[0].Start, report.DataPoints[0].End = whatsapp.Time{}, whatsapp.Time{}
		require.Equal(t, whatsapp.PricingDataPoint{
			PhoneNumber: "15550101", Country: "IN", Tier: "0:750000", Type: whatsapp.PricingTypeRegular,
			Category: whatsapp.PricingCategoryAuthentication, Volume: 40,
		}, report.DataPoints[0])
	})
}

// What happens in the server is counted, without anything to seed.
func TestMessagesAreCounted(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := world(t)
		hooks := server.Webhooks(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}), "secret")
		hooks.FailMessagesTo("15550100666", webhook.Error{Code: 131026})
		start := time.Now()
		hello := whatsapp.Template{Name: graphtest.HelloTemplate, Language: "en_US"}
		for _, message := range []whatsapp.Message{
			{To: "+15550100123", Content: hello},
			{To: "+49 151 12345678", Content: hello},
			{To: "+15550100666", Content: hello},
			{To: "+15550100123", Content: whatsapp.Text{Body: "Good morning"}},
		} {
			_, err := client.Messages.Send(t.Context(), graphtest.PhoneNumberID, message)
			require.NoError(t, err)
		}
		tapped := webhook.Message{Context: &webhook.Context{ID: server.Outbox()[0].ID}, Button: &webhook.Button{Text: "Stop", Payload: "stop"}}
		require.NoError(t, hooks.Deliver(t.Context(), graphtest.Inbound{From: "15550100123", Message: tapped}))
		end := start.Add(time.Hour)

		messages, err := client.Analytics.GetMessaging(t.Context(), graphtest.WABAID, whatsapp.MessagingAnalyticsRequest{
			Start: start, End: end, Granularity: whatsapp.AnalyticsGranularityHalfHour,
		})
		require.NoError(t, err)
		require.Len(t, messages.DataPoints, 1, "nothing has happened in the second half")
		require.Equal(t, 4, messages.DataPoints[0].Sent)
		require.Equal(t, 3, messages.DataPoints[0].Delivered)
		require.Equal(t, 30*time.Minute, messages.DataPoints[0].End.Sub(messages.DataPoints[0].Start.Time))
		require.Len(t, messages.PhoneNumbers, 4)
		for kind, want := range map[whatsapp.MessagingProductType]int{
			whatsapp.MessagingProductTypeTemplate: 3, whatsapp.MessagingProductTypeOther: 1, whatsapp.MessagingProductTypeIncoming: 1,
		} {
			messages, err := client.Analytics.GetMessaging(t.Context(), graphtest.WABAID, whatsapp.MessagingAnalyticsRequest{
				Start: start, End: end, Granularity: whatsapp.AnalyticsGranularityDaily, ProductTypes: []whatsapp.MessagingProductType{kind},
			})
			require.NoError(t, err)
			require.Equal(t, want, messages.DataPoints[0].Sent, kind)
		}

		prices, err := client.Analytics.GetPricing(t.Context(), graphtest.WABAID, whatsapp.PricingAnalyticsRequest{
			Start: start, End: end, Granularity: whatsapp.AnalyticsGranularityDaily,
			Dimensions: []whatsapp.PricingAnalyticsDimension{whatsapp.PricingAnalyticsDimensionPricingType, whatsapp.PricingAnalyticsDimensionCountry},
		})
		require.NoError(t, err)
		costs := map[string]float64{}
		for _, point := range prices.DataPoints {
			costs[fmt.Sprintf("%s %s %d", point.Country, point.Type, point.Volume)] = *point.Cost
		}
		require.Equal(t, map[string]float64{"US REGULAR 1": 0.01, "DE REGULAR 1": 0.01, "US FREE_CUSTOMER_SERVICE 1": 0}, costs)

		conversations, err := client.Analytics.GetConversations(t.Context(), graphtest.WABAID, whatsapp.ConversationAnalyticsRequest{
			Start: start, End: end, Granularity: whatsapp.AnalyticsGranularityDay,
		})
		require.NoError(t, err)
		require.Equal(t, 3, conversations.DataPoints[0].Conversation, "two people, and one of them in two categories")

		templates, err := client.Analytics.ListTemplates(t.Context(), graphtest.WABAID, whatsapp.TemplateAnalyticsRequest{
			Start: start, End: end, TemplateIDs: []string{graphtest.HelloTemplateID},
		}, nil)
		require.NoError(t, err)
		require.Len(t, templates.Data, 1)
		require.Len(t, templates.Data[0].DataPoints, 1)
		day := templates.Data[0].DataPoints[0]
		require.Equal(t, 24*time.Hour, day.End.Sub(day.Start.Time))
		day.Start, day.End = whatsapp.Time{}, whatsapp.Time{}
		require.Equal(t, whatsapp.TemplateDataPoint{
			TemplateID: graphtest.HelloTemplateID, Sent: 3, Delivered: 2, Read: 2, Replied: 1,
			Clicked: []whatsapp.TemplateClicks{{Type: whatsapp.TemplateClickTypeQuickReplyButton, ButtonContent: "Stop", Count: 1}},
			Cost: []whatsapp.TemplateCost{
				{Type: whatsapp.TemplateCostTypeAmountSpent, Value: new(0.02)}, {Type: whatsapp.TemplateCostTypeCostPerDelivered, Value: new(0.01)},
			},
		}, day)
	})
}

func TestCallsAndGroupsAreCounted(t *testing.T) {
	t.Parallel()
	_, client := world(t)
	end := time.Now()
	start := end.AddDate(0, 0, -75)
	calls, err := client.Analytics.GetCalls(t.Context(), graphtest.WABAID, whatsapp.CallAnalyticsRequest{
		Start: start, End: end, Granularity: whatsapp.AnalyticsGranularityDaily,
		Dimensions: []whatsapp.CallAnalyticsDimension{"direction"},
	})
	require.NoError(t, err)
	require.Len(t, calls.DataPoints, 2)
	require.Equal(t, whatsapp.CallAnalyticsDirectionUserInitiated, calls.DataPoints[0].Direction)
	require.Equal(t, 35, calls.DataPoints[0].Count)
	require.InDelta(t, 106, calls.DataPoints[0].AverageDuration, 1e-9)
	require.InDelta(t, 0.48, *calls.DataPoints[0].Cost, 1e-9)

	groups, err := client.Analytics.ListGroups(t.Context(), graphtest.WABAID, whatsapp.GroupAnalyticsRequest{
		Start: start, End: end, GroupID: graphtest.GroupID,
		MetricTypes: []whatsapp.GroupAnalyticsMetric{whatsapp.GroupAnalyticsMetricRead, whatsapp.GroupAnalyticsMetricParticipantsJoined},
	}, nil)
	require.NoError(t, err)
	point := groups.Data[0].DataPoints[0]
	require.Equal(t, []int{0, 8, 3, 0}, []int{point.Sent, point.Read, point.Joined, point.Left})

	zoned, err := client.Analytics.ListTemplateGroups(t.Context(), graphtest.WABAID, whatsapp.TemplateGroupAnalyticsRequest{
		Start: start, End: end, TemplateGroupIDs: []string{graphtest.TemplateGroupID}, UseWABATimezone: true,
	}, nil)
	require.NoError(t, err)
	require.Equal(t, "America/Los_Angeles", zoned.Data[0].WABATimezone)
	require.Equal(t, 300, zoned.Data[0].DataPoints[0].Delivered)
}

// What Graph refuses has its code, and does not come back by trying again.
func TestAnalyticsRefusals(t *testing.T) {
	t.Parallel()
	server, client := world(t)
	partner := server.AddWABA(graphtest.BusinessID, graphtest.WABA{PartnerCreditLine: true})
	server.AddTraffic(partner, graphtest.Traffic{Delivered: 3, PricingCategory: "UTILITY", Cost: 1})
	closed := server.AddWABA(graphtest.BusinessID, graphtest.WABA{Fields: map[string]any{"is_enabled_for_insights": false}})
	template := server.AddTemplate(closed, graphtest.Template{Name: "offer", Body: "Hello"})
	end := time.Now().Add(time.Minute)
	start := end.Add(-time.Hour)
	pricing := func(id string, request whatsapp.PricingAnalyticsRequest) error {
		_, err := client.Analytics.GetPricing(t.Context(), id, request)
		return err
	}
	templates := func(id string, request whatsapp.TemplateAnalyticsRequest) error {
		_, err := client.Analytics.ListTemplates(t.Context(), id, request, nil, whatsapp.WithoutValidation())
		return err
	}
	onlyCost := []whatsapp.PricingAnalyticsMetric{whatsapp.PricingAnalyticsMetricCost}
	known := []string{graphtest.HelloTemplateID}
	for name, test := range map[string]struct {
		err  error
		code int
		want string
	}{
		"granularity": {pricing(graphtest.WABAID, whatsapp.PricingAnalyticsRequest{Start: start, End: end, Granularity: "WEEKLY"}), 100, "granularity"},
		"a year ago":  {pricing(graphtest.WABAID, whatsapp.PricingAnalyticsRequest{Start: end.AddDate(-1, 0, -2), End: end, Granularity: "DAILY"}), 100, "start"},
		"dimensions": {pricing(graphtest.WABAID, whatsapp.PricingAnalyticsRequest{
			Start: start, End: end, Granularity: "DAILY", Dimensions: []whatsapp.PricingAnalyticsDimension{"MOON"},
		}), 100, "dimensions"},
		"only the cost": {pricing(partner, whatsapp.PricingAnalyticsRequest{Start: start, End: end, Granularity: "DAILY", MetricTypes: onlyCost}), 100, "Cost not available"},
		"not opted in":  {templates(closed, whatsapp.TemplateAnalyticsRequest{Start: start, End: end, TemplateIDs: []string{template}}), 200007, "not been enabled"},
		"too many ids":  {templates(graphtest.WABAID, whatsapp.TemplateAnalyticsRequest{Start: start, End: end, TemplateIDs: append(make10("1"), "2")}), 100, "template_ids"},
		"another's id":  {templates(graphtest.WABAID, whatsapp.TemplateAnalyticsRequest{Start: start, End: end, TemplateIDs: []string{template}}), 100, "template_ids"},
		"100 days ago":  {templates(graphtest.WABAID, whatsapp.TemplateAnalyticsRequest{Start: end.AddDate(0, 0, -100), End: end, TemplateIDs: known}), 100, "start"},
		"a metric": {templates(graphtest.WABAID, whatsapp.TemplateAnalyticsRequest{
			Start: start, End: end, TemplateIDs: known, MetricTypes: []whatsapp.TemplateAnalyticsMetric{"LAUGHED"},
		}), 100, "metric_types"},
		"a product": {templates(graphtest.WABAID, whatsapp.TemplateAnalyticsRequest{Start: start, End: end, TemplateIDs: known, ProductType: "pager"}), 100, "product_type"},
	} {
		failure := new(whatsapp.GraphAPIError)
		require.ErrorAs(t, test.err, &failure, name)
		require.Equal(t, test.code, failure.Code, name)
		require.Contains(t, failure.Message, test.want, name)
		require.ErrorIs(t, test.err, whatsapp.ErrInvalidRequest, name)
	}

	report, err := client.Analytics.GetPricing(t.Context(), partner, whatsapp.PricingAnalyticsRequest{Start: start, End: end, Granularity: "DAILY"})
	require.NoError(t, err)
	require.Equal(t, 3, report.DataPoints[0].Volume)
	require.Nil(t, report.DataPoints[0].Cost, "what an account pays to its partner is not zero")
}
