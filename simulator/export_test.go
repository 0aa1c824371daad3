package simulator

// Routes returns the routes of the REST interface.
func Routes() []string {
	patterns := append([]string{}, streams...)
	for _, r := range apiRoutes {
		patterns = append(patterns, r.pattern)
	}
	return patterns
}

// MostReordering is how much later than it should a webhook arrives where they
// are delivered in any order.
const MostReordering = mostReordering
