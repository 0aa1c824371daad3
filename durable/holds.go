package durable

import (
	"cmp"
	"context"
	"database/sql"
	"time"
)

// A Hold is why a phone number or a campaign sends nothing. What it would have
// sent is queued.
type Hold struct {
	// PhoneNumberID is set for a number, Campaign for a campaign.
	PhoneNumberID, Campaign string
	// Reason is the text of Graph's refusal, or of who stopped it.
	Reason string
	// Code is Meta's error code, zero if somebody stopped it.
	Code int
	// Since is when it was stopped.
	Since time.Time
	// Until is when a number goes on by itself, zero if somebody has to say so:
	// see [Outbox.ResumeNumber] and [Outbox.ResumeCampaign].
	Until time.Time
}

// A newHold is a hold to be made.
type newHold struct {
	number, campaign bool
	until            time.Time
	reason           string
	code             int
}

// told is what an observer is told of a hold.
func (h newHold) told() Held {
	held := Held{Kind: "number", Code: h.code, Passing: !h.until.IsZero()}
	if h.campaign {
		held.Kind = "campaign"
	}
	return held
}

// hold stops a number or a campaign, and reports whether it was not stopped
// before. A hold that ends by itself does not replace one that does not.
func (t *transaction) hold(ctx context.Context, number string, campaign int64, h newHold) (bool, error) {
	at, reason := now(), clean(cmp.Or(h.reason, "refused"))
	switch {
	case h.number:
		until := keep(h.until)
		changed, err := t.exec(ctx, `UPDATE whatsapp_numbers SET hold = ?, code = ?, held_at = ?, held_until = ?
			WHERE number = ? AND (hold = '' OR held_until > 0 AND (CAST(? AS BIGINT) = 0 OR held_until < ?))`,
			reason, h.code, at, until, number, until, until)
		return changed > 0, err
	case h.campaign:
		changed, err := t.exec(ctx, "UPDATE whatsapp_campaigns SET state = 'paused', hold = ?, code = ?, changed_at = ? WHERE id = ? AND state = 'running'",
			reason, h.code, at, campaign)
		return changed > 0, err
	}
	return false, nil
}

// heldUntil returns when to look again at a number that is held.
func (t *transaction) heldUntil(ctx context.Context, number string) (until time.Time, held bool, err error) {
	var end int64
	held, err = t.scan(ctx, "SELECT held_until FROM whatsapp_numbers WHERE number = ? AND hold <> '' AND (held_until = 0 OR held_until > ?)",
		[]any{number, now()}, &end)
	if end == 0 {
		end = now() // the sweeper leaves out the lanes of a number that is held
	}
	return timeOf(end), held, err
}

// Holds returns the numbers and campaigns that send nothing at present, and
// why.
func (o *Outbox) Holds(ctx context.Context) ([]Hold, error) {
	var holds []Hold
	read := func(row *sql.Rows) error {
		var h Hold
		var since, until int64
		err := row.Scan(&h.PhoneNumberID, &h.Campaign, &h.Reason, &h.Code, &since, &until)
		h.Since, h.Until = timeOf(since), timeOf(until)
		holds = append(holds, h)
		return err
	}
	err := o.store.db.each(ctx, `SELECT number, '', hold, code, held_at, held_until FROM whatsapp_numbers
		WHERE hold <> '' AND (held_until = 0 OR held_until > ?) ORDER BY number`, []any{now()}, read)
	if err == nil {
		err = o.store.db.each(ctx, `SELECT '', name, hold, code, changed_at, 0 FROM whatsapp_campaigns
			WHERE state = 'paused' ORDER BY name`, nil, read)
	}
	return holds, wrap("reading the holds", err)
}

// HoldNumber has a phone number send nothing until it is resumed. What is on
// its way ends. The reason is for [Outbox.Holds]: "held" if
// it is empty.
func (o *Outbox) HoldNumber(ctx context.Context, phoneNumberID, reason string) error {
	if reason == "" {
		reason = "held"
	}
	return wrap("holding a number", o.store.db.write(ctx, func(tx *transaction) error {
		_, err := tx.exec(ctx, `INSERT INTO whatsapp_numbers (number, hold, held_at) VALUES (?, ?, ?)
			ON CONFLICT (number) DO UPDATE SET hold = excluded.hold, code = 0, held_at = excluded.held_at, held_until = 0`,
			indexed(phoneNumberID), clean(reason), now())
		return err
	}))
}

// ResumeNumber has a phone number send again. It does nothing to a number that
// is not held.
func (o *Outbox) ResumeNumber(ctx context.Context, phoneNumberID string) error {
	return wrap("resuming a number", o.store.db.write(ctx, func(tx *transaction) error {
		// When the hold has ended is kept, since what was held has not waited
		// for anything else before.
		_, err := tx.exec(ctx, "UPDATE whatsapp_numbers SET hold = '', code = 0, held_until = ? WHERE number = ? AND hold <> ''", now(), indexed(phoneNumberID))
		if err != nil {
			return err
		}
		return tx.rouseLanes(ctx, "number = ?", indexed(phoneNumberID))
	}))
}

// rouseLanes has the lanes promoted that wait for nothing but a resumption. It
// takes the rows of all, also of those that are worked on: who has just found
// that there is nothing to do has not let go of its lane yet.
func (t *transaction) rouseLanes(ctx context.Context, which string, argument any) error {
	at := now()
	_, err := t.exec(ctx, `UPDATE whatsapp_lanes SET
		state = CASE WHEN state = 'idle' THEN 'waiting' ELSE state END,
		due_at = CASE WHEN state = 'idle' OR state = 'waiting' AND due_at > ?
			THEN CASE WHEN not_before > ? THEN not_before ELSE ? END ELSE due_at END
		WHERE queue = ? AND id IN (SELECT lane_id FROM whatsapp_messages WHERE state = 'queued' AND `+which+`)`,
		at, at, at, outboxQueue, argument)
	return err
}
