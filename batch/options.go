package batch

import (
	"time"

	"github.com/wabakit/whatsapp"
)

// Options configures a batch. Every field is optional.
type Options struct {
	// Concurrency is the number of messages in flight at a time, 16 by default.
	// A number's throughput is used in full only if Concurrency exceeds it
	// times the seconds that an answer takes.
	Concurrency int
	// Window is the number of messages that a [Stream] holds at a time: read,
	// but without a result that the caller has taken. It is 4,096 by default.
	// [Send] does not use it.
	Window int
	// Rate is the number of messages a second that the batch sends at most. By
	// default, the batch sends until Graph refuses, and then finds a pace by
	// itself. Answers take different times, so stay some percent below the
	// number's throughput: 78 for a limit of 80.
	Rate float64
	// Limiter gives each message its place among everything that the number
	// sends, in this batch or elsewhere. By default, it is the limiter of the
	// client. With a Rate as well, neither is exceeded: a Rate below the
	// number's throughput leaves room for other messages.
	Limiter whatsapp.Limiter
	// Journal records the outcome of each message, so that a batch can resume
	// after a crash. Without one, a crash leaves no record of what was sent.
	Journal Journal
	// Progress is called after each message that this run settles, one call at
	// a time. The batch waits for it to return.
	Progress func(Progress)
	// MaxRetries is the number of consecutive refusals to tolerate, 4 by
	// default. After one more, the batch stops, or leaves a recipient for the
	// next run. A negative number means none.
	MaxRetries int
	// MaxWait is the longest pause of the whole batch, 30 seconds by default.
	// If Graph or the limiter asks for a longer one, the batch stops.
	MaxWait time.Duration
	// Grace is the time that messages in flight have to finish once the context
	// ends, 30 seconds by default. Those without an answer by then are
	// [StateUnknown]. A negative value gives them none.
	Grace time.Duration
	// Abort ends the batch immediately when it is closed, even during Grace.
	// Messages in flight become [StateUnknown].
	Abort <-chan struct{}
	// RequestOptions apply to every message, such as [whatsapp.WithToken]. Do
	// not pass [whatsapp.CaptureResponse], which holds one response.
	RequestOptions []whatsapp.RequestOption
}

const (
	defaultConcurrency = 16
	defaultWindow      = 4096
	defaultMaxRetries  = 4
	defaultMaxWait     = 30 * time.Second
	defaultGrace       = 30 * time.Second
)

func (o *Options) withDefaults() Options {
	chosen := Options{}
	if o != nil {
		chosen = *o
	}
	if chosen.Concurrency <= 0 {
		chosen.Concurrency = defaultConcurrency
	}
	if chosen.Window <= 0 {
		chosen.Window = defaultWindow
	}
	if chosen.MaxRetries == 0 {
		chosen.MaxRetries = defaultMaxRetries
	}
	if chosen.MaxWait <= 0 {
		chosen.MaxWait = defaultMaxWait
	}
	if chosen.Grace == 0 {
		chosen.Grace = defaultGrace
	}
	return chosen
}

// interval returns the time between two messages that the rate asks for, zero
// without a rate.
func (o *Options) interval() time.Duration {
	if !(o.Rate > 0) { // NaN also means none
		return 0
	}
	return time.Duration(min(float64(time.Second)/o.Rate, float64(longestInterval)))
}

// longestInterval keeps a rate of nearly nothing within what time can express.
const longestInterval = 24 * time.Hour
