package graphtest_test

import (
	"bytes"
	"cmp"
	"fmt"
	"image"
	"image/jpeg"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

const (
	groupsPath = "/" + graphtest.PhoneNumberID + "/groups"
	groupPath  = "/" + graphtest.GroupID
)

// groupNews flushes the webhooks and returns those about groups as text.
func groupNews(t *testing.T, hooks *graphtest.Webhooks, box *inbox) []string {
	t.Helper()
	require.NoError(t, hooks.Flush(t.Context()))
	var news []string
	for _, event := range box.take() {
		switch e := event.(type) {
		case *webhook.GroupLifecycleEvent:
			news = append(news, fmt.Sprint(e.Group.Type, " ", e.Group.Subject, " ", len(e.Group.Errors)))
		case *webhook.GroupParticipantsEvent:
			news = append(news, fmt.Sprint(e.Group.Type, " ", e.Group.WAID+e.Group.UserID, " ", e.Group.InitiatedBy, " +", who(e.Group.AddedParticipants),
				" -", who(e.Group.RemovedParticipants), " !", who(e.Group.FailedParticipants)))
		case *webhook.GroupSettingsEvent:
			news = append(news, fmt.Sprint(e.Group.Type, " ", len(e.Group.Errors)))
		case *webhook.GroupStatusEvent:
			news = append(news, e.Group.Type+" "+e.Group.GroupID)
		}
		require.Equal(t, graphtest.WABAID, event.EntryID())
		require.False(t, event.Time().IsZero())
	}
	return news
}

func who(people []webhook.GroupParticipant) string {
	var found []string
	for _, person := range people {
		found = append(found, cmp.Or(person.WAID, person.UserID, person.Input))
	}
	return strings.Join(found, ",")
}

func participants(t *testing.T, srv *graphtest.Server, id string) []any {
	t.Helper()
	return get(t, srv, "/"+id+"?fields=participants").object(t)["participants"].([]any)
}

func TestGroupIsMade(t *testing.T) {
	t.Parallel()
	srv, hooks, box := newHooks(t)
	answer := call(t, srv, "POST", groupsPath, jsonBody(
		`{"messaging_product":"whatsapp","subject":" Summer tour ","description":"Sun","join_approval_mode":"approval_required"}`)).object(t)
	require.Equal(t, "whatsapp", answer["messaging_product"])
	require.NoError(t, hooks.Flush(t.Context()))
	event := box.take()[0].(*webhook.GroupLifecycleEvent)
	require.Equal(t, answer["request_id"], event.Group.RequestID)
	require.Equal(t, "group_create", event.Group.Type)
	require.Equal(t, "Summer tour", event.Group.Subject, "without the blanks around it")
	require.Equal(t, "approval_required", event.Group.JoinApprovalMode)
	require.Equal(t, graphtest.PhoneNumberID, event.Metadata.PhoneNumberID)
	require.True(t, strings.HasPrefix(event.Group.InviteLink, "https://chat.whatsapp.com/"))

	id := event.Group.GroupID
	require.Equal(t, map[string]any{"id": id, "messaging_product": "whatsapp"}, get(t, srv, "/"+id).object(t), "no field was asked for")
	found := get(t, srv, "/"+id+"?fields=subject,description,suspended,total_participant_count,participants").object(t)
	require.Equal(t, map[string]any{
		"id": id, "subject": "Summer tour", "description": "Sun", "suspended": false, "total_participant_count": 0.0, "participants": []any{},
	}, found)
	require.Equal(t, event.Group.InviteLink, get(t, srv, "/"+id+"/invite_link").object(t)["invite_link"])

	list := get(t, srv, groupsPath+"?limit=1024").object(t)["data"].(map[string]any)["groups"].([]any)
	require.Len(t, list, 3)
	require.Equal(t, graphtest.GroupID, list[0].(map[string]any)["id"])
	get(t, srv, groupsPath+"?limit=1025").requireError(t, http.StatusBadRequest, 100)
	get(t, srv, groupsPath+"?after=x").requireError(t, http.StatusBadRequest, 131059)
	get(t, srv, groupPath+"/join_requests?after=AAAA").requireError(t, http.StatusBadRequest, 131059)

	deleted := call(t, srv, "DELETE", "/"+id).object(t)
	require.Equal(t, true, deleted["success"])
	require.NotEmpty(t, deleted["request_id"])
	require.Equal(t, []string{"group_delete  0"}, groupNews(t, hooks, box))
	get(t, srv, "/"+id).requireError(t, http.StatusBadRequest, 100)
	require.Len(t, get(t, srv, groupsPath).object(t)["data"].(map[string]any)["groups"], 2)
}

func TestGroupRequestsThatFail(t *testing.T) {
	t.Parallel()
	srv, hooks, box := newHooks(t)
	cause := webhook.Error{Code: 131000, Title: "Something went wrong", ErrorData: &webhook.ErrorData{Details: "Try again"}}
	for range 4 {
		srv.FailGroupRequest(cause)
	}
	call(t, srv, "POST", groupsPath, jsonBody(`{"messaging_product":"whatsapp","subject":"Summer tour"}`)).object(t)
	call(t, srv, "POST", groupPath, jsonBody(`{"messaging_product":"whatsapp","subject":"Summer tour"}`)).object(t)
	call(t, srv, "DELETE", groupPath+"/participants", jsonBody(`{"messaging_product":"whatsapp","participants":[{"user":"15550100123"}]}`)).object(t)
	call(t, srv, "DELETE", groupPath).object(t)
	require.Equal(t, []string{
		"group_create Summer tour 1", "group_settings_update 1",
		"group_participants_remove  business + - !15550100123", "group_delete  1",
	}, groupNews(t, hooks, box))
	require.Len(t, participants(t, srv, graphtest.GroupID), 2, "nothing has changed")
	require.Equal(t, "Spring tour", get(t, srv, groupPath+"?fields=subject").object(t)["subject"])
	require.Len(t, get(t, srv, groupsPath).object(t)["data"].(map[string]any)["groups"], 2)
}

func TestGroupsThatAreRefused(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	onPhone := srv.AddPhoneNumber(graphtest.WABAID, graphtest.PhoneNumber{Fields: map[string]any{"is_on_biz_app": true}})
	long := strings.Repeat("ü", 129)
	for _, test := range []struct {
		method, path, body string
		code               int
	}{
		{"POST", groupsPath, `{"subject":"Tour"}`, 100},
		{"POST", groupsPath, `{"messaging_product":"whatsapp"}`, 100},
		{"POST", groupsPath, `{"messaging_product":"whatsapp","subject":" "}`, 100},
		{"POST", groupsPath, `{"messaging_product":"whatsapp","subject":7}`, 100},
		{"POST", groupsPath, `{"messaging_product":"whatsapp","subject":"` + long + `"}`, 100},
		{"POST", groupsPath, `{"messaging_product":"whatsapp","subject":"Tour","description":"` + strings.Repeat(long, 16) + `"}`, 100},
		{"POST", groupsPath, `{"messaging_product":"whatsapp","subject":"Tour","join_approval_mode":"never"}`, 100},
		{"POST", "/" + onPhone + "/groups", `{"messaging_product":"whatsapp","subject":"Tour"}`, 131215},
		{"POST", "/" + graphtest.UnverifiedPhoneNumberID + "/groups", `{"messaging_product":"whatsapp","subject":"Tour"}`, 133010},
		{"POST", groupPath, `{"messaging_product":"whatsapp"}`, 100},
		{"POST", groupPath, `{"subject":"Tour"}`, 100},
		{"POST", groupPath, `{"messaging_product":"whatsapp","subject":""}`, 100},
		{"POST", groupPath + "/invite_link", `{}`, 100},
		{"DELETE", groupPath + "/invite_link", `{}`, 100},
		{"POST", groupPath + "/join_requests", `{"join_requests":["1"]}`, 100},
		{"POST", groupPath + "/join_requests", `{"messaging_product":"whatsapp"}`, 100},
		{"POST", groupPath + "/join_requests", `{"messaging_product":"whatsapp","join_requests":[7]}`, 100},
		{"DELETE", groupPath + "/join_requests", `{"messaging_product":"whatsapp","join_requests":["1"]}`, 131213},
		{"POST", groupPath + "/participants", `{"participants":[{"user":"15550100127"}]}`, 100},
		{"POST", groupPath + "/participants", `{"messaging_product":"whatsapp","participants":7}`, 100},
		{"POST", groupPath + "/participants", `{"messaging_product":"whatsapp","participants":[]}`, 100},
		{"POST", groupPath + "/participants", `{"messaging_product":"whatsapp","participants":[{}]}`, 100},
		{"POST", groupPath + "/participants", `{"messaging_product":"whatsapp","participants":[{"user":"Ada"}]}`, 100},
		{"POST", groupPath + "/participants", `{"messaging_product":"whatsapp","participants":[{"user":"+1 555 010 0127"},{"user":"15550100127"}]}`, 131202},
		{"POST", groupPath + "/participants", `{"messaging_product":"whatsapp","participants":` + people(7) + `}`, 131204},
		{"POST", groupPath + "/participants", `{"messaging_product":"whatsapp","participants":` + people(9) + `}`, 100},
		{"DELETE", groupPath + "/participants", `{"messaging_product":"whatsapp","participants":` + people(2) + `}`, 131212},
	} {
		answer := call(t, srv, test.method, test.path, jsonBody(test.body))
		require.Equal(t, test.code, answer.graphError(t).Code, "%s %s: %s", test.method, test.path, test.body)
		require.Equal(t, http.StatusBadRequest, answer.Status)
	}
}

// people are users who are in no group.
func people(count int) string {
	users := make([]string, count)
	for i := range users {
		users[i] = fmt.Sprintf(`{"user":"155501002%02d"}`, i)
	}
	return "[" + strings.Join(users, ",") + "]"
}

func TestNumberOfGroupsIsLimited(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	for range 10_000 {
		srv.AddGroup(graphtest.SecondPhoneNumberID, graphtest.Group{})
	}
	call(t, srv, "POST", "/"+graphtest.SecondPhoneNumberID+"/groups", jsonBody(`{"messaging_product":"whatsapp","subject":"One more"}`)).
		requireError(t, http.StatusBadRequest, 131211)
}

func TestSuspendedGroup(t *testing.T) {
	t.Parallel()
	srv, hooks, box := newHooks(t)
	srv.SuspendGroup(graphtest.GroupID)
	require.Equal(t, true, get(t, srv, groupPath+"?fields=suspended").object(t)["suspended"])
	link := get(t, srv, groupPath+"/invite_link").object(t)["invite_link"].(string)
	require.ErrorContains(t, srv.JoinGroup(link, "15550100199"), "the group is suspended")
	for _, request := range [][3]string{
		{"POST", "", `"subject":"Tour"`},
		{"POST", "/invite_link", `"x":1`},
		{"POST", "/join_requests", `"join_requests":["1"]`},
		{"DELETE", "/participants", `"participants":` + people(1)},
	} {
		call(t, srv, request[0], groupPath+request[1], jsonBody(`{"messaging_product":"whatsapp",`+request[2]+`}`)).
			requireError(t, http.StatusForbidden, 131207)
	}
	srv.ReinstateGroup(graphtest.GroupID)
	require.NoError(t, srv.JoinGroup(link, "15550100199"))
	require.Equal(t, []string{
		"group_suspend " + graphtest.GroupID, "group_suspend_cleared " + graphtest.GroupID,
		"group_join_request_created 15550100199  + - !",
	}, groupNews(t, hooks, box))
	require.Panics(t, func() { srv.SuspendGroup("Y2F") })
}

func TestSettingsOfAGroup(t *testing.T) {
	t.Parallel()
	srv, hooks, box := newHooks(t)
	call(t, srv, "POST", groupPath, jsonBody(`{"messaging_product":"whatsapp","subject":"Winter tour","description":""}`)).object(t)
	require.NoError(t, hooks.Flush(t.Context()))
	event := box.take()[0].(*webhook.GroupSettingsEvent)
	require.Equal(t, &webhook.GroupText{Text: "Winter tour", UpdateSuccessful: true}, event.Group.GroupSubject)
	require.Equal(t, &webhook.GroupText{UpdateSuccessful: true}, event.Group.GroupDescription)
	require.Equal(t, "Winter tour", get(t, srv, groupPath+"?fields=subject").object(t)["subject"])

	answer := call(t, srv, "POST", groupPath, picture(t, "image/jpeg", jpegOf(t, 192, 192))).object(t)
	require.NoError(t, hooks.Flush(t.Context()))
	event = box.take()[0].(*webhook.GroupSettingsEvent)
	require.Equal(t, answer["request_id"], event.Group.RequestID)
	require.Equal(t, "image/jpeg", event.Group.ProfilePicture.MIMEType)
	require.NotEmpty(t, event.Group.ProfilePicture.SHA256)
	require.True(t, event.Group.ProfilePicture.UpdateSuccessful)
	require.Nil(t, event.Group.GroupSubject)

	for code, file := range map[int]payload{
		100:    picture(t, "image/png", jpegOf(t, 192, 192)),
		131053: picture(t, "image/jpeg", []byte("no picture")),
		131209: picture(t, "image/jpeg", jpegOf(t, 192, 200)),
		131210: picture(t, "image/jpeg", jpegOf(t, 191, 191)),
	} {
		call(t, srv, "POST", groupPath, file).requireError(t, http.StatusBadRequest, code)
	}
	call(t, srv, "POST", groupPath, picture(t, "image/jpeg", append(jpegOf(t, 192, 192), make([]byte, 5<<20)...))).
		requireError(t, http.StatusBadRequest, 131053)
	require.Zero(t, hooks.Pending())
}

func jpegOf(t *testing.T, width, height int) []byte {
	t.Helper()
	var encoded bytes.Buffer
	require.NoError(t, jpeg.Encode(&encoded, image.NewGray(image.Rect(0, 0, width, height)), nil))
	return encoded.Bytes()
}

// picture is a form with a group's picture.
func picture(t *testing.T, mimeType string, content []byte) payload {
	t.Helper()
	return fileForm(t, "messaging_product", "whatsapp", upload{"file", mimeType, string(content)})
}
