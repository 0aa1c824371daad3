package whatsapp

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"
)

const (
	templateAnalytics      = "/{waba-id}/template_analytics"
	templateGroupAnalytics = "/{waba-id}/template_group_analytics"
	maxCountedIDs          = 10
)

// ListTemplates returns what was counted of templates day by day: usually one
// entry with all points.
//
//	GET /{waba-id}/template_analytics?start=&end=&granularity=DAILY&template_ids=
//
// Permission: whatsapp_business_management.
//
// The account must have been opted in, with is_enabled_for_insights, or Graph
// answers with the code 200007. The code 200005 says that the account cannot be
// opted in, or not yet. Opting in is final: an attempt to opt out has the code
// 200006. Only what happens afterwards is counted, and link tracking comes with
// it:
//
//	err := client.Do(ctx, whatsapp.Operation{
//		Method: "POST", Path: []string{wabaID}, Form: url.Values{"is_enabled_for_insights": {"true"}}, Repeat: whatsapp.RepeatSafe,
//	}, nil)
//
// [WABA.IsEnabledForInsights] says whether it was. Accounts of businesses in
// the European Union or Japan, and by some of Meta's pages in the United
// Kingdom, are not supported.
func (s *AnalyticsService) ListTemplates(ctx context.Context, wabaID string, request TemplateAnalyticsRequest, page *ListOptions, opts ...RequestOption) (*Page[TemplateAnalytics], error) {
	return list[TemplateAnalytics](ctx, s.client, request.operation(wabaID), page, opts)
}

// AllTemplates iterates over what was counted of templates; see
// [AnalyticsService.ListTemplates].
func (s *AnalyticsService) AllTemplates(ctx context.Context, wabaID string, request TemplateAnalyticsRequest, page *ListOptions, opts ...RequestOption) iter.Seq2[*TemplateAnalytics, error] {
	return all[TemplateAnalytics](ctx, s.client, request.operation(wabaID), page, opts)
}

// ListTemplateGroups returns what was counted of the templates of a group day
// by day; see [TemplateService.CreateGroup]. The account must have been opted
// in as for [AnalyticsService.ListTemplates].
//
//	GET /{waba-id}/template_group_analytics?start=&end=&granularity=DAILY&template_group_ids=
//
// Permission: whatsapp_business_management.
func (s *AnalyticsService) ListTemplateGroups(ctx context.Context, wabaID string, request TemplateGroupAnalyticsRequest, page *ListOptions, opts ...RequestOption) (*Page[TemplateAnalytics], error) {
	return list[TemplateAnalytics](ctx, s.client, request.operation(wabaID), page, opts)
}

// AllTemplateGroups iterates over what was counted of groups of templates; see
// [AnalyticsService.ListTemplateGroups].
func (s *AnalyticsService) AllTemplateGroups(ctx context.Context, wabaID string, request TemplateGroupAnalyticsRequest, page *ListOptions, opts ...RequestOption) iter.Seq2[*TemplateAnalytics, error] {
	return all[TemplateAnalytics](ctx, s.client, request.operation(wabaID), page, opts)
}

// TemplateAnalyticsRequest says what to count of which templates.
type TemplateAnalyticsRequest struct {
	// Start and End bound the days; Start is at most 90 days ago. Graph takes
	// the day in UTC that each of them is in. Both are required.
	Start, End time.Time
	// UseWABATimezone counts days in the account's time zone. Start and End
	// then stand for their dates in the locations that they have, so make them
	// with the account's.
	UseWABATimezone bool
	// TemplateIDs are 1 to 10 ids.
	TemplateIDs []string
	// MetricTypes are what is counted, everything if there are none.
	MetricTypes []TemplateAnalyticsMetric
	// ProductType is the API that the messages were sent with, the Cloud API if
	// it is empty.
	ProductType TemplateProductType
}

// Validate checks the limits that Meta documents.
func (r TemplateAnalyticsRequest) Validate() error {
	var found violations
	found.period(r.Start, r.End)
	found.ids("template_ids", r.TemplateIDs, maxCountedIDs)
	return found.err()
}

func (r TemplateAnalyticsRequest) operation(wabaID string) Operation {
	r.TemplateIDs = slices.Clone(r.TemplateIDs) // an iterator checks them later
	query := dailyQuery(r.Start, r.End, r.UseWABATimezone)
	setIfPresent(query, "template_ids", jsonList(r.TemplateIDs))
	setIfPresent(query, "metric_types", jsonWords(r.MetricTypes))
	setIfPresent(query, "product_type", r.ProductType.inRequests())
	return counting(templateAnalytics, wabaID, query, r)
}

// TemplateGroupAnalyticsRequest says what to count of which groups of
// templates.
type TemplateGroupAnalyticsRequest struct {
	// Start, End and UseWABATimezone are those of [TemplateAnalyticsRequest].
	Start, End      time.Time
	UseWABATimezone bool
	// TemplateGroupIDs are 1 to 10 ids.
	TemplateGroupIDs []string
	// MetricTypes are what is counted, everything if there are none.
	MetricTypes []TemplateAnalyticsMetric
}

// Validate checks the limits that Meta documents.
func (r TemplateGroupAnalyticsRequest) Validate() error {
	var found violations
	found.period(r.Start, r.End)
	found.ids("template_group_ids", r.TemplateGroupIDs, maxCountedIDs)
	return found.err()
}

func (r TemplateGroupAnalyticsRequest) operation(wabaID string) Operation {
	r.TemplateGroupIDs = slices.Clone(r.TemplateGroupIDs)
	query := dailyQuery(r.Start, r.End, r.UseWABATimezone)
	setIfPresent(query, "template_group_ids", jsonList(r.TemplateGroupIDs))
	setIfPresent(query, "metric_types", jsonWords(r.MetricTypes))
	return counting(templateGroupAnalytics, wabaID, query, r)
}

// counting describes a request for an edge that counts.
func counting(route, wabaID string, query url.Values, request validator) Operation {
	op := operation(http.MethodGet, route, wabaID)
	op.checks = []validator{request}
	op.Query = query
	return op
}

// dailyQuery asks for days: in UTC by the second, and in the account's time
// zone by dates.
func dailyQuery(start, end time.Time, useWABATimezone bool) url.Values {
	query := url.Values{"granularity": {string(AnalyticsGranularityDaily)}}
	for name, moment := range map[string]time.Time{"start": start, "end": end} {
		switch {
		case moment.IsZero():
		case useWABATimezone:
			query.Set(name, moment.Format(time.DateOnly))
		default:
			query.Set(name, unixSeconds(moment))
		}
	}
	if useWABATimezone {
		query.Set("use_waba_timezone", strconv.FormatBool(true))
	}
	return query
}
