package durable

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/riverqueue/river"
)

// A queue is what differs between the inbox and the outbox.
type queue interface {
	name() string
	// prepare is called where next asks for it, outside of a transaction, and
	// may take its time.
	prepare(ctx context.Context, laneID int64) (prepared, error)
	// next claims the next piece of work of a lane that the run holds. Where
	// that has to be prepared and is not, it only tells that there is some.
	next(ctx context.Context, tx *transaction, l *lane, ready *prepared) (found, error)
}

// prepared is what came of a preparation.
type prepared struct {
	until time.Time // when work on the lane may go on; zero for now
	place *place    // of a message, if there is a limiter
	// note, if it is set, is recorded together with the wait.
	note func(ctx context.Context, tx *transaction) error
}

// found is what a queue has to do in a lane.
type found struct {
	job   job
	more  bool      // there is work, to be prepared first
	later time.Time // without either: when there will be, zero if that is not known
}

// A job is one event or one message that was claimed.
type job interface {
	// do carries the job out, outside of any transaction. It never panics.
	do(ctx context.Context)
	// finish records what came of it. It runs again when its transaction fails.
	// l is nil if the lane was lost to another process meanwhile.
	finish(ctx context.Context, tx *transaction, l *lane) error
	// finished is called once that is safe.
	finished(ctx context.Context)
}

// After these, a lane goes to the end of the line, so that one conversation
// does not keep a worker for itself.
const (
	turnJobs = 50
	turnTime = 30 * time.Second
)

// A run is one ticket at work.
type run struct {
	store  *Store
	queue  queue
	ticket ticket
	jobs   int
	since  time.Time
}

// work is what a ticket does. An error has River try the same ticket again.
func (s *Store) work(ctx context.Context, q queue, t ticket) error {
	if !s.occupy(ctx, t.Lane) {
		return river.JobSnooze(0) // an older ticket of the lane is still at work
	}
	defer s.running.remove(t.Lane)
	r := &run{store: s, queue: q, ticket: t, since: time.Now()}
	current, more, err := r.begin(ctx)
	for err == nil && (current != nil || more) {
		if current == nil {
			current, more, err = r.proceed(ctx)
			continue
		}
		current.do(ctx)
		current, more, err = r.record(ctx, current)
	}
	return err
}

// occupy reports whether the lane was free within the time that an older ticket
// takes to end that has let go of it.
func (s *Store) occupy(ctx context.Context, lane int64) bool {
	for wait := time.Millisecond; !s.running.add(lane); wait *= 2 {
		if wait > time.Second || !pause(ctx, wait) {
			return false
		}
		s.db.takeTurn(ctx, "lane")
	}
	return true
}

// begin takes the lane.
func (r *run) begin(ctx context.Context) (current job, more bool, err error) {
	if r.store.isStopping() {
		return nil, false, river.JobSnooze(0) // for another process
	}
	err = r.store.db.write(ctx, func(tx *transaction) error {
		current, more = nil, false
		l, err := r.own(ctx, tx)
		if err != nil || l == nil {
			return err
		}
		work, err := r.queue.next(ctx, tx, l, nil)
		if err != nil {
			return err
		}
		current, more = work.job, work.more
		return r.settle(ctx, tx, l, work)
	})
	return current, more, err
}

// proceed prepares and claims.
func (r *run) proceed(ctx context.Context) (current job, more bool, err error) {
	ready, err := r.queue.prepare(ctx, r.ticket.Lane)
	if err != nil {
		return nil, false, err
	}
	over := r.isOver()
	err = r.store.db.write(ctx, func(tx *transaction) error {
		current, more = nil, false
		l, err := r.own(ctx, tx)
		switch {
		case err != nil || l == nil:
			return err
		case !ready.until.IsZero(): // also where the store stops: the wait is the lane's
			return ready.wait(ctx, tx, l)
		case over:
			return r.store.ready(ctx, tx, r.queue.name(), priorityFirst, l)
		}
		work, err := r.queue.next(ctx, tx, l, &ready)
		if err != nil {
			return err
		}
		current, more = work.job, work.more
		return r.settle(ctx, tx, l, work)
	})
	return current, more, err
}

// wait has the lane wait.
func (p *prepared) wait(ctx context.Context, tx *transaction, l *lane) error {
	if p.note != nil {
		if err := p.note(ctx, tx); err != nil {
			return err
		}
	}
	l.holdUntil(p.until)
	return l.wait(ctx, tx, keep(p.until))
}

// record records the job that has been done, and looks for the next one.
func (r *run) record(ctx context.Context, done job) (current job, more bool, err error) {
	r.jobs++
	over := r.isOver()
	once := func(ctx context.Context) error {
		return r.store.db.write(ctx, func(tx *transaction) error {
			current, more = nil, false
			l, err := r.own(ctx, tx)
			if err != nil {
				return err
			}
			if err := done.finish(ctx, tx, l); err != nil || l == nil {
				return err
			}
			if over {
				return r.store.ready(ctx, tx, r.queue.name(), priorityFirst, l)
			}
			work, err := r.queue.next(ctx, tx, l, nil)
			if err != nil {
				return err
			}
			current, more = work.job, work.more
			return r.settle(ctx, tx, l, work)
		})
	}
	err = r.store.patiently(ctx, func(ctx context.Context) error {
		err := once(ctx)
		if failed, ok := errors.AsType[*unfinishedError](err); ok {
			failed.judge(ctx)
			err = once(ctx)
		}
		return err
	})
	if err == nil {
		done.finished(ctx)
	}
	return current, more, err
}

// own returns the lane if it is the run's: nil if it was given to another
// ticket.
func (r *run) own(ctx context.Context, tx *transaction) (*lane, error) {
	l, err := tx.lock(ctx, r.ticket.Lane)
	if err != nil || l == nil || l.epoch != r.ticket.Epoch {
		return nil, err
	}
	mine := l.state == laneRunning && r.store.process.is(l.owner)
	if l.state != laneReady && !mine {
		return nil, nil
	}
	return l, nil
}

// settle leaves the lane running if there is work, and lets go of it if not.
func (r *run) settle(ctx context.Context, tx *transaction, l *lane, work found) error {
	switch {
	case work.job != nil || work.more:
		if l.state == laneRunning {
			return nil
		}
		l.state, l.owner = laneRunning, r.store.process.id()
		return l.save(ctx, tx)
	case work.later.IsZero():
		return l.rest(ctx, tx)
	}
	return l.wait(ctx, tx, keep(work.later))
}

// isOver reports whether the lane has to make room for others.
func (r *run) isOver() bool {
	return r.jobs >= turnJobs || r.store.isStopping() || time.Since(r.since) > turnTime
}

// What has been done is recorded however long the database is away, because
// nobody else knows. When the work is cancelled, little time is left.
const (
	firstPause   = 100 * time.Millisecond
	longestPause = 5 * time.Second
	lastPatience = 5 * time.Second
	// refusedTries is how often something is recorded that the database refuses
	// although it is there.
	refusedTries = 10
	// longestTry is for a connection that has gone silent.
	longestTry = time.Minute
)

func (s *Store) patiently(ctx context.Context, record func(ctx context.Context) error) error {
	patient, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(lastPatience, cancel) })
	defer stop()
	refused := 0
	for wait := firstPause; ; wait = min(2*wait, longestPause) {
		err := limited(patient, longestTry, record)
		if err == nil {
			return nil
		}
		if !isOutage(err) {
			if refused++; refused == refusedTries {
				return err
			}
		}
		s.options.Logger.ErrorContext(patient, "durable: recording what was done; trying again", "error", err)
		if !pause(patient, wait) {
			return err
		}
	}
}

// limited calls a function that may take so long.
func limited(ctx context.Context, longest time.Duration, do func(ctx context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	return do(ctx)
}

// A laneSet holds the lanes that this process works on.
type laneSet struct {
	mutex sync.Mutex
	lanes map[int64]struct{}
}

func (s *laneSet) add(lane int64) bool {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if _, known := s.lanes[lane]; known {
		return false
	}
	if s.lanes == nil {
		s.lanes = make(map[int64]struct{})
	}
	s.lanes[lane] = struct{}{}
	return true
}

func (s *laneSet) remove(lane int64) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	delete(s.lanes, lane)
}

func (s *laneSet) has(lane int64) bool {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	_, known := s.lanes[lane]
	return known
}
