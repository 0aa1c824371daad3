// Command whatsapp works with the WhatsApp Business Platform: it sends and
// receives messages, keeps accounts as files say, finds out what is wrong, and
// has a simulator, so that all of it can be tried without an account.
//
//	whatsapp help
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/wabakit/whatsapp/cmd/whatsapp/internal/cli"
)

func main() {
	os.Exit(run())
}

func run() int {
	// Commands put back what they have changed, also when the terminal is
	// closed or nobody reads any more: then a write fails, and does not end the
	// process.
	signal.Ignore(syscall.SIGPIPE)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	// A second interrupt ends the program at once.
	context.AfterFunc(ctx, stop)
	return cli.Run(ctx, os.Args[1:], cli.System())
}
