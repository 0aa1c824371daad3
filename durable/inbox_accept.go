package durable

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"github.com/wabakit/whatsapp/webhook"
)

// The states of an event.
const (
	eventPending = "pending"
	eventDone    = "done"
	eventDead    = "dead"
)

// An arrival is an event of a body that is to be stored.
type arrival struct {
	event webhook.Event
	key   string
	lane  laneName
}

// accept stores the events of a body. After an error, nothing is stored.
func (i *Inbox) accept(ctx context.Context, body []byte, received time.Time) error {
	began := time.Now()
	accepted := Accepted{}
	var stopped []Held
	notification, err := webhook.Parse(body)
	if err != nil {
		accepted.Malformed = true
		err = i.store.db.write(ctx, func(tx *transaction) error { return storeBody(ctx, tx, body, received, err) })
	} else {
		arrivals := arrivalsOf(notification)
		err = i.store.db.write(ctx, func(tx *transaction) error {
			accepted.Events, stopped, err = i.store.storeEvents(ctx, tx, arrivals, received)
			return err
		})
		accepted.Duplicates = len(arrivals) - accepted.Events
	}
	if err != nil {
		return wrap("storing a body", err)
	}
	accepted.Took = time.Since(began)
	observe(ctx, i.store.options.Observer.Accepted, accepted)
	i.store.tellHeld(ctx, stopped)
	return nil
}

func (s *Store) tellHeld(ctx context.Context, stopped []Held) {
	for _, held := range stopped {
		observe(ctx, s.options.Observer.Held, held)
	}
}

// arrivalsOf returns the events of a body, each once.
func arrivalsOf(notification *webhook.Notification) []arrival {
	var arrivals []arrival
	known := make(map[string]struct{})
	for event := range notification.Events() {
		key := indexed(event.Key())
		if _, again := known[key]; again {
			continue
		}
		known[key] = struct{}{}
		arrivals = append(arrivals, arrival{event: event, key: key, lane: inboxLane(event)})
	}
	return arrivals
}

// inboxLane is the conversation of an event, or what else keeps an order: the
// changes of one field of one account.
func inboxLane(event webhook.Event) laneName {
	name := webhook.ConversationKey(event)
	if name == "" {
		name = "account:" + event.EntryID() + ":" + event.Field()
	}
	return laneName{queue: inboxQueue, name: indexed(name)}
}

// storeBody keeps a body that does not parse.
func storeBody(ctx context.Context, tx *transaction, body []byte, received time.Time, reason error) error {
	sum := sha256.Sum256(body)
	_, err := tx.exec(ctx, `INSERT INTO whatsapp_events
		(event_key, lane_id, kind, body, state, error, happened_at, received_at, ended_at) VALUES (?, 0, '', ?, 'dead', ?, ?, ?, ?)
		ON CONFLICT (event_key) DO NOTHING`,
		bodyKey+hex.EncodeToString(sum[:]), body, errorText(reason), keep(received), keep(received), now())
	return err
}

// bodyKey begins the key of what is not an event, but a body.
const bodyKey = "body:"

// storeEvents stores the events that are new, wakes their conversations, and
// returns how many there were, and what their statuses have stopped.
func (s *Store) storeEvents(ctx context.Context, tx *transaction, arrivals []arrival, received time.Time) (stored int, stopped []Held, err error) {
	fresh, err := tx.unknownOf(ctx, arrivals)
	if err != nil || len(fresh) == 0 {
		return 0, nil, err
	}
	// Everybody takes the rows of lanes in one order, so that none waits for
	// another one that waits for it. The events of a lane stay in theirs.
	slices.SortStableFunc(fresh, func(a, b arrival) int { return strings.Compare(a.lane.name, b.lane.name) })
	var woken []*lane
	var statuses []*webhook.StatusEvent
	var current *lane
	for at, added := range fresh {
		if at == 0 || added.lane != fresh[at-1].lane {
			if current, err = tx.open(ctx, added.lane); err != nil {
				return 0, nil, err
			}
		}
		inserted, err := tx.insertEvent(ctx, added, current.id, received)
		if err != nil {
			return 0, nil, err
		}
		if !inserted {
			continue
		}
		stored++
		if len(woken) == 0 || woken[len(woken)-1] != current {
			woken = append(woken, current)
		}
		if status, ok := added.event.(*webhook.StatusEvent); ok {
			statuses = append(statuses, status)
		}
	}
	if err := s.wake(ctx, tx, inboxQueue, woken...); err != nil {
		return 0, nil, err
	}
	stopped, err = s.foldStatuses(ctx, tx, statuses)
	return stored, stopped, err
}

func (t *transaction) insertEvent(ctx context.Context, added arrival, laneID int64, received time.Time) (bool, error) {
	happened := added.event.Time()
	if happened.IsZero() {
		happened = received
	}
	inserted, err := t.exec(ctx, `INSERT INTO whatsapp_events
		(event_key, lane_id, kind, body, state, happened_at, received_at) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (event_key) DO NOTHING`,
		added.key, laneID, clean(added.event.Field()), bodyOf(added.event), eventPending, keep(happened), keep(received))
	return inserted > 0, err
}

// keysAtOnce is how many keys one query asks for.
const keysAtOnce = 500

// unknownOf returns the events that have not been stored.
func (t *transaction) unknownOf(ctx context.Context, arrivals []arrival) ([]arrival, error) {
	known := make(map[string]struct{})
	for some := range slices.Chunk(arrivals, keysAtOnce) {
		keys := make([]any, len(some))
		for i := range some {
			keys[i] = some[i].key
		}
		query := "SELECT event_key FROM whatsapp_events WHERE event_key IN (?" + strings.Repeat(", ?", len(keys)-1) + ")"
		err := t.each(ctx, query, keys, func(row *sql.Rows) error {
			var key string
			err := row.Scan(&key)
			known[key] = struct{}{}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return slices.DeleteFunc(slices.Clone(arrivals), func(a arrival) bool {
		_, is := known[a.key]
		return is
	}), nil
}
