package durable

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
)

// leaving claims messages with places at the times of claimed, all in seconds,
// and returns when they leave.
func leaving(t *testing.T, places, claimed []float64) []float64 {
	t.Helper()
	left := make([]float64, len(places))
	synctest.Test(t, func(*testing.T) {
		var s spread
		began := time.Now()
		at := func(seconds float64) time.Time { return began.Add(time.Duration(seconds * float64(time.Second))) }
		granted := make([]*place, len(places))
		for i, p := range places {
			granted[i] = s.granted("106540352242922", at(p), false)
		}
		done := make([]bool, len(places))
		for range places {
			next := -1
			for i := range places {
				if !done[i] && (next < 0 || claimed[i] < claimed[next]) {
					next = i
				}
			}
			time.Sleep(time.Until(at(claimed[next])))
			wait := s.wait(granted[next])
			left[next], done[next] = time.Now().Add(wait).Sub(began).Seconds(), true
		}
	})
	return left
}

func TestSpread(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ places, claimed, leave []float64 }{
		"in time": {
			places:  []float64{0.1, 0.2, 0.3},
			claimed: []float64{0.08, 0.17, 0.29},
			leave:   []float64{0.1, 0.2, 0.3},
		},
		"in another order": {
			places:  []float64{0.1, 0.9, 1.0, 1.1},
			claimed: []float64{0.08, 0.99, 0.97, 0.98},
			leave:   []float64{0.1, 0.99, 1.0, 1.1},
		},
		"after a stall": {
			places:  []float64{0.1, 0.2, 0.3, 0.4, 0.5, 0.6},
			claimed: []float64{0.07, 0.35, 0.35, 0.37, 0.47, 0.57},
			leave:   []float64{0.1, 0.35, 0.45, 0.55, 0.65, 0.75},
		},
		"one alone is late": {
			places:  []float64{0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7},
			claimed: []float64{0.07, 0.55, 0.27, 0.37, 0.47, 0.57, 0.67},
			leave:   []float64{0.1, 0.55, 0.3, 0.4, 0.5, 0.6, 0.7},
		},
		"behind those before a long stall": {
			places:  []float64{0.1, 0.2, 0.3, 9.95, 10.05},
			claimed: []float64{0.07, 10, 10.01, 10.02, 10.03},
			leave:   []float64{0.1, 10, 10.1, 10.15, 10.25},
		},
		"after a pause": {
			places:  []float64{0.1, 0.2, 9.9, 10},
			claimed: []float64{0.8, 0.81, 9.87, 9.97},
			leave:   []float64{0.8, 0.9, 9.9, 10},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.InDeltaSlice(t, test.leave, leaving(t, test.places, test.claimed), 0.01)
		})
	}
}

// A number that could send more does not wait for what was late once.
func TestSpreadWithRoom(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var s spread
		late := s.granted("106540352242922", time.Now(), true)
		time.Sleep(200 * time.Millisecond)
		assert.Zero(t, s.wait(late))
		waited := time.Duration(0)
		for range 50 {
			time.Sleep(10 * time.Millisecond)
			waited = s.wait(s.granted("106540352242922", time.Now(), true))
		}
		assert.Zero(t, waited)
	})
}
