package whatsapp

import (
	"bytes"
	"encoding/json"
	"slices"
)

// MessageTemplateButton is a button of a managed template. Its type decides
// which of the other fields it has. A button of a type that this package does
// not know encodes as it was decoded.
type MessageTemplateButton struct {
	Type MessageTemplateButtonType `json:"type"`
	// Text is the label, with at most 25 characters. A button that copies a
	// coupon code has none.
	Text string `json:"text,omitzero"`

	// URL is what a button of type URL opens: at most 2,000 characters, with at
	// most one variable, at its end.
	URL string `json:"url,omitzero"`
	// Example has a sample: the whole URL, or the coupon code.
	Example []string `json:"-"`
	// PhoneNumber is what a button of type PHONE_NUMBER calls: at most 20
	// characters.
	PhoneNumber string `json:"phone_number,omitzero"`

	// OTPType is how a button of type OTP hands over the code.
	OTPType MessageTemplateOTPType `json:"otp_type,omitzero"`
	// AutofillText is the label while an app can take the code: at most 25
	// characters.
	AutofillText string `json:"autofill_text,omitzero"`
	// SupportedApps are the apps that can take the code, at most five. One-tap
	// and zero-tap need them.
	SupportedApps []SupportedApp `json:"supported_apps,omitzero"`
	// ZeroTapTermsAccepted accepts Meta's terms for zero-tap, which needs it.
	ZeroTapTermsAccepted *bool `json:"zero_tap_terms_accepted,omitzero"`
	// PackageName and SignatureHash are the older form of one supported app.
	PackageName   string `json:"package_name,omitzero"`
	SignatureHash string `json:"signature_hash,omitzero"`

	// FlowID, FlowName or FlowJSON is the flow that a button of type FLOW
	// opens.
	FlowID         string     `json:"flow_id,omitzero"`
	FlowName       string     `json:"flow_name,omitzero"`
	FlowJSON       string     `json:"flow_json,omitzero"`
	FlowAction     FlowAction `json:"flow_action,omitzero"`
	NavigateScreen string     `json:"navigate_screen,omitzero"`
	// Icon is shown on a button of type FLOW: DEFAULT, DOCUMENT, PROMOTION or
	// REVIEW.
	Icon string `json:"icon,omitzero"`

	// TTLMinutes is how long a button of type VOICE_CALL works: 1,440 to 43,200
	// minutes.
	TTLMinutes int `json:"ttl_minutes,omitzero"`

	wire json.RawMessage // of a button that the fields do not hold
	list bool            // Example came as a list where a text is usual
}

// MessageTemplateButtonType is a kind of button.
type MessageTemplateButtonType string

// The button types that Meta documents.
const (
	MessageTemplateButtonTypeQuickReply   MessageTemplateButtonType = "QUICK_REPLY"
	MessageTemplateButtonTypeURL          MessageTemplateButtonType = "URL"
	MessageTemplateButtonTypePhoneNumber  MessageTemplateButtonType = "PHONE_NUMBER"
	MessageTemplateButtonTypeCopyCode     MessageTemplateButtonType = "COPY_CODE"
	MessageTemplateButtonTypeOTP          MessageTemplateButtonType = "OTP"
	MessageTemplateButtonTypeFlow         MessageTemplateButtonType = "FLOW"
	MessageTemplateButtonTypeCatalog      MessageTemplateButtonType = "CATALOG"
	MessageTemplateButtonTypeMPM          MessageTemplateButtonType = "MPM" // several products
	MessageTemplateButtonTypeSPM          MessageTemplateButtonType = "SPM" // one product
	MessageTemplateButtonTypeVoiceCall    MessageTemplateButtonType = "VOICE_CALL"
	MessageTemplateButtonTypeOrderDetails MessageTemplateButtonType = "ORDER_DETAILS"
	MessageTemplateButtonTypeApp          MessageTemplateButtonType = "APP"
)

// knownTemplateButtons are the types whose members the struct holds.
var knownTemplateButtons = []MessageTemplateButtonType{
	MessageTemplateButtonTypeQuickReply, MessageTemplateButtonTypeURL, MessageTemplateButtonTypePhoneNumber,
	MessageTemplateButtonTypeCopyCode, MessageTemplateButtonTypeOTP, MessageTemplateButtonTypeFlow,
	MessageTemplateButtonTypeCatalog, MessageTemplateButtonTypeMPM, MessageTemplateButtonTypeSPM,
	MessageTemplateButtonTypeVoiceCall, MessageTemplateButtonTypeOrderDetails,
}

// MessageTemplateOTPType is how a button hands over a one-time passcode.
type MessageTemplateOTPType string

// The ways that Meta documents.
const (
	MessageTemplateOTPTypeCopyCode MessageTemplateOTPType = "COPY_CODE"
	MessageTemplateOTPTypeOneTap   MessageTemplateOTPType = "ONE_TAP"
	MessageTemplateOTPTypeZeroTap  MessageTemplateOTPType = "ZERO_TAP"
)

// SupportedApp is an Android app that can take one-time passcodes.
type SupportedApp struct {
	// PackageName has at least two parts with a dot in between, such as
	// com.shop.android.
	PackageName string `json:"package_name"`
	// SignatureHash is the hash of the app's signing key: 11 characters.
	SignatureHash string `json:"signature_hash"`
}

// templateButtonFields is a button without its methods.
type templateButtonFields MessageTemplateButton

// MarshalJSON writes the button as Graph takes it: the sample of a coupon code
// is a text, and that of a URL a list.
func (b MessageTemplateButton) MarshalJSON() ([]byte, error) {
	if b.wire != nil {
		return b.wire, nil
	}
	wire := struct {
		templateButtonFields
		Example any `json:"example,omitzero"`
	}{templateButtonFields: templateButtonFields(b)}
	switch isText := b.Type == MessageTemplateButtonTypeCopyCode && len(b.Example) == 1 && !b.list; {
	case isText:
		wire.Example = b.Example[0]
	case len(b.Example) > 0:
		wire.Example = b.Example
	}
	return json.Marshal(wire)
}

// UnmarshalJSON reads a button in Graph's form, with its type in letters of any
// case and its sample as a text or a list.
func (b *MessageTemplateButton) UnmarshalJSON(data []byte) error {
	*b = MessageTemplateButton{wire: bytes.Clone(data)}
	var fields struct {
		templateButtonFields
		Example templateSamples `json:"example"`
	}
	if decodeJSON(data, &fields) != nil {
		return nil //nolint:nilerr // kept as it came
	}
	button := MessageTemplateButton(fields.templateButtonFields)
	button.Type = inCapitals(button.Type)
	button.Example = fields.Example.values
	button.list = fields.Example.list && button.Type == MessageTemplateButtonTypeCopyCode
	isText := len(button.Example) > 0 && !fields.Example.list && button.Type != MessageTemplateButtonTypeCopyCode
	if isText || !slices.Contains(knownTemplateButtons, button.Type) {
		button.wire = b.wire
	}
	*b = button
	return nil
}

// templateSamples are the samples of a button.
type templateSamples struct {
	values []string
	list   bool
}

// UnmarshalJSON reads a text or a list.
func (s *templateSamples) UnmarshalJSON(data []byte) error {
	if isList(data) {
		*s = templateSamples{list: true}
		return decodeJSON(data, &s.values)
	}
	var value *string
	if err := decodeJSON(data, &value); err != nil {
		return err
	}
	*s = templateSamples{}
	if value != nil {
		s.values = []string{*value}
	}
	return nil
}

func isList(value []byte) bool { return bytes.HasPrefix(bytes.TrimSpace(value), []byte("[")) }
