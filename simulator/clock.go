package simulator

import (
	"sync/atomic"
	"time"
)

// clock is package time's, moved on.
type clock struct {
	skipped atomic.Int64
	stopped atomic.Pointer[time.Time] // while a world is loaded
}

func (c *clock) now() time.Time {
	if at := c.stopped.Load(); at != nil {
		return *at
	}
	return time.Now().Add(c.offset())
}

// stop has the clock show a time.
func (c *clock) stop(at time.Time) { c.stopped.Store(&at) }

// goOn has the clock go on from a time.
func (c *clock) goOn(from time.Time) {
	c.skipped.Store(int64(time.Until(from)))
	c.stopped.Store(nil)
}

func (c *clock) offset() time.Duration { return time.Duration(c.skipped.Load()) }

func (s *Simulator) now() time.Time { return s.clock.now() }

// Advance moves the clock on. Tasks that have fallen due run at once.
func (s *Simulator) Advance(by time.Duration) {
	s.clock.skipped.Add(int64(max(0, by)))
	s.publishClock()
	// Reviews end and calls ring out with the next request; this is one.
	if w := s.current(); len(w.graph.IDs("waba")) > 0 {
		_, _ = w.graph.Read("/" + w.graph.IDs("waba")[0])
	}
	s.drain()
	s.publishCalls()
	s.agenda.wake()
}

func (s *Simulator) publishClock() { s.events.publish("clock", s.clockState()) }

type clockState struct {
	Now     time.Time `json:"now"`
	Skipped float64   `json:"skipped_seconds"`
}

func (s *Simulator) clockState() clockState {
	return clockState{Now: s.now().UTC(), Skipped: s.clock.offset().Seconds()}
}
