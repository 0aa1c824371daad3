package simulator_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/simulator"
	"github.com/wabakit/whatsapp/webhook"
)

// group returns a group as the interface tells of it.
func (b *bench) group(id string) map[string]any {
	b.t.Helper()
	return find(b.t, b.api(http.MethodGet, "/groups", "")["groups"], "id", id)
}

// participants returns the next webhook, which must be about participants.
func (b *bench) participants() webhook.GroupParticipants {
	b.t.Helper()
	event, isAbout := b.next().(*webhook.GroupParticipantsEvent)
	require.True(b.t, isAbout)
	return event.Group
}

func TestGroupOnThePhone(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	group := b.group(graphtest.GroupID)
	require.Equal(t, "Spring tour", group["subject"])
	require.Equal(t, []any{"u1", "u4"}, group["participants"])
	require.Equal(t, "u5", group["join_requests"].([]any)[0].(map[string]any)["user"])

	b.api(http.MethodPost, "/users/u1/messages", `{"text":"Where do we meet?","group_id":"`+graphtest.GroupID+`"}`)
	asked := b.message()
	require.Equal(t, graphtest.GroupID, asked.GroupID)
	require.Equal(t, firstUser, asked.From)

	status, text := b.graph(http.MethodPost, "/"+graphtest.PhoneNumberID+"/messages",
		`{"messaging_product":"whatsapp","recipient_type":"group","to":"`+graphtest.GroupID+`","type":"text","text":{"body":"At noon"}}`)
	require.Equal(t, http.StatusOK, status, text)
	require.Equal(t, webhook.MessageStatusSent, b.status().Status)
	var delivered []string
	for range 2 {
		told := b.status()
		require.Equal(t, webhook.MessageStatusDelivered, told.Status)
		delivered = append(delivered, told.RecipientParticipantID)
	}
	slices.Sort(delivered)
	require.Equal(t, []string{firstUser, "15550100124"}, delivered, "one status for each participant")

	found := b.api(http.MethodGet, "/messages?group_id="+graphtest.GroupID+"&direction=sent", "")["messages"].([]any)
	require.Len(t, found, 1)
	require.Equal(t, graphtest.PhoneNumberID+"."+graphtest.GroupID, found[0].(map[string]any)["chat"])
	require.Contains(t, b.refused(http.MethodPost, "/users/u2/messages", `{"text":"hi","group_id":"`+graphtest.GroupID+`"}`, http.StatusBadRequest), "not in the group")
	b.refused(http.MethodPost, "/users/u1/messages", `{"text":"hi","group_id":"nowhere"}`, http.StatusNotFound)
	b.refused(http.MethodPost, "/users/u1/read", `{"group_id":"nowhere"}`, http.StatusNotFound)
	b.refused(http.MethodPost, "/users/u2/read", `{"group_id":"`+graphtest.GroupID+`"}`, http.StatusNotFound)
}

func TestJoiningAndLeavingGroups(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	link := b.group(graphtest.GroupID)["invite_link"].(string)
	join := `{"invite_link":"` + link + `"}`
	require.Equal(t, false, b.api(http.MethodPost, "/users/u2/groups", join)["joined"], "the business lets people in")
	asked := b.participants()
	require.Equal(t, "group_join_request_created", asked.Type)
	b.api(http.MethodDelete, "/users/u2/groups/"+graphtest.GroupID, "")
	require.Equal(t, "group_join_request_revoked", b.participants().Type)

	b.api(http.MethodPost, "/users/u2/groups", join)
	asked = b.participants()
	status, text := b.graph(http.MethodPost, "/"+graphtest.GroupID+"/join_requests",
		`{"messaging_product":"whatsapp","join_requests":["`+asked.JoinRequestID+`"]}`)
	require.Equal(t, http.StatusOK, status, text)
	require.Equal(t, "15550100127", b.participants().AddedParticipants[0].WAID)
	require.Contains(t, b.group(graphtest.GroupID)["participants"], "u2")

	b.api(http.MethodDelete, "/users/u2/groups/"+graphtest.GroupID, "")
	left := b.participants()
	require.Equal(t, "participant", left.InitiatedBy)
	require.Contains(t, b.refused(http.MethodDelete, "/users/u2/groups/"+graphtest.GroupID, "", http.StatusBadRequest), "not in the group")

	status, text = b.graph(http.MethodDelete, "/"+graphtest.GroupID+"/participants", `{"messaging_product":"whatsapp","participants":[{"user":"`+firstUser+`"}]}`)
	require.Equal(t, http.StatusOK, status, text)
	require.Equal(t, "business", b.participants().InitiatedBy)
	require.Contains(t, b.refused(http.MethodPost, "/users/u1/groups", join, http.StatusBadRequest), "removed")

	var notices []string
	for _, m := range b.api(http.MethodGet, "/messages?group_id="+graphtest.GroupID, "")["messages"].([]any) {
		notices = append(notices, m.(map[string]any)["content"].(map[string]any)["body"].(string))
	}
	require.Equal(t, []string{
		"Second user asked to join", "Second user no longer asks to join", "Second user asked to join",
		"Second user joined using the invite link", "Second user left", "The business removed First user",
	}, notices)
	b.refused(http.MethodDelete, "/users/u2/groups/nowhere", "", http.StatusNotFound)
	b.refused(http.MethodPost, "/users/u2/groups", `{"invite_link":"https://chat.whatsapp.com/none"}`, http.StatusBadRequest)
}

// Somebody whose number the business does not see is in a group by user id.
func TestHiddenNumberInAGroup(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	status, text := b.graph(http.MethodPost, "/"+graphtest.PhoneNumberID+"/groups", `{"messaging_product":"whatsapp","subject":"Readers"}`)
	require.Equal(t, http.StatusOK, status, text)
	created, isCreation := b.next().(*webhook.GroupLifecycleEvent)
	require.True(t, isCreation)
	require.Equal(t, true, b.api(http.MethodPost, "/users/u3/groups", `{"invite_link":"`+created.Group.InviteLink+`"}`)["joined"])
	require.Equal(t, "US.13491208655302741918", b.participants().AddedParticipants[0].UserID)
	require.Equal(t, []any{"u3"}, b.group(created.Group.GroupID)["participants"])
	b.api(http.MethodDelete, "/users/u3/groups/"+created.Group.GroupID, "")
	require.Equal(t, "US.13491208655302741918", b.participants().RemovedParticipants[0].UserID)
}

func TestSuspendedGroup(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.api(http.MethodPost, "/groups/"+graphtest.GroupID+"/suspend", "")
	_, isStatus := b.next().(*webhook.GroupStatusEvent)
	require.True(t, isStatus)
	require.Equal(t, true, b.group(graphtest.GroupID)["suspended"])
	require.Contains(t, b.refused(http.MethodPost, "/users/u1/messages", `{"text":"hi","group_id":"`+graphtest.GroupID+`"}`, http.StatusBadRequest), "suspended")
	b.api(http.MethodPost, "/groups/"+graphtest.GroupID+"/reinstate", "")
	b.next()
	b.api(http.MethodPost, "/users/u1/messages", `{"text":"hi","group_id":"`+graphtest.GroupID+`"}`)
	b.message()
	b.refused(http.MethodPost, "/groups/"+graphtest.GroupID+"/praise", "", http.StatusNotFound)
	b.refused(http.MethodPost, "/groups/nowhere/suspend", "", http.StatusNotFound)
}

// A rule can be for a group, and a group's id that ends in a code is not a
// recipient's number.
func TestFaultsOfGroups(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.sim.Server().AddGroup(graphtest.PhoneNumberID, graphtest.Group{ID: "Group-131056", Participants: []string{firstUser}})
	send := `{"messaging_product":"whatsapp","recipient_type":"group","to":"Group-131056","type":"text","text":{"body":"hi"}}`
	status, text := b.graph(http.MethodPost, "/"+graphtest.PhoneNumberID+"/messages", send)
	require.Equal(t, http.StatusOK, status, text)
	for range 3 {
		b.next()
	}
	b.api(http.MethodPost, "/rules", `{"fault":"status","code":131049,"recipient":"Group-131056","times":1}`)
	b.graph(http.MethodPost, "/"+graphtest.PhoneNumberID+"/messages", send)
	require.Equal(t, 131049, b.status().Errors[0].Code)
}

func TestGroupsAreInTheFileOfAWorld(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.api(http.MethodPost, "/users/u2/groups", `{"invite_link":"`+b.group(graphtest.GroupID)["invite_link"].(string)+`"}`)
	b.participants()
	saved, err := b.sim.Save()
	require.NoError(t, err)
	want := b.api(http.MethodGet, "/groups", "")
	other, err := simulator.New()
	require.NoError(t, err)
	require.NoError(t, other.Load(saved))
	c := &bench{t: t, sim: other}
	require.Equal(t, want, c.inMemory(http.MethodGet, "/groups"))
	var chats struct {
		Chats []struct {
			Last struct{ Content json.RawMessage }
		}
	}
	text, err := json.Marshal(c.inMemory(http.MethodGet, "/state"))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &chats))
	require.Contains(t, string(chats.Chats[0].Last.Content), "asked to join")
}
