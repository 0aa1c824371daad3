package durable

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
)

// The names of the queues, in River's too.
const (
	inboxQueue  = "whatsapp_inbox"
	outboxQueue = "whatsapp_outbox"
)

// The priorities of jobs. What answers somebody goes before a campaign.
const (
	priorityFirst = 1
	priorityBulk  = 3
)

// completedJobs is how long River keeps a job that is done in a file: the
// tables of this package say what became of it. In PostgreSQL it is River's own
// default, since the program may have other jobs there.
const completedJobs = 15 * time.Minute

// A ticket is the job of River that works on a lane. It is good once: the lane
// has the epoch of its newest ticket, and an older one finds nothing to do. So
// a ticket may be lost, run twice or run late without harm.
type ticket struct {
	Lane  int64 `json:"lane"`
	Epoch int64 `json:"epoch"`
}

type inboxTicket struct{ ticket }

func (inboxTicket) Kind() string { return inboxQueue }

type outboxTicket struct{ ticket }

func (outboxTicket) Kind() string { return outboxQueue }

func ticketFor(queue string, t ticket) river.JobArgs {
	if queue == inboxQueue {
		return inboxTicket{t}
	}
	return outboxTicket{t}
}

func (d *database) riverDriver() riverdriver.Driver[*sql.Tx] {
	if d.dialect == postgresDialect {
		return riverdatabasesql.New(d.DB)
	}
	return sqliteRiverDriver(d.DB)
}

// newRiver returns the client of River for the queues that have workers.
func (s *Store) newRiver(queues map[string]river.QueueConfig, workers *river.Workers) (*river.Client[*sql.Tx], error) {
	config := &river.Config{
		Logger:              slog.New(warnings{s.options.Logger.Handler()}),
		JobTimeout:          -1, // a callback takes as long as it takes
		FetchPollInterval:   s.options.PollInterval,
		FetchCooldown:       min(s.options.PollInterval, river.FetchCooldownDefault),
		PollOnly:            true, // database/sql cannot listen
		SkipUnknownJobCheck: true, // another process may have the workers
	}
	if s.db.dialect == sqliteDialect {
		config.CompletedJobRetentionPeriod = completedJobs
	}
	if len(queues) > 0 {
		config.Queues, config.Workers = queues, workers
	}
	client, err := river.NewClient(s.db.riverDriver(), config)
	if err != nil {
		return nil, fmt.Errorf("durable: %w", err)
	}
	return client, nil
}

// A laneWorker runs tickets.
type laneWorker[T river.JobArgs] struct {
	river.WorkerDefaults[T]

	run func(ctx context.Context, t ticket) error
	of  func(args T) ticket
}

func (w *laneWorker[T]) Work(ctx context.Context, job *river.Job[T]) error {
	return w.run(ctx, w.of(job.Args))
}

// longestRetry bounds the wait for the next try of a ticket.
const longestRetry = 30 * time.Second

// NextRetry has a ticket that failed tried again soon. What failed is the
// database, so waiting for hours, as River does, would help nobody.
func (w *laneWorker[T]) NextRetry(job *river.Job[T]) time.Time {
	return time.Now().Add(min(time.Duration(job.Attempt)*time.Second, longestRetry))
}

// issue gives each lane a ticket. Their epochs have just been raised.
func (s *Store) issue(ctx context.Context, tx *transaction, queue string, priority int, tickets ...ticket) error {
	if len(tickets) == 0 {
		return nil
	}
	jobs := make([]river.InsertManyParams, len(tickets))
	for i, t := range tickets {
		jobs[i] = river.InsertManyParams{
			Args: ticketFor(queue, t), InsertOpts: &river.InsertOpts{Queue: queue, Priority: priority},
		}
	}
	inserted, err := s.inserter.InsertManyTx(tx.within(ctx), tx.Tx, jobs)
	if err != nil {
		return fmt.Errorf("inserting jobs: %w", err)
	}
	for i, t := range tickets {
		if _, err := tx.exec(ctx, "UPDATE whatsapp_lanes SET job_id = ? WHERE id = ? AND epoch = ?", inserted[i].Job.ID, t.Lane, t.Epoch); err != nil {
			return err
		}
	}
	return nil
}

// warnings leaves out what River tells of its ordinary life.
type warnings struct{ slog.Handler }

func (w warnings) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && w.Handler.Enabled(ctx, level)
}

func (w warnings) WithAttrs(attrs []slog.Attr) slog.Handler {
	return warnings{w.Handler.WithAttrs(attrs)}
}
func (w warnings) WithGroup(name string) slog.Handler { return warnings{w.Handler.WithGroup(name)} }

func discardLogger() *slog.Logger { return slog.New(slog.DiscardHandler) }
