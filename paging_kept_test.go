package whatsapp_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

// An iterator makes room for a page from what it knows of the page before. What
// the caller keeps of a page stays as it was, and no page shows through a later
// one.
func TestKeptEntriesDoNotChange(t *testing.T) {
	t.Parallel()
	const next = `"paging":{"next":"https://graph.facebook.com/v23.0/1/edge","cursors":{"after":`
	transport, _ := pages(map[string]string{
		"": `{"data":[{"id":"1","name":"One","business":{"id":"10","name":"Retail account"},"tasks":["MANAGE","DEVELOP"]},` +
			`{"id":"2","name":"Two","tasks":["MANAGE"]}],` + next + `"c1"}}}`,
		"c1": `{"data":[{"id":"3"},{"id":"4","business":{"id":"40"}},{"id":"5","tasks":["VIEW_TEMPLATES"]}],` + next + `"c2"}}}`,
		"c2": `{"data":[],` + next + `"c3"}}}`,
		"c3": `{"data":[{"id":6,"business":{"name":"Second account"}}],` + next + `"c4"}}}`,
		"c4": `[{"id":"7"},{"id":"8","tasks":[]}]`,
	})
	want := []whatsapp.AssignedUser{
		{ID: "1", Name: "One", Business: &whatsapp.BusinessSummary{ID: "10", Name: "Retail account"}, Tasks: []whatsapp.Task{"MANAGE", "DEVELOP"}},
		{ID: "2", Name: "Two", Tasks: []whatsapp.Task{"MANAGE"}},
		{ID: "3"},
		{ID: "4", Business: &whatsapp.BusinessSummary{ID: "40"}},
		{ID: "5", Tasks: []whatsapp.Task{"VIEW_TEMPLATES"}},
		{ID: "6", Business: &whatsapp.BusinessSummary{Name: "Second account"}},
		{ID: "7"},
		{ID: "8", Tasks: []whatsapp.Task{}},
	}
	var kept []*whatsapp.AssignedUser
	for user, err := range newClient(t, transport).Users.All(t.Context(), wabaID, businessID, nil) {
		require.NoError(t, err)
		require.Equal(t, want[len(kept)], *user)
		kept = append(kept, user)
	}
	require.Len(t, kept, len(want))
	for i, user := range kept {
		require.Equal(t, want[i], *user, "after all pages")
	}
}

// A page that is decoded into once more shares nothing with what it held
// before.
func TestPagesDecodeAfresh(t *testing.T) {
	t.Parallel()
	type entry struct {
		Text   string         `json:"text"`
		Number *int           `json:"number"`
		List   []int          `json:"list"`
		Map    map[string]int `json:"map"`
	}
	for name, bodies := range map[string][2]string{
		"objects": {`{"data":[{"text":"a","number":1,"list":[1,2],"map":{"a":1}},{"text":"b"}]}`, `{"data":[{"map":{"b":2}},{"number":3},{}]}`},
		"arrays":  {`[{"text":"a","number":1,"list":[1,2],"map":{"a":1}},{"text":"b"}]`, `[{"map":{"b":2}},{"number":3},{}]`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var page whatsapp.Page[entry]
			require.NoError(t, json.Unmarshal([]byte(bodies[0]), &page))
			first, pointer := page.Data, &page.Data[0]
			require.NoError(t, json.Unmarshal([]byte(bodies[1]), &page))
			require.Equal(t, []entry{{Map: map[string]int{"b": 2}}, {Number: new(3)}, {}}, page.Data)
			page.Data[0].Map["c"] = 4
			require.Equal(t, []entry{{Text: "a", Number: new(1), List: []int{1, 2}, Map: map[string]int{"a": 1}}, {Text: "b"}}, first)
			require.Equal(t, map[string]int{"a": 1}, pointer.Map)
		})
	}
}

// One entry that is kept must not hold its page. The test runs alone, since it
// measures the heap.
//
//nolint:paralleltest // it measures the memory of the process
func TestOneEntryDoesNotHoldItsPage(t *testing.T) {
	var entries strings.Builder
	for i := range 10_000 {
		fmt.Fprintf(&entries, `,{"id":"%d","name":"Somebody with the number %d","tasks":["MANAGE"]}`, i, i)
	}
	client := newClient(t, &fixedTransport{http.Header{}, `{"data":[` + entries.String()[1:] + `]}`})
	fromIterator := func() any {
		var kept *whatsapp.AssignedUser
		for user, err := range client.Users.All(t.Context(), wabaID, businessID, nil) {
			require.NoError(t, err)
			if user.ID == "5000" {
				kept = user
			}
		}
		require.Equal(t, "Somebody with the number 5000", kept.Name)
		return kept
	}
	fromPage := func() any {
		page, err := client.Users.List(t.Context(), wabaID, businessID, nil)
		require.NoError(t, err)
		return page.Data[5000]
	}
	for _, keep := range []func() any{fromIterator, fromPage} {
		keep()
		before := heap()
		kept := keep()
		require.Less(t, heap()-before, int64(32<<10), "of a page of 600 KB")
		runtime.KeepAlive(kept)
	}
}

// heap returns the memory in use. The second collection empties the pools.
func heap() int64 {
	runtime.GC()
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapAlloc)
}
