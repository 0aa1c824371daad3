package provision

import (
	"encoding/json"

	"github.com/wabakit/whatsapp"
)

// validateCallback checks an address that webhooks are to go to. Empty means
// none.
func validateCallback(field string, address *string) error {
	if address == nil || *address == "" {
		return nil
	}
	const placeholder = "verify token" // the real one comes with Apply
	if (whatsapp.SubscribeRequest{OverrideCallbackURI: *address, VerifyToken: placeholder}).Validate() != nil {
		return &whatsapp.ValidationError{Violations: []whatsapp.Violation{{Field: field, Problem: "must be an https address"}}}
	}
	return nil
}

// setsCallback reports whether a change needs a verify token.
func (c Change) setsCallback() bool {
	if c.Action == ActionDelete || c.Target.Kind != KindSubscription && c.Target.Kind != KindWebhookOverride {
		return false
	}
	var desired struct {
		OverrideCallbackURI string `json:"override_callback_uri"`
	}
	return json.Unmarshal(c.Desired, &desired) == nil && desired.OverrideCallbackURI != ""
}
