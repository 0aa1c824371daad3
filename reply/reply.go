package reply

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/webhook"
)

// ErrUnresolved means that an earlier attempt at this reply did not end,
// because its process died or the store could not be reached. The reply may
// have been sent, so it wraps [whatsapp.ErrOutcomeUnknown].
var ErrUnresolved = fmt.Errorf("reply: an earlier attempt did not end: %w", whatsapp.ErrOutcomeUnknown)

// A Sender sends messages, as [whatsapp.MessageService] does. [whatsapp.Decide]
// must be able to tell from its errors whether the message may have been sent;
// after an error that it does not know, the message counts as sent.
type Sender interface {
	Send(ctx context.Context, phoneNumberID string, message whatsapp.Message, opts ...whatsapp.RequestOption) (*whatsapp.SentMessage, error)
}

// A Replier sends each reply once. It is safe for concurrent use.
type Replier struct {
	sender Sender
	store  webhook.Store
}

// New returns a Replier that sends with the sender, most often client.Messages,
// and records them in the store. The store may be the one of
// [webhook.Deduplicate].
func New(sender Sender, store webhook.Store) *Replier {
	return &Replier{sender: sender, store: store}
}

// Reply sends the content to whoever sent the message, from the number that
// received it, unless it has done so before: see [Message] and [Replier.Send].
// The name tells the replies to one message apart, such as "greeting" and
// "opening hours". It must be the same when the event is delivered again.
func (r *Replier) Reply(
	ctx context.Context, event *webhook.MessageEvent, name string, content whatsapp.Content, opts ...whatsapp.RequestOption,
) error {
	return r.Send(ctx, event, name, event.Metadata.PhoneNumberID, Message(event, name, content), opts...)
}

// Send sends any message in response to any event, unless it has already sent
// one for this event and name. If the message has no CallbackData, it gets the
// [Key] of both.
//
// The error is nil if the message was accepted, now or before. It is permanent
// (see [webhook.Permanent]) if, according to [whatsapp.Decide], the message may
// have been sent ([whatsapp.ErrOutcomeUnknown], [ErrUnresolved]) or must change
// first. After any other error, the message was not sent, and is sent when the
// event is delivered again.
func (r *Replier) Send(
	ctx context.Context, event webhook.Event, name, phoneNumberID string, message whatsapp.Message, opts ...whatsapp.RequestOption,
) error {
	key := Key(event, name)
	if message.CallbackData == "" {
		message.CallbackData = key
	}
	claim, err := r.store.Claim(ctx, key, leaseTime)
	if err != nil {
		return fmt.Errorf("claiming the reply: %w", err)
	}
	switch claim.State {
	case webhook.ClaimStateClaimed:
		return r.attempt(ctx, claim, phoneNumberID, message, opts)
	case webhook.ClaimStateAlreadyDone:
		return nil
	}
	return webhook.Permanent(ErrUnresolved)
}

const (
	// leaseTime is the time in which Meta redelivers events. A claim that is
	// neither completed nor released means that the reply may have been sent.
	leaseTime = webhook.DefaultMemoryStoreAge
	// storeTimeout is the time that the store has to record the outcome of a
	// reply.
	storeTimeout = 10 * time.Second
)

// attempt sends the message under a claim. The claim is completed unless the
// message is known not to have been sent, even if the sender panics.
func (r *Replier) attempt(
	ctx context.Context, claim webhook.Claim, phoneNumberID string, message whatsapp.Message, opts []whatsapp.RequestOption,
) (err error) {
	mayBeSent := true
	defer func() {
		// The request may be over by now, but the outcome must still be
		// recorded.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), storeTimeout)
		defer cancel()
		if completeErr := r.store.Complete(ctx, claim, mayBeSent); completeErr != nil {
			err = settled(errors.Join(err, fmt.Errorf("completing the reply: %w", completeErr)), mayBeSent)
		}
	}()
	if _, err = r.sender.Send(ctx, phoneNumberID, message, opts...); err == nil {
		return nil
	}
	action := whatsapp.Decide(err).Action
	mayBeSent = action == whatsapp.ActionReconcile || action == whatsapp.ActionDone
	return settled(err, mayBeSent || action == whatsapp.ActionChange)
}

// settled makes the error permanent if another delivery would not help.
func settled(err error, done bool) error {
	if done {
		return webhook.Permanent(err)
	}
	return err
}
