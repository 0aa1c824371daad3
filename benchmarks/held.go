package main

import "runtime"

// held runs work and returns the peak of the memory in use, in KiB, less what
// was in use before. It collects garbage continuously, so that little counts
// except what work holds on to.
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
