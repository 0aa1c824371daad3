package durable

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

// A simNetwork is what is between a process and Graph.
type simNetwork struct{ process *simProcess }

func (n *simNetwork) RoundTrip(r *http.Request) (*http.Response, error) {
	p := n.process
	w := p.world
	w.turn(r.Context(), p, "asks Graph")
	if p.isDead() {
		return nil, errCrashed
	}
	fault, name, slow := w.networkFault()
	if name != "" {
		w.tell("%s: %s", taskOf(r.Context()), name)
	}
	if slow > 0 {
		time.Sleep(slow)
		w.turn(r.Context(), p, "asks Graph late")
		if p.isDead() {
			return nil, errCrashed
		}
	}
	answer, err := w.graph.Client().Transport.RoundTrip(r.WithContext(graphtest.WithFault(r.Context(), fault)))
	w.turn(r.Context(), p, "has the answer")
	if p.isDead() {
		if err == nil {
			answer.Body.Close()
		}
		return nil, errCrashed
	}
	return answer, err
}

// refusals are codes that Graph refuses a message with, and how likely they
// are.
var refusals = []struct {
	code, weight int
}{{130429, 6}, {131056, 6}, {131049, 4}, {132015, 2}, {131048, 1}, {131026, 4}, {100, 1}, {2494100, 1}, {131000, 2}, {190, 1}, {131208, 1}}

// networkFault chooses what befalls a request.
func (w *simWorld) networkFault() (fault graphtest.Fault, name string, slow time.Duration) {
	if !w.faulty || w.chance(0.6) {
		return fault, "", 0
	}
	if w.chance(0.2) {
		slow = w.between(time.Millisecond, 40*time.Second)
	}
	switch w.random.IntN(12) {
	case 0:
		return graphtest.DropAfter(), "Graph's answer is lost", slow
	case 1:
		return graphtest.DropBefore(), "the connection breaks", slow
	case 2:
		return graphtest.Refused(), "no connection", slow
	case 3:
		return graphtest.Transient(), "Graph has trouble", slow
	case 4:
		return graphtest.HTMLError(http.StatusServiceUnavailable), "a proxy is in the way", slow
	case 5:
		return graphtest.Truncated(20), "Graph's answer is cut off", slow
	case 6:
		return graphtest.Unavailable200(), "Graph answers with a text", slow
	case 7:
		return fault, "Graph is slow", slow
	}
	total := 0
	for _, refusal := range refusals {
		total += refusal.weight
	}
	at := w.random.IntN(total)
	for _, refusal := range refusals {
		if at -= refusal.weight; at < 0 {
			return graphtest.GraphError(http.StatusBadRequest, graphtest.Error{Code: refusal.code, Message: "refused"}), fmt.Sprintf("Graph refuses with %d", refusal.code), slow
		}
	}
	return fault, "", slow
}

// A simLimiter gives places at random.
type simLimiter struct{ process *simProcess }

func (l *simLimiter) Reserve(ctx context.Context, _ whatsapp.MessageRoute, _ time.Duration) (whatsapp.Reservation, error) {
	w := l.process.world
	w.turn(ctx, l.process, "asks the limiter")
	if l.process.isDead() {
		return whatsapp.Reservation{}, errCrashed
	}
	switch at := w.random.IntN(20); {
	case !w.faulty:
	case at == 0:
		return whatsapp.Reservation{}, errors.New("the limiter is away")
	case at == 1:
		return whatsapp.Reservation{Pair: true, Wait: w.between(time.Second, time.Minute)}, nil
	case at < 5:
		return whatsapp.Reservation{Wait: w.between(0, furthestPlace)}, nil
	case at < 10:
		return whatsapp.Reservation{Taken: true, Wait: w.between(0, furthestPlace)}, nil
	}
	return whatsapp.Reservation{Taken: true}, nil
}

func (l *simLimiter) Refused(context.Context, whatsapp.MessageRoute, error) {}
