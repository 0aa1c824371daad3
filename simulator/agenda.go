package simulator

import (
	"context"
	"slices"
	"sync"
	"time"
)

// agenda holds tasks for a time of the simulator's clock.
type agenda struct {
	tasks   []task // the first to fall due first
	changed chan struct{}
}

type task struct {
	due time.Time
	do  func(context.Context, *sync.WaitGroup)
}

// longestWait is how long a running simulator sleeps if nothing is to be done.
const longestWait = time.Hour

// wake has Run look at the agenda again.
func (a *agenda) wake() {
	select {
	case a.changed <- struct{}{}:
	default:
	}
}

func (a *agenda) clear() { a.tasks = nil }

// add adds a task behind those that fall due no later. The mutex must be held.
func (a *agenda) add(due time.Time, do func(context.Context, *sync.WaitGroup)) {
	at, _ := slices.BinarySearchFunc(a.tasks, due, func(t task, due time.Time) int {
		if t.due.After(due) {
			return 1
		}
		return -1
	})
	a.tasks = slices.Insert(a.tasks, at, task{due, do})
	a.wake()
}

// runDue runs the tasks that are due, without the mutex, and returns how long
// to wait for the next task.
func (s *Simulator) runDue(ctx context.Context, deliveries *sync.WaitGroup) time.Duration {
	for ctx.Err() == nil {
		s.mutex.Lock()
		if len(s.agenda.tasks) == 0 {
			s.mutex.Unlock()
			return longestWait
		}
		next := s.agenda.tasks[0]
		if wait := next.due.Sub(s.now()); wait > 0 {
			s.mutex.Unlock()
			return wait
		}
		s.agenda.tasks = slices.Delete(s.agenda.tasks, 0, 1)
		s.mutex.Unlock()
		next.do(ctx, deliveries)
	}
	return 0
}
