// Package abx compares implementations of one thing on a machine that does not
// hold still. Its benchmarks are cut into short batches; every round runs one
// batch of each implementation, in random order and each after a garbage
// collection. Ratios are taken inside a round, where all implementations have
// met the same machine, and their median over the rounds is the result.
package abx

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// An Implementation is one of the things to compare. Run does the work once; it
// is called from several goroutines at a time where Settings ask for that.
type Implementation struct {
	Name string
	Run  func() error
}

// Settings say how much to measure.
type Settings struct {
	Rounds     int
	Batch      time.Duration // how long one batch takes, about
	Goroutines int           // how many run at a time
}

// A Result is what was measured of one implementation.
type Result struct {
	Name   string
	Ratio  float64 // time of an operation relative to the first implementation
	Allocs float64 // allocations per operation
	Bytes  float64 // bytes allocated per operation
}

// A sample is one batch of one implementation.
type sample struct{ time, allocs, bytes float64 }

// Compare measures the implementations against the first of them.
func Compare(settings Settings, implementations ...Implementation) ([]Result, error) {
	sizes := make([]int, len(implementations))
	for i, implementation := range implementations {
		size, err := calibrate(settings, implementation)
		if err != nil {
			return nil, err
		}
		sizes[i] = size
	}
	samples := make([][]sample, len(implementations))
	for range settings.Rounds {
		for _, i := range rand.Perm(len(implementations)) {
			taken, err := measure(settings, implementations[i], sizes[i])
			if err != nil {
				return nil, err
			}
			samples[i] = append(samples[i], taken)
		}
	}
	return summarise(implementations, samples), nil
}

// calibrate warms an implementation up and finds how many operations make a
// batch: several for each goroutine, or starting and ending would weigh most.
func calibrate(settings Settings, implementation Implementation) (int, error) {
	// Connections are made here: one round of operations at least, without a
	// look at the time that it takes, and more while there is time.
	for started := time.Now(); ; {
		if err := run(implementation, settings.Goroutines, settings.Goroutines); err != nil {
			return 0, err
		}
		if time.Since(started) > 4*settings.Batch {
			break
		}
	}
	for size := settings.Goroutines; ; size *= 2 {
		started := time.Now()
		if err := run(implementation, size, settings.Goroutines); err != nil {
			return 0, err
		}
		if taken := time.Since(started); taken > settings.Batch/4 {
			fitting := int(float64(size) * float64(settings.Batch) / float64(taken))
			return max(fitting, leastBatch(settings.Goroutines)), nil
		}
	}
}

func leastBatch(goroutines int) int {
	if goroutines <= 1 {
		return 1
	}
	return 8 * goroutines
}

// measure runs one batch.
func measure(settings Settings, implementation Implementation, size int) (sample, error) {
	runtime.GC()
	// The collection has emptied the pools, which a running program keeps full.
	if err := run(implementation, min(size, 2*settings.Goroutines), settings.Goroutines); err != nil {
		return sample{}, err
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	started := time.Now()
	err := run(implementation, size, settings.Goroutines)
	taken := time.Since(started)
	runtime.ReadMemStats(&after)
	operations := float64(size)
	return sample{
		time:   float64(taken) / operations,
		allocs: float64(after.Mallocs-before.Mallocs) / operations,
		bytes:  float64(after.TotalAlloc-before.TotalAlloc) / operations,
	}, err
}

// run does the work size times, spread over the goroutines.
func run(implementation Implementation, size, goroutines int) error {
	if goroutines <= 1 {
		for range size {
			if err := implementation.Run(); err != nil {
				return fmt.Errorf("%s: %w", implementation.Name, err)
			}
		}
		return nil
	}
	var left atomic.Int64
	var failure atomic.Pointer[error]
	var group sync.WaitGroup
	left.Store(int64(size))
	for range goroutines {
		group.Go(func() {
			for left.Add(-1) >= 0 {
				if err := implementation.Run(); err != nil {
					failure.Store(&err)
					return
				}
			}
		})
	}
	group.Wait()
	if err := failure.Load(); err != nil {
		return fmt.Errorf("%s: %w", implementation.Name, *err)
	}
	return nil
}

func summarise(implementations []Implementation, samples [][]sample) []Result {
	results := make([]Result, len(implementations))
	for i, implementation := range implementations {
		var ratios, allocs, bytes []float64
		for round, taken := range samples[i] {
			ratios = append(ratios, taken.time/samples[0][round].time)
			allocs = append(allocs, taken.allocs)
			bytes = append(bytes, taken.bytes)
		}
		results[i] = Result{
			Name:   implementation.Name,
			Ratio:  Median(ratios),
			Allocs: Median(allocs),
			Bytes:  Median(bytes),
		}
	}
	return results
}

// Median returns the middle value, zero for none.
func Median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return (sorted[middle-1] + sorted[middle]) / 2
}
