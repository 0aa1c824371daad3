package conformance

import (
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

// Problem is a disagreement with the document: where it is, such as
// "body /prompts" or "query limit", and what it is.
type Problem struct {
	Place string
	Text  string
}

func (p Problem) String() string { return p.Place + ": " + p.Text }

// validate checks a JSON value against the schema at a node. Place stands
// before the pointers into the value.
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

// leaves collects what a validation error is made of.
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

// typed turns the text of a parameter into the JSON value that its schema wants.
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

// properties returns the members that an object schema names, over all its
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

// enum returns the values that a schema allows, nil when it does not list any.
func (n node) enum() []string {
	var values []string
	for _, value := range n.at("enum").items() {
		values = append(values, fmt.Sprint(value.value))
	}
	return values
}

// places lists what an object schema names, at any depth. A member is "/name",
// an element of an array is "/*". A schema within itself is not entered again.
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

// unknown lists the members of a value that the schema does not name. A schema
// that names none leaves them open.
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
