package durable

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
)

// A process that could not read the database does not take the others for dead
// on that account: it may have been away for all of them.
func TestSilence(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const after, every = 10 * time.Second, 2 * time.Second
		p := newProcess(nil)
		beats := map[string]int64{"other": 7}
		silent := func() bool { return len(p.silent(beats, after)) > 0 }
		looks := func() (before int) {
			for !silent() {
				before++
				time.Sleep(every)
			}
			return before
		}
		assert.Equal(t, 6, looks(), "it is dead after 10 seconds")
		beats["other"]++
		assert.False(t, silent())
		time.Sleep(time.Minute)
		assert.Equal(t, 4, looks(), "a minute without a look counts as two beats")
		beats["other"]++
		assert.False(t, silent())
		for range 10 {
			time.Sleep(every)
			beats["other"]++
			assert.False(t, silent())
		}
	})
}
