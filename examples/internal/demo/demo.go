// Package demo starts the examples: against Meta if an access token is set, and
// otherwise against the in-memory Graph API.
package demo

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"time"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

// A Session has a client, and tells an example what it may do.
type Session struct {
	Client *whatsapp.Client
	// Server is the in-memory Graph API, nil against Meta.
	Server *graphtest.Server
	// Apply reports whether changes may be made: in memory always, against Meta
	// only with the flag -apply.
	Apply bool
}

// Start parses the flags, makes a client and prints what it talks to. The
// context ends when the program is interrupted.
func Start(opts ...whatsapp.Option) (context.Context, *Session) {
	apply := flag.Bool("apply", false, "against Meta: carry out changes instead of only showing them")
	flag.Parse()

	if os.Getenv("WHATSAPP_ACCESS_TOKEN") != "" {
		client, err := whatsapp.NewClientFromEnv(opts...)
		Check(err)
		fmt.Println("Talking to Meta. Nothing is changed without -apply.")
		return untilInterrupt(), &Session{Client: client, Apply: *apply}
	}
	fmt.Println("Talking to the in-memory Graph API. Set WHATSAPP_ACCESS_TOKEN to talk to Meta.")
	return untilInterrupt(), inMemory(opts)
}

// StartInMemory is Start for an example that never talks to Meta.
func StartInMemory(opts ...whatsapp.Option) (context.Context, *Session) {
	flag.Parse()
	fmt.Println("Talking to the in-memory Graph API.")
	if os.Getenv("WHATSAPP_ACCESS_TOKEN") != "" {
		fmt.Println("This example never talks to Meta; WHATSAPP_ACCESS_TOKEN is not used.")
	}
	return untilInterrupt(), inMemory(opts)
}

func inMemory(opts []whatsapp.Option) *Session {
	server := graphtest.New()
	fast := []whatsapp.Option{
		whatsapp.WithHTTPClient(server.Client()),
		whatsapp.WithRetryPolicy(whatsapp.RetryPolicy{BaseWait: 100 * time.Millisecond}),
	}
	client, err := whatsapp.NewClient(graphtest.AccessToken, append(fast, opts...)...)
	Check(err)
	return &Session{Client: client, Server: server, Apply: true}
}

func untilInterrupt() context.Context {
	ctx, _ := signal.NotifyContext(context.Background(), os.Interrupt)
	return ctx
}

// ID returns an id that the example needs: in memory that of the sample world,
// against Meta the value of the variable. The program ends if that is not set.
func (s *Session) ID(variable, sample string) string {
	id := s.OptionalID(variable, sample)
	if id == "" {
		Check(fmt.Errorf("%s is not set", variable))
	}
	return id
}

// OptionalID returns an id like ID, or an empty string if the variable is not
// set.
func (s *Session) OptionalID(variable, sample string) string {
	if s.Server != nil {
		return sample
	}
	return os.Getenv(variable)
}

// Title prints the title of a part of the output.
func Title(format string, arguments ...any) {
	fmt.Printf("\n"+format+"\n", arguments...)
}

// NotApplied prints that a change was not made.
func NotApplied() {
	fmt.Println("  not applied: run again with -apply")
}

// Check ends the program if there is an error.
func Check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}
