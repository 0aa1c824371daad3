package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/wabakit/whatsapp/provision"
)

// yamlSource is a YAML document as JSON, which knows where everything stands.
type yamlSource struct {
	json []byte
	root *yaml.Node
}

// maxYAMLNodes bounds what the anchors of a file can grow to.
const maxYAMLNodes = 1_000_000

// parseYAML reads one YAML document, which may be JSON. isText, if it is not
// nil, says where a text is wanted: there 0900 and NO are texts.
func parseYAML(content []byte, isText func(path string) bool) (*yamlSource, error) {
	var root, more yaml.Node
	decoder := yaml.NewDecoder(bytes.NewReader(content))
	if err := decoder.Decode(&root); err != nil && err != io.EOF {
		return nil, yamlMistake(err)
	}
	if err := decoder.Decode(&more); err != io.EOF {
		return nil, errors.New("the file has more than one document: what comes after --- would be lost")
	}
	// A decoder into values refuses a member that is there twice.
	var values any
	if err := root.Decode(&values); err != nil {
		return nil, yamlMistake(err)
	}
	if len(root.Content) == 0 {
		return nil, errors.New("the file is empty")
	}
	source := &yamlSource{root: root.Content[0]}
	writer := jsonWriter{left: maxYAMLNodes, isText: isText}
	if err := writer.write(source.root, ""); err != nil {
		return nil, err
	}
	source.json = writer.out.Bytes()
	return source, nil
}

// yamlMistake returns a mistake without the name of the decoder. It has a line.
func yamlMistake(err error) error {
	text := strings.TrimPrefix(strings.TrimPrefix(err.Error(), "yaml: "), "unmarshal errors:")
	return errors.New(strings.TrimSpace(strings.ReplaceAll(text, "\n  ", "\n")))
}

// A jsonWriter writes YAML as JSON. Members keep their order, and a text that
// looks like a date stays a text.
type jsonWriter struct {
	out    bytes.Buffer
	left   int
	isText func(path string) bool
}

func (w *jsonWriter) write(node *yaml.Node, path string) error {
	if w.left--; w.left < 0 {
		return fmt.Errorf("line %d: the aliases of the file grow too large", node.Line)
	}
	switch node.Kind {
	case yaml.AliasNode:
		return w.write(node.Alias, path)
	case yaml.SequenceNode:
		return w.list(node.Content, path)
	case yaml.MappingNode:
		return w.object(node, path)
	}
	return w.scalar(node, path)
}

func (w *jsonWriter) list(items []*yaml.Node, path string) error {
	w.out.WriteByte('[')
	for i, item := range items {
		if i > 0 {
			w.out.WriteByte(',')
		}
		if err := w.write(item, fmt.Sprintf("%s[%d]", path, i)); err != nil {
			return err
		}
	}
	w.out.WriteByte(']')
	return nil
}

func (w *jsonWriter) object(node *yaml.Node, path string) error {
	w.out.WriteByte('{')
	for i := 0; i+1 < len(node.Content); i += 2 {
		key := node.Content[i]
		if key.Kind != yaml.ScalarNode || key.Tag == "!!merge" {
			return fmt.Errorf("line %d: the name of a member must be a text", key.Line)
		}
		if i > 0 {
			w.out.WriteByte(',')
		}
		w.text(key.Value)
		w.out.WriteByte(':')
		if err := w.write(node.Content[i+1], strings.TrimPrefix(path+"."+key.Value, ".")); err != nil {
			return err
		}
	}
	w.out.WriteByte('}')
	return nil
}

func (w *jsonWriter) scalar(node *yaml.Node, path string) error {
	if node.Tag == "!!null" {
		w.out.WriteString("null")
		return nil
	}
	if w.isText != nil && w.isText(path) {
		w.text(node.Value)
		return nil
	}
	switch node.Tag {
	case "!!bool", "!!int", "!!float":
		var value any
		if err := node.Decode(&value); err != nil {
			return err
		}
		encoded, err := json.Marshal(value)
		if err != nil {
			return fmt.Errorf("line %d: %w", node.Line, err)
		}
		w.out.Write(encoded)
	default:
		w.text(node.Value)
	}
	return nil
}

func (w *jsonWriter) text(value string) {
	encoded, _ := json.Marshal(value) //nolint:errchkjson // a string always encodes
	w.out.Write(encoded)
}

// locate adds the lines of the mistakes in a document.
func (y *yamlSource) locate(err error) error {
	document, ok := errors.AsType[*provision.DocumentError](err)
	if !ok {
		return err
	}
	mistakes := slices.SortedStableFunc(slices.Values(document.Mistakes), func(a, b provision.Mistake) int {
		return y.place(a.Path).line - y.place(b.Path).line
	})
	lines := make([]string, 0, len(mistakes))
	for _, mistake := range mistakes {
		lines = append(lines, fmt.Sprintf("line %d: %s", y.place(mistake.Path).line, mistake))
	}
	return errors.New(strings.Join(lines, "\n"))
}

// place returns the place of such as "accounts[0].templates[2].name", or of
// what comes nearest to it.
func (y *yamlSource) place(path string) place {
	node, at := y.root, y.root
	for element := range strings.SplitSeq(strings.ReplaceAll(path, "[", ".["), ".") {
		found, begins := child(node, element)
		if found == nil {
			break
		}
		node, at = found, begins
	}
	return place{at.Line, at.Column}
}

// members returns the places of all members with a name.
func (y *yamlSource) members(name string) []place {
	var found []place
	var look func(node *yaml.Node)
	look = func(node *yaml.Node) {
		for i, inner := range node.Content {
			if node.Kind == yaml.MappingNode && i%2 == 0 && inner.Value == name {
				found = append(found, place{inner.Line, inner.Column})
			}
			look(inner)
		}
	}
	look(y.root)
	return found
}

// child returns what a name or "[2]" leads to, and where it begins.
func child(node *yaml.Node, element string) (value, begins *yaml.Node) {
	for node.Kind == yaml.AliasNode {
		node = node.Alias
	}
	if position, ok := strings.CutPrefix(element, "["); ok && node.Kind == yaml.SequenceNode {
		index, err := strconv.Atoi(strings.TrimSuffix(position, "]"))
		if err == nil && index < len(node.Content) {
			return node.Content[index], node.Content[index]
		}
		return nil, nil
	}
	if node.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(node.Content); i += 2 {
			if node.Content[i].Value == element {
				return node.Content[i+1], node.Content[i]
			}
		}
	}
	return nil, nil
}

// toYAML writes JSON as YAML, with the members in their order.
func toYAML(content []byte) ([]byte, error) {
	var root yaml.Node
	if err := yaml.Unmarshal(content, &root); err != nil { // JSON is YAML
		return nil, err
	}
	unquote(&root)
	var out bytes.Buffer
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	if err := errors.Join(encoder.Encode(&root), encoder.Close()); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// unquote leaves the style to the encoder, which quotes what would otherwise be
// a number.
func unquote(node *yaml.Node) {
	node.Style = 0
	if node.Kind == yaml.ScalarNode && strings.Contains(node.Value, "\n") {
		node.Style = yaml.LiteralStyle
	}
	for _, inner := range node.Content {
		unquote(inner)
	}
}
