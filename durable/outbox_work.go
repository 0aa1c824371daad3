package durable

import (
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	"github.com/wabakit/whatsapp"
)

func (o *Outbox) name() string { return outboxQueue }

// sendable are the messages of a lane that may be sent now. One that is due
// when it was stored may be sent at any time: the clock of the process that
// stored it may be ahead of this one's, and it must not fall behind later ones.
const sendable = ` FROM whatsapp_messages m LEFT JOIN whatsapp_campaigns c ON c.id = m.campaign_id
	WHERE m.lane_id = ? AND m.state = 'queued' AND ` + isDue + ` AND (c.id IS NULL OR c.state = 'running')
	ORDER BY m.id LIMIT 1`

// limiterAway is how long a lane waits when the limiter cannot tell.
const limiterAway = 5 * time.Second

// A place is not taken further ahead than this: the pace may change, and who
// stops gives up his place. Who waits longer asks again.
const (
	furthestPlace = time.Second
	shortestWait  = 5 * time.Millisecond
)

// prepare takes a place for the next message, and waits for it. Until then the
// message is not claimed: what is killed while it waits was not sent.
func (o *Outbox) prepare(ctx context.Context, laneID int64) (prepared, error) {
	var route whatsapp.MessageRoute
	ok, err := o.store.db.scan(ctx, "SELECT m.number, m.pair"+sendable, []any{laneID, now()}, &route.PhoneNumberID, &route.Recipient)
	if err != nil || !ok {
		return prepared{}, err
	}
	for began := time.Now(); ; {
		reserved, err := o.config.Limiter.Reserve(ctx, route, furthestPlace)
		switch {
		case err != nil:
			o.store.options.Logger.ErrorContext(ctx, "durable: the limiter cannot tell; trying again", "error", err)
			return prepared{until: time.Now().Add(limiterAway)}, nil
		case reserved.Taken:
			return prepared{place: o.grant(ctx, route, reserved.Wait)}, nil
		case reserved.Pair || time.Since(began) > turnTime:
			return prepared{until: time.Now().Add(reserved.Wait)}, nil
		}
		// The number's other messages are no faster, so the worker waits.
		wait := reserved.Wait
		if wait > furthestPlace {
			wait -= time.Duration(rand.Float64() * float64(furthestPlace))
		}
		o.await(ctx, min(max(wait, shortestWait), turnTime))
		if o.store.isStopping() || ctx.Err() != nil {
			return prepared{}, nil //nolint:nilerr // the lane comes back later
		}
	}
}

// await waits for a place, unless the store stops.
func (o *Outbox) await(ctx context.Context, wait time.Duration) {
	if wait <= 0 {
		return
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-o.store.stopping:
	case <-ctx.Done():
	}
}

func (o *Outbox) next(ctx context.Context, tx *transaction, l *lane, ready *prepared) (found, error) {
	// A run looks for the next message when its own has been recorded. What is
	// still on its way was left by a process that ended, or by a claim whose
	// commit was not answered.
	if err := tx.interrupted(ctx, l.id); err != nil {
		return found{}, err
	}
	if l.notBefore > now() {
		return found{later: timeOf(l.notBefore)}, nil
	}
	for {
		m := &messageJob{outbox: o, laneID: l.id, began: time.Now()}
		ok, err := tx.scan(ctx, "SELECT m.id, m.token, m.number, m.pair, m.campaign_id, m.form, m.body, m.attempts, m.refusals, m.weak, m.due_at, m.expires_at"+sendable,
			[]any{l.id, now()}, &m.id, &m.token, &m.route.PhoneNumberID, &m.route.Recipient, &m.campaign, &m.form, &m.body,
			&m.attempt, &m.refusals, &m.weak, &m.dueAt, &m.expiresAt)
		if err != nil {
			return found{}, err
		}
		if !ok {
			return tx.nextDue(ctx, l.id)
		}
		m.readyAt = max(m.dueAt, l.notBefore)
		if m.expiresAt > 0 && m.expiresAt <= now() {
			if err := tx.fail(ctx, m.id, "it expired before it was sent"); err != nil {
				return found{}, err
			}
			continue
		}
		until, held, err := tx.heldUntil(ctx, m.route.PhoneNumberID)
		switch {
		case err != nil:
			return found{}, err
		case held:
			return found{later: until}, nil
		case o.config.Limiter != nil && (ready == nil || ready.place == nil):
			return found{more: true}, nil
		case ready != nil:
			m.place = ready.place
		}
		m.attempt++
		_, err = tx.exec(ctx, "UPDATE whatsapp_messages SET state = 'sending', attempts = ?, changed_at = ? WHERE id = ?", m.attempt, now(), m.id)
		return found{job: m}, err
	}
}

// interrupted parks the message whose process ended before its answer came.
func (t *transaction) interrupted(ctx context.Context, laneID int64) error {
	_, err := t.exec(ctx, "UPDATE whatsapp_messages SET state = 'unknown', reason = ?, changed_at = ? WHERE lane_id = ? AND state = 'sending'",
		"the process ended while the message was on its way", now(), laneID)
	return err
}

func (t *transaction) fail(ctx context.Context, id int64, reason string) error {
	_, err := t.exec(ctx, "UPDATE whatsapp_messages SET state = 'failed', reason = ?, changed_at = ? WHERE id = ?", reason, now(), id)
	return err
}

// nextDue returns when a lane has something to send, unless it is held.
func (t *transaction) nextDue(ctx context.Context, laneID int64) (found, error) {
	var due int64
	_, err := t.scan(ctx, `SELECT COALESCE(MIN(m.due_at), 0) FROM whatsapp_messages m LEFT JOIN whatsapp_campaigns c ON c.id = m.campaign_id
		WHERE m.lane_id = ? AND m.state = 'queued' AND (c.id IS NULL OR c.state = 'running')`, []any{laneID}, &due)
	return found{later: timeOf(due)}, err
}

// A messageJob is one attempt at a message.
type messageJob struct {
	outbox    *Outbox
	id        int64
	laneID    int64
	token     string
	route     whatsapp.MessageRoute
	campaign  int64
	form      string
	body      []byte
	attempt   int
	refusals  int
	weak      int
	dueAt     int64
	readyAt   int64 // when it is due and its recipient's wait has ended
	expiresAt int64
	place     *place // nil without a limiter

	began   time.Time
	took    time.Duration
	verdict verdict
	err     error
	held    bool
}

// The callback data of a message says which attempt it was.
const callbackPrefix = "wa."

func callbackData(token string, attempt int) string {
	return callbackPrefix + token + "." + strconv.Itoa(attempt)
}

// ownCallbackData returns what callbackData has put together.
func ownCallbackData(data string) (token string, attempt int, ok bool) {
	rest, ok := strings.CutPrefix(data, callbackPrefix)
	if !ok {
		return "", 0, false
	}
	token, number, ok := strings.Cut(rest, ".")
	attempt, err := strconv.Atoi(number)
	return token, attempt, ok && err == nil
}

func (m *messageJob) do(ctx context.Context) {
	m.leave(ctx)
	m.began = time.Now()
	var sent *whatsapp.SentMessage
	m.err = guarded(func() (err error) {
		sent, err = m.send(ctx)
		return err
	})
	m.took = time.Since(m.began)
	m.verdict = m.judge(sent)
	if limiter := m.outbox.config.Limiter; limiter != nil && errors.Is(m.err, whatsapp.ErrRateLimited) {
		if err := guarded(func() error { limiter.Refused(context.WithoutCancel(ctx), m.route, m.err); return nil }); err != nil {
			m.outbox.store.options.Logger.ErrorContext(ctx, "durable: the limiter failed", "error", err)
		}
	}
}

// An unreadableError is for a stored message that does not decode. It was not
// sent.
type unreadableError struct{ cause error }

func (e *unreadableError) Error() string {
	return "the stored message cannot be read: " + e.cause.Error()
}
func (e *unreadableError) Decision() whatsapp.Decision {
	return whatsapp.Decision{Action: whatsapp.ActionChange, Subject: whatsapp.SubjectRequest}
}

func (m *messageJob) send(ctx context.Context) (*whatsapp.SentMessage, error) {
	// One attempt: what is to be tried again comes back here, with the pace.
	once := []whatsapp.RequestOption{whatsapp.WithMaxRetries(0)}
	if m.outbox.config.Limiter != nil {
		once = append(once, whatsapp.WithReservedPlace())
	}
	data := callbackData(m.token, m.attempt)
	if m.form == formMarketing {
		var message whatsapp.MarketingMessage
		if err := json.Unmarshal(m.body, &message); err != nil {
			return nil, &unreadableError{err}
		}
		message.CallbackData = data
		return m.outbox.config.Sender.SendMarketing(ctx, m.route.PhoneNumberID, message, once...)
	}
	var message whatsapp.Message
	if err := json.Unmarshal(m.body, &message); err != nil {
		return nil, &unreadableError{err}
	}
	message.CallbackData = data
	return m.outbox.config.Sender.Send(ctx, m.route.PhoneNumberID, message, once...)
}

func (m *messageJob) finish(ctx context.Context, tx *transaction, l *lane) error {
	v, at := &m.verdict, now()
	due := m.dueAt
	if v.state == StateQueued && !v.due.IsZero() {
		due = max(keep(v.due), at)
	}
	// A status webhook may have come before the answer: then it knows more. And
	// if this process was taken for dead, the message is parked by now.
	recorded, err := tx.exec(ctx, `UPDATE whatsapp_messages SET state = ?, reason = ?, code = ?, due_at = ?, refusals = ?, weak = ?,
		message_id = CASE WHEN ? <> '' THEN ? ELSE message_id END, changed_at = ?
		WHERE id = ? AND attempts = ? AND state IN ('sending', 'unknown')`,
		v.state, clean(v.reason), v.code, due, v.refusals, v.weak, clean(v.messageID), clean(v.messageID), at, m.id, m.attempt)
	if err != nil {
		return err
	}
	if recorded == 0 && v.messageID != "" {
		_, err = tx.exec(ctx, "UPDATE whatsapp_messages SET message_id = ? WHERE id = ? AND message_id = ''", clean(v.messageID), m.id)
		return err
	}
	if v.state == StateQueued {
		if err := tx.cancelWith(ctx, m.id, m.campaign); err != nil {
			return err
		}
	}
	if m.held, err = tx.hold(ctx, m.route.PhoneNumberID, m.campaign, v.hold); err != nil {
		return err
	}
	if l == nil {
		if recorded == 0 || v.state != StateQueued {
			return nil
		}
		return m.outbox.rouse(ctx, tx, m.laneID)
	}
	if !v.laneUntil.IsZero() {
		l.holdUntil(v.laneUntil)
	}
	return nil
}

// cancelWith cancels a message that is to be sent again if its campaign was
// cancelled while it was on its way.
func (t *transaction) cancelWith(ctx context.Context, id, campaign int64) error {
	var state CampaignState
	_, err := t.scan(ctx, t.dialect.locked("SELECT state FROM whatsapp_campaigns WHERE id = ?"), []any{campaign}, &state)
	if err == nil && state == CampaignStateCancelled {
		_, err = t.exec(ctx, "UPDATE whatsapp_messages SET state = 'cancelled' WHERE id = ? AND state = 'queued'", id)
	}
	return err
}

// rouse wakes a lane that has something to send again.
func (o *Outbox) rouse(ctx context.Context, tx *transaction, laneID int64) error {
	l, err := tx.lock(ctx, laneID)
	if err != nil || l == nil {
		return err
	}
	return o.store.wake(ctx, tx, outboxQueue, l)
}

func (m *messageJob) finished(ctx context.Context) {
	if m.held {
		observe(ctx, m.outbox.store.options.Observer.Held, m.verdict.hold.told())
	}
	observe(ctx, m.outbox.store.options.Observer.Worked, Work{
		Queue: "outbox", Kind: m.form, Outcome: string(m.verdict.state), Attempt: m.attempt, Took: m.took,
		Lag: max(0, m.began.Sub(timeOf(m.readyAt))), Code: m.verdict.code,
	})
}
