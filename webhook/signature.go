package webhook

import (
	"fmt"

	"github.com/wabakit/whatsapp/internal/inbound"
)

// SignatureHeader is the header that carries the signature of a body.
const SignatureHeader = inbound.SignatureHeader

// Sign returns the value of [SignatureHeader] for a body, as Meta computes it
// with the app secret. Tests use it.
func Sign(body []byte, appSecret string) string { return inbound.Sign(body, appSecret) }

// Verify checks that the signature, the value of [SignatureHeader], was made
// for exactly these bytes with one of the app secrets. Several secrets let a
// secret be rotated. The body must be the raw bytes of the request: JSON that
// was decoded and encoded again has another signature.
//
// The error wraps [ErrSignature]. An empty secret, or none, verifies nothing.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/create-webhook-endpoint
func Verify(body []byte, signature string, appSecrets ...string) error {
	err := inbound.CheckSecrets(appSecrets)
	if err == nil {
		err = inbound.NewVerifier(appSecrets).Verify(body, signature)
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrSignature, err)
	}
	return nil
}
