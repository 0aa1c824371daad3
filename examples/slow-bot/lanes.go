package main

import (
	"sync"

	"github.com/wabakit/whatsapp/webhook"
)

// lanes run events: those of one conversation one after the other, in the order
// in which they were added, and those of several at the same time.
type lanes struct {
	places chan struct{} // of the events that run
	most   int           // events that may wait

	mutex   sync.Mutex
	waiting map[string][]task // by conversation
	count   int
	running sync.WaitGroup
}

type task struct {
	event webhook.Event
	run   func(webhook.Event)
}

func newLanes(running, waiting int) *lanes {
	return &lanes{places: make(chan struct{}, running), most: waiting, waiting: map[string][]task{}}
}

// add has all of the events run, or none: it reports false while as many wait
// as may. A body is taken as a whole, so there may be one body more.
func (l *lanes) add(events []webhook.Event, run func(webhook.Event)) bool {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if l.count >= l.most {
		return false
	}
	l.count += len(events)
	for _, event := range events {
		conversation := webhook.ConversationKey(event)
		queue, active := l.waiting[conversation]
		l.waiting[conversation] = append(queue, task{event, run})
		if !active {
			l.running.Go(func() { l.drain(conversation) })
		}
	}
	return true
}

// drain runs the events of a conversation until none waits.
func (l *lanes) drain(conversation string) {
	for next, ok := l.next(conversation); ok; next, ok = l.next(conversation) {
		l.places <- struct{}{}
		next.run(next.event)
		<-l.places
	}
}

func (l *lanes) next(conversation string) (task, bool) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	queue := l.waiting[conversation]
	if len(queue) == 0 {
		delete(l.waiting, conversation)
		return task{}, false
	}
	l.waiting[conversation] = queue[1:]
	l.count--
	return queue[0], true
}

// wait returns when every event has run.
func (l *lanes) wait() { l.running.Wait() }
