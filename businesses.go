package whatsapp

import (
	"context"
	"net/http"
)

// BusinessService reads business portfolios, and does for the clients of a
// solution partner what needs their portfolio.
//
// https://developers.facebook.com/docs/marketing-api/reference/business/
type BusinessService service

// Get returns a business portfolio. Graph answers with id and name unless
// [WithFields] asks for more.
//
//	GET /{business-id}
//
// Permission: business_management.
func (s *BusinessService) Get(ctx context.Context, businessID string, opts ...RequestOption) (*Business, error) {
	return decode[Business](ctx, s.client, operation(http.MethodGet, "/{business-id}", businessID), opts)
}

// Business is a business portfolio. The node has more fields than these;
// [Client.Do] reaches them.
type Business struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// TimezoneID is nil when it was not requested; 0 is a time zone.
	TimezoneID *int `json:"timezone_id,omitzero"`

	VerificationStatus VerificationStatus `json:"verification_status,omitempty"`
	Vertical           string             `json:"vertical,omitempty"`
	Link               string             `json:"link,omitempty"`
	ProfilePictureURI  string             `json:"profile_picture_uri,omitempty"`
	PaymentAccountID   string             `json:"payment_account_id,omitempty"`
	IsHidden           *bool              `json:"is_hidden,omitzero"`
	CreatedTime        Time               `json:"created_time,omitzero"`
	UpdatedTime        Time               `json:"updated_time,omitzero"`
}

// BusinessSummary names a business portfolio.
type BusinessSummary struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}
