package whatsapp_test

import (
	"errors"
	"fmt"
	"iter"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// pages serves pages by the cursor of each request.
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

// page is a page of so many entries; next says that there is another behind
// cursor.
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

// whatever collects the entries and errors of an iterator that continues after
// an error.
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
