package whatsapp

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// The limits of a template's buttons, in characters unless another unit is
// said.
const (
	maxTemplateButtonText  = 25
	maxTemplateURL         = 2000
	maxTemplatePhoneNumber = 20
	maxCouponCode          = 20
	maxCouponCodeWithOffer = 15
	maxSupportedApps       = 5
	lengthOfSignatureHash  = 11
	minVoiceCallTTL        = 1440   // minutes
	maxVoiceCallTTL        = 43_200 // minutes
)

// maxOfTemplateButtons is how many buttons of a type a template may have, where
// that is less than all.
var maxOfTemplateButtons = map[MessageTemplateButtonType]int{
	MessageTemplateButtonTypeURL:          2,
	MessageTemplateButtonTypePhoneNumber:  1,
	MessageTemplateButtonTypeCopyCode:     1,
	MessageTemplateButtonTypeOTP:          1,
	MessageTemplateButtonTypeFlow:         1,
	MessageTemplateButtonTypeCatalog:      1,
	MessageTemplateButtonTypeMPM:          1,
	MessageTemplateButtonTypeSPM:          1,
	MessageTemplateButtonTypeVoiceCall:    1,
	MessageTemplateButtonTypeOrderDetails: 1,
}

func (b MessageTemplateButtons) violations(rules templateRules) violations {
	var found violations
	if len(b) == 0 {
		found.add("buttons", "needs at least one button")
	}
	most := maxTemplateButtons
	if rules.card {
		most = maxTemplateCardButtons
	}
	found.atMost("buttons", len(b), most)
	counts := map[MessageTemplateButtonType]int{}
	groups := 0 // of quick replies
	for i, button := range b {
		found.addEntry("buttons", i, button.violations(rules))
		counts[button.Type]++
		isReply := button.Type == MessageTemplateButtonTypeQuickReply
		if isReply && (i == 0 || b[i-1].Type != MessageTemplateButtonTypeQuickReply) {
			groups++
		}
		if count, most := counts[button.Type], maxOfTemplateButtons[button.Type]; most > 0 && count == most+1 {
			found.addEntry("buttons", i, violations{{Problem: fmt.Sprintf("is one %s too many; at most %d are allowed", button.Type, most)}})
		}
	}
	if groups > 1 {
		found.add("buttons", "must have the buttons of the type QUICK_REPLY next to each other")
	}
	return found
}

func (b MessageTemplateButton) violations(rules templateRules) violations {
	var found violations
	if b.wire != nil {
		return found // only the server knows it
	}
	found.require("type", string(b.Type))
	least := 1
	switch b.Type {
	case MessageTemplateButtonTypeCopyCode, MessageTemplateButtonTypeOTP:
		least = 0
	}
	if slices.Contains(knownTemplateButtons, b.Type) {
		found.length("text", b.Text, least, maxTemplateButtonText)
	}
	switch b.Type {
	case MessageTemplateButtonTypeURL:
		found.buttonURL(b)
	case MessageTemplateButtonTypePhoneNumber:
		found.length("phone_number", b.PhoneNumber, 1, maxTemplatePhoneNumber)
	case MessageTemplateButtonTypeCopyCode:
		if len(b.Example) != 1 {
			found.add("example", "needs one sample of a code, not %d", len(b.Example))
		}
		for _, code := range b.Example {
			found.length("example", code, 1, rules.maxCode)
		}
	case MessageTemplateButtonTypeOTP:
		found.buttonOTP(b, rules)
	case MessageTemplateButtonTypeFlow:
		found.buttonFlow(b)
	case MessageTemplateButtonTypeVoiceCall:
		if ttl := b.TTLMinutes; ttl != 0 && (ttl < minVoiceCallTTL || ttl > maxVoiceCallTTL) {
			found.add("ttl_minutes", "must be between %d and %d, not %d", minVoiceCallTTL, maxVoiceCallTTL, ttl)
		}
	}
	return found
}

func (v *violations) buttonURL(b MessageTemplateButton) {
	v.length("url", b.URL, 1, maxTemplateURL)
	variables := variablesOf(b.URL)
	switch {
	case len(variables) > 1:
		v.add("url", "has %d variables, at most 1 is allowed", len(variables))
	case len(variables) == 1 && !strings.HasSuffix(b.URL, "}}"):
		v.add("url", "must have its variable at the end")
	}
	if len(b.Example) != len(variables) {
		v.add("example", "has %d samples; the url has %d variables", len(b.Example), len(variables))
	}
}

func (v *violations) buttonOTP(b MessageTemplateButton, rules templateRules) {
	v.require("otp_type", string(b.OTPType))
	v.length("autofill_text", b.AutofillText, 0, maxTemplateButtonText)
	if rules.isNot(MessageTemplateCategoryAuthentication) {
		v.add("type", "may be OTP in the category AUTHENTICATION only")
	}
	v.atMost("supported_apps", len(b.SupportedApps), maxSupportedApps)
	for i, app := range b.SupportedApps {
		v.addEntry("supported_apps", i, app.violations())
	}
	older := SupportedApp{PackageName: b.PackageName, SignatureHash: b.SignatureHash}
	if older != (SupportedApp{}) {
		v.within("", older.violations())
	}
	if isTap := b.OTPType == MessageTemplateOTPTypeOneTap || b.OTPType == MessageTemplateOTPTypeZeroTap; isTap && len(b.SupportedApps) == 0 && b.PackageName == "" {
		v.add("supported_apps", "needs an app that takes the code, for %s", b.OTPType)
	}
	if b.OTPType == MessageTemplateOTPTypeZeroTap && (b.ZeroTapTermsAccepted == nil || !*b.ZeroTapTermsAccepted) {
		v.add("zero_tap_terms_accepted", "must be true for ZERO_TAP")
	}
}

func (a SupportedApp) violations() violations {
	var found violations
	found.require("package_name", a.PackageName)
	if a.PackageName != "" && !strings.Contains(a.PackageName, ".") {
		found.add("package_name", "must have the form %q, not %q", "com.shop.android", a.PackageName)
	}
	if length := utf8.RuneCountInString(a.SignatureHash); length != lengthOfSignatureHash {
		found.add("signature_hash", "has %d characters, exactly %d are required", length, lengthOfSignatureHash)
	}
	return found
}

func (v *violations) buttonFlow(b MessageTemplateButton) {
	given := 0
	for _, flow := range []string{b.FlowID, b.FlowName, b.FlowJSON} {
		if flow != "" {
			given++
		}
	}
	if given != 1 {
		v.add("flow_id", "or flow_name or flow_json is required, and only one of them")
	}
}
