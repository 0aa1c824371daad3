package whatsapp_test

import (
	"context"
	"errors"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

// A thing is an entry of an edge that has no method.
type thing struct {
	ID string `json:"id"`
}

// newEdge is an operation of a caller whose answer is a list.
func newEdge() whatsapp.Operation {
	return whatsapp.Operation{
		Method: "GET", Route: "/{waba-id}/new_edge", Path: []string{wabaID, "new_edge"}, Query: url.Values{"role": {"OWNER"}},
	}
}

func TestDoListReturnsAPage(t *testing.T) {
	t.Parallel()
	transport, log := pages(fourPages())
	client := newClient(t, transport)
	op := newEdge()
	first, err := whatsapp.DoList[thing](t.Context(), client, op, nil)
	require.NoError(t, err)
	require.Equal(t, []thing{{"c10"}, {"c11"}}, first.Data)

	options := &whatsapp.ListOptions{Limit: 1000, After: first.NextCursor(), Summary: true}
	second, err := whatsapp.DoList[thing](t.Context(), client, op, options, whatsapp.WithFields("id"))
	require.NoError(t, err)
	require.Empty(t, second.Data)
	require.Equal(t, "c2", second.NextCursor())

	require.Equal(t, "/v23.0/"+wabaID+"/new_edge?role=OWNER", log.sent()[0].URL.RequestURI())
	require.Equal(t, "/v23.0/"+wabaID+"/new_edge?after=c1&fields=id&limit=1000&role=OWNER&summary=true", log.sent()[1].URL.RequestURI())
	require.Equal(t, newEdge(), op, "the operation stays the caller's")
	require.Equal(t, &whatsapp.ListOptions{Limit: 1000, After: "c1", Summary: true}, options)
}

func TestDoAllWalksThePages(t *testing.T) {
	t.Parallel()
	transport, log := pages(fourPages())
	op, options := newEdge(), &whatsapp.ListOptions{Limit: 2}
	things := whatsapp.DoAll[thing](t.Context(), newClient(t, transport), op, options)
	op.Query.Set("role", "PARTNER")
	options.Limit = 9
	require.Empty(t, log.sent(), "nothing is fetched before it is needed")
	for range 2 {
		got, err := drain(things)
		require.NoError(t, err)
		require.Equal(t, []*thing{{"c10"}, {"c11"}, {"c30"}, {"c40"}}, got)
	}
	require.Equal(t, []string{"", "c1", "c2", "c3", "", "c1", "c2", "c3"}, cursorsOf(log.sent()))
	for _, request := range log.sent() {
		require.Equal(t, "OWNER", request.URL.Query().Get("role"), "what changes later has no effect")
		require.Equal(t, "2", request.URL.Query().Get("limit"))
	}
}

// The operation is the caller's, who may change it once the iterator is made.
func TestDoAllCopiesItsOperation(t *testing.T) {
	t.Parallel()
	transport, log := pages(map[string]string{"": page(1, "c1", false)})
	op := whatsapp.Operation{Method: "GET", Path: []string{wabaID, "new_edge"}, Query: url.Values{"role": {"OWNER"}}}
	entries := whatsapp.DoAll[whatsapp.Bot](t.Context(), newClient(t, transport), op, nil)
	op.Path[0] = "1"
	op.Query.Set("role", "PARTNER")
	_, err := drain(entries)
	require.NoError(t, err)
	require.Equal(t, "/v23.0/"+wabaID+"/new_edge?role=OWNER", log.sent()[0].URL.RequestURI())
}

func TestDoAllNoticesACircle(t *testing.T) {
	t.Parallel()
	transport, log := pages(map[string]string{"": page(1, "c1", true), "c1": page(1, "c1", true)})
	var failure error
	for _, err := range whatsapp.DoAll[thing](t.Context(), newClient(t, transport), newEdge(), nil) {
		if failure = err; err != nil || len(log.sent()) > 2 {
			break
		}
	}
	require.ErrorContains(t, failure, `whatsapp: GET /{waba-id}/new_edge: the server repeats a cursor`)
	require.Len(t, log.sent(), 2)
}

// doesList are the two ways to read a list through Do.
var doesList = map[string]func(ctx context.Context, client *whatsapp.Client, op whatsapp.Operation, page *whatsapp.ListOptions) error{
	"DoList": func(ctx context.Context, client *whatsapp.Client, op whatsapp.Operation, page *whatsapp.ListOptions) error {
		got, err := whatsapp.DoList[thing](ctx, client, op, page)
		if err != nil && got != nil {
			return errors.New("there is a page beside the error")
		}
		return err
	},
	"DoAll": func(ctx context.Context, client *whatsapp.Client, op whatsapp.Operation, page *whatsapp.ListOptions) error {
		sequence := whatsapp.DoAll[thing](ctx, client, op, page)
		items, failures := whatever(erased(sequence))
		if len(failures) > 0 && items > 0 || len(failures) > 1 {
			return errors.New("an error is not alone")
		}
		return errors.Join(failures...)
	},
}

// The largest page of an edge is not known here, so the server checks it.
func TestDoListLimits(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		options whatsapp.ListOptions
		want    string
	}{
		"the server's choice": {whatsapp.ListOptions{}, ""},
		"1":                   {whatsapp.ListOptions{Limit: 1}, ""},
		"a large page":        {whatsapp.ListOptions{Limit: 100_000}, ""},
		"-1":                  {whatsapp.ListOptions{Limit: -1}, "limit must be at least 1, or 0 for the server's choice, not -1"},
	}
	for does, list := range doesList {
		for name, test := range tests {
			t.Run(does+"/"+name, func(t *testing.T) {
				t.Parallel()
				transport, log := pages(map[string]string{"": page(1, "c1", false)})
				err := list(t.Context(), newClient(t, transport), newEdge(), &test.options)
				if test.want != "" {
					requireViolations(t, err, test.want)
					require.Empty(t, log.sent())
					return
				}
				require.NoError(t, err)
				require.Len(t, log.sent(), 1)
			})
		}
	}
	_, err := whatsapp.DoList[thing](t.Context(), newClient(t, script()), newEdge(), &whatsapp.ListOptions{After: "a", Before: "b"})
	requireViolations(t, err, "before must not be combined with after")
}

func TestDoListRefusesWhatIsNotAList(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		change func(op *whatsapp.Operation)
		want   string
	}{
		"limit in the query":  {func(op *whatsapp.Operation) { op.Query.Set("limit", "5") }, "limit belongs in ListOptions"},
		"after in the query":  {func(op *whatsapp.Operation) { op.Query.Set("after", "c1") }, "after belongs in ListOptions"},
		"before in the query": {func(op *whatsapp.Operation) { op.Query.Set("before", "") }, "before belongs in ListOptions"},
		"token in the query":  {func(op *whatsapp.Operation) { op.Query.Set("access_token", "EAA") }, "access_token"},
		"POST":                {func(op *whatsapp.Operation) { op.Method = "POST" }, "invalid method \"POST\" for a list"},
		"no method":           {func(op *whatsapp.Operation) { op.Method = "" }, "invalid method \"\" for a list"},
		"no path":             {func(op *whatsapp.Operation) { op.Path = nil }, "the operation has no path"},
		"an empty id":         {func(op *whatsapp.Operation) { op.Path[0] = "" }, "waba-id must not be empty"},
		"another host":        {func(op *whatsapp.Operation) { op.Host = "elsewhere.test" }, `invalid host "elsewhere.test"`},
	}
	for does, list := range doesList {
		for name, test := range tests {
			t.Run(does+"/"+name, func(t *testing.T) {
				t.Parallel()
				transport, log := replay(t)
				op := newEdge()
				test.change(&op)
				err := list(t.Context(), newClient(t, transport, once), op, nil)
				require.ErrorContains(t, err, "whatsapp: ")
				assert.ErrorContains(t, err, test.want)
				assert.NotContains(t, err.Error(), "EAA")
				assert.Empty(t, log.sent())
			})
		}
	}
}
