package durable

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/wabakit/whatsapp"
)

// Defaults of [OutboxConfig].
const (
	DefaultOutboxWorkers = 50
	DefaultMaxRefusals   = 20
)

// A Sender sends messages. The Messages of a [whatsapp.Client] are one. A
// program with several clients has one that chooses by the phone number, and
// passes the options on: without them, the client would itself wait after a
// refusal, and take a second place for the message if it has a limiter.
type Sender interface {
	Send(ctx context.Context, phoneNumberID string, message whatsapp.Message, opts ...whatsapp.RequestOption) (*whatsapp.SentMessage, error)
	SendMarketing(ctx context.Context, phoneNumberID string, message whatsapp.MarketingMessage, opts ...whatsapp.RequestOption) (*whatsapp.SentMessage, error)
}

// OutboxConfig says how an outbox sends.
type OutboxConfig struct {
	// Sender sends the messages. Nil only stores them, for another process to
	// send.
	Sender Sender

	// Limiter sets the pace. If it is nil, the outbox uses the Sender's own,
	// which it gets from a method Limiter like that of
	// [whatsapp.MessageService]. Without either, the outbox sends as fast as
	// the workers can, and slows down when Graph refuses messages for their
	// number.
	//
	// A message takes one place, from this limiter, and stays queued until
	// then. If the client has a limiter as well, it does not count the message,
	// and only hears of refusals. So if a number's messages are also sent
	// without the outbox, leave this nil or give both the same limiter.
	Limiter whatsapp.Limiter

	// Workers is how many messages are on their way at the same time, to as
	// many recipients: [DefaultOutboxWorkers] if zero.
	Workers int

	// MaxRefusals is how often a message is tried that Graph refuses for a
	// reason that passes, [DefaultMaxRefusals] if zero. Then it has failed.
	MaxRefusals int
}

// An Outbox sends messages that were stored before, each once; see
// [Store.NewOutbox].
type Outbox struct {
	store  *Store
	config OutboxConfig
	spread spread
}

// NewOutbox returns the outbox of the store. A store has one, made before
// [Store.Start].
func (s *Store) NewOutbox(config OutboxConfig) (*Outbox, error) {
	switch {
	case config.Workers < 0:
		return nil, fmt.Errorf("durable: invalid Workers %d; want at least 0", config.Workers)
	case config.MaxRefusals < 0:
		return nil, fmt.Errorf("durable: invalid MaxRefusals %d; want at least 0", config.MaxRefusals)
	}
	orDefault(&config.Workers, DefaultOutboxWorkers)
	orDefault(&config.MaxRefusals, DefaultMaxRefusals)
	if limited, ok := config.Sender.(interface{ Limiter() whatsapp.Limiter }); ok && config.Limiter == nil {
		// If the client waited for the place, the message would be on its way
		// meanwhile, and unknown if the process ended.
		config.Limiter = limited.Limiter()
	}
	outbox := &Outbox{store: s, config: config}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	switch {
	case s.started.Load():
		return nil, ErrStarted
	case s.outbox != nil:
		return nil, errors.New("durable: the store has an outbox")
	}
	s.outbox = outbox
	return outbox, nil
}

// Outgoing is a message to be sent. PhoneNumberID is required, and either
// Message or Marketing.
type Outgoing struct {
	// PhoneNumberID is the id of the phone number that sends.
	PhoneNumberID string

	// Message is what is sent. Its CallbackData comes back in the status events
	// that the inbox of the same store passes to its callback; on the way, the
	// outbox has a value of its own in its place.
	Message whatsapp.Message

	// Marketing is sent in place of Message, through the Marketing Messages
	// API.
	Marketing *whatsapp.MarketingMessage

	// Key makes the message unique: there is one with the same key at most, for
	// as long as [Options.KeepMessages] keeps it. Empty for none. An order's
	// number with what is said about it is a good key.
	Key string

	// Campaign is the name of the campaign that the message belongs to, made if
	// there is none. Empty for none.
	Campaign string

	// NotBefore is when the message may be sent, at once if zero. Later
	// messages to the same recipient go first meanwhile.
	NotBefore time.Time

	// Expires is when it is too late to send the message, never if zero. It has
	// failed then.
	Expires time.Time
}

// Queued is the answer to [Outbox.Enqueue].
type Queued struct {
	// ID identifies the message in the outbox.
	ID string
	// Known reports that the outbox had a message with the same key, whose id
	// this is. Nothing was stored.
	Known bool
}

// State is what is known of a message.
type State string

// The states of a message. It goes from the first to StateRead, and may leave
// some out. StateSending is recorded before the request leaves.
const (
	StateQueued    State = "queued"
	StateSending   State = "sending"
	StateAccepted  State = "accepted" // by Graph, which does not mean delivered
	StateHeld      State = "held"     // by Meta, to assess the quality of the template
	StateSent      State = "sent"
	StateDelivered State = "delivered"
	StateRead      State = "read" // or played
	// StateFailed is for a message that Graph refused for good, that Meta could
	// not deliver, or that expired.
	StateFailed State = "failed"
	// StateUnknown is for a message that may have been sent: its answer was
	// lost. A status webhook settles it. It is not sent again, unless
	// [Outbox.Requeue] says so.
	StateUnknown   State = "unknown"
	StateCancelled State = "cancelled"
)
