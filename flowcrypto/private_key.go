package flowcrypto

import (
	"bytes"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
)

// ParsePrivateKey reads an RSA key from PEM text, as OpenSSL writes it: PKCS #1
// or PKCS #8, encrypted with the passphrase or not. Parse keys once, when the
// program starts: it takes longer than to decrypt a request. Text from an
// environment variable may have \n in place of line ends.
//
// Of encrypted keys, it reads PKCS #8 with PBKDF2 and AES-CBC or triple DES,
// and the older form with a DEK-Info header. A passphrase for a key that is not
// encrypted is ignored. The error has no part of the key.
func ParsePrivateKey(pemText []byte, passphrase string) (*rsa.PrivateKey, error) {
	key, err := parsePrivateKey(pemText, []byte(passphrase))
	if err != nil {
		return nil, fmt.Errorf("flowcrypto: invalid private key: %w", err)
	}
	return key, nil
}

func parsePrivateKey(text, passphrase []byte) (*rsa.PrivateKey, error) {
	block, _ := pem.Decode(text)
	if block == nil {
		block, _ = pem.Decode(bytes.ReplaceAll(text, []byte(`\n`), []byte("\n")))
	}
	if block == nil {
		return nil, errors.New("it is not PEM text")
	}
	der, err := decrypt(block, passphrase)
	if err != nil {
		return nil, err
	}
	switch block.Type {
	case "RSA PRIVATE KEY":
		key, err := x509.ParsePKCS1PrivateKey(der)
		if err != nil {
			return nil, errUnreadable
		}
		return key, nil
	case "PRIVATE KEY", "ENCRYPTED PRIVATE KEY":
		key, err := x509.ParsePKCS8PrivateKey(der)
		if err != nil {
			return nil, errUnreadable
		}
		if key, isRSA := key.(*rsa.PrivateKey); isRSA {
			return key, nil
		}
		return nil, errors.New("it is not an RSA key")
	}
	return nil, fmt.Errorf("it is a block %q; want PRIVATE KEY, RSA PRIVATE KEY or ENCRYPTED PRIVATE KEY", printable(block.Type))
}

var (
	// errUnreadable stands for the error of a parser, which may quote what it
	// has read.
	errUnreadable      = errors.New("it cannot be read, or the passphrase is wrong")
	errNeedsPassphrase = errors.New("it is encrypted; the passphrase is missing")
)

// decrypt returns the bytes of a block in the clear.
func decrypt(block *pem.Block, passphrase []byte) ([]byte, error) {
	legacy := x509.IsEncryptedPEMBlock(block) //nolint:staticcheck // keys of OpenSSL before 3.0 are of this form
	switch {
	case block.Type != "ENCRYPTED PRIVATE KEY" && !legacy:
		return block.Bytes, nil
	case len(passphrase) == 0:
		return nil, errNeedsPassphrase
	case legacy:
		der, err := x509.DecryptPEMBlock(block, passphrase) //nolint:staticcheck // as above; nobody can change the text and learn from the answer
		if err != nil {
			return nil, errUnreadable
		}
		return der, nil
	}
	return decryptPKCS8(block.Bytes, passphrase)
}
