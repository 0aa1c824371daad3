package whatsapp

import (
	"context"
	"iter"
	"net/http"
)

// ApplicationService reads what belongs to a Meta app.
//
// https://developers.facebook.com/docs/graph-api/reference/application/
type ApplicationService service

// ListConnectedBusinesses returns one page of the client businesses that are
// connected to an app.
//
//	GET /{app-id}/connected_client_businesses
//
// Permission: whatsapp_business_management and business_management.
func (s *ApplicationService) ListConnectedBusinesses(ctx context.Context, appID string, page *ListOptions, opts ...RequestOption) (*Page[ConnectedBusiness], error) {
	return list[ConnectedBusiness](ctx, s.client, connectedBusinesses(appID), page, opts)
}

// AllConnectedBusinesses iterates over the client businesses that are connected
// to an app; see [ApplicationService.ListConnectedBusinesses].
func (s *ApplicationService) AllConnectedBusinesses(ctx context.Context, appID string, page *ListOptions, opts ...RequestOption) iter.Seq2[*ConnectedBusiness, error] {
	return all[ConnectedBusiness](ctx, s.client, connectedBusinesses(appID), page, opts)
}

func connectedBusinesses(appID string) Operation {
	return operation(http.MethodGet, "/{app-id}/connected_client_businesses", appID)
}

// ConnectedBusiness is Graph's ConnectedClientBusiness.
type ConnectedBusiness struct {
	ID                 string             `json:"id"`
	Name               string             `json:"name"`
	VerificationStatus VerificationStatus `json:"verification_status"`
	BusinessStatus     BusinessStatus     `json:"business_status"`
	CreatedTime        Time               `json:"created_time,omitzero"`
	UpdatedTime        Time               `json:"updated_time,omitzero"`
}

// BusinessStatus is the state of a connected business.
type BusinessStatus string

// The states that Meta documents.
const (
	BusinessStatusActive          BusinessStatus = "ACTIVE"
	BusinessStatusInactive        BusinessStatus = "INACTIVE"
	BusinessStatusSuspended       BusinessStatus = "SUSPENDED"
	BusinessStatusPendingApproval BusinessStatus = "PENDING_APPROVAL"
)

// Application names a Meta app.
type Application struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
}
