// Package scale has no tests of its own.
package scale

// IsPass reports whether the points are enough.
func IsPass(points int) bool { return points >= 50 }
