package durable

import (
	"context"
	"sync"
	"time"

	"github.com/wabakit/whatsapp"
)

// A spread keeps apart what the limiter has kept apart. A message is claimed
// after it has its place, and where the database takes its time for that, the
// places of a second would be used within a moment, which Graph refuses. So all
// messages of a number leave later than their places by the same time.
type spread struct {
	mutex   sync.Mutex
	numbers map[string]*row
}

// A row is a series of places of this process that follow each other closely.
type row struct {
	first, last time.Time
	before      *row // the row before, whose messages may still have to leave

	late time.Duration // how much later than their places messages leave
	at   time.Time     // when that was so
	left time.Time     // when the last of them leaves

	quiet time.Time // when the last quiet time began, in which none left
}

// A place is when the limiter lets a message leave.
type place struct {
	at  time.Time
	row *row
}

const (
	// longestGap is the longest time between two places of a row. After a
	// longer one the number may have been idle, and the next message starts a
	// row that is not late.
	longestGap = time.Second
	// leastApart is the shortest time between the last message of a row and the
	// first one of the next row.
	leastApart = 50 * time.Millisecond
	// Messages that are late leave a little closer to each other, so that they
	// catch up. Those that are very late keep the workers from other messages.
	slowCatchUp = 1.0 / 128
	veryLate    = 250 * time.Millisecond
	fastCatchUp = 1.0 / 32
	// claimAhead is how far ahead of its place a message is claimed, so that it
	// leaves on time.
	claimAhead = 30 * time.Millisecond
)

// granted notes the place of a message. A place is free if the message did not
// have to wait for it: the number could have sent more.
func (s *spread) granted(number string, at time.Time, free bool) *place {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.numbers == nil {
		s.numbers = make(map[string]*row)
	}
	current := s.numbers[number]
	if current == nil || at.Sub(current.last) > longestGap {
		if current != nil {
			current.before = nil
		}
		current = &row{first: at, last: at, before: current}
		s.numbers[number] = current
	}
	if free {
		current.catchUp(at.Sub(current.last) / 2)
	}
	current.last = later(current.last, at)
	return &place{at: at, row: current}
}

// wait returns how long the message with a place has to wait before it leaves.
func (s *spread) wait(p *place) time.Duration {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	now, r := time.Now(), p.row
	late := r.lateAt(now)
	if before := r.before; before != nil {
		late = max(late, before.left.Add(leastApart).Sub(r.first))
	}
	if now.Sub(r.left) > leastApart {
		r.quiet = r.left
	}
	// If others have left since its turn, this one alone is late.
	turn := p.at.Add(late)
	if turn.Before(now) && !turn.Before(r.quiet) {
		late = now.Sub(p.at)
	}
	r.late, r.at = late, now
	leaves := later(p.at.Add(late), now)
	r.left = later(r.left, leaves)
	return leaves.Sub(now)
}

// catchUp has messages leave earlier, where there is room for it.
func (r *row) catchUp(by time.Duration) {
	now := time.Now()
	r.late, r.at = max(0, r.lateAt(now)-max(0, by)), now
}

func (r *row) lateAt(now time.Time) time.Duration {
	part := slowCatchUp
	if r.late > veryLate {
		part = fastCatchUp
	}
	return max(0, r.late-time.Duration(part*float64(now.Sub(r.at))))
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// leave waits until the message may leave. It waits also while the store stops,
// since all that are on their way would leave at once.
func (m *messageJob) leave(ctx context.Context) {
	if m.place != nil {
		pause(ctx, m.outbox.spread.wait(m.place))
	}
}

// grant waits for a place that was taken.
func (o *Outbox) grant(ctx context.Context, route whatsapp.MessageRoute, wait time.Duration) *place {
	granted := o.spread.granted(route.PhoneNumberID, time.Now().Add(wait), wait <= 0)
	o.await(ctx, wait-claimAhead)
	return granted
}
