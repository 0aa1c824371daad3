package main

import (
	"context"
	"net"
	"net/http"
	"time"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/reply"
	"github.com/wabakit/whatsapp/simulator"
	"github.com/wabakit/whatsapp/webhook"
)

// reviewTakes is how long it takes until a template is approved.
const reviewTakes = time.Minute

// bot answers about orders.
type bot struct {
	replies *reply.Replier
	client  *whatsapp.Client
}

// startBot starts a server for the bot, and has the simulator call it.
func startBot(ctx context.Context, sim *simulator.Simulator) (stop func(), err error) {
	client, err := whatsapp.NewClient(graphtest.AccessToken, whatsapp.WithHTTPClient(sim.Client()))
	if err != nil {
		return nil, err
	}
	store := webhook.NewMemoryStore(0, 0)
	b := &bot{replies: reply.New(client.Messages, store), client: client}
	router := &webhook.Router{OnMessage: b.answer, OnStatus: b.confirm}
	callback, err := webhook.NewHandler(webhook.Config{
		AppSecrets: []string{simulator.DefaultAppSecret}, VerifyToken: simulator.DefaultVerifyToken,
	}, webhook.Deduplicate(store, router.Handle))
	if err != nil {
		return nil, err
	}
	address, stop, err := serveOnLoopback(ctx, callback)
	if err != nil {
		return nil, err
	}
	return stop, sim.SetCallbackURL(address + "/webhook")
}

// serveOnLoopback serves on a free port.
func serveOnLoopback(ctx context.Context, handler http.Handler) (address string, stop func(), err error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 5 * time.Second}
	go func() { _ = server.Serve(listener) }()
	return "http://" + listener.Addr().String(), func() { _ = server.Close() }, nil
}

// answer reads a message and answers it.
func (b *bot) answer(ctx context.Context, event *webhook.MessageEvent) error {
	content := answerTo(&event.Message)
	if content == nil {
		return b.client.Messages.MarkRead(ctx, event.Metadata.PhoneNumberID, event.Message.ID)
	}
	if err := b.client.Messages.ShowTyping(ctx, event.Metadata.PhoneNumberID, event.Message.ID); err != nil {
		return err
	}
	return b.replies.Reply(ctx, event, "answer", content, whatsapp.WithMaxRetries(0))
}
