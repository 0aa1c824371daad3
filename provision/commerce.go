package provision

import (
	"context"
	"errors"

	"github.com/wabakit/whatsapp"
)

// Commerce declares whether people see a catalog and a cart in the chat with a
// phone number.
type Commerce struct {
	// IsCartEnabled lets people collect products in a cart.
	IsCartEnabled *bool `json:"is_cart_enabled,omitzero"`
	// IsCatalogVisible shows the catalog that is connected to the account.
	IsCatalogVisible *bool `json:"is_catalog_visible,omitzero"`
}

var commerce = &definition[Commerce]{
	kind: KindCommerce,
	ofNumber: singleOf("commerce",
		func(n *PhoneNumber) *Commerce { return n.Commerce },
		func(n *PhoneNumber, c *Commerce) { n.Commerce = c }),
	identify: alone[Commerce],
	read: func(ctx context.Context, s *session, scope Target, _ []*Commerce) ([]found[Commerce], error) {
		there, err := s.client.Commerce.Get(ctx, scope.PhoneNumberID)
		switch {
		case errors.Is(err, whatsapp.ErrNotFound):
			return nil, nil
		case err != nil:
			return nil, err
		}
		return onlyOne(Commerce{IsCartEnabled: &there.IsCartEnabled, IsCatalogVisible: &there.IsCatalogVisible}), nil
	},
	validate: func(want *Commerce, _ *found[Commerce]) error { return want.request().Validate() },
	create: func(ctx context.Context, s *session, scope Target, want *Commerce) error {
		return s.client.Commerce.Update(ctx, scope.PhoneNumberID, want.request())
	},
	update: func(ctx context.Context, s *session, scope Target, want *Commerce, _ *found[Commerce]) error {
		return s.client.Commerce.Update(ctx, scope.PhoneNumberID, want.request())
	},
}

func (c *Commerce) request() whatsapp.UpdateCommerceSettingsRequest {
	return whatsapp.UpdateCommerceSettingsRequest{IsCartEnabled: c.IsCartEnabled, IsCatalogVisible: c.IsCatalogVisible}
}
