package durable

import (
	"context"
	"strings"
	"time"
)

// What the column error begins with while an attempt is at work, and stays with
// if its process ends; the error of the attempt before follows. Once the event
// has been set apart, it begins with the second.
const (
	interruptedMark = "the process ended during this attempt; before it: "
	apartMark       = "the process ended during the last attempt; before it: "
)

// begin records that an attempt begins.
func (j *eventJob) begin(ctx context.Context, tx *transaction) error {
	j.attempt++
	j.lastError = withoutMark(j.lastError)
	_, err := tx.exec(ctx, "UPDATE whatsapp_events SET attempts = ?, error = ? WHERE id = ?", j.attempt, interruptedMark+j.lastError, j.id)
	return err
}

func withoutMark(text string) string {
	return strings.TrimPrefix(strings.TrimPrefix(text, interruptedMark), apartMark)
}

// longestApart bounds how long an event is set apart.
const longestApart = time.Minute

func (j *eventJob) wasInterrupted() bool { return strings.HasPrefix(j.lastError, interruptedMark) }

// prepare sets an event apart whose process ended during its last attempt. It
// may be what ended it, and others ended with it: if all of them began again
// together, they would all become dead letters. Each waits for a time of its
// own, on average as long as after an attempt that failed. That it has been set
// apart is recorded together with the wait: a process that ends between the two
// would have it begin at once.
func (i *Inbox) prepare(ctx context.Context, laneID int64) (prepared, error) {
	j := &eventJob{inbox: i}
	ok, err := i.store.db.scan(ctx, "SELECT id, attempts, error FROM whatsapp_events WHERE lane_id = ? AND state = 'pending' ORDER BY id LIMIT 1",
		[]any{laneID}, &j.id, &j.attempt, &j.lastError)
	if err != nil || !ok || !j.wasInterrupted() {
		return prepared{}, err
	}
	j.backOff()
	return prepared{until: time.Now().Add(j.apart(min(2*j.wait, longestApart))), note: j.setApart}, nil
}

func (j *eventJob) setApart(ctx context.Context, tx *transaction) error {
	_, err := tx.exec(ctx, "UPDATE whatsapp_events SET error = ? WHERE id = ? AND error = ?", apartMark+withoutMark(j.lastError), j.id, j.lastError)
	return err
}

// apart returns a part of the longest wait. It differs most between events that
// came one after the other, as those did that were interrupted together, and is
// the same whenever it is asked for, so that a simulation can repeat it.
func (j *eventJob) apart(longest time.Duration) time.Duration {
	const goldenRatio = 0x9e3779b97f4a7c15                            // of all 64-bit numbers
	share := (uint64(j.id) + 7*uint64(j.attempt)) * goldenRatio >> 11 //nolint:gosec // whatever they wrap to
	return time.Duration(float64(share) / (1 << 53) * float64(longest))
}

// lastWords are the reason of an event whose last attempt was never recorded.
func (j *eventJob) lastWords() string {
	if before := withoutMark(j.lastError); before != "" {
		return before
	}
	return "the process ended during every attempt"
}
