package whatsapp

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
	refusals int       // throttles in a row
	refused  time.Time // when the last one came
}

// sent notes that a message goes out.
func (p *pacer) sent(now time.Time) { p.next = now.Add(p.interval) }

// throttled notes a refusal of a message that went out at started. Messages
// that were on their way already when the batch slowed down count no more.
func (p *pacer) throttled(started, now time.Time, asked, longest time.Duration) {
	if p.refusals > 0 && started.Before(p.refused) {
		return
	}
	p.refusals++
	p.refused = now
	p.interval = min(max(2*p.interval, fastest), slowest)
	p.next = now.Add(throttleWait(p.refusals, asked, longest))
}

// accepted notes a success of a message that went out at started.
func (p *pacer) accepted(started time.Time) {
	if started.Before(p.refused) {
		return
	}
	p.refusals = 0
	p.interval -= p.interval / 128
	if p.interval < fastest/16 {
		p.interval = 0
	}
}
