// Package reply answers webhook events with messages that are not sent twice,
// however often Meta delivers the event:
//
//	store := webhook.NewMemoryStore(0, 0)
//	replies := reply.New(client.Messages, store)
//	router := &webhook.Router{
//		OnMessage: func(ctx context.Context, event *webhook.MessageEvent) error {
//			return replies.Reply(ctx, event, "greeting", whatsapp.Text{Body: "Good morning"})
//		},
//	}
//	handler, err := webhook.NewHandler(config, webhook.Deduplicate(store, router.Handle))
//
// A callback that sends with the client itself and returns an error sends again
// when Meta redelivers the event, even if the error comes from a later step, or
// from a message that was sent although its answer was lost. A [Replier]
// records each reply under the event and a name.
//
// # Recipients
//
// [Replier.Reply] addresses the sender by phone number or, for people who hide
// it, by business-scoped user id; in a group, it addresses the group. It quotes
// the message. [Message] returns such a message, to queue it, or to change it
// and pass it to [Replier.Send].
//
// # Guarantees
//
// The store records a reply before it is sent, and remembers it for the week in
// which Meta redelivers events:
//
//   - A reply that was accepted, or whose outcome is unknown, is not sent
//     again. Status webhooks carry its [Key] as biz_opaque_callback_data, so
//     they show its outcome.
//   - A reply that was refused, or never left this machine, is released, and
//     sent when the event is delivered again.
//   - If the process dies while sending, the reply may have been sent, so it is
//     not sent again, and may be missing.
//
// The guarantees are as durable as the store. A [webhook.MemoryStore] forgets
// everything when its process ends; package
// github.com/wabakit/whatsapp/redisstore has a store that does not.
//
// # Errors
//
// Return the error of a reply from the callback unchanged. It is permanent (see
// [webhook.Permanent]) if, according to [whatsapp.Decide], another delivery
// would not help, because the outcome is unknown or the message must change
// first. Such an event is done, and its error is reported.
package reply
