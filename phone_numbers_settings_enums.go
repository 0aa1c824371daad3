package whatsapp

import "strings"

// FeatureStatus says whether a feature of a phone number is on. Meta's servers
// write it in capitals, and its reference in small letters: IsEnabled takes
// both.
type FeatureStatus string

// The states that Meta documents.
const (
	FeatureStatusEnabled  FeatureStatus = "ENABLED"
	FeatureStatusDisabled FeatureStatus = "DISABLED"
)

// IsEnabled reports whether the feature is on, in either spelling.
func (s FeatureStatus) IsEnabled() bool {
	return strings.EqualFold(string(s), string(FeatureStatusEnabled))
}

// CallIconVisibility says whether people see the button for calls.
type CallIconVisibility string

// The values that Meta documents: the first two in its guides, which servers
// are known to take, the others in its reference.
const (
	CallIconVisibilityDefault    CallIconVisibility = "DEFAULT"
	CallIconVisibilityDisableAll CallIconVisibility = "DISABLE_ALL"
	CallIconVisibilityVisible    CallIconVisibility = "visible"
	CallIconVisibilityHidden     CallIconVisibility = "hidden"
)

// SRTPKeyExchangeProtocol is how the keys of a call over SIP are agreed on.
type SRTPKeyExchangeProtocol string

// The protocols that Meta documents: the first two as its guides write them,
// the same two as its reference does.
const (
	SRTPKeyExchangeProtocolDTLS     SRTPKeyExchangeProtocol = "DTLS"
	SRTPKeyExchangeProtocolSDES     SRTPKeyExchangeProtocol = "SDES"
	SRTPKeyExchangeProtocolDTLSSRTP SRTPKeyExchangeProtocol = "DTLS-SRTP"
	SRTPKeyExchangeProtocolSDESSRTP SRTPKeyExchangeProtocol = "SDES-SRTP"
)

// AudioCodec is a codec that calls may use besides Opus.
type AudioCodec string

// The codecs that Meta documents: G.711 with A-law and with μ-law.
const (
	AudioCodecPCMA AudioCodec = "PCMA"
	AudioCodecPCMU AudioCodec = "PCMU"
)

// VoicemailTrigger is what lets voicemail answer a call.
type VoicemailTrigger string

// The triggers that Meta documents.
const (
	VoicemailTriggerReject  VoicemailTrigger = "REJECT"
	VoicemailTriggerTimeout VoicemailTrigger = "TIMEOUT"
)

// CallingRestrictionType is the direction of the calls that are restricted.
type CallingRestrictionType string

// The restrictions that Meta documents.
const (
	CallingRestrictionTypeBusinessInitiated CallingRestrictionType = "RESTRICTED_BUSINESS_INITIATED_CALLING"
	CallingRestrictionTypeUserInitiated     CallingRestrictionType = "RESTRICTED_USER_INITIATED_CALLING"
)

// StorageStatus says where Meta keeps the content of messages.
type StorageStatus string

// The states that Meta documents. Its reference writes them in small letters.
const (
	StorageStatusDefault           StorageStatus = "DEFAULT"
	StorageStatusInCountryEnabled  StorageStatus = "IN_COUNTRY_STORAGE_ENABLED"
	StorageStatusInCountryDisabled StorageStatus = "IN_COUNTRY_STORAGE_DISABLED"
	StorageStatusNoneEnabled       StorageStatus = "NO_STORAGE_ENABLED"
)

func (s StorageStatus) is(other StorageStatus) bool {
	return strings.EqualFold(string(s), string(other))
}
