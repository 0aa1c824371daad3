// Simulator opens the WhatsApp simulator: the phone of a user as a web page,
// with everything that programs and Meta say to each other, faults, and a clock
// that can be moved on.
//
//	go run ./examples/simulator
//	go run ./examples/simulator -callback http://127.0.0.1:9000/webhook
//
// It serves until it is interrupted. Without -callback, a bot of its own
// answers. It never talks to Meta: point the base URL of a program in any
// language at it.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strings"

	"github.com/wabakit/whatsapp/examples/internal/demo"
	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/simulator"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:8480", "the address to listen on; other machines can reach it unless it is loopback")
	callback := flag.String("callback", "", "the URL that webhooks go to, instead of the bot")
	hosts := flag.String("hosts", "", "further names that it answers to, with commas between them, such as that of a container")
	callHosts := flag.Bool("call-hosts", false, "call hosts elsewhere where a program names them, as a callback or the link of a file")
	world := flag.String("world", "", "a world to begin with: a file that the page has saved, or written by hand")
	flows := flag.String("flow-endpoint", "", "the URL that is called instead of the endpoint_uri of every flow")
	flowHosts := flag.String("flow-hosts", "", "hosts elsewhere on which endpoints of flows are called, with commas between them")
	trust := flag.Bool("trust-callbacks", false, "do not ask a callback that a program sets for the challenge, such as one that does not listen yet")
	known := flag.Bool("known-templates", false, "refuse messages with a template that no account has, as Meta does")
	once := flag.Bool("once", false, "have one conversation with the bot, and exit")
	ctx, _ := demo.StartInMemory()
	if *once {
		demo.Check(converse(ctx))
		return
	}
	opts := []simulator.Option{
		simulator.WithAllowedHosts(namesIn(*hosts)...), simulator.WithFlowEndpoint(*flows), simulator.WithFlowHosts(namesIn(*flowHosts)...),
	}
	if *callHosts {
		opts = append(opts, simulator.WithRemoteHosts())
	}
	if *trust {
		opts = append(opts, simulator.WithoutCallbackVerification())
	}
	if *known {
		opts = append(opts, simulator.WithServer(graphtest.WithKnownTemplatesOnly()))
	}
	demo.Check(serve(ctx, *listen, *callback, *world, opts))
}

// namesIn returns the names of a list with commas between them.
func namesIn(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' })
}

// serve serves the simulator, and the bot if nobody else answers.
func serve(ctx context.Context, address, callback, world string, opts []simulator.Option) error {
	sim, err := simulator.New(append(opts,
		simulator.WithServer(graphtest.WithServiceWindow(), graphtest.WithTemplateReview(reviewTakes)))...)
	if err != nil {
		return err
	}
	if callback == "" {
		stopBot, err := startBot(ctx, sim)
		if err != nil {
			return err
		}
		defer stopBot()
	} else if err := sim.SetCallbackURL(callback); err != nil {
		return err
	}
	if world != "" {
		file, err := os.ReadFile(world)
		if err != nil {
			return err
		}
		if err := sim.Load(file); err != nil { //nolint:contextcheck // the program ends with it
			return err
		}
	}
	go func() { _ = sim.Run(ctx) }()
	fmt.Printf("Open http://%s in a browser. It is also the base URL of the Graph API, with any access token.\n", address)
	fmt.Printf("Phone number id %s, account id %s.\n", graphtest.PhoneNumberID, graphtest.WABAID)
	fmt.Printf("App secret %s, verify token %s.\n", simulator.DefaultAppSecret, simulator.DefaultVerifyToken)
	return demo.Serve(ctx, address, sim)
}
