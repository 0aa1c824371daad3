package whatsapp

import (
	"context"
	"net/http"
	"regexp"
)

// RequestCode has Meta send a verification code to a phone number, by SMS or
// with a call. The language is a locale such as en_US. A code is good for about
// ten minutes, and only once.
//
//	POST /{phone-number-id}/request_code
//
// Permission: whatsapp_business_management. It is never repeated, since codes
// are few. Code 136024 says that the number is verified already, or that codes
// were requested too often.
//
// https://developers.facebook.com/docs/whatsapp/cloud-api/reference/phone-numbers#verify-phone-numbers
func (s *PhoneNumberService) RequestCode(ctx context.Context, phoneNumberID string, method CodeMethod, language string, opts ...RequestOption) error {
	op := operation(http.MethodPost, "/{phone-number-id}/request_code", phoneNumberID)
	op.Body = codeRequest{method, language}
	op.Repeat = RepeatNever
	op.reconcile = "see whether a code arrives before requesting another"
	return s.client.perform(ctx, op, nil, opts)
}

// VerifyCode verifies a phone number with the code that it has received: six
// digits, without the hyphen that WhatsApp shows between them.
//
//	POST /{phone-number-id}/verify_code
//
// Permission: whatsapp_business_management. It is never repeated, since every
// attempt counts. A code that is wrong or too old is [ErrInvalidRequest].
//
// https://developers.facebook.com/docs/whatsapp/cloud-api/reference/phone-numbers#verify-phone-numbers
func (s *PhoneNumberService) VerifyCode(ctx context.Context, phoneNumberID, code string, opts ...RequestOption) error {
	op := operation(http.MethodPost, "/{phone-number-id}/verify_code", phoneNumberID)
	op.Body = codeVerification{Secret(code)}
	op.Repeat = RepeatNever
	op.reconcile = "read the number's code_verification_status before trying again"
	return s.client.perform(ctx, op, nil, opts)
}

// CodeMethod is how a verification code reaches a phone number.
type CodeMethod string

// The methods that Meta documents.
const (
	CodeMethodSMS   CodeMethod = "SMS"
	CodeMethodVoice CodeMethod = "VOICE"
)

type codeRequest struct {
	CodeMethod CodeMethod `json:"code_method"`
	Language   string     `json:"language"`
}

var localePattern = regexp.MustCompile(`^[a-z]{2}_[A-Z]{2}$`)

// Validate checks that there is a method, and that the language is a locale.
func (r codeRequest) Validate() error {
	var found violations
	found.require("code_method", string(r.CodeMethod))
	if !localePattern.MatchString(r.Language) {
		found.add("language", "must be a locale such as en_US, not %q", r.Language)
	}
	return found.err()
}

type codeVerification struct {
	Code Secret `json:"code"`
}

// Validate checks the form of the code.
func (v codeVerification) Validate() error {
	var found violations
	found.sixDigits("code", string(v.Code))
	return found.err()
}

func (v codeVerification) secrets() []string { return []string{string(v.Code)} }
