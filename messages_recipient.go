package whatsapp

import (
	"cmp"
	"regexp"
	"strings"
)

// E.164 numbers have at most 15 digits. No country's have fewer than 7.
const (
	minNumberDigits = 7
	maxNumberDigits = 15
)

var (
	numberSeparators  = strings.NewReplacer(" ", "", "-", "", ".", "")
	numberPunctuation = strings.NewReplacer(" ", "", "-", "", ".", "", "(", "", ")", "")
)

// trunkPrefix is a zero that is dialed within a country only. Where it is left
// out, the number with it is somebody else's; where it is kept, as in Italy,
// the one without it is.
var trunkPrefix = regexp.MustCompile(`[-. ]*\([-. ]*0[-. ]*\)[-. ]*`)

func hasTrunkPrefix(text string) bool {
	return strings.Contains(numberSeparators.Replace(text), "(0)")
}

// internationalNumber writes a phone number as Graph understands it in every
// country: a plus and digits. Anything else stays as it is, also a number
// without a country, or of which it is not known whether a zero belongs to it.
func internationalNumber(text string) string {
	if digits, ok := strings.CutPrefix(text, "+"); ok && isDigits(digits) {
		return text
	}
	digits := numberDigits(text)
	if !isDigits(digits) || digits[0] == '0' || hasTrunkPrefix(text) {
		return text
	}
	return "+" + digits
}

// numberDigits returns a phone number without a plus and punctuation.
func numberDigits(text string) string {
	return strings.TrimPrefix(numberPunctuation.Replace(text), "+")
}

// Address returns whom the message is for, in one spelling: To as it is sent,
// or Recipient where there is no To. Messages with the same address go to the
// same person or group.
func (m Message) Address() string {
	return cmp.Or(address(m.To, m.RecipientType), m.Recipient)
}

// Address returns whom the message is for, in one spelling; see
// [Message.Address].
func (m MarketingMessage) Address() string {
	return cmp.Or(internationalNumber(m.To), m.Recipient)
}

// address is the recipient as it is sent.
func address(to string, kind RecipientType) string {
	if kind == RecipientTypeGroup {
		return to
	}
	return internationalNumber(to)
}

func (v *violations) recipient(to, recipient string, kind RecipientType) {
	switch {
	case to == "" && recipient == "":
		v.add("to", "is required, or recipient")
	case to == "":
	case kind == RecipientTypeGroup:
	default:
		v.phoneNumber("to", to)
	}
	if kind == RecipientTypeGroup && to == "" && recipient != "" {
		v.add("to", "is required: a group has no user id")
	}
}

// personal refuses recipients other than phone numbers.
func (v *violations) personal(to, recipient string, kind RecipientType) {
	switch {
	case kind == RecipientTypeGroup:
		v.add("to", "must be a phone number for an authentication template, not a group")
	case to == "" && recipient != "":
		v.add("to", "must be a phone number for an authentication template, not a user id")
	}
}

// userScopedID is the form of a business-scoped user id: a country and digits
// or letters.
var userScopedID = regexp.MustCompile(`^[A-Z]{2}\.(ENT\.)?[0-9A-Za-z]+$`)

// groupIDPrefix is "capi_group" in Base64.
const groupIDPrefix = "Y2FwaV9ncm91c"

// elsewhere says where an id belongs that is not a phone number.
func elsewhere(text string) string {
	switch {
	case userScopedID.MatchString(text):
		return "; a user id belongs in Message.Recipient"
	case strings.HasPrefix(text, groupIDPrefix):
		return "; a group needs Message.RecipientType"
	}
	return ""
}

func (v *violations) phoneNumber(field, text string) {
	digits := numberDigits(text)
	switch {
	case !isDigits(digits):
		v.add(field, "must be a phone number in international form, such as +15550100123, not %q%s", text, elsewhere(text))
	case digits[0] == '0':
		v.add(field, "must start with the country code, not with 0: %q", text)
	case hasTrunkPrefix(text):
		v.add(field, `must not have "(0)": write %q, as it is dialed from abroad, or a plain 0 if that is dialed too`, trunkPrefix.ReplaceAllString(text, " "))
	case len(digits) < minNumberDigits:
		v.add(field, "has %d digits, at least %d are required", len(digits), minNumberDigits)
	case len(digits) > maxNumberDigits:
		v.add(field, "has %d digits, at most %d are allowed", len(digits), maxNumberDigits)
	}
}
