package durable

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/riverqueue/river"
)

// Defaults of [Options].
const (
	DefaultPollInterval = 50 * time.Millisecond
	DefaultDeadAfter    = 10 * time.Second
	DefaultKeep         = 14 * 24 * time.Hour
	// MinKeep is how long events are remembered at least, because Meta delivers
	// an event again for seven days.
	MinKeep = 8 * 24 * time.Hour
)

// Options say how a store works. The zero value of every field is a sensible
// choice.
type Options struct {
	// PollInterval is how often the database is asked for work,
	// [DefaultPollInterval] if zero. Half of it is what an event waits on
	// average.
	PollInterval time.Duration

	// DeadAfter is how long a process may be silent before the others take it
	// for dead and go on with its work, [DefaultDeadAfter] if zero. They look
	// every fifth of it, so they notice within 1.4 times that, 14 seconds by
	// default. A process that was only suspended notices, and does no more of
	// that work.
	DeadAfter time.Duration

	// KeepEvents and KeepMessages are how long events and messages are kept
	// after they have ended, [DefaultKeep] if zero. Events are kept for
	// [MinKeep] at least. Dead letters and messages with an unknown outcome are
	// kept until somebody decides about them.
	KeepEvents, KeepMessages time.Duration

	// SkipMigration has Open fail with [ErrNotMigrated] where it would change
	// tables.
	SkipMigration bool

	// Observer watches, for metrics.
	Observer Observer

	// Logger is told of what goes wrong and is tried again. Nil logs nothing.
	Logger *slog.Logger
}

func (o *Options) complete() error {
	for _, given := range []time.Duration{o.PollInterval, o.DeadAfter, o.KeepEvents, o.KeepMessages} {
		if given < 0 {
			return fmt.Errorf("durable: invalid duration %s in Options; want one that is not negative", given)
		}
	}
	orDefault(&o.PollInterval, DefaultPollInterval)
	orDefault(&o.DeadAfter, DefaultDeadAfter)
	orDefault(&o.KeepEvents, DefaultKeep)
	orDefault(&o.KeepMessages, DefaultKeep)
	o.KeepEvents = max(o.KeepEvents, MinKeep)
	if o.Logger == nil {
		o.Logger = discardLogger()
	}
	return nil
}

func orDefault[T ~int | ~int64](value *T, otherwise T) {
	if *value == 0 {
		*value = otherwise
	}
}

// A Store is a database with an inbox and an outbox in it. It is safe for
// concurrent use.
type Store struct {
	db       *database
	options  Options
	process  *process
	inserter *river.Client[*sql.Tx]
	running  laneSet

	mutex    sync.Mutex
	inbox    *Inbox
	outbox   *Outbox
	started  atomic.Bool
	worker   *river.Client[*sql.Tx]
	stopping chan struct{}
	endSweep context.CancelFunc
	sweeping sync.WaitGroup
}

// Open opens the database, creates its tables or brings them up to date, and
// returns the store in it. The source is the name of a file, for SQLite, or a
// URL such as postgres://user@host/database. Nothing is worked on before
// [Store.Start].
//
// A file of SQLite is for one machine, and best for one process: it is created
// if it is not there, and must be on a local disk. Any number of processes may
// share a database of PostgreSQL.
func Open(ctx context.Context, source string, options Options) (*Store, error) {
	if err := options.complete(); err != nil {
		return nil, err
	}
	db, err := openDatabase(source)
	if err != nil {
		return nil, err
	}
	store, err := newStore(ctx, db, options)
	if err != nil {
		db.Close()
		return nil, err
	}
	return store, nil
}

func newStore(ctx context.Context, db *database, options Options) (*Store, error) {
	prepare := db.migrate
	if options.SkipMigration {
		prepare = db.checkMigrated
	}
	if err := prepare(ctx); err != nil {
		return nil, err
	}
	s := &Store{db: db, options: options, process: newProcess(db), stopping: make(chan struct{})}
	var err error
	s.inserter, err = s.newRiver(nil, nil)
	return s, err
}

// DB returns the database, to begin the transactions that [Outbox.EnqueueTx]
// takes. With SQLite it has one connection: while a transaction is open,
// everything else waits for it, so inside of one use only its own methods and
// those of this package that take it.
func (s *Store) DB() *sql.DB { return s.db.DB }

// Close closes the database. Call [Store.Stop] first.
func (s *Store) Close() error { return s.db.Close() }

// ErrStarted means that the store has been started already: an inbox or an
// outbox has to be made before, and a store is started once.
var ErrStarted = errors.New("durable: the store has been started")

// Start begins to work on what the inbox and the outbox of the store have, in
// the background, until [Store.Stop] is called. The context is for the start
// alone; its values reach the callbacks.
func (s *Store) Start(ctx context.Context) error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.started.Load() {
		return ErrStarted
	}
	if err := s.process.beat(ctx); err != nil {
		return fmt.Errorf("durable: %w", err)
	}
	queues, workers := map[string]river.QueueConfig{}, river.NewWorkers()
	if s.inbox != nil && s.inbox.config.Callback != nil {
		queues[inboxQueue] = river.QueueConfig{MaxWorkers: s.inbox.config.Workers}
		river.AddWorker(workers, &laneWorker[inboxTicket]{run: s.runner(s.inbox), of: func(t inboxTicket) ticket { return t.ticket }})
	}
	if s.outbox != nil && s.outbox.config.Sender != nil {
		queues[outboxQueue] = river.QueueConfig{MaxWorkers: s.outbox.config.Workers}
		river.AddWorker(workers, &laneWorker[outboxTicket]{run: s.runner(s.outbox), of: func(t outboxTicket) ticket { return t.ticket }})
	}
	background := context.WithoutCancel(ctx)
	if len(queues) > 0 {
		worker, err := s.newRiver(queues, workers)
		if err != nil {
			return err
		}
		if err := worker.Start(background); err != nil {
			return fmt.Errorf("durable: %w", err)
		}
		s.worker = worker
	}
	s.started.Store(true)
	sweeping, end := context.WithCancel(background)
	s.endSweep = end
	s.sweep(sweeping)
	return nil
}

func (s *Store) runner(q queue) func(ctx context.Context, t ticket) error {
	return func(ctx context.Context, t ticket) error { return s.work(ctx, q, t) }
}

// Stop ends the work in an orderly way: nothing more is begun, the callbacks
// and the messages that are on their way end, and what came of them is
// recorded, so that no outcome is unknown. What is left waits for the next
// start.
//
// When the context ends first, the rest is cancelled: callbacks run again at
// the next start, and messages whose answer had not arrived become unknown.
func (s *Store) Stop(ctx context.Context) error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if !s.started.Load() {
		return nil
	}
	if !s.isStopping() {
		close(s.stopping)
	}
	var err error
	if s.worker != nil {
		if err = s.worker.Stop(ctx); err != nil {
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*lastPatience)
			defer cancel()
			err = errors.Join(err, s.worker.StopAndCancel(last))
		}
	}
	s.endSweep() // it has beaten until now
	s.sweeping.Wait()
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastPatience)
	defer cancel()
	return errors.Join(err, s.process.leave(last))
}

func (s *Store) isStopping() bool {
	select {
	case <-s.stopping:
		return true
	default:
		return false
	}
}
