// Slow-bot is a bot that takes five seconds to answer, in one process. Meta
// waits for about a second, and delivers what was not answered again.
//
//	go run ./examples/slow-bot
//
// So an inbox acknowledges at once, and the answers are made afterwards: the
// messages of one conversation one after the other, those of several at the
// same time, a bounded number of them. Each message is answered once, however
// often it is delivered, and one that cannot be answered is kept and holds up
// nobody.
//
// What was acknowledged and not yet answered is in memory: it is finished after
// an interrupt, and lost in a crash. A bot that must not lose it stores the
// body in a database before it acknowledges.
//
// With WHATSAPP_ACCESS_TOKEN, WHATSAPP_APP_SECRET and WHATSAPP_VERIFY_TOKEN
// set, it listens on -listen until it is interrupted, and answers nobody unless
// -apply is given.
package main

import (
	"flag"
	"fmt"
	"net/http"
	"time"

	"github.com/wabakit/whatsapp/examples/internal/demo"
	"github.com/wabakit/whatsapp/webhook"
)

func main() {
	listen := flag.String("listen", ":8080", "against Meta: the address to listen on")
	delay := flag.Duration("delay", 5*time.Second, "how long an answer takes")
	ctx, session := demo.Start()
	appSecret := session.ID("WHATSAPP_APP_SECRET", "sample app secret")
	verifyToken := session.ID("WHATSAPP_VERIFY_TOKEN", "sample verify token")

	b := newBot(session.Client, *delay, session.Apply)
	handler, err := newHandler(b, appSecret, verifyToken)
	demo.Check(err)
	if session.Server == nil {
		demo.Check(demo.Serve(ctx, *listen, handler))
		b.lanes.wait()
		return
	}
	demo.Check(play(ctx, session.Server, b, handler, appSecret))
}

// newHandler returns the handler of the server.
func newHandler(b *bot, appSecret, verifyToken string) (http.Handler, error) {
	inbox, err := webhook.NewInbox(webhook.Config{
		AppSecrets:  []string{appSecret},
		VerifyToken: verifyToken,
		OnError:     printError,
	}, b.accept)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("/webhook", inbox)
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	return mux, nil
}
