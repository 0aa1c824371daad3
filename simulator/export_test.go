package simulator

import "time"

// Routes returns the routes of the REST interface.
func Routes() []string {
	patterns := append([]string{}, streams...)
	for _, r := range apiRoutes {
		patterns = append(patterns, r.pattern)
	}
	return patterns
}

// WithFlowTimeout sets how long the endpoint of a flow has for its answer.
func WithFlowTimeout(timeout time.Duration) Option {
	return func(c *config) { c.flowTimeout = timeout }
}

// MostReordering is how much later than it should a webhook arrives where they
// are delivered in any order.
const MostReordering = mostReordering
