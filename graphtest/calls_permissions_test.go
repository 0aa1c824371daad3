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

const wanted = "15550100177"

// permissions reads what the number may do about a user: the status, whether it
// may ask and whether it may call.
func permissions(t *testing.T, srv *graphtest.Server, user string) string {
	t.Helper()
	object := get(t, srv, "/"+graphtest.PhoneNumberID+"/call_permissions"+query("user_wa_id", user)).object(t)
	actions := object["actions"].([]any)
	may := func(i int) any { return actions[i].(map[string]any)["can_perform_action"] }
	return fmt.Sprint(object["permission"].(map[string]any)["status"], " ", may(0), " ", may(1))
}

func askToCall(t *testing.T, srv *graphtest.Server) answer {
	t.Helper()
	return act(t, srv, messages, `{"messaging_product":"whatsapp","to":"`+wanted+`","type":"interactive","interactive":{
		"type":"call_permission_request","action":{"name":"call_permission_request"},"body":{"text":"May we call?"}}}`)
}

// lastSent returns the id of the latest message.
func lastSent(srv *graphtest.Server) string {
	sent := srv.Outbox()
	return sent[len(sent)-1].ID
}

func TestPermissionToCall(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const day = 24 * time.Hour
		srv, hooks, box := newHooks(t, graphtest.WithStatuses())
		require.Equal(t, "no_permission true false", permissions(t, srv, wanted))
		require.Equal(t, http.StatusOK, askToCall(t, srv).Status)
		first := lastSent(srv)
		require.Equal(t, "no_permission false false", permissions(t, srv, wanted))
		askToCall(t, srv).requireError(t, http.StatusBadRequest, 138009)
		require.NoError(t, srv.AnswerCallPermission(first, webhook.CallPermissionReply{Response: webhook.CallPermissionResponseReject}))
		require.Equal(t, "no_permission false false", permissions(t, srv, wanted))

		time.Sleep(day)
		require.Equal(t, http.StatusOK, askToCall(t, srv).Status)
		require.NoError(t, srv.AnswerCallPermission(lastSent(srv), webhook.CallPermissionReply{}))
		require.Equal(t, "temporary false true", permissions(t, srv, wanted))
		time.Sleep(day)
		askToCall(t, srv).requireError(t, http.StatusBadRequest, 138009)
		body := get(t, srv, "/"+graphtest.PhoneNumberID+"/call_permissions"+query("user_wa_id", wanted)).Body
		require.Contains(t, body, fmt.Sprintf(`"limit_expiration_time":%d`, time.Now().Add(5*day).Unix()), body)

		time.Sleep(6 * day)
		require.Equal(t, "no_permission true false", permissions(t, srv, wanted), "seven days are over")
		require.ErrorContains(t, srv.AnswerCallPermission(first, webhook.CallPermissionReply{}), "expired")
		require.Panics(t, func() { _ = srv.AnswerCallPermission("wamid.1", webhook.CallPermissionReply{}) })

		require.Equal(t, http.StatusOK, askToCall(t, srv).Status)
		require.NoError(t, srv.AnswerCallPermission(lastSent(srv), webhook.CallPermissionReply{IsPermanent: true}))
		require.Equal(t, "permanent false true", permissions(t, srv, wanted))
		time.Sleep(2 * day)
		askToCall(t, srv).requireError(t, http.StatusBadRequest, 138017)
		srv.ForbidCalls(graphtest.PhoneNumberID, wanted)
		require.Equal(t, "no_permission true false", permissions(t, srv, wanted))
		require.NoError(t, srv.PermitCalls(graphtest.PhoneNumberID, "US.7", false))
		require.Equal(t, "temporary true true", permissions(t, srv, "US.7"))
		require.Equal(t, []string{
			"reject false user_action", "accept false user_action", "accept true user_action", "accept false user_action",
		}, callNews(t, hooks, box))
	})
}

// Whoever picks up may be asked again, and be called 100 times a day.
func TestLimitsOfCallsToAUser(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := graphtest.New()
		require.Equal(t, http.StatusOK, askToCall(t, srv).Status)
		require.NoError(t, srv.PermitCalls(graphtest.PhoneNumberID, wanted, false))
		require.Equal(t, "temporary false true", permissions(t, srv, wanted))
		for range 100 {
			id := connect(t, srv, wanted)
			require.NoError(t, srv.AcceptCall(id))
			require.NoError(t, srv.HangUp(id))
		}
		require.Equal(t, "temporary true false", permissions(t, srv, wanted))
		onCall(t, srv, "connect", `"to":"`+wanted+`",`+offered).requireError(t, http.StatusBadRequest, 138012)
		time.Sleep(24 * time.Hour)
		connect(t, srv, wanted)
	})
}

// Where callbacks are on, whoever calls may be called.
func TestCallbackPermission(t *testing.T) {
	t.Parallel()
	srv, hooks, box := newHooks(t)
	act(t, srv, settingsPath, `{"calling":{"callback_permission_status":"ENABLED"}}`)
	id, err := srv.StartCall(graphtest.PhoneNumberID, wanted, "")
	require.NoError(t, err)
	require.Equal(t, "temporary true true", permissions(t, srv, wanted))
	require.Equal(t, []string{"connect USER_INITIATED 15550100177  0", "accept false automatic"}, callNews(t, hooks, box))
	require.NoError(t, srv.HangUp(id))
	connect(t, srv, wanted)
}

// With the types of Meta's document, its words are used too.
func TestPermissionInWordsOfTheDocument(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := graphtest.New(graphtest.WithDocumentedTypes())
		require.Equal(t, "denied true false", permissions(t, srv, wanted))
		askToCall(t, srv)
		require.Equal(t, "pending false false", permissions(t, srv, wanted))
		require.NoError(t, srv.AnswerCallPermission(lastSent(srv), webhook.CallPermissionReply{}))
		require.Equal(t, "granted false true", permissions(t, srv, wanted))
		time.Sleep(7 * 24 * time.Hour)
		require.Equal(t, "expired true false", permissions(t, srv, wanted))
	})
}
