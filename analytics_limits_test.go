package whatsapp_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

func TestAnalyticsLimits(t *testing.T) {
	t.Parallel()
	type request = whatsapp.PricingAnalyticsRequest
	monthly := whatsapp.AnalyticsGranularityMonthly
	for name, test := range map[string]struct {
		request interface{ Validate() error }
		want    []string
	}{
		"a month":        {request{Start: juneStart, End: juneEnd, Granularity: monthly}, nil},
		"nothing":        {request{}, []string{"start is required", "end is required", "granularity is required"}},
		"the wrong way":  {request{Start: juneEnd, End: juneStart, Granularity: monthly}, []string{"end must be after start"}},
		"no time at all": {request{Start: juneStart, End: juneStart, Granularity: monthly}, []string{"end must be after start"}},
		"less than a second": {
			request{Start: juneStart, End: juneStart.Add(time.Second - 1), Granularity: monthly}, []string{"end must be after start"},
		},
		"a new granularity": {request{Start: juneStart, End: juneEnd, Granularity: "WEEKLY"}, nil},
		"filters": {
			request{Start: juneStart, End: juneEnd, Granularity: monthly, PhoneNumbers: []string{"16505550111", "+1 650"}, CountryCodes: []string{"de", "DEU", "D1"}},
			[]string{
				`phone_numbers[1] must contain only digits, not "+1 650"`,
				`country_codes[1] must be two letters such as "DE", not "DEU"`, `country_codes[2] must be two letters such as "DE", not "D1"`,
			},
		},
		"messages":      {whatsapp.MessagingAnalyticsRequest{Start: juneStart, End: juneEnd, PhoneNumbers: []string{""}}, []string{"granularity is required", "phone_numbers[0] is required"}},
		"conversations": {whatsapp.ConversationAnalyticsRequest{Start: juneStart, End: juneEnd}, []string{"granularity is required"}},
		"calls":         {whatsapp.CallAnalyticsRequest{Start: juneStart, End: juneEnd}, []string{"granularity is required"}},
		"templates":     {whatsapp.TemplateAnalyticsRequest{Start: juneStart, End: juneEnd, TemplateIDs: make10("1")}, nil},
		"no templates":  {whatsapp.TemplateAnalyticsRequest{Start: juneStart, End: juneEnd}, []string{"template_ids needs at least one id"}},
		"too many templates": {
			whatsapp.TemplateAnalyticsRequest{TemplateIDs: append(make10("1"), "x")},
			[]string{"start is required", "end is required", "template_ids has 11 entries, at most 10 are allowed", `template_ids[10] must contain only digits, not "x"`},
		},
		"too many template groups": {
			whatsapp.TemplateGroupAnalyticsRequest{Start: juneStart, End: juneEnd, TemplateGroupIDs: append(make10("1"), "2")},
			[]string{"template_group_ids has 11 entries, at most 10 are allowed"},
		},
		"no group": {whatsapp.GroupAnalyticsRequest{Start: juneStart, End: juneEnd}, []string{"group_ids is required"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requireViolations(t, test.request.Validate(), test.want...)
		})
	}
}

// An iterator keeps the ids that it was made with.
func TestIteratorsOfAnalyticsKeepTheirIDs(t *testing.T) {
	t.Parallel()
	client := newClient(t, &fixedTransport{body: `{"data":[{"data_points":[]}]}`})
	ids := []string{templateID}
	templates := client.Analytics.AllTemplates(t.Context(), wabaID, whatsapp.TemplateAnalyticsRequest{Start: juneStart, End: juneEnd, TemplateIDs: ids}, nil)
	groups := client.Analytics.AllTemplateGroups(t.Context(), wabaID, whatsapp.TemplateGroupAnalyticsRequest{Start: juneStart, End: juneEnd, TemplateGroupIDs: ids}, nil)
	ids[0] = "changed"
	for _, err := range templates {
		require.NoError(t, err)
	}
	for _, err := range groups {
		require.NoError(t, err)
	}
}

func make10(id string) []string {
	ids := make([]string, 10)
	for i := range ids {
		ids[i] = id
	}
	return ids
}
