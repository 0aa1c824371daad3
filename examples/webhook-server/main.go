// Webhook-server is a complete small server for webhooks: an echo bot. It
// checks signatures, answers each message once however often it is delivered,
// and follows the statuses of its answers.
//
//	go run ./examples/webhook-server
//
// By default it receives from the in-memory Graph API, which plays Meta:
// messages, a duplicate, a delivery that fails and is repeated, a forged
// request.
//
// With WHATSAPP_ACCESS_TOKEN, WHATSAPP_APP_SECRET and WHATSAPP_VERIFY_TOKEN
// set, it listens on -listen until it is interrupted, and answers nobody unless
// -apply is given. Meta requires HTTPS: put a proxy with a certificate in
// front, and subscribe the app to the field messages with https://<your
// host>/webhook.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"

	"github.com/wabakit/whatsapp/examples/internal/demo"
	"github.com/wabakit/whatsapp/webhook"
)

func main() {
	listen := flag.String("listen", ":8080", "against Meta: the address to listen on")
	ctx, session := demo.Start()
	appSecret := session.ID("WHATSAPP_APP_SECRET", "sample app secret")
	verifyToken := session.ID("WHATSAPP_VERIFY_TOKEN", "sample verify token")

	// This store is in memory. Several processes would share one, as in
	// redisstore.
	store := webhook.NewMemoryStore(0, 0)
	handler, err := newHandler(newBot(session.Client, store, session.Apply), store, appSecret, verifyToken)
	demo.Check(err)
	if session.Server == nil {
		demo.Check(demo.Serve(ctx, *listen, handler))
		return
	}
	demo.Check(play(ctx, session.Server, handler, appSecret, verifyToken))
}

// newHandler returns the handler of the server.
func newHandler(b *bot, store webhook.Store, appSecret, verifyToken string) (http.Handler, error) {
	router := &webhook.Router{OnMessage: b.answer, OnStatus: b.follow}
	callback, err := webhook.NewHandler(webhook.Config{
		AppSecrets:  []string{appSecret},
		VerifyToken: verifyToken,
		OnError:     printError,
	}, webhook.Deduplicate(store, router.Handle))
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("/webhook", callback)
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	return mux, nil
}

// printError prints refused requests and failed events. The errors contain no
// secrets.
func printError(_ context.Context, err error) {
	if failed, ok := errors.AsType[*webhook.EventError](err); ok {
		err = failed.Err // without the long id
	}
	fmt.Printf("  %-10s  %v\n", "error", err)
}
