package otp_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/otp"
)

func Example() {
	ctx := context.Background()
	var received string // by the phone
	sender := otp.SenderFunc(func(_ context.Context, _, code string) error {
		received = code
		return nil
	})
	service, err := otp.New(otp.Config{
		Sender: sender,
		Key:    bytes.Repeat([]byte("k"), 32), // 32 random bytes from a secret store
		Role:   func(context.Context, string) (string, error) { return "customer", nil },
	})
	if err != nil {
		log.Fatal(err)
	}

	if err := service.Send(ctx, "+1 555 0100"); err != nil {
		log.Fatal(err)
	}
	_, err = service.Verify(ctx, "+1 555 0100", "none")
	fmt.Println(errors.Is(err, otp.ErrCodeWrong))

	login, err := service.Verify(ctx, "+1 555 0100", received)
	if err != nil {
		log.Fatal(err)
	}
	session, err := service.Session(ctx, login.Token)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(session.PhoneNumber, session.Role)
	// Output:
	// true
	// +15550100 customer
}

// A sender over WhatsApp, with an authentication template of your own.
func ExampleSenderFunc() {
	meta := metaStandIn()
	defer meta.Close()
	client, err := whatsapp.NewClient("EAAB...", whatsapp.WithBaseURL(meta.URL))
	if err != nil {
		log.Fatal(err)
	}
	const phoneNumberID, template, language = "106540352242922", "login_code", "en_US"

	sender := otp.SenderFunc(func(ctx context.Context, to, code string) error {
		_, err := client.Messages.SendAuthenticationCode(ctx, phoneNumberID, to, whatsapp.AuthenticationCode{
			Template: template, Language: language, Code: code,
		})
		return err
	})
	fmt.Println(sender.SendCode(context.Background(), "+15550100", "123456"))
	// Output:
	// POST /v23.0/106540352242922/messages with the code twice: true
	// <nil>
}

// metaStandIn answers as Graph does when it has accepted a message.
func metaStandIn() *httptest.Server {
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var body bytes.Buffer
		body.ReadFrom(r.Body)
		fmt.Println(r.Method, r.URL.Path, "with the code twice:", strings.Count(body.String(), `"123456"`) == 2)
		fmt.Fprint(w, `{"messaging_product":"whatsapp","contacts":[{"input":"+15550100","wa_id":"15550100"}],"messages":[{"id":"wamid.1"}]}`)
	}))
}

func ExampleNewHandler() {
	key := make([]byte, 32)
	rand.Read(key)
	service, err := otp.New(otp.Config{
		Sender: otp.SenderFunc(func(context.Context, string, string) error { return nil }),
		Key:    key,
	})
	if err != nil {
		log.Fatal(err)
	}
	handler, err := otp.NewHandler(service, otp.HandlerConfig{
		APIKeys:       []string{"a long random API key"},
		ClientAddress: otp.BehindProxies(1),
		OnError:       func(_ context.Context, err error) { log.Print(err) },
	})
	if err != nil {
		log.Fatal(err)
	}

	answer := httptest.NewRecorder()
	handler.ServeHTTP(answer, httptest.NewRequest(http.MethodPost, "/", strings.NewReader(
		`{"action":"whatsapp_send_otp","apiKey":"a long random API key","phoneNumber":"+15550100"}`)))
	fmt.Println(answer.Code, answer.Body)
	// Output: 200 {"success":true,"message":"OTP sent","expiresIn":600}
}
