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
