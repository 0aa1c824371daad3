package durable

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"iter"
	"strings"
	"time"

	"github.com/wabakit/whatsapp/webhook"
)

// A Message is what the outbox knows of a message.
type Message struct {
	// ID identifies it in the outbox, and Key is the caller's.
	ID, Key string

	PhoneNumberID string
	// Recipient is as [whatsapp.Message.Address] spells it.
	Recipient    string
	Campaign     string
	CallbackData string

	State State
	// Reason says why it waits, is unknown, or has failed, and Code is Meta's
	// error code, if there is one.
	Reason string
	Code   int
	// Attempts is how often it was begun to send it.
	Attempts int
	// DueAt is when it may be sent, if it is queued.
	DueAt time.Time

	// MessageID is Graph's id of the message, "wamid...", once it is known.
	MessageID string
	// Delivery is what status webhooks have said.
	Delivery webhook.DeliveryState

	CreatedAt, ChangedAt time.Time
}

const messageColumns = `m.id, m.token, COALESCE(m.message_key, ''), m.number, m.recipient, COALESCE(c.name, ''), m.callback_data,
	m.state, m.reason, m.code, m.attempts, m.due_at, m.message_id, m.delivery, m.created_at, m.changed_at
	FROM whatsapp_messages m LEFT JOIN whatsapp_campaigns c ON c.id = m.campaign_id `

// messages also returns the id of the last row.
func (o *Outbox) messages(ctx context.Context, which string, arguments ...any) (found []*Message, id int64, err error) {
	err = o.store.db.each(ctx, "SELECT "+messageColumns+which, arguments, func(row *sql.Rows) error {
		m := &Message{}
		var due, created, changed int64
		var delivery []byte
		err := row.Scan(&id, &m.ID, &m.Key, &m.PhoneNumberID, &m.Recipient, &m.Campaign, &m.CallbackData,
			&m.State, &m.Reason, &m.Code, &m.Attempts, &due, &m.MessageID, &delivery, &created, &changed)
		m.DueAt, m.CreatedAt, m.ChangedAt = timeOf(due), timeOf(created), timeOf(changed)
		if err == nil && len(delivery) > 0 {
			err = json.Unmarshal(delivery, &m.Delivery)
		}
		found = append(found, m)
		return err
	})
	return found, id, wrap("reading messages", err)
}

// Message returns the message with an id of the outbox's, or [ErrNotFound].
func (o *Outbox) Message(ctx context.Context, id string) (*Message, error) {
	return one(o.messages(ctx, "WHERE m.token = ?", clean(id)))
}

// MessageByKey returns the message with a key of the caller's, or
// [ErrNotFound].
func (o *Outbox) MessageByKey(ctx context.Context, key string) (*Message, error) {
	return one(o.messages(ctx, "WHERE m.message_key = ?", indexed(key)))
}

func one(found []*Message, _ int64, err error) (*Message, error) {
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("%w: no such message", ErrNotFound)
	}
	return found[0], nil
}

// DefaultListLimit is how many rows a list has that does not say.
const DefaultListLimit = 100

// messagesAtOnce is the number of messages that a transaction stores, and the
// page size of [Outbox.AllMessages].
const messagesAtOnce = 500

// ListMessages says which messages [Outbox.Messages] and [Outbox.AllMessages]
// return. Empty fields do not limit them.
type ListMessages struct {
	State         State
	Campaign      string
	PhoneNumberID string
	// After is the id of the last message of the page before.
	After string
	// Limit is the page size, [DefaultListLimit] if zero.
	Limit int
}

// where returns the condition on the messages after a row.
func (l *ListMessages) where(row int64) (condition string, arguments []any) {
	conditions := []string{"m.id > ?"}
	arguments = []any{row}
	add := func(given, condition string, argument any) {
		if given != "" {
			conditions, arguments = append(conditions, condition), append(arguments, argument)
		}
	}
	add(string(l.State), "m.state = ?", l.State)
	add(l.Campaign, "c.name = ?", indexed(l.Campaign))
	add(l.PhoneNumberID, "m.number = ?", indexed(l.PhoneNumberID))
	if row == 0 {
		add(l.After, "m.id > (SELECT id FROM whatsapp_messages WHERE token = ?)", clean(l.After))
	}
	return "WHERE " + strings.Join(conditions, " AND "), arguments
}

func (o *Outbox) list(ctx context.Context, list *ListMessages, row int64) ([]*Message, int64, error) {
	which, arguments := list.where(row)
	// A negative limit is none in SQLite, and an error in PostgreSQL.
	return o.messages(ctx, which+" ORDER BY m.id LIMIT ?", append(arguments, max(list.Limit, 0))...)
}

// Messages returns one page of messages, in the order in which they were
// stored. Those with an unknown outcome are the ones to look at; see
// [Outbox.AllMessages] for more than a page.
func (o *Outbox) Messages(ctx context.Context, list ListMessages) ([]*Message, error) {
	orDefault(&list.Limit, DefaultListLimit)
	found, _, err := o.list(ctx, &list, 0)
	return found, err
}

// AllMessages iterates over messages, in the order in which they were stored.
// It ends after the first error. Limit is only the page size, and may be left
// out.
//
// The loop may change the messages it gets, with [Outbox.Requeue] or
// [Outbox.Abandon] for example: none is repeated or skipped. Pages are read as
// the loop goes on, so it may or may not see what others change meanwhile.
func (o *Outbox) AllMessages(ctx context.Context, list ListMessages) iter.Seq2[*Message, error] {
	if list.Limit < 1 {
		list.Limit = messagesAtOnce
	}
	return walk(list.Limit, func(row int64) ([]*Message, int64, error) { return o.list(ctx, &list, row) })
}

// Requeue has a message sent once more whose outcome is unknown, or that has
// failed or was cancelled. For one that is unknown, the caller answers for it
// that it was not sent, as when no status has arrived for a day. Should a
// status say later that it was, the message is settled if it still waits. The
// error is [ErrNotFound] in any other state, and if its campaign was cancelled.
func (o *Outbox) Requeue(ctx context.Context, id string) error {
	return wrap("requeuing a message", o.store.db.write(ctx, func(tx *transaction) error {
		var laneID int64
		found, err := tx.scan(ctx, "SELECT lane_id FROM whatsapp_messages WHERE token = ?", []any{clean(id)}, &laneID)
		if err != nil {
			return err
		}
		if found {
			// The lane first, as everybody does.
			if _, err := tx.lock(ctx, laneID); err != nil {
				return err
			}
			var changed int64
			changed, err = tx.exec(ctx, `UPDATE whatsapp_messages SET state = 'queued', reason = '', code = 0, refusals = 0, weak = 0,
				due_at = ?, message_id = '', delivery = NULL, changed_at = ? WHERE token = ? AND state IN ('unknown', 'failed', 'cancelled')
				AND campaign_id NOT IN (SELECT id FROM whatsapp_campaigns WHERE state = 'cancelled')`,
				now(), now(), clean(id))
			found = changed > 0
		}
		switch {
		case err != nil:
			return err
		case !found:
			return fmt.Errorf("%w: no message to requeue", ErrNotFound)
		}
		return o.rouse(ctx, tx, laneID)
	}))
}

// Abandon settles a message whose outcome is unknown as failed. A status that
// says otherwise still counts. The error is [ErrNotFound] in any other state.
func (o *Outbox) Abandon(ctx context.Context, id string) error {
	return o.settle(ctx, "abandoning a message", id, StateUnknown, StateFailed, "abandoned")
}

// Cancel has a message not sent that is still queued. The error is
// [ErrNotFound] in any other state: it may be on its way.
func (o *Outbox) Cancel(ctx context.Context, id string) error {
	return o.settle(ctx, "cancelling a message", id, StateQueued, StateCancelled, "")
}

func (o *Outbox) settle(ctx context.Context, doing, id string, from, to State, reason string) error {
	return wrap(doing, o.store.db.write(ctx, func(tx *transaction) error {
		changed, err := tx.exec(ctx, "UPDATE whatsapp_messages SET state = ?, reason = ?, changed_at = ? WHERE token = ? AND state = ?",
			to, reason, now(), clean(id), from)
		if err == nil && changed == 0 {
			err = fmt.Errorf("%w: no message that is %s", ErrNotFound, from)
		}
		return err
	}))
}
