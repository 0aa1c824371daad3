package whatsapp_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

const callID = "wacid.ABGGFjFVU2AfAgo6V-Hc5eCgK5Gh"

func callMethods() []method { return slices.Concat(callStarts(), callAnswers(), callPermissionReads()) }

func sdpOffer() whatsapp.CallSession {
	return whatsapp.CallSession{SDPType: whatsapp.SDPTypeOffer, SDP: "v=0\r\no=- 1 1 IN IP4 198.51.100.7\r\n"}
}

func sdpAnswer() whatsapp.CallSession {
	return whatsapp.CallSession{SDPType: whatsapp.SDPTypeAnswer, SDP: "v=0\r\no=- 2 1 IN IP4 198.51.100.7\r\n"}
}

func callCapture() *whatsapp.CallCapture {
	return &whatsapp.CallCapture{Status: whatsapp.FeatureStatusEnabled, Purpose: "quality assurance", AnnouncementLanguage: "en_US"}
}

func callStarts() []method {
	connect := func(request whatsapp.ConnectCallRequest) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.Calls.Connect(ctx, id, request, opts...))
		}
	}
	connected := &whatsapp.ConnectedCall{MessagingProduct: "whatsapp", Calls: []whatsapp.CallReference{{ID: callID}}}
	return []method{{
		name: "Calls.Connect", operation: "POST /{phone-number-id}/calls", repeat: whatsapp.RepeatNever, id: phoneNumberID,
		cases: []exchange{
			one("calls/connect_success", connect(whatsapp.ConnectCallRequest{
				To: "+1 555-010-0123", Session: sdpOffer(), CallbackData: "order-7781", Recording: callCapture(),
				Transcription: &whatsapp.CallCapture{Status: whatsapp.FeatureStatusDisabled},
			}), connected),
			one("calls/connect_user_id", connect(whatsapp.ConnectCallRequest{Recipient: "US.13491208655302741918", Session: sdpOffer()}), connected),
		},
	}}
}

func callAnswers() []method {
	preAccept := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return nothing(client.Calls.PreAccept(ctx, id, callID, whatsapp.PreAcceptCallRequest{Session: sdpAnswer()}, opts...))
	}
	accept := func(request whatsapp.AcceptCallRequest) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return nothing(client.Calls.Accept(ctx, id, callID, request, opts...))
		}
	}
	reject := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return nothing(client.Calls.Reject(ctx, id, callID, opts...))
	}
	terminate := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return nothing(client.Calls.Terminate(ctx, id, callID, opts...))
	}
	update := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return nothing(client.Calls.UpdateMedia(ctx, id, callID, whatsapp.UpdateCallMediaRequest{Session: sdpOffer()}, opts...))
	}
	row := func(name string, repeat whatsapp.Repeat, cases ...exchange) method {
		return method{name: name, operation: "POST /{phone-number-id}/calls", repeat: repeat, id: phoneNumberID, cases: cases}
	}
	return []method{
		row("Calls.PreAccept", whatsapp.RepeatUnsafe, one("calls/pre_accept_success", preAccept, nil)),
		row("Calls.Accept", whatsapp.RepeatUnsafe,
			one("calls/accept_success", accept(whatsapp.AcceptCallRequest{Session: sdpAnswer(), CallbackData: "agent-4", Transcription: callCapture()}), nil),
			one("calls/accept_smallest", accept(whatsapp.AcceptCallRequest{Session: sdpAnswer()}), nil)),
		row("Calls.Reject", whatsapp.RepeatSafe, one("calls/reject_success", reject, nil)),
		row("Calls.Terminate", whatsapp.RepeatSafe, one("calls/terminate_success", terminate, nil)),
		row("Calls.UpdateMedia", whatsapp.RepeatUnsafe, one("calls/update_media_success", update, nil)),
	}
}

func callPermissionReads() []method {
	get := func(user string) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.Calls.GetPermissions(ctx, id, user, opts...))
		}
	}
	return []method{{
		name: "Calls.GetPermissions", operation: "GET /{phone-number-id}/call_permissions", repeat: whatsapp.RepeatSafe, id: phoneNumberID,
		cases: []exchange{
			one("calls/get_permissions_success", get("+1 555-010-0123"), &whatsapp.CallPermissions{
				MessagingProduct: "whatsapp",
				Permission:       whatsapp.CallPermission{Status: whatsapp.CallPermissionStatusTemporary, ExpirationTime: moment(`1745343479`)},
				Actions: []whatsapp.CallPermissionAction{
					{ActionName: whatsapp.CallActionNameSendCallPermissionRequest, CanPerformAction: true, Limits: []whatsapp.CallLimit{
						{TimePeriod: whatsapp.CallPeriodPT24H, MaxAllowed: 1},
						{TimePeriod: whatsapp.CallPeriodP7D, MaxAllowed: 2, CurrentUsage: 1},
					}},
					{ActionName: whatsapp.CallActionNameStartCall, Limits: []whatsapp.CallLimit{
						{TimePeriod: whatsapp.CallPeriodPT24H, MaxAllowed: 5, CurrentUsage: 5, LimitExpirationTime: moment(`1745622600`)},
					}},
				},
			}),
			one("calls/get_permissions_document", get("US.13491208655302741918"), &whatsapp.CallPermissions{
				MessagingProduct: "whatsapp",
				Permission:       whatsapp.CallPermission{Status: whatsapp.CallPermissionStatusPending},
				Actions: []whatsapp.CallPermissionAction{
					{ActionName: whatsapp.CallActionNameStartCall},
					{ActionName: whatsapp.CallActionNameSendCallPermissionRequest, CanPerformAction: true, Limits: []whatsapp.CallLimit{
						{TimePeriod: "24h", MaxAllowed: 5, CurrentUsage: 2, LimitExpirationTime: moment(`1735689600`)},
					}},
				},
			}),
		},
	}}
}

func TestCallsAreChecked(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("ä", 251)
	withoutReason := &whatsapp.CallCapture{Status: whatsapp.FeatureStatusEnabled}
	calls := map[string]struct {
		call func(context.Context, *whatsapp.CallService) error
		want []string
	}{
		"to nobody, with nothing": {func(ctx context.Context, calls *whatsapp.CallService) error {
			_, err := calls.Connect(ctx, phoneNumberID, whatsapp.ConnectCallRequest{})
			return err
		}, []string{"to is required, or recipient", "session.sdp_type is required", "session.sdp is required"}},
		"an answer in place of an offer": {func(ctx context.Context, calls *whatsapp.CallService) error {
			_, err := calls.Connect(ctx, phoneNumberID, whatsapp.ConnectCallRequest{To: "front desk", Session: sdpAnswer(), CallbackData: strings.Repeat("x", 513)})
			return err
		}, []string{
			`to must be a phone number in international form, such as +15550100123, not "front desk"`, `session.sdp_type must be "offer", not "answer"`,
			"biz_opaque_callback_data has 513 characters, at most 512 are allowed",
		}},
		"recorded for no reason": {func(ctx context.Context, calls *whatsapp.CallService) error {
			_, err := calls.Connect(ctx, phoneNumberID, whatsapp.ConnectCallRequest{
				To: "+15550100123", Session: sdpOffer(), Recording: withoutReason, Transcription: &whatsapp.CallCapture{Purpose: long},
			})
			return err
		}, []string{
			"recording.announcement_language is required", "recording.purpose is required",
			"transcription.status is required", "transcription.purpose has 251 characters, at most 250 are allowed",
		}},
		"an offer in place of an answer": {func(ctx context.Context, calls *whatsapp.CallService) error {
			return calls.Accept(ctx, phoneNumberID, "", whatsapp.AcceptCallRequest{
				Session: sdpOffer(), CallbackData: strings.Repeat("x", 513), Transcription: withoutReason,
				Recording: &whatsapp.CallCapture{Status: whatsapp.FeatureStatusDisabled},
			})
		}, []string{
			"call_id is required", `session.sdp_type must be "answer", not "offer"`, "biz_opaque_callback_data has 513 characters, at most 512 are allowed",
			"transcription.announcement_language is required", "transcription.purpose is required",
		}},
		"no session to prepare": {func(ctx context.Context, calls *whatsapp.CallService) error {
			return calls.PreAccept(ctx, phoneNumberID, "", whatsapp.PreAcceptCallRequest{})
		}, []string{"call_id is required", "session.sdp_type is required", "session.sdp is required"}},
		"no media": {func(ctx context.Context, calls *whatsapp.CallService) error {
			return calls.UpdateMedia(ctx, phoneNumberID, "", whatsapp.UpdateCallMediaRequest{})
		}, []string{"call_id is required", "session.sdp_type is required", "session.sdp is required"}},
		"no call to reject": {func(ctx context.Context, calls *whatsapp.CallService) error {
			return calls.Reject(ctx, phoneNumberID, "")
		}, []string{"call_id is required"}},
		"no call to terminate": {func(ctx context.Context, calls *whatsapp.CallService) error {
			return calls.Terminate(ctx, phoneNumberID, "")
		}, []string{"call_id is required"}},
		"the permission of nobody": {func(ctx context.Context, calls *whatsapp.CallService) error {
			_, err := calls.GetPermissions(ctx, phoneNumberID, "")
			return err
		}, []string{"user_wa_id is required, or recipient"}},
		"the permission of a name": {func(ctx context.Context, calls *whatsapp.CallService) error {
			_, err := calls.GetPermissions(ctx, phoneNumberID, "front desk")
			return err
		}, []string{`user_wa_id must be a phone number in international form, such as +15550100123, not "front desk"`}},
	}
	for name, test := range calls {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requireNotSent(t, func(client *whatsapp.Client) error { return test.call(t.Context(), client.Calls) }, test.want...)
		})
	}
}

// The requests can be checked before there is a call.
func TestCallRequestsCheckThemselves(t *testing.T) {
	t.Parallel()
	for _, request := range []interface{ Validate() error }{
		whatsapp.ConnectCallRequest{}, whatsapp.PreAcceptCallRequest{}, whatsapp.AcceptCallRequest{}, whatsapp.UpdateCallMediaRequest{},
	} {
		require.ErrorContains(t, request.Validate(), "session.sdp is required")
	}
	for _, request := range []interface{ Validate() error }{
		whatsapp.ConnectCallRequest{To: "15550100123", Session: sdpOffer()}, whatsapp.PreAcceptCallRequest{Session: sdpAnswer()},
		whatsapp.AcceptCallRequest{Session: sdpAnswer()}, whatsapp.UpdateCallMediaRequest{Session: sdpAnswer()},
	} {
		require.NoError(t, request.Validate())
	}
}

// A call without an id could not be ended.
func TestConnectedCallHasAnID(t *testing.T) {
	t.Parallel()
	client := newClient(t, script(answer(200, `{"messaging_product":"whatsapp","calls":[{}]}`)))
	_, err := client.Calls.Connect(t.Context(), phoneNumberID, whatsapp.ConnectCallRequest{To: "15550100123", Session: sdpOffer()})
	require.ErrorIs(t, err, whatsapp.ErrOutcomeUnknown)
	require.ErrorContains(t, err, `"calls[0].id"`)
	require.Empty(t, new(whatsapp.ConnectedCall).ID())
	require.Equal(t, callID, (&whatsapp.ConnectedCall{Calls: []whatsapp.CallReference{{ID: callID}}}).ID())
}

func TestCallPermissionsAllow(t *testing.T) {
	t.Parallel()
	permissions := whatsapp.CallPermissions{Actions: []whatsapp.CallPermissionAction{
		{ActionName: whatsapp.CallActionNameStartCall},
		{ActionName: whatsapp.CallActionNameSendCallPermissionRequest, CanPerformAction: true},
	}}
	require.False(t, permissions.Allows(whatsapp.CallActionNameStartCall))
	require.True(t, permissions.Allows(whatsapp.CallActionNameSendCallPermissionRequest))
	require.False(t, permissions.Allows("send_flowers"))
}

func TestDurationOfCallPeriods(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	for text, want := range map[whatsapp.CallPeriod]time.Duration{
		whatsapp.CallPeriodPT24H: day, whatsapp.CallPeriodP7D: 7 * day, "24h": day, "7d": 7 * day, "P2W": 14 * day,
		"P1DT2H3M4S": day + 2*time.Hour + 3*time.Minute + 4*time.Second, "PT90M": 90 * time.Minute,
		"": 0, "P1M": 0, "P1Y": 0, "a day": 0, "P-1D": 0, "PT99999H": 0,
	} {
		require.Equal(t, want, text.Duration(), "%q", text)
	}
}
