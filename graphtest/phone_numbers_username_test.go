package graphtest_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

const usernamePath = "/" + graphtest.PhoneNumberID + "/username"

// usernameEvents are the number, the username and the status of each event.
func usernameEvents(t *testing.T, hooks *graphtest.Webhooks, box *inbox) []string {
	t.Helper()
	require.NoError(t, hooks.Run(t.Context()))
	var found []string
	for _, event := range box.take() {
		changed, isUsername := event.(*webhook.BusinessUsernameEvent)
		require.True(t, isUsername, "%T", event)
		found = append(found, strings.TrimSpace(changed.DisplayPhoneNumber+" "+changed.Username)+" "+changed.Status)
	}
	return found
}

func TestUsernameFromReservedToDeleted(t *testing.T) {
	t.Parallel()
	srv, hooks, box := newHooks(t)
	require.JSONEq(t, `{}`, get(t, srv, usernamePath).Body)
	require.JSONEq(t, `{"success":false}`, call(t, srv, http.MethodDelete, usernamePath).Body)
	require.PanicsWithValue(t, "graphtest: "+graphtest.PhoneNumberID+" has no username", func() {
		srv.ReviewUsername(graphtest.PhoneNumberID, "approved")
	})
	require.JSONEq(t, `{"status":"reserved"}`, act(t, srv, usernamePath, `{"username":"Support.Line"}`).Body)
	require.JSONEq(t, `{"username":"Support.Line","status":"reserved"}`, get(t, srv, usernamePath).Body)
	srv.ReviewUsername(graphtest.PhoneNumberID, "approved")
	require.JSONEq(t, `{"username":"Support.Line","status":"approved"}`, get(t, srv, usernamePath).Body)
	require.Equal(t, "Support.Line", get(t, srv, "/"+graphtest.PhoneNumberID+"?fields=username").object(t)["username"])
	require.JSONEq(t, `{"success":true}`, call(t, srv, http.MethodDelete, usernamePath).Body)
	require.JSONEq(t, `{}`, get(t, srv, usernamePath).Body)
	require.Equal(t, []string{
		"15550100 Support.Line reserved", "15550100 Support.Line approved", "15550100 deleted",
	}, usernameEvents(t, hooks, box))
}

func TestUsernamesAppearAfterATime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := graphtest.New(graphtest.WithUsernameDelay(time.Hour))
		status := func() any { return get(t, srv, usernamePath).object(t)["status"] }
		act(t, srv, usernamePath, `{"username":"first_name"}`)
		time.Sleep(30 * time.Minute)
		act(t, srv, usernamePath, `{"username":"second_name"}`)
		time.Sleep(30 * time.Minute)
		require.Equal(t, "reserved", status(), "it is the time of the first one")
		time.Sleep(30*time.Minute - time.Nanosecond)
		require.Equal(t, "reserved", status())
		time.Sleep(time.Nanosecond)
		require.Equal(t, "approved", status())
	})
}

func TestUsernamesThatOthersHave(t *testing.T) {
	t.Parallel()
	srv, hooks, box := newHooks(t)
	other := srv.AddPhoneNumber(srv.AddWABA(srv.AddBusiness(graphtest.Business{}), graphtest.WABA{}), graphtest.PhoneNumber{
		Fields: map[string]any{"username": "far_away"},
	})
	srv.AddUsername("Famous")
	second := "/" + graphtest.SecondPhoneNumberID + "/username"
	act(t, srv, usernamePath, `{"username":"support"}`)
	act(t, srv, second, `{"username":"famous"}`).requireError(t, http.StatusBadRequest, 147001)
	act(t, srv, second, `{"username":"FAR_AWAY","transfer_action":"force_transfer"}`).requireError(t, http.StatusBadRequest, 147001)
	act(t, srv, second, `{"username":"Support"}`).requireError(t, http.StatusBadRequest, 147005)
	act(t, srv, second, `{"username":"Support","transfer_action":"none"}`).requireError(t, http.StatusBadRequest, 147005)
	act(t, srv, second, `{"username":"Support","transfer_action":"steal"}`).requireError(t, http.StatusBadRequest, 100)
	require.JSONEq(t, `{"status":"reserved"}`, act(t, srv, second, `{"username":"Support","transfer_action":"force_transfer"}`).Body)
	require.JSONEq(t, `{}`, get(t, srv, usernamePath).Body)
	require.JSONEq(t, `{"username":"far_away","status":"approved"}`, get(t, srv, "/"+other+"/username").Body)
	require.Equal(t, []string{"15550100 support reserved", "15550100 deleted", "15550101 Support reserved"}, usernameEvents(t, hooks, box))

	act(t, srv, second, `{"username":"orders"}`) // gives the old one back
	require.Equal(t, http.StatusOK, act(t, srv, usernamePath, `{"username":"support"}`).Status)
	act(t, srv, "/"+graphtest.UnverifiedPhoneNumberID+"/username", `{"username":"new_one"}`).requireError(t, http.StatusBadRequest, 133010)
}

func TestUsernameFormAtTheServer(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	for _, name := range []string{"", "ab", strings.Repeat("a", 36), "12_3", ".abc", "abc.", "a..b", "a-b", "wWw_a", "shop.com", "shop.HTML", "läden"} {
		act(t, srv, usernamePath, `{"username":"`+name+`"}`).requireError(t, http.StatusBadRequest, 100)
		if name != "" {
			act(t, srv, "/"+graphtest.PhoneNumberID, `{"username":"`+name+`"}`).requireError(t, http.StatusBadRequest, 100)
		}
	}
	for _, name := range []string{"abc", strings.Repeat("a", 35), "a.b_1", "com.shop"} {
		require.Equal(t, http.StatusOK, act(t, srv, usernamePath, `{"username":"`+name+`"}`).Status, name)
	}
}

func TestUsernameSuggestions(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	path := "/" + graphtest.PhoneNumberID + "/username_suggestions"
	require.JSONEq(t, `{"data":[{"username_suggestions":["supportline","support.line","support_line"]}]}`, get(t, srv, path).Body)
	srv.AddUsername("support.line")
	require.JSONEq(t, `{"data":[{"username_suggestions":["supportline","support_line"]}]}`, get(t, srv, path).Body)
	one := srv.AddPhoneNumber(graphtest.WABAID, graphtest.PhoneNumber{VerifiedName: "Bakery"})
	require.JSONEq(t, `{"data":[{"username_suggestions":["bakery"]}]}`, get(t, srv, "/"+one+"/username_suggestions").Body)
}

func TestContactBook(t *testing.T) {
	t.Parallel()
	srv, hooks, _ := newHooks(t)
	const somebody, path = "US.13491208655302741918", "/" + graphtest.PhoneNumberID + "/contact_book"
	require.NoError(t, hooks.Deliver(t.Context(), graphtest.Inbound{From: "15550100123", UserID: somebody, Text: "hello"}))
	require.NoError(t, hooks.Deliver(t.Context(), graphtest.Inbound{UserID: "US.2", Text: "hello"}))
	require.Equal(t, map[string]string{somebody: "15550100123"}, srv.ContactBook(graphtest.BusinessID))
	remove := func(userID string) answer {
		return call(t, srv, http.MethodDelete, path+query("messaging_product", "whatsapp", "bsuid", userID))
	}
	require.JSONEq(t, `{"messaging_product":"whatsapp","success":true,"deleted":true}`, remove(somebody).Body)
	require.JSONEq(t, `{"messaging_product":"whatsapp","success":true,"deleted":false}`, remove(somebody).Body)
	require.Empty(t, srv.ContactBook(graphtest.BusinessID))
	remove("US.ENT.1").requireError(t, http.StatusBadRequest, 100)
	call(t, srv, http.MethodDelete, path+query("bsuid", somebody)).requireError(t, http.StatusBadRequest, 100)
}

func TestBusinessAppSyncsOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv, hooks, box := newHooks(t)
		id := srv.AddPhoneNumber(graphtest.WABAID, graphtest.PhoneNumber{CreatedAt: time.Now(), Fields: map[string]any{"is_on_biz_app": true}})
		srv.AddAppContact(id, graphtest.AppContact{PhoneNumber: "15550100123", FullName: "Pat Reader", UserID: "US.1349"})
		sync := func(id, data string) answer {
			return act(t, srv, "/"+id+"/smb_app_data", `{"messaging_product":"whatsapp","sync_type":"`+data+`"}`)
		}
		time.Sleep(24 * time.Hour)
		require.NotEmpty(t, sync(id, "smb_app_state_sync").object(t)["request_id"])
		sync(id, "smb_app_state_sync").requireError(t, http.StatusBadRequest, 2593107)
		require.Equal(t, http.StatusOK, sync(id, "history").Status)
		require.NoError(t, hooks.Run(t.Context()))
		events := box.take()
		require.Len(t, events, 2)
		contact, isContact := events[0].(*webhook.AppStateSyncEvent)
		require.True(t, isContact, "%T", events[0])
		require.Equal(t, "Pat Reader", contact.Sync.Contact.FullName)
		history, isHistory := events[1].(*webhook.HistoryEvent)
		require.True(t, isHistory, "%T", events[1])
		require.NotNil(t, history.History.Metadata)

		late := srv.AddPhoneNumber(graphtest.WABAID, graphtest.PhoneNumber{CreatedAt: time.Now(), Fields: map[string]any{"is_on_biz_app": true}})
		time.Sleep(24*time.Hour + time.Second)
		sync(late, "history").requireError(t, http.StatusBadRequest, 2593108)
		sync(graphtest.PhoneNumberID, "history").requireError(t, http.StatusBadRequest, 100)
		sync(late, "everything").requireError(t, http.StatusBadRequest, 100)
		act(t, srv, "/"+late+"/smb_app_data", `{"messaging_product":"whatsapp"}`).requireError(t, http.StatusBadRequest, 100)
		act(t, srv, "/"+late+"/smb_app_data", `{"sync_type":"history"}`).requireError(t, http.StatusBadRequest, 100)
	})
}
