package graphtest

import (
	"maps"
	"net/http"
	"time"
)

// rates records what the limits need to know of sent messages.
type rates struct {
	latest map[string][]time.Time // by phone number, oldest first
	paid   map[pair]time.Time     // when the messages of a pair are paid for
	most   int                    // number of pairs that triggers a sweep
}

// minSweep keeps a small number of pairs from being swept repeatedly.
const minSweep = 100

// pair is a business phone number and a user.
type pair struct{ sender, user string }

func newRates() rates {
	return rates{latest: map[string][]time.Time{}, paid: map[pair]time.Time{}}
}

// checkRates rejects a message that exceeds a limit, or counts it. A rejected
// message counts for neither limit.
func (c *call) checkRates(message Sent) *failure {
	limits, known := c.server.config, &c.graph.rates
	latest := known.latest[message.PhoneNumberID]
	if limits.throughput > 0 {
		latest = latest[max(0, len(latest)-limits.throughput):]
		if len(latest) == limits.throughput && message.At.Sub(latest[0]) < time.Second {
			return throttled(130429)
		}
		latest = append(latest, message.At)
	}
	if limits.pairGap > 0 && message.RecipientType != group {
		user := pair{message.PhoneNumberID, recipientKey(orElse(message.To, message.Recipient))}
		paid := known.paid[user]
		if paid.Before(message.At) {
			paid = message.At
		}
		paid = paid.Add(limits.pairGap)
		if paid.Sub(message.At) > time.Duration(limits.pairBurst)*limits.pairGap {
			return throttled(131056)
		}
		known.paid[user] = paid
		known.sweep(message.At)
	}
	known.latest[message.PhoneNumberID] = latest
	return nil
}

// sweep removes the pairs whose messages are paid for, which does not change
// what they may send. It runs when there are twice as many pairs as were left
// the last time.
func (r *rates) sweep(now time.Time) {
	if len(r.paid) <= r.most {
		return
	}
	maps.DeleteFunc(r.paid, func(_ pair, paid time.Time) bool { return !paid.After(now) })
	r.most = 2*len(r.paid) + minSweep
}

// throttled returns the reply to a request that comes too soon, with the HTTP
// status that Graph uses for throttling.
func throttled(code int) *failure {
	return &failure{http.StatusBadRequest, throttleError(code)}
}
