package main

import (
	"context"
	"fmt"
	"time"

	"github.com/wabakit/whatsapp/durable"
)

// pace is how a calm time was used.
type pace struct {
	lasted            time.Duration
	accepted, refused int
	leastDue          int // messages that waited
}

func (p pace) refusedPercent() float64 {
	return 100 * float64(p.refused) / float64(max(1, p.accepted+p.refused))
}

func (p pace) usedPercent(throughput int) float64 {
	return 100 * float64(p.accepted) / (float64(throughput) * p.lasted.Seconds())
}

// recovery is what is not measured of a calm time: processes come back, and
// are taken for dead.
const recovery = 5 * time.Second

// measure waits for a calm time to end, and measures the pace.
func (r *run) measure(ctx context.Context, howLong time.Duration) {
	end := time.Now().Add(howLong)
	if !sleep(ctx, min(recovery, howLong/4)) {
		return
	}
	r.meta.setCalm(true)
	defer r.meta.setCalm(false)
	measured := pace{leastDue: 1 << 30}
	_, _, from := r.ledger.sentSince(0)
	began := time.Now()
	for time.Now().Before(end) && sleep(ctx, min(time.Second, time.Until(end))) {
		var stats durable.Stats
		if _, err := r.meta.ask(ctx, "/stats", request{}, &stats); err == nil {
			measured.leastDue = min(measured.leastDue, stats.Due)
		}
	}
	measured.accepted, measured.refused, _ = r.ledger.sentSince(from)
	measured.lasted = time.Since(began)
	r.pace = append(r.pace, measured)
}

// together adds all calm times up.
func together(times []pace) pace {
	sum := pace{leastDue: 1 << 30}
	for _, p := range times {
		sum.lasted += p.lasted
		sum.accepted += p.accepted
		sum.refused += p.refused
		sum.leastDue = min(sum.leastDue, p.leastDue)
	}
	return sum
}

func (r *run) judgePace() []string {
	var found []string
	sum := together(r.pace)
	if refused := sum.refusedPercent(); refused > r.mostRefused {
		found = append(found, fmt.Sprintf("%.2f %% were refused in calm times; want at most %.2f %%", refused, r.mostRefused))
	}
	if used := sum.usedPercent(r.throughput); used < r.leastUsed {
		found = append(found, fmt.Sprintf("%.1f %% of the throughput were used in calm times; want at least %.1f %%", used, r.leastUsed))
	}
	return found
}
