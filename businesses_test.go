package whatsapp_test

import (
	"context"

	"github.com/wabakit/whatsapp"
)

func businessMethods() []method {
	get := func(fields ...string) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.Businesses.Get(ctx, id, withFields(opts, fields...)...))
		}
	}
	usual := get("id", "name", "timezone_id")
	return []method{{
		name: "Businesses.Get", operation: "GET /{business-id}", repeat: whatsapp.RepeatSafe, id: businessID,
		cases: []exchange{
			one("businesses/get_success", usual, &whatsapp.Business{ID: businessID, Name: "Retail portfolio", TimezoneID: new(1)}),
			one("businesses/get_defaults", get(), &whatsapp.Business{ID: businessID, Name: "Retail portfolio"}),
			one("businesses/get_all_fields", usual, &whatsapp.Business{
				ID: businessID, Name: "Retail portfolio", TimezoneID: new(0),
				VerificationStatus: whatsapp.VerificationStatusVerified, Vertical: "RETAIL", Link: "https://shop.test/",
				ProfilePictureURI: "https://shop.test/logo.png", PaymentAccountID: "771209846630015", IsHidden: new(false),
				CreatedTime: moment(`"2019-04-01T08:00:00+0000"`), UpdatedTime: moment(`"2026-03-02T09:00:00+0000"`),
			}),
			one("businesses/get_other_types", usual, &whatsapp.Business{
				ID: businessID, Name: "Retail portfolio", TimezoneID: new(1), IsHidden: new(true), CreatedTime: moment(`1554105600`),
			}),
		},
	}}
}
