package whatsapp

import (
	"context"
	"iter"
	"time"
)

const groupAnalytics = "/{waba-id}/group_analytics"

// ListGroups returns what was counted of a WhatsApp group day by day: usually
// one entry with all points.
//
//	GET /{waba-id}/group_analytics?start=&end=&granularity=DAILY&group_ids=&metric_types=
//
// Permission: whatsapp_business_management.
func (s *AnalyticsService) ListGroups(ctx context.Context, wabaID string, request GroupAnalyticsRequest, page *ListOptions, opts ...RequestOption) (*Page[GroupAnalytics], error) {
	return list[GroupAnalytics](ctx, s.client, request.operation(wabaID), page, opts)
}

// AllGroups iterates over what was counted of a WhatsApp group; see
// [AnalyticsService.ListGroups].
func (s *AnalyticsService) AllGroups(ctx context.Context, wabaID string, request GroupAnalyticsRequest, page *ListOptions, opts ...RequestOption) iter.Seq2[*GroupAnalytics, error] {
	return all[GroupAnalytics](ctx, s.client, request.operation(wabaID), page, opts)
}

// GroupAnalyticsRequest says what to count of a group.
type GroupAnalyticsRequest struct {
	// Start and End bound the time, to the second; Start is at most 90 days
	// ago. Both are required.
	Start, End time.Time
	// GroupID is required. Graph counts one group at a time.
	GroupID string
	// MetricTypes are what is counted, everything that has a constant if there
	// are none.
	MetricTypes []GroupAnalyticsMetric
}

// Validate checks what Graph requires.
func (r GroupAnalyticsRequest) Validate() error {
	var found violations
	found.period(r.Start, r.End)
	found.require("group_ids", r.GroupID)
	return found.err()
}

func (r GroupAnalyticsRequest) operation(wabaID string) Operation {
	metrics := r.MetricTypes
	if len(metrics) == 0 { // Meta's guide says that the parameter is required
		metrics = []GroupAnalyticsMetric{
			GroupAnalyticsMetricSent, GroupAnalyticsMetricDelivered, GroupAnalyticsMetricRead,
			GroupAnalyticsMetricParticipantsJoined, GroupAnalyticsMetricParticipantsLeft,
		}
	}
	query := dailyQuery(r.Start, r.End, false)
	query.Set("group_ids", jsonList([]string{r.GroupID}))
	query.Set("metric_types", jsonWords(metrics))
	return counting(groupAnalytics, wabaID, query, r)
}

// GroupAnalytics is what was counted of a group.
type GroupAnalytics struct {
	Granularity AnalyticsGranularity `json:"granularity"`
	DataPoints  []GroupDataPoint     `json:"data_points"`
}

// GroupDataPoint is a day of a group.
type GroupDataPoint struct {
	GroupID string `json:"group_id"`
	Start   Time   `json:"start"`
	End     Time   `json:"end"`
	// Sent is what the business has sent. Delivered and Read count each
	// participant.
	Sent      int `json:"sent"`
	Delivered int `json:"delivered"`
	Read      int `json:"read"`
	// Joined and Left count participants.
	Joined int `json:"joined"`
	Left   int `json:"left"`
}

// GroupAnalyticsMetric is what is counted of groups.
type GroupAnalyticsMetric string

// The metrics that Meta documents.
const (
	GroupAnalyticsMetricSent               GroupAnalyticsMetric = "SENT"
	GroupAnalyticsMetricDelivered          GroupAnalyticsMetric = "DELIVERED"
	GroupAnalyticsMetricRead               GroupAnalyticsMetric = "READ"
	GroupAnalyticsMetricParticipantsJoined GroupAnalyticsMetric = "PARTICIPANTS_JOINED"
	GroupAnalyticsMetricParticipantsLeft   GroupAnalyticsMetric = "PARTICIPANTS_LEFT"
)
