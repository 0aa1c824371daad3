package graphtest

import "time"

// WithClock has the server take the time from this function, which may be
// called from several goroutines, instead of from package time: to move it on
// where testing/synctest cannot, such as in a program that runs for days. What
// lasts, such as [Slow], takes real time all the same, and so does
// [Webhooks.Run].
func WithClock(now func() time.Time) Option {
	return func(c *config) { c.now = now }
}

func (s *Server) now() time.Time { return s.config.now() }

func (c *call) now() time.Time { return c.server.now() }

func (g *graph) now() time.Time { return g.clock() }
