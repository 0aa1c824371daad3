package conformance

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// Problem is a disagreement with the document: its place, such as "body
// /prompts" or "query limit", and a description.
type Problem struct {
	Place string
	Text  string
}

func (p Problem) String() string { return p.Place + ": " + p.Text }

// validate checks a JSON value against the schema at a node. The place is the
// prefix of the pointers into the value.
func (n node) validate(place string, value any) []Problem {
	if !n.exists() {
		return []Problem{{place, "the document has no schema for it"}}
	}
	schema, err := n.compile()
	if err != nil {
		return []Problem{{place, "the schema does not compile: " + err.Error()}}
	}
	failure, ok := errors.AsType[*jsonschema.ValidationError](schema.Validate(value))
	if !ok {
		return nil
	}
	return leaves(place, failure, nil)
}

func (n node) compile() (*jsonschema.Schema, error) {
	n.document.mutex.Lock()
	defer n.document.mutex.Unlock()
	location := url.URL{Path: documentURL, Fragment: n.pointer}
	return n.document.compiler.Compile(location.String())
}

// leaves collects the causes of a validation error.
func leaves(place string, failure *jsonschema.ValidationError, found []Problem) []Problem {
	for _, cause := range failure.Causes {
		found = leaves(place, cause, found)
	}
	if len(failure.Causes) > 0 {
		return found
	}
	if len(failure.InstanceLocation) > 0 {
		place += " /" + strings.Join(failure.InstanceLocation, "/")
	}
	text := failure.ErrorKind.LocalizedString(message.NewPrinter(language.English))
	return append(found, Problem{place, text})
}

// sample makes a value with every member of the schema.
func (n node) sample() any {
	if example := n.at("example"); example.exists() {
		return example.value
	}
	if values := n.enum(); len(values) > 0 {
		return values[0]
	}
	switch n.at("type").text() {
	case "array":
		return []any{n.at("items").sample()}
	case "boolean":
		return true
	case "integer", "number":
		return json.Number("1")
	case "string":
		return "text"
	}
	object := map[string]any{}
	for name, member := range n.properties() {
		object[name] = member.sample()
	}
	return object
}

// typed converts the text of a parameter to the JSON type of its schema.
func (n node) typed(text string) any {
	switch n.at("type").text() {
	case "integer", "number":
		if number, err := strconv.ParseFloat(text, 64); err == nil {
			return number
		}
	case "boolean":
		if flag, err := strconv.ParseBool(text); err == nil {
			return flag
		}
	}
	return text
}

// properties returns the members of an object schema, over all its
// alternatives.
func (n node) properties() map[string]node {
	found := map[string]node{}
	for _, name := range n.at("properties").keys() {
		found[name] = n.at("properties", name)
	}
	for _, combination := range []string{"allOf", "anyOf", "oneOf"} {
		for _, part := range n.at(combination).items() {
			maps.Copy(found, part.properties())
		}
	}
	return found
}

// enum returns the values that a schema allows, or nil if it does not list any.
func (n node) enum() []string {
	var values []string
	for _, value := range n.at("enum").items() {
		values = append(values, fmt.Sprint(value.value))
	}
	return values
}

// places returns the members of an object schema at any depth: "/name" is a
// member, "/*" an element of an array. Recursive schemas are entered once.
func (n node) places(above ...string) map[string]node {
	found := map[string]node{}
	if slices.Contains(above, n.pointer) {
		return found
	}
	below := n.properties()
	if items := n.at("items"); items.exists() {
		below["*"] = items
	}
	for name, schema := range below {
		found["/"+name] = schema
		for place, deeper := range schema.places(append(above, n.pointer)...) {
			found["/"+name+place] = deeper
		}
	}
	return found
}

// unknown returns the members of a value that the schema does not have. A
// schema without members allows any.
func (n node) unknown(place string, value any) []Problem {
	var found []Problem
	switch value := value.(type) {
	case map[string]any:
		properties := n.properties()
		if len(properties) == 0 {
			return nil
		}
		for name, member := range value {
			schema, known := properties[name]
			if !known {
				found = append(found, Problem{place + " /" + name, notDeclared})
				continue
			}
			found = append(found, schema.unknown(place, member)...)
		}
	case []any:
		for _, item := range value {
			found = append(found, n.at("items").unknown(place, item)...)
		}
	}
	return found
}
