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
	require.True(t, pace.refused(pace.begin(now)))
	pace.slowDown()
	require.Equal(t, fastest, pace.interval)
	for range 400 {
		pace.accepted(pace.wave)
	}
	require.Zero(t, pace.interval)
}
