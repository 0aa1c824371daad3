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
// A function that sends with the client and returns an error sends again when
// Meta delivers the event again, be the error that of a later step, or that of
// a message which has gone out although its answer was lost. A [Replier] keeps
// account of each reply by the event and a name.
//
// # Whom a reply goes to
//
// [Replier.Reply] addresses the sender by phone number or, for people who hide
// it, by business-scoped user id; in a group, it addresses the group. It quotes
// the message. [Message] returns such a message, for a queue of your own, or to
// be changed and passed to [Replier.Send].
//
// # What is guaranteed
//
// The store holds a reply before it leaves, for as long as Meta delivers again,
// which is a week:
//
//   - A reply that was accepted, or whose outcome is unknown, is not sent
//     again. Status webhooks carry its [Key] as biz_opaque_callback_data, so
//     they tell how it ended.
//   - A reply that was refused, or has not left this machine, is released, and
//     sent when the event is delivered again.
//   - If the process dies while it sends, the reply counts as one that may have
//     been sent: it is not sent again, and may be missing.
//
// This holds as far as the store does. A [webhook.MemoryStore] forgets
// everything when its process ends; package
// github.com/wabakit/whatsapp/redisstore has a store that does not.
//
// # Errors
//
// The error of a reply can be returned from the callback as it is. It is
// permanent, see [webhook.Permanent], if [whatsapp.Decide] says that another
// delivery would not help: the outcome is unknown, or the message must change
// first. Such an event is done, and its error reported.
package reply
