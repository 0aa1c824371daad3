package batch

import "time"

const (
	firstThrottleWait = time.Second
	longestPairWait   = 256 * time.Second
	// slowest and fastest are the ends of what a throttled batch settles at: one
	// message a second, and the throughput of an ordinary number.
	slowest = time.Second
	fastest = time.Second / 80
)

// throttleWait grows fourfold with every throttle in a row, as Meta asks.
func throttleWait(refusals int, asked, longest time.Duration) time.Duration {
	wait := firstThrottleWait
	for range refusals - 1 {
		wait = min(4*wait, longest)
	}
	return max(asked, min(wait, longest))
}

// A pacer slows the whole batch down while the number's throughput is exceeded,
// and lets it come back to its speed afterwards.
type pacer struct {
	next     time.Time // when the next message may go out
	interval time.Duration
	refusals int // throttles in a row
	// wave counts the times that the batch has slowed down. Messages of an earlier
	// wave were on their way already: what becomes of them says nothing about the
	// pace since. Times would not tell them apart where answers take none.
	wave int
}

// begin notes that a message goes out, and returns its wave.
func (p *pacer) begin(now time.Time) int {
	p.next = now.Add(p.interval)
	return p.wave
}

// throttled notes a refusal of a message of a wave.
func (p *pacer) throttled(wave int, now time.Time, asked, longest time.Duration) {
	if wave != p.wave {
		return
	}
	p.wave++
	p.refusals++
	p.interval = min(max(2*p.interval, fastest), slowest)
	p.next = now.Add(throttleWait(p.refusals, asked, longest))
}

// accepted notes that Graph has taken a message of a wave.
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
