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
	sparePace = 1.0 / 32

	firstPause   = 250 * time.Millisecond // grows fourfold with each refusal in a row
	longestPause = 64 * time.Second
	rowEnds      = 2 * time.Second // after this time without a refusal, the next one is the first of a row

	fewerAtFirst = 0.75 // the share of the pace that is left after a refusal
	fewerInRow   = 0.5  // after another one in a row
	leastShare   = 1.0 / 80
	ceilingShare = 0.95   // of the refused pace: what is approached quickly
	fastGrowth   = 0.025  // of the throughput, in a second, up to the ceiling
	slowGrowth   = 0.0025 // beyond the ceiling
)

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

// refused slows the number down. What is left of the places is after a pause in
// which nothing is sent, so that the answers to earlier messages arrive before
// the first place at the new pace.
func (n *pacedNumber) refused(stated time.Duration) {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	now := time.Now()
	if now.Before(n.slowed.since) { // it was sent at the former pace
		n.next = later(n.next, now.Add(stated))
		if stated > 0 {
			n.slowed.since = later(n.slowed.since, n.next)
		}
		return
	}
	pause := n.slowed.again(now)
	n.next = later(later(n.next, now).Add(pause), now.Add(stated))
	n.slowed.since = n.next
}

// A slowdown is what the refusals of a number have left of its pace.
type slowdown struct {
	since   time.Time // the first place at this pace; zero if there was no refusal
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
	quick := (s.ceiling - s.atFirst) / fastGrowth
	if seconds <= quick {
		return s.atFirst + seconds*fastGrowth
	}
	return min(1, s.ceiling+(seconds-quick)*slowGrowth)
}

// again records a refusal and returns how long to pause.
func (s *slowdown) again(now time.Time) time.Duration {
	left, share := fewerAtFirst, s.share(now)
	if s.row > 0 && now.Before(s.since.Add(rowEnds)) {
		left = fewerInRow
	} else {
		s.row = 0
	}
	s.row++
	s.ceiling = max(leastShare, ceilingShare*share)
	s.atFirst = max(leastShare, left*share)
	return fourfold(firstPause, s.row-1, longestPause)
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
