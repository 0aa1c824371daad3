package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/zalando/go-keyring"
)

// A Keyring keeps the secrets of profiles.
type Keyring interface {
	Get(profile, name string) (string, error)
	Set(profile, name, secret string) error
	// Delete removes a secret. Removing one that is not there is not an error.
	Delete(profile, name string) error
}

// systemKeyring is the one of the operating system: Keychain, Credential
// Manager, or the Secret Service of a Linux desktop.
type systemKeyring struct{}

// service names this command among those that use the keyring.
const service = "whatsapp-command"

func (systemKeyring) Get(profile, name string) (string, error) {
	secret, err := keyring.Get(service, profile+"/"+name)
	if errors.Is(err, keyring.ErrNotFound) {
		return "", fmt.Errorf("the keyring has no %s of the profile %q", name, profile)
	}
	return secret, unavailable(err)
}

func (systemKeyring) Set(profile, name, secret string) error {
	return unavailable(keyring.Set(service, profile+"/"+name, secret))
}

func (systemKeyring) Delete(profile, name string) error {
	err := keyring.Delete(service, profile+"/"+name)
	if errors.Is(err, keyring.ErrNotFound) {
		return nil
	}
	return unavailable(err)
}

// unavailable says what to do on a machine without a keyring, such as a server.
func unavailable(err error) error {
	if err == nil {
		return nil
	}
	return &hintError{
		err:  fmt.Errorf("the keyring of this system: %w", err),
		hint: "Without a keyring, keep the secret in a file (file:PATH) or a variable (env:NAME).",
	}
}

// An interruptibleKeyring waits for a keyring until its context ends: a desktop
// may ask somebody to unlock it.
type interruptibleKeyring struct {
	ctx     context.Context //nolint:containedctx // the methods of a Keyring have no other way to get it
	keyring Keyring
}

func (k interruptibleKeyring) Get(profile, name string) (secret string, err error) {
	type found struct {
		secret string
		err    error
	}
	done := make(chan found, 1)
	go func() {
		secret, err := k.keyring.Get(profile, name)
		done <- found{secret, err}
	}()
	select {
	case result := <-done:
		return result.secret, result.err
	case <-k.ctx.Done():
		return "", interrupted(k.ctx)
	}
}

func (k interruptibleKeyring) Set(profile, name, secret string) error {
	return k.wait(func() error { return k.keyring.Set(profile, name, secret) })
}

func (k interruptibleKeyring) Delete(profile, name string) error {
	return k.wait(func() error { return k.keyring.Delete(profile, name) })
}

func (k interruptibleKeyring) wait(change func() error) error {
	done := make(chan error, 1)
	go func() { done <- change() }()
	select {
	case err := <-done:
		return err
	case <-k.ctx.Done():
		return interrupted(k.ctx)
	}
}
