package provision

import (
	"context"

	"github.com/wabakit/whatsapp"
)

// WebhookOverride declares where the webhooks of a phone number go in place of
// the account's or the app's address.
type WebhookOverride struct {
	// State is absent to take an override back.
	State State `json:"state,omitzero"`
	// OverrideCallbackURI is an https address. Its verify token is not part of
	// the document; see ApplyOptions.
	OverrideCallbackURI string `json:"override_callback_uri,omitzero"`
}

var webhookOverrides = &definition[WebhookOverride]{
	kind: KindWebhookOverride,
	ofNumber: singleOf("webhook",
		func(n *PhoneNumber) *WebhookOverride { return n.Webhook },
		func(n *PhoneNumber, w *WebhookOverride) { n.Webhook = w }),
	identify: func(w *WebhookOverride) (string, State) { return "", w.State },
	read: func(ctx context.Context, s *session, scope Target, _ []*WebhookOverride) ([]found[WebhookOverride], error) {
		number, err := s.client.PhoneNumbers.Get(ctx, scope.PhoneNumberID, whatsapp.WithFields("webhook_configuration"))
		if err != nil || number.WebhookConfiguration == nil || number.WebhookConfiguration.PhoneNumber == "" {
			return nil, err
		}
		return onlyOne(WebhookOverride{OverrideCallbackURI: number.WebhookConfiguration.PhoneNumber}), nil
	},
	validate: func(want *WebhookOverride, _ *found[WebhookOverride]) error {
		if want.OverrideCallbackURI == "" {
			return &whatsapp.ValidationError{Violations: []whatsapp.Violation{{Field: "override_callback_uri", Problem: "is required"}}}
		}
		return validateCallback("override_callback_uri", &want.OverrideCallbackURI)
	},
	create: setOverride,
	update: func(ctx context.Context, s *session, scope Target, want *WebhookOverride, _ *found[WebhookOverride]) error {
		return setOverride(ctx, s, scope, want)
	},
	remove: func(ctx context.Context, s *session, scope Target, _ *found[WebhookOverride]) error {
		return s.client.PhoneNumbers.DeleteWebhookOverride(ctx, scope.PhoneNumberID)
	},
}

func setOverride(ctx context.Context, s *session, scope Target, want *WebhookOverride) error {
	token, err := s.tokens(want.OverrideCallbackURI)
	if err != nil {
		return err
	}
	override := whatsapp.WebhookOverride{CallbackURI: want.OverrideCallbackURI, VerifyToken: token}
	return s.client.PhoneNumbers.SetWebhookOverride(ctx, scope.PhoneNumberID, override)
}
