package whatsapp_test

import (
	"context"
	"fmt"
	"log"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

func ExamplePhoneNumberService_SetEncryptionKey() {
	client, _ := inMemory()
	ctx := context.Background()
	err := client.PhoneNumbers.SetEncryptionKey(ctx, graphtest.PhoneNumberID, "-----BEGIN PRIVATE KEY-----...")
	fmt.Println(err)
	if err := client.PhoneNumbers.SetEncryptionKey(ctx, graphtest.PhoneNumberID, businessKey); err != nil {
		log.Fatal(err)
	}
	key, err := client.PhoneNumbers.GetEncryptionKey(ctx, graphtest.PhoneNumberID)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(key.SignatureStatus)
	// Output:
	// whatsapp: invalid request: business_public_key must not contain a private key, which is yours alone
	// VALID
}

func ExampleMessageService_SendEncrypted() {
	client, _ := inMemory()
	// The JSON of a message, encrypted to the key in the settings of the number
	// by a JOSE library.
	const encrypted = "eyJhbGciOiJSU0EtT0FFUC0yNTYiLCJlbmMiOiJBMjU2R0NNIn0.a2V5.bm9uY2U.bWVzc2FnZQ.dGFn"
	receipt, err := client.Messages.SendEncrypted(context.Background(), graphtest.PhoneNumberID, whatsapp.EncryptedMessage{Contents: encrypted})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(receipt.Contents) > 0)
	// Output: true
}
