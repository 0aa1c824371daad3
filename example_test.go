package whatsapp_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"strings"
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

func ExampleAutomationService_Plan() {
	client, _ := inMemory()
	ctx := context.Background()
	plan, err := client.Automation.Plan(ctx, graphtest.PhoneNumberID, whatsapp.ConversationalAutomationRequest{
		EnableWelcomeMessage: new(true),
		Prompts:              []string{"Where is my order?"},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(plan)
	if err := client.Automation.Apply(ctx, plan); err != nil {
		log.Fatal(err)
	}
	// Output:
	// ~ welcome message: off -> on
	// - prompt "What are your opening hours?"
}

func ExampleUserService_All() {
	client, _ := inMemory()
	administrators := 0
	for user, err := range client.Users.All(context.Background(), graphtest.WABAID, graphtest.BusinessID, nil) {
		if err != nil {
			log.Fatal(err)
		}
		for _, task := range user.Tasks {
			if task == whatsapp.TaskManage || task == whatsapp.TaskFullControl {
				administrators++
			}
		}
	}
	fmt.Println(administrators)
	// Output: 2
}

func ExampleQRCodeService_Update() {
	server := graphtest.New()
	client, err := whatsapp.NewClient(graphtest.AccessToken, whatsapp.WithHTTPClient(server.Client()))
	if err != nil {
		fmt.Println(err)
		return
	}
	// The code on the posters stays, and what it says changes.
	code, err := client.QRCodes.Update(context.Background(), graphtest.PhoneNumberID, graphtest.QRCodeID, whatsapp.UpdateQRCodeRequest{
		PrefilledMessage: "Which offers are there this week?",
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(code.DeepLinkURL, code.PrefilledMessage)
	// Output: https://wa.me/message/4O4YGZEG3RIVE2 Which offers are there this week?
}

func ExampleBlockedUserService_Add() {
	server := graphtest.New()
	client, err := whatsapp.NewClient(graphtest.AccessToken, whatsapp.WithHTTPClient(server.Client()))
	if err != nil {
		fmt.Println(err)
		return
	}
	changed, err := client.BlockedUsers.Add(context.Background(), graphtest.PhoneNumberID, []string{"+15550100123", "12"})
	if changed == nil {
		fmt.Println(err) // nobody was blocked
		return
	}
	for _, user := range changed.Users.Added {
		fmt.Println(user.WAID, "is blocked")
	}
	for _, user := range changed.Users.Failed {
		fmt.Println(user.Input, "is not:", user.Errors[0].ErrorData.Details)
	}
	// Output:
	// 15550100123 is blocked
	// 12 is not: The number is not one of WhatsApp
}

func ExampleBlockedUserService_Remove() {
	client, _ := inMemory()
	ctx := context.Background()
	changed, err := client.BlockedUsers.Remove(ctx, graphtest.PhoneNumberID, []string{"15550100666"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(changed.Users.Removed), "can write again")
	// Output: 1 can write again
}

func ExampleSubscriptionService_Diagnose() {
	server := graphtest.New()
	client, err := whatsapp.NewClient(graphtest.AccessToken, whatsapp.WithHTTPClient(server.Client()))
	if err != nil {
		fmt.Println(err)
		return
	}
	diagnosis, err := client.Subscriptions.Diagnose(context.Background(), graphtest.SecondWABAID, graphtest.AppID, whatsapp.DiagnoseWebhooksRequest{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("can arrive:", diagnosis.CanArrive())
	for _, finding := range diagnosis.Findings {
		fmt.Println(finding)
	}
	// Output:
	// can arrive: false
	// subscription: problem: the app is not subscribed to the account; call Subscriptions.Subscribe with a token of this app
	// callback: ok: the app's callback URL is https://hooks.shop.test/whatsapp
	// fields: ok: the app receives messages
	// override: ok: there is no override
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

func ExampleMediaService_Upload() {
	client, _ := inMemory()
	invoice := strings.NewReader("%PDF-1.7 and so on") // any reader; one that can seek can be sent again
	id, err := client.Media.Upload(context.Background(), graphtest.PhoneNumberID, whatsapp.File{Content: invoice, Name: "invoice.pdf"})
	if err != nil {
		log.Fatal(err)
	}
	info, err := client.Media.Download(context.Background(), id, os.Stdout, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("\n" + info.MIMEType)
	// Output:
	// %PDF-1.7 and so on
	// application/pdf
}

func ExampleMediaService_Open() {
	client, _ := inMemory()
	stream, err := client.Media.Open(context.Background(), graphtest.MediaID)
	if err != nil {
		log.Fatal(err)
	}
	defer stream.Close()
	size, err := io.Copy(io.Discard, stream)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(stream.ContentType, size == stream.Info.FileSize)
	// Output: image/png true
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
