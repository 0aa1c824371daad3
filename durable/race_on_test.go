//go:build race

package durable

// raceEnabled has the simulation take fewer seeds: each takes ten times as
// long.
const raceEnabled = true
