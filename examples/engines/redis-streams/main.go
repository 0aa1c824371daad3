// Redis-streams is a bot that takes five seconds to answer, behind Redis
// Streams: the inbox adds bodies to a stream and answers Meta, and the same
// process, or any other, processes them.
//
//	go run ./redis-streams            (in examples/engines)
//	go run ./redis-streams -redis redis://localhost:6379
//
// Without -redis, it starts redis-server, which has to be installed. The
// package inbox next to this file is all there is to it. What it promises, if
// Redis writes to the disk before it answers (appendonly yes, appendfsync
// always) and evicts nothing (maxmemory-policy noeviction):
//
//   - Meta gets a 200 once a body is on the disk. A process that is killed at
//     any time loses no event. With appendfsync everysec, as Redis has it by
//     default, a power cut loses the last second.
//   - An event is processed until its callback succeeds, and is kept as a dead
//     letter after five attempts, also if it ends the process each time. A
//     callback that has succeeded runs again only if the process was killed
//     before that was recorded.
//   - Events of one conversation are processed in order, one after the other.
//     A poison event holds up its partition for the time of its attempts.
//   - A reply is sent at most once. If the process is killed while it is on its
//     way, nobody knows whether it was sent: it is not sent again, and its
//     event is a dead letter with that reason. Package durable also has the
//     status webhook find out.
//
// With WHATSAPP_ACCESS_TOKEN, WHATSAPP_APP_SECRET and WHATSAPP_VERIFY_TOKEN
// set, it listens on -listen until it is interrupted, and answers nobody unless
// -apply is given.
package main

import (
	"context"
	"flag"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/examples/engines/internal/partition"
	"github.com/wabakit/whatsapp/examples/engines/internal/play"
	"github.com/wabakit/whatsapp/examples/engines/internal/redisserver"
	"github.com/wabakit/whatsapp/examples/engines/redis-streams/inbox"
	"github.com/wabakit/whatsapp/examples/internal/demo"
	"github.com/wabakit/whatsapp/reply"
	"github.com/wabakit/whatsapp/webhook"
)

var (
	address = flag.String("redis", "", "the URL of the server, redis://...; by default one is started")
	data    = flag.String("data", "", "the folder of the server that is started; redis-data by default, in memory a temporary one")
)

func main() {
	ctx, bot := play.Start()
	if *address == "" {
		if *data == "" {
			folder, clean := bot.Folder("redis-data")
			defer clean()
			*data = folder
		}
		started, stop, err := redisserver.Start(ctx, *data, "--appendonly", "yes", "--appendfsync", "always")
		demo.Check(err)
		defer stop()
		*address = "redis://" + started
	}
	demo.Check(run(ctx, bot))
}

func run(ctx context.Context, bot *play.Bot) error {
	options, err := redis.ParseURL(*address)
	if err != nil {
		return err
	}
	options.ContextTimeoutEnabled = true
	options.PoolSize = 2 * partition.Count // one for each partition waits
	client := redis.NewClient(options)
	defer client.Close()
	bodies, err := inbox.Open(ctx, client)
	if err != nil {
		return err
	}
	handler, err := webhook.NewInbox(bot.Webhook, bodies.Accept)
	if err != nil {
		return err
	}
	replies := reply.New(bot.Client.Messages, bodies.Events)
	stop := bodies.Start(partition.Work{ //nolint:contextcheck // it runs until it is stopped
		Callback: bot.Callback(func(ctx context.Context, event *webhook.MessageEvent, answer string) error {
			return replies.Reply(ctx, event, "answer", whatsapp.Text{Body: answer})
		}),
		Lease:       2*bot.Delay + time.Second,
		Wait:        bot.Wait(),
		MaxAttempts: play.MaxAttempts,
		OnError:     bot.Webhook.OnError,
	})
	defer stop()
	return bot.Serve(ctx, handler)
}
