package whatsapp

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/wabakit/whatsapp/internal/backoff"
	"github.com/wabakit/whatsapp/internal/redact"
)

// Usage holds the rate-limit headers of an answer. Any part may be missing:
// Graph sends the header of the limit that applies to the call.
//
// https://developers.facebook.com/docs/graph-api/overview/rate-limiting
type Usage struct {
	// App is X-App-Usage, nil if the header is missing.
	App *AppUsage
	// Business is X-Business-Use-Case-Usage, by business or account id.
	Business map[string][]BusinessUsage
}

// AppUsage is the used share of the app's hourly quota, in percent. Throttling
// starts when any of the three reaches 100.
type AppUsage struct {
	CallCount    float64 `json:"call_count"`
	TotalTime    float64 `json:"total_time"`
	TotalCPUTime float64 `json:"total_cputime"`
}

// BusinessUsage is the used share of one business use case's quota, in percent.
// Throttling starts when any of the three reaches 100.
type BusinessUsage struct {
	// Type is the use case: "whatsapp", "whatsapp_business_management".
	Type         string  `json:"type"`
	CallCount    float64 `json:"call_count"`
	TotalTime    float64 `json:"total_time"`
	TotalCPUTime float64 `json:"total_cputime"`
	// MinutesToRegainAccess is zero unless calls are throttled.
	MinutesToRegainAccess float64 `json:"estimated_time_to_regain_access"`
	AccessTier            string  `json:"ads_api_access_tier,omitempty"`
}

// Highest returns the largest percentage of all counters. Calls are throttled
// from 100 on.
func (u Usage) Highest() float64 {
	var highest float64
	if u.App != nil {
		highest = max(u.App.CallCount, u.App.TotalTime, u.App.TotalCPUTime)
	}
	for _, cases := range u.Business {
		for _, usage := range cases {
			highest = max(highest, usage.CallCount, usage.TotalTime, usage.TotalCPUTime)
		}
	}
	return highest
}

// RegainAccess returns the longest time until a use case is available again,
// zero if none is throttled.
func (u Usage) RegainAccess() time.Duration {
	var minutes float64
	for _, cases := range u.Business {
		for _, usage := range cases {
			minutes = max(minutes, usage.MinutesToRegainAccess)
		}
	}
	return backoff.Clamp(minutes, time.Minute)
}

// redacted returns the usage without secrets, which a broken server may quote
// in any header.
func (u Usage) redacted(secrets func() redact.Secrets) Usage {
	if len(u.Business) == 0 {
		return u
	}
	known := secrets()
	clean := make(map[string][]BusinessUsage, len(u.Business))
	for id, cases := range u.Business {
		for i := range cases {
			cases[i].Type, cases[i].AccessTier = known.Line(cases[i].Type), known.Line(cases[i].AccessTier)
		}
		clean[known.Line(id)] = cases
	}
	u.Business = clean
	return u
}

// parseUsage parses the rate-limit headers. A malformed one is ignored, because
// they are only informative.
func parseUsage(header http.Header) Usage {
	var usage Usage
	if value := header.Get("X-App-Usage"); value != "" {
		var app *AppUsage
		if decodeJSON([]byte(value), &app) == nil {
			usage.App = app
		}
	}
	if value := header.Get("X-Business-Use-Case-Usage"); value != "" {
		usage.Business = parseBusinessUsage(value)
	}
	return usage
}

// parseBusinessUsage decodes each entry by itself, so that a malformed one does
// not hide the others.
func parseBusinessUsage(value string) map[string][]BusinessUsage {
	var entries map[string]json.RawMessage
	if json.Unmarshal([]byte(value), &entries) != nil {
		return nil
	}
	usage := make(map[string][]BusinessUsage, len(entries))
	for id, entry := range entries {
		var cases []BusinessUsage
		if decodeJSON(entry, &cases) == nil {
			usage[id] = cases
		}
	}
	return usage
}
