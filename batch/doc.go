// Package batch sends many messages from one phone number, in one process:
// several at a time, at the pace that Graph allows, and none of them twice.
//
//	results, err := batch.Send(ctx, client.Messages, phoneNumberID, messages, nil)
//
// [Send] returns one [Result] per message, in the same order. The error is nil
// if every message is settled, and an [*IncompleteError] if some were not sent.
// Marketing messages are sent by [Marketing].
//
// [Stream] is for messages that do not fit into memory, or that should be sent
// while they are still being made, such as the rows of a file or of a database:
//
//	for result, err := range batch.Stream(ctx, client.Messages, phoneNumberID, rows(file), nil) {
//		if err != nil {
//			return err // comes last: some messages were not sent
//		}
//		fmt.Println(result.Index, result.State, result.Err)
//	}
//
// # Order and pace
//
// Messages to the same recipient are sent one at a time, in order. When the
// number's throughput is exceeded, the whole batch waits for 1 second, after
// further refusals for 4 and 16, then goes on more slowly and recovers; when
// one recipient gets too many messages, only that recipient's messages wait.
// [whatsapp.Decide] determines what an error means for its message and for the
// batch.
//
// A batch that knows the number's throughput need not find it out by refusals:
// see [Options].Rate, and [Options].Limiter for a number that others send from
// too. A limiter paces the batch alone: the batch reports refusals to it, and
// slows down by itself only for what a limiter does not know of, such as a
// maintenance. If the limiter lets one recipient wait, the others go on.
//
// # Memory
//
// Send holds the messages and their results. A Stream holds as many messages as
// [Options].Window says: those that are in flight, that wait for their turn,
// and those whose results the caller has not taken yet. While the window is
// full, nothing is read. That is so when the caller is slow, and when messages
// wait for recipients that are throttled: then the batch goes on as these do,
// each of which is settled, or left for the next run, after a few minutes. If
// more recipients are left than the window has places, the stream stops.
//
// With a journal in a file, resuming costs 24 bytes for each message that the
// journal knows, and with a journal of your own, the last entry of each.
//
// # Message states
//
//   - [StateAccepted]: Graph accepted it. Status webhooks report the rest.
//   - [StateRejected]: it was not sent, and cannot be sent unchanged.
//   - [StateUnknown]: it may have been sent. It is not sent again; a status
//     webhook with its CallbackData shows whether it was.
//   - [StateNotSent]: it was not sent, because the batch stopped first or the
//     message was held back too often. The next run sends it.
//
// # Resuming after an interruption
//
// With a [Journal], the same call resumes where an earlier run stopped, even
// after a crash. Messages that were accepted, were rejected or may have been
// sent are not sent again. [OpenFileJournal] keeps the journal in a file:
//
//	journal, err := batch.OpenFileJournal("parcels.journal")
//	if err != nil {
//		return err
//	}
//	defer journal.Close()
//	options := &batch.Options{Journal: journal}
//	results, err := batch.Send(ctx, client.Messages, phoneNumberID, messages, options)
//
// The messages must be the same, in the same positions. Three changes are
// allowed:
//
//   - A message that was rejected or not sent may be corrected in place. The
//     next run sends the corrected message.
//   - Messages may be appended.
//   - A message whose outcome was unknown, and that turned out not to have
//     arrived, may be sent again by appending it.
//
// Send compares all messages with the journal before it sends any. A Stream
// compares each when it is read, and stops at the first that is not the
// journal's. A message that was not sent is held back while it equals one that
// was sent from a later position, until that one is seen there: so a row that
// is taken out of a file makes no other row go out twice. To skip a row and
// keep the positions of the others, yield a zero message in its place, which is
// rejected.
//
// # Stopping
//
// When the context ends, no more messages are started, and those in flight have
// [Options].Grace to finish, so that an orderly stop leaves no outcome unknown.
// Closing [Options].Abort ends the batch immediately. A program that stops in
// an orderly way on the first interrupt, and immediately on the second:
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
//	options := &batch.Options{Journal: journal, Abort: abort}
//	results, err := batch.Send(ctx, client.Messages, phoneNumberID, messages, options)
package batch
