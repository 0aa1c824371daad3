package whatsapp

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
)

// EstimateReach estimates how many marketing messages would be delivered at
// different maximum prices, and what they would cost, from what has happened in
// some countries lately. It promises nothing. The feature is in beta.
//
//	GET /{waba-id}/reachestimate?targeting_spec=&date_interval=
//
// Permission: whatsapp_business_management.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/marketing-messages/pricing
func (s *AnalyticsService) EstimateReach(ctx context.Context, wabaID string, request EstimateReachRequest, opts ...RequestOption) (*ReachEstimates, error) {
	op := operation(http.MethodGet, "/{waba-id}/reachestimate", wabaID)
	op.checks = []validator{request}
	op.Query = request.query()
	return decode[ReachEstimates](ctx, s.client, op, opts)
}

// EstimateReachRequest says where and from which days. Both are required.
type EstimateReachRequest struct {
	// Countries are ISO codes of two letters: IN.
	Countries []string
	// DateInterval is the period that the estimate is based on.
	DateInterval ReachInterval
}

// Validate checks that both are there.
func (r EstimateReachRequest) Validate() error {
	var found violations
	if len(r.Countries) == 0 {
		found.add("targeting_spec.geo_locations.countries", "is required")
	}
	found.require("date_interval", string(r.DateInterval))
	return found.err()
}

func (r EstimateReachRequest) query() url.Values {
	countries := r.Countries
	if countries == nil {
		countries = []string{}
	}
	target := map[string]any{"geo_locations": map[string][]string{"countries": countries}}
	encoded, _ := json.Marshal(target) //nolint:errchkjson // texts always encode
	return url.Values{"targeting_spec": {string(encoded)}, "date_interval": {string(r.DateInterval)}}
}

// ReachInterval is a number of days up to now.
type ReachInterval string

// The intervals that Meta documents, named after their days.
const (
	ReachIntervalL1D  ReachInterval = "L1D"
	ReachIntervalL7D  ReachInterval = "L7D"
	ReachIntervalL14D ReachInterval = "L14D"
	ReachIntervalL28D ReachInterval = "L28D"
)

// ReachEstimates are the estimates for several maximum prices.
type ReachEstimates struct {
	Currency  string          `json:"waba_currency"`
	Estimates []ReachEstimate `json:"estimates"`
}

// ReachEstimate is what to expect of a maximum price.
type ReachEstimate struct {
	// BidAmount is the price of 1,000 deliveries in the smallest unit of the
	// currency, as in [MessageTemplateOptimizationSpec].
	BidAmount int64 `json:"bid_amount"`
	// Users is for how many people the estimate is made.
	Users int64 `json:"users"`
	// Deliveries are between these two.
	DeliveriesLowerBound int64 `json:"deliveries_lower_bound"`
	DeliveriesUpperBound int64 `json:"deliveries_upper_bound"`
	// The average cost of 1,000 deliveries, in the smallest unit of the
	// currency, is between these two.
	CostLowerBound float64 `json:"cost_lower_bound"`
	CostUpperBound float64 `json:"cost_upper_bound"`
}
