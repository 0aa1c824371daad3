package whatsapp

import (
	"context"
	"time"
)

// A Limiter says when a message may be sent, so that neither the throughput of
// a phone number nor the pace of one conversation is exceeded. Its methods are
// called by several goroutines at once. [NewLimiter] makes one for a process,
// and package redisstore one for many; [WithLimiter] gives it to a client.
type Limiter interface {
	// Reserve takes the next place for a message and returns how long to wait
	// for it. If that is longer than longest, it takes none. It may also take
	// none for a wait that only the recipient causes. A place that is not used,
	// because its caller gave up waiting, is lost.
	//
	// An error means that the limiter cannot tell; the message is not sent.
	Reserve(ctx context.Context, route MessageRoute, longest time.Duration) (Reservation, error)

	// Refused reports that Graph refused a message for its pace, with
	// [ErrRateLimited] or [ErrPairRateLimited]. All that share the limiter slow
	// down. To report the same refusal twice does no harm.
	Refused(ctx context.Context, route MessageRoute, refusal error)
}

// A MessageRoute is the way of a message: what a [Limiter] counts by.
// [Message.Route] returns it.
type MessageRoute struct {
	// PhoneNumberID is the id of the phone number that sends.
	PhoneNumberID string
	// Recipient is whom the message is for, as [Message.Address] spells it. It
	// is empty for a group, and where it is not known: then the message counts
	// for the number alone.
	Recipient string
}

// A Reservation is the answer of a [Limiter].
type Reservation struct {
	// Taken reports that the message may be sent after Wait. If not, no place
	// was taken: ask again after Wait.
	Taken bool
	// Wait is the time until the place, zero if it is free now.
	Wait time.Duration
	// Pair reports that the wait is for the recipient alone: messages to others
	// may go first.
	Pair bool
}

// Route returns the way of the message from a phone number, for callers that
// ask a [Limiter] themselves; see [WithReservedPlace].
func (m Message) Route(phoneNumberID string) MessageRoute {
	if m.RecipientType == RecipientTypeGroup {
		return MessageRoute{PhoneNumberID: phoneNumberID}
	}
	return MessageRoute{PhoneNumberID: phoneNumberID, Recipient: m.Address()}
}

// Route returns the way of the message from a phone number; see
// [Message.Route].
func (m MarketingMessage) Route(phoneNumberID string) MessageRoute {
	return Message{To: m.To, Recipient: m.Recipient}.Route(phoneNumberID)
}
