package durable

import (
	"cmp"
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/wabakit/whatsapp"
)

// ErrCampaignCancelled means that a message was enqueued for a campaign that
// has been cancelled.
var ErrCampaignCancelled = errors.New("durable: the campaign has been cancelled")

// Enqueue stores a message, to be sent by the workers. Messages from one number
// to one recipient are sent in the order in which they were stored.
//
// In the callback of the store's inbox, with its context, the message is stored
// together with the record that the event is done: once, however often the
// callback runs, and not if it returns an error. Whether there is a message
// with the same key is not known before, so [Queued.Known] is false, and the ID
// is the message's unless there is one.
//
// The error is a [*whatsapp.ValidationError] if the message breaks a limit that
// Meta documents, [ErrCampaignCancelled], or [ErrNoEvent] with the context of a
// callback that has returned. Inside a callback, a cancelled campaign is found
// out later, and fails the attempt.
func (o *Outbox) Enqueue(ctx context.Context, outgoing Outgoing) (Queued, error) {
	entry, err := newEntry(outgoing)
	if err != nil {
		return Queued{}, err
	}
	if h := handlingOf(ctx); h != nil && h.store == o.store {
		later := func(ctx context.Context, tx *transaction) error { return o.insert(ctx, tx, entry) }
		if !h.add(later) {
			return Queued{}, ErrNoEvent
		}
		return Queued{ID: entry.token}, nil
	}
	if err := o.store.db.write(ctx, func(tx *transaction) error { return o.insert(ctx, tx, entry) }); err != nil {
		return Queued{}, wrap("enqueuing a message", err)
	}
	return entry.queued, nil
}

// EnqueueTx stores a message in a transaction of the caller's: it is sent if
// that is committed, and was never there if not. The transaction belongs to the
// database of the store; see [Store.DB]. Apart from that, it is
// [Outbox.Enqueue].
func (o *Outbox) EnqueueTx(ctx context.Context, tx *sql.Tx, outgoing Outgoing) (Queued, error) {
	entry, err := newEntry(outgoing)
	if err != nil {
		return Queued{}, err
	}
	if err := o.insert(ctx, &transaction{Tx: tx, dialect: o.store.db.dialect}, entry); err != nil {
		return Queued{}, wrap("enqueuing a message", err)
	}
	return entry.queued, nil
}

// EnqueuedAll is how many messages [Outbox.EnqueueAll] has stored.
type EnqueuedAll struct {
	// Queued were stored. Known had keys that the outbox knew.
	Queued, Known int
}

// EnqueueAll stores any number of messages, some hundred in a transaction. It
// stops at the first that is not valid; what was counted is stored. With a key
// for each message, the same call can be made again after an interruption.
//
// It is not for a callback, whose messages are stored together: see
// [Outbox.Enqueue].
func (o *Outbox) EnqueueAll(ctx context.Context, messages iter.Seq[Outgoing]) (EnqueuedAll, error) {
	var counted EnqueuedAll
	some := make([]*entry, 0, messagesAtOnce)
	flush := func() error {
		if err := o.store.db.write(ctx, func(tx *transaction) error { return o.insert(ctx, tx, some...) }); err != nil {
			return wrap("enqueuing messages", err)
		}
		for _, e := range some {
			if e.queued.Known {
				counted.Known++
			} else {
				counted.Queued++
			}
		}
		some = some[:0]
		return nil
	}
	for outgoing := range messages {
		e, err := newEntry(outgoing)
		if err != nil {
			position := counted.Queued + counted.Known + len(some)
			return counted, errors.Join(wrap(fmt.Sprintf("message %d", position), err), flush())
		}
		if some = append(some, e); len(some) == messagesAtOnce {
			if err := flush(); err != nil {
				return counted, err
			}
		}
	}
	err := flush()
	return counted, err
}

// An entry is a message on its way into the table.
type entry struct {
	Outgoing

	token, form, callbackData string
	pair                      string // the recipient, if there is a pace for it
	body                      []byte
	lane                      laneName
	queued                    Queued
}

// maxPhoneNumberID is more than the digits of any id.
const maxPhoneNumberID = 64

// The forms of a message.
const (
	formMessage   = "message"
	formMarketing = "marketing_message"
)

func newEntry(outgoing Outgoing) (*entry, error) {
	e := &entry{Outgoing: outgoing, token: rand.Text(), form: formMessage}
	if id := outgoing.PhoneNumberID; id == "" || len(id) > maxPhoneNumberID {
		return nil, fmt.Errorf("durable: invalid PhoneNumberID %.50q; want the id of a phone number, such as %q", id, "106540352242922")
	}
	var err error
	address := outgoing.Message.Address()
	if marketing := outgoing.Marketing; marketing != nil {
		if outgoing.Message.Content != nil {
			return nil, errors.New("durable: both Message and Marketing are set; want one")
		}
		e.form, e.callbackData = formMarketing, marketing.CallbackData
		address = whatsapp.Message{To: marketing.To, Recipient: marketing.Recipient}.Address()
		if err = marketing.Validate(); err == nil {
			e.body, err = json.Marshal(*marketing)
		}
	} else {
		e.callbackData = outgoing.Message.CallbackData
		if err = outgoing.Message.Validate(); err == nil {
			e.body, err = json.Marshal(outgoing.Message)
		}
	}
	if err != nil {
		return nil, err
	}
	e.lane = laneName{queue: outboxQueue, number: indexed(outgoing.PhoneNumberID), name: indexed(address)}
	if outgoing.Message.RecipientType != whatsapp.RecipientTypeGroup {
		e.pair = e.lane.name
	}
	return e, nil
}

// insert stores messages in the order in which they are given.
func (o *Outbox) insert(ctx context.Context, tx *transaction, entries ...*entry) error {
	lanes, err := tx.openAll(ctx, entries)
	if err != nil {
		return err
	}
	campaigns := map[string]int64{"": 0}
	for _, e := range entries {
		campaign, known := campaigns[e.Campaign]
		if !known {
			if campaign, err = tx.openCampaign(ctx, e.Campaign); err != nil {
				return err
			}
			campaigns[e.Campaign] = campaign
		}
		l := lanes[e.lane]
		if err := tx.insertMessage(ctx, e, l.id, campaign); err != nil || e.queued.Known {
			if err != nil {
				return err
			}
			continue
		}
		if err := o.wakeFor(ctx, tx, l, e); err != nil {
			return err
		}
	}
	return nil
}

// openAll opens the lanes of messages, in the order in which everybody does,
// and their numbers.
func (t *transaction) openAll(ctx context.Context, entries []*entry) (map[laneName]*lane, error) {
	lanes := make(map[laneName]*lane, len(entries))
	names := make([]laneName, len(entries))
	for i, e := range entries {
		names[i] = e.lane
	}
	slices.SortFunc(names, func(a, b laneName) int {
		return cmp.Or(strings.Compare(a.number, b.number), strings.Compare(a.name, b.name))
	})
	names = slices.Compact(names)
	for i, name := range names {
		opened, err := t.open(ctx, name)
		if err != nil {
			return nil, err
		}
		lanes[name] = opened
		if i > 0 && names[i-1].number == name.number {
			continue
		}
		if _, err := t.exec(ctx, "INSERT INTO whatsapp_numbers (number) VALUES (?) ON CONFLICT (number) DO NOTHING", name.number); err != nil {
			return nil, err
		}
	}
	return lanes, nil
}

func (t *transaction) insertMessage(ctx context.Context, e *entry, laneID, campaign int64) error {
	key := sql.NullString{String: indexed(e.Key), Valid: e.Key != ""}
	created := now()
	inserted, err := t.exec(ctx, `INSERT INTO whatsapp_messages
		(token, message_key, lane_id, number, recipient, pair, campaign_id, form, body, callback_data, state, due_at, expires_at, created_at, changed_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued', ?, ?, ?, ?) ON CONFLICT (message_key) DO NOTHING`,
		e.token, key, laneID, e.lane.number, e.lane.name, e.pair, campaign, e.form, e.body, clean(e.callbackData),
		max(keep(e.NotBefore), created), keep(e.Expires), created, created)
	if err != nil {
		return err
	}
	e.queued = Queued{ID: e.token}
	if inserted == 0 {
		e.queued.Known = true
		_, err = t.scan(ctx, "SELECT token FROM whatsapp_messages WHERE message_key = ?", []any{key}, &e.queued.ID)
	}
	return err
}

// wakeFor has the lane worked on for the sake of a message. The messages of a
// campaign wait for the sweeper, which lets some at a time pass.
func (o *Outbox) wakeFor(ctx context.Context, tx *transaction, l *lane, e *entry) error {
	due := max(keep(e.NotBefore), l.notBefore)
	switch {
	case l.state == laneReady || l.state == laneRunning:
		return nil // it looks again before it ends
	case due <= now() && e.Campaign == "":
		return o.store.ready(ctx, tx, outboxQueue, priorityFirst, l)
	case l.state == laneWaiting && l.dueAt <= due:
		return nil
	}
	return l.wait(ctx, tx, max(due, now()))
}
