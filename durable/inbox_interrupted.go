package durable

import (
	"context"
	"math/rand/v2"
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

// setApart reports whether an event is to wait whose process ended during its
// last attempt, and until when. It may be what ended it, and others ended with
// it: if all of them began again together, they would all become dead letters.
// Each waits for a time of its own, the longer the more often it happened.
func (t *transaction) setApart(ctx context.Context, j *eventJob) (until time.Time, apart bool, err error) {
	if !strings.HasPrefix(j.lastError, interruptedMark) {
		return time.Time{}, false, nil
	}
	_, err = t.exec(ctx, "UPDATE whatsapp_events SET error = ? WHERE id = ?", apartMark+withoutMark(j.lastError), j.id)
	wait := rand.Float64() * float64(min(2*usualBackoff(j.attempt), longestApart))
	return time.Now().Add(time.Duration(wait)), true, err
}

// lastWords are the reason of an event whose last attempt was never recorded.
func (j *eventJob) lastWords() string {
	if before := withoutMark(j.lastError); before != "" {
		return before
	}
	return "the process ended during every attempt"
}
