package batch

import "time"

const (
	firstThrottleWait = time.Second
	longestPairWait   = 256 * time.Second
	// slowest and fastest bound the interval of a throttled batch: one message
	// a second, and the throughput of an ordinary number.
	slowest = time.Second
	fastest = time.Second / 80
	// latest is how late a message may start without delaying those after it,
	// so that the pace does not depend on how exact timers are.
	latest = 10 * time.Millisecond
)

// throttleWait grows fourfold with each consecutive throttle, as Meta asks.
func throttleWait(refusals int, asked, longest time.Duration) time.Duration {
	wait := firstThrottleWait
	for range refusals - 1 {
		wait = min(4*wait, longest)
	}
	return max(asked, min(wait, longest))
}

// A pacer slows the whole batch down while the number's throughput is exceeded,
// and speeds it up again afterwards.
type pacer struct {
	next     time.Time // when the next message may be sent
	interval time.Duration
	shortest time.Duration // the interval that the options ask for
	refusals int           // consecutive throttles
	// wave counts the times that the batch has slowed down. Messages of an
	// earlier wave were already in flight, so their outcomes say nothing about
	// the pace since. Timestamps cannot tell waves apart if answers take no
	// time.
	wave int
}

// begin records that a message is being sent, and returns its wave.
func (p *pacer) begin(now time.Time) int {
	if now.Sub(p.next) > latest {
		p.next = now
	}
	p.next = p.next.Add(max(p.interval, p.shortest))
	return p.wave
}

// pause lets nothing be sent for a while.
func (p *pacer) pause(now time.Time, wait time.Duration) {
	p.next = later(p.next, now.Add(wait))
}

// refused records that a message of the wave was refused, and reports whether
// it says anything about the pace.
func (p *pacer) refused(wave int) bool {
	if wave != p.wave {
		return false
	}
	p.wave++
	p.refusals++
	return true
}

// slowDown makes the interval longer.
func (p *pacer) slowDown() {
	p.interval = min(max(2*p.interval, 2*p.shortest, fastest), max(slowest, p.shortest))
}

// accepted records that a message of the wave was accepted.
func (p *pacer) accepted(wave int) {
	if wave != p.wave {
		return
	}
	p.refusals = 0
	p.interval -= p.interval / 128
	if p.interval < fastest/16 {
		p.interval = 0
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
