// Package webhook receives what Meta sends to a WhatsApp Business app:
// messages, statuses, and everything that happens to accounts, numbers,
// templates, groups and calls.
//
// # Receive
//
// [NewHandler] makes an [net/http.Handler] from the app secret and a function
// that is called with each event:
//
//	router := &webhook.Router{
//		OnMessage: func(ctx context.Context, e *webhook.MessageEvent) error {
//			if e.Message.Text == nil {
//				return nil
//			}
//			return save(ctx, e.Sender().ID(), e.Message.Text.Body)
//		},
//	}
//	handler, err := webhook.NewHandler(webhook.Config{
//		AppSecrets:  []string{os.Getenv("WHATSAPP_APP_SECRET")},
//		VerifyToken: os.Getenv("WHATSAPP_VERIFY_TOKEN"),
//		OnError:     func(ctx context.Context, err error) { slog.ErrorContext(ctx, "webhook", "error", err) },
//	}, webhook.Deduplicate(webhook.NewMemoryStore(0, 0), router.Handle))
//	if err != nil {
//		return err
//	}
//	http.Handle("/webhook", handler)
//
// A body without a valid signature is refused before it is parsed. A function
// that returns an error has Meta deliver the event again, unless the error is
// [Permanent]; [Deduplicate] keeps the events that were done from being done
// twice. [NewHandler] says how long a function may take, and which timeouts the
// server needs.
//
// # Answer
//
// A function that sends a message and then returns an error sends it again when
// the event is delivered again. So does one that returns the error of a message
// whose answer was lost. Package github.com/wabakit/whatsapp/reply sends each
// reply once, to people with and without a phone number:
//
//	replies := reply.New(client.Messages, store)
//	router := &webhook.Router{
//		OnMessage: func(ctx context.Context, e *webhook.MessageEvent) error {
//			return replies.Reply(ctx, e, "greeting", whatsapp.Text{Body: "Good morning"})
//		},
//	}
//
// # Verify now, process later
//
// Work that takes longer than Meta waits belongs behind an inbox. [NewInbox]
// verifies a body and passes its bytes to a function that stores them;
// [Dispatch] runs a stored body through the same callback that a handler would
// have, event by event, and returns what failed:
//
//	inbox, err := webhook.NewInbox(config, func(ctx context.Context, delivery webhook.Delivery) error {
//		return queue.Put(ctx, delivery.Body)
//	})
//	...
//	failed, err := webhook.Dispatch(ctx, body, webhook.Deduplicate(store, router.Handle), nil)
//
// [ConversationKey] says which events must be processed one after the other.
// [Verify] and [Parse] work on their own.
//
// # Dead letters
//
// An event that fails however often it is tried would have its whole body
// delivered again for days. [WithDeadLetters] keeps it with its bytes and the
// reason, and acknowledges it. A [DeadLetter] can be stored as JSON and run
// again.
//
// # Watch
//
// [Config.Observer] is told of every request and every event: what became of
// it, how long it took, how late it was.
//
// # Groups
//
// Graph carries out later what it is asked to do with a group, and a webhook
// says what came of it. [GroupRequests] waits for that webhook by the id of the
// request.
//
// # Events
//
// Every event is a pointer to a struct of this package, such as
// *[MessageEvent], and every event keeps the bytes it came from: [Event.Raw]
// has the members that the struct does not know. Fields, message types and
// statuses that Meta has added since are events like any other. A member that
// does not have the documented form is left out, and [Event.Skipped] names it;
// an element that is not an object is an [UnknownEvent]. The rest of the batch
// is processed as usual. An event that is one element of a list, such as a
// message, holds it in a member of its own; an event that is a whole value has
// the members of the value.
//
// Decoding takes a number for a string and a string for a number, because Meta
// sends both. Ids are strings, encoded as such. An event that is kept holds a
// few KiB of its body besides its own bytes, however long the body was.
//
// # People
//
// Users who adopt a username can hide their phone number.
// [MessageEvent.Sender], [StatusEvent.Recipient], [MessageEchoEvent.Recipient]
// and [CallEvent.Caller] say who a user is either way.
//
// # Order
//
// Events arrive out of order and more than once. [DeliveryState] folds the
// statuses of a message into one state.
package webhook
