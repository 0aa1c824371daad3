package provision

import (
	"encoding/json"
	"flag"
	"os"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write schema.json")

// TestSchemaIsThatOfTheTypes makes the schema from the types, their comments
// and a sample, and lets none of them lack a comment or an example.
func TestSchemaIsThatOfTheTypes(t *testing.T) {
	t.Parallel()
	sample, err := os.ReadFile("testdata/sample.json")
	require.NoError(t, err)
	_, err = Parse(sample)
	require.NoError(t, err)
	decoded, err := decodeTree(sample)
	require.NoError(t, err)
	document := reflect.TypeFor[Document]()
	writer := &schemaWriter{source: readSource(t), examples: map[string]any{}, definitions: map[string]any{}}
	examplesIn(writer.examples, decoded, document)
	root := writer.typeSchema(document)
	require.Empty(t, writer.bare, "write a doc comment")
	require.Empty(t, writer.unshown, "add it to testdata/sample.json")
	described := map[string]any{
		"$schema": "https://json-schema.org/draft/2020-12/schema",
		"title":   "WhatsApp Business accounts as desired state",
		"$ref":    root["$ref"],
		"$defs":   writer.definitions,
	}
	text, err := json.MarshalIndent(described, "", "  ")
	require.NoError(t, err)
	text = append(text, '\n')
	if *update {
		require.NoError(t, os.WriteFile("schema.json", text, 0o600))
		return
	}
	require.Equal(t, string(text), string(Schema()), "go test ./provision -run Schema -update")
}
