// Package durable receives and sends WhatsApp messages through a database, so
// that nothing is lost and nothing is sent twice, whatever happens to the
// process: with SQLite in a file for one process, with PostgreSQL for many, by
// the same code.
//
//   - The [Inbox] is the handler of the callback URL. It stores events and
//     answers Meta at once. Workers pass them to a callback, which may take as
//     long as it needs.
//   - The [Outbox] stores messages, in a transaction of the caller's if wanted,
//     and sends them: in order for each recipient, at the pace that Graph
//     allows, each once. Status webhooks that come in by the inbox say how far
//     each message has come.
//
// # A slow bot
//
// This bot needs five seconds for an answer. Meta has its own within
// milliseconds, and every message is answered once:
//
//	store, err := durable.Open(ctx, "bot.db", durable.Options{})
//	if err != nil {
//		return err
//	}
//	defer store.Close()
//	outbox, err := store.NewOutbox(durable.OutboxConfig{Sender: client.Messages})
//	if err != nil {
//		return err
//	}
//	inbox, err := store.NewInbox(durable.InboxConfig{
//		Webhook: webhook.Config{AppSecrets: secrets, VerifyToken: verifyToken},
//		Callback: func(ctx context.Context, e webhook.Event) error {
//			message, ok := e.(*webhook.MessageEvent)
//			if !ok || message.Message.Text == nil {
//				return nil
//			}
//			answer, err := think(ctx, message.Message.Text.Body) // five seconds
//			if err != nil {
//				return err // the event runs again later
//			}
//			sender := message.Sender()
//			_, err = outbox.Enqueue(ctx, durable.Outgoing{
//				PhoneNumberID: message.Metadata.PhoneNumberID,
//				Message:       whatsapp.Message{To: sender.WAID, Recipient: sender.UserID, Content: whatsapp.Text{Body: answer}},
//			})
//			return err
//		},
//	})
//	if err != nil {
//		return err
//	}
//	if err := store.Start(ctx); err != nil {
//		return err
//	}
//	http.Handle("/webhook", inbox)
//
// At the end, shut down the server first, then stop the store. What is on its
// way ends, and what is left waits for the next start:
//
//	server.Shutdown(ctx)
//	store.Stop(ctx)
//
// # What happens once
//
// A callback runs at least once: a process that is killed in the middle of it
// runs it again, and so does an error. What it stores with [Outbox.Enqueue] and
// its context, or in [OnDone], happens exactly once, because it is committed
// together with the record that the event is done. So a bot enqueues its
// answers, as above, in place of sending them by itself.
//
// A message is sent at most once. That it is on its way is committed before the
// request leaves. If the answer is lost, or the process is killed meanwhile,
// its outcome is unknown, and nobody can ask Graph: it is parked as
// [StateUnknown], and is not sent again. The outbox sends each message with
// callback data of its own, so that a status webhook settles it. What no status
// has settled after a day was not sent, most likely: [Outbox.AllMessages]
// lists it, and [Outbox.Requeue] or [Outbox.Abandon] decides.
//
// # A campaign
//
// Messages with the name of a campaign can be paused, resumed and cancelled
// together, and counted. A key for each makes it safe to run this again after
// an interruption:
//
//	_, err = outbox.EnqueueAll(ctx, func(yield func(durable.Outgoing) bool) {
//		for number := range customers {
//			if !yield(durable.Outgoing{
//				PhoneNumberID: phoneNumberID,
//				Campaign:      "spring",
//				Key:           "spring " + number,
//				Message:       whatsapp.Message{To: number, Content: whatsapp.Template{Name: "offer", Language: "en_US"}},
//			}) {
//				return
//			}
//		}
//	})
//	...
//	campaign, err := outbox.Campaign(ctx, "spring")
//	if err != nil {
//		return err
//	}
//	fmt.Println(campaign.Total()-campaign.Left(), "of", campaign.Total(), "sent")
//
// The messages of campaigns wait behind those that belong to none, so that an
// answer does not wait for a hundred thousand offers.
//
// # What Graph refuses
//
// What [whatsapp.Decide] says of an error decides what happens, and to whom:
//
//   - Too many messages to one recipient (code 131056): that recipient's wait,
//     for 1 second, then 4, 16 and so on.
//   - Too many messages from the number (130429): the limiter is told. Without
//     one, the number waits in the same way.
//   - Held back for the recipient's experience (131049): the message waits a
//     day. Others to the recipient go on. Where a status webhook says so, the
//     message has failed, since a failed one may still turn out delivered.
//   - The template is paused or disabled (132015, 132016), is not there or not
//     approved in that language (132001), or its flow is blocked (132068): the
//     campaign is paused, because all of it would fail, and somebody can mend
//     that while it waits. Without a campaign, the message has failed.
//   - Spam, a locked account, a bill, a permission (131048, 368 and others):
//     the number sends nothing until somebody calls [Outbox.ResumeNumber].
//   - The access token has expired, or Meta has trouble: the number waits and
//     tries again by itself.
//   - Anything else that will not change, such as what one message says to a
//     template: the message has failed.
//
// [Outbox.Holds] lists what is stopped, and why. An error that a status webhook
// brings has the same effect on campaigns and numbers.
//
// # Failures
//
//   - The process is killed: the next one, or another one, goes on within 1.4
//     times [Options.DeadAfter]. Events that were at work run again, and
//     messages that were on their way are unknown.
//   - The database is away, or the disk is full: Meta gets a 500 and delivers
//     again. Messages that have been sent are held in memory until that can be
//     recorded. Nothing new is begun.
//   - The callback panics, or fails again and again: after
//     [InboxConfig.MaxAttempts] the event is a dead letter, with its bytes and
//     the reason, and the conversation goes on. [Inbox.AllDeadLetters] lists
//     them, [Inbox.Rerun] runs one again.
//   - An event ends the process, again and again: it becomes a dead letter in
//     the same way. Others end with it, so what was at work when a process
//     ended begins again after a wait by chance, up to a minute, and apart.
//   - A clock jumps, or the clocks of two processes differ: see below.
//
// # Clocks
//
// The times in the tables are those of the process that writes them, also with
// PostgreSQL. So keep the clocks in step, as NTP does. If they are not:
//
//   - Nothing is lost, sent twice or taken out of order, and no process is
//     taken for dead: that is measured without the time of day.
//   - What waits for a time waits longer or shorter, by as much as the clocks
//     differ: retries, [Outgoing.NotBefore], [Outgoing.Expires], holds, and the
//     messages of campaigns. Other messages are sent at once.
//   - A clock that is ahead by more than [Options.KeepEvents] has done events
//     deleted that Meta may deliver again, and they would be processed again.
//
// # Databases
//
// With SQLite, every commit reaches the disk, and all writing goes through one
// connection. A file serves one process well. With PostgreSQL, any number of
// processes share the work: those that only receive leave out the callback,
// those that only enqueue leave out the sender.
//
// A transaction for [Outbox.EnqueueTx] may come from any connection to the same
// database, so with PostgreSQL from the pool that the program has. With SQLite
// take [Store.DB], and finish a transaction before you call anything else of
// the store.
//
// [Open] migrates the tables. Where a program must not, an operator calls
// [Migrate] first, and the program sets [Options.SkipMigration].
//
// SQLite is there on 64-bit Linux, macOS, Windows and FreeBSD. Elsewhere, and
// where an int has 32 bits, Open returns [errors.ErrUnsupported] for a file.
//
// # Operation
//
// [Store.Check] is for a health check, [Store.Stats] for gauges and
// [Options.Observer] for counters and histograms; none has ids or numbers in
// its labels. The module durable/oteldurable makes metrics of OpenTelemetry of
// them, with one line for each. What is done is deleted after
// [Options.KeepEvents] and [Options.KeepMessages]. Message bodies stay in the
// database until then, also passcodes: protect it as you protect those.
//
// The work is scheduled by River, whose own interface shows the queues
// whatsapp_inbox and whatsapp_outbox: https://riverqueue.com/docs/river-ui. A
// job there is a ticket to work on one conversation or one recipient, not a
// message: jobs can be retried or deleted without harm, and a queue that is
// paused there stops. The tables whose names begin with whatsapp_ hold the
// events and messages, in plain columns. A program that has River in the same
// database shares its tables, and their migrations, with this package.
package durable
