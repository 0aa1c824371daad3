package main

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/wabakit/whatsapp/durable"
)

// A ledger is what was asked of the processes, and what Graph has seen of them:
// what the database must agree with.
type ledger struct {
	mutex     sync.Mutex
	events    map[string]event // by their ids
	malformed int
	enqueued  map[string]enqueued // by their keys
	attempts  []attempt           // in the order in which they arrived
	statuses  map[string]durable.State
	wrong     []string
	counts    map[string]int // for the table

	troubles []trouble
}

// A trouble is when processes were suspended, or had lost the database.
type trouble struct{ began, ended time.Time }

// An event is a message of a user that was acknowledged.
type event struct {
	kind, user string
	number     int
}

// isPoison reports whether it can only become a dead letter.
func (e event) isPoison() bool {
	switch e.kind {
	case kindError, kindPanic, kindPermanent, kindLethal:
		return true
	}
	return false
}

// enqueued is a message whose storing was acknowledged.
type enqueued struct {
	id string // empty if it is not known
	// source has enqueued it, as its message of this number.
	source string
	number int
}

// What Graph did with an attempt.
const (
	attemptAccepted = "accepted"
	attemptLost     = "accepted, and the answer was lost"
	attemptDropped  = "dropped before Graph had it"
	attemptRefused  = "refused"
	attemptOther    = "another refusal"
)

// An attempt is a request to send a message, as Graph saw it.
type attempt struct {
	token, to, text string
	outcome         string
	at              time.Time
}

func (a attempt) wasAccepted() bool { return a.outcome == attemptAccepted || a.outcome == attemptLost }

func newLedger() *ledger {
	return &ledger{
		events: map[string]event{}, enqueued: map[string]enqueued{}, statuses: map[string]durable.State{}, counts: map[string]int{},
	}
}

func (l *ledger) count(name string) { l.add(name, 1) }

func (l *ledger) add(name string, more int) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.counts[name] += more
}

func (l *ledger) counted(name string) int {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.counts[name]
}

func (l *ledger) complain(format string, arguments ...any) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.wrong = append(l.wrong, fmt.Sprintf(format, arguments...))
}

func (l *ledger) acknowledged(id string, e event) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.events[id] = e
}

func (l *ledger) stored(key string, e enqueued) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	known, again := l.enqueued[key]
	if again && known.id != "" && e.id != "" && known.id != e.id {
		l.wrong = append(l.wrong, fmt.Sprintf("the message with the key %q has two ids: %s and %s", key, known.id, e.id))
	}
	l.enqueued[key] = e
}

func (l *ledger) attempted(a attempt) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.attempts = append(l.attempts, a)
}

// troubled notes a trouble that has just ended.
func (l *ledger) troubled(began time.Time) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.troubles = append(l.troubles, trouble{began, time.Now()})
}

func (l *ledger) willBecome(token string, state durable.State) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.statuses[token] = state
}

// sentSince counts the attempts from one place in the ledger to its end.
func (l *ledger) sentSince(place int) (accepted, refused, end int) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	for _, a := range l.attempts[place:] {
		switch {
		case a.wasAccepted():
			accepted++
		case a.outcome == attemptRefused:
			refused++
		}
	}
	return accepted, refused, len(l.attempts)
}

// tokenOf returns the outbox's id of a message from its callback data.
func tokenOf(callbackData string) string {
	parts := strings.Split(callbackData, ".")
	if len(parts) != 3 {
		return callbackData
	}
	return parts[1]
}
