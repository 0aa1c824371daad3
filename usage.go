package whatsapp

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/wabakit/whatsapp/internal/redact"
)

// Usage is what the rate-limit headers of an answer said. Any part may be
// missing: Graph sends the header of the limit that counts for the call.
//
// https://developers.facebook.com/docs/graph-api/overview/rate-limiting
type Usage struct {
	// App is X-App-Usage, nil when the header was absent.
	App *AppUsage
	// Business is X-Business-Use-Case-Usage by business or account id.
	Business map[string][]BusinessUsage
}

// AppUsage is how much of the app's hourly allowance is used, in percent.
// Throttling starts when any of the three reaches 100.
type AppUsage struct {
	CallCount    float64 `json:"call_count"`
	TotalTime    float64 `json:"total_time"`
	TotalCPUTime float64 `json:"total_cputime"`
}

// BusinessUsage is how much of one business use case's allowance is used, in
// percent. Throttling starts when any of the three reaches 100.
type BusinessUsage struct {
	// Type is the use case: "whatsapp", "whatsapp_business_management".
	Type         string  `json:"type"`
	CallCount    float64 `json:"call_count"`
	TotalTime    float64 `json:"total_time"`
	TotalCPUTime float64 `json:"total_cputime"`
	// MinutesToRegainAccess is zero while calls are admitted.
	MinutesToRegainAccess float64 `json:"estimated_time_to_regain_access"`
	AccessTier            string  `json:"ads_api_access_tier,omitempty"`
}

// Highest returns the largest percentage of all counters; calls are throttled from
// 100 on.
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

// RegainAccess returns the longest wait that any use case asks for, zero when
// none does.
func (u Usage) RegainAccess() time.Duration {
	var minutes float64
	for _, cases := range u.Business {
		for _, usage := range cases {
			minutes = max(minutes, usage.MinutesToRegainAccess)
		}
	}
	return clampedDuration(minutes, time.Minute)
}

// redacted returns the usage without secrets, which a broken server may repeat
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

// parseUsage reads the rate-limit headers. They are advice: one that cannot be
// read is ignored.
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

// parseBusinessUsage reads each entry alone, so that one of an odd shape does
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
