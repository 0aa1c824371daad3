package durable

import (
	"database/sql"
	"maps"
	"slices"

	"github.com/wabakit/whatsapp/webhook"
)

// simLog has the database itself note every change of an event or a message,
// and what callbacks do in their transactions.
var simLog = []string{
	`CREATE TABLE sim_effects (id INTEGER PRIMARY KEY AUTOINCREMENT, event_key TEXT NOT NULL)`,
	`CREATE TABLE sim_log (seq INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT, row BIGINT, lane BIGINT, name TEXT, was TEXT, became TEXT,
		attempts BIGINT, wait BIGINT, note TEXT, token TEXT, campaign BIGINT)`,
	`CREATE TRIGGER sim_message_new AFTER INSERT ON whatsapp_messages BEGIN
		INSERT INTO sim_log (kind, row, lane, name, was, became, attempts, wait, note, token, campaign) VALUES
		('message', NEW.id, NEW.lane_id, NEW.callback_data, '', NEW.state, NEW.attempts, NEW.due_at - NEW.changed_at,
			COALESCE((SELECT 'its campaign is ' || state FROM whatsapp_campaigns WHERE id = NEW.campaign_id AND state <> 'running'), ''),
			NEW.token, NEW.campaign_id); END`,
	`CREATE TRIGGER sim_message_changed AFTER UPDATE OF state, attempts ON whatsapp_messages
		WHEN OLD.state <> NEW.state OR OLD.attempts <> NEW.attempts BEGIN
		INSERT INTO sim_log (kind, row, lane, name, was, became, attempts, wait, note, token, campaign) VALUES
		('message', NEW.id, NEW.lane_id, NEW.callback_data, OLD.state, NEW.state, NEW.attempts, NEW.due_at - NEW.changed_at,
			COALESCE((SELECT 'its campaign is ' || state FROM whatsapp_campaigns WHERE id = NEW.campaign_id AND state <> 'running'), '')
			|| COALESCE((SELECT 'its number is held' FROM whatsapp_numbers WHERE number = NEW.number AND hold <> ''
				AND (held_until = 0 OR held_until > NEW.changed_at)), ''), NEW.token, NEW.campaign_id); END`,
	`CREATE TRIGGER sim_message_gone AFTER DELETE ON whatsapp_messages BEGIN
		INSERT INTO sim_log (kind, row, lane, name, was, became, attempts, wait, note, token, campaign) VALUES
		('message', OLD.id, OLD.lane_id, OLD.callback_data, OLD.state, '', OLD.attempts, 0, '', OLD.token, OLD.campaign_id); END`,
	`CREATE TRIGGER sim_event_new AFTER INSERT ON whatsapp_events BEGIN
		INSERT INTO sim_log (kind, row, lane, name, was, became, attempts, wait, note, token, campaign) VALUES
		('event', NEW.id, NEW.lane_id, NEW.event_key, '', NEW.state, NEW.attempts, 0, '', '', 0); END`,
	`CREATE TRIGGER sim_event_changed AFTER UPDATE OF state, attempts ON whatsapp_events
		WHEN OLD.state <> NEW.state OR OLD.attempts <> NEW.attempts BEGIN
		INSERT INTO sim_log (kind, row, lane, name, was, became, attempts, wait, note, token, campaign) VALUES
		('event', NEW.id, NEW.lane_id, NEW.event_key, OLD.state, NEW.state, NEW.attempts, 0, '', '', 0); END`,
	`CREATE TRIGGER sim_event_gone AFTER DELETE ON whatsapp_events BEGIN
		INSERT INTO sim_log (kind, row, lane, name, was, became, attempts, wait, note, token, campaign) VALUES
		('event', OLD.id, OLD.lane_id, OLD.event_key, OLD.state, '', OLD.attempts, 0, '', '', 0); END`,
	`CREATE TRIGGER sim_campaign_changed AFTER UPDATE OF state ON whatsapp_campaigns WHEN OLD.state <> NEW.state BEGIN
		INSERT INTO sim_log (kind, row, lane, name, was, became, attempts, wait, note, token, campaign) VALUES
		('campaign', NEW.id, 0, NEW.name, OLD.state, NEW.state, 0, 0, '', '', NEW.id); END`,
}

// observe reads what has been committed since the last time.
func (w *simWorld) observe() {
	if !w.changed {
		return
	}
	w.changed = false
	var changes []change
	w.query("SELECT seq, kind, row, lane, name, was, became, attempts, wait, note, token, campaign FROM sim_log WHERE seq > ? ORDER BY seq", func(row *sql.Rows) error {
		var c change
		err := row.Scan(&w.seen, &c.kind, &c.row, &c.lane, &c.name, &c.was, &c.became, &c.attempts, &c.wait, &c.note, &c.token, &c.campaign)
		changes = append(changes, c)
		return err
	}, w.seen)
	for _, c := range changes {
		name := c.name
		if event := w.events[c.name]; event != nil {
			name = event.label
		}
		w.tell("    %s: %s -> %s, attempt %d", name, c.was, c.became, c.attempts)
		if err := w.apply(c); err != nil {
			w.broken("%v", err)
			return
		}
	}
}

// account looks at everything once more when all is at rest.
func (w *simWorld) account() {
	if rest := w.unrest(); rest != "" {
		w.broken("nobody works on this any more: %s", rest)
	}
	effects := map[string]int{}
	w.query("SELECT event_key FROM sim_effects", func(row *sql.Rows) error {
		var key string
		err := row.Scan(&key)
		effects[key]++
		return err
	})
	for _, key := range slices.Sorted(maps.Keys(w.events)) {
		w.accountEvent(w.events[key], effects[key])
	}
	for label := range w.owing {
		if w.stored[label] == 0 {
			w.broken("%s was lost", label)
		}
	}
	ids := map[string]string{}
	w.query("SELECT token, message_id FROM whatsapp_messages", func(row *sql.Rows) error {
		var token, id string
		err := row.Scan(&token, &id)
		ids[token] = id
		return err
	})
	for _, token := range slices.Sorted(maps.Keys(w.messages)) {
		w.accountMessage(w.messages[token], ids[token])
	}
}

func (w *simWorld) accountEvent(event *simEvent, effects int) {
	want := 0
	if event.state == eventDone && !event.dropped {
		want = 1
	}
	switch {
	case !event.acknowledged:
		w.broken("Meta was never told that %s was taken", event.label)
	case event.row == 0:
		w.broken("%s was lost", event.label)
	case event.state != eventDone && event.state != eventDead:
		w.broken("%s is %s in the end", event.label, event.state)
	case effects != want:
		w.broken("%s is %s, and took effect %d times", event.label, event.state, effects)
	case event.status == nil && event.answers && w.stored["re "+event.label] != want:
		w.broken("%s was answered %d times", event.label, w.stored["re "+event.label])
	}
}

func (w *simWorld) accountMessage(m *simMessage, messageID string) {
	sent := slices.Contains([]State{StateAccepted, StateHeld, StateSent, StateDelivered, StateRead}, m.state)
	switch {
	case w.stored[m.label] > 1:
		w.broken("%s was stored %d times", m.label, w.stored[m.label])
	case m.state == StateQueued || m.state == StateSending:
		w.broken("%s is %s in the end", m.label, m.state)
	case sent && m.accepted == 0:
		w.broken("%s is %s, and was never sent", m.label, m.state)
	case sent && !m.pruned && messageID != m.graphID:
		w.broken("%s has the id %q, and Graph's is %q", m.label, messageID, m.graphID)
	case m.state == StateCancelled && m.accepted > 0:
		w.broken("%s is cancelled, and was sent", m.label)
	case m.state == StateFailed && m.accepted > 0 && m.best != webhook.MessageStatusFailed && !m.abandoned:
		w.broken("%s has failed, and was sent", m.label)
	case m.best != "" && !m.pruned && m.state != stateOf[m.best]:
		w.broken("%s is %s, and Meta has told that it is %s", m.label, m.state, m.best)
	}
}
