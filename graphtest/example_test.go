package graphtest_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

func Example() {
	srv := graphtest.New()
	request, err := http.NewRequest(http.MethodGet,
		"https://graph.facebook.com/v23.0/"+graphtest.PhoneNumberID+"?fields=verified_name,status", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	request.Header.Set("Authorization", "Bearer "+graphtest.AccessToken)

	response, err := srv.Client().Do(request)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	fmt.Println(string(body), err)
	// Output: {"id":"106540352242922","status":"CONNECTED","verified_name":"Support line"} <nil>
}

func ExampleServer_Script() {
	srv := graphtest.New()
	srv.Script("GET /{phone}", graphtest.Transient())

	address := "https://graph.facebook.com/v23.0/" + graphtest.PhoneNumberID + "?access_token=" + graphtest.AccessToken
	for range 2 {
		response, err := srv.Client().Get(address)
		if err != nil {
			fmt.Println(err)
			return
		}
		response.Body.Close()
	}
	for _, request := range srv.Requests() {
		fmt.Println(request.Method, request.Status, request.Faulted)
	}
	// Output:
	// GET 500 true
	// GET 200 false
}

func ExampleServer_Handle() {
	srv := graphtest.New()
	srv.HandleFunc("GET /{phone}/message_qrdls/{code}", func(w http.ResponseWriter, r *http.Request) {
		if r.PathValue("code") != "4O4YGZEG3RIVE1" {
			graphtest.WriteError(w, http.StatusBadRequest, graphtest.Error{Message: "(#100) No such code", Type: "OAuthException", Code: 100})
			return
		}
		fmt.Fprint(w, `{"data":[{"code":"4O4YGZEG3RIVE1","prefilled_message":"Where is my order?"}]}`)
	})
	client, err := whatsapp.NewClient(graphtest.AccessToken, whatsapp.WithHTTPClient(srv.Client()))
	if err != nil {
		fmt.Println(err)
		return
	}

	for _, code := range []string{"4O4YGZEG3RIVE1", "unknown"} {
		operation := whatsapp.Operation{Method: http.MethodGet, Path: []string{graphtest.PhoneNumberID, "message_qrdls", code}}
		var found struct {
			Data []struct {
				Message string `json:"prefilled_message"`
			}
		}
		err := client.Do(context.Background(), operation, &found)
		fmt.Println(found.Data, errors.Is(err, whatsapp.ErrInvalidRequest))
	}
	// Output:
	// [{Where is my order?}] false
	// [] true
}

func ExampleServer_Webhooks() {
	const appSecret = "app secret"
	answers := 0
	handler, err := webhook.NewHandler(webhook.Config{AppSecrets: []string{appSecret}, VerifyToken: "verify token"},
		func(_ context.Context, event webhook.Event) error {
			if answers++; answers == 1 {
				return errors.New("the database is down")
			}
			if message, ok := event.(*webhook.MessageEvent); ok {
				fmt.Println(message.Sender().ID(), message.Message.Text.Body)
			}
			return nil
		})
	if err != nil {
		fmt.Println(err)
		return
	}
	hooks := graphtest.New().Webhooks(handler, appSecret)

	fmt.Println(hooks.Deliver(context.Background(), graphtest.Inbound{From: "15550100123", Text: "hello"}))
	fmt.Println(hooks.Flush(context.Background()))
	// Output:
	// graphtest: the callback answered 500, to be delivered again in 10s
	// 15550100123 hello
	// <nil>
}

func ExampleServer_ReviewTemplate() {
	srv := graphtest.New()
	id := srv.AddTemplate(graphtest.WABAID, graphtest.Template{Name: "spring_sale", Status: "PENDING", Body: "The sale is on."})
	hooks := srv.Webhooks(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}), "app secret")
	srv.ReviewTemplate(id, "REJECTED", "PROMOTIONAL")
	fmt.Println(hooks.Pending(), "webhook to deliver")
	// Output: 1 webhook to deliver
}

func ExampleServer_AddTemplate() {
	srv := graphtest.New()
	srv.AddTemplate(graphtest.WABAID, graphtest.Template{Name: "order_shipped", Body: "Hello {{1}}, order {{2}} is on its way."})
	client, err := whatsapp.NewClient(graphtest.AccessToken, whatsapp.WithHTTPClient(srv.Client()))
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = client.Messages.Send(context.Background(), graphtest.PhoneNumberID, whatsapp.Message{
		To:      "+15550100123",
		Content: whatsapp.Template{Name: "order_shipped", Language: "en_US", Body: whatsapp.TextParameters("Ada")},
	})
	failure, _ := errors.AsType[*whatsapp.GraphAPIError](err)
	fmt.Println(failure.Code, failure.Details)
	// Output: 132000 body: number of localizable_params (1) does not match the expected number of params (2)
}
