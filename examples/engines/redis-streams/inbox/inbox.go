// Package inbox keeps webhook bodies in Redis Streams until their events are
// processed.
package inbox

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/wabakit/whatsapp/examples/engines/internal/partition"
	"github.com/wabakit/whatsapp/redisstore"
	"github.com/wabakit/whatsapp/webhook"
)

const (
	group      = "bot"
	deadStream = "whatsapp:dead"
	bodyField  = "body"
)

// Inbox is an inbox in Redis Streams, one stream for each partition.
type Inbox struct {
	client redis.UniversalClient
	name   string // of this process
	// Events remembers which events and replies are done.
	Events webhook.Store
}

// Open makes the streams of an inbox, or finds them.
func Open(ctx context.Context, client redis.UniversalClient) (*Inbox, error) {
	for number := range partition.Count {
		err := client.XGroupCreateMkStream(ctx, stream(number), group, "0").Err()
		if err != nil && !strings.HasPrefix(err.Error(), "BUSYGROUP") {
			return nil, err
		}
	}
	return &Inbox{client: client, name: rand.Text(), Events: redisstore.NewEvents(client, "", 0)}, nil
}

// Accept stores a body: once for each partition that it has events for. It is
// for [webhook.NewInbox]. A body that is delivered twice is stored twice; its
// events are processed once.
func (i *Inbox) Accept(ctx context.Context, delivery webhook.Delivery) error {
	partitions, err := partition.In(delivery.Body)
	if err != nil {
		return i.keep(ctx, webhook.NewBodyDeadLetter(delivery.Body, err))
	}
	for _, number := range partitions {
		body := redis.XAddArgs{Stream: stream(number), Values: []any{bodyField, delivery.Body}}
		if err := i.client.XAdd(ctx, &body).Err(); err != nil {
			return err
		}
	}
	return nil
}

// keep stores a dead letter.
func (i *Inbox) keep(ctx context.Context, letter webhook.DeadLetter) error {
	text, err := json.Marshal(letter)
	if err != nil {
		return err
	}
	return i.client.XAdd(ctx, &redis.XAddArgs{Stream: deadStream, Values: []any{"letter", text}}).Err()
}

// holdScript takes a partition for a process, or has it keep it for longer.
// KEYS: the holder of the partition. ARGV: process, milliseconds.
var holdScript = redis.NewScript(`
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then
	return 0
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
`)

var errLost = errors.New("another process has the partition")

// hold is what keeps order: a group hands the next body to any process that
// asks, also while this one is at work.
func (i *Inbox) hold(ctx context.Context, number int, lease time.Duration) error {
	holder := []string{stream(number) + ":holder"}
	held, err := holdScript.Run(ctx, i.client, holder, i.name, lease.Milliseconds()).Bool()
	if err == nil && !held {
		return errLost
	}
	return err
}

func stream(partition int) string { return fmt.Sprint("whatsapp:inbox:", partition) }
