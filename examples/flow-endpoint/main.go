// Flow-endpoint makes a WhatsApp Flow with two screens, publishes it, and
// answers its requests: somebody books an appointment in the chat. In the end
// it takes the flow out of use.
//
//	go run ./examples/flow-endpoint
//
// By default it talks to the in-memory Graph API, and a phone in memory goes
// through the flow.
//
// With WHATSAPP_ACCESS_TOKEN, WHATSAPP_APP_SECRET, FLOW_PRIVATE_KEY, which is
// PEM text, and FLOW_PASSPHRASE, if the key has one, it answers on -listen
// until it is interrupted. With -apply, WHATSAPP_BUSINESS_ACCOUNT_ID and
// FLOW_ENDPOINT_URI, the https address under which Meta reaches it, it first
// creates the flow, as a draft. Upload the public key to the phone number
// before you publish it.
package main

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"os"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/examples/internal/demo"
	"github.com/wabakit/whatsapp/flowcrypto"
	"github.com/wabakit/whatsapp/graphtest"
)

//go:embed flow.json
var flowJSON []byte

func main() {
	listen := flag.String("listen", ":8080", "against Meta: the address to listen on")
	ctx, session := demo.Start()
	appSecret := session.ID("WHATSAPP_APP_SECRET", "sample app secret")
	key, err := privateKey(session.Server != nil)
	demo.Check(err)

	appointments := &desk{tokens: map[string]bool{}}
	handler, err := flowcrypto.NewHandler(flowcrypto.Config{
		PrivateKeys: []crypto.Decrypter{key},
		AppSecrets:  []string{appSecret},
		OnError:     func(_ context.Context, err error) { fmt.Printf("  %-9s  %v\n", "error", err) },
	}, appointments.answer)
	demo.Check(err)

	if session.Server != nil {
		flowID, err := publish(ctx, session.Client, graphtest.WABAID, "https://flows.shop.test/appointment")
		demo.Check(err)
		demo.Check(play(ctx, session, handler, appointments, flowID, key.Public(), appSecret))
		demo.Check(retire(ctx, session.Client, graphtest.WABAID, flowID))
		return
	}
	if session.Apply {
		_, err := create(ctx, session.Client, session.ID("WHATSAPP_BUSINESS_ACCOUNT_ID", ""), os.Getenv("FLOW_ENDPOINT_URI"))
		demo.Check(err)
	} else {
		demo.NotApplied()
	}
	appointments.open = true // whoever has received the flow
	demo.Check(demo.Serve(ctx, *listen, handler))
}

// privateKey is the key whose public key the phone number has.
func privateKey(inMemory bool) (*rsa.PrivateKey, error) {
	if inMemory {
		return rsa.GenerateKey(rand.Reader, 2048)
	}
	return flowcrypto.ParsePrivateKey([]byte(os.Getenv("FLOW_PRIVATE_KEY")), os.Getenv("FLOW_PASSPHRASE"))
}

// create makes a draft, which may have mistakes.
func create(ctx context.Context, client *whatsapp.Client, wabaID, endpoint string) (string, error) {
	demo.Title("Create a flow")
	created, err := client.Flows.Create(ctx, wabaID, whatsapp.CreateFlowRequest{
		Name:        "book-appointment",
		Categories:  []whatsapp.FlowCategory{whatsapp.FlowCategoryAppointmentBooking},
		EndpointURI: &endpoint,
	})
	if err != nil {
		return "", err
	}
	fmt.Printf("  created    %s\n", created.ID)
	updated, err := client.Flows.UpdateJSON(ctx, created.ID, flowJSON)
	if err != nil {
		return "", err
	}
	if err := updated.ValidationErrors.Err(); err != nil {
		return "", err
	}
	fmt.Println("  uploaded   flow.json, without mistakes")
	return created.ID, nil
}

// publish makes a flow, and looks at what can go wrong on the way.
func publish(ctx context.Context, client *whatsapp.Client, wabaID, endpoint string) (string, error) {
	flowID, err := create(ctx, client, wabaID, endpoint)
	if err != nil {
		return "", err
	}
	demo.Title("A mistake in the JSON has a line and a column, and keeps the flow a draft")
	updated, err := client.Flows.UpdateJSON(ctx, flowID, []byte("{\n  \"version\": \"7.3\",\n  \"screens\": []\n}"))
	if err != nil {
		return "", err
	}
	fmt.Println(" ", updated.ValidationErrors.Err())
	refused, _ := errors.AsType[*whatsapp.GraphAPIError](client.Flows.Publish(ctx, flowID))
	fmt.Printf("  code %d: %s\n", refused.Code, refused.UserMessage)

	demo.Title("Publish it")
	if _, err := client.Flows.UpdateJSON(ctx, flowID, flowJSON); err != nil {
		return "", err
	}
	if err := client.Flows.Publish(ctx, flowID); err != nil {
		return "", err
	}
	flow, err := client.Flows.Get(ctx, flowID, whatsapp.WithFields(whatsapp.FieldsOf[whatsapp.Flow]()...))
	if err != nil {
		return "", err
	}
	fmt.Printf("  %s  version %s, answered by %s\n", flow.Status, flow.JSONVersion, flow.EndpointURI)
	fmt.Printf("  preview    %s\n", flow.Preview.PreviewURL) // prints redacted: whoever has the link sees the flow
	return flowID, nil
}
