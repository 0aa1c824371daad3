package whatsapp_test

import (
	"context"

	"github.com/wabakit/whatsapp"
)

func applicationMethods() []method {
	list := func(options *whatsapp.ListOptions, fields ...string) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.Applications.ListConnectedBusinesses(ctx, id, options, withFields(opts, fields...)...))
		}
	}
	all := func(options *whatsapp.ListOptions, fields ...string) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return drain(client.Applications.AllConnectedBusinesses(ctx, id, options, withFields(opts, fields...)...))
		}
	}
	page := &whatsapp.Page[whatsapp.ConnectedBusiness]{Paging: lastPage, Data: []whatsapp.ConnectedBusiness{
		{
			ID: "509143076566701", Name: "Client business 1",
			VerificationStatus: whatsapp.VerificationStatusVerified, BusinessStatus: whatsapp.BusinessStatusActive,
			CreatedTime: moment(`"2025-11-02T09:00:00Z"`), UpdatedTime: moment(`"2026-03-02T09:00:00Z"`),
		},
		{
			ID: "509143076566702", Name: "Client business 2",
			VerificationStatus: whatsapp.VerificationStatusUnverified, BusinessStatus: whatsapp.BusinessStatusPendingApproval,
		},
	}}
	empty := &whatsapp.Page[whatsapp.ConnectedBusiness]{Data: []whatsapp.ConnectedBusiness{}}
	operation := "GET /{app-id}/connected_client_businesses"
	return []method{
		{
			name: "Applications.ListConnectedBusinesses", operation: operation, repeat: whatsapp.RepeatSafe, id: appID,
			cases: []exchange{
				one("applications/list_connected_businesses_success", list(&secondPage, "name", "business_status"), page),
				one("applications/list_connected_businesses_empty", list(nil), empty),
			},
		},
		{
			name: "Applications.AllConnectedBusinesses", operation: operation, repeat: whatsapp.RepeatSafe, id: appID, holds: entries,
			cases: []exchange{
				one("applications/list_connected_businesses_success", all(&secondPage, "name", "business_status"), pointers(page)),
				one("applications/list_connected_businesses_empty", all(nil), pointers(empty)),
			},
		},
	}
}

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
				VerificationStatus: "verified", Vertical: "RETAIL", Link: "https://shop.test/",
				ProfilePictureURI: "https://shop.test/logo.png", PaymentAccountID: "771209846630015", IsHidden: new(false),
				CreatedTime: moment(`"2019-04-01T08:00:00+0000"`), UpdatedTime: moment(`"2026-03-02T09:00:00+0000"`),
			}),
			one("businesses/get_other_types", usual, &whatsapp.Business{
				ID: businessID, Name: "Retail portfolio", TimezoneID: new(1), IsHidden: new(true), CreatedTime: moment(`1554105600`),
			}),
		},
	}}
}
