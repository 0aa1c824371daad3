package redisstore

import (
	"fmt"
	"time"
)

// atLeastOne keeps a lifetime from becoming zero milliseconds, which Redis
// refuses.
func atLeastOne(d time.Duration) time.Duration { return max(d, time.Millisecond) }

func milliseconds(d time.Duration) int64 { return atLeastOne(d).Milliseconds() }

// wrap says which step has failed. The errors of Redis name neither keys nor
// values.
func wrap(step string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("redisstore: %s: %w", step, err)
}
