package whatsapp_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

// A report is read in every form in which Graph and Meta's samples have it, and
// encodes as it came.
func TestReportsInEveryForm(t *testing.T) {
	t.Parallel()
	point := `{"start":1,"end":2,"sent":3,"delivered":0}`
	for _, body := range []string{
		`{"granularity":"DAY","data_points":[` + point + `]}`,
		`{"data":[{"data_points":[` + point + `]}]}`,
		`{"data":[{"granularity":"DAILY","data_points":[` + point + `]},{"granularity":"DAILY","data_points":[]}]}`,
	} {
		report := reportFrom[whatsapp.MessagingDataPoint](t, body)
		require.Len(t, report.DataPoints, 1, body)
		require.Equal(t, 3, report.DataPoints[0].Sent)
		encoded, err := json.Marshal(report)
		require.NoError(t, err)
		require.JSONEq(t, body, string(encoded))
		report.DataPoints = append(report.DataPoints, report.DataPoints[0])
		encoded, err = json.Marshal(report)
		require.NoError(t, err)
		require.Len(t, reportFrom[whatsapp.MessagingDataPoint](t, string(encoded)).DataPoints, 2, "what was added is not lost")
		report.DataPoints = nil
		encoded, err = json.Marshal(report)
		require.NoError(t, err)
		require.Empty(t, reportFrom[whatsapp.MessagingDataPoint](t, string(encoded)).DataPoints, "what was taken away is gone")
	}
	require.Len(t, reportFrom[whatsapp.MessagingDataPoint](t, `[{"data_points":[`+point+`]}]`).DataPoints, 1)
	require.Error(t, json.Unmarshal([]byte(`5`), new(whatsapp.AnalyticsReport[whatsapp.MessagingDataPoint])))
}

// One of Meta's samples has the points without the name of the field.
func TestReportWithoutItsName(t *testing.T) {
	t.Parallel()
	client := newClient(t, &fixedTransport{body: `{"data":[{"data_points":[{"start":1643702400,"end":1646121600,"conversation":8500,"cost":88.1010}]}]}`})
	report, err := client.Analytics.GetConversations(t.Context(), wabaID, whatsapp.ConversationAnalyticsRequest{
		Start: juneStart, End: juneEnd, Granularity: whatsapp.AnalyticsGranularityMonthly,
	})
	require.NoError(t, err)
	require.Len(t, report.DataPoints, 1)
	require.InDelta(t, 88.101, *report.DataPoints[0].Cost, 1e-9)
}

// A report that cannot be read is not one of nothing: its costs are not zero.
func TestReportsThatCannotBeRead(t *testing.T) {
	t.Parallel()
	ask := func(body string) (*whatsapp.AnalyticsReport[whatsapp.PricingDataPoint], error) {
		return newClient(t, &fixedTransport{body: body}, whatsapp.WithMaxRetries(0)).Analytics.GetPricing(t.Context(), wabaID, whatsapp.PricingAnalyticsRequest{
			Start: juneStart, End: juneEnd, Granularity: whatsapp.AnalyticsGranularityMonthly,
		})
	}
	for _, value := range []string{`true`, `42`, `"x"`, `[true]`} {
		_, err := ask(`{"pricing_analytics":` + value + `,"id":"1"}`)
		require.ErrorContains(t, err, "the server reports success, but pricing_analytics", value)
		_, err = ask(`{"data":` + value + `}`)
		require.ErrorContains(t, err, "the server reports success, but data", value)
	}
	for _, body := range []string{`{"id":"1"}`, `{"pricing_analytics":null,"id":"1"}`, `{"pricing_analytics":[]}`, `{"pricing_analytics":{}}`, `{"data":[]}`, `{"data":null}`} {
		report, err := ask(body)
		require.NoError(t, err, body)
		require.Empty(t, report.DataPoints, body)
	}
}

// Points that cannot be read do not make a report that seems to be empty.
func TestPointsOfTheWrongKindAreNamed(t *testing.T) {
	t.Parallel()
	for _, points := range []string{`"x"`, `""`, `true`, `0`, `{}`, `[7]`, `[[]]`} {
		for place, body := range map[string]string{
			"pricing_analytics.data[0].data_points": `{"pricing_analytics":{"data":[{"data_points":` + points + `}]},"id":"1"}`,
			"pricing_analytics.data_points":         `{"pricing_analytics":{"data_points":` + points + `},"id":"1"}`,
			"data[0].data_points":                   `{"data":[{"data_points":` + points + `}]}`,
		} {
			var response whatsapp.Response
			report, err := newClient(t, &fixedTransport{body: body}).Analytics.GetPricing(t.Context(), wabaID, whatsapp.PricingAnalyticsRequest{
				Start: juneStart, End: juneEnd, Granularity: whatsapp.AnalyticsGranularityMonthly,
			}, whatsapp.CaptureResponse(&response))
			require.NoError(t, err, body)
			require.Empty(t, report.DataPoints, body)
			require.Len(t, response.Skipped, 1, body)
			require.Equal(t, place, strings.TrimSuffix(response.Skipped[0].Path, "[0]"), body)
		}
	}
}
