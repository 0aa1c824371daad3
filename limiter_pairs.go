package whatsapp

import "time"

const (
	firstPairWait   = time.Second // grows fourfold with each refusal in a row
	longestPairWait = 256 * time.Second
)

// pairs has the conversations of a number that may not be sent a full burst.
type pairs struct {
	byRecipient map[string]*pair
	all         []*pair // in any order
	hand        int     // the one of all to look at next
}

// A pair is the pace of one conversation.
type pair struct {
	recipient string
	paid      time.Time // when everything sent is made up for
	settled   time.Time // earlier refusals are of messages sent before the latest slow-down
	refusals  int       // in a row
	taken     int       // places since the latest refusal
}

// free returns the time of the next place.
func (p *pairs) free(options *LimiterOptions, recipient string) time.Time {
	known := p.byRecipient[recipient]
	if known == nil {
		return time.Time{}
	}
	return known.paid.Add(-options.burst())
}

// longestBurst stands for all the time there is, with which can be counted.
const longestBurst = 365 * 24 * time.Hour

// burst is how far the payment of messages may be behind.
func (o *LimiterOptions) burst() time.Duration {
	return time.Duration(min(float64(o.PairBurst-1)*spaced(o.PairInterval), float64(longestBurst)))
}

// take records a place.
func (p *pairs) take(options *LimiterOptions, recipient string, place time.Time) {
	known := p.of(recipient)
	known.paid = later(known.paid, place).Add(time.Duration(spaced(options.PairInterval)))
	known.taken++
}

func (p *pairs) of(recipient string) *pair {
	if known := p.byRecipient[recipient]; known != nil {
		return known
	}
	if p.byRecipient == nil {
		p.byRecipient = map[string]*pair{}
	}
	known := &pair{recipient: recipient}
	p.byRecipient[recipient] = known
	p.all = append(p.all, known)
	return known
}

// forget looks at two pairs and removes those that may be sent a full burst
// again. At most one is added for every two that are looked at, so that those
// to be removed are never many more than those to be kept.
func (p *pairs) forget(now time.Time) {
	for range min(2, len(p.all)) {
		p.hand %= len(p.all)
		seen, last := p.all[p.hand], len(p.all)-1
		if seen.paid.After(now) {
			p.hand++
			continue
		}
		delete(p.byRecipient, seen.recipient)
		p.all[p.hand], p.all[last] = p.all[last], nil
		p.all = p.all[:last]
	}
	if len(p.all) == 0 {
		*p = pairs{} // a map does not shrink
	}
}

// pairRefused holds one recipient back. Its burst is used up.
func (n *pacedNumber) pairRefused(options *LimiterOptions, recipient string, stated time.Duration) {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	now := time.Now()
	known := n.pairs.of(recipient)
	wait := stated
	if !now.Before(known.settled) {
		if known.taken > 1 { // all but the latest were accepted
			known.refusals = 0
		}
		wait = max(stated, fourfold(firstPairWait, known.refusals, longestPairWait))
		known.refusals++
		known.taken = 0
	}
	if wait == 0 {
		return
	}
	wait = max(wait, time.Duration(spaced(options.PairInterval)))
	known.paid = later(known.paid, now.Add(wait+options.burst()))
	known.settled = later(known.settled, known.paid.Add(-options.burst()))
}
