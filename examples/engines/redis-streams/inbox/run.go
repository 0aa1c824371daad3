package inbox

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/wabakit/whatsapp/examples/engines/internal/partition"
	"github.com/wabakit/whatsapp/webhook"
)

const idle = 500 * time.Millisecond // to wait for a body, or for a partition

// Start processes what is stored until stop is called, which finishes what has
// begun. Several processes may do so: each partition is one's at a time, and
// another's when that one has been silent for twice the lease. The client needs
// a connection for each partition.
func (i *Inbox) Start(work partition.Work) (stop func()) {
	work.Events, work.Keep = i.Events, i.keep
	background := context.Background()
	ctx, cancel := context.WithCancel(background)
	var workers sync.WaitGroup
	for number := range partition.Count {
		workers.Go(func() {
			for ctx.Err() == nil {
				if !i.next(background, work, number) {
					pause(ctx, work.Wait)
				}
			}
			i.hold(background, number, time.Millisecond) // the next process need not wait
		})
	}
	return func() {
		cancel()
		workers.Wait()
	}
}

// next processes the next body of a partition, if there is one, and reports
// whether to go on at once.
func (i *Inbox) next(ctx context.Context, work partition.Work, number int) bool {
	keep := func() error { return i.hold(ctx, number, 2*work.Lease) }
	if keep() != nil {
		return false
	}
	body, attempt, err := i.take(ctx, number)
	if err != nil {
		return errors.Is(err, redis.Nil) // there is none
	}
	callback := work.Callback
	work.Callback = func(ctx context.Context, event webhook.Event) error {
		if err := keep(); err != nil { // a body may have many events
			return err
		}
		return callback(ctx, event)
	}
	text, _ := body.Values[bodyField].(string)
	if !work.Dispatch(ctx, []byte(text), number, attempt) {
		return false
	}
	// If this fails, the body comes again, and its events are done.
	_, err = i.client.TxPipelined(ctx, func(p redis.Pipeliner) error {
		p.XAck(ctx, stream(number), group, body.ID)
		p.XDel(ctx, stream(number), body.ID)
		return nil
	})
	return err == nil
}

// take returns the first body of a partition that is not done, and how often it
// was taken. What somebody took and did not acknowledge is still there: either
// it failed, or its process has ended.
func (i *Inbox) take(ctx context.Context, number int) (body redis.XMessage, attempt int, err error) {
	pending, _, err := i.client.XAutoClaim(ctx, &redis.XAutoClaimArgs{
		Stream: stream(number), Group: group, Consumer: i.name, Start: "0", Count: 1,
	}).Result()
	if err != nil {
		return body, 0, err
	}
	if len(pending) == 0 {
		streams, err := i.client.XReadGroup(ctx, &redis.XReadGroupArgs{
			Streams: []string{stream(number), ">"}, Group: group, Consumer: i.name, Count: 1, Block: idle,
		}).Result()
		if err != nil {
			return body, 0, err
		}
		return streams[0].Messages[0], 1, nil
	}
	taken, err := i.client.XPendingExt(ctx, &redis.XPendingExtArgs{
		Stream: stream(number), Group: group, Start: pending[0].ID, End: pending[0].ID, Count: 1,
	}).Result()
	if err != nil || len(taken) == 0 {
		return body, 0, errors.Join(err, errLost)
	}
	return pending[0], int(taken[0].RetryCount), nil
}

// pause waits until the context ends at most.
func pause(ctx context.Context, duration time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(duration):
	}
}
