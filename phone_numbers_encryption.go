package whatsapp

import (
	"bytes"
	"context"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

const encryptionKeyOfNumber = "/{phone-number-id}/whatsapp_business_encryption"

// GetEncryptionKey returns the public key that WhatsApp encrypts with for the
// business behind a phone number, such as what people enter into a Flow.
//
//	GET /{phone-number-id}/whatsapp_business_encryption
//
// Permission: whatsapp_business_messaging. A number that has none is
// [ErrNotFound], or comes with a key that is blank.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/reference/whatsapp-business-phone-number/business-encryption-api
func (s *PhoneNumberService) GetEncryptionKey(ctx context.Context, phoneNumberID string, opts ...RequestOption) (*EncryptionKey, error) {
	op := operation(http.MethodGet, encryptionKeyOfNumber, phoneNumberID)
	return decodeOne(ctx, s.client, op, opts, phoneNumberID, func(*EncryptionKey) bool { return true })
}

// SetEncryptionKey replaces the public key that WhatsApp encrypts with for the
// business, which Meta signs. It takes an RSA key of 2,048 bits in PEM, as
// "openssl rsa -in private.pem -pubout" prints it; anything else is refused
// before it is sent, and a private key with [WithoutValidation] too. Every
// number of an account needs the call, and needs it again after it has been
// registered again.
//
//	POST /{phone-number-id}/whatsapp_business_encryption
//
// Permission: whatsapp_business_messaging.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/reference/whatsapp-business-phone-number/business-encryption-api
func (s *PhoneNumberService) SetEncryptionKey(ctx context.Context, phoneNumberID, publicKey string, opts ...RequestOption) error {
	if holdsPrivateKey(publicKey) {
		return publicKeyCheck(publicKey).Validate()
	}
	op := operation(http.MethodPost, encryptionKeyOfNumber, phoneNumberID)
	op.checks = []validator{publicKeyCheck(publicKey)}
	op.Multipart = &MultipartForm{Fields: url.Values{"business_public_key": {publicKey}}}
	op.Repeat = RepeatSafe
	return s.client.perform(ctx, op, nil, opts)
}

// EncryptionKey is Graph's WhatsAppBusinessEncryptionInfo: a public key of the
// business.
type EncryptionKey struct {
	// PublicKey is PEM. [EncryptionKey.RSA] reads it.
	PublicKey string `json:"business_public_key"`
	// SignatureStatus says whether WhatsApp will use the key.
	SignatureStatus EncryptionKeyStatus `json:"business_public_key_signature_status"`
}

// RSA returns the key, to compare it with a private key's:
// private.PublicKey.Equal(key).
func (k *EncryptionKey) RSA() (*rsa.PublicKey, error) {
	key, err := parsePublicKey(k.PublicKey)
	if err != nil {
		return nil, fmt.Errorf("whatsapp: business_public_key %w", err)
	}
	return key, nil
}

// EncryptionKeyStatus is the state of Meta's signature of a key.
type EncryptionKeyStatus string

// The states of a signature that Meta documents. A key with a mismatch has to
// be set again.
const (
	EncryptionKeyStatusValid    EncryptionKeyStatus = "VALID"
	EncryptionKeyStatusMismatch EncryptionKeyStatus = "MISMATCH"
)

// A publicKeyCheck validates a key that goes to Meta.
type publicKeyCheck string

const encryptionKeyBits = 2048

// Validate never shows the text: it may be a private key.
func (c publicKeyCheck) Validate() error {
	var found violations
	key, err := parsePublicKey(string(c))
	switch {
	case c == "":
		found.add("business_public_key", "is required")
	case err != nil:
		found.add("business_public_key", "%v", err)
	case key.N.BitLen() != encryptionKeyBits:
		found.add("business_public_key", "has %d bits, %d are required", key.N.BitLen(), encryptionKeyBits)
	}
	return found.err()
}

func holdsPrivateKey(text string) bool { return strings.Contains(text, "PRIVATE KEY") }

// parsePublicKey reads the one RSA public key of a text. Its errors follow the
// name of the field.
func parsePublicKey(text string) (*rsa.PublicKey, error) {
	block, rest := pem.Decode([]byte(text))
	switch {
	case holdsPrivateKey(text):
		return nil, errors.New("must not contain a private key, which is yours alone")
	case block == nil:
		return nil, errors.New(`must be PEM, beginning with "-----BEGIN PUBLIC KEY-----"`)
	case block.Type != "PUBLIC KEY":
		return nil, fmt.Errorf("must be a %q, not a %q", "PUBLIC KEY", block.Type)
	case len(bytes.TrimSpace(rest)) > 0:
		return nil, errors.New("must be one key and nothing after it")
	}
	parsed, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		return nil, errors.New("must be a public key that can be read")
	}
	key, isRSA := parsed.(*rsa.PublicKey)
	if !isRSA {
		return nil, errors.New("must be an RSA key")
	}
	return key, nil
}
