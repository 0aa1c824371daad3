//go:build race

package durable

// raceEnabled has the simulation skipped.
const raceEnabled = true
