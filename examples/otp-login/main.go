// Otp-login logs somebody in with a code sent over WhatsApp. It is a small
// login server, and a client that calls each of its actions.
//
//	go run ./examples/otp-login
//
// In memory it reads the code from the emulator's outbox. With
// WHATSAPP_ACCESS_TOKEN, WHATSAPP_PHONE_NUMBER_ID and WHATSAPP_RECIPIENT set,
// and -apply given, it sends a code to the recipient with one of your
// authentication templates (-template, -language), and reads the code from
// standard input.
package main

import (
	"context"
	"crypto/rand"
	"flag"
	"fmt"
	"net/http/httptest"

	"github.com/wabakit/whatsapp/examples/internal/demo"
	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/otp"
)

func main() {
	template := flag.String("template", "login_code", "the name of the authentication template")
	language := flag.String("language", "en_US", "the language of the template")
	ctx, session := demo.Start()
	phoneNumberID := session.ID("WHATSAPP_PHONE_NUMBER_ID", graphtest.PhoneNumberID)
	recipient := session.ID("WHATSAPP_RECIPIENT", "+15550123")

	phone, err := session.Client.PhoneNumbers.Get(ctx, phoneNumberID)
	demo.Check(err)
	fmt.Printf("Codes come from %s\n", phone.DisplayPhoneNumber)

	sender := templateSender(session.Client, phoneNumberID, *template, *language)
	if !session.Apply {
		sender = func(context.Context, string, string) error { demo.NotApplied(); return nil }
	}
	service, err := newService(sender)
	demo.Check(err)
	apiKey := rand.Text()
	handler, err := otp.NewHandler(service, otp.HandlerConfig{
		APIKeys: []string{apiKey},
		OnError: func(_ context.Context, err error) { fmt.Println("  error   ", err) },
	})
	demo.Check(err)

	web := httptest.NewServer(handler)
	defer web.Close()
	p := &player{service: service, url: web.URL, apiKey: apiKey, recipient: recipient, readCode: typedCode}
	if session.Server != nil {
		p.readCode = func() string { return codeFrom(session.Server.Outbox()) }
	}
	demo.Check(p.play(ctx, session.Server != nil))
}

// newService returns a service that keeps its state in this process. Several
// processes would share a store, and a key from a secret store.
func newService(sender otp.Sender) (*otp.Service, error) {
	key := make([]byte, 32)
	rand.Read(key)
	return otp.New(otp.Config{
		Sender: sender,
		Key:    key,
		Role:   func(context.Context, string) (string, error) { return "customer", nil },
	})
}
