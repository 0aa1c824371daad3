package redisstore

import (
	"context"
	"fmt"
	"time"
)

// atLeastOne returns at least one millisecond: Redis refuses a lifetime of
// zero.
func atLeastOne(d time.Duration) time.Duration { return max(d, time.Millisecond) }

func milliseconds(d time.Duration) int64 { return atLeastOne(d).Milliseconds() }

// within returns when the context ends, whatever the client does: it looks at a
// context before a command, and then at its own timeouts alone. By those, what
// was asked ends in the background.
func within[T any](ctx context.Context, ask func() (T, error)) (T, error) {
	type answer struct {
		value T
		err   error
	}
	answered := make(chan answer, 1)
	go func() {
		value, err := ask()
		answered <- answer{value, err}
	}()
	select {
	case a := <-answered:
		return a.value, a.err
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}

// wrap adds the step that failed. The errors of Redis contain neither keys nor
// values.
func wrap(step string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("redisstore: %s: %w", step, err)
}
