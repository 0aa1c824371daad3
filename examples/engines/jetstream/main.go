// Jetstream is a bot that takes five seconds to answer, behind an embedded NATS
// server: the inbox publishes bodies to JetStream and answers Meta, and the
// same process, or any other that connects to the server, processes them.
//
//	go run ./jetstream                (in examples/engines)
//
// The package inbox next to this file is all there is to it. What it promises:
//
//   - Meta gets a 200 once a body is on the disk. A process that is killed at
//     any time loses no event.
//   - An event is processed until its callback succeeds, and is kept as a dead
//     letter after five attempts, also if it ends the process each time. A
//     callback that has succeeded runs again only if the process was killed
//     before that was recorded.
//   - Events of one conversation are processed in order, one after the other.
//     A poison event holds up its partition for the time of its attempts.
//   - A reply is sent at most once. If the process is killed while it is on its
//     way, nobody knows whether it was sent: it is not sent again, and its
//     event is a dead letter with that reason. JetStream cannot do better, and
//     nobody can; package durable also has the status webhook find out.
//
// With WHATSAPP_ACCESS_TOKEN, WHATSAPP_APP_SECRET and WHATSAPP_VERIFY_TOKEN
// set, it listens on -listen until it is interrupted, keeps what it has in
// -data, and answers nobody unless -apply is given.
package main

import (
	"context"
	"flag"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/examples/engines/internal/partition"
	"github.com/wabakit/whatsapp/examples/engines/internal/play"
	"github.com/wabakit/whatsapp/examples/engines/jetstream/inbox"
	"github.com/wabakit/whatsapp/examples/internal/demo"
	"github.com/wabakit/whatsapp/reply"
	"github.com/wabakit/whatsapp/webhook"
)

var data = flag.String("data", "", "the folder of JetStream; jetstream-data by default, in memory a temporary one")

func main() {
	ctx, bot := play.Start()
	if *data == "" {
		folder, clean := bot.Folder("jetstream-data")
		defer clean()
		*data = folder
	}
	demo.Check(run(ctx, bot))
}

func run(ctx context.Context, bot *play.Bot) error {
	// Without SyncAlways, a power cut loses what was stored in the last two
	// minutes.
	connection, stopServer, err := startServer(&server.Options{JetStream: true, StoreDir: *data, SyncAlways: true, DontListen: true, NoSigs: true})
	if err != nil {
		return err
	}
	defer stopServer()
	js, err := jetstream.New(connection)
	if err != nil {
		return err
	}
	bodies, err := inbox.Open(ctx, js)
	if err != nil {
		return err
	}
	handler, err := webhook.NewInbox(bot.Webhook, bodies.Accept)
	if err != nil {
		return err
	}
	replies := reply.New(bot.Client.Messages, bodies.Events)
	stopBodies, err := bodies.Start(ctx, partition.Work{
		Callback: bot.Callback(func(ctx context.Context, event *webhook.MessageEvent, answer string) error {
			return replies.Reply(ctx, event, "answer", whatsapp.Text{Body: answer})
		}),
		Lease:       2*bot.Delay + time.Second,
		Wait:        bot.Wait(),
		MaxAttempts: play.MaxAttempts,
		OnError:     bot.Webhook.OnError,
	})
	if err != nil {
		return err
	}
	defer stopBodies()
	return bot.Serve(ctx, handler)
}

// startServer starts a NATS server in this process. In production, NATS runs by
// itself, three of it, and nats.Connect gets its URL.
func startServer(options *server.Options) (*nats.Conn, func(), error) {
	embedded, err := server.NewServer(options)
	if err != nil {
		return nil, nil, err
	}
	embedded.Start()
	connection, err := nats.Connect("", nats.InProcessServer(embedded))
	if err != nil {
		embedded.Shutdown()
		return nil, nil, err
	}
	return connection, func() {
		connection.Close()
		embedded.Shutdown()
		embedded.WaitForShutdown()
	}, nil
}
