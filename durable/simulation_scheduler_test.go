package durable

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"testing/synctest"
	"time"
)

// A scheduler runs goroutines one at a time. Each stops where it is about to
// touch what others do, in [scheduler.turn], and a seed decides which of them
// goes on. Time passes only when nobody can go on: so weeks pass at once, and
// the same seed does the same again.
type scheduler struct {
	random *rand.Rand
	began  time.Time
	step   int
	agenda []appointment // the next one first
	booked int
	tasks  int

	mutex   sync.Mutex // guards what follows
	parked  map[string]*parked
	arrived chan struct{}
	over    chan struct{}
	trace   []string
	failure string
}

// An appointment is what happens at a time.
type appointment struct {
	at     time.Time
	number int
	do     func()
}

// parked is a goroutine that waits for its turn.
type parked struct {
	process *simProcess // nil for what is outside of all
	resume  chan struct{}
}

func newScheduler(seed uint64) *scheduler {
	return &scheduler{
		random: rand.New(rand.NewPCG(seed, seed)), began: time.Now(),
		parked: make(map[string]*parked), arrived: make(chan struct{}, 1), over: make(chan struct{}),
	}
}

// later has something happen after a time.
func (s *scheduler) later(after time.Duration, do func()) {
	s.booked++
	added := appointment{at: time.Now().Add(after), number: s.booked, do: do}
	at, _ := slices.BinarySearchFunc(s.agenda, added, func(a, b appointment) int {
		if order := a.at.Compare(b.at); order != 0 {
			return order
		}
		return a.number - b.number
	})
	s.agenda = slices.Insert(s.agenda, at, added)
}

// due does what is due, and reports whether there was something.
func (s *scheduler) due() bool {
	if len(s.agenda) == 0 || s.agenda[0].at.After(time.Now()) {
		return false
	}
	next := s.agenda[0]
	s.agenda = s.agenda[1:]
	next.do()
	return true
}

// chance is true with a probability.
func (s *scheduler) chance(probability float64) bool { return s.random.Float64() < probability }

// between is a random time.
func (s *scheduler) between(least, most time.Duration) time.Duration {
	return least + time.Duration(s.random.Int64N(int64(most-least)+1))
}

type taskKey struct{}

func taskOf(ctx context.Context) string {
	name, _ := ctx.Value(taskKey{}).(string)
	return name
}

// spawn starts a goroutine, which waits for its turn first.
func (s *scheduler) spawn(ctx context.Context, process *simProcess, name string, do func(ctx context.Context)) {
	s.tasks++
	name = fmt.Sprintf("%s #%d", name, s.tasks)
	ctx = context.WithValue(ctx, taskKey{}, name)
	waiting := s.park(process, name+": start")
	go func() {
		s.await(waiting)
		if process == nil || !process.isDead() {
			do(ctx)
		}
	}()
}

// turn waits until the goroutine may go on. What has no task, or belongs to a
// process that is dead, does not wait.
func (s *scheduler) turn(ctx context.Context, process *simProcess, what string) {
	if task := taskOf(ctx); task != "" {
		s.await(s.park(process, task+": "+what))
	}
}

// park has a goroutine take part in the choice of who goes on. It returns nil
// for one of a process that is dead.
func (s *scheduler) park(process *simProcess, key string) *parked {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if process != nil && process.dead {
		return nil
	}
	if s.parked[key] != nil {
		panic("two goroutines are: " + key)
	}
	waiting := &parked{process: process, resume: make(chan struct{})}
	s.parked[key] = waiting
	select {
	case s.arrived <- struct{}{}:
	default:
	}
	return waiting
}

func (s *scheduler) await(waiting *parked) {
	if waiting == nil {
		return
	}
	var died chan struct{}
	if waiting.process != nil {
		died = waiting.process.died
	}
	select {
	case <-waiting.resume:
	case <-died:
	case <-s.over:
	}
}

// resumeOne has one goroutine go on, and reports whether there was one.
func (s *scheduler) resumeOne() bool {
	s.mutex.Lock()
	var keys []string
	for _, key := range slices.Sorted(maps.Keys(s.parked)) {
		switch process := s.parked[key].process; {
		case process == nil || !process.dead && !process.suspended:
			keys = append(keys, key)
		case process.dead:
			delete(s.parked, key)
		}
	}
	if len(keys) == 0 {
		s.mutex.Unlock()
		return false
	}
	key := keys[s.random.IntN(len(keys))]
	chosen := s.parked[key]
	delete(s.parked, key)
	s.mutex.Unlock()
	s.tell("%s", key)
	close(chosen.resume)
	return true
}

// sleep passes the time until somebody waits for a turn.
func (s *scheduler) sleep(most time.Duration) {
	timer := time.NewTimer(most)
	defer timer.Stop()
	select {
	case <-s.arrived:
	case <-timer.C:
	}
}

// settle waits until nobody is at work.
func (s *scheduler) settle() {
	synctest.Wait()
	select {
	case <-s.arrived:
	default:
	}
}

// tell adds a line to the trace.
func (s *scheduler) tell(format string, arguments ...any) {
	passed := time.Since(s.began)
	day := passed / (24 * time.Hour)
	rest := time.Time{}.Add(passed - day*24*time.Hour) //nolint:durationcheck // a number of days
	line := fmt.Sprintf("%6d day %2d %s %s", s.step, day, rest.Format("15:04:05.000"), fmt.Sprintf(format, arguments...))
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.trace = append(s.trace, line)
}

// broken notes the first promise that is broken.
func (s *scheduler) broken(format string, arguments ...any) {
	text := fmt.Sprintf(format, arguments...)
	s.tell("BROKEN: %s", text)
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.failure == "" {
		s.failure = text
	}
}

func (s *scheduler) isBroken() bool {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.failure != ""
}
