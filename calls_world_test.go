package whatsapp_test

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

const permittingUser = "15550100126" // of the sample world

// A call from the question whether it is permitted to the download of its
// recording.
func TestLifeOfACall(t *testing.T) {
	t.Parallel()
	server, client := world(t)
	ctx := t.Context()
	var ended []webhook.Call
	router := webhook.Router{OnCall: func(_ context.Context, event *webhook.CallEvent) error {
		ended = append(ended, event.Call)
		return nil
	}}
	handler, err := webhook.NewHandler(webhook.Config{AppSecrets: []string{"secret"}, VerifyToken: "token"}, router.Handle)
	require.NoError(t, err)
	hooks := server.Webhooks(handler, "secret")

	permissions, err := client.Calls.GetPermissions(ctx, graphtest.PhoneNumberID, permittingUser)
	require.NoError(t, err)
	require.Equal(t, whatsapp.CallPermissionStatusPermanent, permissions.Permission.Status)
	require.True(t, permissions.Allows(whatsapp.CallActionNameStartCall))
	require.Equal(t, 7*24*time.Hour, permissions.Actions[0].Limits[1].TimePeriod.Duration())

	started, err := client.Calls.Connect(ctx, graphtest.PhoneNumberID, whatsapp.ConnectCallRequest{
		To: permittingUser, Session: sdpOffer(), CallbackData: "order-7781", Recording: callCapture(), Transcription: callCapture(),
	})
	require.NoError(t, err)
	require.NoError(t, server.AcceptCall(started.ID()))
	require.NoError(t, client.Calls.Terminate(ctx, graphtest.PhoneNumberID, started.ID()))
	require.ErrorIs(t, client.Calls.Terminate(ctx, graphtest.PhoneNumberID, started.ID()), whatsapp.ErrInvalidRequest)

	require.NoError(t, hooks.Flush(ctx))
	require.Len(t, ended, 4)
	require.Equal(t, "order-7781", ended[1].BizOpaqueCallbackData)
	var recording, transcript bytes.Buffer
	_, err = client.Media.Download(ctx, ended[2].CallRecording.Audio.ID, &recording, nil)
	require.NoError(t, err)
	require.NotEmpty(t, recording.String())
	_, err = client.Media.Download(ctx, ended[3].CallTranscript.Document.ID, &transcript, nil)
	require.NoError(t, err)
	require.Contains(t, transcript.String(), "[Business]")
}

// Whatever refuses a call, it is tried once.
func TestRefusedCallsAreNotRepeated(t *testing.T) {
	t.Parallel()
	throttled := graphtest.Reply(429, "application/json", `{"error":{"code":138002,"type":"OAuthException","message":"(#138002) Concurrent calls limit reached"}}`)
	for name, test := range map[string]struct {
		user  string
		fault []graphtest.Fault
		code  int
		class error
	}{
		"not permitted":      {user: "15550100144", code: 138006, class: whatsapp.ErrPolicy},
		"too many at a time": {user: permittingUser, fault: []graphtest.Fault{throttled}, code: 138002, class: whatsapp.ErrRateLimited},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server, client := world(t)
			server.Script("POST /{phone}/calls", test.fault...)
			_, err := client.Calls.Connect(t.Context(), graphtest.PhoneNumberID, whatsapp.ConnectCallRequest{To: test.user, Session: sdpOffer()})
			require.ErrorIs(t, err, test.class)
			failure, _ := errors.AsType[*whatsapp.GraphAPIError](err)
			require.Equal(t, test.code, failure.Code)
			require.NotErrorIs(t, err, whatsapp.ErrOutcomeUnknown)
			require.Len(t, server.Requests(), 1)
		})
	}
}
