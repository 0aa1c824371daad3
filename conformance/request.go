package conformance

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// Problems of a request apart from those that its schemas find.
const (
	notDeclared = "the document does not declare it"
	isRequired  = "is required"
	isJSONText  = "is JSON text, which the document does not say"
	notRepeated = "is joined with commas, the document repeats the parameter"
	notJoined   = "is repeated, the document joins its elements with commas"
	neverSent   = "is never sent; support it, or send it in operations_test.go"
)

// requestCheck compares a request with its operation.
type requestCheck struct {
	operation *Operation
	request   *http.Request
	body      []byte

	problems []Problem
	// sent has the places of the document that the request uses.
	sent map[string]bool
}

func (o *Operation) check(exchange Exchange) *requestCheck {
	c := &requestCheck{operation: o, request: exchange.Request, body: exchange.Body, sent: map[string]bool{}}
	if c.request.Method != o.Method {
		c.add("method", "is "+c.request.Method+", the document says "+o.Method)
	}
	c.checkPath()
	c.checkQuery()
	c.checkHeaders()
	c.checkBody()
	return c
}

func (c *requestCheck) add(place, text string) {
	c.problems = append(c.problems, Problem{place, text})
}

func (c *requestCheck) validate(place string, schema node, value any) {
	c.problems = append(c.problems, schema.validate(place, value)...)
}

func (c *requestCheck) checkPath() {
	declared := c.operation.parametersIn("path")
	template := strings.Split(c.operation.Path, "/")
	elements := strings.Split(c.request.URL.EscapedPath(), "/")
	if len(elements) != len(template) {
		c.add("path", c.request.URL.Path+" is not of the form "+c.operation.Path)
		return
	}
	for i, wanted := range template {
		name, isParameter := strings.CutPrefix(wanted, "{")
		name = strings.TrimSuffix(name, "}")
		switch parameter, known := declared[name]; {
		case isParameter && known:
			schema := parameter.at("schema")
			c.validate("path "+name, schema, schema.typed(elements[i]))
		case isParameter:
			c.add("path "+name, notDeclared)
		case elements[i] != wanted:
			c.add("path", c.request.URL.Path+" is not of the form "+c.operation.Path)
		}
	}
}

func (c *requestCheck) checkQuery() {
	declared := c.operation.parametersIn("query")
	query := c.request.URL.Query()
	for name, parameter := range declared {
		if parameter.at("required").isTrue() && !query.Has(name) {
			c.add("query "+name, isRequired)
		}
	}
	for name, values := range query {
		parameter, known := declared[name]
		if !known {
			c.add("query "+name, notDeclared)
			continue
		}
		c.fill("query "+name, values[0])
		c.checkQueryValue("query "+name, parameter, values)
	}
}

func (c *requestCheck) checkQueryValue(place string, parameter node, values []string) {
	schema := parameter.at("schema")
	if schema.at("type").text() == "array" {
		exploded := parameter.at("explode").value != false
		elements := c.array(place, schema, exploded, values)
		c.fill(place, elements)
		c.validate(place, schema, elements)
		return
	}
	if len(values) > 1 {
		c.add(place, "is given more than once")
	}
	c.validate(place, schema, schema.typed(values[0]))
}

// array reads the elements of an array parameter in any encoding. One that
// differs from the document is a problem.
func (c *requestCheck) array(place string, schema node, exploded bool, values []string) []any {
	joined := values[0]
	switch {
	case len(values) > 1:
		if !exploded {
			c.add(place, notJoined)
		}
	case strings.HasPrefix(joined, "["):
		if parsed, err := jsonschema.UnmarshalJSON(strings.NewReader(joined)); err == nil {
			c.add(place, isJSONText)
			elements, _ := parsed.([]any)
			return elements
		}
	case strings.Contains(joined, ","):
		values = strings.Split(joined, ",")
		if exploded {
			c.add(place, notRepeated)
		}
	}
	elements := make([]any, len(values))
	for i, value := range values {
		elements[i] = schema.at("items").typed(value)
	}
	return elements
}

func (c *requestCheck) checkHeaders() {
	for name, parameter := range c.operation.parametersIn("header") {
		value := c.request.Header.Get(name)
		switch {
		case value != "":
			c.validate("header "+name, parameter.at("schema"), value)
		case parameter.at("required").isTrue() && (name != "Content-Type" || len(c.body) > 0):
			c.add("header "+name, isRequired)
		}
	}
}

func (c *requestCheck) checkBody() {
	declared := c.operation.body
	if len(c.body) == 0 {
		if declared.at("required").isTrue() {
			c.add("body", isRequired)
		}
		return
	}
	contentType, _, err := mime.ParseMediaType(c.request.Header.Get("Content-Type"))
	schema := c.operation.requestSchema(contentType)
	if err != nil || !schema.exists() {
		c.add("body", "the document does not declare the content type "+contentType)
		return
	}
	value, err := c.readBody(contentType, schema)
	if err != nil {
		c.add("body", err.Error())
		return
	}
	c.validate("body", schema, value)
	c.problems = append(c.problems, schema.unknown("body", value)...)
	c.fill("body ", value)
}

func (c *requestCheck) readBody(contentType string, schema node) (any, error) {
	switch contentType {
	case "multipart/form-data":
		return c.readParts()
	case "application/x-www-form-urlencoded":
	default:
		return jsonschema.UnmarshalJSON(bytes.NewReader(c.body))
	}
	form, err := url.ParseQuery(string(c.body))
	if err != nil {
		return nil, err
	}
	object := map[string]any{}
	for name, values := range form {
		property := schema.at("properties", name)
		if property.at("type").text() == "array" {
			object[name] = c.array("body /"+name, property, true, values)
			continue
		}
		object[name] = property.typed(values[0])
	}
	return object, nil
}

// readParts reads the fields and files of a multipart form.
func (c *requestCheck) readParts() (any, error) {
	_, options, err := mime.ParseMediaType(c.request.Header.Get("Content-Type"))
	if err != nil {
		return nil, err
	}
	form := multipart.NewReader(bytes.NewReader(c.body), options["boundary"])
	object := map[string]any{}
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return object, nil
		}
		if err != nil {
			return nil, err
		}
		content, err := io.ReadAll(part)
		if err != nil {
			return nil, err
		}
		object[part.FormName()] = string(content)
	}
}

// fill records the places of the document that a value uses.
func (c *requestCheck) fill(place string, value any) {
	c.sent[place] = true
	switch value := value.(type) {
	case map[string]any:
		for name, member := range value {
			c.fill(place+"/"+name, member)
		}
	case []any:
		for _, item := range value {
			c.fill(place+"/*", item)
		}
	}
}

// requestPlaces returns the schemas of everything that a request can have, by
// the keys of sent.
func (o *Operation) requestPlaces() map[string]node {
	places := map[string]node{}
	for name, parameter := range o.parametersIn("query") {
		schema := parameter.at("schema")
		places["query "+name] = schema
		if items := schema.at("items"); items.exists() {
			places["query "+name+"/*"] = items
		}
	}
	for _, contentType := range o.body.at("content").keys() {
		for place, schema := range o.requestSchema(contentType).places() {
			places["body "+place] = schema
		}
	}
	return places
}
