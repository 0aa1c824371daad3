// Errors shows what can go wrong and what a program can do about it. It runs in
// memory only, where failures can be scripted.
//
//	go run ./examples/errors
//
// It reads no variables.
package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/examples/internal/demo"
	"github.com/wabakit/whatsapp/graphtest"
)

const readAccount = "GET /{waba}"

func main() {
	ctx, session := demo.StartInMemory()
	client, server := session.Client, session.Server

	demo.Title("An account that does not exist")
	_, err := client.WABAs.Get(ctx, "100000000000000")
	explain(err)

	demo.Title("An expired token")
	_, err = client.WABAs.Get(ctx, graphtest.WABAID, whatsapp.WithToken(graphtest.ExpiredToken))
	explain(err)

	demo.Title("A mistake in the request: nothing is sent")
	explain(client.Users.Add(ctx, graphtest.WABAID, graphtest.UserID, nil))

	demo.Title("Throttled for longer than the client would wait")
	server.Script(readAccount, graphtest.Throttled(80007, 45*time.Minute))
	_, err = client.WABAs.Get(ctx, graphtest.WABAID)
	explain(err)

	demo.Title("An attempt that takes too long, without retries")
	server.Script(readAccount, graphtest.Slow(time.Minute))
	impatient, err := client.Clone(whatsapp.WithAttemptTimeout(50*time.Millisecond), whatsapp.WithMaxRetries(0))
	demo.Check(err)
	_, err = impatient.WABAs.Get(ctx, graphtest.WABAID)
	explain(err)

	demo.Title("A context that is cancelled on the way")
	server.Script(readAccount, graphtest.Slow(time.Minute))
	cancelled, cancel := context.WithCancel(ctx)
	time.AfterFunc(50*time.Millisecond, cancel)
	_, err = client.WABAs.Get(cancelled, graphtest.WABAID)
	explain(err)

	demo.Title("A connection that is lost while something is created")
	server.Script("POST /{waba}/welcome_message_sequences", graphtest.DropAfter())
	id, err := createOnce(ctx, client, graphtest.WABAID, "Summer campaign")
	demo.Check(err)
	fmt.Printf("  the sequence is %s\n", id)

	demo.Title("What else an answer carries, here after one retry")
	server.Script(readAccount, graphtest.Transient())
	var response whatsapp.Response
	_, err = client.WABAs.Get(ctx, graphtest.WABAID, whatsapp.CaptureResponse(&response))
	demo.Check(err)
	fmt.Printf("  HTTP %d, %d attempts, version %s, %.0f%% of the quota used\n",
		response.StatusCode, response.Attempts, response.APIVersion, response.Usage.Highest())
}

// createOnce creates a sequence. If it is not known whether that succeeded, it
// looks for the sequence instead of creating a second one.
func createOnce(ctx context.Context, client *whatsapp.Client, wabaID, name string) (string, error) {
	created, err := client.WelcomeSequences.Create(ctx, wabaID, whatsapp.CreateWelcomeSequenceRequest{
		Name:    name,
		Message: whatsapp.WelcomeMessage{Text: "Hello! What would you like to know?"},
	})
	if err == nil {
		return created.ID, nil
	}
	if !errors.Is(err, whatsapp.ErrOutcomeUnknown) {
		return "", err
	}
	fmt.Printf("  %v\n  -> ErrOutcomeUnknown: look for %q\n", err, name)
	for sequence, listErr := range client.WelcomeSequences.All(ctx, wabaID, nil) {
		if listErr != nil {
			return "", errors.Join(err, listErr)
		}
		if sequence.Name == name {
			return sequence.ID, nil
		}
	}
	return "", err
}
