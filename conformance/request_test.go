package conformance

import (
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

// TestRequests sends the request of every method in several forms and validates
// it. Together the forms must use everything that is documented.
func TestRequests(t *testing.T) {
	t.Parallel()
	document := load(t)
	known := departures{}
	sent := map[string]map[string]bool{}
	for _, method := range documented() {
		operation := method.in(t, document)
		if sent[method.operation] == nil {
			sent[method.operation] = map[string]bool{}
		}
		for _, form := range forms(operation) {
			s := replay(t, http.StatusOK, answer{})
			form(s)
			_, _ = method.call(s) // the answer is TestAnswers' concern
			if s.page.Before != "" && strings.Contains(method.name, ".All") {
				require.Empty(t, s.exchanges, "iterators only go forward")
				continue
			}
			require.Len(t, s.exchanges, 1, method.name)
			check := operation.check(s.exchanges[0])
			known.judge(t, method.operation, check.problems)
			maps.Copy(sent[method.operation], check.sent)
			checkHeaders(t, s.exchanges[0])
		}
	}
	for id, filled := range sent {
		known.judge(t, id, unfilled(document.Operations[id], filled))
	}
	known.finish(t)
}

// forms returns the forms in which to send the request of an operation.
func forms(operation *Operation) []func(*session) {
	found := []func(*session){
		func(*session) {},
		func(s *session) { s.filtered = true },
		func(s *session) { s.page = whatsapp.ListOptions{Limit: 1, After: "QVFIUg=="} },
		func(s *session) { s.page = whatsapp.ListOptions{Limit: operation.largestPage(), Before: "QVFIUg=="} },
	}
	if _, selectable := operation.parametersIn("query")["fields"]; selectable {
		found = append(found, func(s *session) { s.opts = []whatsapp.RequestOption{whatsapp.WithFields("id", "name")} })
	}
	return found
}

func unfilled(operation *Operation, filled map[string]bool) []Problem {
	var problems []Problem
	for _, place := range slices.Sorted(maps.Keys(operation.requestPlaces())) {
		if !filled[place] {
			problems = append(problems, Problem{place, neverSent})
		}
	}
	return problems
}

var (
	bearerToken = regexp.MustCompile(`^Bearer [A-Za-z0-9._-]+$`)
	userAgent   = regexp.MustCompile(`^[A-Za-z0-9_-]+/[0-9]+\.[0-9]+\.[0-9]+$`)
)

// checkHeaders checks the headers of every request, even if the document does
// not have them.
func checkHeaders(t *testing.T, exchange Exchange) {
	t.Helper()
	assert.Regexp(t, bearerToken, exchange.Request.Header.Get("Authorization"))
	assert.Regexp(t, userAgent, exchange.Request.Header.Get("User-Agent"))
}
