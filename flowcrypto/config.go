package flowcrypto

import (
	"context"
	"crypto"
	"crypto/rsa"
	"errors"
	"fmt"
	"time"
)

// Config says how a handler receives the requests of flows. PrivateKeys and
// AppSecrets are required; the zero value of every other field is a sensible
// choice.
type Config struct {
	// PrivateKeys decrypt the requests: the RSA keys, of at least 2048 bits,
	// whose public keys the phone numbers have. [ParsePrivateKey] reads one; a
	// [crypto.Decrypter] may also be a key that a device or a service keeps:
	// see [ErrKeyUnavailable]. While a key is being replaced, give both, the
	// newer one first.
	PrivateKeys []crypto.Decrypter

	// AppSecrets verify the signature of every body: those of the app that is
	// connected to the flow. While a secret is being rotated, give both.
	AppSecrets []string

	// RequireTokenSignature refuses requests whose flow token is not signed as
	// [VerifyTokenSignature] wants it. Set it for flows with version 4.0 of the
	// data API; the requests of others have no such signature.
	RequireTokenSignature bool

	// MaxBodyBytes is the size of the largest body that is read,
	// [DefaultMaxBodyBytes] if zero. A larger one is answered with 413.
	MaxBodyBytes int64

	// MaxInFlight is the number of requests that may be answered at the same
	// time, [DefaultMaxInFlight] if zero. While there are as many, further ones
	// are answered with 503.
	MaxInFlight int

	// BodyTimeout is the time that a body may take to arrive,
	// [DefaultBodyTimeout] if zero. A slower one is answered with 408. A
	// shorter ReadTimeout of the [http.Server] holds too, and is the only one
	// where the server's ResponseWriter is wrapped by one that hides
	// SetReadDeadline.
	BodyTimeout time.Duration

	// OnError is told of every refused request, with an error that wraps
	// [ErrSignature], [ErrTokenSignature], [ErrUndecryptable],
	// [ErrKeyUnavailable], [ErrMalformed], [ErrIncomplete], [ErrTooLarge],
	// [ErrBusy] or [ErrMethod], of every request that the callback failed on,
	// with a *[CallbackError], and of every answer that a client could not use,
	// with a *[ClientError]. It may be called by several goroutines at once.
	// The errors hold no secret and no content, unless those of the callback or
	// of a key service do.
	OnError func(ctx context.Context, err error)

	// InsecureSkipSignatureCheck accepts every body from everyone, for use on a
	// local machine. AppSecrets must be empty then.
	InsecureSkipSignatureCheck bool
}

// The bounds of a handler whose [Config] sets none.
const (
	// DefaultMaxBodyBytes is many times what the fields of a screen take.
	DefaultMaxBodyBytes = 1 << 20
	// DefaultMaxInFlight is what a callback of a quarter of a second needs for
	// 1,000 requests a second.
	DefaultMaxInFlight = 256
	// DefaultBodyTimeout is as long as Meta waits for the answer.
	DefaultBodyTimeout = 10 * time.Second
)

// bounded checks the bounds and fills in the defaults.
func (c *Config) bounded() error {
	switch {
	case c.MaxBodyBytes < 0:
		return fmt.Errorf("flowcrypto: invalid Config.MaxBodyBytes %d; want 0 or more", c.MaxBodyBytes)
	case c.MaxInFlight < 0:
		return fmt.Errorf("flowcrypto: invalid Config.MaxInFlight %d; want 0 or more", c.MaxInFlight)
	case c.BodyTimeout < 0:
		return fmt.Errorf("flowcrypto: invalid Config.BodyTimeout %s; want 0 or more", c.BodyTimeout)
	}
	if c.MaxBodyBytes == 0 {
		c.MaxBodyBytes = DefaultMaxBodyBytes
	}
	if c.MaxInFlight == 0 {
		c.MaxInFlight = DefaultMaxInFlight
	}
	if c.BodyTimeout == 0 {
		c.BodyTimeout = DefaultBodyTimeout
	}
	return nil
}

// minKeyBytes is the size of the smallest public key that Meta accepts.
const minKeyBytes = 2048 / 8

func checkKeys(keys []crypto.Decrypter) error {
	if len(keys) == 0 {
		return errors.New("no private key; nothing could be decrypted")
	}
	for i, key := range keys {
		if private, isRSA := key.(*rsa.PrivateKey); key == nil || isRSA && private == nil {
			return fmt.Errorf("private key %d of %d is nil", i+1, len(keys))
		}
		public, isRSA := key.Public().(*rsa.PublicKey)
		switch {
		case !isRSA:
			return fmt.Errorf("private key %d of %d is not an RSA key", i+1, len(keys))
		case public.Size() < minKeyBytes:
			return fmt.Errorf("private key %d of %d has %d bits; want at least 2048", i+1, len(keys), public.N.BitLen())
		}
	}
	return nil
}
