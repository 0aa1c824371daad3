package redisstore

import (
	"fmt"
	"time"
)

// atLeastOne returns at least one millisecond: Redis refuses a lifetime of
// zero.
func atLeastOne(d time.Duration) time.Duration { return max(d, time.Millisecond) }

func milliseconds(d time.Duration) int64 { return atLeastOne(d).Milliseconds() }

// wrap adds the step that failed. The errors of Redis contain neither keys nor
// values.
func wrap(step string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("redisstore: %s: %w", step, err)
}
