package batch

import (
	"cmp"
	"container/heap"
	"time"
)

// An item is a message that was read and whose result is not known yet.
type item struct {
	message   any // a pointer to it
	recipient string
	digest    digest
	result    Result // so far
	doubted   bool   // an attempt was refused, but not by Graph
	placed    bool   // the limiter has given it a place
	next      *item  // the next message to the same recipient
}

func newItem(index int, message any) *item {
	return &item{message: message, result: Result{Index: index, State: StateNotSent}}
}

// A lane holds the messages to one recipient. They are sent one at a time. It
// exists for as long as it has a message.
type lane struct {
	recipient   string
	first, last *item
	refusals    int       // consecutive refusals of the first one
	readyAt     time.Time // when a throttled recipient may get the next message
}

// lanes is a heap of the lanes that have no message in flight.
type lanes struct {
	list   []*lane
	before func(a, b *lane) int
}

func byIndex(a, b *lane) int { return cmp.Compare(a.first.result.Index, b.first.result.Index) }
func byTime(a, b *lane) int  { return a.readyAt.Compare(b.readyAt) }

// Len, Less, Swap, Push and Pop implement heap.Interface.
func (l *lanes) Len() int           { return len(l.list) }
func (l *lanes) Less(i, j int) bool { return l.before(l.list[i], l.list[j]) < 0 }
func (l *lanes) Swap(i, j int)      { l.list[i], l.list[j] = l.list[j], l.list[i] }
func (l *lanes) Push(added any)     { l.list = append(l.list, added.(*lane)) }
func (l *lanes) Pop() any {
	end := len(l.list) - 1
	last := l.list[end]
	l.list[end] = nil
	l.list = l.list[:end]
	return last
}

func (l *lanes) add(added *lane) { heap.Push(l, added) }
func (l *lanes) take() *lane     { return heap.Pop(l).(*lane) }

// admit puts messages into their lanes until one may be sent.
func (r *run) admit(now time.Time) {
	for r.ready.Len() == 0 {
		next := r.nextRead()
		if next == nil {
			return
		}
		r.enqueue(next, now)
	}
}

// nextRead returns the next message, or nil if there is none yet.
func (r *run) nextRead() *item {
	switch {
	case r.pull != nil:
		return r.nextPulled()
	case len(r.fed) == 0:
		return nil
	}
	next := r.fed[0]
	r.fed[0] = nil
	r.fed = r.fed[1:]
	r.makeRoom()
	return next
}

func (r *run) nextPulled() (next *item) {
	defer func() {
		if value := recover(); value != nil {
			r.throw(panicAgain("taking up a message", value))
		}
		if next == nil {
			r.pull = nil
		}
	}()
	if pulled := r.pull(); pulled != nil {
		pulled.recipient = r.carrier.address(pulled.message)
		next = pulled
	}
	return next
}

// enqueue puts a message into the lane of its recipient.
func (r *run) enqueue(added *item, now time.Time) {
	if first, left := r.left[added.recipient]; left {
		r.leaveBehind(added, first)
		return
	}
	if known := r.byRecipient[added.recipient]; known != nil {
		known.last.next, known.last = added, added
		return
	}
	made := &lane{recipient: added.recipient, first: added, last: added, readyAt: added.result.NotBefore}
	r.byRecipient[added.recipient] = made
	r.release(made, now)
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
	case done.first == nil:
		delete(r.byRecipient, done.recipient)
	case done.readyAt.After(now):
		r.waiting.add(done)
	default:
		r.ready.add(done)
	}
}

// drop removes the first message of a lane.
func (from *lane) drop() {
	from.refusals = 0
	if from.first = from.first.next; from.first != nil {
		from.readyAt = later(from.readyAt, from.first.result.NotBefore)
	}
}
