// Package inbox keeps webhook bodies in JetStream until their events are
// processed.
package inbox

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/wabakit/whatsapp/examples/engines/internal/partition"
	"github.com/wabakit/whatsapp/webhook"
)

const (
	stream      = "WHATSAPP"
	deadSubject = "whatsapp.dead"
	// remembered is how long an event that was done is known. Meta delivers
	// again for seven days.
	remembered = 8 * 24 * time.Hour
	// duplicates is how long JetStream itself knows a body. Most repetitions
	// come soon.
	duplicates = 10 * time.Minute
)

// Inbox is an inbox in JetStream.
type Inbox struct {
	js jetstream.JetStream
	// Events remembers which events and replies are done.
	Events webhook.Store
}

// Open makes the streams of an inbox, or finds them.
func Open(ctx context.Context, js jetstream.JetStream) (*Inbox, error) {
	for _, config := range []jetstream.StreamConfig{
		{Name: stream, Subjects: []string{subject("*")}, Retention: jetstream.WorkQueuePolicy, Duplicates: duplicates},
		{Name: stream + "_DEAD", Subjects: []string{deadSubject}},
	} {
		if _, err := js.CreateOrUpdateStream(ctx, config); err != nil {
			return nil, err
		}
	}
	bucket, err := js.CreateOrUpdateKeyValue(ctx, jetstream.KeyValueConfig{Bucket: stream + "_EVENTS", TTL: remembered})
	if err != nil {
		return nil, err
	}
	return &Inbox{js: js, Events: &events{bucket}}, nil
}

// Accept stores a body: once for each partition that it has events for. It is
// for [webhook.NewInbox]. When it fails halfway, Meta delivers the body again,
// and what was stored is not stored twice.
func (i *Inbox) Accept(ctx context.Context, delivery webhook.Delivery) error {
	partitions, err := partition.In(delivery.Body)
	if err != nil {
		return i.keep(ctx, webhook.NewBodyDeadLetter(delivery.Body, err))
	}
	hash := sha256.Sum256(delivery.Body)
	for _, number := range partitions {
		id := jetstream.WithMsgID(fmt.Sprintf("%x.%d", hash, number))
		if _, err := i.js.Publish(ctx, subject(number), delivery.Body, id); err != nil {
			return err
		}
	}
	return nil
}

// Start processes what is stored until stop is called, which finishes what has
// begun. Several processes may do so: each partition has one event at work.
func (i *Inbox) Start(ctx context.Context, work partition.Work) (stop func(), err error) {
	work.Events, work.Keep = i.Events, i.keep
	var workers sync.WaitGroup
	var partitions []jetstream.MessagesContext
	stop = func() {
		for _, bodies := range partitions {
			bodies.Drain()
		}
		workers.Wait()
	}
	for number := range partition.Count {
		bodies, err := i.bodies(ctx, number, work.Lease)
		if err != nil {
			stop()
			return nil, err
		}
		partitions = append(partitions, bodies)
		workers.Go(func() { processAll(context.WithoutCancel(ctx), work, number, bodies) })
	}
	return stop, nil
}

func (i *Inbox) bodies(ctx context.Context, number int, lease time.Duration) (jetstream.MessagesContext, error) {
	consumer, err := i.js.CreateOrUpdateConsumer(ctx, stream, jetstream.ConsumerConfig{
		Durable:       fmt.Sprint("partition-", number),
		FilterSubject: subject(number),
		// The next body is not delivered before this one is done, also while it
		// waits for another attempt: order.
		MaxAckPending: 1,
		// The body of a process that was killed comes again after the lease of
		// its event has ended.
		AckWait: lease + time.Second,
	})
	if err != nil {
		return nil, err
	}
	// A server that has lost the request is noticed after two heartbeats.
	return consumer.Messages(jetstream.PullMaxMessages(1), jetstream.PullExpiry(5*time.Second), jetstream.PullHeartbeat(time.Second))
}

// processAll processes the bodies of a partition until they are drained.
func processAll(ctx context.Context, work partition.Work, number int, bodies jetstream.MessagesContext) {
	for {
		body, err := bodies.Next()
		switch {
		case err == nil:
			process(ctx, work, number, body)
		case errors.Is(err, jetstream.ErrMsgIteratorClosed):
			return
		default: // the server is slow or away, and comes back
			work.OnError(ctx, err)
		}
	}
}

func process(ctx context.Context, work partition.Work, number int, body jetstream.Msg) {
	callback, attempt := work.Callback, 1
	if metadata, err := body.Metadata(); err == nil {
		attempt = int(metadata.NumDelivered) //nolint:gosec // a small number
	}
	work.Callback = func(ctx context.Context, event webhook.Event) error {
		if err := body.InProgress(); err != nil { // a body may have many events
			return err
		}
		return callback(ctx, event)
	}
	// If the answer gets lost, the body comes again, and its events are done.
	if work.Dispatch(ctx, body.Data(), number, attempt) {
		body.DoubleAck(ctx)
	} else {
		body.NakWithDelay(work.Wait)
	}
}

// keep stores a dead letter.
func (i *Inbox) keep(ctx context.Context, letter webhook.DeadLetter) error {
	text, err := json.Marshal(letter)
	if err != nil {
		return err
	}
	_, err = i.js.Publish(ctx, deadSubject, text)
	return err
}

func subject(partition any) string { return fmt.Sprint("whatsapp.inbox.", partition) }
