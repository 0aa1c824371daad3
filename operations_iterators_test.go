package whatsapp_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

// An iterator is an All method with the types of its entries and options left out.
type iterator func(ctx context.Context, client *whatsapp.Client, opts ...whatsapp.RequestOption) iter.Seq2[any, error]

func erased[T any](sequence iter.Seq2[*T, error]) iter.Seq2[any, error] {
	return func(yield func(any, error) bool) {
		for item, err := range sequence {
			if item == nil && !yield(nil, err) || item != nil && !yield(item, err) {
				return
			}
		}
	}
}

func iterators() map[string]iterator {
	type client = *whatsapp.Client
	type option = whatsapp.RequestOption
	return map[string]iterator{
		"Applications.AllConnectedBusinesses": func(ctx context.Context, c client, opts ...option) iter.Seq2[any, error] {
			return erased(c.Applications.AllConnectedBusinesses(ctx, appID, nil, opts...))
		},
		"MessageHistory.AllEvents": func(ctx context.Context, c client, opts ...option) iter.Seq2[any, error] {
			return erased(c.MessageHistory.AllEvents(ctx, messageHistoryID, nil, opts...))
		},
		"PhoneNumbers.All": func(ctx context.Context, c client, opts ...option) iter.Seq2[any, error] {
			return erased(c.PhoneNumbers.All(ctx, wabaID, nil, opts...))
		},
		"Solutions.All": func(ctx context.Context, c client, opts ...option) iter.Seq2[any, error] {
			return erased(c.Solutions.All(ctx, appID, nil, opts...))
		},
		"Users.All": func(ctx context.Context, c client, opts ...option) iter.Seq2[any, error] {
			return erased(c.Users.All(ctx, wabaID, businessID, nil, opts...))
		},
		"Users.AllWABAs": func(ctx context.Context, c client, opts ...option) iter.Seq2[any, error] {
			return erased(c.Users.AllWABAs(ctx, userID, nil, opts...))
		},
		"WABAs.All": func(ctx context.Context, c client, opts ...option) iter.Seq2[any, error] {
			return erased(c.WABAs.All(ctx, businessID, nil, opts...))
		},
		"WABAs.AllOwned": func(ctx context.Context, c client, opts ...option) iter.Seq2[any, error] {
			return erased(c.WABAs.AllOwned(ctx, businessID, nil, opts...))
		},
		"WABAs.AllShared": func(ctx context.Context, c client, opts ...option) iter.Seq2[any, error] {
			return erased(c.WABAs.AllShared(ctx, businessID, nil, opts...))
		},
		"WelcomeSequences.All": func(ctx context.Context, c client, opts ...option) iter.Seq2[any, error] {
			return erased(c.WelcomeSequences.All(ctx, wabaID, nil, opts...))
		},
	}
}

func TestEveryIteratorIsTested(t *testing.T) {
	t.Parallel()
	all := iterators()
	for _, method := range methods() {
		if _, name, _ := strings.Cut(method.name, "."); strings.HasPrefix(name, "All") {
			require.Contains(t, all, method.name)
		}
	}
}

// pages serves pages by the cursor that each request asks to go on behind.
func pages(byCursor map[string]string) (http.RoundTripper, *recorder) {
	return answerAll(func(request *http.Request) (*http.Response, error) {
		body, found := byCursor[request.URL.Query().Get("after")]
		if !found {
			return nil, errors.New("no such page")
		}
		status := http.StatusOK
		if strings.HasPrefix(body, `{"error"`) {
			status = http.StatusBadRequest
		}
		return recordedResponse{Status: status, Text: &body}.respond(request)
	})
}

// page is a page of so many entries; next says that there is another behind cursor.
func page(entries int, cursor string, next bool) string {
	data := make([]string, entries)
	for i := range data {
		data[i] = fmt.Sprintf(`{"id":"%s%d"}`, cursor, i)
	}
	link := ""
	if next {
		link = `,"next":"https:\/\/graph.facebook.com\/v23.0\/1\/edge?access_token=EAAnexttoken&limit=25&after=` + cursor + `"`
	}
	return `{"data":[` + strings.Join(data, ",") + `],"paging":{"cursors":{"before":"b","after":"` + cursor + `"}` + link + `}}`
}

// fourPages has an empty page and ends with cursors, but without a next page.
func fourPages() map[string]string {
	return map[string]string{"": page(2, "c1", true), "c1": page(0, "c2", true), "c2": page(1, "c3", true), "c3": page(1, "c4", false)}
}

func cursorsOf(requests []sentRequest) []string {
	cursors := make([]string, len(requests))
	for i, request := range requests {
		cursors[i] = request.URL.Query().Get("after")
	}
	return cursors
}

// whatever collects the entries and errors of an iterator that goes on after an error.
func whatever(sequence iter.Seq2[any, error]) (items int, failures []error) {
	for item, err := range sequence {
		if item != nil {
			items++
		}
		if err != nil {
			failures = append(failures, err)
		}
	}
	return items, failures
}

func operationOf(t *testing.T, name string) string {
	t.Helper()
	for _, method := range methods() {
		if method.name == name {
			return method.operation
		}
	}
	require.Fail(t, "no such method", name)
	return ""
}
