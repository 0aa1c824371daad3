package whatsapp

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/wabakit/whatsapp/internal/filebody"
)

const verificationSubmissions = "/{business-id}/self_certified_whatsapp_business_submissions"

// SubmitForVerification hands Meta documents of a client, so that it verifies
// the client's business. The business id is the partner's. A decision takes
// minutes, or hours; the webhook account_update with the event
// PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE tells it, and
// [BusinessService.ListVerificationSubmissions] too. The same webhook with the
// event PARTNER_CLIENT_CERTIFICATION_NEEDED asks for a submission.
//
//	POST /{business-id}/self_certify_whatsapp_business
//
// Permission: business_management, with the token of a system user who is an
// admin of the portfolio. Meta admits Select Solution and Premier Solution
// Partners on request; others get [ErrPermission]. It is never repeated, since
// a client has three attempts: one more is [ErrInvalidRequest]. The types and
// sizes are checked before anything is sent, and the documents stream.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/solution-providers/partner-led-business-verification
func (s *BusinessService) SubmitForVerification(ctx context.Context, businessID string, request SubmitForVerificationRequest, opts ...RequestOption) (*SubmittedForVerification, error) {
	documents, err := sourcesOf(ctx, documentField, request.Documents, s.client.config.attemptTimeout)
	if err != nil {
		return nil, err
	}
	op := operation(http.MethodPost, "/{business-id}/self_certify_whatsapp_business", businessID)
	op.checks = []validator{submissionCheck{request.ClientBusinessID, documents}}
	op.Multipart = &MultipartForm{
		Fields:    url.Values{"end_business_id": {request.ClientBusinessID}},
		Files:     request.Documents,
		FileField: documentField + "[]",
		sources:   documents,
	}
	op.Repeat = RepeatNever
	op.reconcile = "list the client's submissions before submitting again; every one counts as an attempt"
	return decode[SubmittedForVerification](ctx, s.client, op, opts)
}

// ListVerificationSubmissions returns one page of what a partner has submitted
// for its clients.
//
//	GET /{business-id}/self_certified_whatsapp_business_submissions
//
// Permission: business_management, with the token of a system user who is an
// admin of the portfolio.
//
// https://developers.facebook.com/documentation/business-messaging/whatsapp/solution-providers/partner-led-business-verification
func (s *BusinessService) ListVerificationSubmissions(ctx context.Context, businessID string, page *ListVerificationSubmissionsOptions, opts ...RequestOption) (*Page[VerificationSubmission], error) {
	return list[VerificationSubmission](ctx, s.client, operation(http.MethodGet, verificationSubmissions, businessID), page, opts)
}

// AllVerificationSubmissions iterates over what a partner has submitted for its
// clients; see [BusinessService.ListVerificationSubmissions].
func (s *BusinessService) AllVerificationSubmissions(ctx context.Context, businessID string, page *ListVerificationSubmissionsOptions, opts ...RequestOption) iter.Seq2[*VerificationSubmission, error] {
	return all[VerificationSubmission](ctx, s.client, operation(http.MethodGet, verificationSubmissions, businessID), page, opts)
}

// SubmitForVerificationRequest names a client, and has the documents that prove
// who it is.
type SubmitForVerificationRequest struct {
	// ClientBusinessID is the business portfolio of the client.
	ClientBusinessID string
	// Documents are one to three files of at most 5 MB each: PDF, JPEG or PNG.
	Documents []File
}

const (
	documentField             = "business_documents"
	maxVerificationDocuments  = 3
	maxVerificationDocumentMB = 5
)

var verificationDocumentTypes = []string{"application/pdf", "image/jpeg", "image/png"}

// A submissionCheck checks a [SubmitForVerificationRequest] whose documents can
// be read.
type submissionCheck struct {
	clientBusinessID string
	documents        []*filebody.Source
}

// Validate checks the id, and the number, types and sizes of the documents.
func (c submissionCheck) Validate() error {
	var found violations
	found.digits("end_business_id", c.clientBusinessID)
	if len(c.documents) == 0 {
		found.add(documentField, "needs at least one file")
	}
	found.atMost(documentField, len(c.documents), maxVerificationDocuments)
	for i, document := range c.documents {
		found.addEntry(documentField, i, problemsOfDocument(document))
	}
	return found.err()
}

func problemsOfDocument(document *filebody.Source) violations {
	const limit = maxVerificationDocumentMB * megabyte
	var found violations
	switch {
	case document.Size == 0:
		found.add("", "is empty")
	case !slices.Contains(verificationDocumentTypes, bareType(document.MIMEType)):
		found.add("", "is %s; a document must be one of %s", document.MIMEType, strings.Join(verificationDocumentTypes, ", "))
	case document.Size > limit:
		found.add("", "has %d bytes, at most %d are allowed", document.Size, limit)
	}
	return found
}

// SubmittedForVerification is the answer to
// [BusinessService.SubmitForVerification].
type SubmittedForVerification struct {
	Success bool   `json:"success"`
	Message string `json:"message"`
	// VerificationAttempts counts the submissions for the client. Three are
	// allowed.
	VerificationAttempts int `json:"verification_attempts"`
}

// ListVerificationSubmissionsOptions selects a page of submissions.
type ListVerificationSubmissionsOptions struct {
	ListOptions
	// ClientBusinessID keeps the submissions for one client.
	ClientBusinessID string
}

func (o *ListVerificationSubmissionsOptions) addFilters(query url.Values) error {
	setIfPresent(query, "end_business_id", o.ClientBusinessID)
	return nil
}

// VerificationSubmission is a client's business that a partner has submitted
// for verification. It is Graph's
// WhatsAppBusinessPartnerClientVerificationSubmission.
type VerificationSubmission struct {
	ID                 string                       `json:"id"`
	ClientBusinessID   string                       `json:"client_business_id"`
	VerificationStatus VerificationSubmissionStatus `json:"verification_status"`
	// RejectionReasons say why a submission failed.
	RejectionReasons []VerificationRejectionReason `json:"rejection_reasons,omitzero"`
	// SubmittedInfo is empty for a submission that failed.
	SubmittedInfo *VerificationSubmittedInfo `json:"submitted_info,omitzero"`
	SubmittedTime Time                       `json:"submitted_time,omitzero"`
	UpdateTime    Time                       `json:"update_time,omitzero"`
}

// VerificationSubmittedInfo is what was said of a client.
type VerificationSubmittedInfo struct {
	BusinessVertical string `json:"business_vertical,omitempty"`
}

// VerificationSubmissionStatus says how far a submission has come.
type VerificationSubmissionStatus string

// The states that Meta documents.
const (
	VerificationSubmissionStatusApproved  VerificationSubmissionStatus = "APPROVED"
	VerificationSubmissionStatusDiscarded VerificationSubmissionStatus = "DISCARDED"
	VerificationSubmissionStatusFailed    VerificationSubmissionStatus = "FAILED"
	VerificationSubmissionStatusPending   VerificationSubmissionStatus = "PENDING"
	VerificationSubmissionStatusRevoked   VerificationSubmissionStatus = "REVOKED"
)

// VerificationRejectionReason says why Meta has not verified a business.
type VerificationRejectionReason string

// The reasons that Meta documents.
const (
	VerificationRejectionReasonAddressNotMatching           VerificationRejectionReason = "ADDRESS_NOT_MATCHING"
	VerificationRejectionReasonBusinessNotEligible          VerificationRejectionReason = "BUSINESS_NOT_ELIGIBLE"
	VerificationRejectionReasonLegalNameNotFoundInDocuments VerificationRejectionReason = "LEGAL_NAME_NOT_FOUND_IN_DOCUMENTS"
	VerificationRejectionReasonLegalNameNotMatching         VerificationRejectionReason = "LEGAL_NAME_NOT_MATCHING"
	VerificationRejectionReasonMalformedDocuments           VerificationRejectionReason = "MALFORMED_DOCUMENTS"
	VerificationRejectionReasonNone                         VerificationRejectionReason = "NONE"
	VerificationRejectionReasonWebsiteNotMatching           VerificationRejectionReason = "WEBSITE_NOT_MATCHING"
)
