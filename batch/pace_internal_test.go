package batch

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A batch that has been throttled gets back to no interval at all.
func TestPaceRecovers(t *testing.T) {
	t.Parallel()
	var pace pacer
	now := time.Now()
	pace.throttled(pace.begin(now), now, 0, time.Minute)
	require.Equal(t, fastest, pace.interval)
	for range 400 {
		pace.accepted(pace.wave)
	}
	require.Zero(t, pace.interval)
}
