package whatsapp_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

func businessVerification() []method {
	submissions := listRow[whatsapp.VerificationSubmission, whatsapp.ListVerificationSubmissionsOptions]{
		list:      (*whatsapp.BusinessService).ListVerificationSubmissions,
		all:       (*whatsapp.BusinessService).AllVerificationSubmissions,
		operation: "GET /{business-id}/self_certified_whatsapp_business_submissions",
		ids:       []string{businessID},
		options:   whatsapp.ListVerificationSubmissionsOptions{ListOptions: secondPage, ClientBusinessID: partnerBusinessID},
		fields:    []string{"id", "verification_status"},
		page: &whatsapp.Page[whatsapp.VerificationSubmission]{Paging: lastPage, Data: []whatsapp.VerificationSubmission{
			{
				ID: "771209846630021", ClientBusinessID: partnerBusinessID, VerificationStatus: whatsapp.VerificationSubmissionStatusApproved,
				SubmittedInfo: &whatsapp.VerificationSubmittedInfo{BusinessVertical: "RETAIL"},
				SubmittedTime: moment(`"2026-02-03T09:15:00+0000"`), UpdateTime: moment(`"2026-02-03T09:21:00+0000"`),
			},
			{
				ID: "771209846630020", ClientBusinessID: partnerBusinessID, VerificationStatus: whatsapp.VerificationSubmissionStatusFailed,
				RejectionReasons: []whatsapp.VerificationRejectionReason{
					whatsapp.VerificationRejectionReasonLegalNameNotMatching, whatsapp.VerificationRejectionReasonMalformedDocuments,
				},
				SubmittedInfo: &whatsapp.VerificationSubmittedInfo{},
				SubmittedTime: moment(`"2026-02-01T10:00:00+0000"`), UpdateTime: moment(`"2026-02-01T12:00:00+0000"`),
			},
		}},
	}
	return append(submissions.methods(), method{
		name: "Businesses.SubmitForVerification", operation: "POST /{business-id}/self_certify_whatsapp_business",
		repeat: whatsapp.RepeatNever, id: businessID,
		cases: []exchange{
			one("businesses/submit_for_verification_success",
				submit(partnerBusinessID, nil, "registration.pdf %PDF-1.7", "bill.png a bill", ".jpg a scan"),
				&whatsapp.SubmittedForVerification{
					Success: true, Message: "Your request has been received and will be reviewed shortly.", VerificationAttempts: 1,
				}),
			one("businesses/submit_for_verification_smallest", submit(partnerBusinessID, nil, "registration.pdf %PDF-1.7"),
				&whatsapp.SubmittedForVerification{Success: true, VerificationAttempts: 3}),
			one("businesses/submit_for_verification_beyond_limits",
				submit("me", []whatsapp.RequestOption{whatsapp.WithoutValidation()},
					"letter.txt a letter", "registration.pdf %PDF-1.7", "registration.pdf %PDF-1.7", "registration.pdf %PDF-1.7"),
				&whatsapp.SubmittedForVerification{Success: true, VerificationAttempts: 4}),
		},
	})
}

// submit hands in documents, each a name and a text.
func submit(clientID string, first []whatsapp.RequestOption, documents ...string) callMethod {
	return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		request := whatsapp.SubmitForVerificationRequest{ClientBusinessID: clientID}
		for _, document := range documents {
			request.Documents = append(request.Documents, textFile(document))
		}
		return result(client.Businesses.SubmitForVerification(ctx, id, request, append(first, opts...)...))
	}
}

// textFile is a file of a name and a text. Without a name, the extension says
// the type.
func textFile(document string) whatsapp.File {
	types := map[string]string{".pdf": "application/pdf", ".png": "image/png", ".jpg": "image/jpeg", ".txt": "text/plain"}
	name, text, _ := strings.Cut(document, " ")
	file := whatsapp.File{Content: strings.NewReader(text), Name: name, MIMEType: types[name[strings.IndexByte(name, '.'):]]}
	if strings.HasPrefix(name, ".") {
		file.Name = ""
	}
	return file
}

func TestDocumentsAreCheckedBeforeTheyAreSent(t *testing.T) {
	t.Parallel()
	const letter = "letter.pdf %PDF-1.7"
	large := strings.Repeat("x", 5<<20+1)
	for name, test := range map[string]struct {
		client    string
		documents []string
		want      []string
	}{
		"nothing": {"", nil, []string{"end_business_id is required", "business_documents needs at least one file"}},
		"too many": {partnerBusinessID, []string{letter, letter, letter, letter}, []string{
			"business_documents has 4 entries, at most 3 are allowed",
		}},
		"an empty one": {"me", []string{letter, "letter.pdf"}, []string{
			`end_business_id must contain only digits, not "me"`, "business_documents[1] is empty",
		}},
		"one of another type": {partnerBusinessID, []string{"letter.txt Dear all"}, []string{
			"business_documents[0] is text/plain; a document must be one of application/pdf, image/jpeg, image/png",
		}},
		"one that is too large": {partnerBusinessID, []string{"letter.pdf " + large}, []string{
			"business_documents[0] has 5242881 bytes, at most 5242880 are allowed",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requireNotSent(t, func(client *whatsapp.Client) error {
				_, err := submit(test.client, nil, test.documents...)(t.Context(), client, businessID)
				return err
			}, test.want...)
		})
	}
	request := whatsapp.SubmitForVerificationRequest{ClientBusinessID: partnerBusinessID, Documents: []whatsapp.File{textFile(letter), {}}}
	requireNotSent(t, func(client *whatsapp.Client) error {
		_, err := client.Businesses.SubmitForVerification(t.Context(), businessID, request)
		return err
	}, "business_documents[1] needs Content or Open, and not both")
	_, err := submit(partnerBusinessID, nil, "letter.pdf "+large[:5<<20])(t.Context(), newClient(t, script(answer(200, success))), businessID)
	require.NoError(t, err, "5 MB are allowed")
}

// Meta writes the reasons with underscores or with blanks.
func TestReasonsOfRejection(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]whatsapp.VerificationRejectionReason{
		"ADDRESS_NOT_MATCHING":              whatsapp.VerificationRejectionReasonAddressNotMatching,
		"LEGAL NAME NOT FOUND IN DOCUMENTS": whatsapp.VerificationRejectionReasonLegalNameNotFoundInDocuments,
		"website not matching":              whatsapp.VerificationRejectionReasonWebsiteNotMatching,
		"NONE":                              whatsapp.VerificationRejectionReasonNone,
		"A NEW REASON":                      "A NEW REASON",
	} {
		var submission whatsapp.VerificationSubmission
		require.NoError(t, json.Unmarshal([]byte(`{"rejection_reasons":["`+text+`"]}`), &submission))
		require.Equal(t, []whatsapp.VerificationRejectionReason{want}, submission.RejectionReasons)
	}
}

// Three attempts are all that a client has, so that none is spent twice.
func TestSubmissionsAreNotRepeated(t *testing.T) {
	t.Parallel()
	server, client := world(t)
	hand := submit(graphtest.PartnerBusinessID, nil, "letter.pdf %PDF-1.7")
	server.Script("POST /{business}/self_certify_whatsapp_business", graphtest.DropAfter())
	_, err := hand(t.Context(), client, graphtest.BusinessID)
	require.ErrorIs(t, err, whatsapp.ErrOutcomeUnknown)
	require.ErrorContains(t, err, "list the client's submissions before submitting again")
	require.Len(t, server.Requests(), 1)
	page, err := client.Businesses.ListVerificationSubmissions(t.Context(), graphtest.BusinessID, nil)
	require.NoError(t, err)
	require.Len(t, page.Data, 2, "one is of the sample world, and one was sent")
}
