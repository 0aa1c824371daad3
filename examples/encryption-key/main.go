// Encryption-key gives a phone number the public key that WhatsApp encrypts
// with for the business, which the endpoint of a Flow needs, and reads whether
// Meta's signature of it is valid. The private key stays in a file, which is
// made if it is not there.
//
//	go run ./examples/encryption-key -key private.pem
//
// With WHATSAPP_ACCESS_TOKEN and WHATSAPP_PHONE_NUMBER_ID set, it reads the key
// of a number at Meta, and replaces it only with -apply.
package main

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"flag"
	"fmt"
	"os"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/examples/internal/demo"
	"github.com/wabakit/whatsapp/graphtest"
)

func main() {
	path := flag.String("key", "private.pem", "the file of the private key")
	ctx, session := demo.Start()
	numbers := session.Client.PhoneNumbers
	phoneNumberID := session.ID("WHATSAPP_PHONE_NUMBER_ID", graphtest.PhoneNumberID)

	demo.Title("Key of %s", phoneNumberID)
	demo.Check(show(ctx, numbers, phoneNumberID, nil))

	demo.Title("Replace the key")
	if !session.Apply {
		demo.NotApplied()
		return
	}
	private, err := loadKey(*path)
	demo.Check(err)
	public, err := x509.MarshalPKIXPublicKey(&private.PublicKey)
	demo.Check(err)
	text := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public})
	demo.Check(numbers.SetEncryptionKey(ctx, phoneNumberID, string(text)))
	demo.Check(show(ctx, numbers, phoneNumberID, private))
}

// show prints the state of a number's key, and whether it belongs to a private
// key.
func show(ctx context.Context, numbers *whatsapp.PhoneNumberService, phoneNumberID string, private *rsa.PrivateKey) error {
	key, err := numbers.GetEncryptionKey(ctx, phoneNumberID)
	if errors.Is(err, whatsapp.ErrNotFound) {
		fmt.Println("  there is none")
		return nil
	}
	if err != nil {
		return err
	}
	fmt.Printf("  signature  %s\n", key.SignatureStatus)
	if private == nil {
		return nil
	}
	public, err := key.RSA()
	if err == nil {
		fmt.Printf("  it is ours %t\n", private.PublicKey.Equal(public))
	}
	return err
}

// loadKey reads a private key, or makes one.
func loadKey(path string) (*rsa.PrivateKey, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return makeKey(path)
	}
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, fmt.Errorf("%s is not PEM", path)
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, err
	}
	key, isRSA := parsed.(*rsa.PrivateKey)
	if !isRSA {
		return nil, fmt.Errorf("%s is not an RSA key", path)
	}
	return key, nil
}

// makeKey writes a private key to a file of its own, which must not be there.
func makeKey(path string) (*rsa.PrivateKey, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	err = pem.Encode(file, &pem.Block{Type: "PRIVATE KEY", Bytes: der})
	return key, errors.Join(err, file.Close())
}
