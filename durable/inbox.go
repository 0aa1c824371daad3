package durable

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/wabakit/whatsapp/webhook"
)

// Defaults of [InboxConfig].
const (
	DefaultInboxWorkers = 50
	DefaultMaxAttempts  = 10
)

// InboxConfig says how an inbox receives and works. Webhook is required.
type InboxConfig struct {
	// Webhook has the secrets and limits of the callback URL. Its OnError is
	// told of every refused request, and with a [*webhook.EventError] of every
	// failed attempt at an event that decodes.
	Webhook webhook.Config

	// Callback processes one event. It may take as long as it needs. An error
	// has the event run again later, one made by [webhook.Permanent] makes it a
	// dead letter at once, as an event that fails too often becomes.
	//
	// Nil only stores the events, for another process to work on.
	Callback webhook.Callback

	// Workers is how many events are processed at the same time, of as many
	// conversations: [DefaultInboxWorkers] if zero.
	Workers int

	// MaxAttempts is how often an event is tried, [DefaultMaxAttempts] if zero.
	MaxAttempts int

	// Backoff returns how long to wait after an attempt that failed, counted
	// from 1. Nil waits 1 second, then 4, 16 and so on, up to an hour. After
	// one whose process ended, the wait is by chance between nothing and twice
	// as long, and at most a minute.
	Backoff func(attempt int) time.Duration
}

// An Inbox is the [http.Handler] of a callback URL that stores events before it
// answers, and processes them afterwards; see [Store.NewInbox].
type Inbox struct {
	store   *Store
	config  InboxConfig
	handler http.Handler
}

// NewInbox returns the inbox of the store: mount it on the path of the callback
// URL. A store has one, made before [Store.Start].
//
// The handler verifies a body, stores its events in one transaction, each of
// them once, and answers 200. The statuses of messages of the outbox take
// effect there and then. When the database is away, it answers 500, and Meta
// delivers the body again.
//
// The workers pass each event to the callback: those of one conversation one by
// one, in the order in which they arrived, those of others at the same time.
// While an event that failed waits for its next attempt, the later ones of its
// conversation wait too. An event is done when the callback returns nil, and is
// not passed again, however often Meta delivers it. A process that is killed
// during the callback runs it again: see [OnDone] for what must happen once.
//
// A body that does not parse is a dead letter, answered with 200.
func (s *Store) NewInbox(config InboxConfig) (*Inbox, error) {
	switch {
	case config.Workers < 0:
		return nil, fmt.Errorf("durable: invalid Workers %d; want at least 0", config.Workers)
	case config.MaxAttempts < 0:
		return nil, fmt.Errorf("durable: invalid MaxAttempts %d; want at least 0", config.MaxAttempts)
	}
	orDefault(&config.Workers, DefaultInboxWorkers)
	orDefault(&config.MaxAttempts, DefaultMaxAttempts)
	if config.Backoff == nil {
		config.Backoff = usualBackoff
	}
	inbox := &Inbox{store: s, config: config}
	var err error
	if inbox.handler, err = receive(config.Webhook, inbox.accept); err != nil {
		return nil, err
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	switch {
	case s.started.Load():
		return nil, ErrStarted
	case s.inbox != nil:
		return nil, errors.New("durable: the store has an inbox")
	}
	s.inbox = inbox
	return inbox, nil
}

// ServeHTTP answers one request.
func (i *Inbox) ServeHTTP(w http.ResponseWriter, r *http.Request) { i.handler.ServeHTTP(w, r) }

const longestBackoff = time.Hour

func usualBackoff(attempt int) time.Duration {
	wait := time.Second
	for range attempt - 1 {
		if wait *= 4; wait >= longestBackoff {
			return longestBackoff
		}
	}
	return wait
}

// report tells of an attempt that failed. A panic there must not stop the
// others.
func (i *Inbox) report(ctx context.Context, err error) {
	if i.config.Webhook.OnError == nil {
		return
	}
	defer func() { _ = recover() }()
	i.config.Webhook.OnError(ctx, err)
}
