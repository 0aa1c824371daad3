package otp_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/otp"
)

// The hash also binds a code to its number, in case a store mixes them up.
func TestHashesBelongToOneNumber(t *testing.T) {
	t.Parallel()
	service, sender := newService(t, otp.Config{Store: oneCodeStore{otp.NewMemoryStore(0)}})
	require.NoError(t, service.Send(t.Context(), number))
	_, err := service.Verify(t.Context(), "+15550101", sender.last(t))
	require.ErrorIs(t, err, otp.ErrCodeWrong)
	_, err = service.Verify(t.Context(), number, sender.last(t))
	require.NoError(t, err)
}

func TestPurposesAndKeysAreApart(t *testing.T) {
	t.Parallel()
	for name, other := range map[string]otp.Config{
		"purpose": {Purpose: "payment"},
		"key":     {Key: []byte("fedcba9876543210fedcba9876543210")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := otp.NewMemoryStore(0)
			other.Store = store
			first, sender := newService(t, otp.Config{Store: store})
			second, _ := newService(t, other)

			require.NoError(t, first.Send(t.Context(), number))
			_, err := second.Verify(t.Context(), number, sender.last(t))
			require.ErrorIs(t, err, otp.ErrExpired)
			login, err := first.Verify(t.Context(), number, sender.last(t))
			require.NoError(t, err)
			_, err = second.Session(t.Context(), login.Token)
			require.ErrorIs(t, err, otp.ErrNoSession)
		})
	}
}

// The parts of a hash are not simply concatenated.
func TestPurposesDoNotRunIntoTokens(t *testing.T) {
	t.Parallel()
	store := otp.NewMemoryStore(0)
	short, _ := newService(t, otp.Config{Store: store, Purpose: "login"})
	long, sender := newService(t, otp.Config{Store: store, Purpose: "loginsession"})
	require.NoError(t, long.Send(t.Context(), number))
	login, err := long.Verify(t.Context(), number, sender.last(t))
	require.NoError(t, err)
	_, err = short.Session(t.Context(), "session"+login.Token)
	require.ErrorIs(t, err, otp.ErrNoSession)
}

// The caller may wipe its key after New.
func TestKeyIsCopied(t *testing.T) {
	t.Parallel()
	store, wiped := otp.NewMemoryStore(0), slices.Clone(key)
	first, sender := newService(t, otp.Config{Store: store, Key: wiped})
	second, _ := newService(t, otp.Config{Store: store})
	clear(wiped)
	require.NoError(t, first.Send(t.Context(), number))
	_, err := second.Verify(t.Context(), number, sender.last(t))
	require.NoError(t, err)
}
