package whatsapp

import (
	"math"
	"sync"
	"time"
)

// What a number does about a refusal. The script of redisstore has the same
// figures.
const (
	// sparePace keeps this part of a limit unused: messages that leave evenly
	// do not arrive evenly.
	sparePace = 1.0 / 28

	// onTheWay is how long answers to messages at the former pace may arrive
	// after the first message at the new one.
	onTheWay     = 500 * time.Millisecond
	rowEnds      = time.Second            // after this time without a refusal, the next one is the first of a row
	firstPause   = 250 * time.Millisecond // after the second refusal in a row, and fourfold after each further one
	longestPause = 64 * time.Second
	leastShare   = 1.0 / 80

	// The share grows by fastGrowth of the ceiling in a second. Beyond the
	// ceiling it first grows slowly, and then faster and faster.
	fastGrowth   = 0.025
	slowGrowth   = 0.001
	acceleration = 0.0001
)

// cuts has what is left of the share after the first, the second and any
// further refusal in a row, and the ceiling. One refusal may be bad luck;
// several in a row mean that the limit is lower.
var cuts = [...]struct{ left, ceiling float64 }{{0.97, 0.995}, {0.8, 0.97}, {0.5, 0.95}}

// A pacedNumber has the places of the messages of one phone number. They are
// evenly spaced: next is the earliest one that is left.
type pacedNumber struct {
	mutex      sync.Mutex
	throughput int // zero for that of the options
	next       time.Time
	slowed     slowdown
	pairs      pairs
}

// reserve takes a place, unless it is too far away.
func (n *pacedNumber) reserve(options *LimiterOptions, recipient string, longest time.Duration) Reservation {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	now := time.Now()
	place := later(n.next, now)
	wait := place.Sub(now)
	if recipient != "" {
		n.pairs.forget(now)
		// A place in a distant future would count for the number now. So the
		// caller comes back when the recipient may get a message.
		if pairWait := n.pairs.free(options, recipient).Sub(now); pairWait > wait {
			return Reservation{Wait: pairWait, Pair: true}
		}
	}
	if wait > longest {
		return Reservation{Wait: wait}
	}
	n.next = place.Add(n.gap(options, place))
	if recipient != "" {
		n.pairs.take(options, recipient, place)
	}
	return Reservation{Taken: true, Wait: wait}
}

// gap returns the time between a place and the next one.
func (n *pacedNumber) gap(options *LimiterOptions, place time.Time) time.Duration {
	throughput := n.throughput
	if throughput <= 0 {
		throughput = options.Throughput
	}
	return time.Duration(spaced(time.Second) / (float64(throughput) * n.slowed.share(place)))
}

// spaced returns an interval with the spare part added.
func spaced(interval time.Duration) float64 { return float64(interval) * (1 + sparePace) }

// refused slows the number down, once for all messages that were sent at the
// same pace.
func (n *pacedNumber) refused(stated time.Duration) {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	now := time.Now()
	if now.Before(n.slowed.settled) { // it was sent at the former pace
		if stated > 0 {
			n.next = later(n.next, now.Add(stated))
			n.slowed.settled = later(n.slowed.settled, n.next.Add(onTheWay))
		}
		return
	}
	pause := n.slowed.again(now)
	n.next = later(later(n.next, now).Add(pause), now.Add(stated))
	n.slowed.since, n.slowed.settled = n.next, n.next.Add(onTheWay)
}

// A slowdown is what the refusals of a number have left of its pace.
type slowdown struct {
	since   time.Time // the first place at this pace; zero if there was no refusal
	settled time.Time // refusals before are of messages at the former pace
	atFirst float64   // the share of the throughput then
	ceiling float64   // the share up to which it grows quickly
	row     int       // refusals in a row
}

// share returns the share of the throughput that may be used.
func (s *slowdown) share(at time.Time) float64 {
	if s.since.IsZero() {
		return 1
	}
	seconds := max(0, at.Sub(s.since).Seconds())
	quick := (s.ceiling - s.atFirst) / (s.ceiling * fastGrowth)
	if seconds <= quick {
		return s.atFirst + seconds*s.ceiling*fastGrowth
	}
	seconds -= quick
	return min(1, s.ceiling*(1+seconds*slowGrowth+seconds*seconds*acceleration))
}

// again records a refusal and returns how long to pause.
func (s *slowdown) again(now time.Time) time.Duration {
	share := s.share(now)
	if !now.Before(s.settled.Add(rowEnds)) {
		s.row = 0
	}
	cut := cuts[min(s.row, len(cuts)-1)]
	s.atFirst, s.ceiling = max(leastShare, cut.left*share), max(leastShare, cut.ceiling*share)
	s.row++
	if s.row == 1 {
		return 0
	}
	return fourfold(firstPause, s.row-2, longestPause)
}

// fourfold returns first * 4^times, and at most longest.
func fourfold(first time.Duration, times int, longest time.Duration) time.Duration {
	return time.Duration(min(float64(first)*math.Pow(4, float64(times)), float64(longest)))
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
