package durable

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

const (
	simSecret    = "0123456789abcdef0123456789abcdef"
	simDeadAfter = time.Minute
	simAttempts  = 4
	// simSteps is more than any seed takes.
	simSteps = 400_000
	// simRest is how long everything may take to come to rest once nothing
	// fails any more.
	simRest = 10 * 24 * time.Hour
)

var simWebhook = webhook.Config{AppSecrets: []string{simSecret}, VerifyToken: "verify"}

// A simPlan is what a seed has chosen for the whole of it.
type simPlan struct {
	lasts        time.Duration
	processes    int
	users        int
	bursts       int
	keepMessages time.Duration
	limited      bool
	crashes      float64 // a step
	trouble      float64 // a step
	jumps        float64 // a burst
}

// A simWorld is a seed at work: some processes on one database, Graph, Meta's
// webhooks, users, and somebody who looks after it all.
type simWorld struct {
	*scheduler

	t      *testing.T
	plan   simPlan
	driver driver.Driver
	source string
	admin  *sql.DB
	asked  map[string]*sql.Stmt // of admin
	errors sqliteErrors
	opened []*sql.DB
	graph  *graphtest.Server
	hooks  *graphtest.Webhooks

	processes   []*simProcess // by place
	lives       int
	faulty      bool
	calmSince   time.Time
	jobs        []simJob
	jobsChanged bool
	changed     bool
	failures    map[int64]int // of tickets
	model

	numbers   []string
	labels    int
	campaigns []string
	crashes   int
	troubles  int
}

// emptyFile is a database with its tables, which each seed gets a copy of.
func emptyFile(t *testing.T) []byte {
	t.Helper()
	file := filepath.Join(t.TempDir(), "empty.db")
	if err := Migrate(t.Context(), file); err != nil {
		t.Skipf("there is no SQLite: %v", err)
	}
	db, err := sql.Open("sqlite", file)
	require.NoError(t, err)
	for _, statement := range simLog {
		_, err = db.ExecContext(t.Context(), statement)
		require.NoError(t, err)
	}
	_, err = db.ExecContext(t.Context(), "PRAGMA wal_checkpoint(TRUNCATE)")
	require.NoError(t, err)
	require.NoError(t, db.Close())
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	return content
}

// newWorld makes the world of a seed. The file has been written.
func newWorld(t *testing.T, seed uint64, file string, provoked sqliteErrors) *simWorld {
	t.Helper()
	w := &simWorld{
		scheduler: newScheduler(seed), t: t, errors: provoked, faulty: true, jobsChanged: true, changed: true,
		source:   file + "?_pragma=journal_mode(WAL)&_pragma=synchronous(OFF)&_txlock=immediate",
		failures: map[int64]int{}, model: newModel(), asked: map[string]*sql.Stmt{},
	}
	var err error
	w.admin, err = sql.Open("sqlite", w.source)
	require.NoError(t, err)
	w.admin.SetMaxOpenConns(1)
	w.driver = w.admin.Driver()
	day := 24 * time.Hour
	w.plan = simPlan{
		lasts: w.between(7*day, 28*day), processes: 1 + w.random.IntN(3), users: 2 + w.random.IntN(3),
		bursts: 6 + w.random.IntN(8), keepMessages: 30 * day, limited: w.chance(0.4),
		crashes: 0.01 * w.random.Float64(), trouble: 0.015 * w.random.Float64(), jumps: 0.5 * w.random.Float64(),
	}
	if w.chance(0.5) {
		w.plan.keepMessages = w.between(2*day, 5*day)
	}
	w.graph = graphtest.New(graphtest.WithHistory(0))
	w.numbers = []string{graphtest.PhoneNumberID, w.graph.AddPhoneNumber(graphtest.WABAID, graphtest.PhoneNumber{})}
	w.hooks = w.graph.Webhooks(http.HandlerFunc(w.serveHTTP), simSecret, graphtest.WithRedelivery(), graphtest.WithStatuses())
	w.graph.Observe(graphtest.Observer{Sent: w.sent})
	w.processes = make([]*simProcess, w.plan.processes)
	w.tell("seed %d: %+v", seed, w.plan)
	return w
}

// run lets the seed's time pass, then has everything come to rest.
func (w *simWorld) run() {
	for place := range w.processes {
		w.start(place)
	}
	w.schedule()
	w.later(w.plan.lasts, w.calm)
	for !w.isBroken() {
		w.settle()
		w.observe()
		if w.step++; w.step > simSteps {
			w.broken("it does not come to rest within %d steps", simSteps)
		}
		if !w.calmSince.IsZero() && time.Since(w.calmSince) > simRest {
			w.broken("it does not come to rest within %s: %s", simRest, w.unrest())
		}
		if w.isBroken() || w.due() {
			continue
		}
		w.employ()
		if w.harm() {
			continue // whose process has ended gets out of the way
		}
		if !w.resumeOne() && !w.advance() {
			break
		}
	}
	if !w.isBroken() {
		w.account()
	}
}

// end ends everything, so that the bubble can.
func (w *simWorld) end() {
	w.faulty = false
	close(w.over)
	for _, p := range w.processes {
		if p != nil {
			p.die("with the test")
		}
	}
	w.agenda = nil
	time.Sleep(time.Hour)
	for _, db := range w.opened {
		db.Close()
	}
	for _, statement := range w.asked {
		statement.Close()
	}
	w.admin.Close()
}

// advance lets time pass until something happens, and reports whether anything
// ever will.
func (w *simWorld) advance() bool {
	var next time.Time
	sooner := func(at time.Time) {
		if next.IsZero() || at.Before(next) {
			next = at
		}
	}
	if len(w.agenda) > 0 {
		sooner(w.agenda[0].at)
	}
	at, busy := w.nextDue()
	if at.After(time.Now()) {
		sooner(at)
	}
	if busy {
		for _, p := range w.processes {
			if p != nil && p.isUp() && !p.sweeping {
				sooner(p.nextSweep)
			}
		}
		sooner(time.Now().Add(simDeadAfter))
	}
	if next.IsZero() {
		return false
	}
	wait := max(time.Until(next), time.Millisecond)
	w.sleep(wait)
	if !busy && wait > simDeadAfter/2 {
		for _, p := range w.processes {
			if p != nil && p.isUp() {
				p.greets = true
			}
		}
	}
	return true
}

// nextDue returns when a lane is due, and whether there is something to do now.
func (w *simWorld) nextDue() (at time.Time, busy bool) {
	var due sql.NullInt64
	var jobs, lanes, names int
	w.row(`SELECT
		(SELECT MIN(due) FROM (SELECT l.due_at AS due FROM whatsapp_lanes l WHERE l.state = 'waiting' AND l.queue = 'whatsapp_inbox'
			UNION ALL SELECT MAX(l.due_at, CASE WHEN n.hold <> '' THEN n.held_until ELSE 0 END) FROM whatsapp_lanes l
			JOIN whatsapp_numbers n ON n.number = l.number
			WHERE l.state = 'waiting' AND l.queue = 'whatsapp_outbox' AND NOT (n.hold <> '' AND n.held_until = 0))),
		(SELECT COUNT(*) FROM river_job WHERE state = 'available'),
		(SELECT COUNT(*) FROM whatsapp_lanes WHERE state IN ('ready', 'running')),
		(SELECT COUNT(*) FROM whatsapp_processes)`, &due, &jobs, &lanes, &names)
	up := 0
	for _, p := range w.processes {
		if p != nil && !p.isDead() {
			up++
			busy = busy || p.isBusy() || p.sweeping
		}
	}
	if due.Valid {
		at = time.UnixMicro(due.Int64)
		busy = busy || !at.After(time.Now())
	}
	return at, busy || jobs+lanes > 0 || names > up
}

// unrest says what is left to do.
func (w *simWorld) unrest() string {
	text := ""
	w.query(`SELECT 'message ' || callback_data || ' ' || state || ' in lane ' || lane_id FROM whatsapp_messages WHERE state IN ('queued', 'sending')
		UNION ALL SELECT 'event ' || event_key || ' in lane ' || lane_id FROM whatsapp_events WHERE state = 'pending'
		UNION ALL SELECT 'lane ' || id || ' ' || state || ' of ' || owner FROM whatsapp_lanes WHERE state <> 'idle'
		UNION ALL SELECT 'job ' || id || ' ' || state FROM river_job`, func(row *sql.Rows) error {
		var line string
		err := row.Scan(&line)
		text += line + "; "
		return err
	})
	return text
}

// harm has something go wrong, now and then.
func (w *simWorld) harm() bool {
	switch {
	case !w.faulty:
	case w.chance(w.plan.crashes):
		w.crashSome()
		return true
	case w.chance(w.plan.trouble):
		w.troubleSome()
	}
	return false
}

func (w *simWorld) anyProcess() *simProcess {
	p := w.processes[w.random.IntN(len(w.processes))]
	if p == nil || !p.isUp() {
		return nil
	}
	return p
}

func (w *simWorld) crashSome() {
	p := w.anyProcess()
	if p == nil {
		return
	}
	switch at := w.random.IntN(10); {
	case at < 3:
		p.die("between statements")
	case at < 5:
		p.inTrouble(crashBefore, false)
	case at < 7:
		p.inTrouble(crashAfter, false)
	case at < 8:
		p.suspend(w.between(time.Second, 5*simDeadAfter))
	case at < 9:
		p.stop()
	default:
		w.tell("%s: its work is cut short", p.name)
		p.cancel()
		p.stop()
	}
}

func (w *simWorld) troubleSome() {
	p := w.anyProcess()
	if p == nil {
		return
	}
	w.troubles++
	kinds := []mishap{busy, full, takenBack, odd, badConn, lostAnswer}
	p.inTrouble(kinds[w.random.IntN(len(kinds))], w.chance(0.15))
}

// inTrouble has one of the next statements of the process meet with something,
// or every statement for a time.
func (p *simProcess) inTrouble(what mishap, lasting bool) {
	w := p.world
	p.trouble, p.fuse, p.untilCommit, p.lasting = what, w.random.IntN(30), w.chance(0.3), lasting
	if lasting {
		w.tell("%s: for a time %s everything", p.name, mishaps[what])
		p.fuse, p.untilCommit = 0, false
		w.later(w.between(time.Second, 2*time.Minute), func() { p.trouble = none })
	}
}

// calm ends all that goes wrong.
func (w *simWorld) calm() {
	w.tell("nothing goes wrong from here on")
	w.faulty, w.calmSince = false, time.Now()
	for _, p := range w.processes {
		p.trouble = none
	}
	w.lookAfter()
}

func (w *simWorld) committed() { w.changed, w.jobsChanged = true, true }

// jump moves the clock of all processes: what they have stored becomes older or
// younger.
func (w *simWorld) jump(by time.Duration) {
	w.tell("the clock jumps by %s", by)
	for table, columns := range simTimes {
		for _, column := range columns {
			w.execute(fmt.Sprintf("UPDATE %s SET %s = %s - ? WHERE %s > 0", table, column, column, column), by.Microseconds())
		}
	}
}

var simTimes = map[string][]string{
	"whatsapp_lanes":     {"due_at", "not_before"},
	"whatsapp_events":    {"happened_at", "received_at", "ended_at"},
	"whatsapp_messages":  {"due_at", "expires_at", "created_at", "changed_at"},
	"whatsapp_numbers":   {"held_at", "held_until"},
	"whatsapp_campaigns": {"created_at", "changed_at"},
}

// What follows is done besides all processes.

func (w *simWorld) statement(query string) *sql.Stmt {
	if known := w.asked[query]; known != nil {
		return known
	}
	prepared, err := w.admin.PrepareContext(context.Background(), query)
	if err != nil {
		panic(err)
	}
	w.asked[query] = prepared
	return prepared
}

func (w *simWorld) execute(query string, arguments ...any) {
	if _, err := w.statement(query).ExecContext(context.Background(), arguments...); err != nil { //nolint:sqlclosecheck // the world keeps it
		w.broken("%s: %v", brief(query), err)
	}
}

func (w *simWorld) row(query string, into ...any) {
	if err := w.statement(query).QueryRowContext(context.Background()).Scan(into...); err != nil { //nolint:sqlclosecheck // the world keeps it
		w.broken("%s: %v", brief(query), err)
	}
}

func (w *simWorld) query(query string, read func(row *sql.Rows) error, arguments ...any) {
	err := eachRow(read)(w.statement(query).QueryContext(context.Background(), arguments...)) //nolint:rowserrcheck,sqlclosecheck // eachRow checks, and the world keeps the statement
	if err != nil {
		w.broken("%s: %v", brief(query), err)
	}
}

func (w *simWorld) someCampaign() string { return w.campaigns[w.random.IntN(len(w.campaigns))] }

func (w *simWorld) users() []string {
	users := make([]string, w.plan.users)
	for i := range users {
		users[i] = fmt.Sprintf("1555010%04d", i)
	}
	return slices.Clip(users)
}
