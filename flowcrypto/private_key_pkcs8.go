package flowcrypto

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/des" //nolint:gosec // an old key of the caller's own
	"crypto/pbkdf2"
	"crypto/sha1" //nolint:gosec // as above
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"hash"
)

// The structures of RFC 5958 and RFC 8018.
type (
	encryptedKey struct {
		Algorithm pkix.AlgorithmIdentifier
		Data      []byte
	}
	pbes2 struct {
		KeyDerivation pkix.AlgorithmIdentifier
		Encryption    pkix.AlgorithmIdentifier
	}
	pbkdf2Parameters struct {
		Salt       []byte
		Iterations int
		KeyLength  int                      `asn1:"optional"`
		Hash       pkix.AlgorithmIdentifier `asn1:"optional"`
	}
)

var (
	oidPBES2  = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 13}
	oidPBKDF2 = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 12}
)

// keyHashes are the hashes of PBKDF2 by their object identifiers. The first is
// the one that is meant if none is named.
var keyHashes = map[string]func() hash.Hash{
	"":                    sha1.New,
	"1.2.840.113549.2.7":  sha1.New,
	"1.2.840.113549.2.9":  sha256.New,
	"1.2.840.113549.2.11": sha512.New,
}

// A keyCipher is a block cipher in CBC mode.
type keyCipher struct {
	keySize int
	block   func(key []byte) (cipher.Block, error)
}

var keyCiphers = map[string]keyCipher{
	"2.16.840.1.101.3.4.1.2":  {16, aes.NewCipher},
	"2.16.840.1.101.3.4.1.22": {24, aes.NewCipher},
	"2.16.840.1.101.3.4.1.42": {32, aes.NewCipher},
	"1.2.840.113549.3.7":      {24, des.NewTripleDESCipher},
}

// maxIterations keeps a damaged key from costing minutes. OpenSSL uses 2,048.
const maxIterations = 1_000_000

var errOtherEncryption = errors.New("it is encrypted in another way than with PBKDF2 and AES-CBC or triple DES; convert it with openssl pkcs8 -topk8 -v2 aes-256-cbc")

// decryptPKCS8 decrypts an EncryptedPrivateKeyInfo.
func decryptPKCS8(der, passphrase []byte) ([]byte, error) {
	var whole encryptedKey
	var scheme pbes2
	var derivation pbkdf2Parameters
	var vector []byte
	if _, err := asn1.Unmarshal(der, &whole); err != nil {
		return nil, errUnreadable
	}
	if !whole.Algorithm.Algorithm.Equal(oidPBES2) {
		return nil, errOtherEncryption
	}
	if _, err := asn1.Unmarshal(whole.Algorithm.Parameters.FullBytes, &scheme); err != nil {
		return nil, errUnreadable
	}
	if !scheme.KeyDerivation.Algorithm.Equal(oidPBKDF2) {
		return nil, errOtherEncryption
	}
	if _, err := asn1.Unmarshal(scheme.KeyDerivation.Parameters.FullBytes, &derivation); err != nil {
		return nil, errUnreadable
	}
	method, known := keyCiphers[scheme.Encryption.Algorithm.String()]
	newHash, knownHash := keyHashes[derivation.Hash.Algorithm.String()]
	if !known || !knownHash {
		return nil, errOtherEncryption
	}
	if _, err := asn1.Unmarshal(scheme.Encryption.Parameters.FullBytes, &vector); err != nil {
		return nil, errUnreadable
	}
	if derivation.Iterations < 1 || derivation.Iterations > maxIterations {
		return nil, errOtherEncryption
	}
	key, err := pbkdf2.Key(newHash, string(passphrase), derivation.Salt, derivation.Iterations, method.keySize)
	if err != nil {
		return nil, errUnreadable
	}
	block, err := method.block(key)
	if err != nil {
		return nil, errUnreadable
	}
	return decryptCBC(block, vector, whole.Data)
}

func decryptCBC(block cipher.Block, vector, data []byte) ([]byte, error) {
	size := block.BlockSize()
	if len(vector) != size || len(data) == 0 || len(data)%size != 0 {
		return nil, errUnreadable
	}
	plain := make([]byte, len(data))
	cipher.NewCBCDecrypter(block, vector).CryptBlocks(plain, data)
	padding := int(plain[len(plain)-1])
	if padding == 0 || padding > size {
		return nil, errUnreadable
	}
	return plain[:len(plain)-padding], nil
}
