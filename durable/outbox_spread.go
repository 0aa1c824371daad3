package durable

import (
	"context"
	"sync"
	"time"

	"github.com/wabakit/whatsapp"
)

// A spread keeps apart what the limiter has kept apart. A message is claimed
// after it has its place, and where the database takes its time for that, the
// places of a second would be used within a moment, which Graph refuses. So
// what is late leaves as far behind the one before as its place was.
type spread struct {
	mutex   sync.Mutex
	numbers map[string]*spacing
	gaps    map[int64]time.Duration // behind the place before, by lane
}

// A spacing is what a number has of places and messages, both of this process.
type spacing struct{ place, left time.Time }

const (
	// longestGap is for a number that was idle: the next message is not late.
	longestGap = 250 * time.Millisecond
	// catchUp has messages that are late leave a little closer to each other,
	// so that they are in time again after a while.
	catchUp = 63.0 / 64
)

// granted notes the place that the next message of a lane has.
func (s *spread) granted(laneID int64, number string, place time.Time) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.numbers == nil {
		s.numbers, s.gaps = make(map[string]*spacing), make(map[int64]time.Duration)
	}
	known := s.numbers[number]
	if known == nil {
		known = &spacing{}
		s.numbers[number] = known
	}
	gap := place.Sub(known.place)
	s.gaps[laneID] = min(max(gap, 0), longestGap)
	if gap > 0 {
		known.place = place
	}
}

// wait returns how long the message of a lane has to wait before it leaves.
func (s *spread) wait(laneID int64, number string) time.Duration {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	gap, known := s.gaps[laneID], s.numbers[number]
	delete(s.gaps, laneID)
	if known == nil {
		return 0
	}
	now := time.Now()
	leaves := known.left.Add(time.Duration(float64(gap) * catchUp))
	if leaves.Before(now) {
		leaves = now
	}
	known.left = leaves
	return leaves.Sub(now)
}

// leave waits until the message may leave. It waits also while the store stops,
// since all that are on their way would leave at once.
func (m *messageJob) leave(ctx context.Context) {
	if m.outbox.config.Limiter != nil {
		pause(ctx, m.outbox.spread.wait(m.laneID, m.route.PhoneNumberID))
	}
}

// grant waits for a place that was taken.
func (o *Outbox) grant(ctx context.Context, laneID int64, route whatsapp.MessageRoute, wait time.Duration) {
	o.spread.granted(laneID, route.PhoneNumberID, time.Now().Add(wait))
	o.await(ctx, wait)
}
