package conformance

import (
	"encoding/json"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

// TestAnswerTypes compares the Go type that each method returns with the schema
// of the answer: every member must have a field, every enum value a constant.
func TestAnswerTypes(t *testing.T) {
	t.Parallel()
	document := load(t)
	known := readConstants(t)
	for _, method := range methods {
		t.Run(method.name+"/"+method.operation, func(t *testing.T) {
			t.Parallel()
			operation := method.in(t, document)
			result := exampleResult(t, method, operation)
			schema := operation.responseSchema(http.StatusOK)
			if operation.ID == changeOfNumber {
				schema = schema.at("oneOf").items()[1] // the first is the answer of another operation
			}
			if operation.ID == manageCalls {
				schema = schema.at("anyOf").items()[method.callAnswer()]
			}
			comparison{t, known}.compare(schema, reflect.ValueOf(result))
		})
	}
}

// TestErrorTypes does the same for the error bodies.
func TestErrorTypes(t *testing.T) {
	t.Parallel()
	document := load(t)
	for _, method := range methods {
		operation := method.in(t, document)
		for _, status := range operation.responses.keys() {
			schema := operation.responses.at(status, "content", "application/json", "schema")
			for name := range schema.at("properties", "error").properties() {
				assert.Contains(t, errorMembers(t), name, "%s, status %s", operation.ID, status)
			}
		}
	}
}

// errorMembers returns the JSON members of an error with all its fields set.
func errorMembers(t *testing.T) map[string]any {
	t.Helper()
	object, ok := encoded(t, &whatsapp.GraphAPIError{
		Message: "message", Type: "type", Code: 1, Subcode: 2, ErrorData: json.RawMessage(`{}`), IsTransient: true,
		UserTitle: "title", UserMessage: "text", TraceID: "trace",
	}).(map[string]any)
	require.True(t, ok)
	members, ok := object["error"].(map[string]any)
	require.True(t, ok)
	return members
}

// writtenBySDK has the places of a message whose values follow from the Go type
// that the caller uses. The messaging_product of any body is another.
var writtenBySDK = []string{
	"body /type", "body /status", "body /interactive/type", "body /interactive/action/name",
	"body /interactive/action/buttons/*/type", "body /template/components/*/type",
}

// TestRequestEnums checks that each enum of a request has a type with its
// constants.
func TestRequestEnums(t *testing.T) {
	t.Parallel()
	document := load(t)
	known := readConstants(t)
	for _, method := range methods {
		operation := method.in(t, document)
		for place, schema := range operation.requestPlaces() {
			values := schema.enum()
			if place == "body /messaging_product" || isSend(operation) && slices.Contains(writtenBySDK, place) {
				continue
			}
			assert.True(t, len(values) == 0 || known.hold(values), "%s: %s: no type has constants for %q", operation.ID, place, values)
		}
	}
}

// exampleResult returns the result of a method for the first documented answer,
// or for the usual success if the document has no example.
func exampleResult(t *testing.T, method method, operation *Operation) any {
	t.Helper()
	examples := operation.answers()
	first := slices.IndexFunc(examples, func(e Example) bool { return e.succeeds() && method.answeredBy(e) })
	status, value := http.StatusOK, any(answer{"success": true})
	if first >= 0 {
		status, value = examples[first].Status, addressed(examples[first].Value)
	}
	result, err := method.call(replay(t, status, value))
	require.NoError(t, err)
	return result
}

// comparison compares Go types with schemas.
type comparison struct {
	*testing.T
	constants constants
}

func (c comparison) compare(schema node, result reflect.Value) {
	if object, ok := reflect.TypeAssert[answer](result); ok {
		for name := range schema.properties() {
			assert.Contains(c, object, name)
		}
		return
	}
	c.compareType("", schema, result.Type())
}

var opaque = []reflect.Type{reflect.TypeFor[json.RawMessage](), reflect.TypeFor[any]()}

func (c comparison) compareType(place string, schema node, goType reflect.Type) {
	for goType.Kind() == reflect.Pointer {
		goType = goType.Elem()
	}
	if slices.Contains(opaque, goType) || goType.Kind() == reflect.Interface {
		return // TestTemplateBodies is about the types behind an interface
	}
	if values := schema.enum(); values != nil && !slices.Equal(values, []string{"whatsapp"}) {
		assert.Empty(c, c.constants.missing(goType.Name(), values), "%s: values without a constant of type %s", place, goType)
	}
	if data, isPage := memberOf(goType, "data"); isPage && schema.at("items").exists() {
		goType = data // a nested edge: Page reads the documented array too
	}
	if groups := schema.at("properties", groupsMember); groups.exists() && goType.Kind() == reflect.Slice {
		schema = groups // Page reads the list inside
	}
	if items := schema.at("items"); items.exists() && assert.Equal(c, reflect.Slice, goType.Kind(), place) {
		c.compareType(place+"/*", items, goType.Elem())
	}
	for name, property := range schema.properties() {
		field, found := memberOf(goType, name)
		if assert.True(c, found, "%s/%s: %s has no field for it", place, name, goType) {
			c.compareType(place+"/"+name, property, field)
		}
	}
}

// memberOf returns the type of the field into which a JSON member is decoded.
func memberOf(goType reflect.Type, name string) (reflect.Type, bool) {
	if goType.Kind() != reflect.Struct {
		return nil, false
	}
	if name == wrapper || goType == reflect.TypeFor[whatsapp.Paging]() && "/"+name == nested {
		return goType, true
	}
	for field := range goType.Fields() {
		tag, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if tag == name {
			return field.Type, true
		}
		if field.Anonymous && tag == "" {
			if member, found := memberOf(field.Type, name); found {
				return member, true
			}
		}
	}
	return nil, false
}
