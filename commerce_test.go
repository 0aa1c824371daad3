package whatsapp_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

func commerceMethods() []method {
	get := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return result(client.Commerce.Get(ctx, id, opts...))
	}
	update := func(request whatsapp.UpdateCommerceSettingsRequest, first ...whatsapp.RequestOption) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return nothing(client.Commerce.Update(ctx, id, request, append(first, opts...)...))
		}
	}
	return []method{
		{
			name: "Commerce.Get", operation: "GET /{phone-number-id}/whatsapp_commerce_settings", repeat: whatsapp.RepeatSafe, id: phoneNumberID,
			holds: onlyEntry,
			cases: []exchange{one("commerce/get_success", get, &whatsapp.CommerceSettings{ID: "527759822865714", IsCartEnabled: true})},
		},
		{
			name: "Commerce.Update", operation: "POST /{phone-number-id}/whatsapp_commerce_settings", repeat: whatsapp.RepeatSafe, id: phoneNumberID,
			cases: []exchange{
				one("commerce/update_success",
					update(whatsapp.UpdateCommerceSettingsRequest{IsCartEnabled: new(false), IsCatalogVisible: new(true)}), nil),
				one("commerce/update_catalog", update(whatsapp.UpdateCommerceSettingsRequest{IsCatalogVisible: new(false)}), nil),
				one("commerce/update_nothing", update(whatsapp.UpdateCommerceSettingsRequest{}, whatsapp.WithoutValidation()), nil),
			},
		},
	}
}

func TestCommerceSettingsReadBack(t *testing.T) {
	t.Parallel()
	_, client := world(t)
	err := client.Commerce.Update(t.Context(), graphtest.PhoneNumberID, whatsapp.UpdateCommerceSettingsRequest{})
	require.ErrorContains(t, err, "is_cart_enabled or another field must be set; the request changes nothing")
	before, err := client.Commerce.Get(t.Context(), graphtest.PhoneNumberID)
	require.NoError(t, err)
	require.True(t, before.IsCartEnabled)
	require.NoError(t, client.Commerce.Update(t.Context(), graphtest.PhoneNumberID, whatsapp.UpdateCommerceSettingsRequest{IsCartEnabled: new(false)}))
	after, err := client.Commerce.Get(t.Context(), graphtest.PhoneNumberID)
	require.NoError(t, err)
	require.Equal(t, &whatsapp.CommerceSettings{ID: before.ID, IsCatalogVisible: before.IsCatalogVisible}, after)
}
