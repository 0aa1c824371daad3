package whatsapp_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

// analyticsSpellings read a value of an enum where it stands in an answer.
var analyticsSpellings = map[string]func(t *testing.T, text string) string{
	"AnalyticsGranularity": func(t *testing.T, text string) string {
		return string(reportFrom[whatsapp.MessagingDataPoint](t, `{"granularity":"`+text+`"}`).Granularity)
	},
	"ConversationCategory": func(t *testing.T, text string) string {
		return string(pointFrom[whatsapp.ConversationDataPoint](t, "conversation_category", text).Category)
	},
	"ConversationDirection": func(t *testing.T, text string) string {
		return string(pointFrom[whatsapp.ConversationDataPoint](t, "conversation_direction", text).Direction)
	},
	"ConversationType": func(t *testing.T, text string) string {
		return string(pointFrom[whatsapp.ConversationDataPoint](t, "conversation_type", text).Type)
	},
	"PricingCategory": func(t *testing.T, text string) string {
		return string(pointFrom[whatsapp.PricingDataPoint](t, "pricing_category", text).Category)
	},
	"PricingType": func(t *testing.T, text string) string {
		return string(pointFrom[whatsapp.PricingDataPoint](t, "pricing_type", text).Type)
	},
	"CallAnalyticsDirection": func(t *testing.T, text string) string {
		return string(pointFrom[whatsapp.CallDataPoint](t, "direction", text).Direction)
	},
	"TemplateProductType": func(t *testing.T, text string) string {
		return string(templatesFrom(t, `{"product_type":"`+text+`"}`).ProductType)
	},
	"TemplateCostType": func(t *testing.T, text string) string {
		return string(templatesFrom(t, `{"data_points":[{"cost":[{"type":"`+text+`"}]}]}`).DataPoints[0].Cost[0].Type)
	},
	"TemplateClickType": func(t *testing.T, text string) string {
		return string(templatesFrom(t, `{"data_points":[{"clicked":[{"type":"`+text+`"}]}]}`).DataPoints[0].Clicked[0].Type)
	},
}

func reportFrom[P any](t *testing.T, body string) *whatsapp.AnalyticsReport[P] {
	t.Helper()
	var report whatsapp.AnalyticsReport[P]
	require.NoError(t, json.Unmarshal([]byte(body), &report))
	return &report
}

func pointFrom[P any](t *testing.T, member, text string) P {
	t.Helper()
	return reportFrom[P](t, `{"data":[{"data_points":[{"`+member+`":"`+text+`"}]}]}`).DataPoints[0]
}

func templatesFrom(t *testing.T, body string) whatsapp.TemplateAnalytics {
	t.Helper()
	var page whatsapp.Page[whatsapp.TemplateAnalytics]
	require.NoError(t, json.Unmarshal([]byte(`{"data":[`+body+`]}`), &page))
	return page.Data[0]
}
