package main

import "runtime"

// held runs work and returns the most memory that was in use at a time, beyond
// what was in use before, in KiB. It collects garbage all the while, so that
// hardly anything counts but what is held.
func held(work func() error) (float64, error) {
	runtime.GC()
	before := heapInUse()
	done := make(chan error, 1)
	go func() { done <- work() }()
	highest := before
	for {
		select {
		case err := <-done:
			return float64(highest-before) / 1024, err
		default:
			runtime.GC()
			highest = max(highest, heapInUse())
		}
	}
}

func heapInUse() uint64 {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}
