package webhook

import (
	"fmt"
	"time"
)

// The bounds of a handler whose [Config] sets none.
const (
	// DefaultMaxBodyBytes is more than Meta sends: 3 MB at most.
	DefaultMaxBodyBytes = 4 << 20
	// DefaultMaxElements is many more than the 1,000 updates of Meta's largest
	// body, so that a part of a chat history fits.
	DefaultMaxElements = 50_000
	// DefaultMaxInFlight is what a callback of a quarter of a second needs for
	// 1,000 bodies a second.
	DefaultMaxInFlight = 256
	// DefaultBodyTimeout is time for the largest body over a slow connection.
	DefaultBodyTimeout = 10 * time.Second
	// DefaultAcceptTimeout is time for a slow database. Meta has given up by
	// then, but a body that is stored late is answered when it comes again.
	DefaultAcceptTimeout = 10 * time.Second
)

// bounded checks the bounds and fills in the defaults.
func (c *Config) bounded() error {
	for name, bound := range map[string]int64{
		"MaxBodyBytes":  c.MaxBodyBytes,
		"MaxElements":   int64(c.MaxElements),
		"MaxInFlight":   int64(c.MaxInFlight),
		"BodyTimeout":   int64(c.BodyTimeout),
		"AcceptTimeout": int64(c.AcceptTimeout),
		"Concurrency":   int64(c.Concurrency),
	} {
		if bound < 0 {
			return fmt.Errorf("webhook: invalid Config.%s %d; want 0 or more", name, bound)
		}
	}
	if c.MaxBodyBytes == 0 {
		c.MaxBodyBytes = DefaultMaxBodyBytes
	}
	if c.MaxElements == 0 {
		c.MaxElements = DefaultMaxElements
	}
	if c.MaxInFlight == 0 {
		c.MaxInFlight = DefaultMaxInFlight
	}
	if c.BodyTimeout == 0 {
		c.BodyTimeout = DefaultBodyTimeout
	}
	if c.AcceptTimeout == 0 {
		c.AcceptTimeout = DefaultAcceptTimeout
	}
	return nil
}
