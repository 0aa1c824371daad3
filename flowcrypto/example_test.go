package flowcrypto_test

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"log"

	"github.com/wabakit/whatsapp/flowcrypto"
	"github.com/wabakit/whatsapp/graphtest"
)

// An endpoint shows a first screen, checks what comes back, and ends the flow.
func ExampleNewHandler() {
	key, err := rsa.GenerateKey(rand.Reader, 2048) // or flowcrypto.ParsePrivateKey
	if err != nil {
		log.Fatal(err)
	}
	handler, err := flowcrypto.NewHandler(flowcrypto.Config{
		PrivateKeys: []crypto.Decrypter{key},
		AppSecrets:  []string{"app secret"},
	}, func(_ context.Context, r *flowcrypto.Request) (*flowcrypto.Response, error) {
		if r.FlowToken != "session 17" {
			return nil, &flowcrypto.InvalidTokenError{Message: "This form is no longer open."}
		}
		if r.Action == flowcrypto.ActionInit {
			return &flowcrypto.Response{Screen: "APPOINTMENT", Data: map[string]any{"days": []string{"Monday", "Friday"}}}, nil
		}
		var chosen struct {
			Day string `json:"day"`
		}
		if err := r.DecodeData(&chosen); err != nil {
			return nil, err
		}
		if chosen.Day == "" {
			return &flowcrypto.Response{Screen: r.Screen, ErrorMessage: "Choose a day."}, nil
		}
		return r.Complete(chosen)
	})
	if err != nil {
		log.Fatal(err)
	}

	// In production, WhatsApp calls the handler. Here a test does.
	der, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()
	phone := graphtest.FlowClient{
		Endpoint: handler, AppSecret: "app secret", FlowToken: "session 17",
		PublicKey: string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})),
	}
	first, err := phone.Open(ctx)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s %s\n", first.Screen, first.Data)
	last, err := phone.Submit(ctx, first.Screen, map[string]string{"day": "Friday"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s %s\n", last.Screen, last.Params)
	phone.FlowToken = "session 16"
	closed, err := phone.Open(ctx)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(closed.Status, closed.ErrorMessage)
	// Output:
	// APPOINTMENT {"days":["Monday","Friday"]}
	// SUCCESS {"day":"Friday","flow_token":"session 17"}
	// 427 This form is no longer open.
}
