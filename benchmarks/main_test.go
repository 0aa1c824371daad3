package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Every workload runs and every implementation does its work. The results are
// ignored, since two rounds measure nothing.
func TestEveryWorkloadRuns(t *testing.T) {
	t.Parallel()
	quick := settings{rounds: 2, batch: time.Millisecond, quick: true}
	for _, workload := range workloads {
		t.Run(workload.name, func(t *testing.T) {
			t.Parallel()
			results, err := workload.measure(t.Context(), quick)
			require.NoError(t, err)
			require.NotEmpty(t, results)
			for _, result := range results {
				if result.Goal != (figures{}) {
					require.Contains(t, result.Implementation, "whatsapp", "goals are for this SDK")
				}
			}
		})
	}
}

func TestMergeTakesTheMedianOfEveryFigure(t *testing.T) {
	t.Parallel()
	launch := func(value float64) []result {
		return []result{{Workload: "GET", Implementation: "raw", Figures: figures{
			Time: value, Allocs: value + 1, Bytes: value + 2, BytesPart: value + 3,
			Succeeded: value + 4, Attempts: value + 5, Peak: value + 6, PeakPart: value + 7, Held: value + 8,
		}}}
	}
	merged := merge([][]result{launch(9), launch(1), launch(2)})
	require.Equal(t, []result{{
		Workload: "GET", Implementation: "raw", Spread: [2]float64{1, 9},
		Figures: figures{
			Time: 2, Allocs: 3, Bytes: 4, BytesPart: 5, Succeeded: 6, Attempts: 7, Peak: 8, PeakPart: 9, Held: 10,
		},
	}}, merged)
}

func TestVerdicts(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		measured, goal figures
		want           string
	}{
		"no goal":              {figures{Time: 3}, figures{}, ""},
		"at the goal":          {figures{Time: 0.95, Allocs: 44}, figures{Time: 0.95, Allocs: 44}, "meets"},
		"within rounding":      {figures{Time: 0.954}, figures{Time: 0.95}, "meets"},
		"too slow":             {figures{Time: 0.96}, figures{Time: 0.95}, "misses time"},
		"too many allocations": {figures{Time: 0.9, Allocs: 45}, figures{Time: 0.95, Allocs: 44}, "misses allocs"},
		"too many bytes":       {figures{BytesPart: 0.31}, figures{BytesPart: 0.3}, "misses bytes"},
		"too much held":        {figures{Time: 1.05, Held: 513}, figures{Time: 1.11, Held: 512}, "misses KiB held"},
		"too few succeed":      {figures{Succeeded: 99.4, Attempts: 1.4}, figures{Succeeded: 99.5, Attempts: 1.47}, "misses succeed"},
		"too many attempts":    {figures{Succeeded: 99.6, Attempts: 1.48}, figures{Succeeded: 99.5, Attempts: 1.47}, "misses attempts"},
		"too high a peak":      {figures{Succeeded: 100, PeakPart: 0.2}, figures{Succeeded: 99, PeakPart: 0.125}, "misses peak"},
		"two misses":           {figures{Time: 2, Allocs: 50}, figures{Time: 1, Allocs: 44}, "misses time, allocs"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, test.want, verdict(result{Figures: test.measured, Goal: test.goal}))
		})
	}
}
