package durable

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// CampaignState is whether a campaign sends.
type CampaignState string

// The states of a campaign.
const (
	CampaignStateRunning   CampaignState = "running"
	CampaignStatePaused    CampaignState = "paused"
	CampaignStateCancelled CampaignState = "cancelled"
)

// A Campaign is the messages that were enqueued under one name.
type Campaign struct {
	Name  string
	State CampaignState
	// Hold says why it is paused, and Code with which error code of Meta's,
	// zero if somebody paused it.
	Hold string
	Code int
	// Messages is how many are in each state.
	Messages map[State]int
	// CreatedAt is when its first message was enqueued, ChangedAt when it was
	// paused, resumed or cancelled.
	CreatedAt, ChangedAt time.Time
}

// Total returns how many messages the campaign has.
func (c *Campaign) Total() int {
	total := 0
	for _, count := range c.Messages {
		total += count
	}
	return total
}

// Left returns how many messages have not been sent yet. A campaign with none
// left is over, but for what status webhooks still report.
func (c *Campaign) Left() int { return c.Messages[StateQueued] + c.Messages[StateSending] }

// openCampaign returns the id of a campaign that takes messages, made if there
// is none.
func (t *transaction) openCampaign(ctx context.Context, name string) (id int64, err error) {
	var state CampaignState
	at := now()
	_, err = t.scan(ctx, `INSERT INTO whatsapp_campaigns (name, state, created_at, changed_at) VALUES (?, 'running', ?, ?)
		ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING id, state`, []any{indexed(name), at, at}, &id, &state)
	if err == nil && state == CampaignStateCancelled {
		err = fmt.Errorf("%w: %q", ErrCampaignCancelled, name)
	}
	return id, err
}

const campaignColumns = "id, name, state, hold, code, created_at, changed_at"

// Campaign returns how far a campaign has come. [ErrNotFound] means that no
// message was enqueued under its name.
func (o *Outbox) Campaign(ctx context.Context, name string) (*Campaign, error) {
	found, err := o.campaigns(ctx, "WHERE name = ?", indexed(name))
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("%w: campaign %q", ErrNotFound, name)
	}
	return found[0], nil
}

// Campaigns returns all campaigns, the newest first.
func (o *Outbox) Campaigns(ctx context.Context) ([]*Campaign, error) {
	return o.campaigns(ctx, "ORDER BY id DESC")
}

func (o *Outbox) campaigns(ctx context.Context, which string, arguments ...any) ([]*Campaign, error) {
	var found []*Campaign
	var ids []int64
	err := o.store.db.each(ctx, "SELECT "+campaignColumns+" FROM whatsapp_campaigns "+which, arguments, func(row *sql.Rows) error {
		c := &Campaign{Messages: make(map[State]int)}
		var id, created, changed int64
		err := row.Scan(&id, &c.Name, &c.State, &c.Hold, &c.Code, &created, &changed)
		c.CreatedAt, c.ChangedAt = timeOf(created), timeOf(changed)
		found, ids = append(found, c), append(ids, id)
		return err
	})
	for i := 0; err == nil && i < len(found); i++ {
		err = o.store.db.each(ctx, "SELECT state, COUNT(*) FROM whatsapp_messages WHERE campaign_id = ? GROUP BY state", []any{ids[i]},
			func(row *sql.Rows) error {
				var state State
				var count int
				err := row.Scan(&state, &count)
				found[i].Messages[state] = count
				return err
			})
	}
	return found, wrap("reading campaigns", err)
}

// PauseCampaign has a campaign send nothing until it is resumed. What is on its
// way ends. Messages can be added meanwhile. The error is [ErrNotFound] unless
// it is running.
func (o *Outbox) PauseCampaign(ctx context.Context, name string) error {
	return o.changeCampaign(ctx, "pausing a campaign", name, CampaignStateRunning, CampaignStatePaused,
		func(*transaction, int64) error { return nil })
}

// ResumeCampaign has a campaign go on that was paused, by
// [Outbox.PauseCampaign] or by a refusal of its template. The error is
// [ErrNotFound] unless it is paused.
func (o *Outbox) ResumeCampaign(ctx context.Context, name string) error {
	return o.changeCampaign(ctx, "resuming a campaign", name, CampaignStatePaused, CampaignStateRunning,
		func(tx *transaction, id int64) error { return tx.rouseLanes(ctx, "campaign_id = ?", id) })
}

// CancelCampaign cancels the messages of a campaign that have not been sent. It
// takes no more, and cannot be resumed. The error is [ErrNotFound] if it has
// been cancelled before.
func (o *Outbox) CancelCampaign(ctx context.Context, name string) error {
	return o.changeCampaign(ctx, "cancelling a campaign", name, "", CampaignStateCancelled, func(tx *transaction, id int64) error {
		_, err := tx.exec(ctx, "UPDATE whatsapp_messages SET state = 'cancelled', changed_at = ? WHERE campaign_id = ? AND state = 'queued'", now(), id)
		return err
	})
}

func (o *Outbox) changeCampaign(
	ctx context.Context, doing, name string, from, to CampaignState, then func(tx *transaction, id int64) error,
) error {
	return wrap(doing, o.store.db.write(ctx, func(tx *transaction) error {
		var id int64
		found, err := tx.scan(ctx, `UPDATE whatsapp_campaigns SET state = ?, hold = '', code = 0, changed_at = ?
			WHERE name = ? AND state <> 'cancelled' AND (? = '' OR state = ?) RETURNING id`,
			[]any{to, now(), indexed(name), from, from}, &id)
		if err != nil {
			return err
		}
		if !found {
			return tx.whyNoCampaign(ctx, name, from)
		}
		return then(tx, id)
	}))
}

// whyNoCampaign returns the error for a campaign that is not there, or in
// another state than the one to be changed.
func (t *transaction) whyNoCampaign(ctx context.Context, name string, want CampaignState) error {
	var state CampaignState
	found, err := t.scan(ctx, "SELECT state FROM whatsapp_campaigns WHERE name = ?", []any{indexed(name)}, &state)
	switch {
	case err != nil:
		return err
	case !found:
		return fmt.Errorf("%w: campaign %q", ErrNotFound, name)
	case want == "":
		return fmt.Errorf("%w: campaign %q is %s already", ErrNotFound, name, state)
	}
	return fmt.Errorf("%w: campaign %q is %s, not %s", ErrNotFound, name, state, want)
}
