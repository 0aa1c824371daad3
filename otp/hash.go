package otp

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
)

// A keyedHash makes the hashes that are stored instead of codes, tokens and
// numbers. It is a function so that printing a value that holds it does not
// reveal the key.
type keyedHash func(kind string, parts ...string) string

func newKeyedHash(key []byte, purpose string) keyedHash {
	key = bytes.Clone(key)
	return func(kind string, parts ...string) string {
		mac := hmac.New(sha256.New, key)
		for _, part := range append([]string{purpose, kind}, parts...) {
			// The length distinguishes "1", "23" from "12", "3".
			mac.Write(binary.BigEndian.AppendUint64(nil, uint64(len(part))))
			mac.Write([]byte(part))
		}
		return hex.EncodeToString(mac.Sum(nil))
	}
}
