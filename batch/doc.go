// Package batch sends many messages from one phone number, from one process:
// several at a time, at the pace that Graph allows, and without sending any
// twice.
//
//	results, err := batch.Send(ctx, client.Messages, phoneNumberID, messages, nil)
//
// There is one [Result] for each message, in the order of the messages. The
// error is nil when every message is settled, and an [*IncompleteError] when some
// are not sent.
//
// # Order and pace
//
// The messages to one recipient go out one after the other, in their order. When
// the number's throughput is exceeded, all sending slows down, and comes back to
// its speed; when one recipient gets too many messages, only that recipient
// waits. What [whatsapp.Decide] says about an error decides what becomes of its
// message and of the batch.
//
// # What becomes of a message
//
//   - [StateAccepted]: Graph has it. Status webhooks tell the rest.
//   - [StateRejected]: it was not sent, and never will be as it is.
//   - [StateUnknown]: it may have been sent. It is not sent again; a status
//     webhook with its CallbackData tells.
//   - [StateNotSent]: it was not sent, and may be as it is: the batch has stopped
//     before, or the message was held back too often. The next run sends it.
//
// # Going on after an interruption
//
// With a [Journal], the same call goes on where an earlier run has stopped, also
// after a crash. What was accepted, was rejected or may have been sent does not
// go out again. [OpenFileJournal] keeps the journal in a file:
//
//	journal, err := batch.OpenFileJournal("parcels.journal")
//	if err != nil {
//		return err
//	}
//	defer journal.Close()
//	results, err := batch.Send(ctx, client.Messages, phoneNumberID, messages, &batch.Options{Journal: journal})
//
// The messages must be the same, at the same places. Three changes are allowed:
//
//   - A message that was rejected or not sent may be corrected in its place. The
//     next run sends what stands there then.
//   - Messages may be added at the end.
//   - To send a message again whose outcome was unknown, after finding out that
//     it has not arrived, add it at the end.
//
// # Ending
//
// When the context ends, nothing new is started, and what is on its way may
// finish for [Options].Grace, so that an orderly stop leaves nothing unknown.
// [Options].Abort ends the batch at once. A program that stops at the first
// signal in an orderly way, and at the second at once:
//
//	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
//	defer stop()
//	abort := make(chan struct{})
//	go func() {
//		<-ctx.Done()
//		stop()
//		again := make(chan os.Signal, 1)
//		signal.Notify(again, os.Interrupt)
//		<-again
//		close(abort)
//	}()
//	results, err := batch.Send(ctx, client.Messages, phoneNumberID, messages, &batch.Options{Journal: journal, Abort: abort})
package batch
