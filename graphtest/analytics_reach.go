package graphtest

// reachUsers is the number of people that Meta estimates for.
const reachUsers = 1000

// reachBids are the maximum prices that are estimated.
var reachBids = []int64{400, 520, 800}

// estimateReach returns made-up estimates that grow with the price.
func (c *call) estimateReach() (any, *failure) {
	interval, f := c.params.choice("date_interval", "L1D", "L7D", "L14D", "L28D")
	if f != nil {
		return nil, f
	}
	if interval == "" {
		return nil, missing("date_interval")
	}
	target, _ := c.params.object("targeting_spec")
	spec, _ := target.(map[string]any)
	places, _ := spec["geo_locations"].(map[string]any)
	if countries, _ := places["countries"].([]any); len(countries) == 0 {
		return nil, invalid("Param targeting_spec must have geo_locations with countries")
	}
	estimates := make([]any, len(reachBids))
	for i, bid := range reachBids {
		fewest := int64(500 + 100*i)
		estimates[i] = map[string]any{
			"bid_amount": bid, "users": reachUsers, "deliveries_lower_bound": fewest, "deliveries_upper_bound": fewest + 70,
			"cost_lower_bound": float64(bid) - 10.25, "cost_upper_bound": float64(bid) - 9.25,
		}
	}
	return map[string]any{"waba_currency": orElse(c.node.text("currency"), "USD"), "estimates": estimates}, nil
}
