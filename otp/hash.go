package otp

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
)

// A keyedHash is what is stored in place of a code, a token or a number. It is a
// function, so that no printer shows the key.
type keyedHash func(kind string, parts ...string) string

func newKeyedHash(key []byte, purpose string) keyedHash {
	key = bytes.Clone(key)
	return func(kind string, parts ...string) string {
		mac := hmac.New(sha256.New, key)
		for _, part := range append([]string{purpose, kind}, parts...) {
			// The length keeps "1", "23" apart from "12", "3".
			mac.Write(binary.BigEndian.AppendUint64(nil, uint64(len(part))))
			mac.Write([]byte(part))
		}
		return hex.EncodeToString(mac.Sum(nil))
	}
}
