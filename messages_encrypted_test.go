package whatsapp_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

// encryptedMessage has the form of a JWE.
const encryptedMessage = "eyJhbGciOiJSU0EtT0FFUC0yNTYiLCJlbmMiOiJBMjU2R0NNIn0.c2VjcmV0.bm9uY2U.bWVzc2FnZQ.dGFn"

func encryptedCases() []exchange {
	send := func(contents string, first ...whatsapp.RequestOption) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.Messages.SendEncrypted(ctx, id, whatsapp.EncryptedMessage{Contents: contents}, append(first, opts...)...))
		}
	}
	receipt := &whatsapp.EncryptedReceipt{Contents: "eyJhbGciOiJSU0EtT0FFUC0yNTYiLCJlbmMiOiJBMjU2R0NNIn0.c2VjcmV0.bm9uY2U.YW5zd2Vy.dGFn"}
	return []exchange{
		one("messages/send_encrypted_success", send(encryptedMessage), receipt),
		one("messages/send_encrypted_beyond_limits", send("", whatsapp.WithoutValidation()), receipt),
	}
}

func TestEncryptedMessagesHaveTheFormOfAJWE(t *testing.T) {
	t.Parallel()
	for contents, problem := range map[string]string{
		"":                        "encrypted_contents is required",
		"eyJhbGciOiJkaXIifQ":      "encrypted_contents has 1 parts with dots between them, a JWE in its compact form has 5",
		encryptedMessage + ".e30": "encrypted_contents has 6 parts with dots between them, a JWE in its compact form has 5",
		encryptedMessage + "=":    "encrypted_contents must be base64url without padding in all its parts",
	} {
		requireViolations(t, whatsapp.EncryptedMessage{Contents: contents}.Validate(), problem)
	}
	require.NoError(t, whatsapp.EncryptedMessage{Contents: "e30..bm9uY2U.dGV4dA.dGFn"}.Validate(), "the key may be agreed on elsewhere")
}

func TestEncryptedMessagesAreTaken(t *testing.T) {
	t.Parallel()
	_, client := world(t)
	receipt, err := client.Messages.SendEncrypted(t.Context(), graphtest.PhoneNumberID, whatsapp.EncryptedMessage{Contents: encryptedMessage})
	require.NoError(t, err)
	require.NoError(t, whatsapp.EncryptedMessage{Contents: receipt.Contents}.Validate())
	_, err = client.Messages.SendEncrypted(t.Context(), graphtest.PhoneNumberID,
		whatsapp.EncryptedMessage{Contents: `{"type":"text"}`}, whatsapp.WithoutValidation())
	require.ErrorIs(t, err, whatsapp.ErrInvalidRequest)
}
