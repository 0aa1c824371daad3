package webhook_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/wabakit/whatsapp/webhook"
)

const exampleBody = `{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"value":{
	"messaging_product":"whatsapp",
	"metadata":{"display_phone_number":"15550100100","phone_number_id":"106540352242922"},
	"contacts":[{"profile":{"name":"Retail account"},"wa_id":"15550100142"}],
	"messages":[{"from":"15550100142","id":"wamid.HBgL","timestamp":"1760000001","type":"text","text":{"body":"Hello"}}]},
	"field":"messages"}]}]}`

// deliver posts a body as Meta does and prints the answer.
func deliver(handler http.Handler, body, appSecret string) {
	request := httptest.NewRequest(http.MethodPost, "/webhook", strings.NewReader(body))
	request.Header.Set(webhook.SignatureHeader, webhook.Sign([]byte(body), appSecret))
	response := httptest.NewRecorder()
	handler.ServeHTTP(response, request)
	fmt.Println("answer:", response.Code)
}

// A handler that prints the text messages it receives. In a program, the secret
// and the token come from outside and the handler is mounted with http.Handle.
func ExampleNewHandler() {
	handler, err := webhook.NewHandler(webhook.Config{
		AppSecrets:  []string{"the app secret"},
		VerifyToken: "the verify token",
		OnError: func(_ context.Context, err error) {
			fmt.Println("forged:", errors.Is(err, webhook.ErrSignature))
		},
	}, func(_ context.Context, event webhook.Event) error {
		if message, ok := event.(*webhook.MessageEvent); ok && message.Message.Text != nil {
			fmt.Printf("%s says %s\n", message.Sender().Name, message.Message.Text.Body)
		}
		return nil
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	deliver(handler, exampleBody, "the app secret")
	deliver(handler, exampleBody, "a guess")
	// Output:
	// Retail account says Hello
	// answer: 200
	// forged: true
	// answer: 401
}

// A router calls one function for each kind of event, and Default for the rest.
func ExampleRouter() {
	router := &webhook.Router{
		OnMessage: func(_ context.Context, e *webhook.MessageEvent) error {
			switch m := e.Message; m.Type {
			case webhook.MessageTypeText:
				fmt.Println("text:", m.Text.Body)
			case webhook.MessageTypeImage:
				fmt.Println("image:", m.Image.ID)
			default:
				fmt.Println("something else:", m.Type)
			}
			return nil
		},
		OnTemplateStatus: func(_ context.Context, e *webhook.TemplateStatusEvent) error {
			fmt.Println("template", e.MessageTemplateName, "is", e.Event)
			return nil
		},
		Default: func(_ context.Context, e webhook.Event) error {
			fmt.Println("not handled:", e.Field())
			return nil
		},
	}
	handler, err := webhook.NewHandler(webhook.Config{AppSecrets: []string{"the app secret"}, VerifyToken: "the verify token"}, router.Handle)
	if err != nil {
		fmt.Println(err)
		return
	}
	deliver(handler, exampleBody, "the app secret")
	deliver(handler, `{"entry":[{"changes":[{"field":"telepathy","value":{}}]}]}`, "the app secret")
	// Output:
	// text: Hello
	// answer: 200
	// not handled: telepathy
	// answer: 200
}

// A server verifies bodies and stores them; a worker, perhaps in another
// process, parses them later.
func ExampleVerify() {
	queue := make(chan []byte, 1)
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, webhook.DefaultMaxBodyBytes))
		if err != nil {
			http.Error(w, "bad request", http.StatusBadRequest)
			return
		}
		if err := webhook.Verify(body, r.Header.Get(webhook.SignatureHeader), "the app secret"); err != nil {
			http.Error(w, "unauthorized", http.StatusUnauthorized)
			return
		}
		queue <- body
	})
	deliver(handler, exampleBody, "the app secret")

	notification, err := webhook.Parse(<-queue)
	if err != nil {
		fmt.Println(err)
		return
	}
	for event := range notification.Events() {
		fmt.Println(event.Field(), event.Key(), "of account", event.EntryID())
	}
	// Output:
	// answer: 200
	// messages wamid.HBgL of account 102290129340398
}

// Meta delivers again what was not answered with 200, and now and then what
// was. Each event is processed until that succeeds, and no more.
func ExampleDeduplicate() {
	attempt := 0
	process := func(_ context.Context, event webhook.Event) error {
		if attempt++; attempt == 1 {
			return errors.New("database down")
		}
		fmt.Println("processed", event.Key())
		return nil
	}
	handler, err := webhook.NewHandler(webhook.Config{AppSecrets: []string{"the app secret"}, VerifyToken: "the verify token"},
		webhook.Deduplicate(webhook.NewMemoryStore(0, 0), process))
	if err != nil {
		fmt.Println(err)
		return
	}
	deliver(handler, exampleBody, "the app secret")
	deliver(handler, exampleBody, "the app secret")
	deliver(handler, exampleBody, "the app secret")
	// Output:
	// answer: 500
	// processed wamid.HBgL
	// answer: 200
	// answer: 200
}

// Statuses arrive in any order; the state of the message only moves forward.
func ExampleDeliveryState() {
	states := map[string]*webhook.DeliveryState{}
	record := func(status webhook.Status) {
		state := states[status.ID]
		if state == nil {
			state = new(webhook.DeliveryState)
			states[status.ID] = state
		}
		if state.Fold(status) {
			fmt.Println(status.ID, "is", state.Status)
		}
	}
	record(webhook.Status{ID: "wamid.HBgL", Status: webhook.MessageStatusDelivered, Timestamp: webhook.Unix(1760000003)})
	record(webhook.Status{ID: "wamid.HBgL", Status: webhook.MessageStatusSent, Timestamp: webhook.Unix(1760000002)})
	record(webhook.Status{ID: "wamid.HBgL", Status: webhook.MessageStatusRead, Timestamp: webhook.Unix(1760000009)})
	fmt.Println("sent at", states["wamid.HBgL"].SentAt.Format("15:04:05"))
	// Output:
	// wamid.HBgL is delivered
	// wamid.HBgL is read
	// sent at 08:53:22
}
