package whatsapp

import (
	"context"
	"net/http"
)

// Update changes details of a phone number. What is nil stays as it is. Its
// display name, its PIN and its webhooks have methods of their own.
//
//	POST /{phone-number-id}
//
// Permission: whatsapp_business_management.
func (s *PhoneNumberService) Update(ctx context.Context, phoneNumberID string, request UpdatePhoneNumberRequest, opts ...RequestOption) error {
	return s.change(ctx, phoneNumberID, request, RepeatSafe, opts)
}

// SetTwoStepPIN sets the two-step verification PIN of a phone number: six
// digits, which the next registration needs.
//
//	POST /{phone-number-id}
//
// Permission: whatsapp_business_management.
//
// https://developers.facebook.com/docs/whatsapp/cloud-api/reference/two-step-verification
func (s *PhoneNumberService) SetTwoStepPIN(ctx context.Context, phoneNumberID string, pin Secret, opts ...RequestOption) error {
	return s.change(ctx, phoneNumberID, twoStepPIN{pin}, RepeatSafe, opts)
}

// RequestDisplayName submits a new display name, of 2 to 75 characters, for
// review. A webhook tells the decision, and Get how the review stands, with
// WithFields("new_display_name", "new_name_status").
// [PhoneNumberService.Register] the number within 14 days of the approval for
// the name to show.
//
//	POST /{phone-number-id}
//
// Permission: whatsapp_business_management. It is never repeated: a number has
// 10 changes of its name in 30 days.
//
// https://developers.facebook.com/docs/whatsapp/cloud-api/phone-numbers#display-name
func (s *PhoneNumberService) RequestDisplayName(ctx context.Context, phoneNumberID, name string, opts ...RequestOption) error {
	return s.change(ctx, phoneNumberID, newDisplayName{name}, RepeatNever, opts)
}

// SetWebhookOverride sends the webhooks of a phone number to a callback of its
// own, in place of the account's or the app's. Meta checks the callback first,
// so that it must be able to answer.
//
//	POST /{phone-number-id}
//
// Permission: whatsapp_business_management. Webhooks about templates and
// accounts still go to the app's callback.
//
// https://developers.facebook.com/docs/whatsapp/embedded-signup/webhooks/override
func (s *PhoneNumberService) SetWebhookOverride(ctx context.Context, phoneNumberID string, override WebhookOverride, opts ...RequestOption) error {
	return s.change(ctx, phoneNumberID, overrideRequest{override}, RepeatSafe, opts)
}

// DeleteWebhookOverride sends the webhooks of a phone number to the callback of
// the account or of the app again.
//
//	POST /{phone-number-id}
//
// Permission: whatsapp_business_management.
func (s *PhoneNumberService) DeleteWebhookOverride(ctx context.Context, phoneNumberID string, opts ...RequestOption) error {
	none := map[string]any{"webhook_configuration": WebhookOverride{}}
	return s.change(ctx, phoneNumberID, none, RepeatSafe, opts)
}

func (s *PhoneNumberService) change(ctx context.Context, phoneNumberID string, body any, repeat Repeat, opts []RequestOption) error {
	op := operation(http.MethodPost, "/{phone-number-id}", phoneNumberID)
	op.Body, op.Repeat = body, repeat
	op.reconcile = "read the phone number to see whether it has changed"
	return s.client.perform(ctx, op, nil, opts)
}

// UpdatePhoneNumberRequest changes a phone number. What is nil stays as it is.
type UpdatePhoneNumberRequest struct {
	// ConnectionStatus is the connection between the account and the number.
	ConnectionStatus *ConnectionStatus `json:"connection_status,omitzero"`
	// SearchVisibility says whether people find the business by searching.
	SearchVisibility *SearchVisibility `json:"search_visibility,omitzero"`
	// Username is the name by which people find the business. For its state and
	// for moving it, see [PhoneNumberService.SetUsername].
	Username *string `json:"username,omitzero"`
	// WebhookURL is the address for webhooks of the On-Premises API.
	WebhookURL *string          `json:"webhook_url,omitzero"`
	APIData    *BusinessAPIData `json:"whatsapp_business_api_data,omitzero"`
}

// BusinessAPIData is what a number tells people about its security.
type BusinessAPIData struct {
	// NotifyUserChangeNumber tells people when the number changes.
	NotifyUserChangeNumber *bool `json:"notify_user_change_number,omitzero"`
	// ShowSecurityNotifications tells people when the number's keys change.
	ShowSecurityNotifications *bool `json:"show_security_notifications,omitzero"`
	// PIN is the two-step verification PIN: six digits, or nothing to remove
	// it.
	PIN *Secret `json:"pin,omitzero"`
}

// Validate checks that something changes, and the limits that Meta documents.
func (r UpdatePhoneNumberRequest) Validate() error {
	var found violations
	if r == (UpdatePhoneNumberRequest{}) {
		found.changesNothing("search_visibility")
	}
	if r.APIData != nil && r.APIData.PIN != nil && *r.APIData.PIN != "" {
		found.sixDigits("whatsapp_business_api_data.pin", string(*r.APIData.PIN))
	}
	if r.WebhookURL != nil {
		found.webLink("webhook_url", *r.WebhookURL)
	}
	return found.err()
}

func (r UpdatePhoneNumberRequest) secrets() []string {
	if r.APIData == nil || r.APIData.PIN == nil {
		return nil
	}
	return []string{string(*r.APIData.PIN)}
}

type twoStepPIN struct {
	PIN Secret `json:"pin"`
}

// Validate checks the form of the PIN.
func (p twoStepPIN) Validate() error {
	var found violations
	found.sixDigits("pin", string(p.PIN))
	return found.err()
}

func (p twoStepPIN) secrets() []string { return []string{string(p.PIN)} }

type newDisplayName struct {
	Name string `json:"new_display_name"`
}

// Validate checks the length of the name.
func (n newDisplayName) Validate() error {
	var found violations
	found.length("new_display_name", n.Name, minDisplayName, maxDisplayName)
	return found.err()
}

// WebhookOverride is where webhooks go in place of the app's own address.
type WebhookOverride struct {
	// CallbackURI has at most 200 characters and begins with https://.
	CallbackURI string `json:"override_callback_uri"`
	// VerifyToken is what Meta sends when it checks the callback.
	VerifyToken VerifyToken `json:"verify_token,omitzero"`
}

const maxWebhookOverride = 200 // characters

type overrideRequest struct {
	Override WebhookOverride `json:"webhook_configuration"`
}

// Validate checks the limits that Meta documents.
func (r overrideRequest) Validate() error {
	var found violations
	found.length("override_callback_uri", r.Override.CallbackURI, 1, maxWebhookOverride)
	if r.Override.CallbackURI != "" {
		found.webLink("override_callback_uri", r.Override.CallbackURI)
	}
	found.require("verify_token", string(r.Override.VerifyToken))
	var all violations
	all.within("webhook_configuration", found)
	return all.err()
}

func (r overrideRequest) secrets() []string { return []string{string(r.Override.VerifyToken)} }

// SearchVisibility says whether people find a business by searching.
type SearchVisibility string

// The values that Meta documents.
const (
	SearchVisibilityVisible SearchVisibility = "VISIBLE"
	SearchVisibilityHidden  SearchVisibility = "HIDDEN"
)

// ConnectionStatus is the connection between an account and a phone number.
type ConnectionStatus string

// The values that Meta documents.
const (
	ConnectionStatusConnected           ConnectionStatus = "CONNECTED"
	ConnectionStatusDisconnected        ConnectionStatus = "DISCONNECTED"
	ConnectionStatusPending             ConnectionStatus = "PENDING"
	ConnectionStatusFlagged             ConnectionStatus = "FLAGGED"
	ConnectionStatusRestricted          ConnectionStatus = "RESTRICTED"
	ConnectionStatusRateLimited         ConnectionStatus = "RATE_LIMITED"
	ConnectionStatusMessagingLimitTier0 ConnectionStatus = "MESSAGING_LIMIT_TIER_0"
	ConnectionStatusMessagingLimitTier1 ConnectionStatus = "MESSAGING_LIMIT_TIER_1"
	ConnectionStatusMessagingLimitTier2 ConnectionStatus = "MESSAGING_LIMIT_TIER_2"
	ConnectionStatusMessagingLimitTier3 ConnectionStatus = "MESSAGING_LIMIT_TIER_3"
	ConnectionStatusMessagingLimitTier4 ConnectionStatus = "MESSAGING_LIMIT_TIER_4"
)
