package whatsapp_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

func TestListLeavesItsOptionsAlone(t *testing.T) {
	t.Parallel()
	transport, _ := pages(fourPages())
	client := newClient(t, transport)
	options := whatsapp.ListOptions{Limit: 5}
	_, err := client.Users.List(t.Context(), wabaID, businessID, &options)
	require.NoError(t, err)
	_, err = drain(client.Users.All(t.Context(), wabaID, businessID, &options))
	require.NoError(t, err)
	require.Equal(t, whatsapp.ListOptions{Limit: 5}, options)
}

// A list goes on where a page has ended, and an iterator from there on.
func TestListsResume(t *testing.T) {
	t.Parallel()
	transport, log := pages(fourPages())
	client := newClient(t, transport)
	options := &whatsapp.ListOptions{}
	var ids []string
	for range 2 {
		page, err := client.Users.List(t.Context(), wabaID, businessID, options)
		require.NoError(t, err)
		for _, user := range page.Data {
			ids = append(ids, user.ID)
		}
		options.After = page.NextCursor()
	}
	require.Equal(t, "c2", options.After)
	for user, err := range client.Users.All(t.Context(), wabaID, businessID, options) {
		require.NoError(t, err)
		ids = append(ids, user.ID)
	}
	require.Equal(t, []string{"c10", "c11", "c30", "c40"}, ids)
	require.Equal(t, []string{"", "c1", "c2", "c3"}, cursorsOf(log.sent()))
}

func TestListLimits(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		options whatsapp.ListOptions
		want    []string
	}{
		"nothing":          {whatsapp.ListOptions{}, nil},
		"limit 1":          {whatsapp.ListOptions{Limit: 1}, nil},
		"limit 100":        {whatsapp.ListOptions{Limit: 100}, nil},
		"limit 101":        {whatsapp.ListOptions{Limit: 101}, []string{"limit must be between 1 and 100, or 0 for the server's choice, not 101"}},
		"limit -1":         {whatsapp.ListOptions{Limit: -1}, []string{"limit must be between 1 and 100, or 0 for the server's choice, not -1"}},
		"after":            {whatsapp.ListOptions{After: "c1"}, nil},
		"before":           {whatsapp.ListOptions{Before: "c1"}, nil},
		"after and before": {whatsapp.ListOptions{After: "c1", Before: "c2"}, []string{"before excludes after"}},
		"everything": {whatsapp.ListOptions{Limit: 200, After: "c1", Before: "c2"}, []string{
			"limit must be between 1 and 100, or 0 for the server's choice, not 200", "before excludes after",
		}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			transport, log := pages(map[string]string{"": page(1, "c1", false), "c1": page(1, "c2", false)})
			_, err := newClient(t, transport).Users.List(t.Context(), wabaID, businessID, &test.options)
			requireViolations(t, err, test.want...)
			require.Equal(t, test.want == nil, len(log.sent()) == 1)
		})
	}
}

// Every list checks its options, and sends them unchecked when it is told to.
func TestListsValidateFirst(t *testing.T) {
	t.Parallel()
	bad := whatsapp.ListOptions{Limit: 101}
	type client = *whatsapp.Client
	type option = whatsapp.RequestOption
	calls := map[string]func(c client, opts ...option) (any, error){
		"Applications.ListConnectedBusinesses": func(c client, opts ...option) (any, error) {
			return result(c.Applications.ListConnectedBusinesses(t.Context(), appID, &bad, opts...))
		},
		"Applications.AllConnectedBusinesses": func(c client, opts ...option) (any, error) {
			return drain(c.Applications.AllConnectedBusinesses(t.Context(), appID, &bad, opts...))
		},
		"MessageHistory.ListEvents": func(c client, opts ...option) (any, error) {
			return result(c.MessageHistory.ListEvents(t.Context(), messageHistoryID, &whatsapp.ListEventsOptions{ListOptions: bad}, opts...))
		},
		"MessageHistory.AllEvents": func(c client, opts ...option) (any, error) {
			return drain(c.MessageHistory.AllEvents(t.Context(), messageHistoryID, &whatsapp.ListEventsOptions{ListOptions: bad}, opts...))
		},
		"PhoneNumbers.List": func(c client, opts ...option) (any, error) {
			return result(c.PhoneNumbers.List(t.Context(), wabaID, &whatsapp.ListPhoneNumbersOptions{ListOptions: bad}, opts...))
		},
		"PhoneNumbers.All": func(c client, opts ...option) (any, error) {
			return drain(c.PhoneNumbers.All(t.Context(), wabaID, &whatsapp.ListPhoneNumbersOptions{ListOptions: bad}, opts...))
		},
		"Solutions.List": func(c client, opts ...option) (any, error) {
			return result(c.Solutions.List(t.Context(), appID, &whatsapp.ListSolutionsOptions{ListOptions: bad}, opts...))
		},
		"Solutions.All": func(c client, opts ...option) (any, error) {
			return drain(c.Solutions.All(t.Context(), appID, &whatsapp.ListSolutionsOptions{ListOptions: bad}, opts...))
		},
		"Users.List": func(c client, opts ...option) (any, error) {
			return result(c.Users.List(t.Context(), wabaID, businessID, &bad, opts...))
		},
		"Users.All": func(c client, opts ...option) (any, error) {
			return drain(c.Users.All(t.Context(), wabaID, businessID, &bad, opts...))
		},
		"Users.ListWABAs": func(c client, opts ...option) (any, error) {
			return result(c.Users.ListWABAs(t.Context(), userID, &bad, opts...))
		},
		"Users.AllWABAs": func(c client, opts ...option) (any, error) {
			return drain(c.Users.AllWABAs(t.Context(), userID, &bad, opts...))
		},
		"WABAs.ListOwned": func(c client, opts ...option) (any, error) {
			return result(c.WABAs.ListOwned(t.Context(), businessID, &whatsapp.ListWABAsOptions{ListOptions: bad}, opts...))
		},
		"WABAs.AllShared": func(c client, opts ...option) (any, error) {
			return drain(c.WABAs.AllShared(t.Context(), businessID, &whatsapp.ListWABAsOptions{ListOptions: bad}, opts...))
		},
		"WelcomeSequences.List": func(c client, opts ...option) (any, error) {
			return result(c.WelcomeSequences.List(t.Context(), wabaID, &bad, opts...))
		},
		"WelcomeSequences.All": func(c client, opts ...option) (any, error) {
			return drain(c.WelcomeSequences.All(t.Context(), wabaID, &bad, opts...))
		},
	}
	for name, call := range calls {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requireNotSent(t, func(client *whatsapp.Client) error {
				_, err := call(client)
				return err
			}, "limit must be between 1 and 100, or 0 for the server's choice, not 101")
			transport, log := pages(map[string]string{"": page(1, "c1", false)})
			_, err := call(newClient(t, transport), whatsapp.WithoutValidation())
			require.NoError(t, err)
			require.Len(t, log.sent(), 1)
			require.Equal(t, "101", log.sent()[0].URL.Query().Get("limit"))
		})
	}
}

func TestPageCursors(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ paging, next, previous string }{
		"nothing":               {`{}`, "", ""},
		"cursors only":          {`{"cursors":{"before":"b","after":"a"}}`, "", ""},
		"the first page":        {`{"cursors":{"before":"b","after":"a"},"next":"https://graph.facebook.com/?after=x"}`, "a", ""},
		"the last page":         {`{"cursors":{"before":"b","after":"a"},"previous":"https://graph.facebook.com/?before=x"}`, "", "b"},
		"links only":            {`{"next":"https://graph.facebook.com/?after=x","previous":"https://graph.facebook.com/?before=y"}`, "x", "y"},
		"links of another kind": {`{"next":"https://graph.facebook.com/?offset=25","previous":"https://graph.facebook.com/?offset=0"}`, "", ""},
		"links that are none":   {`{"next":"http://[::1","previous":"http://[::1"}`, "", ""},
		"escaped cursors":       {`{"next":"https://graph.facebook.com/?after=a%3D%3D","previous":"https://graph.facebook.com/?before=b%2B"}`, "a==", "b+"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var page whatsapp.Page[whatsapp.AssignedUser]
			require.NoError(t, json.Unmarshal([]byte(`{"data":[],"paging":`+test.paging+`}`), &page))
			require.Equal(t, test.next, page.NextCursor())
			require.Equal(t, test.previous, page.PreviousCursor())
		})
	}
}

// The links of a page may hold the token that it was asked for with.
func TestPageKeepsNoToken(t *testing.T) {
	t.Parallel()
	for _, secret := range []string{"access_token", "appsecret_proof"} {
		body := `{"data":[],"paging":{"cursors":{"after":"a"},` +
			`"next":"https://graph.facebook.com/v23.0/1/edge?` + secret + `=verysecret&after=a",` +
			`"previous":"https://graph.facebook.com/v23.0/1/edge?before=b&` + secret + `=verysecret"}}`
		recorded := readFixture(t, "users/list_empty")
		recorded.Response = recorded.Response.with(body)
		transport, _ := replay(t, recorded)
		page, err := newClient(t, transport).Users.List(t.Context(), wabaID, businessID, nil)
		require.NoError(t, err)
		require.Equal(t, "https://graph.facebook.com/v23.0/1/edge?"+secret+"=[REDACTED]&after=a", page.Paging.Next)
		require.Equal(t, "https://graph.facebook.com/v23.0/1/edge?before=b&"+secret+"=[REDACTED]", page.Paging.Previous)
		require.Equal(t, "a", page.NextCursor())
		require.Equal(t, "b", page.PreviousCursor())
		encoded, err := json.Marshal(page)
		require.NoError(t, err)
		require.NotContains(t, string(encoded)+fmt.Sprintf("%+v", page), "verysecret")
	}
}

func TestPageJSON(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ body, want string }{
		"an empty page":     {`{"data":[]}`, `{"data":[]}`},
		"a bare array":      {" \n[{\"id\":\"1\",\"name\":\"A\"}]", `[{"id":"1","name":"A"}]`},
		"an empty array":    {`[]`, `[]`},
		"paging is null":    {`{"data":[],"paging":null,"summary":null}`, `{"data":[]}`},
		"hollow paging":     {`{"data":[],"paging":{"cursors":{}}}`, `{"data":[],"paging":{"cursors":{}}}`},
		"a summary of none": {`{"data":[],"summary":{"total_count":0}}`, `{"data":[],"summary":{"total_count":0}}`},
		"all of it": {
			`{"data":[{"id":1,"name":"A"}],"paging":{"cursors":{"before":"b","after":"a"},"next":"n","previous":"p"},"summary":{"total_count":"7"}}`,
			`{"data":[{"id":"1","name":"A"}],"paging":{"cursors":{"before":"b","after":"a"},"next":"n","previous":"p"},"summary":{"total_count":7}}`,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			page := whatsapp.Page[whatsapp.WABAApp]{Paging: lastPage, Summary: &whatsapp.PageSummary{TotalCount: 1}}
			require.NoError(t, json.Unmarshal([]byte(test.body), &page), "what was in the page before is gone")
			encoded, err := json.Marshal(page)
			require.NoError(t, err)
			require.Equal(t, test.want, string(encoded))
		})
	}
	encoded, err := json.Marshal(whatsapp.Page[whatsapp.WABAApp]{})
	require.NoError(t, err)
	require.Equal(t, `{"data":[]}`, string(encoded))
}
