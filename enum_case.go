package whatsapp

import (
	"slices"
	"strings"

	"github.com/wabakit/whatsapp/internal/graphjson"
)

// documentedSpelling returns the documented value that differs from value in
// the case of letters at most, and any other value as it is. Graph writes some
// values in capitals on one edge and in small letters on another, where == of a
// constant would be a trap.
func documentedSpelling[T ~string](value T, documented ...T) T {
	i := slices.IndexFunc(documented, func(d T) bool { return strings.EqualFold(string(d), string(value)) })
	if i < 0 {
		return value
	}
	return documented[i]
}

// decodeSpelling decodes a value in its documented spelling.
func decodeSpelling[T ~string](d *graphjson.Decoder, value *T, documented ...T) bool {
	text := string(*value)
	if !d.Decode(&text) {
		return false
	}
	*value = documentedSpelling(T(text), documented...)
	return true
}

// decodeWords decodes a value in its documented spelling, even if blanks stand
// for its underscores. Any other value stays as it is.
func decodeWords[T ~string](d *graphjson.Decoder, value *T, documented ...T) bool {
	text := string(*value)
	if !d.Decode(&text) {
		return false
	}
	*value = T(text)
	joined := documentedSpelling(T(strings.ReplaceAll(text, " ", "_")), documented...)
	if slices.Contains(documented, joined) {
		*value = joined
	}
	return true
}

// UnmarshalJSON reads a documented state in either case as its constant, and
// any other one as it is.
func (s *VerificationStatus) UnmarshalJSON(data []byte) error { return readGraph(data, s) }

func (s *VerificationStatus) decodeGraph(d *graphjson.Decoder) bool {
	return decodeSpelling(d, s,
		VerificationStatusVerified, VerificationStatusUnverified, VerificationStatusNotVerified, VerificationStatusPending,
		VerificationStatusPendingNeedMoreInfo, VerificationStatusPendingSubmission, VerificationStatusRejected,
		VerificationStatusRevoked, VerificationStatusExpired, VerificationStatusFailed, VerificationStatusIneligible)
}

// UnmarshalJSON reads a documented legal form, in either case and with blanks
// or underscores, as its constant, and any other one as it is.
func (t *BusinessEntityType) UnmarshalJSON(data []byte) error { return readGraph(data, t) }

func (t *BusinessEntityType) decodeGraph(d *graphjson.Decoder) bool {
	return decodeWords(d, t,
		BusinessEntityTypeLimitedLiabilityPartnership, BusinessEntityTypeSoleProprietorship, BusinessEntityTypePartnership,
		BusinessEntityTypePublicCompany, BusinessEntityTypePrivateCompany, BusinessEntityTypeOther)
}

// UnmarshalJSON reads a documented reason, in either case and with blanks or
// underscores, as its constant, and any other one as it is.
func (r *VerificationRejectionReason) UnmarshalJSON(data []byte) error { return readGraph(data, r) }

func (r *VerificationRejectionReason) decodeGraph(d *graphjson.Decoder) bool {
	return decodeWords(d, r,
		VerificationRejectionReasonAddressNotMatching, VerificationRejectionReasonBusinessNotEligible,
		VerificationRejectionReasonLegalNameNotFoundInDocuments, VerificationRejectionReasonLegalNameNotMatching,
		VerificationRejectionReasonMalformedDocuments, VerificationRejectionReasonNone,
		VerificationRejectionReasonWebsiteNotMatching)
}

func (t *TemplateButtonType) decodeGraph(d *graphjson.Decoder) bool {
	return decodeSpelling(d, t,
		TemplateButtonTypeQuickReply, TemplateButtonTypeURL, TemplateButtonTypeCopyCode, TemplateButtonTypeFlow,
		TemplateButtonTypeCatalog, TemplateButtonTypeProducts, TemplateButtonTypeOrderDetails, TemplateButtonTypeVoiceCall)
}

func (t *RecipientType) decodeGraph(d *graphjson.Decoder) bool {
	return decodeSpelling(d, t, RecipientTypeIndividual, RecipientTypeGroup)
}

func (t *HeaderType) decodeGraph(d *graphjson.Decoder) bool {
	return decodeSpelling(d, t, HeaderTypeText, HeaderTypeImage, HeaderTypeVideo, HeaderTypeDocument)
}
