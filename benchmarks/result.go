package main

import (
	"slices"

	"github.com/wabakit/whatsapp/benchmarks/internal/abx"
)

// A result has the figures of one implementation in one workload. None of them
// may exceed its goal, except Succeeded and Used, which must reach it.
type result struct {
	Workload       string
	Implementation string
	Figures        figures
	Goal           figures
	Spread         [2]float64 // lowest and highest Time of all launches
}

// figures has everything that can be measured. Zero means not measured, or no
// goal; only Refused may be zero where Used is not.
type figures struct {
	Time      float64 // of an operation, relative to raw
	Allocs    float64 // per operation
	Bytes     float64 // per operation
	BytesPart float64 // bytes relative to raw
	Held      float64 // peak of the memory in use, in KiB
	Succeeded float64 // percent of the calls
	Attempts  float64 // per call
	Peak      float64 // requests in the fullest 10 ms
	PeakPart  float64 // peak relative to waits without jitter
	Refused   float64 // percent of the attempts
	Used      float64 // percent of the number's throughput
}

// merge returns the median of every figure over the launches.
func merge(launches [][]result) []result {
	if len(launches) == 0 {
		return nil
	}
	merged := slices.Clone(launches[0])
	for i := range merged {
		median := func(pick func(figures) float64) float64 { return abx.Median(column(launches, i, pick)) }
		times := column(launches, i, func(f figures) float64 { return f.Time })
		merged[i].Spread = [2]float64{slices.Min(times), slices.Max(times)}
		merged[i].Figures = figures{
			Time:      abx.Median(times),
			Allocs:    median(func(f figures) float64 { return f.Allocs }),
			Bytes:     median(func(f figures) float64 { return f.Bytes }),
			BytesPart: median(func(f figures) float64 { return f.BytesPart }),
			Held:      median(func(f figures) float64 { return f.Held }),
			Succeeded: median(func(f figures) float64 { return f.Succeeded }),
			Attempts:  median(func(f figures) float64 { return f.Attempts }),
			Peak:      median(func(f figures) float64 { return f.Peak }),
			PeakPart:  median(func(f figures) float64 { return f.PeakPart }),
			Refused:   median(func(f figures) float64 { return f.Refused }),
			Used:      median(func(f figures) float64 { return f.Used }),
		}
	}
	return merged
}

func column(launches [][]result, row int, pick func(figures) float64) []float64 {
	values := make([]float64, len(launches))
	for i, results := range launches {
		values[i] = pick(results[row].Figures)
	}
	return values
}
