package whatsapp_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

const (
	partlyDecided = `"messaging_product":"whatsapp","approved_join_requests":["jr-1"],"failed_join_requests":[` +
		`{"join_request_id":"jr-2","errors":[{"code":131213,"title":"No such request","message":"(#131213) No such request","error_data":{"details":"It was cancelled"}}]}]`
	partlyErrors = `"errors":[{"code":131201,"title":"Partial success","message":"(#131201) Partial success","error_data":{"details":"Not all were approved"}}]`
)

// What succeeded is not lost when something else did not, however Graph says
// so.
func TestJoinRequestsApprovedInPart(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		status int
		body   string
		detail string
	}{
		"partial content":             {206, `{` + partlyDecided + `,` + partlyErrors + `}`, "Not all were approved"},
		"partial content, no errors":  {206, `{` + partlyDecided + `}`, ""},
		"a success with errors":       {200, `{` + partlyDecided + `,` + partlyErrors + `}`, "Not all were approved"},
		"a success with failures":     {200, `{` + partlyDecided + `,"errors":[]}`, ""},
		"an error object":             {206, `{` + partlyDecided + `,"error":{"code":131201,"message":"Partial","error_data":{"details":"Not all"}}}`, "Not all"},
		"an error object, not a list": {200, `{` + partlyDecided + `,"error":{"code":131201,"message":"Partial","error_data":{"details":"Not all"}}}`, "Not all"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := newClient(t, script(answer(test.status, test.body)))
			decided, err := client.Groups.ApproveJoinRequests(t.Context(), tourID, []string{"jr-1", "jr-2"})
			failure, isRefusal := errors.AsType[*whatsapp.GraphAPIError](err)
			require.True(t, isRefusal, "%v", err)
			require.Equal(t, 131201, failure.Code)
			require.Equal(t, test.detail, failure.Details)
			require.Equal(t, test.status, failure.StatusCode)
			require.NotEmpty(t, failure.Message)
			require.ErrorIs(t, err, whatsapp.ErrInvalidRequest)
			require.Equal(t, "POST /{group-id}/join_requests", failure.Operation)
			require.NotNil(t, decided)
			require.Equal(t, []string{"jr-1"}, decided.Approved)
			require.Equal(t, []whatsapp.FailedJoinRequest{{JoinRequestID: "jr-2", Errors: []whatsapp.GroupError{{
				Code: 131213, Title: "No such request", Message: "(#131213) No such request",
				ErrorData: whatsapp.GroupErrorData{Details: "It was cancelled"},
			}}}}, decided.Failed)
		})
	}
}

// The status alone says so, too.
func TestPartialContentThatNamesNoFailure(t *testing.T) {
	t.Parallel()
	client := newClient(t, script(answer(206, `{"approved_join_requests":["jr-1"]}`)))
	decided, err := client.Groups.ApproveJoinRequests(t.Context(), tourID, []string{"jr-1", "jr-2"})
	require.ErrorContains(t, err, "the server reports success in part (code 131201, HTTP 206)")
	require.Equal(t, []string{"jr-1"}, decided.Approved)
}

// A part is done, so the request is not sent again, whatever the other part
// failed with.
func TestPartialSuccessIsNotRepeated(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"131016", "131208", "190", "2"} {
		failed := `{` + partlyDecided + `,"errors":[{"code":` + code + `,"message":"Failed"}]}`
		transport := script(answer(206, failed), answer(200, `{"approved_join_requests":["jr-1","jr-2"]}`))
		decided, err := newClient(t, transport).Groups.ApproveJoinRequests(t.Context(), tourID, []string{"jr-1", "jr-2"})
		require.ErrorIs(t, err, whatsapp.ErrInvalidRequest, code)
		require.NotErrorIs(t, err, whatsapp.ErrRateLimited)
		require.Equal(t, whatsapp.ActionChange, whatsapp.Decide(err).Action)
		require.Equal(t, []string{"jr-1"}, decided.Approved, code)
		require.NotErrorIs(t, err, whatsapp.ErrOutcomeUnknown)
	}
}

// An error without anything that was done has no result.
func TestJoinRequestsOfWhichNoneIsApproved(t *testing.T) {
	t.Parallel()
	for status, body := range map[int]string{
		206: `{` + partlyErrors + `}`,
		200: `{"messaging_product":"whatsapp",` + partlyErrors + `}`,
		400: graphError("131201"),
		403: graphError("131207"),
	} {
		decided, err := newClient(t, script(answer(status, body))).Groups.RejectJoinRequests(t.Context(), tourID, []string{"jr-1"})
		failure, isRefusal := errors.AsType[*whatsapp.GraphAPIError](err)
		require.True(t, isRefusal, "%v", err)
		require.Equal(t, status, failure.StatusCode)
		require.Nil(t, decided)
	}
}

// The request that goes on for the other participants can be waited for.
func TestParticipantsChangedInPart(t *testing.T) {
	t.Parallel()
	client := newClient(t, script(answer(206, `{"messaging_product":"whatsapp","request_id":"rq-7","failed_participants":[{"input":"15550100123"}]}`)))
	changed, err := client.Groups.RemoveParticipants(t.Context(), tourID, []string{"15550100123", "15550100124"})
	failure, isRefusal := errors.AsType[*whatsapp.GraphAPIError](err)
	require.True(t, isRefusal, "%v", err)
	require.Equal(t, 131201, failure.Code)
	require.Contains(t, err.Error(), "the group request was carried out only in part")
	require.Equal(t, "rq-7", changed.RequestID)
}

// What cannot be read to its end does not say which part was done.
func TestPartialAnswersThatAreCut(t *testing.T) {
	t.Parallel()
	client := newClient(t, script(answer(206, `{"messaging_product":"whatsapp","request_id":"rq-7","failed_participants":[{"input":`)))
	changed, err := client.Groups.RemoveParticipants(t.Context(), tourID, []string{"15550100123"}, once)
	require.Error(t, err)
	require.NotContains(t, err.Error(), "only in part")
	require.Nil(t, changed)
}

func TestGroupsThatAreUnknown(t *testing.T) {
	t.Parallel()
	_, err := newClient(t, script(answer(400, graphError("131041")))).Groups.Get(t.Context(), tourID)
	require.ErrorIs(t, err, whatsapp.ErrNotFound)
	_, err = newClient(t, script(answer(400, graphError("131059")))).Groups.List(t.Context(), phoneNumberID, &whatsapp.ListOptions{After: "QVFIcursor"})
	require.ErrorIs(t, err, whatsapp.ErrStaleCursor)
}
