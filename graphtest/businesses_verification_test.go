package graphtest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

const (
	certifyPath     = "/" + graphtest.BusinessID + "/self_certify_whatsapp_business"
	submissionsPath = "/" + graphtest.BusinessID + "/self_certified_whatsapp_business_submissions"
)

// documents is a form with documents of a client, each a type and a text.
func documents(t *testing.T, client string, files ...string) payload {
	t.Helper()
	uploads := make([]upload, len(files))
	for i, document := range files {
		mimeType, text, _ := strings.Cut(document, " ")
		uploads[i] = upload{"business_documents[]", mimeType, text}
	}
	return fileForm(t, "end_business_id", client, uploads...)
}

// certification is what the events say, which all are about one account.
func certification(t *testing.T, hooks *graphtest.Webhooks, box *inbox) []webhook.AccountUpdateEvent {
	t.Helper()
	require.NoError(t, hooks.Run(t.Context()))
	var found []webhook.AccountUpdateEvent
	for _, event := range box.take() {
		update, isUpdate := event.(*webhook.AccountUpdateEvent)
		require.True(t, isUpdate, "%T", event)
		require.Equal(t, graphtest.ClientWABAID, update.EntryID())
		found = append(found, webhook.AccountUpdateEvent{
			Event: update.Event, PartnerClientCertificationInfo: update.PartnerClientCertificationInfo,
			PartnerClientCertificationNeededInfo: update.PartnerClientCertificationNeededInfo,
		})
	}
	return found
}

func decision(status webhook.CertificationStatus, reasons ...string) webhook.AccountUpdateEvent {
	return webhook.AccountUpdateEvent{
		Event: webhook.AccountEventNamePartnerClientCertificationUpdate,
		PartnerClientCertificationInfo: &webhook.PartnerClientCertificationInfo{
			ClientBusinessID: graphtest.PartnerBusinessID, Status: status, RejectionReasons: reasons,
		},
	}
}

func TestVerificationOfAClient(t *testing.T) {
	t.Parallel()
	srv, hooks, box := newHooks(t)
	srv.RequireVerification(graphtest.PartnerBusinessID)
	require.Equal(t, []webhook.AccountUpdateEvent{{
		Event:                                webhook.AccountEventNamePartnerClientCertificationNeeded,
		PartnerClientCertificationNeededInfo: &webhook.PartnerClientCertificationNeededInfo{ClientBusinessID: graphtest.PartnerBusinessID},
	}}, certification(t, hooks, box))

	// The sample world has one attempt.
	hand := documents(t, graphtest.PartnerBusinessID, "application/pdf a letter", "image/png a bill", "image/jpeg a scan")
	require.JSONEq(t, `{"success":true,"message":"Your request has been received and will be reviewed shortly.","verification_attempts":2}`,
		call(t, srv, http.MethodPost, certifyPath, hand).Body)
	srv.ReviewVerification(graphtest.BusinessID, graphtest.PartnerBusinessID, "FAILED", "ADDRESS_NOT_MATCHING")
	require.Contains(t, call(t, srv, http.MethodPost, certifyPath, hand).Body, `"verification_attempts":3`)
	srv.ReviewVerification(graphtest.BusinessID, graphtest.PartnerBusinessID, "APPROVED")
	call(t, srv, http.MethodPost, certifyPath, hand).requireError(t, http.StatusBadRequest, 100)
	require.Equal(t, []webhook.AccountUpdateEvent{
		decision(webhook.CertificationStatusFailed, "ADDRESS_NOT_MATCHING"), decision(webhook.CertificationStatusApproved, "NONE"),
	}, certification(t, hooks, box))

	submissions := get(t, srv, submissionsPath+"?end_business_id="+graphtest.PartnerBusinessID).data(t)
	require.Equal(t, []string{"FAILED", "FAILED", "APPROVED"}, texts(submissions, "verification_status"))
	require.Equal(t, []any{"ADDRESS_NOT_MATCHING"}, submissions[1]["rejection_reasons"])
	require.Equal(t, map[string]any{}, submissions[1]["submitted_info"])
	require.Equal(t, map[string]any{"business_vertical": "OTHER"}, submissions[2]["submitted_info"])
	require.Empty(t, get(t, srv, submissionsPath+"?end_business_id="+graphtest.BusinessID).data(t))
	require.Len(t, get(t, srv, submissionsPath).data(t), 3)
	require.Equal(t, "verified", get(t, srv, "/"+graphtest.PartnerBusinessID+"?fields=verification_status").object(t)["verification_status"])
}

func TestDocumentsThatAreRefused(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	const letter = "application/pdf a letter"
	for name, body := range map[string]payload{
		"no client":        documents(t, "", letter),
		"a client unknown": documents(t, "7", letter),
		"no documents":     documents(t, graphtest.PartnerBusinessID),
		"too many":         documents(t, graphtest.PartnerBusinessID, letter, letter, letter, letter),
		"a text":           documents(t, graphtest.PartnerBusinessID, letter, "text/plain Dear all"),
		"an empty one":     documents(t, graphtest.PartnerBusinessID, "application/pdf "),
		"too large":        documents(t, graphtest.PartnerBusinessID, "application/pdf "+strings.Repeat("x", 5<<20+1)),
		"fields":           multipartForm("end_business_id", graphtest.PartnerBusinessID, "business_documents[]", "a letter"),
		"another name":     fileForm(t, "end_business_id", graphtest.PartnerBusinessID, upload{"business_documents", "application/pdf", "a letter"}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			call(t, srv, http.MethodPost, certifyPath, body).requireError(t, http.StatusBadRequest, 100)
		})
	}
	get(t, srv, submissionsPath+"?end_business_id=me").requireError(t, http.StatusBadRequest, 100)
	call(t, srv, http.MethodPost, certifyPath, documents(t, graphtest.PartnerBusinessID, "application/pdf "+strings.Repeat("x", 5<<20))).object(t)
}

func TestReviewsThatCannotBe(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	require.PanicsWithValue(t, "graphtest: nothing was submitted for the business "+graphtest.BusinessID, func() {
		srv.ReviewVerification(graphtest.PartnerBusinessID, graphtest.BusinessID, "APPROVED")
	})
	for status, reason := range map[string]string{"PENDING": "NONE", "FAILED": "UGLY"} {
		require.PanicsWithValue(t, "graphtest: invalid status "+status+" of a submission, or invalid reason", func() {
			srv.ReviewVerification(graphtest.BusinessID, graphtest.PartnerBusinessID, status, reason)
		})
	}
	require.Panics(t, func() { srv.RequireVerification("7") })
}
