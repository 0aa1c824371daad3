package graphtest_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

func inviteLink(t *testing.T, srv *graphtest.Server, id string) string {
	t.Helper()
	link, _ := get(t, srv, "/"+id+"/invite_link").object(t)["invite_link"].(string)
	require.NotEmpty(t, link)
	return link
}

func TestPeopleJoinByLink(t *testing.T) {
	t.Parallel()
	srv, hooks, box := newHooks(t)
	id := srv.AddGroup(graphtest.PhoneNumberID, graphtest.Group{Subject: "Walkers"})
	link := inviteLink(t, srv, id)
	require.NoError(t, srv.JoinGroup(link, "+1 555-010-0123"))
	require.NoError(t, srv.JoinGroup(link, "15550100123"), "who is in, stays in")
	require.NoError(t, srv.JoinGroup(link, "US.7"))
	require.Equal(t, []any{map[string]any{"wa_id": "15550100123"}, map[string]any{"user_id": "US.7"}}, participants(t, srv, id))
	srv.LeaveGroup(id, "US.7")
	require.Equal(t, []string{
		"group_participants_add   +15550100123 - !", "group_participants_add   +US.7 - !",
		"group_participants_remove  participant + -US.7 !",
	}, groupNews(t, hooks, box))
	require.Panics(t, func() { srv.LeaveGroup(id, "US.7") })
	require.NoError(t, srv.JoinGroup(link, "US.7"), "who left may come back")

	for i := range 6 {
		require.NoError(t, srv.JoinGroup(link, fmt.Sprint("155501002", i, i)))
	}
	require.ErrorContains(t, srv.JoinGroup(link, "15550100299"), "the group is full")

	next := call(t, srv, "POST", "/"+id+"/invite_link", jsonBody(`{"messaging_product":"whatsapp"}`)).object(t)["invite_link"].(string)
	require.NotEqual(t, link, next)
	srv.LeaveGroup(id, "US.7")
	require.ErrorContains(t, srv.JoinGroup(link, "US.7"), "leads to no group")
	require.NoError(t, srv.JoinGroup(next, "US.7"))
	require.Equal(t, "true", call(t, srv, "DELETE", "/"+id+"/invite_link", jsonBody(`{"messaging_product":"whatsapp"}`)).object(t)["success"])
	require.Error(t, srv.JoinGroup(next, "US.8"))
	require.Error(t, srv.JoinGroup("", "US.8"))
	get(t, srv, "/"+id+"/invite_link").requireError(t, http.StatusBadRequest, 100)
}

func TestPeopleAreRemoved(t *testing.T) {
	t.Parallel()
	srv, hooks, box := newHooks(t)
	remove := `{"messaging_product":"whatsapp","participants":[{"user":"+1 555-010-0123"},{"user":"15550100199"}]}`
	answer := call(t, srv, "DELETE", groupPath+"/participants", jsonBody(remove)).object(t)
	require.NoError(t, hooks.Flush(t.Context()))
	event := box.take()[0].(*webhook.GroupParticipantsEvent)
	require.Equal(t, answer["request_id"], event.Group.RequestID)
	require.Equal(t, []webhook.GroupParticipant{{Input: "+1 555-010-0123", WAID: "15550100123"}}, event.Group.RemovedParticipants)
	require.Equal(t, 131212, event.Group.FailedParticipants[0].Errors[0].Code)
	require.Equal(t, 131201, event.Group.Errors[0].Code)
	require.Equal(t, "business", event.Group.InitiatedBy)

	link := inviteLink(t, srv, graphtest.GroupID)
	require.ErrorContains(t, srv.JoinGroup(link, "15550100123"), "was removed from the group")
	add := `{"messaging_product":"whatsapp","participants":[{"user":"15550100123"},{"user":"15550100124"},{"user":"US.7"}]}`
	call(t, srv, "POST", groupPath+"/participants", jsonBody(add)).object(t)
	require.Equal(t, []string{"group_participants_add  business +15550100123,15550100124,US.7 - !"}, groupNews(t, hooks, box))
	require.Len(t, participants(t, srv, graphtest.GroupID), 3, "one was there already")
	srv.LeaveGroup(graphtest.GroupID, "15550100123")
	require.NoError(t, srv.JoinGroup(link, "15550100123"), "who was added again may come back")
}

func TestJoinRequests(t *testing.T) {
	t.Parallel()
	srv, hooks, box := newHooks(t)
	link := inviteLink(t, srv, graphtest.GroupID)
	require.NoError(t, srv.JoinGroup(link, "US.7"))
	require.NoError(t, srv.JoinGroup(link, "US.7"), "asked once already")
	require.NoError(t, srv.JoinGroup(link, "15550100128"))
	requests := get(t, srv, groupPath+"/join_requests").data(t)
	require.Len(t, requests, 3)
	require.Equal(t, graphtest.JoinRequestID, requests[0]["join_request_id"])
	require.Equal(t, "15550100125", requests[0]["wa_id"])
	group := get(t, srv, groupPath+"?fields=creation_timestamp").object(t)
	require.Equal(t, group["creation_timestamp"], requests[0]["creation_timestamp"], "every sample world is the same")
	require.Equal(t, "US.7", requests[1]["user_id"])
	require.NotEmpty(t, requests[1]["creation_timestamp"])
	require.Len(t, get(t, srv, groupPath+"/join_requests?limit=1").data(t), 1)
	srv.CancelJoinRequest(graphtest.GroupID, "15550100128")
	require.Panics(t, func() { srv.CancelJoinRequest(graphtest.GroupID, "15550100128") })

	body := fmt.Sprintf(`{"messaging_product":"whatsapp","join_requests":["%s","%s"]}`, requests[1]["join_request_id"], requests[2]["join_request_id"])
	partly := call(t, srv, "POST", groupPath+"/join_requests", jsonBody(body))
	require.Equal(t, http.StatusPartialContent, partly.Status)
	answer := partly.object(t)
	require.Equal(t, []any{requests[1]["join_request_id"]}, answer["approved_join_requests"])
	failed := answer["failed_join_requests"].([]any)[0].(map[string]any)
	require.Equal(t, requests[2]["join_request_id"], failed["join_request_id"])
	require.EqualValues(t, 131213, failed["errors"].([]any)[0].(map[string]any)["code"])
	require.EqualValues(t, 131201, answer["errors"].([]any)[0].(map[string]any)["code"])
	call(t, srv, "POST", groupPath+"/join_requests", jsonBody(body)).requireError(t, http.StatusBadRequest, 131213)
	require.Equal(t, []string{
		"group_join_request_created US.7  + - !", "group_join_request_created 15550100128  + - !",
		"group_join_request_revoked 15550100128  + - !", "group_participants_add   +US.7 - !",
	}, groupNews(t, hooks, box))

	reject := call(t, srv, "DELETE", groupPath+"/join_requests", jsonBody(`{"messaging_product":"whatsapp","join_requests":["`+graphtest.JoinRequestID+`"]}`))
	require.Equal(t, []any{graphtest.JoinRequestID}, reject.object(t)["rejected_join_requests"])
	require.Zero(t, hooks.Pending(), "a rejection has no webhook")
	require.Empty(t, get(t, srv, groupPath+"/join_requests").data(t))
	require.Len(t, participants(t, srv, graphtest.GroupID), 3)
	require.NoError(t, srv.JoinGroup(link, "15550100125"), "they may ask again")
}

func TestApprovingMoreThanThereIsRoomFor(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	id := srv.AddGroup(graphtest.PhoneNumberID, graphtest.Group{
		Participants: []string{"US.1", "US.2", "US.3", "US.4", "US.5", "US.6", "US.7"},
		JoinRequests: []graphtest.GroupJoinRequest{{ID: "jr-1", User: "US.8"}, {ID: "jr-2", User: "US.9"}},
	})
	approve := jsonBody(`{"messaging_product":"whatsapp","join_requests":["jr-1","jr-2"]}`)
	partly := call(t, srv, "POST", "/"+id+"/join_requests", approve)
	require.Equal(t, http.StatusPartialContent, partly.Status)
	require.Contains(t, partly.Body, `131204`)
	require.Len(t, participants(t, srv, id), 8)
	require.Len(t, get(t, srv, "/"+id+"/join_requests").data(t), 1, "who had no room still waits")
}
