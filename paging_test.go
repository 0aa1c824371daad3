package whatsapp_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

func TestIteratorsWalkAllPages(t *testing.T) {
	t.Parallel()
	for name, iterate := range iterators() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			transport, log := pages(fourPages())
			sequence := iterate(t.Context(), newClient(t, transport))
			require.Empty(t, log.sent(), "nothing is fetched before it is needed")
			for round := range 2 {
				count := 0
				for item, err := range sequence {
					require.NoError(t, err)
					require.NotNil(t, item)
					count++
				}
				require.Equal(t, 4, count)
				require.Len(t, log.sent(), 4*(round+1), "ranging again starts over")
			}
			require.Equal(t, []string{"", "c1", "c2", "c3", "", "c1", "c2", "c3"}, cursorsOf(log.sent()))
		})
	}
}

// The page before a cursor is asked for like the one after it.
func TestThePageBefore(t *testing.T) {
	t.Parallel()
	server := script(answer(200, `{"data":[],"paging":{"previous":"https://graph.facebook.com/1?before=c"}}`))
	page, err := newClient(t, server).WABAs.ListOwned(t.Context(), businessID, &whatsapp.ListWABAsOptions{ListOptions: whatsapp.ListOptions{Before: "d"}})
	require.NoError(t, err)
	require.Equal(t, "d", server.requests[0].URL.Query().Get("before"))
	require.Equal(t, "c", page.PreviousCursor())
}

// Whatever was selected for the first page is selected for all of them.
func TestIteratorsKeepTheirSelection(t *testing.T) {
	t.Parallel()
	for _, method := range methods() {
		if _, name, _ := strings.Cut(method.name, "."); !strings.HasPrefix(name, "All") {
			continue
		}
		t.Run(method.name, func(t *testing.T) {
			t.Parallel()
			recorded := method.first().load(t)[0]
			transport, log := pages(map[string]string{
				"QVFIcursor": page(0, "c1", true), "c1": page(0, "c2", true), "c2": string(recorded.Response.body()),
			})
			got, err := method.run(t.Context(), newClient(t, transport))
			require.NoError(t, err)
			require.Equal(t, method.first().want, got)
			require.Len(t, log.sent(), 3)
			for i, cursor := range []string{"QVFIcursor", "c1", "c2"} {
				recorded.Request.Query["after"] = cursor
				requireRequest(t, recorded.Request, log.sent()[i])
			}
		})
	}
}

func TestIteratorsStopWithTheirCaller(t *testing.T) {
	t.Parallel()
	for name, iterate := range iterators() {
		for items, requests := range map[int]int{1: 1, 2: 1, 3: 3, 4: 4} {
			t.Run(fmt.Sprintf("%s/%d", name, items), func(t *testing.T) {
				t.Parallel()
				transport, log := pages(fourPages())
				count := 0
				for _, err := range iterate(t.Context(), newClient(t, transport)) {
					require.NoError(t, err)
					if count++; count == items {
						break
					}
				}
				require.Len(t, log.sent(), requests)
			})
		}
	}
}

func TestIteratorsEndWithTheirError(t *testing.T) {
	t.Parallel()
	const stale = `{"error":{"message":"(#131059) Stale cursor","type":"OAuthException","code":131059}}`
	endless := "the list would never end"
	tests := map[string]struct {
		pages    map[string]string
		items    int
		requests int
		want     string
	}{
		"refused at once":   {map[string]string{"": stale}, 0, 1, "(#131059) Stale cursor"},
		"refused later":     {map[string]string{"": page(2, "c1", true), "c1": stale}, 2, 2, "(#131059) Stale cursor"},
		"an unreadable one": {map[string]string{"": page(2, "c1", true), "c1": "<html>"}, 2, 2, "the server reports success, but "},
		"no list":           {map[string]string{"": page(2, "c1", true), "c1": `{"paging":{}}`}, 2, 2, `the list has no "data"`},
		"a list of no use":  {map[string]string{"": page(2, "c1", true), "c1": `{"data":[5]}`}, 2, 2, `data[0] is a number, not an object`},
		"the same cursor":   {map[string]string{"": page(1, "c1", true), "c1": page(1, "c1", true)}, 2, 2, `the server repeats a cursor; ` + endless},
		"a circle": {map[string]string{
			"": page(1, "c1", true), "c1": page(1, "c2", true), "c2": page(1, "c3", true), "c3": page(1, "c2", true),
		}, 4, 4, `the server repeats a cursor; ` + endless},
		"no cursor":                 {map[string]string{"": `{"data":[{}],"paging":{"next":"https://graph.facebook.com/v23.0/1/edge?limit=25"}}`}, 1, 1, "the server announces another page without a cursor for it"},
		"an empty cursor":           {map[string]string{"": `{"data":[{}],"paging":{"cursors":{"after":""},"next":"https://graph.facebook.com/v23.0/1/edge?after="}}`}, 1, 1, "the server announces another page without a cursor for it"},
		"a link that is no address": {map[string]string{"": `{"data":[{}],"paging":{"next":"http://[::1/?after=c1"}}`}, 1, 1, "the server announces another page without a cursor for it"},
	}
	for name, iterate := range iterators() {
		operation := operationOf(t, name)
		for situation, test := range tests {
			t.Run(name+"/"+situation, func(t *testing.T) {
				t.Parallel()
				transport, log := pages(test.pages)
				items, failures := whatever(iterate(t.Context(), newClient(t, transport), once))
				require.Equal(t, test.items, items)
				require.Len(t, failures, 1, "an error comes once, and is the end")
				require.ErrorContains(t, failures[0], test.want)
				require.ErrorContains(t, failures[0], "whatsapp: "+operation+": ")
				require.Len(t, log.sent(), test.requests)
			})
		}
	}
}

// Pages without an entry are passed over, but not without end.
func TestIteratorsEndAmongEmptyPages(t *testing.T) {
	t.Parallel()
	for empty, ends := range map[int]bool{100: true, 101: false} {
		t.Run(fmt.Sprint(empty), func(t *testing.T) {
			t.Parallel()
			served := map[string]string{}
			for i := range empty {
				served[fmt.Sprintf("c%d", i)] = page(0, fmt.Sprintf("c%d", i+1), true)
			}
			served[""] = page(1, "c0", true)
			served[fmt.Sprintf("c%d", empty)] = page(1, "last", false)
			transport, _ := pages(served)
			items, failures := whatever(iterators()["PhoneNumbers.All"](t.Context(), newClient(t, transport), once))
			if ends {
				require.Empty(t, failures)
				require.Equal(t, 2, items)
				return
			}
			require.Equal(t, 1, items)
			require.Len(t, failures, 1)
			require.ErrorContains(t, failures[0], "101 consecutive pages without entries")
		})
	}
}

// A null in a list is an entry of which nothing is known, and never nil.
func TestIteratorsYieldNoNil(t *testing.T) {
	t.Parallel()
	client := newClient(t, script(answer(200, `{"data":[null,{"id":"1"}]}`)))
	var ids []string
	for account, err := range client.WABAs.AllOwned(t.Context(), "1", nil) {
		require.NoError(t, err)
		require.NotNil(t, account)
		ids = append(ids, account.ID)
	}
	require.Equal(t, []string{"", "1"}, ids)
}

func TestIteratorEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	transport, log := pages(fourPages())
	var failure error
	for _, err := range newClient(t, transport).Users.All(ctx, wabaID, businessID, nil) {
		cancel()
		failure = err
	}
	require.ErrorIs(t, failure, context.Canceled)
	require.Len(t, log.sent(), 1)
}

// A list may give links without cursors: the cursor is then taken from the
// link, whose host gets no request.
func TestIteratorTakesTheCursorFromTheLink(t *testing.T) {
	t.Parallel()
	transport, log := pages(map[string]string{
		"":          `{"data":[{"id":"1"}],"paging":{"next":"https://elsewhere.test/v1/other?limit=1&after=c%2B1%3D&access_token=EAAother"}}`,
		"c+1=":      `{"data":[{"id":"2"}],"paging":{"cursors":{},"next":"/v23.0/1/edge?after=c2"}}`,
		"c2":        `{"data":[{"id":"3"}],"paging":{"cursors":{"after":"preferred"},"next":"https://graph.facebook.com/?after=ignored"}}`,
		"preferred": `[{"id":"4"}]`,
	})
	got, err := drain(newClient(t, transport).Users.All(t.Context(), wabaID, businessID, nil))
	require.NoError(t, err)
	require.Equal(t, []*whatsapp.AssignedUser{{ID: "1"}, {ID: "2"}, {ID: "3"}, {ID: "4"}}, got)
	require.Equal(t, []string{"", "c+1=", "c2", "preferred"}, cursorsOf(log.sent()))
	for _, request := range log.sent() {
		require.Equal(t, "https://graph.facebook.com/v23.0/"+wabaID+"/assigned_users", strings.SplitN(request.URL.String(), "?", 2)[0])
		require.Equal(t, []string{"Bearer " + testToken}, request.Header["Authorization"])
		require.NotContains(t, request.URL.RawQuery, "EAA")
	}
}

// The cursor that an iterator starts at counts as seen.
func TestIteratorNoticesItsOwnStart(t *testing.T) {
	t.Parallel()
	transport, log := pages(map[string]string{"c1": page(1, "c1", true)})
	items, failures := whatever(erased(newClient(t, transport).Users.All(t.Context(), wabaID, businessID, &whatsapp.ListOptions{After: "c1"})))
	require.Equal(t, 1, items)
	require.Len(t, failures, 1)
	require.ErrorContains(t, failures[0], `repeats a cursor`)
	require.Len(t, log.sent(), 1)
}

// An iterator that began before a cursor would run past it.
func TestIteratorsDoNotGoBack(t *testing.T) {
	t.Parallel()
	requireNotSent(t, func(client *whatsapp.Client) error {
		_, err := drain(client.Users.All(t.Context(), wabaID, businessID, &whatsapp.ListOptions{Before: "c9"}))
		return err
	}, "before goes back, but an iterator goes forward; use List")
}

// Call options count for every page.
func TestIteratorsUseTheirCallOptionsForEveryPage(t *testing.T) {
	t.Parallel()
	for name, iterate := range iterators() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			transport, log := pages(fourPages())
			var response whatsapp.Response
			items, failures := whatever(iterate(t.Context(), newClient(t, transport),
				whatsapp.WithToken("another-token"), whatsapp.WithFields("id"), whatsapp.CaptureResponse(&response)))
			require.Equal(t, 4, items)
			require.Empty(t, failures)
			require.Equal(t, page(1, "c4", false), string(response.Body), "the last answer is captured")
			for _, request := range log.sent() {
				require.Equal(t, "Bearer another-token", request.Header.Get("Authorization"))
				require.Equal(t, "id", request.URL.Query().Get("fields"))
			}
		})
	}
}

// The list of call options belongs to the caller, too.
func TestIteratorsCopyTheirCallOptions(t *testing.T) {
	t.Parallel()
	transport, log := pages(fourPages())
	opts := []whatsapp.RequestOption{whatsapp.WithFields("id,name")}
	sequence := newClient(t, transport).Users.All(t.Context(), wabaID, businessID, nil, opts...)
	opts[0] = whatsapp.WithFields("tasks")
	_, err := drain(sequence)
	require.NoError(t, err)
	require.Equal(t, "id,name", log.sent()[0].URL.Query().Get("fields"))
}

// A client may be used by any number of goroutines, and an iterator ranged over
// again: the two go together.
func TestIteratorIsRangedByManyGoroutines(t *testing.T) {
	t.Parallel()
	transport, _ := pages(fourPages())
	sequence := newClient(t, transport).Users.All(t.Context(), wabaID, businessID, nil)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			got, err := drain(sequence)
			assert.NoError(t, err)
			assert.Len(t, got, 4)
		})
	}
	group.Wait()
}
