// Package abx compares implementations on a machine whose speed varies. The
// work is cut into short batches. Every round runs one batch of each
// implementation, in random order and after a garbage collection. Ratios are
// taken within a round, in which all implementations have had the same
// conditions, and the result is the median over all rounds.
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

// An Implementation is one of those to compare. Run does the work once; it is
// called concurrently if Settings.Goroutines is above one.
type Implementation struct {
	Name string
	Run  func() error
}

// Settings configures a comparison.
type Settings struct {
	Rounds     int
	Batch      time.Duration // approximate duration of a batch
	Goroutines int           // number that run concurrently
	// Clock measures a batch. The default is the time that passes.
	Clock func() time.Duration
}

// A Result has the measurements of one implementation.
type Result struct {
	Name   string
	Ratio  float64 // time of an operation relative to the first implementation
	Allocs float64 // allocations per operation
	Bytes  float64 // bytes allocated per operation
}

// A sample is one batch of one implementation.
type sample struct{ time, allocs, bytes float64 }

// Compare measures the implementations relative to the first one.
func Compare(settings Settings, implementations ...Implementation) ([]Result, error) {
	if settings.Clock == nil {
		began := time.Now()
		settings.Clock = func() time.Duration { return time.Since(began) }
	}
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

// calibrate warms up an implementation and returns the number of operations in
// a batch: several for each goroutine, or starting and stopping would dominate.
func calibrate(settings Settings, implementation Implementation) (int, error) {
	// The first operations make the connections, so run at least one round of
	// them however long it takes, and more while there is time.
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
	// The garbage collection has emptied the pools, which are full in a running
	// program.
	if err := run(implementation, min(size, 2*settings.Goroutines), settings.Goroutines); err != nil {
		return sample{}, err
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	started := settings.Clock()
	err := run(implementation, size, settings.Goroutines)
	taken := settings.Clock() - started
	runtime.ReadMemStats(&after)
	operations := float64(size)
	return sample{
		time:   float64(taken) / operations,
		allocs: float64(after.Mallocs-before.Mallocs) / operations,
		bytes:  float64(after.TotalAlloc-before.TotalAlloc) / operations,
	}, err
}

// run does the work size times, distributed over the goroutines.
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

// Median returns the median, or zero if there are no values.
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
