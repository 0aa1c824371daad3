package flowcrypto

import (
	"context"
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
)

const (
	keySize   = 16 // AES-128
	nonceSize = 16 // not the usual 12 of GCM
)

// An Exchange is a request that was decrypted, and what encrypts its answer.
// [Open] makes one.
type Exchange struct {
	// Functions, so that nothing prints what they hold.
	plaintext func() []byte
	seal      func(answer []byte) string
}

// envelope is the body of a request.
type envelope struct {
	EncryptedFlowData string `json:"encrypted_flow_data"`
	EncryptedAESKey   string `json:"encrypted_aes_key"`
	InitialVector     string `json:"initial_vector"`
}

// Open decrypts the body of a request with the first of the private keys that
// fits. Verify the signature before. The error wraps [ErrUndecryptable], and
// the answer to it is the HTTP status 421, or [ErrKeyUnavailable], to which it
// is 503.
func Open(body []byte, keys ...crypto.Decrypter) (*Exchange, error) {
	exchange, err := open(body, keys)
	switch {
	case errors.Is(err, ErrKeyUnavailable):
		return nil, err
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrUndecryptable, err)
	}
	return exchange, nil
}

func open(body []byte, keys []crypto.Decrypter) (*Exchange, error) {
	var sent envelope
	if json.Unmarshal(body, &sent) != nil {
		return nil, errors.New("the body is not a JSON object with texts")
	}
	data, err := decodeMember("encrypted_flow_data", sent.EncryptedFlowData)
	if err != nil {
		return nil, err
	}
	encryptedKey, err := decodeMember("encrypted_aes_key", sent.EncryptedAESKey)
	if err != nil {
		return nil, err
	}
	nonce, err := decodeMember("initial_vector", sent.InitialVector)
	if err != nil {
		return nil, err
	}
	if len(nonce) != nonceSize {
		return nil, fmt.Errorf("initial_vector has %d bytes; want %d", len(nonce), nonceSize)
	}
	var away error
	for _, key := range keys {
		sealed, err := unwrap(key, encryptedKey)
		switch {
		case err == nil:
			return openWith(sealed, nonce, data)
		case isAway(err):
			away = err
		}
	}
	if away != nil {
		return nil, fmt.Errorf("%w: %w", ErrKeyUnavailable, away)
	}
	return nil, fmt.Errorf("encrypted_aes_key fits none of %d private keys", len(keys))
}

func decodeMember(name, text string) ([]byte, error) {
	if text == "" {
		return nil, fmt.Errorf("%s is missing", name)
	}
	decoded, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, fmt.Errorf("%s is not base64", name)
	}
	return decoded, nil
}

var oaep = &rsa.OAEPOptions{Hash: crypto.SHA256, MGFHash: crypto.SHA256}

// unwrap returns the cipher of the key that a request has brought along.
func unwrap(key crypto.Decrypter, encrypted []byte) (cipher.AEAD, error) {
	secret, err := key.Decrypt(rand.Reader, encrypted, oaep)
	if err != nil {
		return nil, err
	}
	if len(secret) != keySize {
		return nil, fmt.Errorf("the key has %d bytes; want %d", len(secret), keySize)
	}
	block, err := aes.NewCipher(secret)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithNonceSize(block, nonceSize)
}

// isAway reports whether a private key could not be asked. Any other error
// means that it does not fit: services have no common one for that.
func isAway(err error) bool {
	if _, isNetwork := errors.AsType[net.Error](err); isNetwork {
		return true
	}
	for _, away := range []error{ErrKeyUnavailable, context.Canceled, context.DeadlineExceeded, io.EOF, io.ErrUnexpectedEOF} {
		if errors.Is(err, away) {
			return true
		}
	}
	return false
}

func openWith(sealed cipher.AEAD, nonce, data []byte) (*Exchange, error) {
	plaintext, err := sealed.Open(nil, nonce, data, nil)
	if err != nil {
		return nil, errors.New("encrypted_flow_data is not what was encrypted")
	}
	flipped := make([]byte, len(nonce))
	for i, b := range nonce {
		flipped[i] = b ^ 0xFF
	}
	return &Exchange{
		plaintext: func() []byte { return plaintext },
		seal: func(answer []byte) string {
			return base64.StdEncoding.EncodeToString(sealed.Seal(nil, flipped, answer, nil))
		},
	}, nil
}

// Plaintext returns the decrypted request, JSON that [Request] has the members
// of. Do not change it.
func (e *Exchange) Plaintext() []byte { return e.plaintext() }

// Seal encrypts the answer and returns the body of the HTTP answer, whose
// Content-Type is text/plain. Seal one answer only: two under one key and one
// initialization vector tell what they have in common.
func (e *Exchange) Seal(answer []byte) string { return e.seal(answer) }
