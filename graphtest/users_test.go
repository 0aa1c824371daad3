package graphtest_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

const (
	usersPath    = "/" + graphtest.WABAID + "/assigned_users"
	usersOfOwner = usersPath + "?business=" + graphtest.BusinessID
)

func TestAssignedUsers(t *testing.T) {
	t.Parallel()
	reply := get(t, graphtest.New(), usersOfOwner+"&limit=1")
	require.Equal(t, []map[string]any{{
		"id": graphtest.UserID, "name": "Account manager", "user_type": "BUSINESS_USER", "tasks": []any{"MANAGE", "DEVELOP"},
		"business": map[string]any{"id": graphtest.BusinessID, "name": "Retail portfolio"},
	}}, reply.data(t))
	require.NotContains(t, reply.Body, "summary")
}

func TestAssignedUsersSummary(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	for _, summary := range []string{"true", "1", "total_count"} {
		object := get(t, srv, usersOfOwner+"&limit=2&summary="+summary).object(t)
		require.Equal(t, map[string]any{"total_count": 7.0}, object["summary"], summary)
	}
	require.NotContains(t, get(t, srv, usersOfOwner+"&summary=false").Body, "total_count")
}

func TestAssignedUsersOfAnotherBusiness(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	partner := srv.AddBusiness(graphtest.Business{Name: "Partner portfolio"})
	user := srv.AddUser(partner, graphtest.User{Name: "Partner agent"})
	srv.AddAssignedUser(graphtest.WABAID, graphtest.AssignedUser{ID: user, Tasks: []string{"MESSAGING"}})

	require.Equal(t, []string{user}, texts(get(t, srv, usersPath+"?business="+partner).data(t), "id"))
	require.NotContains(t, texts(get(t, srv, usersOfOwner).data(t), "id"), user)
}

func TestAssignedUsersNeedABusiness(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	for parameters, message := range map[string]string{
		"":                              "The parameter business is required",
		"?business=":                    "numeric id",
		"?business=mine":                "numeric id",
		"?business=1":                   "business portfolio",
		"?business=" + graphtest.WABAID: "business portfolio",
	} {
		reply := get(t, srv, usersPath+parameters)
		reply.requireError(t, http.StatusBadRequest, 100)
		require.Contains(t, reply.graphError(t).Message, message, parameters)
	}
}

func assignedTasks(t *testing.T, srv *graphtest.Server, user string) any {
	t.Helper()
	for _, item := range get(t, srv, usersOfOwner).data(t) {
		if item["id"] == user {
			return item["tasks"]
		}
	}
	return nil
}

func TestAssignUserEncodings(t *testing.T) {
	t.Parallel()
	const user = graphtest.UnassignedUserID
	tests := map[string]struct {
		query string
		body  payload
	}{
		"JSON text in a form": {"", form("user", user, "tasks", `["MANAGE","DEVELOP"]`)},
		"repeated keys":       {"", form("user", user, "tasks", "MANAGE", "tasks", "DEVELOP")},
		"indexed keys":        {"", payload{"application/x-www-form-urlencoded", "user=" + user + "&tasks[0]=MANAGE&tasks[1]=DEVELOP"}},
		"keys with brackets":  {"", form("user", user, "tasks[]", "MANAGE", "tasks[]", "DEVELOP")},
		"JSON":                {"", jsonBody(`{"user":"` + user + `","tasks":["MANAGE","DEVELOP"]}`)},
		"user as a number":    {"", jsonBody(`{"user":` + user + `,"tasks":["MANAGE","DEVELOP"]}`)},
		"multipart":           {"", multipartBody("user", user, "tasks", `["MANAGE","DEVELOP"]`)},
		"query":               {query("user", user, "tasks", "['MANAGE','DEVELOP']"), form()},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := graphtest.New()
			reply := call(t, srv, "POST", usersPath+test.query, test.body)
			require.JSONEq(t, `{"success":true}`, reply.Body)
			require.Equal(t, []any{"MANAGE", "DEVELOP"}, assignedTasks(t, srv, user))
		})
	}
}

func TestAssigningAgainReplacesTheTasks(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	call(t, srv, "POST", usersPath, form("user", graphtest.UserID, "tasks", `["VIEW_COST"]`))

	require.Equal(t, []any{"VIEW_COST"}, assignedTasks(t, srv, graphtest.UserID))
	require.Len(t, get(t, srv, usersOfOwner).data(t), 7)
	account := get(t, srv, "/"+graphtest.UserID+"/assigned_whatsapp_business_accounts").data(t)[0]
	require.Equal(t, []any{"VIEW_COST"}, account["permissions"])
}

func TestAssignUserRefusals(t *testing.T) {
	t.Parallel()
	const user = graphtest.UnassignedUserID
	sixteen := `["` + strings.Repeat(`MANAGE","`, 15) + `MANAGE"]`
	seventeen := `["` + strings.Repeat(`MANAGE","`, 16) + `MANAGE"]`
	tests := map[string]payload{
		"no user":          form("tasks", `["MANAGE"]`),
		"user of no id":    form("user", "someone", "tasks", `["MANAGE"]`),
		"unknown user":     form("user", "1", "tasks", `["MANAGE"]`),
		"not a user":       form("user", graphtest.WABAID, "tasks", `["MANAGE"]`),
		"no tasks":         form("user", user),
		"empty tasks":      form("user", user, "tasks", `[]`),
		"unknown task":     form("user", user, "tasks", `["MANAGE","RULE"]`),
		"task in lower":    form("user", user, "tasks", `["manage"]`),
		"tasks of no JSON": form("user", user, "tasks", `["MANAGE"`),
		"17 tasks":         form("user", user, "tasks", seventeen),
	}
	for name, body := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := graphtest.New()
			call(t, srv, "POST", usersPath, body).requireError(t, http.StatusBadRequest, 100)
			require.Nil(t, assignedTasks(t, srv, user))
		})
	}
	reply := call(t, graphtest.New(), "POST", usersPath, form("user", user, "tasks", sixteen))
	require.JSONEq(t, `{"success":true}`, reply.Body, "16 are allowed")
}

func TestUnassignUser(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		query string
		body  payload
	}{
		"query": {"?user=" + graphtest.UserID, form()},
		"form":  {"", form("user", graphtest.UserID)},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := graphtest.New()
			for range 2 {
				reply := call(t, srv, "DELETE", usersPath+test.query, test.body)
				require.JSONEq(t, `{"success":true}`, reply.Body, "a repetition is harmless")
			}
			require.Nil(t, assignedTasks(t, srv, graphtest.UserID))
			accounts := get(t, srv, "/"+graphtest.UserID+"/assigned_whatsapp_business_accounts").data(t)
			require.Equal(t, []string{graphtest.SecondWABAID, graphtest.ClientWABAID}, texts(accounts, "id"))
		})
	}
	srv := graphtest.New()
	call(t, srv, "DELETE", usersPath).requireError(t, http.StatusBadRequest, 100)
	call(t, srv, "DELETE", usersPath+"?user=1").requireError(t, http.StatusBadRequest, 100)
}

func TestAccountsOfAUser(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	path := "/" + graphtest.UserID + "/assigned_whatsapp_business_accounts"
	items := get(t, srv, path).data(t)
	require.Len(t, items, 3)
	require.Equal(t, map[string]any{
		"id": graphtest.WABAID, "name": "Retail account", "status": "ACTIVE", "business_id": graphtest.BusinessID,
		"permissions": []any{"MANAGE", "DEVELOP"}, "assignment_date": "2026-03-02T09:00:00Z",
	}, items[0])

	numbers := get(t, srv, path+"?fields=phone_numbers{id,status}").data(t)[0]["phone_numbers"].([]any)
	require.Len(t, numbers, 4)
	require.Equal(t, map[string]any{"id": graphtest.PhoneNumberID, "status": "CONNECTED"}, numbers[0])
}

func TestAssignmentDateIsTheServersClock(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := graphtest.New()
		call(t, srv, "POST", usersPath, form("user", graphtest.UnassignedUserID, "tasks", "MANAGE"))
		items := get(t, srv, "/"+graphtest.UnassignedUserID+"/assigned_whatsapp_business_accounts").data(t)
		require.Equal(t, "2000-01-01T00:00:00Z", items[0]["assignment_date"])
	})
}
