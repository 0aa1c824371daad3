package graphtest

import (
	"slices"
	"time"

	"github.com/wabakit/whatsapp/webhook"
)

// VerificationSubmission is a client's business that a partner has submitted
// for verification.
type VerificationSubmission struct {
	ID               string
	ClientBusinessID string
	// Status is PENDING unless it says otherwise. RejectionReasons belong to
	// FAILED.
	Status           string
	RejectionReasons []string
	SubmittedAt      time.Time
}

// submissionKind is what a partner has submitted for a client.
var submissionKind = &kind{
	name:     "verification-submission",
	typeName: "WhatsAppBusinessPartnerClientVerificationSubmission",
	standard: "id client_business_id rejection_reasons submitted_info submitted_time update_time verification_status",
}

const (
	submissionsEdge = "self_certified_whatsapp_business_submissions"

	submissionPending   = "PENDING"
	submissionApproved  = "APPROVED"
	submissionDiscarded = "DISCARDED"
	submissionFailed    = "FAILED"
	submissionRevoked   = "REVOKED"
	noRejection         = "NONE"

	maxVerificationAttempts  = 3
	maxVerificationDocuments = 3
	maxVerificationDocument  = 5 << 20
)

var (
	verificationDocumentTypes = []string{"application/pdf", "image/jpeg", "image/png"}
	submissionDecisions       = []string{submissionApproved, submissionDiscarded, submissionFailed, submissionRevoked}
	rejectionReasons          = []string{
		"ADDRESS_NOT_MATCHING", "BUSINESS_NOT_ELIGIBLE", "LEGAL_NAME_NOT_FOUND_IN_DOCUMENTS", "LEGAL_NAME_NOT_MATCHING",
		"MALFORMED_DOCUMENTS", noRejection, "WEBSITE_NOT_MATCHING",
	}
)

// AddVerificationSubmission adds what a partner has submitted for a client, and
// returns its id. It counts as one of the client's three attempts.
func (s *Server) AddVerificationSubmission(partnerBusinessID string, submission VerificationSubmission) string {
	s.world.Lock()
	defer s.world.Unlock()
	return s.graph.addSubmission(s.graph.must(businessKind, partnerBusinessID), submission).id
}

func (g *graph) addSubmission(partner *node, submission VerificationSubmission) *node {
	client := g.must(businessKind, submission.ClientBusinessID)
	submitted := timestamp(orElse(submission.SubmittedAt, g.now()))
	added := g.add(submissionKind, submission.ID, map[string]any{
		"client_business_id": client.id, "submitted_time": submitted, "update_time": submitted,
		"submitted_info": map[string]any{"business_vertical": orElse(client.text("vertical"), "OTHER")},
	})
	added.links["client"] = client
	added.decide(orElse(submission.Status, submissionPending), submission.RejectionReasons)
	partner.connect(submissionsEdge, added)
	return added
}

// decide gives a submission a status. Graph repeats what was submitted, unless
// it was rejected.
func (n *node) decide(status string, reasons []string) {
	n.values["verification_status"] = status
	if len(reasons) > 0 {
		n.values["rejection_reasons"], n.values["submitted_info"] = reasons, map[string]any{}
	}
}

func (c *call) listSubmissions() (any, *failure) {
	connection := listing{edge: submissionsEdge, view: submissionKind}
	if _, given := c.params["end_business_id"]; given {
		client, f := c.params.id("end_business_id")
		if f != nil {
			return nil, f
		}
		connection.keep = func(submission *node) bool { return submission.links["client"].id == client }
	}
	return c.list(connection)
}

// submitForVerification takes documents of a client, three times at most.
func (c *call) submitForVerification() (any, *failure) {
	id, f := c.params.id("end_business_id")
	if f != nil {
		return nil, f
	}
	client := c.graph.find(businessKind, id)
	if client == nil {
		return nil, invalid("Param end_business_id must be a business that the token can see - got %q", id).
			because("graphtest has none with this id: add it with Server.AddBusiness")
	}
	if f := c.checkVerificationDocuments(); f != nil {
		return nil, f
	}
	attempts := len(submissionsFor(c.node, client)) + 1
	if attempts > maxVerificationAttempts {
		return nil, invalid("The business %s has no verification attempts left", id)
	}
	c.graph.addSubmission(c.node, VerificationSubmission{ClientBusinessID: id})
	return map[string]any{
		"success": true, "message": "Your request has been received and will be reviewed shortly.", "verification_attempts": attempts,
	}, nil
}

func (c *call) checkVerificationDocuments() *failure {
	documents, isList := c.params["business_documents"].([]any)
	switch {
	case !isList:
		return missing("business_documents")
	case len(documents) > maxVerificationDocuments:
		return invalid("Param business_documents must have at most %d files", maxVerificationDocuments)
	}
	for i, document := range documents {
		upload, isFile := document.(file)
		switch {
		case !isFile || len(upload.content) == 0 && !upload.tooLarge:
			return invalid("Param business_documents[%d] must be a file", i)
		case !slices.Contains(verificationDocumentTypes, upload.contentType):
			return invalid("Param business_documents[%d] must be a PDF, JPEG or PNG file - got %q", i, upload.contentType)
		case upload.tooLarge || len(upload.content) > maxVerificationDocument:
			return invalid("Param business_documents[%d] must have at most %d bytes", i, maxVerificationDocument)
		}
	}
	return nil
}

// submissionsFor returns what a partner has submitted for a client, the oldest
// first.
func submissionsFor(partner, client *node) []*node {
	return slices.DeleteFunc(slices.Clone(partner.connected(submissionsEdge)), func(submission *node) bool {
		return submission.links["client"] != client
	})
}

// RequireVerification has a client finish Embedded Signup without a website,
// for which its partner must submit it for verification. Each account of the
// client queues a webhook of the field account_update. It panics if there is no
// such business.
func (s *Server) RequireVerification(clientBusinessID string) {
	s.world.Lock()
	defer s.world.Unlock()
	s.notifyAccounts(s.graph.must(businessKind, clientBusinessID), map[string]any{
		"event": webhook.AccountEventNamePartnerClientCertificationNeeded,
		"partner_client_certification_needed_info": map[string]any{"client_business_id": clientBusinessID},
	})
}

// ReviewVerification has Meta decide about the latest submission that a partner
// has made for a client: APPROVED, DISCARDED, FAILED or REVOKED, and why. Each
// account of the client queues a webhook of the field account_update. It panics
// if there is no such submission, status or reason.
func (s *Server) ReviewVerification(partnerBusinessID, clientBusinessID, status string, reasons ...string) {
	s.world.Lock()
	defer s.world.Unlock()
	client := s.graph.must(businessKind, clientBusinessID)
	submissions := submissionsFor(s.graph.must(businessKind, partnerBusinessID), client)
	unknown := func(reason string) bool { return !slices.Contains(rejectionReasons, reason) }
	switch {
	case len(submissions) == 0:
		panic("graphtest: nothing was submitted for the business " + clientBusinessID)
	case !slices.Contains(submissionDecisions, status), slices.ContainsFunc(reasons, unknown):
		panic("graphtest: invalid status " + status + " of a submission, or invalid reason")
	}
	submission := submissions[len(submissions)-1]
	submission.decide(status, reasons)
	submission.values["update_time"] = timestamp(s.now())
	if status == submissionApproved {
		client.values["verification_status"] = "verified"
	}
	if len(reasons) == 0 {
		reasons = []string{noRejection}
	}
	s.notifyAccounts(client, map[string]any{
		"event": webhook.AccountEventNamePartnerClientCertificationUpdate,
		"partner_client_certification_info": map[string]any{
			"client_business_id": clientBusinessID, "status": status, "rejection_reasons": reasons,
		},
	})
}

// notifyAccounts queues a webhook of the field account_update for each account
// of a business.
func (s *Server) notifyAccounts(business *node, value map[string]any) {
	for _, waba := range s.graph.accountsOf(business) {
		s.notify(Event{Field: webhook.FieldAccountUpdate, EntryID: waba.id, Value: value})
	}
}
