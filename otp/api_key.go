package otp

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
)

const shortestAPIKey = 16 // characters

func checkAPIKeys(keys []string) error {
	if len(keys) == 0 {
		return errors.New("otp: HandlerConfig.APIKeys is empty; without a key, anyone could send codes")
	}
	for i, key := range keys {
		if len(key) < shortestAPIKey {
			return fmt.Errorf("otp: HandlerConfig.APIKeys[%d] has %d characters; want at least %d", i, len(key), shortestAPIKey)
		}
	}
	return nil
}

// newAPIKeyCheck returns a check that takes the same time for every key,
// whether it is right, wrong or of a different length. It is a function so that
// printing a value that holds it does not reveal the keys.
func newAPIKeyCheck(keys []string) func(apiKey string) bool {
	hashes := make([][sha256.Size]byte, len(keys))
	for i, key := range keys {
		hashes[i] = sha256.Sum256([]byte(key))
	}
	return func(apiKey string) bool {
		given := sha256.Sum256([]byte(apiKey))
		found := 0
		for _, hash := range hashes {
			found |= subtle.ConstantTimeCompare(hash[:], given[:])
		}
		return found == 1
	}
}
