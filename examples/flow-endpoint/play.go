package main

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"net/http"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/examples/internal/demo"
	"github.com/wabakit/whatsapp/graphtest"
)

// play sends the flow, and goes through it on a phone in memory.
func play(ctx context.Context, session *demo.Session, handler http.Handler, d *desk, flowID string, public crypto.PublicKey, appSecret string) error {
	demo.Title("Send it")
	token := rand.Text() // nobody can guess it
	d.invite(token)
	sent, err := session.Client.Messages.Send(ctx, graphtest.PhoneNumberID, whatsapp.Message{To: "15550100123", Content: whatsapp.InteractiveFlow{
		Body: "Shall we find a day?", FlowID: flowID, Token: token, CallToAction: "Book", Action: whatsapp.FlowActionDataExchange,
	}})
	if err != nil {
		return err
	}
	fmt.Printf("  accepted   %t\n", sent.ID() != "")

	demo.Title("Somebody opens it, and books")
	der, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		return err
	}
	phone := graphtest.FlowClient{
		Endpoint: handler, AppSecret: appSecret, FlowToken: token, Version: "4.0",
		PublicKey: string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})),
	}
	if err := phone.Ping(ctx); err != nil {
		return err
	}
	fmt.Println("  healthy    true")
	if err := book(ctx, phone); err != nil {
		return err
	}

	demo.Title("The flow cannot be opened again, and nobody else can call the endpoint")
	closed, err := phone.Open(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("  HTTP %d   %s\n", closed.Status, closed.ErrorMessage)
	phone.AppSecret = "a guessed secret"
	forged, _ := phone.Open(ctx) // the error says the same
	fmt.Printf("  HTTP %d\n", forged.Status)
	return nil
}

// book goes from the first screen to the last, by way of a day that there is
// not.
func book(ctx context.Context, phone graphtest.FlowClient) error {
	answer, err := phone.Open(ctx)
	for _, day := range []string{"sunday", "friday", "friday"} {
		if err != nil {
			return err
		}
		fmt.Printf("  %-11s  %s\n", answer.Screen, answer.Data)
		answer, err = phone.Submit(ctx, answer.Screen, map[string]string{"day": day})
	}
	if err != nil {
		return err
	}
	var completion string
	if len(answer.Params) > 0 {
		completion = "the chat gets a message with the day"
	}
	fmt.Printf("  %-11s  %s\n", answer.Screen, completion)
	return nil
}
