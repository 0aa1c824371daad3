// Package conformance tests the SDK and its test server against Meta's OpenAPI
// document. It contains tests only; README.md describes how to run them.
package conformance

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// documentURL is the name of the document for the schema compiler.
const documentURL = "openapi.json"

// Document is an OpenAPI document, indexed by operation.
type Document struct {
	// Version is the version of Graph, such as "v23.0".
	Version    string
	Operations map[string]*Operation

	root     any
	compiler *jsonschema.Compiler
	mutex    sync.Mutex // the compiler is not safe for concurrent use
}

// Operation is one operation of the document.
type Operation struct {
	ID     string
	Method string
	// Path is the template, such as "/{Version}/{Media-ID}".
	Path string

	parameters []node
	body       node
	responses  node
}

// Load reads and indexes the document in a JSON file.
func Load(path string) (*Document, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	root, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("%s is not JSON: %w", path, err)
	}
	d := &Document{Operations: map[string]*Operation{}, root: root, compiler: jsonschema.NewCompiler()}
	d.compiler.AssertFormat()
	if err := d.compiler.AddResource(documentURL, root); err != nil {
		return nil, err
	}
	d.Version = node{document: d, value: root}.at("info", "version").text()
	d.index()
	if len(d.Operations) == 0 {
		return nil, fmt.Errorf("%s holds no operation with an operationId", path)
	}
	return d, nil
}

func (d *Document) index() {
	paths := node{document: d, value: d.root}.at("paths")
	for _, path := range paths.keys() {
		item := paths.at(path)
		for _, method := range item.keys() {
			declared := item.at(method)
			id := declared.at("operationId").text()
			if id == "" {
				continue
			}
			d.Operations[id] = &Operation{
				ID:         id,
				Method:     strings.ToUpper(method),
				Path:       path,
				parameters: slices.Concat(item.at("parameters").items(), declared.at("parameters").items()),
				body:       declared.at("requestBody"),
				responses:  declared.at("responses"),
			}
		}
	}
}

// parametersIn returns the schemas of the path, query or header parameters.
func (o *Operation) parametersIn(place string) map[string]node {
	found := map[string]node{}
	for _, parameter := range o.parameters {
		if parameter.at("in").text() == place {
			found[parameter.at("name").text()] = parameter
		}
	}
	return found
}

// largestPage returns the limit that the document sets for a list, or 100.
func (o *Operation) largestPage() int {
	maximum := o.parametersIn("query")["limit"].at("schema", "maximum").value
	if limit, err := strconv.Atoi(fmt.Sprint(maximum)); err == nil {
		return limit
	}
	return 100
}

// requestSchema returns the schema of the request body in a content type.
func (o *Operation) requestSchema(contentType string) node {
	return o.body.at("content", contentType, "schema")
}

// responseSchema returns the schema of the JSON answer with a status.
func (o *Operation) responseSchema(status int) node {
	return o.responses.at(strconv.Itoa(status), "content", "application/json", "schema")
}

// errorSchema returns the schema that most operations have for errors.
func (d *Document) errorSchema() node {
	return node{document: d, value: d.root}.at("components", "schemas", "GraphAPIError")
}

// Example is an example of an answer in the document.
type Example struct {
	Name   string
	Status int
	Value  any
}

func (e Example) succeeds() bool { return e.Status < 300 && e.refusal() == "" }

// refusal is the reason in an answer that reports a failure with a status of
// success, or empty.
func (e Example) refusal() string {
	answer, _ := e.Value.(map[string]any)
	if answer["success"] != false {
		return ""
	}
	return fmt.Sprint(answer["error_msg"])
}

// examples returns the examples of JSON answers with any status.
func (o *Operation) examples() []Example {
	var found []Example
	for _, status := range o.responses.keys() {
		var code int
		if _, err := fmt.Sscan(status, &code); err != nil {
			continue
		}
		examples := o.responses.at(status, "content", "application/json", "examples")
		for _, name := range examples.keys() {
			found = append(found, Example{Name: name, Status: code, Value: examples.at(name, "value").value})
		}
	}
	return found
}

// answers returns the examples, and where none of them is a success, one made
// from the schema.
func (o *Operation) answers() []Example {
	found := o.examples()
	if slices.ContainsFunc(found, Example.succeeds) {
		return found
	}
	made := Example{Name: "made from the schema", Status: http.StatusOK, Value: map[string]any{"success": true}}
	if schema := o.responseSchema(http.StatusOK); schema.exists() {
		made.Value = schema.sample()
	}
	return append(found, made)
}

// node is a value of the document and the JSON pointer to it.
type node struct {
	document *Document
	pointer  string
	value    any
}

var pointerEscapes = strings.NewReplacer("~", "~0", "/", "~1")

// at descends by member names and follows references. If there is no such
// member, the node has no value.
func (n node) at(names ...string) node {
	for _, name := range names {
		object, _ := n.value.(map[string]any)
		n = node{n.document, n.pointer + "/" + pointerEscapes.Replace(name), object[name]}.resolved()
	}
	return n
}

func (n node) resolved() node {
	object, _ := n.value.(map[string]any)
	reference, ok := object["$ref"].(string)
	if !ok {
		return n
	}
	target := node{document: n.document, value: n.document.root}
	for name := range strings.SplitSeq(strings.TrimPrefix(reference, "#/"), "/") {
		target = target.at(strings.NewReplacer("~1", "/", "~0", "~").Replace(name))
	}
	return target
}

func (n node) exists() bool { return n.value != nil }

// keys returns the sorted member names of an object.
func (n node) keys() []string {
	object, _ := n.value.(map[string]any)
	return slices.Sorted(maps.Keys(object))
}

// items returns the elements of an array.
func (n node) items() []node {
	array, _ := n.value.([]any)
	items := make([]node, len(array))
	for i, value := range array {
		items[i] = node{n.document, fmt.Sprintf("%s/%d", n.pointer, i), value}.resolved()
	}
	return items
}

func (n node) text() string {
	text, _ := n.value.(string)
	return text
}

func (n node) isTrue() bool { return n.value == true }
