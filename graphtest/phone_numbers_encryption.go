package graphtest

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
)

var encryptionKeyKind = &kind{
	typeName: "WhatsAppBusinessEncryptionInfo",
	idField:  "business_public_key",
	standard: "business_public_key business_public_key_signature_status",
}

const encryptionKeyBits = 2048

// AddEncryptionKey gives a phone number the public key, in PEM, that WhatsApp
// encrypts with for the business. It panics if that is not an RSA key of 2,048
// bits.
func (s *Server) AddEncryptionKey(phoneNumberID, publicKey string) {
	if !isEncryptionKey(publicKey) {
		panic("graphtest: the encryption key is not an RSA public key of 2,048 bits in PEM")
	}
	s.world.Lock()
	defer s.world.Unlock()
	s.graph.must(phoneKind, phoneNumberID).useEncryptionKey(publicKey)
}

func (n *node) useEncryptionKey(publicKey string) {
	n.links["encryption"] = newNode(encryptionKeyKind, publicKey, map[string]any{"business_public_key_signature_status": "VALID"})
}

// readEncryptionKey answers with an empty list for a number that never had a
// key.
func (c *call) readEncryptionKey() (any, *failure) {
	key := c.node.links["encryption"]
	if key == nil {
		return map[string]any{"data": []any{}}, nil
	}
	return c.onlyOne(encryptionKeyKind, key)
}

func (c *call) setEncryptionKey() (any, *failure) {
	text, given := c.params.text("business_public_key")
	if !given {
		return nil, missing("business_public_key")
	}
	if !isEncryptionKey(text) {
		f := invalid("Business public key is invalid")
		f.envelope.UserTitle, f.envelope.UserMessage = "Invalid Public Key", "The provided public key format is invalid"
		return nil, f
	}
	c.node.useEncryptionKey(text)
	return success(), nil
}

func isEncryptionKey(text string) bool {
	block, _ := pem.Decode([]byte(text))
	if block == nil || block.Type != "PUBLIC KEY" {
		return false
	}
	parsed, err := x509.ParsePKIXPublicKey(block.Bytes)
	key, isRSA := parsed.(*rsa.PublicKey)
	return err == nil && isRSA && key.N.BitLen() == encryptionKeyBits
}

// loseEncryptionKey takes the signature back: a number that is registered again
// needs its key again.
func (n *node) loseEncryptionKey() {
	if n.links["encryption"] != nil {
		n.links["encryption"] = newNode(encryptionKeyKind, " ", map[string]any{"business_public_key_signature_status": "MISMATCH"})
	}
}
