package whatsapp_test

import (
	"context"
	"testing"

	"github.com/wabakit/whatsapp"
)

func reachMethods() []method {
	estimate := func(request whatsapp.EstimateReachRequest, first ...whatsapp.RequestOption) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.Analytics.EstimateReach(ctx, id, request, append(first, opts...)...))
		}
	}
	return []method{{
		name: "Analytics.EstimateReach", operation: "GET /{waba-id}/reachestimate", repeat: whatsapp.RepeatSafe, id: wabaID,
		cases: []exchange{
			one("analytics/estimate_reach_success", estimate(whatsapp.EstimateReachRequest{
				Countries: []string{"IN", "BR"}, DateInterval: whatsapp.ReachIntervalL7D,
			}), &whatsapp.ReachEstimates{Currency: "USD", Estimates: []whatsapp.ReachEstimate{{
				BidAmount: 400, Users: 1000, DeliveriesLowerBound: 500, DeliveriesUpperBound: 570, CostLowerBound: 389.75, CostUpperBound: 390.75,
			}}}),
			one("analytics/estimate_reach_beyond_limits", estimate(whatsapp.EstimateReachRequest{}, whatsapp.WithoutValidation()),
				&whatsapp.ReachEstimates{Currency: "USD", Estimates: []whatsapp.ReachEstimate{}}),
		},
	}}
}

func TestReachRequestsAreChecked(t *testing.T) {
	t.Parallel()
	_, client := world(t)
	_, err := client.Analytics.EstimateReach(t.Context(), wabaID, whatsapp.EstimateReachRequest{})
	requireViolations(t, err, "targeting_spec.geo_locations.countries is required", "date_interval is required")
}
