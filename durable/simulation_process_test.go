package durable

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/riverqueue/river"

	"github.com/wabakit/whatsapp"
)

// A simProcess is one life of a process: from when it opens the file until it
// stops or crashes. It does what River and the sweeper do in a real one.
type simProcess struct {
	world  *simWorld
	name   string
	place  int
	ctx    context.Context
	cancel context.CancelFunc
	died   chan struct{}

	store  *Store
	inbox  *Inbox
	outbox *Outbox

	// Guarded by the scheduler's mutex.
	dead        bool
	suspended   bool
	trouble     mishap
	fuse        int // statements until then
	untilCommit bool
	lasting     bool

	working   map[string]int // tickets, by queue
	taken     []simJob
	stopping  bool
	sweeping  bool
	nextSweep time.Time
	lastPrune time.Time
	greets    bool // it has to beat before anybody looks for the dead
}

// workers is how many tickets of a queue a process works on.
const workers = 3

// start opens the file as a new process does.
func (w *simWorld) start(place int) {
	w.lives++
	p := &simProcess{
		world: w, place: place, name: fmt.Sprintf("p%d.%d", place, w.lives), died: make(chan struct{}), working: map[string]int{},
	}
	p.ctx, p.cancel = context.WithCancel(context.Background())
	w.processes[place] = p
	w.spawn(p.ctx, p, p.name+" starts", func(ctx context.Context) {
		if err := p.open(ctx); err != nil {
			w.tell("%s: it does not start: %v", p.name, err)
			p.die("as it does not start")
		}
	})
}

func (p *simProcess) open(ctx context.Context) error {
	w := p.world
	db := &database{DB: sql.OpenDB(&simConnector{process: p, driver: w.driver, source: w.source}), dialect: sqliteDialect}
	w.opened = append(w.opened, db.DB)
	db.SetMaxOpenConns(1)
	db.group = &groupCommit{db: db}
	db.turn = func(ctx context.Context, what string) { w.turn(ctx, p, what) }
	options := Options{SkipMigration: true, DeadAfter: simDeadAfter, KeepMessages: w.plan.keepMessages}
	if err := options.complete(); err != nil {
		return err
	}
	store, err := newStore(ctx, db, options)
	if err != nil {
		return err
	}
	store.process.name = p.name
	client, err := whatsapp.NewClient("token", whatsapp.WithHTTPClient(&http.Client{Transport: &simNetwork{process: p}}))
	if err != nil {
		return err
	}
	config := OutboxConfig{Sender: client.Messages}
	if w.plan.limited {
		config.Limiter = &simLimiter{process: p}
	}
	outbox, err := store.NewOutbox(config)
	if err != nil {
		return err
	}
	inbox, err := store.NewInbox(InboxConfig{Webhook: simWebhook, Callback: p.callback, MaxAttempts: simAttempts})
	if err != nil {
		return err
	}
	if err := store.process.beat(ctx); err != nil {
		return err
	}
	w.mutex.Lock()
	defer w.mutex.Unlock()
	if !p.dead {
		p.store, p.inbox, p.outbox = store, inbox, outbox
	}
	return nil
}

// isUp reports whether the process takes requests.
func (p *simProcess) isUp() bool {
	p.world.mutex.Lock()
	defer p.world.mutex.Unlock()
	return p.store != nil && !p.dead && !p.suspended && !p.stopping
}

func (p *simProcess) isDead() bool {
	p.world.mutex.Lock()
	defer p.world.mutex.Unlock()
	return p.dead
}

// die ends the process at once: nothing that it still does has an effect.
func (p *simProcess) die(when string) {
	w := p.world
	w.mutex.Lock()
	if p.dead {
		w.mutex.Unlock()
		return
	}
	p.dead = true
	close(p.died)
	w.mutex.Unlock()
	w.tell("%s: ends %s", p.name, when)
	p.cancel()
	for _, job := range p.taken {
		w.makeAvailable(job, time.Hour) // River's rescuer
	}
	again := time.Second
	if w.faulty {
		w.crashes++
		again = w.between(0, time.Minute)
	}
	w.later(again, func() { w.start(p.place) })
}

// suspend has the process do nothing for a time, which it does not notice.
func (p *simProcess) suspend(d time.Duration) {
	w := p.world
	if p.suspended || p.dead {
		return
	}
	w.tell("%s: is suspended for %s", p.name, d)
	p.suspended = true
	w.later(d, func() {
		w.tell("%s: wakes", p.name)
		p.suspended = false
	})
}

// stop ends the process in an orderly way, as Store.Stop does.
func (p *simProcess) stop() {
	w := p.world
	if !p.isUp() {
		return
	}
	w.tell("%s: is to stop", p.name)
	p.stopping = true
	close(p.store.stopping)
	w.spawn(p.ctx, p, p.name+" stops", func(ctx context.Context) {
		for patience := 600; !p.isDead() && p.isBusy() && patience > 0; patience-- {
			time.Sleep(time.Second)
			w.turn(ctx, p, "stop")
		}
		if err := p.store.process.leave(ctx); err != nil && !p.isDead() {
			w.tell("%s: leaving: %v", p.name, err)
		}
		p.die("after a stop")
	})
}

func (p *simProcess) isBusy() bool { return p.working[inboxQueue]+p.working[outboxQueue] > 0 }

// A simJob is a ticket in River's table.
type simJob struct {
	id     int64
	queue  string
	ticket ticket
}

// employ has the processes take up what there is to do.
func (w *simWorld) employ() {
	for _, p := range w.processes {
		if p == nil || !p.isUp() {
			continue
		}
		if !p.sweeping && (p.greets || !w.greeting() && !time.Now().Before(p.nextSweep)) {
			p.sweeping = true
			w.spawn(p.ctx, p, p.name+" sweeps", p.sweep)
		}
	}
	for _, job := range w.availableJobs() {
		var able []*simProcess
		for _, p := range w.processes {
			if p != nil && p.isUp() && p.working[job.queue] < workers {
				able = append(able, p)
			}
		}
		if len(able) == 0 || w.chance(0.3) {
			continue
		}
		first := w.random.IntN(len(able))
		able[first].take(job)
		if w.faulty && w.chance(0.03) {
			w.tell("ticket %d is handed out twice", job.id)
			able[(first+1)%len(able)].take(job)
		}
	}
}

func (w *simWorld) greeting() bool {
	return slices.ContainsFunc(w.processes, func(p *simProcess) bool { return p != nil && p.isUp() && p.greets })
}

// availableJobs returns the tickets that River would hand out next.
func (w *simWorld) availableJobs() []simJob {
	if !w.jobsChanged {
		return w.jobs
	}
	w.jobsChanged = false
	w.jobs = w.jobs[:0]
	w.query(`SELECT id, json(args), queue FROM river_job WHERE state = 'available' ORDER BY priority, scheduled_at, id LIMIT 8`, func(row *sql.Rows) error {
		var job simJob
		var args []byte
		if err := row.Scan(&job.id, &args, &job.queue); err != nil {
			return err
		}
		w.jobs = append(w.jobs, job)
		return json.Unmarshal(args, &w.jobs[len(w.jobs)-1].ticket)
	})
	return w.jobs
}

// take works on a ticket as River's producer does, which has marked it before
// anybody works on it: of a process that ends in between, it is not lost, but
// rescued.
func (p *simProcess) take(job simJob) {
	w := p.world
	w.execute("UPDATE river_job SET state = 'running' WHERE id = ?", job.id)
	w.jobsChanged = true
	var q queue = p.inbox
	if job.queue == outboxQueue {
		q = p.outbox
	}
	p.working[job.queue]++
	p.taken = append(p.taken, job)
	w.spawn(p.ctx, p, fmt.Sprintf("%s %s lane %d", p.name, job.queue, job.ticket.Lane), func(ctx context.Context) {
		err := p.store.work(ctx, q, job.ticket)
		w.turn(ctx, p, "completes")
		if p.isDead() {
			return
		}
		p.working[job.queue]--
		p.taken = slices.DeleteFunc(p.taken, func(t simJob) bool { return t == job })
		w.complete(p, job, err)
	})
}

// complete records what came of a ticket in River's table, as River does: in
// one statement, with the time of the next try, and only if the ticket is still
// at work. It may have been rescued meanwhile, and be somebody else's.
func (w *simWorld) complete(p *simProcess, job simJob, err error) {
	w.jobsChanged = true
	if w.faulty && w.chance(0.02) {
		w.tell("%s: ticket %d runs twice", p.name, job.id)
		err = river.JobSnooze(0)
	}
	if _, snoozed := errors.AsType[*river.JobSnoozeError](err); snoozed {
		w.execute("UPDATE river_job SET state = 'available' WHERE id = ? AND state = 'running'", job.id)
		return
	}
	if err == nil {
		w.execute("DELETE FROM river_job WHERE id = ? AND state = 'running'", job.id)
		return
	}
	w.failures[job.id]++
	w.tell("%s: ticket %d has failed: %v", p.name, job.id, err)
	// The wait of laneWorker.NextRetry.
	wait := min(time.Duration(w.failures[job.id])*time.Second, longestRetry)
	if w.failures[job.id] >= river.MaxAttemptsDefault {
		w.execute("DELETE FROM river_job WHERE id = ? AND state = 'running'", job.id)
		return
	}
	w.execute("UPDATE river_job SET state = 'retryable', scheduled_at = ? WHERE id = ? AND state = 'running'",
		time.Now().Add(wait).UTC().Format("2006-01-02 15:04:05.000"), job.id)
	w.makeAvailable(job, wait)
}

func (w *simWorld) makeAvailable(job simJob, after time.Duration) {
	w.later(after, func() {
		w.execute("UPDATE river_job SET state = 'available' WHERE id = ? AND state IN ('running', 'retryable')", job.id)
		w.jobsChanged = true
	})
}

// sweep does the chores of the sweeper once.
func (p *simProcess) sweep(ctx context.Context) {
	s, w := p.store, p.world
	chores := []func(context.Context) error{s.process.beat}
	if !p.greets {
		// What would find nothing is left out: it would take most of the time.
		due, busy := w.nextDue()
		if !due.IsZero() && !due.After(time.Now()) {
			chores = append(chores, s.promote)
		}
		if busy && w.chance(0.4) {
			chores = append(chores, s.recover)
		}
		if time.Since(p.lastPrune) >= time.Hour {
			p.lastPrune = time.Now()
			chores = append(chores, s.prune)
		}
		defer func() { p.nextSweep = time.Now().Add(simDeadAfter / 5) }()
	}
	for _, chore := range chores {
		if err := chore(ctx); err != nil && !p.isDead() {
			w.tell("%s: sweeping: %v", p.name, err)
		}
	}
	p.sweeping, p.greets = false, false
}
