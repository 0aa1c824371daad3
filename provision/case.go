package provision

import "strings"

// pageSize is how many things are listed at once.
const pageSize = 100

func inCapitals[T ~string](word *T) *T {
	if word == nil {
		return nil
	}
	capitals := T(strings.ToUpper(string(*word)))
	return &capitals
}
