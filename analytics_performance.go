package whatsapp

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"net/url"

	"github.com/wabakit/whatsapp/internal/graphjson"
)

const templatePerformance = "/{waba-id}/template_performance_metrics"

// ListTemplatePerformance returns one page of how templates perform. Meta has
// the edge in its reference and its other SDKs, and documents nothing about the
// entries.
//
//	GET /{waba-id}/template_performance_metrics
//
// Permission: whatsapp_business_management.
func (s *AnalyticsService) ListTemplatePerformance(ctx context.Context, wabaID string, page *ListTemplatePerformanceOptions, opts ...RequestOption) (*Page[TemplatePerformance], error) {
	return list[TemplatePerformance](ctx, s.client, operation(http.MethodGet, templatePerformance, wabaID), page, opts)
}

// AllTemplatePerformance iterates over how templates perform; see
// [AnalyticsService.ListTemplatePerformance].
func (s *AnalyticsService) AllTemplatePerformance(ctx context.Context, wabaID string, page *ListTemplatePerformanceOptions, opts ...RequestOption) iter.Seq2[*TemplatePerformance, error] {
	return all[TemplatePerformance](ctx, s.client, operation(http.MethodGet, templatePerformance, wabaID), page, opts)
}

// ListTemplatePerformanceOptions selects a page of templates: those that match
// all filters that are set.
type ListTemplatePerformanceOptions struct {
	ListOptions
	// Name keeps the template with this name only, and TemplateID the one with
	// this id.
	Name       string
	TemplateID string
}

func (o *ListTemplatePerformanceOptions) addFilters(query url.Values) error {
	setIfPresent(query, "name", o.Name)
	setIfPresent(query, "template_id", o.TemplateID)
	return nil
}

// TemplatePerformance is an entry about a template, as the JSON that Graph
// sends.
type TemplatePerformance struct{ Raw json.RawMessage }

// UnmarshalJSON keeps an object.
func (p *TemplatePerformance) UnmarshalJSON(data []byte) error { return readGraph(data, p) }

func (p *TemplatePerformance) decodeGraph(d *graphjson.Decoder) bool {
	*p = TemplatePerformance{}
	if d.Peek() != '{' {
		return d.Mismatch("an object")
	}
	p.Raw = json.RawMessage(d.Raw())
	return true
}

// MarshalJSON writes the object that was read.
func (p TemplatePerformance) MarshalJSON() ([]byte, error) {
	if p.Raw == nil {
		return []byte("{}"), nil
	}
	return p.Raw, nil
}
