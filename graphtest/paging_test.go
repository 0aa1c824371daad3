package graphtest_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

const eventsPath = "/" + graphtest.MessageHistoryID + "/events"

type listPage struct {
	Data   []json.RawMessage
	Paging *struct {
		Cursors        struct{ Before, After string }
		Next, Previous string
	}
}

func getPage(t testing.TB, srv *graphtest.Server, path string) listPage {
	t.Helper()
	reply := get(t, srv, path)
	require.Equal(t, http.StatusOK, reply.Status, reply.Body)
	var page listPage
	require.NoError(t, json.Unmarshal([]byte(reply.Body), &page))
	return page
}

// walk pages forward from the start and returns all items and the page sizes.
func walk(t testing.TB, srv *graphtest.Server, path string, pairs ...string) (items []json.RawMessage, sizes []int) {
	t.Helper()
	after := ""
	for {
		page := getPage(t, srv, path+query(append(slices.Clone(pairs), "after", after)...))
		items = append(items, page.Data...)
		sizes = append(sizes, len(page.Data))
		if page.Paging == nil || page.Paging.Next == "" {
			return items, sizes
		}
		require.NotEqual(t, after, page.Paging.Cursors.After)
		after = page.Paging.Cursors.After
	}
}

func TestEveryListPagesToItsEnd(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		path  string
		limit string
		pairs []string
		sizes []int
	}{
		"phone numbers":        {"/" + graphtest.WABAID + "/phone_numbers", "3", nil, []int{3, 1}},
		"assigned users":       {"/" + graphtest.WABAID + "/assigned_users", "3", []string{"business", graphtest.BusinessID}, []int{3, 3, 1}},
		"accounts":             {"/" + graphtest.BusinessID + "/whatsapp_business_accounts", "2", nil, []int{2, 1}},
		"owned accounts":       {"/" + graphtest.BusinessID + "/owned_whatsapp_business_accounts", "1", nil, []int{1, 1}},
		"client accounts":      {"/" + graphtest.BusinessID + "/client_whatsapp_business_accounts", "1", nil, []int{1}},
		"accounts of a user":   {"/" + graphtest.UserID + "/assigned_whatsapp_business_accounts", "2", nil, []int{2, 1}},
		"solutions":            {"/" + graphtest.AppID + "/whatsapp_business_solutions", "2", nil, []int{2, 2}},
		"connected businesses": {"/" + graphtest.AppID + "/connected_client_businesses", "3", nil, []int{3, 1}},
		"events":               {eventsPath, "12", nil, []int{12, 12, 6}},
		"events, default":      {eventsPath, "", nil, []int{25, 5}},
		"filtered events":      {eventsPath, "4", []string{"status_filter", "READ"}, []int{4, 2}},
		"message history":      {"/" + graphtest.PhoneNumberID + "/message_history", "1", nil, []int{1, 1}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := graphtest.New()
			whole := getPage(t, srv, test.path+query(append(test.pairs, "limit", "100")...))
			items, sizes := walk(t, srv, test.path, append(test.pairs, "limit", test.limit)...)
			require.Equal(t, test.sizes, sizes)
			require.Equal(t, whole.Data, items)
		})
	}
}

func TestPagingBackward(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	path := "/" + graphtest.WABAID + "/phone_numbers?fields=id&limit=2"
	first := getPage(t, srv, path)
	require.Empty(t, first.Paging.Previous)
	second := getPage(t, srv, path+"&after="+url.QueryEscape(first.Paging.Cursors.After))
	require.NotEmpty(t, second.Paging.Previous)
	require.Empty(t, second.Paging.Next)

	back := getPage(t, srv, path+"&before="+url.QueryEscape(second.Paging.Cursors.Before))

	require.Equal(t, first.Data, back.Data)
	require.Empty(t, back.Paging.Previous)
	require.NotEmpty(t, back.Paging.Next)

	middle := getPage(t, srv, "/"+graphtest.WABAID+"/phone_numbers?fields=id&limit=1&before="+
		url.QueryEscape(second.Paging.Cursors.Before))
	require.Equal(t, first.Data[1:], middle.Data, "the page ends next to the cursor")
	require.NotEmpty(t, middle.Paging.Previous)
}

func TestFirstAndLast(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	path := "/" + graphtest.BusinessID + "/owned_whatsapp_business_accounts"
	require.Equal(t, []string{graphtest.WABAID}, texts(get(t, srv, path+"?first=1").data(t), "id"))
	require.Equal(t, []string{graphtest.SecondWABAID}, texts(get(t, srv, path+"?last=1").data(t), "id"))
	get(t, srv, path+"?first=0").requireError(t, http.StatusBadRequest, 100)
	get(t, srv, path+"?last=101").requireError(t, http.StatusBadRequest, 100)
}

func TestPageLinksRepeatTheQueryWithoutSecrets(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	page := getPage(t, srv, "/"+graphtest.WABAID+"/phone_numbers"+query("limit", "1", "fields", "id,status",
		"access_token", "secret", "appsecret_proof", "secret", "appsecret_time", "1"))

	next, err := url.Parse(page.Paging.Next)
	require.NoError(t, err)
	require.Equal(t, "graph.facebook.com", next.Host)
	require.Equal(t, "/v23.0/"+graphtest.WABAID+"/phone_numbers", next.Path)
	require.Equal(t, url.Values{
		"limit": {"1"}, "fields": {"id,status"}, "after": {page.Paging.Cursors.After},
	}, next.Query())

	followed := getPage(t, srv, next.RequestURI()[len("/v23.0"):])
	require.NotEqual(t, page.Data, followed.Data)
}

func TestEmptyListHasNoPaging(t *testing.T) {
	t.Parallel()
	reply := get(t, graphtest.New(), "/"+graphtest.SecondWABAID+"/phone_numbers")
	require.JSONEq(t, `{"data":[]}`, reply.Body)
}

func TestPagingParametersThatAreRefused(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	cursor := url.QueryEscape(getPage(t, srv, eventsPath).Paging.Cursors.After)
	for _, parameters := range []string{
		"limit=0", "limit=101", "limit=-1", "limit=many", "limit=1.5", "after=%25", "before=%25",
		"after=bm90aGluZw==", "after=ZXZlbnRzfHh8MQ==", "after=ZXZlbnRzfC0xfDE=",
		"after=" + cursor + "&before=" + cursor,
	} {
		get(t, srv, eventsPath+"?"+parameters).requireError(t, http.StatusBadRequest, 100)
	}
	foreign := "/" + graphtest.WABAID + "/phone_numbers?after=" + cursor
	get(t, srv, foreign).requireError(t, http.StatusBadRequest, 100)
}

func TestCursorSurvivesChangesOfTheList(t *testing.T) {
	t.Parallel()
	srv := graphtest.New()
	path := "/" + graphtest.WABAID + "/assigned_users?fields=id&limit=2&business=" + graphtest.BusinessID
	whole := texts(get(t, srv, path+"&limit=100").data(t), "id")
	cursor := url.QueryEscape(getPage(t, srv, path).Paging.Cursors.After)

	call(t, srv, "DELETE", "/"+graphtest.WABAID+"/assigned_users?user="+whole[0])
	require.Equal(t, whole[2:4], texts(get(t, srv, path+"&after="+cursor).data(t), "id"), "the item before it is gone")

	call(t, srv, "DELETE", "/"+graphtest.WABAID+"/assigned_users?user="+whole[1])
	rest := texts(get(t, srv, path+"&after="+cursor).data(t), "id")
	require.Subset(t, whole[2:], rest, "the item itself is gone")
}

func TestWithPageSize(t *testing.T) {
	t.Parallel()
	_, sizes := walk(t, graphtest.New(graphtest.WithPageSize(20)), eventsPath)
	require.Equal(t, []int{20, 10}, sizes)
	_, sizes = walk(t, graphtest.New(graphtest.WithPageSize(0)), "/"+graphtest.WABAID+"/phone_numbers")
	require.Equal(t, []int{1, 1, 1, 1}, sizes)
}

// A quadratic list would take minutes.
func TestLongListPagesInReasonableTime(t *testing.T) {
	t.Parallel()
	const users = 10000
	srv := graphtest.New()
	for i := range users {
		srv.AddAssignedUser(graphtest.SecondWABAID, graphtest.AssignedUser{ID: strconv.FormatInt(700000000000000+int64(i), 10)})
	}
	start := time.Now()
	items, sizes := walk(t, srv, "/"+graphtest.SecondWABAID+"/assigned_users",
		"business", graphtest.BusinessID, "limit", "100", "fields", "id")
	require.Len(t, items, users+1)
	require.Len(t, sizes, users/100+1)
	require.Less(t, time.Since(start), 20*time.Second)
	require.JSONEq(t, fmt.Sprintf(`{"id":"%d"}`, int64(700000000000000+users-1)), string(items[users]))
}

func decode(t testing.TB, items []json.RawMessage) []map[string]any {
	t.Helper()
	decoded := make([]map[string]any, len(items))
	for i, item := range items {
		require.NoError(t, json.Unmarshal(item, &decoded[i]))
	}
	return decoded
}
