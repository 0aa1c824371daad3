package whatsapp

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Metric returns how the endpoint of a flow has done. Meta has announced the
// end of these metrics, for 2026-04-30, so do not build on them: the webhooks
// of the field flows report an endpoint that fails.
//
//	GET /{flow-id}?fields=metric.name().granularity()
//
// Permission: whatsapp_business_management. Code 139006 says that the flow has
// made too few requests, fewer than 250.
//
// https://developers.facebook.com/docs/whatsapp/flows/reference/metrics_api
func (s *FlowService) Metric(ctx context.Context, flowID string, query FlowMetricQuery, opts ...RequestOption) (*FlowMetric, error) {
	op := operation(http.MethodGet, oneFlow, flowID)
	op.checks = []validator{query}
	op.Query = url.Values{"fields": {query.field()}}
	op.requires = "metric"
	flow, err := decode[Flow](ctx, s.client, op, opts)
	if err != nil {
		return nil, err
	}
	return flow.Metric, nil
}

// FlowMetricQuery selects a metric. Name and Granularity are required.
type FlowMetricQuery struct {
	Name        FlowMetricName
	Granularity FlowMetricGranularity
	// Since and Until are days, of which the date in their own time zone
	// counts. The first is at most 90 days ago, or 30 for hours; without them,
	// everything is returned.
	Since, Until time.Time
}

// Validate checks that the query has all it needs, and that its words are not
// more than words.
func (q FlowMetricQuery) Validate() error {
	var found violations
	found.fieldArgument("name", string(q.Name))
	found.fieldArgument("granularity", string(q.Granularity))
	if !q.Since.IsZero() && !q.Until.IsZero() && q.Until.Before(q.Since) {
		found.add("until", "must not be before since")
	}
	return found.err()
}

// fieldArgument checks a word that becomes a part of a fields expression.
func (v *violations) fieldArgument(field, value string) {
	v.require(field, value)
	if strings.ContainsFunc(value, isOutsideWord) {
		v.add(field, "must contain only letters, digits and underscores, not %q", value)
	}
}

func (q FlowMetricQuery) field() string {
	return newFieldExpression("metric").
		word("name", string(q.Name)).
		word("granularity", string(q.Granularity)).
		with("since", dateOnly(q.Since)).
		with("until", dateOnly(q.Until)).text
}

// dateOnly writes the date of a time, or nothing for the zero time.
func dateOnly(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

// FlowMetric is a metric of the endpoint of a flow.
type FlowMetric struct {
	Name        FlowMetricName        `json:"name"`
	Granularity FlowMetricGranularity `json:"granularity"`
	DataPoints  []FlowMetricDataPoint `json:"data_points,omitzero"`
}

// FlowMetricDataPoint has the values of the time that begins at Timestamp.
type FlowMetricDataPoint struct {
	Timestamp Time              `json:"timestamp,omitzero"`
	Data      []FlowMetricValue `json:"data,omitzero"`
}

// FlowMetricValue is one number. Key says what it counts: "value" where there
// is only one, else the kind of error, the seconds of latency, or succeeded and
// failed.
type FlowMetricValue struct {
	Key   string  `json:"key"`
	Value float64 `json:"value"`
}

// FlowMetricName is what a metric measures.
type FlowMetricName string

// The metrics that Meta documents.
const (
	FlowMetricNameRequestCount FlowMetricName = "ENDPOINT_REQUEST_COUNT"
	// FlowMetricNameRequestError counts errors by their kind.
	FlowMetricNameRequestError     FlowMetricName = "ENDPOINT_REQUEST_ERROR"
	FlowMetricNameRequestErrorRate FlowMetricName = "ENDPOINT_REQUEST_ERROR_RATE"
	// FlowMetricNameRequestLatency counts requests by their seconds, rounded
	// up.
	FlowMetricNameRequestLatency FlowMetricName = "ENDPOINT_REQUEST_LATENCY_SECONDS_CEIL"
	// FlowMetricNameAvailability counts the health checks.
	FlowMetricNameAvailability FlowMetricName = "ENDPOINT_AVAILABILITY"
)

// FlowMetricGranularity is the length of time that a data point covers.
type FlowMetricGranularity string

// The granularities that Meta documents.
const (
	FlowMetricGranularityDay      FlowMetricGranularity = "DAY"
	FlowMetricGranularityHour     FlowMetricGranularity = "HOUR"
	FlowMetricGranularityLifetime FlowMetricGranularity = "LIFETIME"
)
