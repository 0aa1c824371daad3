package durable

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/wabakit/whatsapp/webhook"
)

// A tracked message is what a status changes.
type tracked struct {
	id, campaign, lane int64
	number             string
	state              State
	attempt            int
	messageID          string
	delivery           webhook.DeliveryState
	kept               []byte
}

const trackedColumns = "id, campaign_id, lane_id, number, state, attempts, message_id, delivery"

func (m *tracked) fields() []any {
	return []any{&m.id, &m.campaign, &m.lane, &m.number, &m.state, &m.attempt, &m.messageID, &m.kept}
}

// foldStatuses has statuses take effect on the messages of the outbox. They may
// come in any order, and before the answer to the request. It returns what that
// has stopped.
func (s *Store) foldStatuses(ctx context.Context, tx *transaction, statuses []*webhook.StatusEvent) (stopped []Held, err error) {
	slices.SortStableFunc(statuses, func(a, b *webhook.StatusEvent) int { return strings.Compare(a.Status.ID, b.Status.ID) })
	for _, event := range statuses {
		status := event.Status
		if status.Type == webhook.StatusTypePayment {
			continue
		}
		m, current, err := tx.messageOf(ctx, &status)
		if err != nil {
			return nil, err
		}
		if m == nil {
			continue
		}
		h, err := tx.fold(ctx, m, &status, current)
		if err != nil {
			return nil, err
		}
		if h.number || h.campaign {
			stopped = append(stopped, h.told())
		}
	}
	return stopped, nil
}

// messageOf returns the message that a status is about, nil if it is not the
// outbox's, and whether it is about the latest attempt.
func (t *transaction) messageOf(ctx context.Context, status *webhook.Status) (m *tracked, current bool, err error) {
	m = &tracked{}
	token, attempt, own := ownCallbackData(status.BizOpaqueCallbackData)
	ok := false
	if own {
		ok, err = t.scan(ctx, t.dialect.locked("SELECT "+trackedColumns+" FROM whatsapp_messages WHERE token = ?"), []any{clean(token)}, m.fields()...)
		current = attempt == m.attempt
	} else if status.ID != "" {
		ok, err = t.scan(ctx, t.dialect.locked("SELECT "+trackedColumns+" FROM whatsapp_messages WHERE message_id = ?"), []any{clean(status.ID)}, m.fields()...)
		current = true
	}
	if err != nil || !ok {
		return nil, false, err
	}
	if len(m.kept) > 0 {
		_ = json.Unmarshal(m.kept, &m.delivery) // it was written here
	}
	return m, current, nil
}

// stateOf says which state a status leads to.
var stateOf = map[webhook.MessageStatus]State{
	webhook.MessageStatusSent:      StateSent,
	webhook.MessageStatusDelivered: StateDelivered,
	webhook.MessageStatusRead:      StateRead,
	webhook.MessageStatusPlayed:    StateRead,
	webhook.MessageStatusFailed:    StateFailed,
}

// fold adds a status to a message. One that was sent or delivered settles the
// question even where another attempt has been asked for; that an earlier
// attempt failed does not speak of the latest one. It returns what that has
// stopped, nothing otherwise.
func (t *transaction) fold(ctx context.Context, m *tracked, status *webhook.Status, current bool) (newHold, error) {
	failed := status.Status == webhook.MessageStatusFailed
	if stateOf[status.Status] == "" || failed && (!current || m.state == StateQueued || m.state == StateCancelled) {
		return newHold{}, nil
	}
	m.delivery.Fold(*status)
	kept, err := json.Marshal(m.delivery)
	if err != nil {
		return newHold{}, err
	}
	reason, code := "", 0
	if failed && m.delivery.Status == webhook.MessageStatusFailed {
		reason, code = reasonOf(status.Errors)
	}
	_, err = t.exec(ctx, `UPDATE whatsapp_messages SET state = ?, delivery = ?, reason = ?, code = ?, message_id = ?, changed_at = ? WHERE id = ?`,
		stateOf[m.delivery.Status], []byte(clean(string(kept))), reason, code, cmp.Or(clean(status.ID), m.messageID), now(), m.id)
	if err != nil || code == 0 {
		return newHold{}, err
	}
	return t.holdAfter(ctx, m, reason, code)
}

func reasonOf(failures []webhook.Error) (reason string, code int) {
	if len(failures) == 0 {
		return "Meta gave no reason", 0
	}
	failure := &failures[0]
	var parts []string
	for _, part := range []string{failure.Title, failure.Message, failure.Details()} {
		// Meta often says the same in all three, now and then with a full stop.
		if part != "" && !slices.ContainsFunc(parts, func(said string) bool { return sameText(said, part) }) {
			parts = append(parts, part)
		}
	}
	return clean(strings.Join(parts, ": ")), failure.Code
}

func sameText(a, b string) bool {
	return strings.EqualFold(strings.TrimRight(a, ". "), strings.TrimRight(b, ". "))
}

// holdAfter stops what would fail for the same reason as a message that Graph
// had accepted.
func (t *transaction) holdAfter(ctx context.Context, m *tracked, reason string, code int) (newHold, error) {
	h := newHold{reason: reason, code: code}
	h.number = code == codeSpam || code == codePolicy
	h.campaign = m.campaign != 0 && stopsCampaign(code)
	if stopped, err := t.hold(ctx, m.number, m.campaign, h); err != nil || !stopped {
		return newHold{}, err
	}
	return h, nil
}

// giveBack puts the caller's callback data into a status, in the place of the
// outbox's.
func (s *Store) giveBack(ctx context.Context, event webhook.Event) error {
	status, ok := event.(*webhook.StatusEvent)
	if !ok {
		return nil
	}
	token, _, own := ownCallbackData(status.Status.BizOpaqueCallbackData)
	if !own {
		return nil
	}
	data := ""
	found, err := s.db.scan(ctx, "SELECT callback_data FROM whatsapp_messages WHERE token = ?", []any{clean(token)}, &data)
	if found {
		status.Status.BizOpaqueCallbackData = data
	}
	return err
}
