package conformance

import (
	"bytes"
	"maps"
	"net/http"
	"slices"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

// emulate returns a session with its own test server.
func emulate(t *testing.T, options ...graphtest.Option) *session {
	t.Helper()
	options = append(options, graphtest.WithDocumentedTypes())
	return newSession(t, graphtest.New(options...).Client().Transport)
}

// last returns the latest exchange of a session and its answer.
func (s *session) last(t *testing.T) (Exchange, any) {
	t.Helper()
	require.NotEmpty(t, s.exchanges)
	exchange := s.exchanges[len(s.exchanges)-1]
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(exchange.Answer))
	require.NoError(t, err, "%s", exchange.Answer)
	return exchange, value
}

// TestEmulatorAnswers validates the answers of the test server against the
// schemas, and checks that the SDK loses nothing of them.
func TestEmulatorAnswers(t *testing.T) {
	t.Parallel()
	document := load(t)
	for _, method := range documented() {
		t.Run(method.name+"/"+method.operation, func(t *testing.T) {
			t.Parallel()
			operation := method.in(t, document)
			for _, form := range emulatedForms(operation) {
				s := emulate(t)
				form(s)
				result, err := method.call(s)
				require.NoError(t, err)
				exchange, value := s.last(t)
				if schema := operation.responseSchema(exchange.Status); schema.exists() {
					assert.Empty(t, schema.validate("answer", value))
				}
				if isWhole(method) {
					assert.Empty(t, lost("", value, encoded(t, result)))
				}
			}
		})
	}
}

// emulatedForms returns the forms of a request that the sample world can
// answer: with all filters, with all documented fields, and with neither.
func emulatedForms(operation *Operation) []func(*session) {
	found := []func(*session){
		func(*session) {},
		func(s *session) { s.filtered = true },
	}
	if _, selectable := operation.parametersIn("query")["fields"]; selectable {
		fields := slices.Sorted(maps.Keys(operation.entrySchema().properties()))
		found = append(found, func(s *session) { s.opts = []whatsapp.RequestOption{whatsapp.WithFields(fields...)} })
	}
	return found
}

// entrySchema returns the schema of an entry if the answer has a list of them,
// and otherwise of the whole answer.
func (o *Operation) entrySchema() node {
	schema := o.responseSchema(http.StatusOK)
	entry := schema.at("properties", "data", "items")
	if profile := entry.at("properties", "business_profile"); profile.exists() {
		return profile
	}
	if entry.exists() {
		return entry
	}
	return schema
}

func (o *Operation) lists() bool {
	_, paged := o.parametersIn("query")["after"]
	return paged
}

// TestEmulatorLists walks every list with several page sizes: each page must
// match the schema, and together they must have the same entries.
func TestEmulatorLists(t *testing.T) {
	t.Parallel()
	document := load(t)
	for _, method := range methods {
		operation := method.in(t, document)
		if !operation.lists() {
			continue
		}
		t.Run(method.name, func(t *testing.T) {
			t.Parallel()
			whole := walk(t, method, operation, operation.largestPage())
			require.NotEmpty(t, whole)
			for _, limit := range []int{1, 2, 3, len(whole)} {
				assert.Equal(t, whole, walk(t, method, operation, limit), "limit %d", limit)
			}
		})
	}
}

// entriesOf returns the entries of a page. Groups have theirs in a member of
// the data.
func entriesOf(page any) []any {
	data := page.(map[string]any)["data"]
	if wrapped, ok := data.(map[string]any); ok {
		data = wrapped[groupsMember]
	}
	entries, _ := data.([]any)
	return entries
}

// groupsMember is the member of the data that holds a list of groups.
const groupsMember = "groups"

// walk returns the entries of all pages.
func walk(t *testing.T, method method, operation *Operation, limit int) []any {
	t.Helper()
	s := emulate(t)
	s.page.Limit = limit
	var entries []any
	for {
		result, err := method.call(s)
		require.NoError(t, err)
		exchange, value := s.last(t)
		assert.Empty(t, operation.responseSchema(exchange.Status).validate("answer", value))
		data := entriesOf(value)
		require.LessOrEqual(t, len(data), limit)
		entries = append(entries, data...)
		s.page.After = result.(interface{ NextCursor() string }).NextCursor()
		if s.page.After == "" {
			return entries
		}
	}
}
