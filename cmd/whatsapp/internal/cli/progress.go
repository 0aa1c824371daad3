package cli

import (
	"io"
	"time"

	"github.com/schollz/progressbar/v3"
)

// progress returns a bar for work of so many steps or bytes, which is shown to
// people only. Without a total, which is then negative, it counts.
func (s *shell) progress(total int64, title string, bytes bool) *progressbar.ProgressBar {
	out := s.Err
	if s.json || !s.Interactive {
		out = io.Discard
	}
	return progressbar.NewOptions64(total,
		progressbar.OptionSetWriter(out),
		progressbar.OptionSetDescription(title),
		progressbar.OptionShowBytes(bytes),
		progressbar.OptionShowCount(),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionClearOnFinish(),
		// No goroutine turns a spinner: it would read what others write.
		progressbar.OptionSetSpinnerChangeInterval(0),
	)
}
