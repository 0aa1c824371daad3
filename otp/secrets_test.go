package otp_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/otp"
)

// Codes, tokens and keys are never printed, and never given to a store.
func TestSecretsStaySecret(t *testing.T) {
	t.Parallel()
	var stored []any
	store := hookedStore{otp.NewMemoryStore(0), func(_ string, given ...any) error {
		stored = append(stored, given)
		return nil
	}}
	service, sender := newService(t, otp.Config{Store: store})
	require.NoError(t, service.Send(t.Context(), number))
	login, err := service.Verify(t.Context(), number, sender.last(t))
	require.NoError(t, err)
	handler, err := otp.NewHandler(service, otp.HandlerConfig{APIKeys: []string{apiKey}})
	require.NoError(t, err)

	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("done", "login", login)
	var shown strings.Builder
	shown.WriteString(log.String())
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		for _, value := range []any{login, *login, service, handler, *handler} {
			fmt.Fprintf(&shown, verb, value)
		}
	}
	require.Contains(t, shown.String(), number)
	requireNone(t, shown.String(), login.Token, string(key), fmt.Sprintf("%d", key)[1:20], fmt.Sprintf("%#v", key)[8:40], apiKey)

	given, err := json.Marshal(stored)
	require.NoError(t, err)
	require.Contains(t, string(given), `"Hash"`)
	requireNone(t, string(given), login.Token, `"`+sender.last(t)+`"`, string(key))
	require.Equal(t, 1, strings.Count(string(given), number), "in the session only: %s", given)

	stored = nil
	postFrom(t, handler, "192.0.2.77:1000", validate(number, "123456"))
	require.Len(t, stored, 3, "two limits and a guess")
	requireNone(t, fmt.Sprint(stored), number[1:], "192.0.2.77")
}

// A number or an address used as a token does not give access to what is stored
// for it.
func TestKeysOfDifferentKindsDiffer(t *testing.T) {
	t.Parallel()
	keys := map[any]string{}
	store := hookedStore{otp.NewMemoryStore(0), func(method string, given ...any) error {
		if before, taken := keys[given[0]]; taken && before != method {
			require.Fail(t, "the same key", "of %s and %s", before, method)
		}
		keys[given[0]] = method
		return nil
	}}
	service, _ := newService(t, otp.Config{Store: store})
	handler := newHandler(t, service, otp.HandlerConfig{})
	for _, address := range []string{"192.0.2.1", "192.0.2.2"} {
		postFrom(t, handler, address, "{}")
	}
	_, err := service.Verify(t.Context(), number, "123456")
	require.ErrorIs(t, err, otp.ErrExpired)
	for _, token := range []string{number, "192.0.2.1"} {
		_, err := service.Session(t.Context(), token)
		require.ErrorIs(t, err, otp.ErrNoSession)
	}
	require.Len(t, keys, 5)
}

func requireNone(t *testing.T, text string, secrets ...string) {
	t.Helper()
	for _, secret := range secrets {
		require.NotContains(t, text, secret)
	}
}

func TestSentErrorHidesCodeAndNumber(t *testing.T) {
	t.Parallel()
	var code string
	service, _ := newService(t, otp.Config{Sender: otp.SenderFunc(func(_ context.Context, to, given string) error {
		code = given
		return fmt.Errorf("cannot send %s to %s, %s: %w", given, to, to[1:], errDown)
	})})
	err := service.Send(t.Context(), number)
	require.EqualError(t, err, "otp: the code may not have been sent: cannot send [REDACTED] to [REDACTED], [REDACTED]: connection refused")
	require.ErrorIs(t, err, errDown)
	require.NotContains(t, err.Error(), code)
}
