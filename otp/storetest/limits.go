package storetest

import (
	"testing"
	"time"

	"github.com/wabakit/whatsapp/otp"
)

func take(t *testing.T, store otp.Store, key string, limits ...otp.Limit) time.Duration {
	t.Helper()
	wait, err := store.Take(t.Context(), key, limits...)
	checkNoError(t, err)
	return wait
}

func checkTaken(t *testing.T, store otp.Store, key string, limits ...otp.Limit) {
	t.Helper()
	wait := take(t, store, key, limits...)
	check(t, wait == 0, "the limit has room, but Take says to wait %v", wait)
}

func checkRefused(t *testing.T, store otp.Store, limits ...otp.Limit) {
	t.Helper()
	wait := take(t, store, "key", limits...)
	check(t, wait > long-patience && wait <= long, "the limit has room in about %v, but Take says to wait %v", long, wait)
}

func testLimit(t *testing.T, store otp.Store) {
	limit := otp.Limit{Name: "codes", Max: 3, Window: long}
	for range limit.Max {
		checkTaken(t, store, "key", limit)
	}
	checkRefused(t, store, limit)
	checkRefused(t, store, limit)
}

func testOtherLimits(t *testing.T, store otp.Store) {
	limit := otp.Limit{Name: "codes", Max: 1, Window: long}
	checkTaken(t, store, "key", limit)
	checkTaken(t, store, "another key", limit)
	checkTaken(t, store, "key", otp.Limit{Name: "resends", Max: 1, Window: long})
	checkRefused(t, store, limit)
}

func testAllLimitsOrNone(t *testing.T, store otp.Store) {
	one := otp.Limit{Name: "one", Max: 1, Window: long}
	two := otp.Limit{Name: "two", Max: 2, Window: long}
	checkTaken(t, store, "key", one, two)
	for range 3 {
		checkRefused(t, store, one, two)
		checkRefused(t, store, two, one)
	}
	checkTaken(t, store, "key", two)
	checkRefused(t, store, two)

	longer := otp.Limit{Name: "longer", Max: 1, Window: 2 * long}
	checkTaken(t, store, "key", longer)
	wait := take(t, store, "key", one, longer, two)
	check(t, wait > long, "all limits have room in %v, but Take says to wait %v", 2*long, wait)
}

// The test takes events as fast as the limit allows. However slow the machine
// is, no window may contain more than Max events.
func testSlidingWindow(t *testing.T, store otp.Store) {
	const resolution = time.Millisecond // of the store's clock
	limit := otp.Limit{Name: "codes", Max: 3, Window: short}
	type event struct{ before, after time.Time }
	var events []event
	for len(events) < 4*limit.Max {
		before := time.Now()
		wait := take(t, store, "key", limit)
		if wait == 0 {
			events = append(events, event{before, time.Now()})
			continue
		}
		check(t, wait <= limit.Window, "the window is %v, but Take says to wait %v", limit.Window, wait)
		time.Sleep(wait)
	}
	for i := range len(events) - limit.Max {
		passed := events[i+limit.Max].after.Sub(events[i].before)
		check(t, passed >= limit.Window-resolution, "%d events within %v, want at most %d within %v", limit.Max+1, passed, limit.Max, limit.Window)
	}
	waited := events[len(events)-1].after.Sub(events[0].before)
	check(t, waited < patience, "what should take %v took %v", 3*limit.Window, waited)
}

func testLimitAtOnce(t *testing.T, store otp.Store) {
	seven := otp.Limit{Name: "seven", Max: 7, Window: long}
	many := otp.Limit{Name: "many", Max: 100, Window: long}
	taken := atOnce(t, 50, func() (bool, error) {
		wait, err := store.Take(t.Context(), "key", many, seven)
		return wait == 0, err
	})
	check(t, taken == seven.Max, "%d events at once, want %d", taken, seven.Max)
}
