package batch

import "time"

const (
	firstThrottleWait = time.Second
	longestPairWait   = 256 * time.Second
	// slowest and fastest bound the interval of a throttled batch: one message
	// a second, and the throughput of an ordinary number.
	slowest = time.Second
	fastest = time.Second / 80
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
	refusals int // consecutive throttles
	// wave counts the times that the batch has slowed down. Messages of an
	// earlier wave were already in flight, so their outcomes say nothing about
	// the pace since. Timestamps cannot tell waves apart if answers take no
	// time.
	wave int
}

// begin records that a message is being sent, and returns its wave.
func (p *pacer) begin(now time.Time) int {
	p.next = now.Add(p.interval)
	return p.wave
}

// throttled records that a message of the wave was throttled.
func (p *pacer) throttled(wave int, now time.Time, asked, longest time.Duration) {
	if wave != p.wave {
		return
	}
	p.wave++
	p.refusals++
	p.interval = min(max(2*p.interval, fastest), slowest)
	p.next = now.Add(throttleWait(p.refusals, asked, longest))
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
