package whatsapp_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

// Every failure that Graph reports, for every method.
func TestOperationErrors(t *testing.T) {
	t.Parallel()
	for _, name := range fixtureNames(t, "errors") {
		failure := readFixture(t, name)
		t.Run(strings.TrimPrefix(name, "errors/"), func(t *testing.T) {
			t.Parallel()
			for _, method := range methods() {
				recorded := method.first().load(t)
				recorded[0].Response = failure.Response
				transport, log := replay(t, recorded[0])
				got, err := method.run(t.Context(), newClient(t, transport), once)
				require.Nil(t, got, method.name)
				require.Len(t, log.sent(), 1, method.name)
				requireGraphError(t, failure, method, err)
			}
		})
	}
}

// sentinels are the sentinels by the names that the fixtures use.
func sentinels() []error {
	return []error{
		whatsapp.ErrRateLimited, whatsapp.ErrUnauthorized, whatsapp.ErrPermission, whatsapp.ErrNotFound,
		whatsapp.ErrInvalidRequest, whatsapp.ErrTransient, whatsapp.ErrPolicy, whatsapp.ErrTokenExpired,
		whatsapp.ErrReEngagementWindow, whatsapp.ErrRecipientOptedOut, whatsapp.ErrPairRateLimited,
		whatsapp.ErrAlreadyRegistered, whatsapp.ErrSequenceInUse, whatsapp.ErrStaleCursor,
	}
}

func requireGraphError(t *testing.T, want fixture, method method, err error) {
	t.Helper()
	var got *whatsapp.GraphAPIError
	require.ErrorAs(t, err, &got, method.name)
	require.Equal(t, method.operation, got.Operation)
	require.Equal(t, want.Response.Status, got.StatusCode)
	require.Equal(t, 1, got.Attempts)
	if want.Response.Text != nil {
		require.Equal(t, *want.Response.Text, string(got.Body))
	} else {
		require.JSONEq(t, string(want.Response.Body), string(got.Body))
	}
	requireEnvelope(t, want, got)
	for _, class := range sentinels() {
		name := strings.TrimPrefix(class.Error(), "whatsapp: ")
		require.Equal(t, slices.Contains(want.Classes, name) && !outcomeUnknown(want, method), errors.Is(err, class), "%s: %s", method.name, name)
	}
	require.Equal(t, outcomeUnknown(want, method), errors.Is(err, whatsapp.ErrOutcomeUnknown), "%s: %v", method.name, err)
	require.NotContains(t, err.Error(), testToken)
	require.NotContains(t, err.Error(), "\n")
	require.Contains(t, err.Error(), method.operation)
	require.Contains(t, err.Error(), want.Message)
}

// requireEnvelope compares the members of the error object, where there is one.
func requireEnvelope(t *testing.T, want fixture, got *whatsapp.GraphAPIError) {
	t.Helper()
	var answer struct {
		Error struct {
			Message     string          `json:"message"`
			Type        string          `json:"type"`
			Code        int             `json:"code"`
			Subcode     int             `json:"error_subcode"`
			ErrorData   json.RawMessage `json:"error_data"`
			IsTransient bool            `json:"is_transient"`
			UserTitle   string          `json:"error_user_title"`
			UserMessage string          `json:"error_user_msg"`
			TraceID     string          `json:"fbtrace_id"`
		} `json:"error"`
	}
	if json.Unmarshal(want.Response.body(), &answer) != nil || answer.Error.Message == "" {
		require.Zero(t, got.Code)
		require.Contains(t, got.Message, want.Message)
		require.Equal(t, want.Response.Headers["X-Fb-Trace-Id"], got.TraceID)
		return
	}
	envelope := answer.Error
	require.Equal(t, envelope.Message, got.Message)
	require.Equal(t, envelope.Type, got.Type)
	require.Equal(t, envelope.Code, got.Code)
	require.Equal(t, envelope.Subcode, got.Subcode)
	require.Equal(t, envelope.IsTransient, got.IsTransient)
	require.Equal(t, envelope.UserTitle, got.UserTitle)
	require.Equal(t, envelope.UserMessage, got.UserMessage)
	require.Equal(t, string(envelope.ErrorData), string(got.ErrorData))
	if strings.Contains(string(envelope.ErrorData), "details") {
		require.NotEmpty(t, got.Details)
		require.Contains(t, string(envelope.ErrorData), got.Details)
		require.Contains(t, got.Error(), got.Details)
	}
	trace := envelope.TraceID
	if trace == "" {
		trace = want.Response.Headers["X-Fb-Trace-Id"]
	}
	require.Equal(t, trace, got.TraceID)
	require.Contains(t, got.Error(), trace)
}

// outcomeUnknown says whether a failure leaves open what has happened: the
// server failed, has moved on, or its success cannot be read.
func outcomeUnknown(failure fixture, method method) bool {
	if method.repeat == whatsapp.RepeatSafe {
		return false
	}
	status, body := failure.Response.Status, string(failure.Response.body())
	if status == http.StatusOK {
		return !strings.Contains(body, `"error"`) && !strings.Contains(body, `"success"`)
	}
	if status < http.StatusBadRequest {
		return true
	}
	return status >= http.StatusInternalServerError && !strings.Contains(body, `"is_transient":true`)
}
