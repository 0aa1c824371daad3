package flowcrypto

import (
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
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
// the answer to it is the HTTP status 421.
func Open(body []byte, keys ...crypto.Decrypter) (*Exchange, error) {
	exchange, err := open(body, keys)
	if err != nil {
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
	for _, key := range keys {
		if sealed, fits := unwrap(key, encryptedKey); fits {
			return openWith(sealed, nonce, data)
		}
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
func unwrap(key crypto.Decrypter, encrypted []byte) (cipher.AEAD, bool) {
	secret, err := key.Decrypt(rand.Reader, encrypted, oaep)
	if err != nil || len(secret) != keySize {
		return nil, false
	}
	block, err := aes.NewCipher(secret)
	if err != nil {
		return nil, false
	}
	sealed, err := cipher.NewGCMWithNonceSize(block, nonceSize)
	return sealed, err == nil
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
