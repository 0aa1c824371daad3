package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/wabakit/whatsapp/durable"
)

// stored is what the database has at the end.
type stored struct {
	messages  []*durable.Message // in the order in which they were stored
	letters   []string           // the ids of the events that are dead letters
	malformed int                // dead letters that are bodies
	effects   map[string]int     // of events, by their ids
	pending   int                // events that are neither done nor dead
}

// An audit holds what is stored to what has happened.
type audit struct {
	*ledger
	stored

	accepted map[string]int // by the outbox's ids
	found    []string
}

// newAudit is for when nothing happens any more.
func newAudit(l *ledger, kept stored) *audit {
	a := &audit{ledger: l, stored: kept, accepted: map[string]int{}}
	for _, made := range l.attempts {
		if made.wasAccepted() {
			a.accepted[made.token]++
		}
	}
	return a
}

func (a *audit) find(format string, arguments ...any) {
	a.found = append(a.found, fmt.Sprintf(format, arguments...))
}

// run returns what is wrong.
func (a *audit) run() []string {
	a.found = slices.Clone(a.wrong)
	a.checkMessages()
	a.checkEvents()
	a.checkLetters()
	a.checkOrder()
	return a.found
}

// checkMessages accounts for every message, both ways.
func (a *audit) checkMessages() {
	byText, byToken := map[string]int{}, map[string]bool{}
	for _, m := range a.messages {
		byText[m.CallbackData]++
		byToken[m.ID] = true
		a.checkState(m)
		_, asked := a.enqueued[m.CallbackData]
		_, reply := a.events[strings.TrimPrefix(m.CallbackData, replyPrefix)]
		if !asked && !reply {
			a.find("nobody asked for message %q", m.CallbackData)
		}
	}
	for key := range a.enqueued {
		if byText[key] != 1 {
			a.find("there are %d messages with the key %q", byText[key], key)
		}
	}
	texts := map[string]int{}
	for _, made := range a.attempts {
		if made.wasAccepted() {
			texts[made.text]++
		}
	}
	for text, times := range texts {
		if times > 1 {
			a.find("Graph has accepted %q %d times", text, times)
		}
	}
	for token := range a.accepted {
		if !byToken[token] {
			a.find("Graph has accepted message %s, and the outbox does not have it", token)
		}
	}
}

// checkState looks at one message. All of its statuses have been delivered.
func (a *audit) checkState(m *durable.Message) {
	times, want := a.accepted[m.ID], a.statuses[m.ID]
	switch m.State {
	case durable.StateUnknown:
		if times > 0 {
			a.find("message %q is unknown, and its statuses say %s", m.CallbackData, want)
		}
	case durable.StateSent, durable.StateDelivered, durable.StateRead, durable.StateFailed:
		if times == 0 || m.State != want {
			a.find("message %q is %s (%s), Graph has accepted it %d times, and its statuses say %q", m.CallbackData, m.State, m.Reason, times, want)
		}
	default:
		a.find("message %q is still %s (%s), and Graph has accepted it %d times", m.CallbackData, m.State, m.Reason, times)
	}
}

// checkEvents looks whether each event that was acknowledged had its effects
// once, or none if it cannot have any.
func (a *audit) checkEvents() {
	if a.pending > 0 {
		a.find("%d events are neither done nor dead letters", a.pending)
	}
	replies := map[string]int{}
	for _, m := range a.messages {
		if id, is := strings.CutPrefix(m.CallbackData, replyPrefix); is {
			replies[id]++
		}
	}
	for id, e := range a.events {
		want := 1
		if e.isPoison() {
			want = 0
		}
		if a.effects[id] != want || replies[id] != want {
			a.find("event %s (%s) has had %d effects and %d replies; want %d", id, e.kind, a.effects[id], replies[id], want)
		}
	}
}

// checkLetters compares the dead letters with the events that must become one.
func (a *audit) checkLetters() {
	dead := map[string]int{}
	for _, id := range a.letters {
		dead[id]++
		if !a.events[id].isPoison() {
			a.find("event %s (%s) is a dead letter", id, a.events[id].kind)
		}
	}
	for id, e := range a.events {
		if e.isPoison() && dead[id] != 1 {
			a.find("event %s (%s) is %d dead letters", id, e.kind, dead[id])
		}
	}
	if a.stored.malformed != a.ledger.malformed {
		a.find("%d bodies that do not parse are dead letters; want %d", a.stored.malformed, a.ledger.malformed)
	}
}

// afterTrouble is how long after a trouble a request can arrive that had begun
// before.
const afterTrouble = 5 * time.Second

// checkOrder looks whether each recipient got the messages in the order in
// which they were stored, and each user the replies in the order of what the
// user had written. Campaigns are paused, so that each has an order of its own.
func (a *audit) checkOrder() {
	place, campaign := map[string]int{}, map[string]string{}
	for i, m := range a.messages {
		place[m.ID], campaign[m.ID] = i, m.Campaign
	}
	type line struct{ to, campaign string }
	latest, numbers := map[line]attempt{}, map[line]int{}
	for _, made := range a.attempts {
		if !made.wasAccepted() || a.isLate(made.at) {
			continue
		}
		at := line{made.to, campaign[made.token]}
		before, some := latest[at]
		if some && place[before.token] > place[made.token] {
			a.find("%s got %q after %q", made.to, made.text, before.text)
		}
		latest[at] = made
		// The number is after the point: of a reply, that of the message.
		if _, text, ok := strings.Cut(made.text, "."); ok && at.campaign == "" {
			number, err := strconv.Atoi(text)
			if last, some := numbers[at]; err == nil && some && number <= last {
				a.find("%s got %q after number %d", made.to, made.text, last)
			}
			numbers[at] = number
		}
	}
}

// isLate reports whether a message may have been on its way in a process that
// was suspended, or had lost the database: when others take it for dead, they
// go on with the next message. That may be so before the trouble has ended: one
// process has lost the database, and sends what it had begun.
func (a *audit) isLate(at time.Time) bool {
	return slices.ContainsFunc(a.troubles, func(t trouble) bool {
		return at.After(t.began) && at.Before(t.ended.Add(afterTrouble))
	})
}
