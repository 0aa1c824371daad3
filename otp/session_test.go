package otp_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/otp"
)

func TestSessions(t *testing.T) {
	t.Parallel()
	service, sender := newService(t, otp.Config{})
	var tokens []string
	for range 2 {
		require.NoError(t, service.Send(t.Context(), number))
		login, err := service.Verify(t.Context(), number, sender.last(t))
		require.NoError(t, err)
		tokens = append(tokens, login.Token)
	}
	require.NotEqual(t, tokens[0], tokens[1])

	require.NoError(t, service.Revoke(t.Context(), tokens[0]))
	_, err := service.Session(t.Context(), tokens[0])
	require.ErrorIs(t, err, otp.ErrNoSession)
	_, err = service.Session(t.Context(), tokens[1])
	require.NoError(t, err)
	require.NoError(t, service.Revoke(t.Context(), tokens[0]), "once more changes nothing")

	for _, token := range []string{"", "token", strings.ToLower(tokens[1])} {
		_, err = service.Session(t.Context(), token)
		require.ErrorIs(t, err, otp.ErrNoSession)
	}
}
