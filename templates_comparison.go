package whatsapp

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"
)

// Compare compares two templates of one account by how people have received
// them. Both must have been sent at least 1,000 times between start and end,
// which are exactly 7, 30, 60 or 90 days apart.
//
//	GET /{template-id}/compare?template_ids=&start=&end=
//
// Permission: whatsapp_business_management.
//
// https://developers.facebook.com/docs/whatsapp/business-management-api/message-templates/template-comparison
func (s *TemplateService) Compare(ctx context.Context, templateID, otherTemplateID string, start, end time.Time, opts ...RequestOption) (*TemplateComparison, error) {
	op := operation(http.MethodGet, "/{template-id}/compare", templateID)
	op.checks = []validator{comparisonWindow{otherTemplateID, start, end}}
	op.Query = url.Values{
		"template_ids": {"[" + otherTemplateID + "]"},
		"start":        {strconv.FormatInt(start.Unix(), 10)},
		"end":          {strconv.FormatInt(end.Unix(), 10)},
	}
	return decode[TemplateComparison](ctx, s.client, op, opts)
}

type comparisonWindow struct {
	otherID    string
	start, end time.Time
}

// Validate checks the limits that Meta documents.
func (w comparisonWindow) Validate() error {
	var found violations
	found.digits("template_ids", w.otherID)
	const day = 24 * time.Hour
	if span := w.end.Sub(w.start); !slices.Contains([]time.Duration{7 * day, 30 * day, 60 * day, 90 * day}, span) {
		found.add("end", "must be exactly 7, 30, 60 or 90 days after start, not %s", span)
	}
	return found.err()
}

// TemplateComparison is the answer to [TemplateService.Compare].
type TemplateComparison struct {
	Data []TemplateComparisonMetric `json:"data"`
}

// TemplateComparisonMetric compares the templates by one metric. Its type says
// which of the lists is filled.
type TemplateComparisonMetric struct {
	Metric TemplateComparisonMetricName `json:"metric"`
	// Type is RELATIVE, NUMBER_VALUES or STRING_VALUES.
	Type string `json:"type"`
	// OrderByRelativeMetric has the ids of the templates, the lowest rate
	// first.
	OrderByRelativeMetric []string `json:"order_by_relative_metric,omitzero"`
	// NumberValues and StringValues have values by the id of the template.
	NumberValues []TemplateNumberValue `json:"number_values,omitzero"`
	StringValues []TemplateStringValue `json:"string_values,omitzero"`
}

// TemplateNumberValue is a number about the template with the id Key.
type TemplateNumberValue struct {
	Key   string  `json:"key"`
	Value float64 `json:"value"`
}

// TemplateStringValue is a word about the template with the id Key.
type TemplateStringValue struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// TemplateComparisonMetricName is what templates are compared by.
type TemplateComparisonMetricName string

// The metrics that Meta documents.
const (
	TemplateComparisonMetricNameBlockRate      TemplateComparisonMetricName = "BLOCK_RATE"
	TemplateComparisonMetricNameMessageSends   TemplateComparisonMetricName = "MESSAGE_SENDS"
	TemplateComparisonMetricNameTopBlockReason TemplateComparisonMetricName = "TOP_BLOCK_REASON"
)
