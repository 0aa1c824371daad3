package whatsapp_test

import "github.com/wabakit/whatsapp"

func applicationMethods() []method {
	return listRow[whatsapp.ConnectedBusiness, whatsapp.ListOptions]{
		list:      (*whatsapp.ApplicationService).ListConnectedBusinesses,
		all:       (*whatsapp.ApplicationService).AllConnectedBusinesses,
		operation: "GET /{app-id}/connected_client_businesses",
		ids:       []string{appID},
		options:   secondPage,
		fields:    []string{"name", "business_status"},
		page: &whatsapp.Page[whatsapp.ConnectedBusiness]{Paging: lastPage, Data: []whatsapp.ConnectedBusiness{
			{
				ID: "509143076566701", Name: "Client business 1",
				VerificationStatus: whatsapp.VerificationStatusVerified, BusinessStatus: whatsapp.BusinessStatusActive,
				CreatedTime: moment(`"2025-11-02T09:00:00Z"`), UpdatedTime: moment(`"2026-03-02T09:00:00Z"`),
			},
			{
				ID: "509143076566702", Name: "Client business 2",
				VerificationStatus: whatsapp.VerificationStatusUnverified, BusinessStatus: whatsapp.BusinessStatusPendingApproval,
			},
		}},
	}.methods()
}
