package whatsapp

import (
	"cmp"
	"container/heap"
	"time"
)

// A lane holds the messages to one recipient, by their places in the batch.
// They go out one after the other.
type lane struct {
	queue    []int
	refusals int       // pair-rate throttles in a row
	readyAt  time.Time // when a throttled recipient may get the next message
}

// lanes is a heap of the lanes that have nothing on its way.
type lanes struct {
	list   []*lane
	before func(a, b *lane) int
}

func byIndex(a, b *lane) int { return cmp.Compare(a.queue[0], b.queue[0]) }
func byTime(a, b *lane) int  { return a.readyAt.Compare(b.readyAt) }

// Len, Less, Swap, Push and Pop are for container/heap.
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

// fillLanes sorts the messages that are left to send by their recipients.
func (b *batch) fillLanes() {
	byRecipient := map[string]*lane{}
	for i, message := range b.messages {
		if b.results[i].State != BatchNotSent {
			continue
		}
		recipient := cmp.Or(address(message.To, message.RecipientType), message.Recipient)
		if byRecipient[recipient] == nil {
			byRecipient[recipient] = &lane{}
		}
		byRecipient[recipient].queue = append(byRecipient[recipient].queue, i)
	}
	for _, filled := range byRecipient {
		b.ready.add(filled)
	}
}

// wake moves the lanes whose wait is over to those that are ready.
func (b *batch) wake(now time.Time) {
	for b.waiting.Len() > 0 && !b.waiting.list[0].readyAt.After(now) {
		b.ready.add(b.waiting.take())
	}
}

// release puts a lane back, unless it is empty.
func (b *batch) release(done *lane) {
	switch {
	case len(done.queue) == 0:
	case done.readyAt.After(time.Now()):
		b.waiting.add(done)
	default:
		b.ready.add(done)
	}
}
