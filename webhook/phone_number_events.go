package webhook

// A PhoneNumberNameEvent is a value of the field phone_number_name_update: Meta
// has reviewed a display name.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/phone_number_name_update
type PhoneNumberNameEvent struct {
	Envelope
	DisplayPhoneNumber    string `json:"display_phone_number"`
	Decision              string `json:"decision"` // APPROVED, REJECTED, ...
	RequestedVerifiedName string `json:"requested_verified_name"`
	RejectionReason       string `json:"rejection_reason,omitzero"`
}

// A PhoneNumberQualityEvent is a value of the field
// phone_number_quality_update: the messaging limit or throughput of a number
// changed.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/phone_number_quality_update
type PhoneNumberQualityEvent struct {
	Envelope
	DisplayPhoneNumber string `json:"display_phone_number"`
	Event              string `json:"event"` // ONBOARDING, THROUGHPUT_UPGRADE; older: FLAGGED, UNFLAGGED, UPGRADE, DOWNGRADE
	OldLimit           string `json:"old_limit,omitzero"`
	CurrentLimit       string `json:"current_limit"`
	// MaxDailyConversationsPerBusiness is a number or a tier such as TIER_10K.
	MaxDailyConversationsPerBusiness string `json:"max_daily_conversations_per_business,omitzero"`
}

// A SecurityEvent is a value of the field security: the two-step verification
// of a number changed.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/security
type SecurityEvent struct {
	Envelope
	DisplayPhoneNumber string `json:"display_phone_number"`
	Event              string `json:"event"` // PIN_CHANGED, PIN_RESET_REQUEST, PIN_REQUEST_SUCCESS
	Requester          string `json:"requester,omitzero"`
}
