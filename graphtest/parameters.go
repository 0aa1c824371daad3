package graphtest

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// parameters are the named inputs of a request. Graph reads them from the query
// and from the body; the body takes precedence. A value is a string, a []any
// for a repeated key, or any value of a JSON body.
type parameters map[string]any

var indexedKey = regexp.MustCompile(`^([^\[\]]+)\[[0-9]*\]$`)

// readParameters reads the query and the body. If part of them is invalid, it
// keeps the rest.
func (b *requestBody) readParameters(r *http.Request) {
	b.params = parameters{}
	query, err := url.ParseQuery(r.URL.RawQuery)
	b.params.addForm(query)
	if err != nil {
		b.wrong = badQuery("The query string does not parse")
		return
	}
	if len(b.bytes) > 0 && !isUpload(r) && b.wrong == nil {
		b.wrong = b.params.addBody(r.Header.Get("Content-Type"), b)
	}
}

func (p parameters) addBody(contentType string, body *requestBody) *failure {
	mediaType, _, _ := mime.ParseMediaType(contentType)
	switch mediaType {
	case "application/json":
		return p.addJSON(body.bytes)
	case "multipart/form-data":
		maps.Copy(p, body.form)
		return nil
	case "application/x-www-form-urlencoded":
		form, err := url.ParseQuery(string(body.bytes))
		if err != nil {
			return invalid("The form in the request body does not parse")
		}
		p.addForm(form)
		return nil
	}
	return invalid("The request body has the unsupported content type %q", mediaType)
}

// addForm adds a form, joining keys such as tasks[0], tasks[1] and tasks[] to a
// list.
func (p parameters) addForm(form url.Values) {
	for _, key := range slices.SortedFunc(maps.Keys(form), byIndex) {
		values := form[key]
		if match := indexedKey.FindStringSubmatch(key); match != nil {
			list, _ := p[match[1]].([]any)
			for _, value := range values {
				list = append(list, value)
			}
			p[match[1]] = list
			continue
		}
		if len(values) == 1 {
			p[key] = values[0]
			continue
		}
		list := make([]any, len(values))
		for i, value := range values {
			list[i] = value
		}
		p[key] = list
	}
}

// addFiles adds the files of a form. Those of a name such as documents[] are a
// list, even one by itself, and of any other name the last one counts.
func (p parameters) addFiles(files map[string][]any) {
	for _, key := range slices.SortedFunc(maps.Keys(files), byIndex) {
		uploads := files[key]
		if match := indexedKey.FindStringSubmatch(key); match != nil {
			list, _ := p[match[1]].([]any)
			p[match[1]] = append(list, uploads...)
			continue
		}
		p[key] = uploads[len(uploads)-1]
	}
}

// byIndex orders tasks[2] before tasks[10].
func byIndex(a, b string) int {
	return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b))
}

func (p parameters) addJSON(body []byte) *failure {
	var object map[string]any
	if err := decodeJSON(body, &object); err != nil {
		return invalid("The request body is not a JSON object")
	}
	for key, value := range object {
		if value != nil {
			p[key] = value
		}
	}
	return nil
}

// text returns a scalar parameter as a string.
func (p parameters) text(name string) (string, bool) {
	switch value := p[name].(type) {
	case string:
		return value, true
	case json.Number:
		return value.String(), true
	case bool:
		if value {
			return "true", true
		}
		return "false", true
	}
	return "", false
}

// flag returns a boolean parameter. given is false if it is absent.
func (p parameters) flag(name string) (value, given bool, f *failure) {
	if _, given = p[name]; !given {
		return false, false, nil
	}
	switch text, _ := p.text(name); text {
	case "true", "1":
		return true, true, nil
	case "false", "0":
		return false, true, nil
	}
	return false, true, invalid("Param %s must be a boolean", name)
}

// list returns an array parameter: an array, a JSON array as a string, or a
// comma-separated string.
func (p parameters) list(name string) (values []any, given bool, f *failure) {
	value, given := p[name]
	if !given {
		return nil, false, nil
	}
	if values, ok := value.([]any); ok {
		return values, true, nil
	}
	text, ok := value.(string)
	if !ok {
		return nil, true, invalid("Param %s must be an array", name)
	}
	text = strings.TrimSpace(text)
	if strings.HasPrefix(text, "['") {
		// Meta's guides print arrays with single quotes, and Graph reads them.
		text = strings.ReplaceAll(text, "'", `"`)
	}
	if !strings.HasPrefix(text, "[") {
		for item := range strings.SplitSeq(text, ",") {
			values = append(values, strings.TrimSpace(item))
		}
		return values, true, nil
	}
	if err := decodeJSON([]byte(text), &values); err != nil {
		return nil, true, invalid("Param %s must be an array", name)
	}
	return values, true, nil
}

// texts returns an array parameter whose items must be strings.
func (p parameters) texts(name string) (texts []string, given bool, f *failure) {
	values, given, f := p.list(name)
	if f != nil || !given {
		return nil, given, f
	}
	texts = make([]string, 0, len(values))
	for i, value := range values {
		text, ok := value.(string)
		if !ok {
			return nil, true, invalid("Param %s[%d] must be a string", name, i)
		}
		texts = append(texts, text)
	}
	return texts, true, nil
}

// choices returns an array parameter whose items must be among the allowed
// ones.
func (p parameters) choices(name string, allowed []string) ([]string, bool, *failure) {
	texts, given, f := p.texts(name)
	if f != nil {
		return nil, given, f
	}
	for i, text := range texts {
		if f := checkChoice(name, i, text, allowed); f != nil {
			return nil, true, f
		}
	}
	return texts, given, nil
}

func decodeJSON(text []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(into); err != nil {
		return err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("more than one JSON value")
	}
	return nil
}
