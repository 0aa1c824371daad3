package durable

import (
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Which seeds the simulation takes besides those that have found something: one
// that is given, or so many new ones.
const (
	seedVariable  = "DURABLE_SEED"
	seedsVariable = "DURABLE_SEEDS"
	traceVariable = "DURABLE_TRACE" // the file that all steps of a seed are written to
)

// newSeeds is how many new seeds there are by default.
const newSeeds = 6

// lastSteps is how much of the trace is printed.
const lastSteps = 60

// oldSeeds have found something once.
var oldSeeds = map[string]uint64{
	"the clock jumps back between two messages": 2955519077,
	"the clock jumps back between two others":   307920634,
}

// A simTally is what some seeds have seen.
type simTally struct{ seeds, weeks, events, messages, crashes, troubles, steps atomic.Int64 }

func TestSimulation(t *testing.T) {
	t.Parallel()
	skipUnderRace(t)
	empty, provoked := emptyFile(t), provokeErrors(t)
	tally := &simTally{}
	t.Cleanup(func() { t.Log(tally.String()) })
	if given := os.Getenv(seedVariable); given != "" {
		seed, err := strconv.ParseUint(given, 10, 64)
		require.NoError(t, err)
		report(t, simulate(t, seed, empty, provoked), seed, tally)
		return
	}
	count := countOfNewSeeds(t)
	seeds := make(chan uint64, count)
	for range count {
		seeds <- uint64(newSeed())
	}
	close(seeds)
	for name, seed := range oldSeeds {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			report(t, simulate(t, seed, empty, provoked), seed, tally)
		})
	}
	for i := range runtime.GOMAXPROCS(0) {
		t.Run(fmt.Sprintf("new seeds %d", i), func(t *testing.T) {
			t.Parallel()
			for seed := range seeds {
				report(t, simulate(t, seed, empty, provoked), seed, tally)
			}
		})
	}
}

// skipUnderRace skips what runs one goroutine at a time, in which there is no
// race to be found, and which takes ten times as long with the detector.
func skipUnderRace(t *testing.T) {
	t.Helper()
	if raceEnabled {
		t.Skip("one goroutine runs at a time")
	}
}

func countOfNewSeeds(t *testing.T) int {
	t.Helper()
	given := os.Getenv(seedsVariable)
	if given == "" {
		return newSeeds
	}
	count, err := strconv.Atoi(given)
	require.NoError(t, err)
	return count
}

func newSeed() uint32 {
	var bytes [4]byte
	rand.Read(bytes[:])
	return binary.BigEndian.Uint32(bytes[:])
}

// simulate runs one seed.
func simulate(t *testing.T, seed uint64, empty []byte, provoked sqliteErrors) (w *simWorld) {
	t.Helper()
	directory, err := os.MkdirTemp("", "simulation") //nolint:usetesting // many seeds run in one test
	require.NoError(t, err)
	defer os.RemoveAll(directory)
	file := filepath.Join(directory, "simulation.db")
	require.NoError(t, os.WriteFile(file, empty, 0o600))
	synctest.Test(t, func(t *testing.T) {
		w = newWorld(t, seed, file, provoked)
		w.run()
		w.end()
	})
	return w
}

// report prints what is needed to look into a failure.
func report(t *testing.T, w *simWorld, seed uint64, tally *simTally) {
	t.Helper()
	tally.add(w)
	if file := os.Getenv(traceVariable); file != "" {
		require.NoError(t, os.WriteFile(file, []byte(strings.Join(w.trace, "\n")), 0o600))
	}
	if w.failure == "" {
		t.Logf("seed %d: %d days, %d events, %d messages, %d steps", seed, w.plan.lasts/(24*time.Hour),
			len(w.events), len(w.messages), w.step)
		return
	}
	last := w.trace[max(0, len(w.trace)-lastSteps):]
	t.Errorf("seed %d: %s\n%s\n\nrun it again with\n\t%s=%d go test -C durable -run TestSimulation .",
		seed, w.failure, strings.Join(last, "\n"), seedVariable, seed)
}

func (a *simTally) add(w *simWorld) {
	a.seeds.Add(1)
	a.weeks.Add(int64(w.plan.lasts / time.Hour))
	a.events.Add(int64(len(w.events)))
	a.messages.Add(int64(len(w.messages)))
	a.crashes.Add(int64(w.crashes))
	a.troubles.Add(int64(w.troubles))
	a.steps.Add(int64(w.step))
}

func (a *simTally) String() string {
	return fmt.Sprintf("%d seeds, %d virtual weeks, %d events, %d messages, %d crashes, %d troubles of the database, %d steps",
		a.seeds.Load(), a.weeks.Load()/(7*24), a.events.Load(), a.messages.Load(), a.crashes.Load(), a.troubles.Load(), a.steps.Load())
}

// The same seed does the same, or a failure could not be looked into.
func TestSimulationRepeats(t *testing.T) {
	t.Parallel()
	skipUnderRace(t)
	empty, provoked := emptyFile(t), provokeErrors(t)
	for _, seed := range []uint64{1, 2} {
		first := simulate(t, seed, empty, provoked)
		again := simulate(t, seed, empty, provoked)
		for i := range min(len(first.trace), len(again.trace)) {
			require.Equal(t, first.trace[i], again.trace[i])
		}
		assert.Len(t, again.trace, len(first.trace))
	}
}
