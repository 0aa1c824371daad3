package whatsapp_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

// Every List has its row, with an All of the same parameters.
func TestEveryListIsAPair(t *testing.T) {
	t.Parallel()
	paired := map[string]bool{}
	for _, pair := range pairs() {
		paired[pair.list], paired[pair.all] = true, true
		assert.Equal(t, strings.Replace(pair.list, ".List", ".All", 1), pair.all, "the row of a list names its own All")
		assert.Empty(t, pair.unset, "the options in the row of %s leave these out, so that nothing shows whether they are sent", pair.list)
	}
	names, _ := serviceMethods()
	for _, name := range names {
		if isListName(name) {
			assert.True(t, paired[name], "%s has no listRow; one row makes the exchanges of a List and its All", name)
		}
	}
}

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

// A list continues at the cursor of a page, and an iterator from there on.
func TestListsResume(t *testing.T) {
	t.Parallel()
	for _, pair := range pairs() {
		t.Run(pair.list, func(t *testing.T) {
			t.Parallel()
			transport, log := pages(fourPages())
			client := newClient(t, transport)
			options := &whatsapp.ListOptions{Limit: 2}
			entries := 0
			for range 2 {
				page, err := pair.listPage(t.Context(), client, options)
				require.NoError(t, err)
				entries += len(page.Data)
				options.After = page.NextCursor()
			}
			require.Equal(t, 2, entries)
			require.Equal(t, "c2", options.After)
			for _, err := range pair.walk(t.Context(), client, options) {
				require.NoError(t, err)
				entries++
			}
			require.Equal(t, 4, entries)
			require.Equal(t, []string{"", "c1", "c2", "c3"}, cursorsOf(log.sent()))
			for _, request := range log.sent() {
				require.Equal(t, "2", request.URL.Query().Get("limit"))
			}
		})
	}
}

// What an iterator was given may change before it is ranged over, without an
// effect on it.
func TestIteratorsCopyAllTheirOptions(t *testing.T) {
	t.Parallel()
	for _, method := range methods() {
		if method.pair == nil || method.name != method.pair.all {
			continue
		}
		t.Run(method.name, func(t *testing.T) {
			t.Parallel()
			recorded := method.first().load(t)[0]
			transport, log := pages(map[string]string{secondPage.After: page(0, "c1", true), "c1": string(recorded.Response.body())})
			items, failures := whatever(method.pair.walkCleared(t.Context(), newClient(t, transport)))
			require.Empty(t, failures)
			require.NotZero(t, items)
			require.Len(t, log.sent(), 2)
			requireRequest(t, recorded.Request, log.sent()[0])
			recorded.Request.Query["after"] = "c1"
			requireRequest(t, recorded.Request, log.sent()[1])
		})
	}
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
		"after and before": {whatsapp.ListOptions{After: "c1", Before: "c2"}, []string{"before must not be combined with after"}},
		"everything": {whatsapp.ListOptions{Limit: 200, After: "c1", Before: "c2"}, []string{
			"limit must be between 1 and 100, or 0 for the server's choice, not 200", "before must not be combined with after",
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

// Every list checks the page that it is asked for, and asks for it unchecked
// when it is told to.
func TestListsValidateFirst(t *testing.T) {
	t.Parallel()
	for _, pair := range pairs() {
		calls := map[string]func(client *whatsapp.Client, page *whatsapp.ListOptions, opts ...whatsapp.RequestOption) error{
			pair.list: func(client *whatsapp.Client, page *whatsapp.ListOptions, opts ...whatsapp.RequestOption) error {
				_, err := pair.listPage(t.Context(), client, page, opts...)
				return err
			},
			pair.all: func(client *whatsapp.Client, page *whatsapp.ListOptions, opts ...whatsapp.RequestOption) error {
				_, failures := whatever(pair.walk(t.Context(), client, page, opts...))
				return errors.Join(failures...)
			},
		}
		for name, call := range calls {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				transport, log := pages(map[string]string{"": page(1, "c1", false)})
				client := newClient(t, transport)
				require.NoError(t, call(client, &whatsapp.ListOptions{Limit: pair.maxLimit}),
					"the largest page by the row; set maxLimit there if the edge has another one")
				beyond := &whatsapp.ListOptions{Limit: pair.maxLimit + 1}
				violation := fmt.Sprintf("limit must be between 1 and %d, or 0 for the server's choice, not %d", pair.maxLimit, beyond.Limit)
				requireNotSent(t, func(client *whatsapp.Client) error { return call(client, beyond) }, violation)
				require.NoError(t, call(client, beyond, whatsapp.WithoutValidation()))
				require.Equal(t, []string{strconv.Itoa(pair.maxLimit), strconv.Itoa(beyond.Limit)}, limitsOf(log.sent()))
			})
		}
	}
}

func limitsOf(requests []sentRequest) []string {
	var limits []string
	for _, request := range requests {
		limits = append(limits, request.URL.Query().Get("limit"))
	}
	return limits
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
	require.JSONEq(t, `{"data":[]}`, string(encoded))
}
