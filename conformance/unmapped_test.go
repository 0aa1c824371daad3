package conformance

import (
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

// TestUnmapped fails if an operation of the document has no method, or an
// operation with a method is no longer in the document.
func TestUnmapped(t *testing.T) {
	t.Parallel()
	document := load(t)
	for _, method := range documented() {
		method.in(t, document)
	}
	missing := unmapped(document)
	for _, id := range slices.Sorted(maps.Keys(missing)) {
		t.Errorf("%s %s (%s) has no method", missing[id].Method, missing[id].Path, id)
	}
}

// TestUndocumented fails if an operation that counts as undocumented is in the
// document, or has no source.
func TestUndocumented(t *testing.T) {
	t.Parallel()
	document := load(t)
	for _, method := range undocumented {
		t.Run(method.name, func(t *testing.T) {
			t.Parallel()
			s := newSession(t, graphtest.New().Client().Transport)
			_, err := method.call(s)
			require.NoError(t, err)
			assert.NotContains(t, method.operation, "document", "name the source of the operation, as in sources_test.go")
			request := s.exchanges[0].Request
			for _, operation := range document.Operations {
				isSame := operation.isEdgeOf(request) && onAnotherNode[operation.ID] != strings.Replace(method.name, ".All", ".List", 1)
				assert.False(t, isSame, "the document has it as %s; move the row", operation.ID)
			}
		})
	}
}

// onAnotherNode has the methods whose edge the document has, but on another
// kind of node.
var onAnotherNode = map[string]string{
	"getPreVerifiedPhoneNumberPartners": "Solutions.ListPartners",
}

// isEdgeOf reports whether a request calls the edge of an operation. What is
// below oauth is not an edge of an object.
func (o *Operation) isEdgeOf(request *http.Request) bool {
	_, edge, _ := strings.Cut(o.Path, "}/{")
	_, edge, found := strings.Cut(edge, "/")
	found = found && !strings.Contains(request.URL.Path, "/oauth/")
	return found && o.Method == request.Method && strings.HasSuffix(request.URL.Path, "/"+edge)
}

// TestEveryMethodHasARow fails if a method of the SDK is in none of the tables.
func TestEveryMethodHasARow(t *testing.T) {
	t.Parallel()
	known := map[string]bool{
		"Media.Open": true, "Media.Download": true, "Media.DownloadFile": true, // see TestDownload
		"Flows.DownloadJSON":     true,                             // see TestFlowJSONDownload
		"Subscriptions.Diagnose": true, "CreditLines.Verify": true, // read what other methods read, which have rows
		"Messages.Limiter": true, // calls nothing
	}
	for _, method := range slices.Concat(documented(), undocumented) {
		known[method.name] = true
	}
	client := reflect.TypeFor[whatsapp.Client]()
	for field := range client.Fields() {
		if !field.IsExported() {
			continue
		}
		for method := range field.Type.Methods() {
			name := field.Name + "." + method.Name
			assert.True(t, known[name], "%s has no row in operations_test.go", name)
			delete(known, name)
		}
	}
	assert.Empty(t, known, "rows of methods that the SDK does not have")
}

// TestEveryOperationIsProvedWhole fails if all methods of an operation return
// only part of its answer.
func TestEveryOperationIsProvedWhole(t *testing.T) {
	t.Parallel()
	for _, partial := range partialMethods {
		whole := slices.ContainsFunc(methods, func(m method) bool { return m.operation == partial.operation })
		assert.True(t, whole, "%s: no method returns the whole answer of %s", partial.name, partial.operation)
	}
}
