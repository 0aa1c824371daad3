package durable

import (
	"context"
	"crypto/rand"
	"database/sql"
	"maps"
	"slices"
	"sync"
	"time"
)

// A process is this one, as the others know it: it beats, and whose beat does
// not change for [Options.DeadAfter] is dead. Each process measures that by its
// own clock, so the clocks need not agree and may jump.
type process struct {
	db      *database
	beating *database // where it beats

	mutex sync.Mutex
	name  string
	beats int64
	seen  map[string]heard
	asked time.Time // when the beats were read last
}

// beatsPerLife is how often a process beats in [Options.DeadAfter].
const beatsPerLife = 5

// heard is the last beat of another process, and since when it has not changed.
type heard struct {
	beat  int64
	since time.Time
}

func newProcess(db *database) *process {
	p := &process{db: db, beating: db, name: rand.Text(), seen: make(map[string]heard)}
	if db != nil && db.beating != nil {
		p.beating = db.beating
	}
	return p
}

func (p *process) id() string {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return p.name
}

func (p *process) is(owner string) bool { return owner == p.id() }

// beat tells the others that this process lives. Whom they have taken for dead
// gets another name: they have taken its lanes.
func (p *process) beat(ctx context.Context) error {
	p.mutex.Lock()
	p.beats++
	name, beats := p.name, p.beats
	p.mutex.Unlock()
	known := int64(0)
	err := p.beating.write(ctx, func(tx *transaction) (err error) {
		known, err = tx.exec(ctx, "UPDATE whatsapp_processes SET beat = ? WHERE id = ?", beats, name)
		return err
	})
	if err != nil || known > 0 {
		return err
	}
	if beats > 1 {
		name = rand.Text()
	}
	err = p.beating.write(ctx, func(tx *transaction) error {
		_, err := tx.exec(ctx, "INSERT INTO whatsapp_processes (id, beat) VALUES (?, ?)", name, beats)
		return err
	})
	if err != nil {
		return err
	}
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.name = name // no lane has an owner whom the others do not know
	return nil
}

// leave tells the others not to wait.
func (p *process) leave(ctx context.Context) error {
	return p.db.write(ctx, func(tx *transaction) error {
		_, err := tx.exec(ctx, "DELETE FROM whatsapp_processes WHERE id = ?", p.id())
		return err
	})
}

// bury takes out the processes that have been silent for longer than the time.
func (p *process) bury(ctx context.Context, after time.Duration) error {
	beats := make(map[string]int64)
	err := p.db.each(ctx, "SELECT id, beat FROM whatsapp_processes", nil, func(row *sql.Rows) error {
		var id string
		var beat int64
		err := row.Scan(&id, &beat)
		beats[id] = beat
		return err
	})
	if err != nil {
		return err
	}
	overdue := p.silent(beats, after)
	for _, id := range slices.Sorted(maps.Keys(overdue)) { // in an order that a simulation can repeat
		err := p.db.write(ctx, func(tx *transaction) error {
			_, err := tx.exec(ctx, "DELETE FROM whatsapp_processes WHERE id = ? AND beat = ?", id, overdue[id])
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// silent notes the beats, and returns those that are overdue.
func (p *process) silent(beats map[string]int64, after time.Duration) map[string]int64 {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	overdue := make(map[string]int64)
	unheard := time.Since(p.asked) - 2*after/beatsPerLife
	p.asked = time.Now()
	for id, last := range p.seen {
		if _, known := beats[id]; !known {
			delete(p.seen, id)
			continue
		}
		// While this process could not read, nothing says that another was
		// silent: the database may have been away for all of them.
		if unheard > 0 {
			p.seen[id] = heard{beat: last.beat, since: last.since.Add(unheard)}
		}
	}
	for id, beat := range beats {
		last, known := p.seen[id]
		switch {
		case id == p.name:
		case !known || last.beat != beat:
			p.seen[id] = heard{beat: beat, since: time.Now()}
		case time.Since(last.since) > after:
			overdue[id] = beat
		}
	}
	return overdue
}
