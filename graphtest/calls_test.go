package graphtest_test

import (
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

const (
	callsPath   = "/" + graphtest.PhoneNumberID + "/calls"
	offered     = `"session":{"sdp_type":"offer","sdp":"v=0"}`
	answered    = `"session":{"sdp_type":"answer","sdp":"v=0"}`
	captured    = `{"status":"enabled","purpose":"training","announcement_language":"en_US"}`
	callee      = "15550100126" // who permits calls
	otherCaller = "15550100199"
)

// onCall sends an action with further members.
func onCall(t *testing.T, srv *graphtest.Server, action, members string) answer {
	t.Helper()
	return act(t, srv, callsPath, `{"messaging_product":"whatsapp","action":"`+action+`",`+members+`}`)
}

// ofCall is what names a call in a request.
func ofCall(id string) string { return `"call_id":"` + id + `"` }

func connect(t *testing.T, srv *graphtest.Server, user string) string {
	t.Helper()
	started := onCall(t, srv, "connect", `"to":"`+user+`",`+offered)
	require.Equal(t, http.StatusOK, started.Status, started.Body)
	return started.object(t)["calls"].([]any)[0].(map[string]any)["id"].(string)
}

// callNews flushes the webhooks and returns those about calls as text.
func callNews(t *testing.T, hooks *graphtest.Webhooks, box *inbox) []string {
	t.Helper()
	require.NoError(t, hooks.Flush(t.Context()))
	var news []string
	for _, event := range box.take() {
		switch e := event.(type) {
		case *webhook.CallEvent:
			news = append(news, fmt.Sprint(e.Call.Event, " ", e.Call.Direction, " ", e.Caller().ID(), " ", e.Call.Status, " ", e.Call.Duration))
		case *webhook.CallStatusEvent:
			news = append(news, fmt.Sprint(e.Status.Status, " ", e.Recipient().ID()))
		case *webhook.MessageEvent:
			reply := e.Message.Interactive.CallPermissionReply
			news = append(news, fmt.Sprint(reply.Response, " ", reply.IsPermanent, " ", reply.ResponseSource))
		case *webhook.ErrorEvent:
			news = append(news, fmt.Sprint("error ", e.Error.Code))
		}
	}
	return news
}

func TestCallOfTheBusiness(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv, hooks, box := newHooks(t)
		started := onCall(t, srv, "connect", `"to":"+1 555-010-0126","biz_opaque_callback_data":"order-7781","recording":`+captured+`,"transcription":`+captured+`,`+offered)
		id := started.object(t)["calls"].([]any)[0].(map[string]any)["id"].(string)
		require.NoError(t, srv.AcceptCall(id))
		require.Error(t, srv.AcceptCall(id), "it no longer rings")
		time.Sleep(90 * time.Second)
		require.Equal(t, "true", onCall(t, srv, "media_update", ofCall(id)+`,`+offered).text(t, "success"))
		require.NoError(t, hooks.Flush(t.Context()))
		connected := box.take()[0].(*webhook.CallEvent).Call
		require.Equal(t, webhook.SDPTypeAnswer, connected.Session.SDPType)
		require.Equal(t, "15550100", connected.From)
		require.Equal(t, callee, connected.To)
		require.Equal(t, "true", onCall(t, srv, "terminate", ofCall(id)).text(t, "success"))
		require.NoError(t, hooks.Flush(t.Context()))
		events := box.take()
		ended := events[0].(*webhook.CallEvent).Call
		require.Equal(t, 90, ended.Duration)
		require.Equal(t, 90*time.Second, ended.EndTime.Sub(ended.StartTime.Time))
		require.Equal(t, "order-7781", ended.BizOpaqueCallbackData)
		recording, transcript := events[1].(*webhook.CallEvent).Call, events[2].(*webhook.CallEvent).Call
		require.Equal(t, webhook.CallEventTypeRecordingAvailable, recording.Event)
		require.Equal(t, "audio/ogg; codecs=opus", get(t, srv, "/"+recording.CallRecording.Audio.ID).text(t, "mime_type"))
		require.Equal(t, webhook.CallEventTypeTranscriptionAvailable, transcript.Event)
		require.Equal(t, "application/json", transcript.CallTranscript.Document.MIMEType)
		require.NotEmpty(t, transcript.CallTranscript.Document.URL)

		known := srv.Calls()
		require.Equal(t, graphtest.CallStateEnded, known[len(known)-1].State)
		onCall(t, srv, "terminate", ofCall(id)).requireError(t, http.StatusBadRequest, 131009)
		require.Error(t, srv.HangUp(id))
		require.Panics(t, func() { _ = srv.HangUp("wacid.nobody") })
	})
}

// text returns a member of an object as text.
func (a answer) text(t *testing.T, member string) string {
	t.Helper()
	return fmt.Sprint(a.object(t)[member])
}

func TestCallOfTheBusinessIsNotAnswered(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv, hooks, box := newHooks(t)
		require.NoError(t, srv.RejectCall(connect(t, srv, callee)))
		require.Equal(t, []string{
			"connect BUSINESS_INITIATED 15550100126  0", "RINGING 15550100126",
			"REJECTED 15550100126", "terminate BUSINESS_INITIATED 15550100126 COMPLETED 0",
		}, callNews(t, hooks, box))
		require.Error(t, srv.HangUp(connect(t, srv, callee)), "a user cannot hang up what rings")
		time.Sleep(time.Minute)
		failing := connect(t, srv, callee)
		require.NoError(t, srv.FailCall(failing, webhook.Error{Code: 138020, Title: "Ended"}))
		require.Equal(t, []string{
			"connect BUSINESS_INITIATED 15550100126  0", "RINGING 15550100126", "terminate BUSINESS_INITIATED 15550100126 COMPLETED 0",
			"connect BUSINESS_INITIATED 15550100126  0", "RINGING 15550100126", "terminate BUSINESS_INITIATED 15550100126 FAILED 0", "error 138020",
		}, callNews(t, hooks, box))
		require.Equal(t, "true", onCall(t, srv, "terminate", ofCall(connect(t, srv, callee))).text(t, "success"))
		onCall(t, srv, "connect", `"to":"`+callee+`",`+offered).requireError(t, http.StatusUnauthorized, 138006)
	})
}

func TestCallOfAUser(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv, hooks, box := newHooks(t)
		id, err := srv.StartCall(graphtest.PhoneNumberID, "US.7", "v=0 mine")
		require.NoError(t, err)
		_, err = srv.StartCall(graphtest.PhoneNumberID, "US.7", "")
		require.ErrorContains(t, err, "already")
		_, err = srv.StartCall(graphtest.SecondPhoneNumberID, "US.7", "")
		require.ErrorContains(t, err, "not enabled")
		require.Error(t, srv.AcceptCall(id), "it is the user who calls")
		onCall(t, srv, "terminate", ofCall(id)).requireError(t, http.StatusBadRequest, 131009)
		onCall(t, srv, "media_update", ofCall(id)+`,`+offered).requireError(t, http.StatusBadRequest, 131009)
		require.Equal(t, "true", onCall(t, srv, "pre_accept", ofCall(id)+`,`+answered).text(t, "success"))
		onCall(t, srv, "accept", ofCall(id)+`,"session":{"sdp_type":"answer","sdp":"v=0 other"}`).requireError(t, http.StatusBadRequest, 131009)
		require.Equal(t, "true", onCall(t, srv, "accept", ofCall(id)+`,`+answered+`,"recording":`+captured).text(t, "success"))
		for _, action := range []string{"pre_accept", "accept", "reject"} {
			onCall(t, srv, action, ofCall(id)+`,`+answered).requireError(t, http.StatusBadRequest, 131009)
		}
		time.Sleep(5 * time.Second)
		require.NoError(t, srv.HangUp(id))

		next, err := srv.StartCall(graphtest.PhoneNumberID, "15550100177", "")
		require.NoError(t, err)
		require.Equal(t, "true", onCall(t, srv, "reject", ofCall(next)).text(t, "success"))
		_, err = srv.StartCall(graphtest.PhoneNumberID, "15550100177", "")
		require.NoError(t, err)
		time.Sleep(time.Minute)
		get(t, srv, "/"+graphtest.PhoneNumberID)
		require.Equal(t, []string{
			"connect USER_INITIATED US.7  0", "terminate USER_INITIATED US.7 COMPLETED 5", "call_recording_available  US.7  0",
			"connect USER_INITIATED 15550100177  0", "terminate USER_INITIATED 15550100177 COMPLETED 0",
			"connect USER_INITIATED 15550100177  0", "terminate USER_INITIATED 15550100177 COMPLETED 0",
		}, callNews(t, hooks, box))
	})
}

func TestRequestsForCallsAreRefused(t *testing.T) {
	t.Parallel()
	ringing := ofCall(graphtest.CallID)
	for name, test := range map[string]struct {
		action, members string
		status, code    int
	}{
		"no such action":          {"hold", ringing, 400, 100},
		"no action":               {"", ringing, 400, 100},
		"no call":                 {"accept", answered, 400, 100},
		"an unknown call":         {"accept", ofCall("wacid.1") + "," + answered, 400, 131009},
		"no session":              {"accept", ringing, 400, 100},
		"a session of text":       {"accept", ringing + `,"session":"v=0"`, 400, 100},
		"an offer for an answer":  {"accept", ringing + "," + offered, 400, 100},
		"an answer for an offer":  {"connect", `"to":"` + callee + `",` + answered, 400, 100},
		"no session description":  {"connect", `"to":"` + callee + `","session":{"sdp_type":"offer","sdp":"hello"}`, 400, 100},
		"nobody":                  {"connect", offered, 400, 100},
		"the number itself":       {"connect", `"to":"15550100",` + offered, 400, 131021},
		"a user who forbids it":   {"connect", `"to":"15550100123",` + offered, 401, 138006},
		"a user in a call":        {"connect", `"to":"15550100124",` + offered, 401, 138006},
		"a reason for nothing":    {"accept", ringing + "," + answered + `,"recording":{"status":"ENABLED"}`, 400, 100},
		"no language":             {"accept", ringing + "," + answered + `,"transcription":{"status":"ENABLED","purpose":"x"}`, 400, 100},
		"an unknown status":       {"accept", ringing + "," + answered + `,"recording":{"status":"maybe"}`, 400, 100},
		"a recording as text":     {"accept", ringing + "," + answered + `,"recording":"yes"`, 400, 100},
		"too long a purpose":      {"accept", ringing + "," + answered + `,"recording":{"status":"ENABLED","purpose":"` + fmt.Sprintf("%0251d", 0) + `"}`, 400, 100},
		"too much callback data":  {"accept", ringing + "," + answered + `,"biz_opaque_callback_data":"` + fmt.Sprintf("%0513d", 0) + `"`, 400, 100},
		"no session in an update": {"media_update", ofCall(graphtest.AcceptedCallID), 400, 100},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onCall(t, graphtest.New(), test.action, test.members).requireError(t, test.status, test.code)
		})
	}
	srv := graphtest.New()
	act(t, srv, callsPath, `{"action":"reject",`+ringing+`}`).requireError(t, 400, 100)
	second := "/" + graphtest.SecondPhoneNumberID
	act(t, srv, second+"/calls", `{"messaging_product":"whatsapp","action":"reject",`+ringing+`}`).requireError(t, 401, 138000)
	get(t, srv, second+"/call_permissions?user_wa_id="+callee).requireError(t, 401, 138000)
	get(t, srv, "/"+graphtest.PhoneNumberID+"/call_permissions").requireError(t, 400, 100)
	get(t, srv, "/"+graphtest.PhoneNumberID+"/call_permissions?recipient=somebody").requireError(t, 400, 100)
	act(t, srv, settingsPath, callsOn)
	onCall(t, srv, "reject", ringing).requireError(t, 400, 131055)
	unverified := "/" + graphtest.UnverifiedPhoneNumberID + "/calls"
	act(t, srv, unverified, `{"messaging_product":"whatsapp","action":"reject",`+ringing+`}`).requireError(t, 400, 133010)
}

func TestCallsAtATime(t *testing.T) {
	t.Parallel()
	srv := graphtest.New(graphtest.WithHistory(0))
	connect(t, srv, callee)
	onCall(t, srv, "connect", `"to":"`+callee+`",`+offered).requireError(t, http.StatusBadRequest, 138003)
	for i := range 997 {
		srv.AddCall(graphtest.PhoneNumberID, graphtest.Call{User: fmt.Sprintf("15550200%03d", i)})
	}
	require.NoError(t, srv.PermitCalls(graphtest.PhoneNumberID, otherCaller, true))
	onCall(t, srv, "connect", `"to":"`+otherCaller+`",`+offered).requireError(t, http.StatusTooManyRequests, 138002)
	require.NoError(t, srv.HangUp(graphtest.CallID))
	connect(t, srv, otherCaller)
	require.Panics(t, func() { srv.AddCall(graphtest.PhoneNumberID, graphtest.Call{ID: graphtest.CallID}) })
}

func TestCallsAreCountedAndOpenTheWindow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := graphtest.New(graphtest.WithServiceWindow())
		text := func(user string) string {
			return `{"messaging_product":"whatsapp","to":"` + user + `","type":"text","text":{"body":"Hello"}}`
		}
		failure := func(user string) *webhook.Error {
			act(t, srv, messages, text(user))
			sent := srv.Outbox()
			return sent[len(sent)-1].Failure
		}
		id := connect(t, srv, callee)
		require.NotNil(t, failure(callee), "nobody has picked up")
		require.NoError(t, srv.AcceptCall(id))
		require.Nil(t, failure(callee))
		time.Sleep(40 * time.Second)
		require.NoError(t, srv.HangUp(id))
		_, err := srv.StartCall(graphtest.PhoneNumberID, otherCaller, "")
		require.NoError(t, err)
		require.Nil(t, failure(otherCaller))

		now := time.Now().Unix()
		field := fmt.Sprintf(`call_analytics.start(%d).end(%d).granularity(DAILY).dimensions(["DIRECTION"])`, now-86400, now+86400)
		report := get(t, srv, "/"+graphtest.WABAID+query("fields", field)).Body
		require.Contains(t, report, `"average_duration":40`, report)
		require.Contains(t, report, `"BUSINESS_INITIATED"`)
	})
}
