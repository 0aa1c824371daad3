package batch

import (
	"context"
	"errors"
	"iter"
	"sync"
)

// Stream sends messages from one phone number as they are read, and yields one
// result per message as it is settled, so that neither messages nor results are
// held: see the package documentation. The results are not in order;
// [Result].Index has the position.
//
//	POST /{phone-number-id}/messages
//	POST /{phone-number-id}/marketing_messages
//
// Permission: whatsapp_business_messaging.
//
//	for result, err := range batch.Stream(ctx, client.Messages, phoneNumberID, rows(file), options) {
//		if err != nil {
//			return err // an *IncompleteError: some messages were not sent
//		}
//		report(result) // of each message, also if it was not accepted
//	}
//
// An error comes last, with no result. It is an [*IncompleteError] for the
// reasons that [Send] has, and if the messages yield an error: then reading
// ends, and what was read before is sent. If the batch cannot start, the error
// is all that is yielded.
//
// Leaving the loop stops the batch as the end of the context does: messages in
// flight have [Options].Grace to finish and are recorded in the journal.
//
// The messages are read in another goroutine, one at a time and not further
// than [Options].Window allows; a source that is slow delays no message but its
// own. Stream ends only when the source has returned, so one that blocks should
// watch the context. A panic of it happens in the caller's goroutine.
//
// Each range over the result runs the batch, which without a journal sends the
// messages again.
func Stream[M Message](ctx context.Context, sender Sender[M], phoneNumberID string, messages iter.Seq2[M, error], options *Options) iter.Seq2[Result, error] {
	return func(yield func(Result, error) bool) {
		err := check(ctx, sender, phoneNumberID)
		if err == nil && messages == nil {
			err = errors.New("batch: the messages are nil")
		}
		if err != nil {
			yield(Result{}, err)
			return
		}
		r := newRun(carrier[M]{sender, phoneNumberID}, sender, phoneNumberID, options.withDefaults())
		r.stream(ctx, numbered(messages), yield)
	}
}

// numbered gives messages their positions.
func numbered[M Message](messages iter.Seq2[M, error]) iter.Seq2[*item, error] {
	return func(yield func(*item, error) bool) {
		index := 0
		for message, err := range messages {
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(newItem(index, &message), nil) {
				return
			}
			index++
		}
	}
}

// stream yields the results of a run that goes on meanwhile.
func (r *run) stream(ctx context.Context, messages iter.Seq2[*item, error], yield func(Result, error) bool) {
	if err := r.lockJournal(); err != nil {
		yield(Result{}, err)
		return
	}
	defer r.unlockJournal()
	if err := r.openLedger(ctx); err != nil {
		yield(Result{}, err)
		return
	}
	results := &outlet{run: r, news: sync.NewCond(&r.mutex)}
	r.deliver = results.put
	running, leave := context.WithCancel(ctx)
	var conducting sync.WaitGroup
	conducting.Go(func() {
		defer results.end()
		r.conduct(running, messages)
	})
	defer conducting.Wait() // also if yield panics
	defer leave()

	wanted := results.drain(yield)
	leave()
	conducting.Wait()
	r.leaveRest(ctx)
	if !wanted || !results.drain(yield) {
		return
	}
	if err := r.finish(); err != nil {
		yield(Result{}, err)
	}
}

// An outlet holds results until the caller takes them.
type outlet struct {
	run     *run
	news    *sync.Cond // with the run's mutex, which guards what follows
	results []Result
	ended   bool
}

// put is called with the mutex locked.
func (o *outlet) put(result Result) {
	o.results = append(o.results, result)
	o.news.Signal()
}

func (o *outlet) end() {
	o.run.mutex.Lock()
	defer o.run.mutex.Unlock()
	o.ended = true
	o.news.Signal()
}

// take waits for the next result. There is none once the run has ended.
func (o *outlet) take() (result Result, found bool) {
	o.run.mutex.Lock()
	defer o.run.mutex.Unlock()
	for len(o.results) == 0 && !o.ended {
		o.news.Wait()
	}
	if len(o.results) == 0 {
		return Result{}, false
	}
	result, o.results[0] = o.results[0], Result{}
	o.results = o.results[1:]
	o.run.held--
	o.run.makeRoom()
	return result, true
}

// drain yields results until the run ends, or until nobody wants more.
func (o *outlet) drain(yield func(Result, error) bool) (wanted bool) {
	for result, found := o.take(); found; result, found = o.take() {
		if !yield(result, nil) {
			return false
		}
	}
	return true
}
