package whatsapp

import (
	"context"
	"net/http"
)

// SyncBusinessApp has Meta send what the WhatsApp Business app holds of a phone
// number that app and API share: its contacts, or its messages of the last 180
// days. They come as webhooks of the fields smb_app_state_sync and history.
//
//	POST /{phone-number-id}/smb_app_data
//
// Permission: whatsapp_business_management. It is never repeated: each of the
// two goes once only, within 24 hours after the number was onboarded. Code
// 2593107 says that it was used, 2593108 that it is too late; then the business
// must disconnect the number in the app and be onboarded again. If the business
// does not share its messages, the webhook of the history holds the error
// 2593109.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/embedded-signup/onboarding-business-app-users
func (s *PhoneNumberService) SyncBusinessApp(ctx context.Context, phoneNumberID string, data BusinessAppData, opts ...RequestOption) (*StartedSync, error) {
	op := operation(http.MethodPost, "/{phone-number-id}/smb_app_data", phoneNumberID)
	op.Body = syncRequest{data}
	op.product = true
	op.Repeat = RepeatNever
	op.reconcile = "see whether the webhooks arrive before trying again"
	return decode[StartedSync](ctx, s.client, op, opts)
}

// BusinessAppData is what the WhatsApp Business app holds.
type BusinessAppData string

// What Meta documents.
const (
	BusinessAppDataContacts BusinessAppData = "smb_app_state_sync"
	BusinessAppDataHistory  BusinessAppData = "history"
)

// StartedSync is the answer to [PhoneNumberService.SyncBusinessApp].
type StartedSync struct {
	MessagingProduct string `json:"messaging_product"`
	// RequestID is for Meta's support.
	RequestID string `json:"request_id"`
}

type syncRequest struct {
	SyncType BusinessAppData `json:"sync_type"`
}

// Validate checks that the request says what to send.
func (r syncRequest) Validate() error {
	var found violations
	found.require("sync_type", string(r.SyncType))
	return found.err()
}
