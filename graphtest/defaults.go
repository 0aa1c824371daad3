package graphtest

import "slices"

func orElse[T comparable](value, fallback T) T {
	var zero T
	if value == zero {
		return fallback
	}
	return value
}

func orList(value, fallback []string) []string {
	if value == nil {
		value = fallback
	}
	return slices.Clone(value)
}
