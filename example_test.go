package whatsapp_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

// inMemory is a client of an in-memory Graph API, which the examples talk to.
func inMemory(opts ...whatsapp.Option) (*whatsapp.Client, *graphtest.Server) {
	server := graphtest.New()
	client, err := whatsapp.NewClient(graphtest.AccessToken, append(opts, whatsapp.WithHTTPClient(server.Client()))...)
	if err != nil {
		log.Fatal(err)
	}
	return client, server
}

func ExampleNewClient() {
	client, err := whatsapp.NewClient("EAAB...",
		whatsapp.WithAPIVersion("v24.0"),
		whatsapp.WithAppSecret("the app's secret"),
		whatsapp.WithRetryPolicy(whatsapp.RetryPolicy{MaxRetries: 2, MaxWait: 5 * time.Second}),
	)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(client)
	// Output: whatsapp.Client{https://graph.facebook.com, v24.0}
}

func ExampleClient_Clone() {
	client, server := inMemory()
	tenant, err := client.Clone(whatsapp.WithToken("EAABtenant"))
	if err != nil {
		log.Fatal(err)
	}
	account, err := tenant.WABAs.Get(context.Background(), graphtest.WABAID)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(account.Name, len(server.Requests()))
	// Output: Retail account 1
}

func ExampleClient_Do() {
	client, _ := inMemory()
	var answer struct {
		Name string `json:"name"`
	}
	op := whatsapp.Operation{Method: "GET", Path: []string{graphtest.WABAID}}
	if err := client.Do(context.Background(), op, &answer, whatsapp.WithFields("name")); err != nil {
		log.Fatal(err)
	}
	fmt.Println(answer.Name)
	// Output: Retail account
}

func ExamplePage_NextCursor() {
	client, _ := inMemory()
	ctx := context.Background()
	options := &whatsapp.ListOptions{Limit: 3}
	for {
		page, err := client.Users.List(ctx, graphtest.WABAID, graphtest.BusinessID, options)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(len(page.Data))
		options.After = page.NextCursor()
		if options.After == "" {
			break
		}
	}
	// Output:
	// 3
	// 3
	// 1
}

func ExampleGraphAPIError() {
	client, _ := inMemory()
	err := client.WelcomeSequences.Delete(context.Background(), graphtest.WABAID, graphtest.UsedSequenceID)
	if failure, ok := errors.AsType[*whatsapp.GraphAPIError](err); ok {
		fmt.Println(failure.Code, errors.Is(err, whatsapp.ErrSequenceInUse))
	}
	// Output: 4027012 true
}

// A queue worker: what is not sent goes back into the queue, and what may have
// been sent never does.
func ExampleDecide() {
	client, server := inMemory()
	server.Script("POST /{phone}/messages",
		graphtest.Throttled(130429, time.Minute), graphtest.DropAfter(), graphtest.Transient())
	for _, body := range []string{"one", "two", "three", ""} {
		_, err := client.Messages.SendText(context.Background(), graphtest.PhoneNumberID, "+15550123", body)
		switch decision := whatsapp.Decide(err); decision.Action {
		case whatsapp.ActionDone:
			fmt.Println("sent")
		case whatsapp.ActionRetryNow, whatsapp.ActionRetryLater:
			fmt.Println("send it again in", decision.After)
		case whatsapp.ActionReconcile:
			fmt.Println("park it until a status webhook tells")
		default:
			fmt.Println("show it to somebody:", decision)
		}
	}
	// Output:
	// send it again in 1m0s
	// park it until a status webhook tells
	// sent
	// show it to somebody: change (request)
}

func ExampleErrOutcomeUnknown() {
	client, server := inMemory()
	server.Script("POST *", graphtest.DropAfter())
	ctx := context.Background()
	_, err := client.WelcomeSequences.Create(ctx, graphtest.WABAID, whatsapp.CreateWelcomeSequenceRequest{
		Name:    "Summer campaign",
		Message: whatsapp.WelcomeMessage{Text: "Hello!"},
	})
	if errors.Is(err, whatsapp.ErrOutcomeUnknown) {
		// Look before creating it again.
		for sequence, err := range client.WelcomeSequences.All(ctx, graphtest.WABAID, nil) {
			if err != nil {
				log.Fatal(err)
			}
			if sequence.Name == "Summer campaign" {
				fmt.Println("it was created after all")
			}
		}
	}
	// Output: it was created after all
}

func ExampleCaptureResponse() {
	client, _ := inMemory()
	var response whatsapp.Response
	_, err := client.WABAs.Get(context.Background(), graphtest.WABAID, whatsapp.CaptureResponse(&response))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(response.StatusCode, response.Attempts, response.Usage.Highest() < 100)
	// Output: 200 1 true
}

func ExampleWithFields() {
	client, _ := inMemory()
	account, err := client.WABAs.Get(context.Background(), graphtest.WABAID,
		whatsapp.WithFields(whatsapp.FieldsOf[whatsapp.WABA]()...))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(account.HealthStatus.CanSendMessage, account.MessagingLimit)
	// Output: AVAILABLE TIER_2K
}

func ExampleObserver() {
	server := graphtest.New()
	client, err := whatsapp.NewClient(graphtest.AccessToken,
		whatsapp.WithHTTPClient(server.Client()),
		whatsapp.WithRetryPolicy(whatsapp.RetryPolicy{BaseWait: time.Millisecond}),
		whatsapp.WithObserver(whatsapp.Observer{
			OperationDone: func(_ context.Context, result whatsapp.OperationResult) {
				fmt.Println(result.Operation, result.StatusCode, result.Attempts)
			},
		}))
	if err != nil {
		log.Fatal(err)
	}
	server.Script("GET *", graphtest.Transient())
	if _, err := client.WABAs.Get(context.Background(), graphtest.WABAID); err != nil {
		log.Fatal(err)
	}
	// Output: GET /{waba-id} 200 2
}
