package whatsapp_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

// A number that has been registered too often says so, and how long it lasts.
func TestRegisteringTooOften(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := world(t)
		request := whatsapp.RegisterPhoneNumberRequest{PIN: graphtest.PIN}
		for range 10 {
			require.NoError(t, client.PhoneNumbers.Register(t.Context(), graphtest.PhoneNumberID, request))
		}
		err := client.PhoneNumbers.Register(t.Context(), graphtest.PhoneNumberID, request)
		require.ErrorIs(t, err, whatsapp.ErrRateLimited)
		require.ErrorContains(t, err, "wait 72 hours")
		require.Equal(t, 72*time.Hour, whatsapp.Decide(err).After)
		require.Len(t, server.Requests(), 11, "it is never repeated")
	})
}

func TestRegistrationRefusals(t *testing.T) {
	t.Parallel()
	_, client := world(t)
	numbers := client.PhoneNumbers
	for name, test := range map[string]struct {
		err  error
		code int
		text string
	}{
		"wrong PIN":        {numbers.Register(t.Context(), graphtest.PhoneNumberID, whatsapp.RegisterPhoneNumberRequest{PIN: "000000"}), 133005, "PIN"},
		"not verified":     {numbers.Register(t.Context(), graphtest.UnverifiedPhoneNumberID, whatsapp.RegisterPhoneNumberRequest{PIN: "000000"}), 133006, "request and verify a code"},
		"verified already": {numbers.RequestCode(t.Context(), graphtest.PhoneNumberID, whatsapp.CodeMethodVoice, "de_DE"), 136024, "verified already"},
		"wrong code":       {numbers.VerifyCode(t.Context(), graphtest.UnverifiedPhoneNumberID, "000000"), 100, "invalid or has expired"},
	} {
		var failure *whatsapp.GraphAPIError
		require.ErrorAs(t, test.err, &failure, name)
		require.Equal(t, test.code, failure.Code, name)
		require.ErrorIs(t, test.err, whatsapp.ErrInvalidRequest, name)
		require.ErrorContains(t, test.err, test.text, name)
	}
}
