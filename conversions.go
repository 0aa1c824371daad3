package whatsapp

import (
	"context"
	"net/http"
)

// ConversionService reports what people have done after an ad has led them into
// a chat, such as a purchase, to the Conversions API for business messaging.
// Reports go to the dataset of an account, and Meta credits the ads with them.
//
// https://developers.facebook.com/docs/marketing-api/conversions-api/business-messaging
type ConversionService service

const datasetOfAccount = "/{waba-id}/dataset"

// GetDataset returns the dataset of an account.
//
//	GET /{waba-id}/dataset
//
// Permission: whatsapp_business_manage_events. An account that has none is
// [ErrNotFound].
func (s *ConversionService) GetDataset(ctx context.Context, wabaID string, opts ...RequestOption) (*Dataset, error) {
	op := operation(http.MethodGet, datasetOfAccount, wabaID)
	return decodeOne(ctx, s.client, op, opts, wabaID, func(dataset *Dataset) bool { return dataset.ID != "" })
}

// CreateDataset makes the dataset of an account. An account has one dataset: if
// it is there already, its id comes back.
//
//	POST /{waba-id}/dataset
//
// Permission: whatsapp_business_manage_events.
func (s *ConversionService) CreateDataset(ctx context.Context, wabaID string, request CreateDatasetRequest, opts ...RequestOption) (*CreatedDataset, error) {
	op := operation(http.MethodPost, datasetOfAccount, wabaID)
	if request != (CreateDatasetRequest{}) {
		op.Body = request
	}
	op.Repeat = RepeatSafe
	op.requires = "id"
	return decode[CreatedDataset](ctx, s.client, op, opts)
}

// Dataset collects the conversion events of an account.
type Dataset struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
}

// CreateDatasetRequest describes a dataset. The zero request leaves its name to
// Meta.
type CreateDatasetRequest struct {
	Name string `json:"dataset_name,omitempty"`
}

// CreatedDataset is the answer to [ConversionService.CreateDataset].
type CreatedDataset struct {
	ID string `json:"id"`
}
