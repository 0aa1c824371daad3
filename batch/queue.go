package batch

import (
	"cmp"
	"container/heap"
	"time"
)

// A lane holds the messages to one recipient, by their positions in the batch.
// They are sent one at a time.
type lane struct {
	next, last int       // the first and the last message left
	refusals   int       // consecutive refusals of the first one
	readyAt    time.Time // when a throttled recipient may get the next message
}

// none follows the last message of a lane.
const none = -1

// lanes is a heap of the lanes that have no message in flight.
type lanes struct {
	list   []*lane
	before func(a, b *lane) int
}

func byIndex(a, b *lane) int { return cmp.Compare(a.next, b.next) }
func byTime(a, b *lane) int  { return a.readyAt.Compare(b.readyAt) }

// Len, Less, Swap, Push and Pop implement heap.Interface.
func (l *lanes) Len() int           { return len(l.list) }
func (l *lanes) Less(i, j int) bool { return l.before(l.list[i], l.list[j]) < 0 }
func (l *lanes) Swap(i, j int)      { l.list[i], l.list[j] = l.list[j], l.list[i] }
func (l *lanes) Push(added any)     { l.list = append(l.list, added.(*lane)) }
func (l *lanes) Pop() any {
	last := l.list[len(l.list)-1]
	l.list = l.list[:len(l.list)-1]
	return last
}

func (l *lanes) add(added *lane) { heap.Push(l, added) }
func (l *lanes) take() *lane     { return heap.Pop(l).(*lane) }

// fillLanes groups the messages left to send by recipient.
func (r *run) fillLanes() {
	r.after = make([]int, len(r.messages))
	all := make([]lane, 0, len(r.messages)) // never reallocated, so pointers to its lanes stay valid
	byRecipient := make(map[string]*lane, len(r.messages))
	now := time.Now()
	for i := range r.messages {
		result := &r.results[i]
		if result.State != StateNotSent || result.NotBefore.Sub(now) > longestPairWait {
			continue
		}
		r.after[i] = none
		recipient := r.messages[i].Address()
		filled := byRecipient[recipient]
		if filled == nil {
			all = append(all, lane{next: i, last: i})
			filled = &all[len(all)-1]
			byRecipient[recipient] = filled
		} else {
			r.after[filled.last], filled.last = i, i
		}
		if result.NotBefore.After(filled.readyAt) {
			filled.readyAt = result.NotBefore
		}
	}
	for i := range all {
		r.release(&all[i], now)
	}
}

// wake moves the lanes whose wait is over to the ready ones.
func (r *run) wake(now time.Time) {
	for r.waiting.Len() > 0 && !r.waiting.list[0].readyAt.After(now) {
		r.ready.add(r.waiting.take())
	}
}

// release puts a lane back, unless it is empty.
func (r *run) release(done *lane, now time.Time) {
	switch {
	case done.next == none:
	case done.readyAt.After(now):
		r.waiting.add(done)
	default:
		r.ready.add(done)
	}
}

// drop removes the first message of a lane.
func (r *run) drop(from *lane) {
	from.next = r.after[from.next]
	from.refusals = 0
}
